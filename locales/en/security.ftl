# Locks, PINs, the second factor, one-time codes, and what protects this desk.

desk-pin = PIN
desk-pin-own = Your PIN on this desk
desk-pin-why = With it you come back to a locked screen and change places quickly. It lives in memory only: after the program ends, or twelve hours after your password, the password is asked for again.
desk-pin-hint = 6 to 12 digits, no rows such as 123456
desk-pin-again = The PIN once more
desk-pin-do = Use this PIN
desk-pin-drop = No PIN
desk-pin-set = PIN set
desk-pin-dropped = PIN removed
desk-pin-of = PIN of { $name }
desk-pin-back = Take back one digit
desk-pin-go = Enter
desk-by-pin = Use a PIN
desk-by-password = Use the password
desk-who = Who are you?
desk-lock-all = Close everything
desk-confirm = Is it really you?
desk-confirm-why = This cannot easily be undone. Your password is asked for; then nothing more for five minutes.
desk-confirm-do = Continue
desk-second = Digits of your phone
desk-second-hint = Six digits from the app, or one of your recovery words
desk-reset = One-time code
desk-reset-note = The code you were given opens once. You choose a password that nobody else knows.
desk-reset-code = One-time code
desk-reset-code-hint = Five groups of four; spaces and dashes do not matter
desk-reset-do = Set my password
desk-have-reset-code = I have a one-time code
desk-rotating = The records are getting a new key…

errors-confirm = Type your password first; this is asked for again after five minutes.
errors-staff-expired = This sign-in was temporary and its last day is over. Ask an owner.
errors-staff-ended = This person can no longer sign in.
errors-until-over = This day is over. To close the door at once, end the access.
errors-pin-digits = A PIN is 6 to 12 digits.
errors-pin-pattern = Rows and repeated digits are easy to guess. Choose others.
errors-pin-wrong = Not right. Tries left before everything is closed: { $left }
errors-pin-password = The PIN does not open just now. Type the password.
errors-pin-exhausted = Five wrong PINs: everything was closed. Sign in with the password.
errors-second-factor-needed = Now the six digits that your phone shows.
errors-second-factor-wrong = These are not the digits of now. Wait for the next ones, or use a recovery word.
errors-second-factor-used = These digits were used already. Wait for the next ones.
errors-second-factor-clock = The digits are right, but the clocks differ by { $minutes } minutes. Set the clock and time zone of this computer or of the phone.
errors-second-factor-begin = Begin again: show the picture first.
errors-rotating = The records are getting a new key. Wait a moment.
errors-demo-keys = The demo has no keys worth changing.
errors-approval-user = Nobody by this name may allow it.
errors-approval-needed = This needs somebody who may take back bills.
errors-password-too-short-file = At least 14 characters, because this computer keeps its part of the key in a file.
errors-vault-wrong-reset-code = This code is not right, or was used already. Ask for a new one.
errors-vault-reset-expired = This code is older than a day. Ask for a new one.
errors-vault-given-up = Stopped. Nothing was changed.
errors-vault-still-open = Somebody is still writing. Nothing was changed; try again in a moment.

permission-security-view = See what protects this desk
permission-billing-approve = Allow discounts above the limit

billing-approval-why = A supervisor can allow this here and now.
billing-approval-user = Supervisor’s user name
billing-approval-secret = Their PIN or password

security-overview = Security
security-note = What protects this desk, and what you can do about it
security-all-good = All is well
security-to-mend =
    { $count ->
        [one] One thing to mend
       *[other] { $count } things to mend
    }
security-level-good = good
security-level-weak = weak
security-level-bad = bad
security-name-encryption = Records on the disk
security-name-secret = This computer’s part of the key
security-name-sheet = Recovery sheet
security-name-key-file = Key file
security-name-second-factor = Phone as second proof
security-name-owners = Owners
security-name-pins = PINs
security-name-idle = Locking when nobody is there
security-name-clock = Clock
security-name-backup = Backups
security-name-log = Access log
security-name-database = Records whole
security-name-disk = Room on the disk
security-name-left = People who left
security-name-failed = Failed sign-ins
security-point-encryption-good = Everything is encrypted under a random key (key number { $epoch }). A copied disk shows nothing.
security-point-secret-good = In the system’s keyring: the disk alone opens nothing, even with a password.
security-point-secret-weak = In a file beside the records: whoever copies the whole disk needs only a password. Use a computer with a keyring if you can; passwords here have at least 14 characters.
security-point-sheet-good = Printed and proven. Keep it locked away, not beside this computer.
security-point-sheet-bad = Not proven yet. If the password is lost, the records are lost. Type the code from the paper once.
security-point-key-file-good = Whole. Each guess of a password costs { $mib } MiB and { $passes } passes.
security-point-key-file-bad = The newest key file was damaged and an older one stands in. Sign in once more; look who can come in ({ $mib } MiB, { $passes } passes).
security-point-second-factor-good = Every owner proves it with a phone too.
security-point-second-factor-weak =
    { $count ->
        [one] One owner comes in by password alone. A seen password is then enough for everything.
       *[other] { $count } owners come in by password alone. A seen password is then enough for everything.
    }
