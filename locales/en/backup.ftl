# Backups and restoring.

settings-part-backups = Backups
backup-health-good = Backed up
backup-health-failing = Backup failed
backup-health-late = Backup is late
backup-health-not_set = No backups
backup-health-rolled_back = Records were put back
backup-health-why-good = The last backup was read back and is whole.
backup-health-why-failing = There is a good backup from today, but the newest try went wrong. See what to do below.
backup-health-why-late = There is no good backup of the last day. Plug in the stick and press Back up now.
backup-health-why-not_set = If this computer breaks, everything is lost. Add a stick, a second disk or a shared folder.
backup-health-why-rolled_back = These are not the newest records of this clinic: somebody put an old file back, or took entries out of the access log. Write nothing more here. Restore the newest backup from before; if nobody here did this on purpose, keep this computer as it is and ask for help.
backup-rolled-back = Backup No. { $number } of { $at } saw entry { $entry } of the access log. That entry is not here any more, or is another one now.
backup-age-minutes = { $count ->
    [0] just now
    [one] 1 minute ago
   *[other] { $count } minutes ago
  }
backup-age-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
  }
backup-age-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
  }
backup-demo = The demo clinic is not backed up. It can be made anew at any time.
backup-last = Last backup
backup-never = never
backup-last-where = on { $target }
backup-drill-last = Last proven restore
backup-home = Last backup
backup-open = Open the backups

backup-targets = Where the backups go
backup-targets-none = Backups go nowhere yet
backup-targets-none-why = A USB stick that stays in the safe is the best place. A second one, used in turn, is better still.
backup-target-add = Add a place
backup-target-name = What you call it
backup-target-name-hint = Such as: blue stick, office disk
backup-target-path = Folder
backup-target-path-hint = Choose one below or type its whole path
backup-target-likely = Found on this computer
backup-target-own-disk = on this computer’s own disk: it breaks with it
backup-target-has = has backups
backup-target-added = Added. The first backup begins now.
backup-target-end = Stop using
backup-target-end-ask = Stop using { $name }?
backup-target-end-why = The backups that lie there stay, and can be restored.
backup-target-ended = No more backups go there
backup-target-here = Plugged in
backup-target-away = Not plugged in
backup-target-covered = Every minute until { $at } can be restored.
backup-run = Back up now
backup-drill = Try a restore
backup-target-col = Place
backup-col-last = Last good one
backup-col-drill = Proven by a restore

backup-job-full = Backing up
backup-job-ops = Adding the latest minutes
backup-job-drill = Trying a restore
backup-job-restore = Restoring
backup-step-writing = writing
backup-step-reading = reading back every byte
backup-step-restoring = adding the minutes since
backup-step-proving = checking
backup-job-stop = Stop
backup-job-done-full = The backup is whole. You can unplug the stick.
backup-job-done-drill = The newest backup restores completely.
backup-job-done-ops = The latest minutes are added.

backup-plan = When
backup-plan-why = Twice a day, and every few minutes what is new since. A missed one is made as soon as the clinic is opened. Once a week the newest backup is restored into a scratch file to prove that it can be.
backup-plan-midday = During the day
backup-plan-close = At the close
backup-plan-saved = Times saved
backup-keep = What is kept
backup-keep-why = All backups of the last 30 days and every minute between them, one for each of the last 7 days, 5 weeks and 12 months, and one of every year. The newest three good ones are never deleted, whatever the computer’s clock says.
backup-sealed-why = Each backup is locked. It opens with the recovery sheet that was valid on its day, and with nothing else.

backup-history = What was done
backup-history-none = Nothing yet
backup-history-at = When
backup-history-what = What
backup-history-result = Result
backup-history-number = No.
backup-history-size = Size
backup-kind-full = Backup
backup-kind-ops = Latest minutes
backup-kind-drill = Trial restore
backup-cause-person = by hand
backup-cause-timetable = by itself
backup-good-full = Whole, read back
backup-good-ops = Whole, read back
backup-good-drill = Restores completely

