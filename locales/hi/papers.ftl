# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] आधी गोली
    [one] { $amount } गोली
   *[many] { $amount } गोलियाँ
}
papers-unit-capsule = { $amount } कैप्सूल
papers-unit-ml = { $amount } मि.ली.
papers-unit-teaspoon = { $size ->
    [half] आधा चम्मच (2.5 मि.ली.)
    [one] { $amount } चम्मच (एक चम्मच = 5 मि.ली.)
   *[many] { $amount } चम्मच (एक चम्मच = 5 मि.ली.)
}
papers-unit-drop = { $size ->
    [half] { $amount } बूँद
    [one] { $amount } बूँद
   *[many] { $amount } बूँदें
}
papers-unit-puff = { $amount } पफ
papers-unit-sachet = { $size ->
    [half] आधा पाउच
    [one] { $amount } पाउच
   *[many] { $amount } पाउच
}
papers-unit-injection = { $amount } इंजेक्शन
papers-unit-unit = { $amount } यूनिट
papers-unit-application = पतली परत लगाएँ
papers-unit-gram = { $amount } ग्राम
papers-unit-lozenge = { $size ->
    [half] { $amount } चूसने की गोली
    [one] { $amount } चूसने की गोली
   *[many] { $amount } चूसने की गोलियाँ
}
papers-unit-suppository = { $amount } सपोसिटरी
papers-unit-patch = { $amount } पैच
papers-unit-spray = { $amount } स्प्रे

## How often

papers-times-a-day = { $count ->
    [1] दिन में एक बार
    [2] दिन में दो बार
    [3] दिन में तीन बार
    [4] दिन में चार बार
   *[other] दिन में { $count } बार
}
papers-every-hours = हर { $count } घंटे में
papers-alternate-days = एक दिन छोड़कर
papers-once-a-week = हफ़्ते में एक बार
papers-once-a-month = महीने में एक बार
papers-when-needed = सिर्फ़ ज़रूरत पड़ने पर
papers-at-once = तुरंत, सिर्फ़ एक बार
papers-at-most = 24 घंटे में ज़्यादा से ज़्यादा { $count } बार

## Times of day

papers-morning = सुबह
papers-afternoon = दोपहर
papers-evening = शाम
papers-night = रात
papers-at-bedtime = सोते समय
papers-and = { $first } और { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, फिर { $next }

## Food

papers-food-before = खाने से पहले
papers-food-after = खाने के बाद
papers-food-with = खाने के साथ
papers-food-empty-stomach = खाली पेट
papers-food-with-milk = दूध के साथ

## How long

papers-for-days = { $count ->
    [1] 1 दिन तक
   *[other] { $count } दिन तक
}
papers-until-told = डॉक्टर के कहने तक जारी रखें

## Where

papers-site-right-eye = दाईं आँख में
papers-site-left-eye = बाईं आँख में
papers-site-both-eyes = दोनों आँखों में
papers-site-right-ear = दाएँ कान में
papers-site-left-ear = बाएँ कान में
papers-site-both-ears = दोनों कानों में
papers-site-each-nostril = हर नथुने में
papers-site-affected-area = प्रभावित जगह पर
papers-site-under-tongue = जीभ के नीचे
papers-site-mouth = मुँह में
papers-site-scalp = सिर की त्वचा पर
papers-site-skin = त्वचा पर
papers-site-under-skin = त्वचा के नीचे
papers-site-muscle = माँसपेशी में
papers-site-vein = नस में
papers-site-rectum = गुदा में
papers-site-vagina = योनि में

## If

papers-if-fever = बुखार होने पर
papers-if-pain = दर्द होने पर
papers-if-vomiting = उल्टी होने पर
papers-if-cough = खाँसी होने पर
papers-if-itching = खुजली होने पर
papers-if-breathless = साँस फूलने पर
papers-if-acidity = एसिडिटी होने पर
papers-if-loose-motion = दस्त होने पर

## Remarks

papers-shake-well = इस्तेमाल से पहले अच्छी तरह हिलाएँ
papers-dissolve-in-water = पानी में घोलकर लें
papers-chew = चबाकर खाएँ
papers-gargle = गरारे करके थूक दें
papers-drowsy = नींद आ सकती है, गाड़ी न चलाएँ
papers-full-course = पूरा कोर्स करें
papers-stop-if-rash = दाने या साँस की तकलीफ़ हो तो दवा बंद कर संपर्क करें

## On the paper

papers-prescription = दवा का पर्चा
papers-advice = सलाह
papers-tests = जाँच
papers-follow-up = अगली बार
papers-medicines-at-home = घर पर लेने की दवाएँ
papers-come-at-once = तुरंत आएँ यदि
papers-allergies = एलर्जी
papers-bring-this-paper = अगली बार यह पर्चा साथ लाएँ
papers-token = आपका टोकन
papers-wait = कृपया अपना नंबर आने तक प्रतीक्षा करें
papers-scan-to-pay = भुगतान के लिए स्कैन करें
papers-thank-you = धन्यवाद। जल्दी ठीक हों।

## Recovery sheet

papers-recovery-title = रिकवरी पत्र
papers-recovery-purpose = अगर सारे पासवर्ड खो जाएँ तो यह कोड क्लिनिक के रिकॉर्ड खोलता है। इस कोड और पासवर्ड दोनों के बिना उन्हें कोई नहीं खोल सकता, प्रोग्राम बनाने वाले भी नहीं।
papers-recovery-keep = इस पत्र को ताले में, क्लिनिक के कंप्यूटरों से अलग रखें। इसकी फ़ोटो न लें और इसे किसी को न भेजें।

## Appointment slip.

papers-appointment = आपका समय
papers-monday = सोमवार
papers-tuesday = मंगलवार
papers-wednesday = बुधवार
papers-thursday = गुरुवार
papers-friday = शुक्रवार
papers-saturday = शनिवार
papers-sunday = रविवार
papers-come-early = कृपया 10 मिनट पहले आएँ और पुराने काग़ज़ साथ लाएँ
papers-cannot-come = न आ सकें तो कृपया फ़ोन करें
