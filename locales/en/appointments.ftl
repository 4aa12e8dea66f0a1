# Who comes when: the calendar, booking, lists, doctors’ hours.

appointments-calendar = Calendar
appointments-lists = Lists
appointments-schedules = Doctors’ hours
appointments-book = Book
appointments-one = Appointment
appointments-coming = Coming appointments
appointments-none-coming = No appointment booked
appointments-and-more = and { $count } more
appointments-view = View
appointments-view-day = Day
appointments-view-week = Week
appointments-view-month = Month
appointments-today = Today
appointments-weekday = Day
appointments-weekday-1 = Mon
appointments-weekday-2 = Tue
appointments-weekday-3 = Wed
appointments-weekday-4 = Thu
appointments-weekday-5 = Fri
appointments-weekday-6 = Sat
appointments-weekday-7 = Sun
appointments-count = { $count ->
    [0] Nobody booked
    [1] 1 booked
   *[other] { $count } booked
}
appointments-free-count = { $count } free
appointments-closed = Closed
appointments-away = { $doctor } away
appointments-holiday = Holiday
appointments-on-leave = Leave
appointments-free-at = free, { $doctor }, { $day }
appointments-no-hours-here = No doctor sits in these days.
appointments-none-free = No free time found.
appointments-next-free = Next free
appointments-key-down = Next slot
appointments-key-up = Slot before
appointments-key-right = Next doctor or day
appointments-key-left = Doctor or day before
appointments-key-next = Onwards
appointments-key-before = Back
appointments-look-booked = Booked
appointments-look-arrived = Arrived
appointments-look-seen = Seen
appointments-look-missed = Did not come
appointments-look-over = Overbooked
appointments-look-clash = Clash
appointments-look-cancelled = Cancelled
appointments-clash-why = Somebody else booked this time earlier, and it has no place for both.
appointments-crowd = { $count } booked
appointments-crowd-open = Opens the day
appointments-clashes = { $count ->
    [1] One booking lost its slot to an earlier one.
   *[other] { $count } bookings lost their slots to earlier ones.
}
appointments-solve = Move to the next free time
appointments-check-in = Check in
appointments-checked-in = { $patient } has token { $token }
appointments-move = Move
appointments-moving = Moving { $patient } ({ $time }). Arrows choose a place, Enter puts it there.
appointments-move-stop = Leave it where it was
appointments-moved = { $patient }: now { $when }
appointments-undone = { $kept ->
    [0] { $count } put back
   *[other] { $count } put back, { $kept } stayed because they were changed since
}
appointments-all-moved = { $left ->
    [0] { $count } moved and told
   *[other] { $count } moved and told, no free time for { $left }
}
appointments-no-show = Did not come
appointments-marked-no-show = { $patient } did not come
appointments-cancel = Cancel appointment
appointments-cancel-title = Cancel { $patient }?
appointments-cancel-reason = Why
appointments-cancel-travel = Travelling
appointments-cancel-better = Feels better
appointments-cancel-elsewhere = Went elsewhere
appointments-cancel-doctor = Doctor not available
appointments-cancel-mistake = Booked by mistake
appointments-cancelled = { $patient } cancelled
appointments-keep = Keep it
appointments-series = Series
appointments-series-title = { $patient } comes several times
appointments-series-question = Which of them move? New time of this one: { $when }.
appointments-scope = Which
appointments-scope-this = Only this
appointments-scope-later = This and all later
appointments-scope-all = All to come
appointments-scope-note = What is past, and who has come already, stays as it is.
appointments-series-moved = { $left ->
    [0] { $count } of the series moved
   *[other] { $count } of the series moved, { $left } stayed where they were
}
appointments-series-cancelled = { $count } of the series cancelled
appointments-series-booked = { $left ->
    [0] { $patient }: { $count } booked, first { $when }
   *[other] { $patient }: { $count } booked, first { $when }; { $left } had no free time
}
appointments-over-title = { $patient }: this time is not free
appointments-over-do = Book it on purpose
appointments-over-not = Choose another time
appointments-late = Doctor is late
appointments-late-title = { $doctor } comes later
appointments-late-note = Everybody who is booked today gets a message, where they agreed to it.
appointments-late-minutes = Minutes late
appointments-late-tell = Tell them
appointments-late-here = Is here now
appointments-late-by = { $minutes } min late
appointments-late-told = { $minutes } minutes late; messages written for { $count }
appointments-late-over = The doctor is here
appointments-slip = Appointment slip
appointments-day-paper = Print the doctor’s day
appointments-print-slip = Slip
appointments-cancel-short = Cancel
appointments-history = Where it was before
appointments-booked-by = Booked by { $name }
appointments-patient = Patient
appointments-other-patient = Other patient
appointments-wish = When, and with whom
appointments-wish-hint = tomorrow 5 pm Dr Rao
appointments-wish-ignored = Not understood: { $words }
appointments-free-times = Free times
appointments-misfit-full = { $when } is full. The nearest free times:
appointments-misfit-leave = The doctor is on leave at { $when }. The nearest free times:
appointments-misfit-outside_hours = The doctor does not sit at { $when }. The nearest free times:
appointments-free-follow-up = Follow-up is free until { $day }
appointments-missed-before = { $count ->
    [1] Missed one appointment before
   *[other] Missed { $count } appointments before
}
appointments-has-already = Already booked: { $when }, { $doctor }
appointments-reason = Reason
appointments-length = Minutes
appointments-length-hint = Empty for one slot
appointments-repeat = Repeat
appointments-repeat-none = Once
appointments-repeat-days = By days
appointments-repeat-weeks = By weeks
appointments-repeat-months = By months
appointments-repeat-every = Every
appointments-repeat-count = How many times
appointments-more = Reason, length, repeat
appointments-book-at = Book { $when }
appointments-booked = { $patient } is booked: { $when }
appointments-wait = Put on waiting list
appointments-waits = Is on the waiting list
appointments-offer = { $patient } waits for a time like this: { $when }
appointments-offer-book = Offer it
appointments-offer-not = Not now
appointments-part = Part of the day
appointments-part-any = Any time
appointments-part-morning = Morning
appointments-part-afternoon = Afternoon
appointments-part-evening = Evening
appointments-note = Note
appointments-wished = Wished
appointments-from = From
appointments-until = Until
appointments-until-open = Until (empty: always)
appointments-consent-yes = Agreed to messages
appointments-consent-no = No consent for messages
appointments-consent-give = Patient agrees
appointments-consent-withdraw = Withdraw
appointments-consent-given = Messages may be sent
appointments-consent-gone = No more messages
appointments-reminder-pending = A reminder is ready for the day before.
appointments-reminder-blocked = The reminder is kept and not sent.
appointments-message = Message
appointments-message-yes = Ready
appointments-message-no = No consent
appointments-call = Call
appointments-call-called = Called
appointments-call-confirmed = Confirmed
appointments-call-not_reached = Not reached
appointments-time = Time
appointments-status = State
appointments-list-today = Today
appointments-list-calls = Tomorrow’s calls
appointments-list-to_move = To be moved
appointments-list-waiting = Waiting list
appointments-list-no_shows = Did not come
appointments-list-used = How full
appointments-empty-today = Nobody is booked today
appointments-empty-calls = Nobody is booked tomorrow
appointments-empty-to_move = Nobody has to be moved
appointments-empty-waiting = Nobody waits for a slot
appointments-empty-no_shows = Everybody came
appointments-empty-used = No hours in this time
appointments-to-move = To be moved
appointments-to-move-count = { $count ->
    [1] One booking has to be moved.
   *[other] { $count } bookings have to be moved.
}
appointments-move-to = To
appointments-same-doctor = The same doctor, next free
appointments-move-all = Move { $count } and tell them
appointments-pick = Choose { $patient }
appointments-why = Why
appointments-why-leave = Doctor on leave
appointments-why-outside_hours = Hours changed
appointments-why-clash = Slot is another’s
appointments-why-doctor_left = Doctor has left
appointments-used-places = Places
appointments-used-booked = Booked
appointments-used-share = Filled
appointments-used-seen = Seen
appointments-used-missed = Did not come
appointments-used-over = Overbooked
appointments-used-cancelled = Cancelled
appointments-take-leave = Leave
appointments-add-holiday = Holiday
appointments-leave-title = Leave and holidays
appointments-no-leave = No leave and no holiday ahead.
appointments-end-leave = Take back
appointments-leave-ended = Leave taken back
appointments-leave-taken = { $count ->
    [0] Saved; nobody was booked in it
   *[other] Saved; { $count } have to be moved
}
appointments-part-of-day = Only a part of the day
appointments-from-time = From (09:00)
appointments-until-time = Until (13:00)
appointments-affected = { $count ->
    [1] One booking loses its time:
   *[other] { $count } bookings lose their time:
}
appointments-accept-affected = Save, and put them on the list to be moved
appointments-add-hours = Hours
appointments-no-hours = No hours yet. Without them nobody can be booked.
appointments-hours-of = Hours of { $doctor }
appointments-hours = Hours
appointments-hours-hint = 09:00-13:00, 17:00-20:00
appointments-hours-now = Now
appointments-hours-later = Later
appointments-hours-over = Over
appointments-hours-saved = Hours of { $doctor } saved
appointments-hours-ended = Hours of { $doctor } ended
appointments-hours-unread = Not understood: { $text }. Write 09:00-13:00.
appointments-end-hours = End these hours
appointments-breaks = Breaks
appointments-place = Place
appointments-slot-minutes = Minutes of a slot
appointments-capacity = Patients in a slot
appointments-copy-monday = Monday’s hours for Tuesday to Saturday
appointments-change = Change
appointments-every = { $count ->
    [1] every { $minutes } minutes
   *[other] { $count } every { $minutes } minutes
}
appointments-valid-from = from { $from }
appointments-valid-until = { $from } to { $until }

## What patients are told; the core names these.

message-reminder = { $clinic }: your appointment with { $doctor } is on { $day } at { $time }.
message-moved = { $clinic }: your appointment with { $doctor } is now on { $day } at { $time }.
message-cancelled = { $clinic }: your appointment with { $doctor } on { $day } at { $time } is cancelled.
message-doctor-late = { $clinic }: { $doctor } is about { $minutes } minutes late today. Your time was { $time }.
