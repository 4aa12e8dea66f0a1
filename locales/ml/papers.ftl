# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] അര ഗുളിക
    [one] { $amount } ഗുളിക
   *[many] { $amount } ഗുളിക
}
papers-unit-capsule = { $amount } കാപ്സ്യൂൾ
papers-unit-ml = { $amount } മി.ലി.
papers-unit-teaspoon = { $size ->
    [half] അര ടീസ്പൂൺ (2.5 മി.ലി.)
    [one] { $amount } ടീസ്പൂൺ (ഒരു ടീസ്പൂൺ = 5 മി.ലി.)
   *[many] { $amount } ടീസ്പൂൺ (ഒരു ടീസ്പൂൺ = 5 മി.ലി.)
}
papers-unit-drop = { $amount } തുള്ളി
papers-unit-puff = { $amount } പഫ്
papers-unit-sachet = { $size ->
    [half] അര പാക്കറ്റ്
    [one] { $amount } പാക്കറ്റ്
   *[many] { $amount } പാക്കറ്റ്
}
papers-unit-injection = { $amount } കുത്തിവെപ്പ്
papers-unit-unit = { $amount } യൂണിറ്റ്
papers-unit-application = നേർത്തതായി പുരട്ടുക
papers-unit-gram = { $amount } ഗ്രാം
papers-unit-lozenge = { $amount } അലിയിച്ചിറക്കുന്ന ഗുളിക
papers-unit-suppository = { $amount } സപ്പോസിറ്ററി
papers-unit-patch = { $amount } പാച്ച്
papers-unit-spray = { $amount } സ്പ്രേ

## How often

papers-times-a-day = { $count ->
    [1] ദിവസം ഒരു നേരം
    [2] ദിവസം രണ്ടു നേരം
    [3] ദിവസം മൂന്നു നേരം
    [4] ദിവസം നാലു നേരം
   *[other] ദിവസം { $count } നേരം
}
papers-every-hours = ഓരോ { $count } മണിക്കൂറിലും
papers-alternate-days = ഒന്നിടവിട്ട ദിവസങ്ങളിൽ
papers-once-a-week = ആഴ്ചയിൽ ഒരിക്കൽ
papers-once-a-month = മാസത്തിൽ ഒരിക്കൽ
papers-when-needed = ആവശ്യമെങ്കിൽ മാത്രം
papers-at-once = ഉടൻ, ഒരു തവണ മാത്രം
papers-at-most = 24 മണിക്കൂറിൽ പരമാവധി { $count } തവണ

## Times of day

