# डॉक्टर का राउंड: नोट और आदेश।

permission-rounds-view = राउंड और आदेश देखना
permission-rounds-write = राउंड लिखना और आदेश देना
errors-not-a-doctor = इस पर केवल डॉक्टर हस्ताक्षर कर सकते हैं। मालिक से कहें कि आपका साइन-इन डॉक्टर से जोड़ें।
errors-before-admission = भर्ती { $since } पर हुई थी, उससे पहले नहीं।
errors-empty-note = हस्ताक्षर के लिए अभी कुछ नहीं है।
errors-order-no-drug = दवा चुनें।
errors-order-too-far = आदेश ज़्यादा से ज़्यादा 7 दिन आगे का हो सकता है।
errors-dose-empty = ख़ुराक ख़ाली है। मात्रा लिखें।
errors-as-needed-most = लिखें कि एक दिन में ज़्यादा से ज़्यादा कितनी ख़ुराक।
errors-as-needed-gap = लिखें कि एक ख़ुराक के कितनी देर बाद दूसरी दी जा सकती है।
errors-order-allergy = मरीज़ को { $substance } से एलर्जी है। फिर भी देने का कारण लिखें।
errors-order-duplicate = { $substance } पहले से चल रही है। दोबारा देने का कारण लिखें।
errors-not-read-back = पहले आदेश डॉक्टर को पढ़कर सुनाएँ।
errors-order-stopped = यह आदेश पहले ही बंद हो चुका है।
errors-stop-before-start = शुरू होने से पहले बंद नहीं हो सकता।
errors-order-other-kind = बदलने पर आदेश का प्रकार वही रहता है। इसे बंद करके नया लिखें।
errors-nothing-to-sign = इस आदेश पर हस्ताक्षर बाकी नहीं है।
errors-not-your-order = यह आदेश { $doctor } ने दिया था; { $doctor } या भर्ती करने वाले डॉक्टर हस्ताक्षर करें।
errors-hours-order = हर समय पिछले वाले के बाद का होना चाहिए।
