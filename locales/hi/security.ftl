# Locks, PINs, the second factor, one-time codes, and what protects this desk.

desk-pin = पिन
desk-pin-own = इस डेस्क पर आपका पिन
desk-pin-why = इससे आप लॉक स्क्रीन पर तुरंत लौटते हैं और जल्दी जगह बदलते हैं। यह सिर्फ़ मेमोरी में रहता है: प्रोग्राम बंद होने पर, या पासवर्ड के बारह घंटे बाद, फिर पासवर्ड माँगा जाएगा।
desk-pin-hint = 6 से 12 अंक, 123456 जैसी क़तार नहीं
desk-pin-again = पिन एक बार फिर
desk-pin-do = यही पिन रखें
desk-pin-drop = पिन नहीं
desk-pin-set = पिन लग गया
desk-pin-dropped = पिन हटा दिया
desk-pin-of = { $name } का पिन
desk-pin-back = एक अंक हटाएँ
desk-pin-go = ठीक
desk-by-pin = पिन से आएँ
desk-by-password = पासवर्ड से आएँ
desk-who = आप कौन हैं?
desk-lock-all = सब कुछ बंद करें
desk-confirm = क्या सचमुच आप ही हैं?
desk-confirm-why = यह आसानी से वापस नहीं होता। आपका पासवर्ड माँगा जा रहा है; फिर पाँच मिनट तक कुछ नहीं माँगा जाएगा।
desk-confirm-do = आगे बढ़ें
desk-second = आपके फ़ोन के अंक
desk-second-hint = ऐप के छह अंक, या आपका कोई रिकवरी शब्द
desk-reset = एक बार का कोड
desk-reset-note = आपको मिला कोड एक ही बार खुलता है। पासवर्ड आप ख़ुद चुनते हैं, किसी और को पता नहीं होता।
desk-reset-code = एक बार का कोड
desk-reset-code-hint = चार-चार के पाँच हिस्से; ख़ाली जगह और डैश से फ़र्क़ नहीं पड़ता
desk-reset-do = मेरा पासवर्ड लगाएँ
desk-have-reset-code = मेरे पास एक बार का कोड है
desk-rotating = रिकॉर्ड को नई चाबी मिल रही है…

errors-confirm = पहले अपना पासवर्ड लिखें; पाँच मिनट बाद यह फिर माँगा जाता है।
errors-staff-expired = यह पहुँच कुछ दिनों की थी और आख़िरी दिन बीत गया। किसी मालिक से कहें।
errors-staff-ended = यह व्यक्ति अब अंदर नहीं आ सकता।
errors-until-over = यह दिन बीत चुका है। तुरंत बंद करना हो तो पहुँच समाप्त करें।
errors-pin-digits = पिन 6 से 12 अंकों का होता है।
errors-pin-pattern = क़तार और दोहराए अंक आसानी से पकड़े जाते हैं। दूसरे चुनें।
errors-pin-wrong = सही नहीं है। सब कुछ बंद होने से पहले बची कोशिशें: { $left }
errors-pin-password = पिन अभी नहीं खुलता। पासवर्ड लिखें।
errors-pin-exhausted = पाँच ग़लत पिन: सब कुछ बंद कर दिया गया। पासवर्ड से अंदर आएँ।
errors-second-factor-needed = अब वे छह अंक लिखें जो आपके फ़ोन पर दिख रहे हैं।
errors-second-factor-wrong = ये इस समय के अंक नहीं हैं। अगले अंकों का इंतज़ार करें, या रिकवरी शब्द लिखें।
errors-second-factor-used = ये अंक इस्तेमाल हो चुके हैं। अगले अंकों का इंतज़ार करें।
errors-second-factor-clock = अंक सही हैं, पर घड़ियों में { $minutes } मिनट का फ़र्क़ है। इस कंप्यूटर या फ़ोन की घड़ी और समय क्षेत्र ठीक करें।
errors-second-factor-begin = फिर से शुरू करें: पहले चित्र दिखाएँ।
errors-rotating = रिकॉर्ड को नई चाबी मिल रही है। थोड़ा रुकें।
errors-demo-keys = डेमो में बदलने लायक़ कोई चाबी नहीं है।
errors-approval-user = इस नाम का कोई व्यक्ति इसकी अनुमति नहीं दे सकता।
errors-approval-needed = इसके लिए कोई ऐसा व्यक्ति चाहिए जो बिल वापस ले सकता हो।
errors-password-too-short-file = कम से कम 14 अक्षर, क्योंकि यह कंप्यूटर चाबी का अपना हिस्सा फ़ाइल में रखता है।
errors-vault-wrong-reset-code = यह कोड सही नहीं है, या इस्तेमाल हो चुका है। नया माँगें।
errors-vault-reset-expired = यह कोड एक दिन से पुराना है। नया माँगें।
errors-vault-given-up = रोक दिया गया। कुछ नहीं बदला।
errors-vault-still-open = कोई अभी लिख रहा है। कुछ नहीं बदला; थोड़ी देर में फिर कोशिश करें।

