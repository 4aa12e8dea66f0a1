# Prescriptions: the editor, doses, sets, the paper.

prescriptions-title = दवाएँ
prescriptions-lines = इस पर्चे की दवाएँ
prescriptions-none = कोई दवा नहीं
prescriptions-drug = दवा
prescriptions-strength = पावर
prescriptions-dose = ख़ुराक
prescriptions-dose-hint = जैसे 1-0-1 x 5 pc
prescriptions-dose-needed = ख़ुराक लिखें, जैसे 1-0-1 x 5।
prescriptions-quantity = कुल गिनती
prescriptions-quantity-is = कुल { $quantity }
prescriptions-quantity-open = कुल गिनती लिखनी है
prescriptions-quantity-none = कुल गिनती नहीं लिखी
prescriptions-days = दिन
prescriptions-days-none = जब तक मना न करें
prescriptions-brand = ब्रांड
prescriptions-note = इस दवा पर नोट
prescriptions-food = खाना
prescriptions-food-none = कोई शर्त नहीं
prescriptions-food-before = खाने से पहले
prescriptions-food-after = खाने के बाद
prescriptions-food-with = खाने के साथ
prescriptions-food-empty_stomach = ख़ाली पेट
prescriptions-food-with_milk = दूध के साथ
prescriptions-at-morning = सुबह
prescriptions-at-afternoon = दोपहर
prescriptions-at-evening = शाम
prescriptions-at-night = रात
prescriptions-less = { $time }: आधा कम
prescriptions-more-of = { $time }: आधा ज़्यादा
prescriptions-grid = दिन का ख़ाका
prescriptions-add = जोड़ें
prescriptions-how = दवा, Enter, पावर, Enter, ख़ुराक, Enter।
prescriptions-strengths = ↑↓ से चुनें: { $strengths }
prescriptions-usual = आम तौर पर: { $dose }
prescriptions-choose-drug = सूची से दवा चुनें, या जैसा लिखा है वैसा ही लें।
prescriptions-take-typed = “{ $text }” जैसा लिखा है वैसा लें
prescriptions-key-drug = अगली दवा पर जाएँ
prescriptions-schedule = अनुसूची { $schedule }
prescriptions-allergy = { $substance } से एलर्जी है!
prescriptions-allergy-short = एलर्जी!
prescriptions-twice = { $substance } इस पर्चे पर दो बार है।
prescriptions-keep = बदलाव रखें
prescriptions-up = { $drug } को ऊपर करें
prescriptions-down = { $drug } को नीचे करें
prescriptions-remove = { $drug } हटाएँ
prescriptions-removed = { $drug } हटाई गई
prescriptions-repeat = पिछली दवाएँ दोहराएँ
prescriptions-repeat-none = पहले का कोई पर्चा नहीं है।
prescriptions-repeated =
    { $count ->
         [one] पिछले पर्चे की एक दवा जोड़ी गई
        *[other] पिछले पर्चे की { $count } दवाएँ जोड़ी गईं
     }
prescriptions-sets = मेरे सेट
prescriptions-sets-none = अभी कोई सेट नहीं। पर्चा लिखें और उसे यहाँ नाम देकर रखें।
prescriptions-set-name =
    { $count ->
         [one] इस दवा के सेट का नाम
        *[other] इन { $count } दवाओं के सेट का नाम
     }
prescriptions-set-keep = सेट बनाकर रखें
prescriptions-set-kept = सेट “{ $name }” रख लिया गया
prescriptions-set-in = सेट “{ $name }” जोड़ा गया
prescriptions-set-drop = सेट “{ $name }” हटाएँ
prescriptions-set-dropped = सेट “{ $name }” हटा दिया गया
prescriptions-language = निर्देशों की भाषा
prescriptions-paper = पर्चे का काग़ज़
prescriptions-sheet = आकार
prescriptions-sheet-a5 = A5 (आधा पन्ना)
prescriptions-sheet-a4 = A4 (पूरा पन्ना)
prescriptions-merged = यहाँ दवाएँ लिखी जा रही थीं, तभी यह पर्चा कहीं और बदला गया। वे दवाएँ अंत में जोड़ दी गई हैं: हर पंक्ति जाँच लें।
prescriptions-merged-seen = जाँच लिया
