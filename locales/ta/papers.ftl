# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] அரை மாத்திரை
    [one] { $amount } மாத்திரை
   *[many] { $amount } மாத்திரைகள்
}
papers-unit-capsule = { $size ->
    [half] { $amount } கேப்ஸ்யூல்
    [one] { $amount } கேப்ஸ்யூல்
   *[many] { $amount } கேப்ஸ்யூல்கள்
}
papers-unit-ml = { $amount } மி.லி.
papers-unit-teaspoon = { $size ->
    [half] அரை தேக்கரண்டி (2.5 மி.லி.)
    [one] { $amount } தேக்கரண்டி (ஒரு தேக்கரண்டி = 5 மி.லி.)
   *[many] { $amount } தேக்கரண்டி (ஒரு தேக்கரண்டி = 5 மி.லி.)
}
papers-unit-drop = { $size ->
    [half] { $amount } சொட்டு
    [one] { $amount } சொட்டு
   *[many] { $amount } சொட்டுகள்
}
papers-unit-puff = { $amount } பஃப்
papers-unit-sachet = { $size ->
    [half] அரை பொட்டலம்
    [one] { $amount } பொட்டலம்
   *[many] { $amount } பொட்டலங்கள்
}
papers-unit-injection = { $amount } ஊசி
papers-unit-unit = { $amount } யூனிட்
papers-unit-application = மெல்லியதாகத் தடவவும்
papers-unit-gram = { $amount } கிராம்
papers-unit-lozenge = { $size ->
    [half] { $amount } சப்பும் மாத்திரை
    [one] { $amount } சப்பும் மாத்திரை
   *[many] { $amount } சப்பும் மாத்திரைகள்
}
papers-unit-suppository = { $amount } சப்போசிட்டரி
papers-unit-patch = { $amount } பேட்ச்
papers-unit-spray = { $amount } ஸ்ப்ரே

## How often

papers-times-a-day = { $count ->
    [1] ஒரு நாளைக்கு ஒரு முறை
    [2] ஒரு நாளைக்கு இரண்டு முறை
    [3] ஒரு நாளைக்கு மூன்று முறை
    [4] ஒரு நாளைக்கு நான்கு முறை
   *[other] ஒரு நாளைக்கு { $count } முறை
}
papers-every-hours = ஒவ்வொரு { $count } மணி நேரத்திற்கும்
papers-alternate-days = ஒரு நாள் விட்டு ஒரு நாள்
papers-once-a-week = வாரத்திற்கு ஒரு முறை
papers-once-a-month = மாதத்திற்கு ஒரு முறை
papers-when-needed = தேவைப்பட்டால் மட்டும்
papers-at-once = உடனடியாக, ஒரு முறை மட்டும்
papers-at-most = 24 மணி நேரத்தில் அதிகபட்சம் { $count } முறை

## Times of day

