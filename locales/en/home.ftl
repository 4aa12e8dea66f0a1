# The first page of the day.

home-today = Today
home-my-waiting = Waiting for me
home-waiting = Waiting
home-with-doctor = With a doctor
home-done = Done
home-registered = New patients
home-collected = Collected
home-dues = Dues
home-bills = Bills
home-next = Next in the queue
home-next-none = Nobody waits
home-whole-queue = Whole queue
home-unsigned = Visits not signed yet
home-recent = Latest patients
home-beds = Beds taken
