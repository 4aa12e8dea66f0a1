# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] half a tablet
    [one] { $amount } tablet
   *[many] { $amount } tablets
}
papers-unit-capsule = { $size ->
    [half] half a capsule
    [one] { $amount } capsule
   *[many] { $amount } capsules
}
papers-unit-ml = { $amount } ml
papers-unit-teaspoon = { $size ->
    [half] half a teaspoon (2.5 ml)
    [one] { $amount } teaspoon (5 ml each)
   *[many] { $amount } teaspoons (5 ml each)
}
papers-unit-drop = { $size ->
    [half] { $amount } drop
    [one] { $amount } drop
   *[many] { $amount } drops
}
papers-unit-puff = { $size ->
    [half] { $amount } puff
    [one] { $amount } puff
   *[many] { $amount } puffs
}
papers-unit-sachet = { $size ->
    [half] half a sachet
    [one] { $amount } sachet
   *[many] { $amount } sachets
}
papers-unit-injection = { $size ->
    [half] half an injection
    [one] { $amount } injection
   *[many] { $amount } injections
}
papers-unit-unit = { $size ->
    [half] { $amount } unit
    [one] { $amount } unit
   *[many] { $amount } units
}
papers-unit-application = apply a thin layer
papers-unit-gram = { $amount } g
papers-unit-lozenge = { $size ->
    [half] half a lozenge
    [one] { $amount } lozenge
   *[many] { $amount } lozenges
}
papers-unit-suppository = { $size ->
    [half] half a suppository
    [one] { $amount } suppository
   *[many] { $amount } suppositories
}
papers-unit-patch = { $size ->
    [half] { $amount } patch
    [one] { $amount } patch
   *[many] { $amount } patches
}
papers-unit-spray = { $size ->
    [half] { $amount } spray
    [one] { $amount } spray
   *[many] { $amount } sprays
}

## How often

papers-times-a-day = { $count ->
    [1] once a day
    [2] twice a day
    [3] 3 times a day
    [4] 4 times a day
   *[other] { $count } times a day
}
papers-every-hours = every { $count } hours
papers-alternate-days = every other day
papers-once-a-week = once a week
papers-once-a-month = once a month
papers-when-needed = only when needed
papers-at-once = now, one time only
papers-at-most = at most { $count } times in 24 hours

## Times of day

papers-morning = morning
papers-afternoon = afternoon
papers-evening = evening
papers-night = night
papers-at-bedtime = at bedtime
papers-and = { $first } and { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, then { $next }

## Food

papers-food-before = before food
papers-food-after = after food
papers-food-with = with food
papers-food-empty-stomach = on an empty stomach
papers-food-with-milk = with milk

## How long

papers-for-days = { $count ->
    [1] for 1 day
   *[other] for { $count } days
}
papers-until-told = continue until the doctor says to stop

## Where

papers-site-right-eye = in the right eye
papers-site-left-eye = in the left eye
papers-site-both-eyes = in both eyes
papers-site-right-ear = in the right ear
papers-site-left-ear = in the left ear
papers-site-both-ears = in both ears
papers-site-each-nostril = in each nostril
papers-site-affected-area = on the affected area
papers-site-under-tongue = under the tongue
papers-site-mouth = in the mouth
papers-site-scalp = on the scalp
papers-site-skin = on the skin
papers-site-under-skin = under the skin
papers-site-muscle = into the muscle
papers-site-vein = into the vein
papers-site-rectum = into the back passage
papers-site-vagina = into the vagina

## If

papers-if-fever = if there is fever
papers-if-pain = if there is pain
papers-if-vomiting = if there is vomiting
papers-if-cough = if there is cough
papers-if-itching = if there is itching
papers-if-breathless = if there is breathlessness
papers-if-acidity = if there is acidity
papers-if-loose-motion = if there are loose motions

## Remarks

papers-shake-well = shake well before use
papers-dissolve-in-water = dissolve in water and drink
papers-chew = chew it
papers-gargle = gargle and spit out
papers-drowsy = may make you sleepy; do not drive
papers-full-course = complete the full course
papers-stop-if-rash = stop and call us if there is a rash or trouble breathing

## On the paper

papers-prescription = Prescription
papers-advice = Advice
papers-tests = Tests
papers-follow-up = Next visit
papers-medicines-at-home = Medicines to take at home
papers-come-at-once = Come back at once if
papers-allergies = Allergies
papers-bring-this-paper = Please bring this paper when you come again
papers-token = Your token
papers-wait = Please wait until your number is called
papers-scan-to-pay = Scan to pay
papers-thank-you = Thank you. Get well soon.

## Recovery sheet

papers-recovery-title = Recovery sheet
papers-recovery-purpose = This code opens the clinic's records if every password is lost. Without it and without a password nobody can open them, not even the maker of the program.
papers-recovery-keep = Keep this sheet locked away, outside the clinic's computers. Do not photograph it and do not send it to anyone.

## Appointment slip.

papers-appointment = Your appointment
papers-monday = Monday
papers-tuesday = Tuesday
papers-wednesday = Wednesday
papers-thursday = Thursday
papers-friday = Friday
papers-saturday = Saturday
papers-sunday = Sunday
papers-come-early = Please come 10 minutes early and bring your old papers
papers-cannot-come = If you cannot come, please call us
