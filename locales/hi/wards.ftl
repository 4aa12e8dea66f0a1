# Wards, beds, admissions and the running bill.

wards-admission = भर्ती
wards-inpatients = भर्ती मरीज़
wards-of-patient = मरीज़ की भर्तियाँ
wards-parts = भर्ती के हिस्से
wards-part-stay = बेड
wards-relatives = रिश्तेदार
wards-mlc = MLC
wards-no-bed = अभी बेड नहीं मिला
wards-day-of-stay = दिन { $day }
wards-on-leave = छुट्टी पर घर गए
wards-discharged = छुट्टी { $at }
