# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] ಅರ್ಧ ಮಾತ್ರೆ
    [one] { $amount } ಮಾತ್ರೆ
   *[many] { $amount } ಮಾತ್ರೆಗಳು
}
papers-unit-capsule = { $size ->
    [half] { $amount } ಕ್ಯಾಪ್ಸೂಲ್
    [one] { $amount } ಕ್ಯಾಪ್ಸೂಲ್
   *[many] { $amount } ಕ್ಯಾಪ್ಸೂಲ್‌ಗಳು
}
papers-unit-ml = { $amount } ಮಿ.ಲೀ.
papers-unit-teaspoon = { $size ->
    [half] ಅರ್ಧ ಚಮಚ (2.5 ಮಿ.ಲೀ.)
    [one] { $amount } ಚಮಚ (ಒಂದು ಚಮಚ = 5 ಮಿ.ಲೀ.)
   *[many] { $amount } ಚಮಚ (ಒಂದು ಚಮಚ = 5 ಮಿ.ಲೀ.)
}
papers-unit-drop = { $size ->
    [half] { $amount } ಹನಿ
    [one] { $amount } ಹನಿ
   *[many] { $amount } ಹನಿಗಳು
}
papers-unit-puff = { $amount } ಪಫ್
papers-unit-sachet = { $size ->
    [half] ಅರ್ಧ ಪ್ಯಾಕೆಟ್
    [one] { $amount } ಪ್ಯಾಕೆಟ್
   *[many] { $amount } ಪ್ಯಾಕೆಟ್‌ಗಳು
}
papers-unit-injection = { $amount } ಚುಚ್ಚುಮದ್ದು
papers-unit-unit = { $amount } ಯೂನಿಟ್
papers-unit-application = ತೆಳುವಾಗಿ ಹಚ್ಚಿ
papers-unit-gram = { $amount } ಗ್ರಾಂ
papers-unit-lozenge = { $size ->
    [half] { $amount } ಚೀಪುವ ಮಾತ್ರೆ
    [one] { $amount } ಚೀಪುವ ಮಾತ್ರೆ
   *[many] { $amount } ಚೀಪುವ ಮಾತ್ರೆಗಳು
}
papers-unit-suppository = { $amount } ಸಪೊಸಿಟರಿ
papers-unit-patch = { $amount } ಪ್ಯಾಚ್
papers-unit-spray = { $amount } ಸ್ಪ್ರೇ

## How often

papers-times-a-day = { $count ->
    [1] ದಿನಕ್ಕೆ ಒಮ್ಮೆ
    [2] ದಿನಕ್ಕೆ ಎರಡು ಬಾರಿ
    [3] ದಿನಕ್ಕೆ ಮೂರು ಬಾರಿ
    [4] ದಿನಕ್ಕೆ ನಾಲ್ಕು ಬಾರಿ
   *[other] ದಿನಕ್ಕೆ { $count } ಬಾರಿ
}
papers-every-hours = ಪ್ರತಿ { $count } ಗಂಟೆಗೊಮ್ಮೆ
papers-alternate-days = ದಿನ ಬಿಟ್ಟು ದಿನ
papers-once-a-week = ವಾರಕ್ಕೊಮ್ಮೆ
papers-once-a-month = ತಿಂಗಳಿಗೊಮ್ಮೆ
papers-when-needed = ಅಗತ್ಯವಿದ್ದರೆ ಮಾತ್ರ
papers-at-once = ತಕ್ಷಣ, ಒಮ್ಮೆ ಮಾತ್ರ
papers-at-most = 24 ಗಂಟೆಗಳಲ್ಲಿ ಗರಿಷ್ಠ { $count } ಬಾರಿ

## Times of day

