# Wards, beds, admissions and the running bill.
