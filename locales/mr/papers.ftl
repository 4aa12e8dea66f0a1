# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] अर्धी गोळी
    [one] { $amount } गोळी
   *[many] { $amount } गोळ्या
}
papers-unit-capsule = { $amount } कॅप्सूल
papers-unit-ml = { $amount } मि.ली.
papers-unit-teaspoon = { $size ->
    [half] अर्धा चमचा (2.5 मि.ली.)
    [one] { $amount } चमचा (एक चमचा = 5 मि.ली.)
   *[many] { $amount } चमचे (एक चमचा = 5 मि.ली.)
}
papers-unit-drop = { $amount } थेंब
papers-unit-puff = { $amount } पफ
papers-unit-sachet = { $size ->
    [half] अर्धा पाऊच
    [one] { $amount } पाऊच
   *[many] { $amount } पाऊच
}
papers-unit-injection = { $amount } इंजेक्शन
papers-unit-unit = { $amount } युनिट
papers-unit-application = पातळ थर लावा
papers-unit-gram = { $amount } ग्रॅम
papers-unit-lozenge = { $size ->
    [half] { $amount } चघळण्याची गोळी
    [one] { $amount } चघळण्याची गोळी
   *[many] { $amount } चघळण्याच्या गोळ्या
}
papers-unit-suppository = { $amount } सपोसिटरी
papers-unit-patch = { $amount } पॅच
papers-unit-spray = { $amount } स्प्रे

## How often

papers-times-a-day = { $count ->
    [1] दिवसातून एकदा
    [2] दिवसातून दोन वेळा
    [3] दिवसातून तीन वेळा
    [4] दिवसातून चार वेळा
   *[other] दिवसातून { $count } वेळा
}
papers-every-hours = दर { $count } तासांनी
papers-alternate-days = एक दिवसाआड
papers-once-a-week = आठवड्यातून एकदा
papers-once-a-month = महिन्यातून एकदा
papers-when-needed = गरज असेल तेव्हाच
papers-at-once = लगेच, फक्त एकदाच
papers-at-most = 24 तासांत जास्तीत जास्त { $count } वेळा

## Times of day

papers-morning = सकाळी
papers-afternoon = दुपारी
papers-evening = संध्याकाळी
papers-night = रात्री
papers-at-bedtime = झोपण्यापूर्वी
papers-and = { $first } आणि { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, नंतर { $next }

## Food

papers-food-before = जेवणापूर्वी
papers-food-after = जेवणानंतर
papers-food-with = जेवणासोबत
papers-food-empty-stomach = रिकाम्या पोटी
papers-food-with-milk = दुधासोबत

## How long

papers-for-days = { $count ->
    [1] 1 दिवस
   *[other] { $count } दिवस
}
papers-until-told = डॉक्टर सांगेपर्यंत चालू ठेवा

## Where

papers-site-right-eye = उजव्या डोळ्यात
papers-site-left-eye = डाव्या डोळ्यात
papers-site-both-eyes = दोन्ही डोळ्यांत
papers-site-right-ear = उजव्या कानात
papers-site-left-ear = डाव्या कानात
papers-site-both-ears = दोन्ही कानांत
papers-site-each-nostril = प्रत्येक नाकपुडीत
papers-site-affected-area = बाधित जागी
papers-site-under-tongue = जिभेखाली
papers-site-mouth = तोंडात
papers-site-scalp = डोक्याच्या त्वचेवर
papers-site-skin = त्वचेवर
papers-site-under-skin = त्वचेखाली
papers-site-muscle = स्नायूमध्ये
papers-site-vein = शिरेमध्ये
papers-site-rectum = गुदद्वारात
papers-site-vagina = योनीमार्गात

## If

papers-if-fever = ताप आल्यास
papers-if-pain = दुखल्यास
papers-if-vomiting = उलटी झाल्यास
papers-if-cough = खोकला आल्यास
papers-if-itching = खाज आल्यास
papers-if-breathless = दम लागल्यास
papers-if-acidity = अ‍ॅसिडिटी झाल्यास
papers-if-loose-motion = जुलाब झाल्यास

## Remarks

papers-shake-well = वापरण्यापूर्वी बाटली चांगली हलवा
papers-dissolve-in-water = पाण्यात विरघळवून घ्या
papers-chew = चावून खा
papers-gargle = गुळण्या करून थुंका
papers-drowsy = झोप येऊ शकते, गाडी चालवू नका
papers-full-course = पूर्ण कोर्स करा
papers-stop-if-rash = पुरळ किंवा श्वासाचा त्रास झाल्यास औषध थांबवून संपर्क करा

## On the paper

papers-prescription = औषधपत्र
papers-advice = सल्ला
papers-tests = तपासण्या
papers-follow-up = पुढील भेट
papers-medicines-at-home = घरी घ्यायची औषधे
papers-come-at-once = लगेच या, जर
papers-allergies = अ‍ॅलर्जी
papers-bring-this-paper = पुढच्या वेळी हा कागद सोबत आणा
papers-token = आपला टोकन
papers-wait = कृपया आपला क्रमांक येईपर्यंत थांबा
papers-scan-to-pay = पैसे देण्यासाठी स्कॅन करा
papers-thank-you = धन्यवाद. लवकर बरे व्हा.

## Recovery sheet

papers-recovery-title = रिकव्हरी पत्र
papers-recovery-purpose = सर्व पासवर्ड हरवल्यास हा कोड क्लिनिकच्या नोंदी उघडतो. हा कोड आणि पासवर्ड दोन्ही नसतील तर त्या कोणीही उघडू शकत नाही, प्रोग्राम बनवणारेही नाही.
papers-recovery-keep = हे पत्र कुलूपात, क्लिनिकच्या संगणकांपासून वेगळे ठेवा. त्याचा फोटो काढू नका आणि ते कोणालाही पाठवू नका.

## Appointment slip.

papers-appointment = आपली भेटीची वेळ
papers-monday = सोमवार
papers-tuesday = मंगळवार
papers-wednesday = बुधवार
papers-thursday = गुरुवार
papers-friday = शुक्रवार
papers-saturday = शनिवार
papers-sunday = रविवार
papers-come-early = कृपया 10 मिनिटे आधी या आणि जुने कागद सोबत आणा
papers-cannot-come = येता येत नसेल तर कृपया फोन करा
