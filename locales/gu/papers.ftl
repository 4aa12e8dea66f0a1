# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] અડધી ગોળી
    [one] { $amount } ગોળી
   *[many] { $amount } ગોળી
}
papers-unit-capsule = { $amount } કેપ્સ્યુલ
papers-unit-ml = { $amount } મિ.લી.
papers-unit-teaspoon = { $size ->
    [half] અડધી ચમચી (2.5 મિ.લી.)
    [one] { $amount } ચમચી (એક ચમચી = 5 મિ.લી.)
   *[many] { $amount } ચમચી (એક ચમચી = 5 મિ.લી.)
}
papers-unit-drop = { $size ->
    [half] { $amount } ટીપું
    [one] { $amount } ટીપું
   *[many] { $amount } ટીપાં
}
papers-unit-puff = { $amount } પફ
papers-unit-sachet = { $size ->
    [half] અડધું પેકેટ
    [one] { $amount } પેકેટ
   *[many] { $amount } પેકેટ
}
papers-unit-injection = { $amount } ઇન્જેક્શન
papers-unit-unit = { $amount } યુનિટ
papers-unit-application = પાતળું પડ લગાવો
papers-unit-gram = { $amount } ગ્રામ
papers-unit-lozenge = { $amount } ચૂસવાની ગોળી
papers-unit-suppository = { $amount } સપોઝિટરી
papers-unit-patch = { $amount } પેચ
papers-unit-spray = { $amount } સ્પ્રે

## How often

papers-times-a-day = { $count ->
    [1] દિવસમાં એક વાર
    [2] દિવસમાં બે વાર
    [3] દિવસમાં ત્રણ વાર
    [4] દિવસમાં ચાર વાર
   *[other] દિવસમાં { $count } વાર
}
papers-every-hours = દર { $count } કલાકે
papers-alternate-days = એકાંતરે દિવસે
papers-once-a-week = અઠવાડિયામાં એક વાર
papers-once-a-month = મહિનામાં એક વાર
papers-when-needed = જરૂર પડે ત્યારે જ
papers-at-once = તરત જ, ફક્ત એક વાર
papers-at-most = 24 કલાકમાં વધુમાં વધુ { $count } વાર

## Times of day

papers-morning = સવારે
papers-afternoon = બપોરે
papers-evening = સાંજે
papers-night = રાત્રે
papers-at-bedtime = સૂતી વખતે
papers-and = { $first } અને { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, પછી { $next }

## Food

papers-food-before = જમ્યા પહેલાં
papers-food-after = જમ્યા પછી
papers-food-with = જમવા સાથે
papers-food-empty-stomach = ખાલી પેટે
papers-food-with-milk = દૂધ સાથે

## How long

papers-for-days = { $count ->
    [1] 1 દિવસ સુધી
   *[other] { $count } દિવસ સુધી
}
papers-until-told = ડૉક્ટર કહે ત્યાં સુધી ચાલુ રાખો

## Where

papers-site-right-eye = જમણી આંખમાં
papers-site-left-eye = ડાબી આંખમાં
papers-site-both-eyes = બંને આંખમાં
papers-site-right-ear = જમણા કાનમાં
papers-site-left-ear = ડાબા કાનમાં
papers-site-both-ears = બંને કાનમાં
papers-site-each-nostril = દરેક નસકોરામાં
papers-site-affected-area = અસરગ્રસ્ત જગ્યાએ
papers-site-under-tongue = જીભ નીચે
papers-site-mouth = મોંમાં
papers-site-scalp = માથાની ચામડી પર
papers-site-skin = ચામડી પર
papers-site-under-skin = ચામડી નીચે
papers-site-muscle = સ્નાયુમાં
papers-site-vein = નસમાં
papers-site-rectum = ગુદામાં
papers-site-vagina = યોનિમાં

## If

papers-if-fever = તાવ આવે તો
papers-if-pain = દુખાવો થાય તો
papers-if-vomiting = ઊલટી થાય તો
papers-if-cough = ઉધરસ આવે તો
papers-if-itching = ખંજવાળ આવે તો
papers-if-breathless = શ્વાસ ચડે તો
papers-if-acidity = એસિડિટી થાય તો
papers-if-loose-motion = ઝાડા થાય તો

## Remarks

papers-shake-well = વાપરતાં પહેલાં બરાબર હલાવો
papers-dissolve-in-water = પાણીમાં ઓગાળીને લો
papers-chew = ચાવીને ખાઓ
papers-gargle = કોગળા કરીને થૂંકી દો
papers-drowsy = ઊંઘ આવી શકે, વાહન ન ચલાવો
papers-full-course = પૂરો કોર્સ કરો
papers-stop-if-rash = ચકામા કે શ્વાસની તકલીફ થાય તો દવા બંધ કરી સંપર્ક કરો

## On the paper

papers-prescription = દવાની ચિઠ્ઠી
papers-advice = સલાહ
papers-tests = તપાસ
papers-follow-up = ફરી મુલાકાત
papers-medicines-at-home = ઘરે લેવાની દવાઓ
papers-come-at-once = તરત જ આવો જો
papers-allergies = એલર્જી
papers-bring-this-paper = ફરી આવો ત્યારે આ કાગળ સાથે લાવો
papers-token = તમારું ટોકન
papers-wait = તમારો નંબર બોલાવાય ત્યાં સુધી રાહ જુઓ
papers-scan-to-pay = ચૂકવવા સ્કેન કરો
papers-thank-you = આભાર. જલદી સાજા થાઓ.

## Recovery sheet

papers-recovery-title = રિકવરી પત્ર
papers-recovery-purpose = બધા પાસવર્ડ ખોવાઈ જાય તો આ કોડ ક્લિનિકના રેકોર્ડ ખોલે છે. આ કોડ અને પાસવર્ડ બંને વગર કોઈ તેને ખોલી શકતું નથી, પ્રોગ્રામ બનાવનાર પણ નહીં.
papers-recovery-keep = આ પત્ર તાળામાં, ક્લિનિકના કમ્પ્યુટરોથી અલગ રાખો. તેનો ફોટો ન લો અને કોઈને ન મોકલો.

## Appointment slip.

papers-appointment = તમારી મુલાકાતનો સમય
papers-monday = સોમવાર
papers-tuesday = મંગળવાર
papers-wednesday = બુધવાર
papers-thursday = ગુરુવાર
papers-friday = શુક્રવાર
papers-saturday = શનિવાર
papers-sunday = રવિવાર
papers-come-early = કૃપા કરીને 10 મિનિટ વહેલા આવો અને જૂના કાગળો સાથે લાવો
papers-cannot-come = આવી ન શકો તો કૃપા કરીને ફોન કરો
