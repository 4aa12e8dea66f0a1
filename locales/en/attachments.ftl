# Documents and photos of a patient.

attachments-title = Documents
attachments-add = Add documents
attachments-how = Or drop files here, or paste a picture.
attachments-none = No documents yet.
attachments-none-why = Photos, scans, reports and letters of this patient. Add them with the button, drop them here, or paste a picture.
attachments-all = All { $count }
attachments-with-ended = Show those put away
attachments-more = More about { $title }
attachments-open = Open
attachments-save = Save a copy
attachments-saved = A copy was saved: { $path }. It is no longer encrypted.
attachments-change = Title and kind
attachments-end = Put away
attachments-end-why = “{ $title }” leaves the list. It is not deleted: it stays under “Show those put away” and can be brought back.
attachments-end-reason = Why?
attachments-ended = Put away.
attachments-ended-why = Put away: { $reason }
attachments-restore = Bring back
attachments-restored = Brought back.
attachments-by = { $by }, { $time }
attachments-document-title = Title
attachments-kind = Kind
attachments-kind-photo = Photo
attachments-kind-scan = Scan
attachments-kind-report = Report
attachments-kind-letter = Letter
attachments-kind-other = Other
attachments-kilobytes = { $count } KB
attachments-megabytes = { $count } MB
attachments-add-why = JPEG, PNG, WebP or PDF, up to { $max } MB each. Photos are made smaller, and where they were taken is left out.
attachments-add-now = { $count ->
    [one] Add the document
   *[other] Add { $count } documents
}
attachments-added = { $count ->
    [one] Document added.
   *[other] { $count } documents added.
}
attachments-adding = Adding
attachments-progress = { $done } of { $total } added
attachments-leave-out = Leave out { $name }
attachments-place-here = Only here so far
attachments-place-sent = Sent
attachments-place-coming = Coming, { $percent } %
attachments-place-absent = Not here yet
attachments-place-wrong = Arrived damaged
attachments-coming-title = { $percent } % of it is here
attachments-absent-title = It is not here yet
attachments-absent-why = It comes by itself from the computer where it was added, as soon as both have reached the server or hub. Nothing has to be done.
attachments-wrong-title = It arrived damaged, more than once
attachments-wrong-why = It is asked for again tomorrow. If it stays so, add it again on the computer where it was added.
attachments-pdf = A PDF
attachments-pdf-why = Vaidya does not open PDFs that come from outside, for they can hold programs. Save a copy and open it with your PDF reader. The copy is not encrypted: delete it when you have read it.
attachments-larger = Larger
attachments-smaller = Smaller
attachments-fit = Fit
attachments-back = Back
attachments-next = Next
