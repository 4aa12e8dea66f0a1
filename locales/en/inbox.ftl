# What several computers wrote differently, for people to answer.

inbox-list = To settle
inbox-note = What was written differently at two computers. Nothing is lost: both stay until somebody answers, and an answer holds everywhere.
inbox-count = { $count ->
    [one] 1 thing was written differently at two computers
   *[other] { $count } things were written differently at two computers
  }
inbox-count-open = Settle
inbox-none = Nothing to settle
inbox-none-why = All computers agree, as far as this one has heard.
inbox-next = Next question
inbox-before = Question before
inbox-more = { $count ->
    [one] 1 more
   *[other] { $count } more
  }
inbox-others = Somebody with other rights has to answer this.
inbox-not-known = Not known
inbox-shown = shown now
inbox-kind-field = Both wrote it
inbox-kind-slot = Slot given twice
inbox-kind-bed = Wards
inbox-kind-twins = Registered twice?
inbox-kind-number = Number printed twice
inbox-kind-aside = Put aside
inbox-kind-fork = Two copies of one computer
inbox-field-blood-group = blood group
inbox-field-birth-date = date of birth
inbox-field-sex = sex
inbox-ask-field = Both changed the { $field } of { $name }. Which is right?
inbox-ask-slot = { $when } with { $doctor } was given to two people. { $holder } came first; { $lost } needs another time.
inbox-ask-twins = Are { $one } and { $other } one person?
inbox-ask-number = { $paper } { $number } was printed twice
inbox-ask-aside = { $count ->
    [one] 1 change of { $computer } came after it was sent away and has no effect. Should it count?
   *[other] { $count } changes of { $computer } came after it was sent away and have no effect. Should they count?
  }
inbox-ask-fork = Two copies of the records of { $computer } were used side by side
inbox-not-confirmed = Not confirmed yet. It may change when the line is back.
inbox-why-field = Ask the patient or look at a paper if you are not sure.
inbox-why-blood-group = Until somebody answers, only one of them is shown. Choose only what a report says.
inbox-why-twins = They were registered at two computers. Linking keeps both numbers and both histories, and can be undone.
inbox-why-number = Two people hold a paper with the same number. Tell both, write on your copies which is whose, and tell the accountant if it is a bill or a receipt.
inbox-why-aside = Let them count if the clinic's own people wrote them, for example on a computer that was found again.
inbox-why-broken = One of them cannot be read or was altered, so they cannot count.
inbox-why-fork = It happens when an old backup is opened while the computer still works. Nothing was lost. Work on with one of them only.
inbox-same = One person: link them
inbox-not-same = Two different people
inbox-link-reason = Registered at two computers
inbox-told-apart = Noted: two different people
inbox-chosen = { $name }: { $value }
inbox-slot-move = Give { $name } the next free time
inbox-slot-open = Open the day
inbox-slot-moved = Moved to the next free time. Please tell the patient.
inbox-slot-none = No free time was found. Open the day and choose another.
inbox-set-done = Dealt with
inbox-done = Done
inbox-adopt = Let them count
inbox-adopted = The changes of { $computer } count now
inbox-leave-out = Leave them out

errors-inbox-changed = Somebody answered or changed this in the meantime. Look at it again.
errors-inbox-answer = This has an answer: choose one instead of putting it away.
errors-linked-already = These records are linked. Undo the link first.
errors-sync-broken = These changes cannot be read or were altered. They cannot count.

permission-inbox-view = See what computers wrote differently
record-patient-apart = Two different people
record-inbox-done = Dealt with
field-one-id = First record
field-key = What it was
