# Confidential notes and broken glass.

permission-confidential-view = Know of confidential notes
permission-confidential-write = Write confidential notes
permission-confidential-review = Review broken glass
confidential-title = Confidential notes
confidential-none = No confidential notes.
confidential-count = { $count ->
    [one] One confidential note.
   *[other] { $count } confidential notes.
}
confidential-shut = Only the doctor who wrote it and the doctor who treats today read on. In an emergency you can open them with a reason; an administrator looks at it afterwards.
confidential-break = Open with a reason
confidential-break-do = Open for one hour
confidential-reason = Why must you read this now?
confidential-reason-hint = Is kept for good and shown to the administrator.
confidential-broken-until = Open to you until { $time }. This is logged.
confidential-write = Write a confidential note
confidential-write-hint = Not on any paper, not in the summary, not in the search.
confidential-topic = Topic
confidential-topic-hiv = HIV
confidential-topic-mental-health = Mental health
confidential-topic-sexual-health = Sexual and reproductive health
confidential-topic-violence = Violence or abuse
confidential-topic-substance = Alcohol and drugs
confidential-topic-other = Other
confidential-text = Note
confidential-save = Save note
confidential-saved = Note saved.
confidential-correct = Correct
confidential-written = Written by { $writer }, { $time }
confidential-reviews = Broken glass
confidential-reviews-none = Nobody has opened confidential notes of another’s patient.
confidential-reviews-none-why = When somebody does, it stands here with the reason until you have looked at it.
confidential-review = Review
confidential-review-who = Who
confidential-review-patient = Patient
confidential-review-when = When
confidential-review-why = Reason
confidential-review-state = Review
confidential-review-own = Another administrator must look at this.
confidential-justified = Justified
confidential-not-justified = Not justified
confidential-verdict = Remark
confidential-verdict-hint = Needed when it was not justified.
confidential-review-do = Save review
confidential-elsewhere = Confidential notes do not open on this computer. An owner can let them open here, on a computer where they do: Settings, Computers.
errors-sensitive-elsewhere = Confidential notes do not open on this computer, so none is written here. Write it on a doctor's computer, or let an owner allow it: Settings, Computers.
