# Wards, beds, admissions and the running bill.

wards-admission = Admission
wards-inpatients = Inpatients
wards-of-patient = Admissions of a patient
wards-parts = Parts of the admission
wards-part-stay = Stay
wards-relatives = Relatives
wards-mlc = MLC
wards-no-bed = No bed yet
wards-day-of-stay = Day { $day }
wards-on-leave = On leave
wards-discharged = Discharged { $at }