permission-security-view = देखना कि इस डेस्क की सुरक्षा कैसी है
permission-billing-approve = सीमा से ऊपर की छूट की अनुमति देना

billing-approval-why = कोई बड़ा अधिकारी यहीं अनुमति दे सकता है।
billing-approval-user = अधिकारी का यूज़र नाम
billing-approval-secret = उनका पिन या पासवर्ड

security-overview = सुरक्षा
security-note = इस डेस्क की रक्षा क्या करता है, और आप क्या कर सकते हैं
security-all-good = सब ठीक है
security-to-mend =
    { $count ->
        [one] एक बात ठीक करनी है
       *[other] { $count } बातें ठीक करनी हैं
    }
security-level-good = अच्छा
security-level-weak = कमज़ोर
security-level-bad = ख़राब
security-name-encryption = डिस्क पर रिकॉर्ड
security-name-secret = चाबी में इस कंप्यूटर का हिस्सा
security-name-sheet = रिकवरी काग़ज़
security-name-key-file = चाबी की फ़ाइल
security-name-second-factor = दूसरे सबूत में फ़ोन
security-name-owners = मालिक
security-name-pins = पिन
security-name-idle = कोई न हो तब लॉक
security-name-clock = घड़ी
security-name-backup = बैकअप
security-name-log = कामकाज का रिकॉर्ड
security-name-database = रिकॉर्ड पूरे हैं
security-name-disk = डिस्क पर जगह
security-name-left = जो लोग जा चुके
security-name-failed = नाकाम कोशिशें
security-point-encryption-good = सब कुछ एक बेतरतीब चाबी (नंबर { $epoch }) से ताले में है। डिस्क की नक़ल से कुछ नहीं दिखता।
security-point-secret-good = सिस्टम की कीरिंग में: पासवर्ड के साथ भी अकेली डिस्क नहीं खुलती।
security-point-secret-weak = रिकॉर्ड के पास फ़ाइल में: जो पूरी डिस्क की नक़ल करे उसे सिर्फ़ पासवर्ड चाहिए। हो सके तो कीरिंग वाला कंप्यूटर लें; यहाँ पासवर्ड कम से कम 14 अक्षर के होते हैं।
security-point-sheet-good = छपा है और जाँचा हुआ है। ताले में रखें, इस कंप्यूटर के पास नहीं।
security-point-sheet-bad = अभी जाँचा नहीं गया। पासवर्ड खो जाए तो रिकॉर्ड खो जाएँगे। काग़ज़ से कोड एक बार लिखें।
security-point-key-file-good = पूरी है। पासवर्ड के हर अंदाज़े पर { $mib } MiB और { $passes } चक्कर लगते हैं।
security-point-key-file-bad = सबसे नई चाबी-फ़ाइल ख़राब थी, पुरानी काम कर रही है। एक बार फिर अंदर आएँ; देखें कौन आ सकता है ({ $mib } MiB, { $passes } चक्कर)।
security-point-second-factor-good = हर मालिक फ़ोन से भी सबूत देता है।
security-point-second-factor-weak =
    { $count ->
        [one] एक मालिक सिर्फ़ पासवर्ड से आता है। तब किसी का देखा हुआ पासवर्ड सब कुछ के लिए काफ़ी है।
       *[other] { $count } मालिक सिर्फ़ पासवर्ड से आते हैं। तब किसी का देखा हुआ पासवर्ड सब कुछ के लिए काफ़ी है।
    }
