# एक क्लिनिक के कई कंप्यूटर।

sync-part = कंप्यूटर
sync-open = इस क्लिनिक के कंप्यूटर खोलें
sync-corner-alone = सिर्फ़ यह कंप्यूटर
sync-corner-level = भेज दिया
sync-corner-sending = भेजा जा रहा है
sync-corner-sending-some = { $count ->
    [one] 1 बदलाव भेजा जा रहा है
   *[other] { $count } बदलाव भेजे जा रहे हैं
  }
sync-corner-away = सर्वर से संपर्क नहीं
sync-corner-away-some = { $count ->
    [one] संपर्क नहीं: 1 बदलाव सिर्फ़ यहाँ
   *[other] संपर्क नहीं: { $count } बदलाव सिर्फ़ यहाँ
  }
sync-corner-paused = भेजना रुका है
sync-corner-paused-some = { $count ->
    [one] रुका है: 1 बदलाव सिर्फ़ यहाँ
   *[other] रुका है: { $count } बदलाव सिर्फ़ यहाँ
  }
sync-corner-trouble = कंप्यूटर: कृपया देखें
sync-state-alone = अकेला
sync-state-level = सब भेज दिया गया
sync-state-sending = भेजा जा रहा है
sync-state-away = संपर्क नहीं
sync-state-paused = रुका है
sync-state-trouble = कृपया देखें
sync-state-why-alone = यह कंप्यूटर सब कुछ अपने पास रखता है।
sync-state-why-level = यहाँ जो लिखा गया वह सर्वर पर है, जहाँ उसे कोई पढ़ नहीं सकता।
sync-state-why-sending = बदलाव रास्ते में हैं। काम करते रहें।
sync-state-why-away = सर्वर जवाब नहीं दे रहा। काम करते रहें: सब यहाँ सुरक्षित है और संपर्क होते ही भेजा जाएगा।
sync-state-why-paused = जब तक आप आगे न बढ़ें, कुछ भेजा या लाया नहीं जाएगा।
sync-state-why-trouble = किसी व्यक्ति को देखना होगा। नीचे देखें।
sync-server = सर्वर
sync-alone-why = सर्वर हो तो क्लिनिक के कई कंप्यूटर एक ही रिकॉर्ड पर काम करते हैं। सर्वर उन्हें बंद रखता है और पढ़ नहीं सकता। सर्वर न मिले तब भी हर कंप्यूटर काम करता रहता है।
sync-name = इस कंप्यूटर का नाम
sync-name-hint = जैसे: फ्रंट डेस्क, दवाखाना
sync-address = सर्वर
sync-address-hint = सर्वर का नाम या नंबर और पोर्ट, जैसे clinic.example.in:8443
sync-invitation = निमंत्रण
sync-invitation-hint = केवल तब, जब सर्वर चलाने वालों ने दिया हो
sync-connect = सर्वर से जोड़ें
sync-connected = जुड़ गया। रिकॉर्ड भेजे जा रहे हैं।
sync-unsent = सर्वर पर अभी नहीं
sync-unsent-count = { $count ->
    [0] कुछ नहीं
    [one] 1 बदलाव
   *[other] { $count } बदलाव
  }
sync-level-at = पिछली बार सब भेजा गया
sync-waiting = इंतज़ार में
sync-waiting-why = { $count ->
    [one] बदलावों का 1 समूह अपने से पहले वालों से पहले आ गया।
   *[other] बदलावों के { $count } समूह अपने से पहले वालों से पहले आ गए।
  }
sync-aside = अलग रखे
sync-aside-why = { $count ->
    [one] हटाए गए कंप्यूटर के बदलावों का 1 समूह लागू नहीं है।
   *[other] हटाए गए कंप्यूटर के बदलावों के { $count } समूह लागू नहीं हैं।
  }
sync-forks = दो अतीत
sync-forks-why = { $count ->
    [one] एक कंप्यूटर के रिकॉर्ड की पुरानी प्रति एक बार वापस रखी गई। कुछ खोया नहीं; देख लें कि कोई छपा नंबर दो बार तो नहीं आया।
   *[other] कंप्यूटर के रिकॉर्ड की पुरानी प्रतियाँ { $count } बार वापस रखी गईं। कुछ खोया नहीं; देख लें कि कोई छपा नंबर दो बार तो नहीं आया।
  }