papers-morning = காலை
papers-afternoon = மதியம்
papers-evening = மாலை
papers-night = இரவு
papers-at-bedtime = தூங்கும் முன்
papers-and = { $first } மற்றும் { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, பிறகு { $next }

## Food

papers-food-before = உணவுக்கு முன்
papers-food-after = உணவுக்குப் பின்
papers-food-with = உணவுடன்
papers-food-empty-stomach = வெறும் வயிற்றில்
papers-food-with-milk = பாலுடன்

## How long

papers-for-days = { $count ->
    [1] 1 நாளுக்கு
   *[other] { $count } நாட்களுக்கு
}
papers-until-told = மருத்துவர் சொல்லும் வரை தொடரவும்

## Where

papers-site-right-eye = வலது கண்ணில்
papers-site-left-eye = இடது கண்ணில்
papers-site-both-eyes = இரண்டு கண்களிலும்
papers-site-right-ear = வலது காதில்
papers-site-left-ear = இடது காதில்
papers-site-both-ears = இரண்டு காதுகளிலும்
papers-site-each-nostril = ஒவ்வொரு மூக்குத்துளையிலும்
papers-site-affected-area = பாதிக்கப்பட்ட இடத்தில்
papers-site-under-tongue = நாக்கின் அடியில்
papers-site-mouth = வாயில்
papers-site-scalp = உச்சந்தலையில்
papers-site-skin = தோலில்
papers-site-under-skin = தோலுக்கு அடியில்
papers-site-muscle = தசையில்
papers-site-vein = நரம்பு வழியாக (சிரை)
papers-site-rectum = ஆசனவாயில்
papers-site-vagina = யோனியில்

## If

papers-if-fever = காய்ச்சல் இருந்தால்
papers-if-pain = வலி இருந்தால்
papers-if-vomiting = வாந்தி இருந்தால்
papers-if-cough = இருமல் இருந்தால்
papers-if-itching = அரிப்பு இருந்தால்
papers-if-breathless = மூச்சுத்திணறல் இருந்தால்
papers-if-acidity = நெஞ்செரிச்சல் இருந்தால்
papers-if-loose-motion = வயிற்றுப்போக்கு இருந்தால்

## Remarks

papers-shake-well = பயன்படுத்தும் முன் நன்கு குலுக்கவும்
papers-dissolve-in-water = தண்ணீரில் கரைத்து குடிக்கவும்
papers-chew = மென்று சாப்பிடவும்
papers-gargle = வாய் கொப்பளித்துத் துப்பவும்
papers-drowsy = தூக்கம் வரலாம், வாகனம் ஓட்ட வேண்டாம்
papers-full-course = முழு கோர்ஸையும் முடிக்கவும்
papers-stop-if-rash = தடிப்பு அல்லது மூச்சுத்திணறல் இருந்தால் மருந்தை நிறுத்தி தொடர்பு கொள்ளவும்

## On the paper

papers-prescription = மருந்துச் சீட்டு
papers-advice = ஆலோசனை
papers-tests = பரிசோதனைகள்
papers-follow-up = அடுத்த வருகை
papers-medicines-at-home = வீட்டில் எடுக்க வேண்டிய மருந்துகள்
papers-come-at-once = உடனே வரவும், இருந்தால்
papers-allergies = ஒவ்வாமை
papers-bring-this-paper = அடுத்த முறை இந்தச் சீட்டைக் கொண்டு வரவும்
papers-token = உங்கள் டோக்கன்
papers-wait = உங்கள் எண் அழைக்கப்படும் வரை காத்திருக்கவும்
papers-scan-to-pay = பணம் செலுத்த ஸ்கேன் செய்யவும்
papers-thank-you = நன்றி. விரைவில் குணமடையுங்கள்.

## Recovery sheet

papers-recovery-title = மீட்புத் தாள்
papers-recovery-purpose = எல்லா கடவுச்சொற்களும் தொலைந்தால் இந்தக் குறியீடு மருத்துவமனையின் பதிவுகளைத் திறக்கும். இந்தக் குறியீடும் கடவுச்சொல்லும் இல்லாமல் யாராலும் திறக்க முடியாது, நிரலை உருவாக்கியவர்களாலும் முடியாது.
papers-recovery-keep = இந்தத் தாளைப் பூட்டி, மருத்துவமனைக் கணினிகளிலிருந்து தனியாக வைக்கவும். புகைப்படம் எடுக்க வேண்டாம், யாருக்கும் அனுப்ப வேண்டாம்.

## Appointment slip.

papers-appointment = உங்கள் சந்திப்பு நேரம்
papers-monday = திங்கள்
papers-tuesday = செவ்வாய்
papers-wednesday = புதன்
papers-thursday = வியாழன்
papers-friday = வெள்ளி
papers-saturday = சனி
papers-sunday = ஞாயிறு
papers-come-early = 10 நிமிடம் முன்னதாக வாருங்கள், பழைய காகிதங்களைக் கொண்டு வாருங்கள்
papers-cannot-come = வர முடியாவிட்டால் எங்களை அழைக்கவும்
