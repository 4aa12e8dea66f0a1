# बैकअप और वापस लाना।

settings-part-backups = बैकअप
backup-health-good = बैकअप ठीक है
backup-health-failing = बैकअप नहीं हुआ
backup-health-late = बैकअप में देर
backup-health-not_set = बैकअप नहीं है
backup-health-rolled_back = पुराने रिकॉर्ड वापस रखे गए
backup-health-why-good = पिछला बैकअप पूरा पढ़कर जाँचा गया, सही है।
backup-health-why-failing = आज का एक सही बैकअप है, पर सबसे नई कोशिश में गड़बड़ हुई। नीचे देखें कि क्या करना है।
backup-health-why-late = पिछले एक दिन का कोई सही बैकअप नहीं है। पेन ड्राइव लगाएँ और “अभी बैकअप करें” दबाएँ।
backup-health-why-not_set = यह कंप्यूटर ख़राब हुआ तो सब कुछ खो जाएगा। कोई पेन ड्राइव, दूसरी डिस्क या साझा फ़ोल्डर जोड़ें।
backup-health-why-rolled_back = ये इस क्लिनिक के सबसे नए रिकॉर्ड नहीं हैं: किसी ने पुरानी फ़ाइल वापस रख दी, या कामकाज के रिकॉर्ड से प्रविष्टियाँ हटा दीं। यहाँ और कुछ न लिखें। इससे पहले का सबसे नया बैकअप वापस लाएँ; अगर यहाँ किसी ने जान-बूझकर ऐसा नहीं किया, तो कंप्यूटर जैसा है वैसा ही रखें और मदद लें।
backup-rolled-back = { $at } के बैकअप सं. { $number } में कामकाज के रिकॉर्ड की प्रविष्टि { $entry } थी। वह प्रविष्टि अब यहाँ नहीं है, या बदल दी गई है।
backup-age-minutes = { $count ->
    [0] अभी-अभी
    [one] 1 मिनट पहले
   *[other] { $count } मिनट पहले
  }
backup-age-hours = { $count ->
    [one] 1 घंटा पहले
   *[other] { $count } घंटे पहले
  }
backup-age-days = { $count ->
    [one] 1 दिन पहले
   *[other] { $count } दिन पहले
  }
backup-demo = नमूना क्लिनिक का बैकअप नहीं होता। उसे कभी भी फिर बनाया जा सकता है।
backup-last = पिछला बैकअप
backup-never = कभी नहीं
backup-last-where = { $target } पर
backup-drill-last = पिछली जाँची हुई वापसी
backup-home = पिछला बैकअप
backup-open = बैकअप खोलें

backup-targets = बैकअप कहाँ जाते हैं
backup-targets-none = बैकअप अभी कहीं नहीं जाते
backup-targets-none-why = सबसे अच्छी जगह है तिजोरी में रखी पेन ड्राइव। बारी-बारी से दो हों तो और अच्छा।
backup-target-add = जगह जोड़ें
backup-target-name = आप इसे क्या कहते हैं
backup-target-name-hint = जैसे: नीली पेन ड्राइव, दफ़्तर की डिस्क
backup-target-path = फ़ोल्डर
backup-target-path-hint = नीचे से चुनें या पूरा रास्ता लिखें
backup-target-likely = इस कंप्यूटर पर मिले
backup-target-own-disk = इसी कंप्यूटर की डिस्क पर: उसके साथ ही ख़राब होगा
backup-target-has = बैकअप हैं
backup-target-added = जुड़ गया। पहला बैकअप अभी शुरू होता है।
backup-target-end = इसे बंद करें
backup-target-end-ask = { $name } का इस्तेमाल बंद करें?
backup-target-end-why = वहाँ रखे बैकअप रहेंगे और वापस लाए जा सकेंगे।
backup-target-ended = अब वहाँ कोई बैकअप नहीं जाएगा
backup-target-here = लगी है
backup-target-away = लगी नहीं है
backup-target-covered = { $at } तक का हर मिनट वापस लाया जा सकता है।
backup-run = अभी बैकअप करें
backup-drill = वापसी आज़माएँ
backup-target-col = जगह
backup-col-last = पिछला सही बैकअप
backup-col-drill = वापस लाकर जाँचा

backup-job-full = बैकअप हो रहा है
backup-job-ops = नए मिनट जोड़े जा रहे हैं
backup-job-drill = वापसी आज़माई जा रही है
backup-job-restore = वापस लाया जा रहा है
backup-step-writing = लिख रहे हैं
backup-step-reading = पूरा पढ़कर जाँच रहे हैं
backup-step-restoring = उसके बाद के मिनट जोड़ रहे हैं
backup-step-proving = जाँच रहे हैं
backup-job-stop = रोकें
backup-job-done-full = बैकअप पूरा है। पेन ड्राइव निकाल सकते हैं।
backup-job-done-drill = सबसे नया बैकअप पूरा वापस आता है।
backup-job-done-ops = नए मिनट जुड़ गए।