security-point-owners-good = { $count } owners: one can help the other with a one-time code.
security-point-owners-weak = Only { $count } owner can come in. If the password is forgotten, only the sheet in the safe helps.
security-point-pins-good =
    { $count ->
        [0] Nobody uses a PIN just now.
        [one] One PIN in use, in memory only.
       *[other] { $count } PINs in use, in memory only.
    }
security-point-idle-good = The screen locks after { $minutes } minutes.
security-point-idle-weak = The screen locks only after { $minutes } minutes. At a front desk 5 to 15 are better.
security-point-clock-good = As far as can be told from here, the clock is right.
security-point-clock-bad = The clock was moved by { $minutes } minutes. Look at it, and set it right.
security-point-database-good = Every page was looked at and is whole.
security-point-database-weak = Not looked at lately. It takes some seconds and disturbs nobody.
security-point-database-bad = Damaged pages were found. Do not delete anything and keep this computer on; restore the newest backup.
security-point-disk-good = A reserve of 16 MB lies beside the records. If the disk fills up, the patient in front of you can still be finished.
security-point-disk-bad = The disk is full, or nearly. Free at least 100 MB: empty the trash, move films and pictures to another disk. The reserve is then laid again by itself.
security-point-left-good = Nobody who left can come in ({ $count }).
security-point-left-weak =
    { $count ->
        [one] One person whose time is over still has a way in. End the access; if the recovery sheet was known to them, make a new one and a new key.
       *[other] { $count } people whose time is over still have a way in. End their access; if the recovery sheet was known to them, make a new one and a new key.
    }
security-point-backup-good = A copy of the last day was made and read back whole.
security-point-backup-weak = A copy or a trial restore went wrong lately. Look what it was.
security-point-backup-bad = There is no good copy of the last day. Name a folder or a stick.
security-point-log-bad = Backup No. { $number } saw entry { $entry } of the access log, which is not here any more: an old file was put back, or entries were removed. Restore the newest backup from before.
security-point-failed-good = { $count } in 30 days: slips of the finger.
security-point-failed-weak = { $count } in 30 days. Look who it was and when.
security-act-prove-sheet = Prove the sheet
security-act-new-sheet = New sheet
security-act-enrol-second-factor = Use a phone
security-act-check-database = Look now
security-act-rotate-keys = New key
security-act-change-idle = Change
security-act-open-staff = Staff
security-act-open-log = Look
security-act-open-backups = Open backups
security-checked = Every page is whole
security-damaged = Damaged pages were found
security-weak-more = Passwords need at least 14 characters here.
security-people = Who can come in here
security-has-pin = PIN
security-has-factor = Phone
security-factor-end = End the phone
security-factor-ended = { $name } comes in without a phone now
security-factor = Phone as second proof
security-factor-why = After the password, six digits from your phone are asked for at sign-in and before acts that cannot be undone. Any authenticator app will do; the phone needs no Internet.
security-factor-again = You use a phone already. A new one replaces it.
security-factor-begin = Show the picture
security-factor-scan = Read this picture with the app on your phone, then type the six digits that it shows.
security-factor-picture = Code for the authenticator app
security-factor-secret = No camera? Type this:
security-factor-digits = Six digits
security-factor-do = Use this phone
security-factor-done = The phone is asked for from now on
security-factor-words = If the phone is lost, each of these words opens once. Write them down and lock them away. They are not shown again.
security-factor-kept = I have them on paper
security-rotate = New key for the records
security-rotate-why = The records are copied under a new random key, and the old key is destroyed. Do it when somebody left who may have copied the computer’s files. A printed sheet stays good: if they knew that too, make a new one as well.
security-rotate-cost = Nobody can work meanwhile: some seconds, for a large clinic a minute. The disk needs as much free space as the records take. If the power fails, either the old or the new key holds; nothing is lost.
security-rotate-do = Make a new key
security-rotated = The records have a new key
security-desk = This desk
security-desk-code = Name
security-desk-key = Key
security-desk-since = Since
security-desk-others = Other desks of the clinic will stand here once they are connected.
security-desk-saved = Saved for this desk
security-idle = Lock after so many minutes
security-idle-hint = For this desk alone; empty: as the clinic has it ({ $minutes })
security-shows-names = Names on the lock screen
security-shows-names-hint = Of those who can come in by PIN. Without, user names are typed.
