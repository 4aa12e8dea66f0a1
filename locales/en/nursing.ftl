# The nurse's charts: observations, intake and output, medicines, notes, handover.

permission-nursing-view = See the nursing charts
permission-nursing-chart = Chart and give medicines
errors-temperature-impossible = { $value } °C cannot be: { $min } to { $max }. Was the point forgotten, or is it °F?
errors-oxygen-or-air = Litres of oxygen, but breathing air? Choose oxygen.
errors-scale-2-ordered = Scale 2 needs an oxygen order of the doctor with the target 88–92 %.
errors-alarm-answered = This alarm was already answered.
errors-negative-ml = Less than nothing cannot go in or come out.
errors-dose-answered = This dose is already written down. Correct that entry instead.
errors-dose-which-time = Say which due time this dose answers.
errors-dose-no-such-time = Nothing of this order is due at that time.
errors-dose-before-order = This dose was not ordered yet at that time.
errors-dose-after-stop = The order was stopped before that time.
errors-dose-other-amount = This is not the ordered amount. Write why.
errors-dose-not-due-yet = A dose that is still to come is not missed. Hold it or wait.
errors-dose-why = Write why.
errors-dose-late-why = This is late. Write why.
errors-dose-early-why = This is early. Write why.
errors-dose-too-soon = Too soon after the last one: from { $next } on.
errors-dose-most = At most { $most } in 24 hours: the next from { $next } on.
errors-band-other = This wristband belongs to somebody else. Stop and look at the patient’s name.
errors-band-needed = Scan the patient’s wristband first.
errors-second-needed = This medicine takes a second person. Ask a colleague to check it with you.
errors-second-yourself = The second person must be somebody else.
errors-second-role = Only a nurse, doctor or pharmacist can check a dose.
errors-too-many-days = At most { $max } days on one paper.