backup-plan = कब
backup-plan-why = दिन में दो बार, और बीच में हर कुछ मिनट का नया काम। जो छूट जाए वह क्लिनिक खुलते ही होता है। हफ़्ते में एक बार सबसे नया बैकअप एक अलग फ़ाइल में वापस लाकर परखा जाता है।
backup-plan-midday = दिन के बीच
backup-plan-close = बंद होते समय
backup-plan-saved = समय सहेजा गया
backup-keep = क्या रखा जाता है
backup-keep-why = पिछले 30 दिनों के सभी बैकअप और उनके बीच का हर मिनट, पिछले 7 दिनों, 5 हफ़्तों और 12 महीनों का एक-एक, और हर साल का एक। सबसे नए तीन सही बैकअप कभी नहीं मिटते, कंप्यूटर की घड़ी कुछ भी कहे।
backup-sealed-why = हर बैकअप ताले में है। वह उसी रिकवरी पत्र से खुलता है जो उस दिन का था, और किसी से नहीं।

backup-history = क्या-क्या हुआ
backup-history-none = अभी कुछ नहीं
backup-history-at = कब
backup-history-what = क्या
backup-history-result = नतीजा
backup-history-number = क्र.
backup-history-size = आकार
backup-kind-full = बैकअप
backup-kind-ops = नए मिनट
backup-kind-drill = वापसी की जाँच
backup-cause-person = हाथ से
backup-cause-timetable = अपने आप
backup-good-full = पूरा, पढ़कर जाँचा
backup-good-ops = पूरा, पढ़कर जाँचा
backup-good-drill = पूरा वापस आता है

errors-backup-cancelled = रोक दिया गया। कुछ नहीं बदला।
errors-backup-gone = पेन ड्राइव या फ़ोल्डर नहीं मिला। उसे लगाएँ या नेटवर्क देखें, फिर कोशिश करें। पुराने बैकअप सुरक्षित हैं।
errors-backup-full = वहाँ जगह नहीं बची। बड़ी पेन ड्राइव लें या उससे दूसरी फ़ाइलें हटाएँ। पुराने बैकअप सुरक्षित हैं।
errors-backup-full-here = इस कंप्यूटर की अपनी डिस्क लगभग भर गई है। बेकार फ़ाइलें हटाएँ, फिर कोशिश करें। रिकॉर्ड और पुराने बैकअप सुरक्षित हैं।
errors-backup-read-only = इस पर लिखा नहीं जा सकता। पेन ड्राइव का लॉक बटन देखें या दूसरी चुनें।
errors-backup-too-large = इस पर 4 GB से बड़ी फ़ाइल नहीं आती। इसे exFAT में फ़ॉर्मैट करें या दूसरी लें।
errors-backup-too-many-files = इस फ़ोल्डर में इतनी फ़ाइलें हैं कि सब पढ़ी नहीं जा सकतीं। बैकअप के लिए अलग फ़ोल्डर दें, या दूसरी फ़ाइलें यहाँ से हटाएँ। कुछ बदला नहीं गया।
errors-backup-forged = यह बैकअप इस क्लिनिक का नहीं है, या किसी ने इसे बदला है। इसे काम में नहीं लिया गया।
errors-backup-damaged = यह बैकअप ख़राब है। दूसरा चुनें और नई पेन ड्राइव पर नया बैकअप करें।
errors-backup-wrong-key = इस बैकअप का ताला दूसरी चाबी का है। उस समय का रिकवरी पत्र आज़माएँ।
errors-backup-other-clinic = यह बैकअप दूसरे क्लिनिक का है। इसे काम में नहीं लिया गया।
errors-backup-newer = यह बैकअप नए Vaidya ने बनाया है। पहले नया संस्करण लगाएँ।
errors-backup-rolled-back = पहले के एक बैकअप में कामकाज के रिकॉर्ड की ऐसी प्रविष्टियाँ थीं जो अब यहाँ नहीं हैं: पुरानी फ़ाइल वापस रखी गई, या प्रविष्टियाँ हटाई गईं। बैकअप खोलकर देखें कि कौन-सा है, और उसे वापस लाएँ।
errors-backup-records = रिकॉर्ड पढ़े या लिखे नहीं जा सके। दूसरे प्रोग्राम बंद करें, डिस्क देखें और फिर कोशिश करें।
errors-backup-io = कंप्यूटर ने फ़ाइल नहीं दी। पेन ड्राइव निकालकर फिर लगाएँ और दोबारा कोशिश करें।
errors-backup-busy = बैकअप या वापसी पहले से चल रही है। उसके पूरा होने तक रुकें या उसे रोकें।
errors-backup-too-many = आठ जगहें पहले से हैं। पहले कोई एक बंद करें।
errors-backup-known = यह पेन ड्राइव या फ़ोल्डर सूची में पहले से है।
errors-backup-minute = यह दिन का कोई समय नहीं है।
errors-backup-absolute = पूरा रास्ता लिखें, जैसे /media/stick या E:\।
errors-backup-no-folder = इस कंप्यूटर पर ऐसा फ़ोल्डर नहीं है। पेन ड्राइव लगी है?
errors-backup-sign-out-first = पहले साइन आउट करें: रिकवरी कोड से वापसी साइन-इन पन्ने से होती है।
errors-backup-not-ready = लगाने के लिए कुछ तैयार नहीं है। वापसी फिर से शुरू करें।
errors-backup-in-use = कोई दूसरी खिड़की में काम कर रहा है। उसे बंद करके फिर कोशिश करें।
permission-backup-manage = बैकअप करना और वापस लाना