sync-now = अभी भेजें
sync-asked = अभी भेजा और लाया जा रहा है
sync-pause = रोकें
sync-resume = फिर चलाएँ
sync-devices = इस क्लिनिक के कंप्यूटर
sync-device-code = कोड
sync-device-name = कंप्यूटर
sync-device-since = कब से
sync-device-seen = इससे आख़िरी बदलाव
sync-device-never = अभी नहीं
sync-device-act = काम
sync-device-revoked = हटाया गया
sync-this = यह कंप्यूटर
sync-revoke = हटाएँ
sync-revoke-title = { $name } को हटाएँ?
sync-revoke-why = उसे नए रिकॉर्ड नहीं मिलेंगे और अब से वहाँ जो लिखा जाएगा वह लागू नहीं होगा। अब तक का लिखा बना रहेगा। कंप्यूटर खो जाए, चोरी हो या बिक जाए तब ऐसा करें। इसे वापस नहीं कर सकते; वही कंप्यूटर नए के रूप में फिर जोड़ा जा सकता है।
sync-revoked = हटा दिया
sync-let-in = कंप्यूटर जोड़ें
sync-let-in-done = { $name } अब क्लिनिक का है
sync-word = शब्द
sync-word-hint = आठ अक्षर और अंक जो क्लिनिक का कंप्यूटर दिखाता है
sync-meet-how = नए कंप्यूटर पर Vaidya खोलें, "क्लिनिक से जुड़ें" चुनें और वहाँ लिखें:
sync-meet-waiting = नए कंप्यूटर का इंतज़ार है। शब्द दस मिनट तक चलेगा।
sync-meet-compare = { $name } छह अंक दिखा रहा है। क्या वे यही हैं?
sync-meet-same = वही हैं
sync-meet-differ = अलग हैं
sync-meet-again = फिर से शुरू करें
sync-join = क्लिनिक से जुड़ें
sync-join-why = रिकॉर्ड दूसरे कंप्यूटर पर हैं। उन्हें यहाँ भी चलाएँ।
sync-join-how = क्लिनिक के कंप्यूटर पर सेटिंग, कंप्यूटर खोलें और "कंप्यूटर जोड़ें" दबाएँ।
sync-join-begin = आगे
sync-join-waiting = दूसरे कंप्यूटर का इंतज़ार है।
sync-join-compare = इन अंकों को दूसरे कंप्यूटर के अंकों से मिलाएँ और वहाँ कहें कि वे वही हैं।
sync-join-password-why = यह कंप्यूटर अब { $clinic } का है। इस पर एक मालिक के लिए पासवर्ड चुनें। बाकी लोग मालिक के दिए कोड से आएँगे।
sync-join-owner = मालिक
sync-join-finish = क्लिनिक खोलें
sync-corner-arriving = रिकॉर्ड आ रहे हैं: { $percent } %
sync-arriving = इस कंप्यूटर पर क्लिनिक के रिकॉर्ड
sync-arriving-count = { $all } में से { $done } बदलाव आ गए ({ $percent } %)
sync-arriving-first = पहले लोग और सेटिंग आते हैं।
sync-arriving-usable = अब आप काम कर सकते हैं। पुराने रिकॉर्ड अभी आ रहे हैं: हो सकता है कोई मरीज़ अभी न मिले, और किसी का बकाया अधूरा दिखे।
sync-stick-write = बदलाव पेन ड्राइव पर लिखें
sync-stick-take = पेन ड्राइव से बदलाव लें
sync-stick-why = जिन दिनों संपर्क न हो: इस कंप्यूटर का सब कुछ, बंद, एक फ़ाइल में। इसे क्लिनिक के दूसरे कंप्यूटर पर लें।
sync-stick-write-now = फ़ाइल लिखें
sync-stick-take-now = लें
sync-stick-path = फ़ाइल
sync-stick-path-hint = उसका पूरा पता, जैसे E:\A-2026-11-22.vaidya-changes
sync-stick-written = लिख दी: { $path }
sync-stick-read = { $count ->
    [0] इसमें कुछ नया नहीं था
    [one] बदलावों का 1 समूह लिया
   *[other] बदलावों के { $count } समूह लिए
  }

errors-sync-away = सर्वर ने जवाब नहीं दिया। तार, नेटवर्क और पता देखें, फिर कोशिश करें।
errors-sync-other-key = सर्वर की कुंजी पहले वाली नहीं है। बीच में कोई हो सकता है। आगे बढ़ने से पहले सर्वर चलाने वालों से पूछें।
errors-sync-not-allowed = सर्वर इस कंप्यूटर को आने नहीं देता। सर्वर चलाने वालों से पूछें।
errors-sync-not-ours = इस पते पर Vaidya का सर्वर नहीं है, या वह दूसरे संस्करण का है।
errors-sync-other-control = सर्वर कंप्यूटरों की दूसरी सूची बताता है। जब तक कोई देख न ले, कुछ नहीं भेजा जाएगा।
errors-sync-bad-receipt = सर्वर की रसीद पर सही कुंजी के हस्ताक्षर नहीं हैं।
errors-sync-revoked = मालिक ने इस कंप्यूटर को हटा दिया है। यहाँ का लिखा अब नहीं भेजा जाता।
errors-sync-quota = सर्वर पर इस क्लिनिक के लिए जगह नहीं बची। सर्वर चलाने वालों से पूछें।
errors-sync-control = उसी पल दूसरे कंप्यूटर ने सूची बदली। फिर कोशिश करें।
errors-sync-not-enrolled = यह कंप्यूटर अभी क्लिनिक के कंप्यूटरों में नहीं है।
errors-sync-no-server = पहले इस कंप्यूटर को सर्वर से जोड़ें।
errors-sync-has-server = इस कंप्यूटर का सर्वर पहले से है।
errors-sync-demo = डेमो क्लिनिक इसी कंप्यूटर पर रहता है।
errors-sync-no-meeting = अभी कोई कंप्यूटर नहीं जोड़ा जा रहा। फिर से शुरू करें।
errors-sync-no-digits = पहले दोनों कंप्यूटर पर वही छह अंक दिखने चाहिए।
errors-sync-over = दस मिनट पूरे हो गए, या दोनों कंप्यूटर एक दूसरे को समझ नहीं पाए। फिर से शुरू करें।
errors-sync-revoke-self = कंप्यूटर अपने आप को नहीं हटा सकता। दूसरे कंप्यूटर से करें।
errors-sync-word = आठ अक्षर और अंक वैसे ही लिखें जैसे दूसरा कंप्यूटर दिखाता है
errors-sync-file-full = पेन ड्राइव भरी है। कुछ नहीं लिखा गया।
errors-sync-file-missing = ऐसी फ़ाइल या फ़ोल्डर नहीं है। क्या पेन ड्राइव लगी है?
errors-sync-file-junk = यह इस क्लिनिक के बदलावों की फ़ाइल नहीं है, या ख़राब है। जो सही था वह ले लिया गया।
errors-sync-file = फ़ाइल पढ़ी या लिखी नहीं जा सकी। दूसरी पेन ड्राइव आज़माएँ।
