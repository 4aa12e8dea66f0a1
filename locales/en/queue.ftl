# The queue at the reception.

queue-board = Queue
queue-display = TV screen
queue-display-now = Now
queue-display-next = Next
queue-display-late = About { $minutes } minutes late today
queue-display-wait = The display starts when the desk is open.
queue-give = Give a token
queue-give-do = Give the token
queue-given = Token given
queue-given-to = Token { $token } for
queue-slip = Token slip
queue-doctor = Doctor
queue-doctor-waiting = { $doctor } ({ $count } waiting)
queue-all-doctors = All doctors
queue-no-doctors = No doctor is set up
queue-no-doctors-why = Add a doctor under Settings, Doctors.
queue-room = Room { $room }
queue-waiting-count =
    { $count ->
         [0] nobody waits
         [one] one waits
        *[other] { $count } wait
    }
queue-lane-empty = Nobody in the queue.
queue-now = Being seen
queue-waiting = Waiting
queue-over = Done, skipped, left
queue-over-show = Show the { $count } who are through
queue-over-hide = Hide those who are through
queue-actions = Actions for the chosen token
queue-choose-hint = Choose a token with the arrow keys; its actions appear here.
queue-call = Call
queue-call-next = Call next
queue-called = Token { $token } called to room { $room }
queue-nobody-waits = Nobody waits for { $doctor }
queue-open = Open the visit
queue-skip = Skip
queue-recall = Back to waiting
queue-stage = Stage
queue-stage-of = Token { $token }: stage
queue-stage-waiting = Waiting
queue-stage-with_nurse = With the nurse
queue-stage-with_doctor = With the doctor
queue-stage-billing = Billing
queue-stage-done = Done
queue-stage-skipped = Skipped
queue-stage-left = Left
queue-moved = Token { $token }: { $stage }
queue-as-now = as it is
queue-transfer = Other doctor
queue-transfer-to = Token { $token } to which doctor?
queue-transferred = Token { $token } now waits for { $doctor }
queue-priority = Priority
queue-priority-of = Token { $token }: priority
queue-priority-set = Token { $token }: { $priority }
queue-priority-normal = Normal
queue-priority-elderly = Elderly
queue-priority-pregnant = Pregnant
queue-priority-emergency = Emergency
queue-reason = Reason (if told)
queue-has-vitals = Vitals
queue-minutes = { $minutes } min
queue-stale = The list could not be refreshed; it may be old.
queue-key-down = Next token
queue-key-up = Previous token
queue-key-right = Next doctor
queue-key-left = Previous doctor
