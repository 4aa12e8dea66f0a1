# मरीज़ के दस्तावेज़ और फ़ोटो।

attachments-title = दस्तावेज़
attachments-add = दस्तावेज़ जोड़ें
attachments-how = या फ़ाइलें यहाँ छोड़ें, या तस्वीर चिपकाएँ।
attachments-none = अभी कोई दस्तावेज़ नहीं।
attachments-none-why = इस मरीज़ की फ़ोटो, स्कैन, रिपोर्ट और चिट्ठियाँ। बटन से जोड़ें, यहाँ छोड़ें, या तस्वीर चिपकाएँ।
attachments-all = सभी { $count }
attachments-with-ended = हटाए हुए भी दिखाएँ
attachments-more = { $title } के बारे में और
attachments-open = खोलें
attachments-save = प्रति सहेजें
attachments-saved = प्रति सहेजी गई: { $path }। यह अब एन्क्रिप्टेड नहीं है।
attachments-change = शीर्षक और प्रकार
attachments-end = हटाकर रखें
attachments-end-why = “{ $title }” सूची से हट जाएगा। यह मिटता नहीं: “हटाए हुए भी दिखाएँ” में रहता है और वापस लाया जा सकता है।
attachments-end-reason = क्यों?
attachments-ended = हटाकर रखा गया।
attachments-ended-why = हटाया गया: { $reason }
attachments-restore = वापस लाएँ
attachments-restored = वापस लाया गया।
attachments-by = { $by } ने जोड़ा, { $time }
attachments-document-title = शीर्षक
attachments-kind = प्रकार
attachments-kind-photo = फ़ोटो
attachments-kind-scan = स्कैन
attachments-kind-report = रिपोर्ट
attachments-kind-letter = चिट्ठी
attachments-kind-other = अन्य
attachments-kilobytes = { $count } केबी
attachments-megabytes = { $count } एमबी
attachments-add-why = JPEG, PNG, WebP या PDF, हर एक { $max } MB तक। फ़ोटो छोटी की जाती हैं, और वे कहाँ ली गईं यह छोड़ दिया जाता है।
attachments-add-now = { $count ->
    [one] दस्तावेज़ जोड़ें
   *[other] { $count } दस्तावेज़ जोड़ें
}
attachments-added = { $count ->
    [one] दस्तावेज़ जोड़ा गया।
   *[other] { $count } दस्तावेज़ जोड़े गए।
}
attachments-adding = जोड़ा जा रहा है
attachments-progress = { $total } में से { $done } जोड़े गए
attachments-leave-out = { $name } छोड़ें
attachments-place-here = अभी केवल यहाँ
attachments-place-sent = भेजा गया
attachments-place-coming = आ रहा है, { $percent } %
attachments-place-absent = अभी यहाँ नहीं
attachments-place-wrong = ख़राब पहुँचा
attachments-coming-title = इसका { $percent } % यहाँ है
attachments-absent-title = यह अभी यहाँ नहीं है
attachments-absent-why = जिस कंप्यूटर पर यह जोड़ा गया, वहाँ से यह अपने-आप आता है, जैसे ही दोनों सर्वर या हब तक पहुँचें। कुछ करना नहीं है।
attachments-wrong-title = यह एक से अधिक बार ख़राब पहुँचा
attachments-wrong-why = इसे कल फिर माँगा जाएगा। अगर ऐसा ही रहे, तो जिस कंप्यूटर पर जोड़ा गया था वहाँ फिर से जोड़ें।
attachments-pdf = एक PDF
attachments-pdf-why = बाहर से आई PDF में प्रोग्राम छिपे हो सकते हैं, इसलिए वैद्य उन्हें नहीं खोलता। प्रति सहेजें और अपने PDF रीडर से खोलें। प्रति एन्क्रिप्टेड नहीं होती: पढ़ने के बाद उसे मिटा दें।
attachments-larger = बड़ा
attachments-smaller = छोटा
attachments-fit = पूरा दिखाएँ
attachments-back = पिछला
attachments-next = अगला