papers-morning = ಬೆಳಿಗ್ಗೆ
papers-afternoon = ಮಧ್ಯಾಹ್ನ
papers-evening = ಸಂಜೆ
papers-night = ರಾತ್ರಿ
papers-at-bedtime = ಮಲಗುವ ಮೊದಲು
papers-and = { $first } ಮತ್ತು { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, ನಂತರ { $next }

## Food

papers-food-before = ಊಟದ ಮೊದಲು
papers-food-after = ಊಟದ ನಂತರ
papers-food-with = ಊಟದ ಜೊತೆ
papers-food-empty-stomach = ಖಾಲಿ ಹೊಟ್ಟೆಯಲ್ಲಿ
papers-food-with-milk = ಹಾಲಿನ ಜೊತೆ

## How long

papers-for-days = { $count ->
    [1] 1 ದಿನ
   *[other] { $count } ದಿನಗಳವರೆಗೆ
}
papers-until-told = ವೈದ್ಯರು ಹೇಳುವವರೆಗೆ ಮುಂದುವರಿಸಿ

## Where

papers-site-right-eye = ಬಲ ಕಣ್ಣಿಗೆ
papers-site-left-eye = ಎಡ ಕಣ್ಣಿಗೆ
papers-site-both-eyes = ಎರಡೂ ಕಣ್ಣುಗಳಿಗೆ
papers-site-right-ear = ಬಲ ಕಿವಿಗೆ
papers-site-left-ear = ಎಡ ಕಿವಿಗೆ
papers-site-both-ears = ಎರಡೂ ಕಿವಿಗಳಿಗೆ
papers-site-each-nostril = ಪ್ರತಿ ಮೂಗಿನ ಹೊಳ್ಳೆಗೆ
papers-site-affected-area = ಬಾಧಿತ ಜಾಗಕ್ಕೆ
papers-site-under-tongue = ನಾಲಿಗೆಯ ಕೆಳಗೆ
papers-site-mouth = ಬಾಯಿಯಲ್ಲಿ
papers-site-scalp = ನೆತ್ತಿಯ ಚರ್ಮಕ್ಕೆ
papers-site-skin = ಚರ್ಮಕ್ಕೆ
papers-site-under-skin = ಚರ್ಮದ ಕೆಳಗೆ
papers-site-muscle = ಸ್ನಾಯುವಿಗೆ
papers-site-vein = ರಕ್ತನಾಳಕ್ಕೆ
papers-site-rectum = ಗುದದ್ವಾರದಲ್ಲಿ
papers-site-vagina = ಯೋನಿಯಲ್ಲಿ

## If

papers-if-fever = ಜ್ವರ ಇದ್ದರೆ
papers-if-pain = ನೋವು ಇದ್ದರೆ
papers-if-vomiting = ವಾಂತಿ ಆದರೆ
papers-if-cough = ಕೆಮ್ಮು ಇದ್ದರೆ
papers-if-itching = ತುರಿಕೆ ಇದ್ದರೆ
papers-if-breathless = ಉಸಿರಾಟದ ತೊಂದರೆ ಇದ್ದರೆ
papers-if-acidity = ಎಸಿಡಿಟಿ ಇದ್ದರೆ
papers-if-loose-motion = ಭೇದಿ ಆದರೆ

## Remarks

papers-shake-well = ಬಳಸುವ ಮೊದಲು ಚೆನ್ನಾಗಿ ಅಲುಗಾಡಿಸಿ
papers-dissolve-in-water = ನೀರಿನಲ್ಲಿ ಕರಗಿಸಿ ಕುಡಿಯಿರಿ
papers-chew = ಅಗಿದು ತಿನ್ನಿ
papers-gargle = ಬಾಯಿ ಮುಕ್ಕಳಿಸಿ ಉಗುಳಿ
papers-drowsy = ನಿದ್ರೆ ಬರಬಹುದು, ವಾಹನ ಓಡಿಸಬೇಡಿ
papers-full-course = ಪೂರ್ಣ ಕೋರ್ಸ್ ಮುಗಿಸಿ
papers-stop-if-rash = ದದ್ದು ಅಥವಾ ಉಸಿರಾಟದ ತೊಂದರೆ ಇದ್ದರೆ ಔಷಧಿ ನಿಲ್ಲಿಸಿ ಸಂಪರ್ಕಿಸಿ

## On the paper

papers-prescription = ಔಷಧ ಚೀಟಿ
papers-advice = ಸಲಹೆ
papers-tests = ಪರೀಕ್ಷೆಗಳು
papers-follow-up = ಮುಂದಿನ ಭೇಟಿ
papers-medicines-at-home = ಮನೆಯಲ್ಲಿ ತೆಗೆದುಕೊಳ್ಳುವ ಔಷಧಿಗಳು
papers-come-at-once = ತಕ್ಷಣ ಬನ್ನಿ, ಒಂದು ವೇಳೆ
papers-allergies = ಅಲರ್ಜಿ
papers-bring-this-paper = ಮುಂದಿನ ಬಾರಿ ಈ ಚೀಟಿಯನ್ನು ತನ್ನಿ
papers-token = ನಿಮ್ಮ ಟೋಕನ್
papers-wait = ನಿಮ್ಮ ಸಂಖ್ಯೆ ಕರೆಯುವವರೆಗೆ ಕಾಯಿರಿ
papers-scan-to-pay = ಪಾವತಿಸಲು ಸ್ಕ್ಯಾನ್ ಮಾಡಿ
papers-thank-you = ಧನ್ಯವಾದಗಳು. ಬೇಗ ಗುಣಮುಖರಾಗಿ.

## Recovery sheet

papers-recovery-title = ಮರುಪಡೆಯುವ ಪತ್ರ
papers-recovery-purpose = ಎಲ್ಲಾ ಪಾಸ್‌ವರ್ಡ್‌ಗಳು ಕಳೆದುಹೋದರೆ ಈ ಕೋಡ್ ಕ್ಲಿನಿಕ್‌ನ ದಾಖಲೆಗಳನ್ನು ತೆರೆಯುತ್ತದೆ. ಈ ಕೋಡ್ ಮತ್ತು ಪಾಸ್‌ವರ್ಡ್ ಎರಡೂ ಇಲ್ಲದೆ ಯಾರೂ ತೆರೆಯಲಾರರು, ಪ್ರೋಗ್ರಾಂ ತಯಾರಕರೂ ಸಹ.
papers-recovery-keep = ಈ ಪತ್ರವನ್ನು ಬೀಗ ಹಾಕಿ, ಕ್ಲಿನಿಕ್‌ನ ಕಂಪ್ಯೂಟರ್‌ಗಳಿಂದ ಬೇರೆಯಾಗಿ ಇಡಿ. ಇದರ ಫೋಟೋ ತೆಗೆಯಬೇಡಿ, ಯಾರಿಗೂ ಕಳುಹಿಸಬೇಡಿ.

## Appointment slip.

papers-appointment = ನಿಮ್ಮ ಭೇಟಿಯ ಸಮಯ
papers-monday = ಸೋಮವಾರ
papers-tuesday = ಮಂಗಳವಾರ
papers-wednesday = ಬುಧವಾರ
papers-thursday = ಗುರುವಾರ
papers-friday = ಶುಕ್ರವಾರ
papers-saturday = ಶನಿವಾರ
papers-sunday = ಭಾನುವಾರ
papers-come-early = ದಯವಿಟ್ಟು 10 ನಿಮಿಷ ಮುಂಚಿತವಾಗಿ ಬನ್ನಿ, ಹಳೆಯ ಕಾಗದಗಳನ್ನು ತನ್ನಿ
papers-cannot-come = ಬರಲು ಆಗದಿದ್ದರೆ ದಯವಿಟ್ಟು ಕರೆ ಮಾಡಿ
