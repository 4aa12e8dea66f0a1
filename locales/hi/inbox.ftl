# जो दो कंप्यूटरों पर अलग लिखा गया, लोगों के जवाब के लिए।

inbox-list = सुलझाना है
inbox-note = जो दो कंप्यूटरों पर अलग लिखा गया। कुछ खोया नहीं: जवाब मिलने तक दोनों रहते हैं, और एक जवाब हर कंप्यूटर पर चलता है।
inbox-count = { $count ->
    [one] 1 बात दो कंप्यूटरों पर अलग लिखी गई
   *[other] { $count } बातें दो कंप्यूटरों पर अलग लिखी गईं
  }
inbox-count-open = सुलझाएँ
inbox-none = सुलझाने को कुछ नहीं
inbox-none-why = इस कंप्यूटर को जितना पता है, सब कंप्यूटर एक जैसा कहते हैं।
inbox-next = अगला सवाल
inbox-before = पिछला सवाल
inbox-more = { $count ->
    [one] 1 और
   *[other] { $count } और
  }
inbox-others = इसका जवाब वही दे सकते हैं जिन्हें इसका अधिकार है।
inbox-not-known = पता नहीं
inbox-shown = अभी यही दिखता है
inbox-kind-field = दोनों ने लिखा
inbox-kind-slot = समय दो बार दिया गया
inbox-kind-bed = वार्ड
inbox-kind-twins = दो बार दर्ज?
inbox-kind-number = नंबर दो बार छपा
inbox-kind-aside = अलग रखा गया
inbox-kind-fork = एक कंप्यूटर की दो प्रतियाँ
inbox-field-blood-group = रक्त समूह
inbox-field-birth-date = जन्मतिथि
inbox-field-sex = लिंग
inbox-ask-field = { $name }: { $field } दो जगह अलग लिखा गया। सही कौन सा है?
inbox-ask-slot = { $when }, { $doctor }: यह समय दो लोगों को दिया गया। { $holder } पहले आए; { $lost } को दूसरा समय चाहिए।
inbox-ask-twins = क्या { $one } और { $other } एक ही व्यक्ति हैं?
inbox-ask-number = { $paper } { $number } दो बार छपा
inbox-ask-aside = { $count ->
    [one] { $computer } को हटाने के बाद उसका 1 बदलाव आया, उसका असर नहीं है। क्या उसे मानें?
   *[other] { $computer } को हटाने के बाद उसके { $count } बदलाव आए, उनका असर नहीं है। क्या उन्हें मानें?
  }
inbox-ask-fork = { $computer } के रिकॉर्ड की दो प्रतियाँ साथ-साथ चलीं
inbox-not-confirmed = अभी पक्का नहीं है। संपर्क होने पर बदल सकता है।
inbox-why-field = पक्का न हो तो मरीज़ से पूछें या कागज़ देखें।
inbox-why-blood-group = जवाब मिलने तक इनमें से एक ही दिखता है। वही चुनें जो जाँच रिपोर्ट में हो।
inbox-why-twins = ये दो कंप्यूटरों पर दर्ज हुए। जोड़ने पर दोनों नंबर और दोनों इतिहास रहते हैं, और जोड़ वापस लिया जा सकता है।
inbox-why-number = दो लोगों के पास एक ही नंबर का कागज़ है। दोनों को बताएँ, अपनी प्रति पर लिखें कि कौन सा किसका है, और बिल या रसीद हो तो लेखाकार को बताएँ।
inbox-why-aside = अगर क्लिनिक के ही लोगों ने लिखे हों, जैसे फिर मिल गए कंप्यूटर पर, तो उन्हें मानें।
inbox-why-broken = इनमें से एक पढ़ा नहीं जाता या बदला गया है, इसलिए इन्हें नहीं मान सकते।
inbox-why-fork = ऐसा तब होता है जब कंप्यूटर चल रहा हो और पुराना बैकअप भी खोल लिया जाए। कुछ खोया नहीं। आगे एक ही पर काम करें।
inbox-same = एक ही व्यक्ति: जोड़ें
inbox-not-same = दो अलग लोग
inbox-link-reason = दो कंप्यूटरों पर दर्ज हुआ
inbox-told-apart = लिख लिया: दो अलग लोग
inbox-chosen = { $name }: { $value } चुना गया
inbox-slot-move = { $name } को अगला खाली समय दें
inbox-slot-open = दिन खोलें
inbox-slot-moved = अगला खाली समय दिया गया। मरीज़ को बताएँ।
inbox-slot-none = खाली समय नहीं मिला। दिन खोलकर दूसरा समय चुनें।
inbox-set-done = निपटा दिया
inbox-done = हो गया
inbox-adopt = इन्हें मानें
inbox-adopted = { $computer } के बदलाव अब माने गए
inbox-leave-out = न मानें

errors-inbox-changed = इस बीच किसी ने इसका जवाब दिया या इसे बदला। फिर से देखें।
errors-inbox-answer = इसका जवाब दिया जा सकता है: हटाने के बजाय एक जवाब चुनें।
errors-linked-already = ये रिकॉर्ड जुड़े हुए हैं। पहले जोड़ हटाएँ।
errors-sync-broken = ये बदलाव पढ़े नहीं जाते या बदले गए हैं। इन्हें नहीं मान सकते।

permission-inbox-view = कंप्यूटरों का अलग-अलग लिखा देखना
record-patient-apart = दो अलग लोग
record-inbox-done = निपटाया गया
field-one-id = पहला रिकॉर्ड
field-key = क्या था
