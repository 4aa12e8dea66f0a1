# गोपनीय नोट और आपात में खोलना।

permission-confidential-view = गोपनीय नोट हैं यह जानना
permission-confidential-write = गोपनीय नोट लिखना
permission-confidential-review = आपात खोलने की समीक्षा
confidential-title = गोपनीय नोट
confidential-none = कोई गोपनीय नोट नहीं।
confidential-count = { $count ->
    [one] एक गोपनीय नोट।
   *[other] { $count } गोपनीय नोट।
}
confidential-shut = इसे केवल लिखने वाले और आज इलाज करने वाले डॉक्टर पढ़ते हैं। आपात में आप कारण लिखकर खोल सकते हैं; बाद में प्रबंधक इसे देखते हैं।
confidential-break = कारण लिखकर खोलें
confidential-break-do = एक घंटे के लिए खोलें
confidential-reason = आपको यह अभी क्यों पढ़ना है?
confidential-reason-hint = यह हमेशा रहता है और प्रबंधक को दिखता है।
confidential-broken-until = आपके लिए { $time } तक खुला है। यह दर्ज होता है।
confidential-write = गोपनीय नोट लिखें
confidential-write-hint = यह किसी काग़ज़ पर, सारांश में या खोज में नहीं आता।
confidential-topic = विषय
confidential-topic-hiv = एचआईवी
confidential-topic-mental-health = मानसिक स्वास्थ्य
confidential-topic-sexual-health = यौन और प्रजनन स्वास्थ्य
confidential-topic-violence = हिंसा या दुर्व्यवहार
confidential-topic-substance = शराब और नशा
confidential-topic-other = अन्य
confidential-text = नोट
confidential-save = नोट सहेजें
confidential-saved = नोट सहेजा गया।
confidential-correct = सुधारें
confidential-written = { $writer } ने लिखा, { $time }
confidential-reviews = आपात में खोले गए नोट
confidential-reviews-none = किसी ने दूसरे के मरीज़ के गोपनीय नोट नहीं खोले।
confidential-reviews-none-why = जब कोई खोलेगा, वह कारण सहित यहाँ रहेगा, जब तक आप देख न लें।
confidential-review = समीक्षा करें
confidential-review-who = किसने
confidential-review-patient = मरीज़
confidential-review-when = कब
confidential-review-why = कारण
confidential-review-state = समीक्षा
confidential-review-own = इसे कोई दूसरा प्रबंधक देखे।
confidential-justified = उचित
confidential-not-justified = अनुचित
confidential-verdict = टिप्पणी
confidential-verdict-hint = अनुचित होने पर ज़रूरी।
confidential-review-do = समीक्षा सहेजें
confidential-elsewhere = इस कंप्यूटर पर गोपनीय नोट नहीं खुलते। जिस कंप्यूटर पर वे खुलते हैं वहाँ से मालिक इन्हें यहाँ भी खुलने दे सकते हैं: सेटिंग, कंप्यूटर।
errors-sensitive-elsewhere = इस कंप्यूटर पर गोपनीय नोट नहीं खुलते, इसलिए यहाँ लिखे भी नहीं जाते। डॉक्टर के कंप्यूटर पर लिखें, या मालिक से अनुमति लें: सेटिंग, कंप्यूटर।
