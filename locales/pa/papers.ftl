# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] ਅੱਧੀ ਗੋਲੀ
    [one] { $amount } ਗੋਲੀ
   *[many] { $amount } ਗੋਲੀਆਂ
}
papers-unit-capsule = { $amount } ਕੈਪਸੂਲ
papers-unit-ml = { $amount } ਮਿ.ਲੀ.
papers-unit-teaspoon = { $size ->
    [half] ਅੱਧਾ ਚਮਚਾ (2.5 ਮਿ.ਲੀ.)
    [one] { $amount } ਚਮਚਾ (ਇੱਕ ਚਮਚਾ = 5 ਮਿ.ਲੀ.)
   *[many] { $amount } ਚਮਚੇ (ਇੱਕ ਚਮਚਾ = 5 ਮਿ.ਲੀ.)
}
papers-unit-drop = { $size ->
    [half] { $amount } ਬੂੰਦ
    [one] { $amount } ਬੂੰਦ
   *[many] { $amount } ਬੂੰਦਾਂ
}
papers-unit-puff = { $amount } ਪਫ਼
papers-unit-sachet = { $size ->
    [half] ਅੱਧਾ ਪਾਊਚ
    [one] { $amount } ਪਾਊਚ
   *[many] { $amount } ਪਾਊਚ
}
papers-unit-injection = { $size ->
    [half] { $amount } ਟੀਕਾ
    [one] { $amount } ਟੀਕਾ
   *[many] { $amount } ਟੀਕੇ
}
papers-unit-unit = { $amount } ਯੂਨਿਟ
papers-unit-application = ਪਤਲੀ ਪਰਤ ਲਗਾਓ
papers-unit-gram = { $amount } ਗ੍ਰਾਮ
papers-unit-lozenge = { $size ->
    [half] { $amount } ਚੂਸਣ ਵਾਲੀ ਗੋਲੀ
    [one] { $amount } ਚੂਸਣ ਵਾਲੀ ਗੋਲੀ
   *[many] { $amount } ਚੂਸਣ ਵਾਲੀਆਂ ਗੋਲੀਆਂ
}
papers-unit-suppository = { $amount } ਸਪੋਜ਼ਿਟਰੀ
papers-unit-patch = { $amount } ਪੈਚ
papers-unit-spray = { $amount } ਸਪਰੇਅ

## How often

papers-times-a-day = { $count ->
    [1] ਦਿਨ ਵਿੱਚ ਇੱਕ ਵਾਰ
    [2] ਦਿਨ ਵਿੱਚ ਦੋ ਵਾਰ
    [3] ਦਿਨ ਵਿੱਚ ਤਿੰਨ ਵਾਰ
    [4] ਦਿਨ ਵਿੱਚ ਚਾਰ ਵਾਰ
   *[other] ਦਿਨ ਵਿੱਚ { $count } ਵਾਰ
}
papers-every-hours = ਹਰ { $count } ਘੰਟੇ ਬਾਅਦ
papers-alternate-days = ਇੱਕ ਦਿਨ ਛੱਡ ਕੇ
papers-once-a-week = ਹਫ਼ਤੇ ਵਿੱਚ ਇੱਕ ਵਾਰ
papers-once-a-month = ਮਹੀਨੇ ਵਿੱਚ ਇੱਕ ਵਾਰ
papers-when-needed = ਸਿਰਫ਼ ਲੋੜ ਪੈਣ 'ਤੇ
papers-at-once = ਤੁਰੰਤ, ਸਿਰਫ਼ ਇੱਕ ਵਾਰ
papers-at-most = 24 ਘੰਟਿਆਂ ਵਿੱਚ ਵੱਧ ਤੋਂ ਵੱਧ { $count } ਵਾਰ

## Times of day

