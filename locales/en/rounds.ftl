# The doctor's rounds: notes and orders.

permission-rounds-view = See rounds and orders
permission-rounds-write = Write rounds and order
errors-not-a-doctor = Only a doctor can sign this. Ask the owner to link your sign-in to a doctor.
errors-before-admission = Not before the admission on { $since }.
errors-empty-note = There is nothing to sign yet.
errors-order-no-drug = Choose a medicine.
errors-order-too-far = An order can begin at most 7 days ahead.
errors-dose-empty = The dose gives nothing. Write how much.
errors-as-needed-most = Say how many doses a day at most.
errors-as-needed-gap = Say how long after one dose the next may come.
errors-order-allergy = The patient is allergic to { $substance }. Write why it is ordered all the same.
errors-order-duplicate = { $substance } is already ordered. Write why it is ordered twice.
errors-not-read-back = Read the order back to the doctor first.
errors-order-stopped = This order was already stopped.
errors-stop-before-start = It cannot be stopped before it began.
errors-order-other-kind = A change stays the same kind of order. Stop this one and write a new one.
errors-nothing-to-sign = This order waits for no signature.
errors-not-your-order = { $doctor } gave this order, so { $doctor } or the attending doctor signs it.
errors-hours-order = Each time must be later than the one before it.