restore-title = बैकअप से वापस लाएँ
restore-why-new = नए कंप्यूटर के लिए, या डिस्क ख़राब होने के बाद। बैकअप वाली पेन ड्राइव और रिकवरी पत्र चाहिए।
restore-first-why = यह क्लिनिक किसी और कंप्यूटर पर था, या उसकी डिस्क ख़राब हो गई।
restore-note = आख़िरी क़दम से पहले इस कंप्यूटर पर कुछ नहीं बदलता।
restore-step-folder = बैकअप कहाँ हैं?
restore-folder-next = बैकअप दिखाएँ
restore-step-choose = कौन-सा बैकअप?
restore-none = इस फ़ोल्डर में कोई बैकअप नहीं है।
restore-none-why = पूरी पेन ड्राइव चुनें, या उस पर vaidya-… नाम का फ़ोल्डर।
restore-other-clinic = दूसरे क्लिनिक का
restore-col-at = कब बना
restore-col-until = कब तक का है
restore-col-desk = डेस्क
restore-col-size = आकार
restore-until = किस समय तक का
restore-until-hint = ख़ाली: जहाँ तक है, { $until }
restore-until-range = { $from } और { $to } के बीच का समय चुनें।
restore-code = रिकवरी पत्र का कोड
restore-code-hint = लिखें, या उसका चौकोर कोड स्कैन करें
restore-begin = वापस लाएँ
restore-begin-over = पहले एक सुरक्षित प्रति बनाकर वापस लाएँ
restore-running = इसमें कुछ मिनट लग सकते हैं। पेन ड्राइव लगी रहने दें।
restore-ready = { $at } तक के रिकॉर्ड तैयार हैं।
restore-owner = क्लिनिक कौन संभालेगा?
restore-no-owner = उस समय कोई मालिक नहीं था। बाद का समय चुनें।
restore-password-why = अपने लिए नया पासवर्ड रखें। बाक़ी सबको भी नया चाहिए: वह आप “कर्मचारी” में देंगे।
restore-finish = क्लिनिक खोलें
restore-over-why = अभी के रिकॉर्ड की जगह { $at } के रिकॉर्ड आएँगे। बीच में जो लिखा गया वह सुरक्षित प्रति में रहेगा, पर दिखेगा नहीं। बाक़ी सब लोग बाहर हों।
restore-over-finish = रिकॉर्ड बदलें
restore-done-plain = क्लिनिक वापस आ गया।
restore-again = दूसरा बैकअप चुनें
restore-lost = रिकॉर्ड खो गए? बैकअप से वापस लाएँ

backup-kept = वापसी के बाद रखा हुआ
backup-kept-why = वापसी ने जो रिकॉर्ड हटाए और उससे पहले बनी प्रतियाँ इसी कंप्यूटर पर रहती हैं, जब तक मालिक उन्हें न मिटाए। यहाँ कुछ भी अपने-आप नहीं मिटता। कम से कम एक महीना रखें।
backup-kept-replaced = बदले गए रिकॉर्ड
backup-kept-safety = वापसी से पहले की प्रतियाँ
backup-kept-delete = मिटाएँ
backup-kept-delete-do = हमेशा के लिए मिटाएँ
backup-kept-deleted = मिटा दिया
backup-kept-ask = { $name } को हमेशा के लिए मिटाएँ?
backup-kept-ask-replaced = ये वापसी से पहले के रिकॉर्ड हैं; इनमें वह भी है जो तब लिखा गया और अब नहीं दिखता। मिटाने के बाद ये इस कंप्यूटर से वापस नहीं आएँगे।
backup-kept-ask-safety = इस कंप्यूटर पर हुई हर वापसी से लौटने का रास्ता यही प्रतियाँ हैं। मिटाने के बाद सिर्फ़ आपकी पेन ड्राइव और डिस्क के बैकअप बचेंगे।
errors-backup-not-kept = यह फ़ोल्डर अब नहीं है। सूची फिर से देखें।