papers-morning = ਸਵੇਰੇ
papers-afternoon = ਦੁਪਹਿਰੇ
papers-evening = ਸ਼ਾਮ ਨੂੰ
papers-night = ਰਾਤ ਨੂੰ
papers-at-bedtime = ਸੌਣ ਵੇਲੇ
papers-and = { $first } ਅਤੇ { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, ਫਿਰ { $next }

## Food

papers-food-before = ਖਾਣੇ ਤੋਂ ਪਹਿਲਾਂ
papers-food-after = ਖਾਣੇ ਤੋਂ ਬਾਅਦ
papers-food-with = ਖਾਣੇ ਨਾਲ
papers-food-empty-stomach = ਖਾਲੀ ਪੇਟ
papers-food-with-milk = ਦੁੱਧ ਨਾਲ

## How long

papers-for-days = { $count ->
    [1] 1 ਦਿਨ ਤੱਕ
   *[other] { $count } ਦਿਨ ਤੱਕ
}
papers-until-told = ਡਾਕਟਰ ਦੇ ਕਹਿਣ ਤੱਕ ਜਾਰੀ ਰੱਖੋ

## Where

papers-site-right-eye = ਸੱਜੀ ਅੱਖ ਵਿੱਚ
papers-site-left-eye = ਖੱਬੀ ਅੱਖ ਵਿੱਚ
papers-site-both-eyes = ਦੋਵੇਂ ਅੱਖਾਂ ਵਿੱਚ
papers-site-right-ear = ਸੱਜੇ ਕੰਨ ਵਿੱਚ
papers-site-left-ear = ਖੱਬੇ ਕੰਨ ਵਿੱਚ
papers-site-both-ears = ਦੋਵੇਂ ਕੰਨਾਂ ਵਿੱਚ
papers-site-each-nostril = ਹਰ ਨਾਸ ਵਿੱਚ
papers-site-affected-area = ਪ੍ਰਭਾਵਿਤ ਥਾਂ 'ਤੇ
papers-site-under-tongue = ਜੀਭ ਦੇ ਹੇਠਾਂ
papers-site-mouth = ਮੂੰਹ ਵਿੱਚ
papers-site-scalp = ਸਿਰ ਦੀ ਚਮੜੀ 'ਤੇ
papers-site-skin = ਚਮੜੀ 'ਤੇ
papers-site-under-skin = ਚਮੜੀ ਦੇ ਹੇਠਾਂ
papers-site-muscle = ਮਾਸਪੇਸ਼ੀ ਵਿੱਚ
papers-site-vein = ਨਾੜ ਵਿੱਚ
papers-site-rectum = ਗੁਦਾ ਵਿੱਚ
papers-site-vagina = ਯੋਨੀ ਵਿੱਚ

## If

papers-if-fever = ਬੁਖਾਰ ਹੋਣ 'ਤੇ
papers-if-pain = ਦਰਦ ਹੋਣ 'ਤੇ
papers-if-vomiting = ਉਲਟੀ ਆਉਣ 'ਤੇ
papers-if-cough = ਖੰਘ ਹੋਣ 'ਤੇ
papers-if-itching = ਖਾਰਸ਼ ਹੋਣ 'ਤੇ
papers-if-breathless = ਸਾਹ ਚੜ੍ਹਨ 'ਤੇ
papers-if-acidity = ਤੇਜ਼ਾਬ ਬਣਨ 'ਤੇ
papers-if-loose-motion = ਦਸਤ ਲੱਗਣ 'ਤੇ

## Remarks

papers-shake-well = ਵਰਤਣ ਤੋਂ ਪਹਿਲਾਂ ਚੰਗੀ ਤਰ੍ਹਾਂ ਹਿਲਾਓ
papers-dissolve-in-water = ਪਾਣੀ ਵਿੱਚ ਘੋਲ ਕੇ ਲਓ
papers-chew = ਚਬਾ ਕੇ ਖਾਓ
papers-gargle = ਗਰਾਰੇ ਕਰਕੇ ਥੁੱਕ ਦਿਓ
papers-drowsy = ਨੀਂਦ ਆ ਸਕਦੀ ਹੈ, ਗੱਡੀ ਨਾ ਚਲਾਓ
papers-full-course = ਪੂਰਾ ਕੋਰਸ ਕਰੋ
papers-stop-if-rash = ਧੱਫੜ ਜਾਂ ਸਾਹ ਦੀ ਤਕਲੀਫ਼ ਹੋਵੇ ਤਾਂ ਦਵਾਈ ਬੰਦ ਕਰਕੇ ਸੰਪਰਕ ਕਰੋ

## On the paper

papers-prescription = ਦਵਾਈ ਦੀ ਪਰਚੀ
papers-advice = ਸਲਾਹ
papers-tests = ਟੈਸਟ
papers-follow-up = ਅਗਲੀ ਮੁਲਾਕਾਤ
papers-medicines-at-home = ਘਰ ਲੈਣ ਵਾਲੀਆਂ ਦਵਾਈਆਂ
papers-come-at-once = ਤੁਰੰਤ ਆਓ ਜੇ
papers-allergies = ਐਲਰਜੀ
papers-bring-this-paper = ਅਗਲੀ ਵਾਰ ਇਹ ਪਰਚੀ ਨਾਲ ਲਿਆਓ
papers-token = ਤੁਹਾਡਾ ਟੋਕਨ
papers-wait = ਕਿਰਪਾ ਕਰਕੇ ਆਪਣਾ ਨੰਬਰ ਆਉਣ ਤੱਕ ਉਡੀਕ ਕਰੋ
papers-scan-to-pay = ਭੁਗਤਾਨ ਲਈ ਸਕੈਨ ਕਰੋ
papers-thank-you = ਧੰਨਵਾਦ। ਜਲਦੀ ਠੀਕ ਹੋਵੋ।

## Recovery sheet

papers-recovery-title = ਰਿਕਵਰੀ ਪੱਤਰ
papers-recovery-purpose = ਜੇ ਸਾਰੇ ਪਾਸਵਰਡ ਗੁਆਚ ਜਾਣ ਤਾਂ ਇਹ ਕੋਡ ਕਲੀਨਿਕ ਦੇ ਰਿਕਾਰਡ ਖੋਲ੍ਹਦਾ ਹੈ। ਇਸ ਕੋਡ ਅਤੇ ਪਾਸਵਰਡ ਦੋਵਾਂ ਤੋਂ ਬਿਨਾਂ ਕੋਈ ਉਨ੍ਹਾਂ ਨੂੰ ਨਹੀਂ ਖੋਲ੍ਹ ਸਕਦਾ, ਪ੍ਰੋਗਰਾਮ ਬਣਾਉਣ ਵਾਲੇ ਵੀ ਨਹੀਂ।
papers-recovery-keep = ਇਸ ਪੱਤਰ ਨੂੰ ਤਾਲੇ ਵਿੱਚ, ਕਲੀਨਿਕ ਦੇ ਕੰਪਿਊਟਰਾਂ ਤੋਂ ਵੱਖ ਰੱਖੋ। ਇਸ ਦੀ ਫ਼ੋਟੋ ਨਾ ਖਿੱਚੋ ਅਤੇ ਕਿਸੇ ਨੂੰ ਨਾ ਭੇਜੋ।

## Appointment slip.

papers-appointment = ਤੁਹਾਡਾ ਮਿਲਣ ਦਾ ਸਮਾਂ
papers-monday = ਸੋਮਵਾਰ
papers-tuesday = ਮੰਗਲਵਾਰ
papers-wednesday = ਬੁੱਧਵਾਰ
papers-thursday = ਵੀਰਵਾਰ
papers-friday = ਸ਼ੁੱਕਰਵਾਰ
papers-saturday = ਸ਼ਨੀਵਾਰ
papers-sunday = ਐਤਵਾਰ
papers-come-early = ਕਿਰਪਾ ਕਰਕੇ 10 ਮਿੰਟ ਪਹਿਲਾਂ ਆਓ ਅਤੇ ਪੁਰਾਣੇ ਕਾਗਜ਼ ਨਾਲ ਲਿਆਓ
papers-cannot-come = ਜੇ ਨਾ ਆ ਸਕੋ ਤਾਂ ਕਿਰਪਾ ਕਰਕੇ ਫ਼ੋਨ ਕਰੋ