papers-morning = രാവിലെ
papers-afternoon = ഉച്ചയ്ക്ക്
papers-evening = വൈകുന്നേരം
papers-night = രാത്രി
papers-at-bedtime = ഉറങ്ങുന്നതിനു മുമ്പ്
papers-and = { $first }, { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, പിന്നെ { $next }

## Food

papers-food-before = ഭക്ഷണത്തിനു മുമ്പ്
papers-food-after = ഭക്ഷണത്തിനു ശേഷം
papers-food-with = ഭക്ഷണത്തോടൊപ്പം
papers-food-empty-stomach = വെറും വയറ്റിൽ
papers-food-with-milk = പാലിനൊപ്പം

## How long

papers-for-days = { $count ->
    [1] 1 ദിവസം
   *[other] { $count } ദിവസം
}
papers-until-told = ഡോക്ടർ പറയുന്നതുവരെ തുടരുക

## Where

papers-site-right-eye = വലതു കണ്ണിൽ
papers-site-left-eye = ഇടതു കണ്ണിൽ
papers-site-both-eyes = രണ്ടു കണ്ണിലും
papers-site-right-ear = വലതു ചെവിയിൽ
papers-site-left-ear = ഇടതു ചെവിയിൽ
papers-site-both-ears = രണ്ടു ചെവിയിലും
papers-site-each-nostril = ഓരോ മൂക്കിലും
papers-site-affected-area = ബാധിച്ച ഭാഗത്ത്
papers-site-under-tongue = നാക്കിനടിയിൽ
papers-site-mouth = വായിൽ
papers-site-scalp = തലയോട്ടിയിലെ ചർമ്മത്തിൽ
papers-site-skin = ചർമ്മത്തിൽ
papers-site-under-skin = ചർമ്മത്തിനടിയിൽ
papers-site-muscle = പേശിയിൽ
papers-site-vein = സിരയിൽ
papers-site-rectum = മലദ്വാരത്തിൽ
papers-site-vagina = യോനിയിൽ

## If

papers-if-fever = പനി ഉണ്ടെങ്കിൽ
papers-if-pain = വേദന ഉണ്ടെങ്കിൽ
papers-if-vomiting = ഛർദ്ദി ഉണ്ടെങ്കിൽ
papers-if-cough = ചുമ ഉണ്ടെങ്കിൽ
papers-if-itching = ചൊറിച്ചിൽ ഉണ്ടെങ്കിൽ
papers-if-breathless = ശ്വാസംമുട്ടൽ ഉണ്ടെങ്കിൽ
papers-if-acidity = നെഞ്ചെരിച്ചിൽ ഉണ്ടെങ്കിൽ
papers-if-loose-motion = വയറിളക്കം ഉണ്ടെങ്കിൽ

## Remarks

papers-shake-well = ഉപയോഗിക്കുന്നതിനു മുമ്പ് നന്നായി കുലുക്കുക
papers-dissolve-in-water = വെള്ളത്തിൽ കലക്കി കുടിക്കുക
papers-chew = ചവച്ചു കഴിക്കുക
papers-gargle = കവിൾക്കൊണ്ട് തുപ്പുക
papers-drowsy = ഉറക്കം വരാം, വാഹനം ഓടിക്കരുത്
papers-full-course = മുഴുവൻ കോഴ്സും പൂർത്തിയാക്കുക
papers-stop-if-rash = ചുണങ്ങോ ശ്വാസതടസ്സമോ ഉണ്ടായാൽ മരുന്ന് നിർത്തി ബന്ധപ്പെടുക

## On the paper

papers-prescription = മരുന്നു കുറിപ്പ്
papers-advice = നിർദ്ദേശം
papers-tests = പരിശോധനകൾ
papers-follow-up = അടുത്ത സന്ദർശനം
papers-medicines-at-home = വീട്ടിൽ കഴിക്കേണ്ട മരുന്നുകൾ
papers-come-at-once = ഉടൻ വരുക, എങ്കിൽ
papers-allergies = അലർജി
papers-bring-this-paper = അടുത്ത തവണ ഈ കടലാസ് കൊണ്ടുവരിക
papers-token = നിങ്ങളുടെ ടോക്കൺ
papers-wait = നിങ്ങളുടെ നമ്പർ വിളിക്കുന്നതുവരെ കാത്തിരിക്കുക
papers-scan-to-pay = പണമടയ്ക്കാൻ സ്കാൻ ചെയ്യുക
papers-thank-you = നന്ദി. വേഗം സുഖമാകട്ടെ.

## Recovery sheet

papers-recovery-title = വീണ്ടെടുക്കൽ പത്രം
papers-recovery-purpose = എല്ലാ പാസ്‌വേഡുകളും നഷ്ടപ്പെട്ടാൽ ഈ കോഡ് ക്ലിനിക്കിന്റെ രേഖകൾ തുറക്കും. ഈ കോഡും പാസ്‌വേഡും ഇല്ലാതെ ആർക്കും തുറക്കാനാവില്ല, പ്രോഗ്രാം ഉണ്ടാക്കിയവർക്കു പോലും.
papers-recovery-keep = ഈ പത്രം പൂട്ടി, ക്ലിനിക്കിലെ കമ്പ്യൂട്ടറുകളിൽ നിന്ന് അകലെ സൂക്ഷിക്കുക. ഇതിന്റെ ഫോട്ടോ എടുക്കരുത്, ആർക്കും അയയ്ക്കരുത്.

## Appointment slip.

papers-appointment = നിങ്ങളുടെ സന്ദർശന സമയം
papers-monday = തിങ്കൾ
papers-tuesday = ചൊവ്വ
papers-wednesday = ബുധൻ
papers-thursday = വ്യാഴം
papers-friday = വെള്ളി
papers-saturday = ശനി
papers-sunday = ഞായർ
papers-come-early = ദയവായി 10 മിനിറ്റ് നേരത്തെ വരിക, പഴയ കടലാസുകൾ കൊണ്ടുവരിക
papers-cannot-come = വരാൻ കഴിയില്ലെങ്കിൽ ദയവായി വിളിക്കുക