security-point-owners-good = { $count } मालिक: एक दूसरे की मदद एक बार के कोड से कर सकते हैं।
security-point-owners-weak = सिर्फ़ { $count } मालिक अंदर आ सकता है। पासवर्ड भूल गए तो तिजोरी का काग़ज़ ही काम आएगा।
security-point-pins-good =
    { $count ->
        [0] अभी कोई पिन इस्तेमाल नहीं कर रहा।
        [one] एक पिन चालू है, सिर्फ़ मेमोरी में।
       *[other] { $count } पिन चालू हैं, सिर्फ़ मेमोरी में।
    }
security-point-idle-good = स्क्रीन { $minutes } मिनट बाद लॉक होती है।
security-point-idle-weak = स्क्रीन { $minutes } मिनट बाद ही लॉक होती है। सामने के डेस्क पर 5 से 15 बेहतर हैं।
security-point-clock-good = यहाँ से जितना पता चलता है, घड़ी सही है।
security-point-clock-bad = घड़ी { $minutes } मिनट हट गई है। देखकर ठीक करें।
security-point-database-good = हर पन्ना देखा गया और पूरा है।
security-point-database-weak = हाल में नहीं देखा गया। कुछ सेकंड लगते हैं और किसी का काम नहीं रुकता।
security-point-database-bad = ख़राब पन्ने मिले। कुछ न मिटाएँ, कंप्यूटर चालू रखें; सबसे नया बैकअप वापस लाएँ।
security-point-disk-good = रिकॉर्ड के पास 16 MB जगह बचाकर रखी है। डिस्क भर जाए, तब भी सामने बैठे मरीज़ का काम पूरा हो सकता है।
security-point-disk-bad = डिस्क भर गई है, या भरने वाली है। कम से कम 100 MB जगह ख़ाली करें: कूड़ेदान ख़ाली करें, फ़िल्में और तस्वीरें दूसरी डिस्क पर ले जाएँ। बची जगह फिर अपने-आप रख ली जाएगी।
security-point-left-good = जो जा चुके उनमें से कोई अंदर नहीं आ सकता ({ $count })।
security-point-left-weak =
    { $count ->
        [one] एक व्यक्ति का समय पूरा हो चुका पर वह अब भी आ सकता है। पहुँच बंद करें; रिकवरी काग़ज़ देखा हो तो नया काग़ज़ और नई चाबी बनाएँ।
       *[other] { $count } लोगों का समय पूरा हो चुका पर वे अब भी आ सकते हैं। पहुँच बंद करें; रिकवरी काग़ज़ देखा हो तो नया काग़ज़ और नई चाबी बनाएँ।
    }