errors-backup-cancelled = It was stopped. Nothing was changed.
errors-backup-gone = The stick or folder is not there. Plug it in, or check the network, and try again. Earlier backups are untouched.
errors-backup-full = There is no space left there. Use a larger stick, or delete other files from it. Earlier backups are untouched.
errors-backup-full-here = This computer's own disk is nearly full. Delete files from it that nobody needs, then try again. Records and earlier backups are untouched.
errors-backup-read-only = This stick or folder cannot be written to. Look for a lock switch on the stick, or choose another one.
errors-backup-too-large = This stick holds no file above 4 GB. Format it anew as exFAT, or use another one.
errors-backup-too-many-files = There are too many files in this folder to read them all. Give the backups a folder of their own, or move other files out of it. Nothing was changed.
errors-backup-forged = This backup was not made by this clinic, or somebody changed it. It was not used.
errors-backup-damaged = This backup is damaged. Choose another one, and make a new backup on a new stick.
errors-backup-wrong-key = This backup is locked with other keys. Try the recovery sheet of its time.
errors-backup-other-clinic = This backup is of another clinic. It was not used.
errors-backup-newer = This backup was made by a newer Vaidya. Install the newer version first.
errors-backup-rolled-back = An earlier backup saw entries of the access log that are not here any more: an old file was put back, or entries were removed. Open the backups to see which one, and restore it.
errors-backup-records = The records could not be read or written. Close other programs, check the disk, and try again.
errors-backup-io = The computer refused a file. Unplug the stick, plug it in again, and try once more.
errors-backup-busy = A backup or a restore is already running. Wait until it is done, or stop it.
errors-backup-too-many = There are already eight places. Stop using one first.
errors-backup-known = This stick or folder is already in the list.
errors-backup-minute = This is not a time of day.
errors-backup-absolute = Type the whole path, such as /media/stick or E:\.
errors-backup-no-folder = There is no such folder on this computer. Is the stick plugged in?
errors-backup-sign-out-first = Sign out first: with the recovery code the clinic is restored from the sign-in page.
errors-backup-not-ready = Nothing is ready to be put in place. Begin the restore again.
errors-backup-in-use = Somebody is still working in another window. Close it and try again.
permission-backup-manage = Make backups and restore them

restore-title = Restore from a backup
restore-why-new = For a new computer, or after a broken disk. You need the stick with the backups and the recovery sheet.
restore-first-why = This clinic worked on another computer, or its disk broke.
restore-note = Nothing on this computer is changed before the last step.
restore-step-folder = Where are the backups?
restore-folder-next = Show the backups
restore-step-choose = Which backup?
restore-none = There are no backups in this folder.
restore-none-why = Choose the stick itself, or the folder on it that is named vaidya-….
restore-other-clinic = another clinic’s
restore-col-at = Made
restore-col-until = Reaches until
restore-col-desk = Desk
restore-col-size = Size
restore-until = Restore as of
restore-until-hint = Empty: as far as it reaches, { $until }
restore-until-range = Choose a moment between { $from } and { $to }.
restore-code = Recovery code from the sheet
restore-code-hint = Type it, or scan its square code
restore-begin = Restore
restore-begin-over = Make a safety copy and restore
restore-running = This can take a few minutes. Leave the stick plugged in.
restore-ready = The records as of { $at } are ready.
restore-owner = Who takes the clinic over?
restore-no-owner = Nobody was an owner at that moment. Choose a later one.
restore-password-why = Give yourself a new password. Everybody else needs a new one too: you set it under Staff.
restore-finish = Open the clinic
restore-over-why = The records of now are replaced by those of { $at }. What was entered since is kept in a safety copy, but no longer shown. Everybody must be out.
restore-over-finish = Replace the records
restore-done-plain = The clinic is restored.
restore-again = Choose another backup
restore-lost = The records are lost? Restore from a backup

backup-kept = Kept after restores
backup-kept-why = What a restore replaced, and the copies made before it, stay on this computer until an owner deletes them. Nothing here is ever deleted by itself. Keep it for a month at least.
backup-kept-replaced = Records that were replaced
backup-kept-safety = Copies made before restores
backup-kept-delete = Delete
backup-kept-delete-do = Delete for good
backup-kept-deleted = Deleted
backup-kept-ask = Delete { $name } for good?
backup-kept-ask-replaced = These are the records as they were before a restore, with what was entered then and is no longer shown. After this they cannot be brought back from this computer.
backup-kept-ask-safety = These copies are the way back from every restore on this computer. After this only the backups on your sticks and disks remain.
errors-backup-not-kept = This folder is no longer there. Look at the list again.
