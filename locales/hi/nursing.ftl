# नर्स के चार्ट: जाँच, तरल का हिसाब, दवाएँ, नोट, ड्यूटी सौंपना।

permission-nursing-view = नर्सिंग चार्ट देखना
permission-nursing-chart = चार्ट भरना और दवा देना
errors-temperature-impossible = { $value } °C नहीं हो सकता: { $min } से { $max }। दशमलव छूट गया, या यह °F है?
errors-oxygen-or-air = ऑक्सीजन के लीटर लिखे हैं, पर साँस हवा में? ऑक्सीजन चुनें।
errors-scale-2-ordered = स्केल 2 के लिए डॉक्टर का ऑक्सीजन आदेश चाहिए, लक्ष्य 88–92 %।
errors-alarm-answered = इस चेतावनी का जवाब दिया जा चुका है।
errors-negative-ml = मात्रा शून्य से कम नहीं हो सकती।
errors-dose-answered = यह ख़ुराक पहले ही लिखी जा चुकी है। उसी को सुधारें।
errors-dose-which-time = बताएँ कि यह किस समय की ख़ुराक है।
errors-dose-no-such-time = इस आदेश की कोई ख़ुराक उस समय नहीं है।
errors-dose-before-order = उस समय तक यह दवा लिखी नहीं गई थी।
errors-dose-after-stop = यह दवा उससे पहले बंद हो चुकी थी।
errors-dose-other-amount = यह लिखी हुई मात्रा नहीं है। कारण लिखें।
errors-dose-not-due-yet = जिसका समय अभी नहीं आया, वह छूटी नहीं। रोकें या रुकें।
errors-dose-why = कारण लिखें।
errors-dose-late-why = देर हो गई है। कारण लिखें।
errors-dose-early-why = यह समय से पहले है। कारण लिखें।
errors-dose-too-soon = पिछली ख़ुराक के बहुत जल्दी बाद: { $next } से दे सकते हैं।
errors-dose-most = 24 घंटे में ज़्यादा से ज़्यादा { $most }: अगली { $next } से।
errors-band-other = यह कलाई-पट्टी किसी और मरीज़ की है। रुकें और मरीज़ का नाम देखें।
errors-band-needed = पहले मरीज़ की कलाई-पट्टी स्कैन करें।
errors-second-needed = इस दवा के लिए दूसरा व्यक्ति चाहिए। साथी से जाँच करवाएँ।
errors-second-yourself = दूसरा व्यक्ति कोई और होना चाहिए।
errors-second-role = केवल नर्स, डॉक्टर या फ़ार्मासिस्ट ख़ुराक जाँच सकते हैं।
errors-too-many-days = एक काग़ज़ पर ज़्यादा से ज़्यादा { $max } दिन।