security-point-backup-good = पिछले दिन की प्रति बनी और पूरी पढ़कर जाँची गई।
security-point-backup-weak = हाल की कोई प्रति या जाँच विफल हुई। देखें क्या हुआ।
security-point-backup-bad = पिछले दिन की कोई अच्छी प्रति नहीं है। फ़ोल्डर या स्टिक चुनें।
security-point-log-bad = बैकअप सं. { $number } में कामकाज के रिकॉर्ड की प्रविष्टि { $entry } थी, जो अब यहाँ नहीं है: पुरानी फ़ाइल वापस रखी गई, या प्रविष्टियाँ हटाई गईं। इससे पहले का सबसे नया बैकअप वापस लाएँ।
security-point-failed-good = 30 दिन में { $count }: हाथ की चूक।
security-point-failed-weak = 30 दिन में { $count }। देखें कौन था और कब।
security-act-prove-sheet = काग़ज़ जाँचें
security-act-new-sheet = नया काग़ज़
security-act-enrol-second-factor = फ़ोन लगाएँ
security-act-check-database = अभी देखें
security-act-rotate-keys = नई चाबी
security-act-change-idle = बदलें
security-act-open-staff = कर्मचारी
security-act-open-log = देखें
security-act-open-backups = बैकअप खोलें
security-checked = हर पन्ना पूरा है
security-damaged = ख़राब पन्ने मिले
security-weak-more = यहाँ पासवर्ड कम से कम 14 अक्षर के चाहिए।
security-people = यहाँ कौन अंदर आ सकता है
security-has-pin = पिन
security-has-factor = फ़ोन
security-factor-end = फ़ोन हटाएँ
security-factor-ended = { $name } अब बिना फ़ोन के आते हैं
security-factor = दूसरे सबूत में फ़ोन
security-factor-why = पासवर्ड के बाद, अंदर आते समय और वापस न होने वाले कामों से पहले, आपके फ़ोन के छह अंक माँगे जाते हैं। कोई भी ऑथेंटिकेटर ऐप चलेगा; फ़ोन में इंटरनेट नहीं चाहिए।
security-factor-again = आप पहले से फ़ोन इस्तेमाल करते हैं। नया उसकी जगह लेगा।
security-factor-begin = चित्र दिखाएँ
security-factor-scan = फ़ोन के ऐप से यह चित्र पढ़ें, फिर जो छह अंक दिखें वे लिखें।
security-factor-picture = ऑथेंटिकेटर ऐप के लिए कोड
security-factor-secret = कैमरा नहीं है? यह लिखें:
security-factor-digits = छह अंक
security-factor-do = यही फ़ोन रखें
security-factor-done = अब से फ़ोन भी माँगा जाएगा
security-factor-words = फ़ोन खो जाए तो इनमें से हर शब्द एक बार खोलता है। लिखकर ताले में रखें। ये दोबारा नहीं दिखेंगे।
security-factor-kept = मैंने काग़ज़ पर लिख लिए
security-rotate = रिकॉर्ड के लिए नई चाबी
security-rotate-why = रिकॉर्ड नई बेतरतीब चाबी से दोबारा लिखे जाते हैं और पुरानी चाबी नष्ट हो जाती है। तब करें जब कोई ऐसा गया हो जिसने कंप्यूटर की फ़ाइलें नक़ल की हों। छपा काग़ज़ चलता रहेगा: अगर वह भी पता था तो नया काग़ज़ भी बनाएँ।
security-rotate-cost = इस बीच कोई काम नहीं कर सकता: कुछ सेकंड, बड़े क्लिनिक में एक मिनट। डिस्क पर रिकॉर्ड जितनी ख़ाली जगह चाहिए। बिजली जाए तो पुरानी या नई चाबी ज़रूर चलेगी; कुछ नहीं खोता।
security-rotate-do = नई चाबी बनाएँ
security-rotated = रिकॉर्ड की नई चाबी लग गई
security-desk = यह डेस्क
security-desk-code = नाम
security-desk-key = चाबी
security-desk-since = कब से
security-desk-others = क्लिनिक के दूसरे डेस्क जुड़ने पर यहाँ दिखेंगे।
security-desk-saved = इस डेस्क के लिए सहेजा
security-idle = इतने मिनट बाद लॉक
security-idle-hint = सिर्फ़ इस डेस्क के लिए; ख़ाली: जैसा क्लिनिक में है ({ $minutes })
security-shows-names = लॉक स्क्रीन पर नाम
security-shows-names-hint = उनके जो पिन से आ सकते हैं। वरना यूज़र नाम लिखना होगा।
