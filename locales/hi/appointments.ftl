# कौन कब आएगा: कैलेंडर, बुकिंग, सूचियाँ, डॉक्टरों का समय।

appointments-calendar = कैलेंडर
appointments-lists = सूचियाँ
appointments-schedules = डॉक्टरों का समय
appointments-book = बुक करें
appointments-one = अपॉइंटमेंट
appointments-coming = आगे के अपॉइंटमेंट
appointments-none-coming = कोई अपॉइंटमेंट नहीं
appointments-and-more = और { $count }
appointments-view = दृश्य
appointments-view-day = दिन
appointments-view-week = सप्ताह
appointments-view-month = महीना
appointments-today = आज
appointments-weekday = दिन
appointments-weekday-1 = सोम
appointments-weekday-2 = मंगल
appointments-weekday-3 = बुध
appointments-weekday-4 = गुरु
appointments-weekday-5 = शुक्र
appointments-weekday-6 = शनि
appointments-weekday-7 = रवि
appointments-count = { $count ->
    [0] कोई बुकिंग नहीं
   *[other] { $count } बुक
}
appointments-free-count = { $count } ख़ाली
appointments-closed = बंद
appointments-away = { $doctor } छुट्टी पर
appointments-holiday = छुट्टी का दिन
appointments-on-leave = छुट्टी
appointments-free-at = ख़ाली, { $doctor }, { $day }
appointments-no-hours-here = इन दिनों कोई डॉक्टर नहीं बैठते।
appointments-none-free = कोई ख़ाली समय नहीं मिला।
appointments-next-free = अगला ख़ाली
appointments-key-down = अगला समय
appointments-key-up = पिछला समय
appointments-key-right = अगला डॉक्टर या दिन
appointments-key-left = पिछला डॉक्टर या दिन
appointments-key-next = आगे
appointments-key-before = पीछे
appointments-look-booked = बुक
appointments-look-arrived = आ गए
appointments-look-seen = देखे गए
appointments-look-missed = नहीं आए
appointments-look-over = ऊपर से बुक
appointments-look-clash = टकराव
appointments-look-cancelled = रद्द
appointments-clash-why = यह समय किसी और के लिए पहले बुक हो चुका था, और दोनों के लिए जगह नहीं है।
appointments-crowd = { $count } बुक
appointments-crowd-open = दिन खोलता है
appointments-clashes = { $count } बुकिंग पहले की बुकिंग से टकराती हैं।
appointments-solve = अगले ख़ाली समय पर ले जाएँ
appointments-check-in = आने की दर्ज करें
appointments-checked-in = { $patient } का टोकन { $token }
appointments-move = समय बदलें
appointments-moving = { $patient } ({ $time }) को ले जा रहे हैं। तीर से जगह चुनें, Enter से रखें।
appointments-move-stop = वहीं रहने दें
appointments-moved = { $patient }: अब { $when }
appointments-undone = { $kept ->
    [0] { $count } वापस रखे गए
   *[other] { $count } वापस रखे गए, { $kept } बाद में बदले थे इसलिए वहीं रहे
}
appointments-all-moved = { $left ->
    [0] { $count } का समय बदला, संदेश लिखा गया
   *[other] { $count } का समय बदला, { $left } के लिए समय नहीं मिला
}
appointments-no-show = नहीं आए
appointments-marked-no-show = { $patient } नहीं आए
appointments-cancel = अपॉइंटमेंट रद्द करें
appointments-cancel-title = { $patient } का अपॉइंटमेंट रद्द करें?
appointments-cancel-reason = क्यों
appointments-cancel-travel = बाहर गए हैं
appointments-cancel-better = अब ठीक हैं
appointments-cancel-elsewhere = कहीं और दिखाया
appointments-cancel-doctor = डॉक्टर नहीं हैं
appointments-cancel-mistake = ग़लती से बुक हुआ
appointments-cancelled = { $patient } का रद्द हुआ
appointments-keep = रहने दें
appointments-series = सिलसिला
appointments-series-title = { $patient } कई बार आएँगे
appointments-series-question = इनमें से कौन से बदलें? इसका नया समय: { $when }।
appointments-scope = कौन से
appointments-scope-this = केवल यह
appointments-scope-later = यह और आगे के सभी
appointments-scope-all = आने वाले सभी
appointments-scope-note = जो बीत गए, और जो आ चुके हैं, वे वैसे ही रहेंगे।
appointments-series-moved = { $left ->
    [0] सिलसिले के { $count } का समय बदला
   *[other] सिलसिले के { $count } का समय बदला, { $left } वहीं रहे
}
appointments-series-cancelled = सिलसिले के { $count } रद्द
appointments-series-booked = { $left ->
    [0] { $patient }: { $count } बुक, पहला { $when }
   *[other] { $patient }: { $count } बुक, पहला { $when }; { $left } के लिए समय नहीं मिला
}
appointments-over-title = { $patient }: यह समय ख़ाली नहीं है
appointments-over-do = फिर भी बुक करें
appointments-over-not = दूसरा समय चुनें
appointments-late = डॉक्टर देर से
appointments-late-title = { $doctor } देर से आएँगे
appointments-late-note = आज बुक सभी को संदेश जाएगा, जिन्होंने हाँ कही है।
appointments-late-minutes = कितने मिनट देर
appointments-late-tell = बता दें
appointments-late-here = अब आ गए
appointments-late-by = { $minutes } मिनट देर
appointments-late-told = { $minutes } मिनट देर; { $count } के लिए संदेश लिखे गए
appointments-late-over = डॉक्टर आ गए
appointments-slip = अपॉइंटमेंट पर्ची
appointments-day-paper = डॉक्टर के दिन की सूची छापें
appointments-print-slip = पर्ची
appointments-cancel-short = रद्द करें
appointments-history = पहले कब था
appointments-booked-by = { $name } ने बुक किया
appointments-patient = मरीज़
appointments-other-patient = दूसरा मरीज़
appointments-wish = कब और किसके साथ
appointments-wish-hint = कल शाम 5 बजे डॉ राव
appointments-wish-ignored = समझ नहीं आया: { $words }
appointments-free-times = ख़ाली समय
appointments-misfit-full = { $when } भरा है। पास के ख़ाली समय:
appointments-misfit-leave = { $when } पर डॉक्टर छुट्टी पर हैं। पास के ख़ाली समय:
appointments-misfit-outside_hours = { $when } पर डॉक्टर नहीं बैठते। पास के ख़ाली समय:
appointments-free-follow-up = { $day } तक दोबारा दिखाना मुफ़्त
appointments-missed-before = पहले { $count } बार नहीं आए
appointments-has-already = पहले से बुक: { $when }, { $doctor }
appointments-reason = कारण
appointments-length = मिनट
appointments-length-hint = ख़ाली छोड़ें तो एक स्लॉट
appointments-repeat = दोहराएँ
appointments-repeat-none = एक बार
appointments-repeat-days = दिनों के हिसाब से
appointments-repeat-weeks = हफ़्तों के हिसाब से
appointments-repeat-months = महीनों के हिसाब से
appointments-repeat-every = हर कितने
appointments-repeat-count = कितनी बार
appointments-more = कारण, मिनट, दोहराना
appointments-book-at = { $when } बुक करें
appointments-booked = { $patient } बुक: { $when }
appointments-wait = प्रतीक्षा सूची में रखें
appointments-waits = प्रतीक्षा सूची में है
appointments-offer = { $patient } ऐसे समय की प्रतीक्षा में हैं: { $when }
appointments-offer-book = यह समय दें
appointments-offer-not = अभी नहीं
appointments-part = दिन का हिस्सा
appointments-part-any = कभी भी
appointments-part-morning = सुबह
appointments-part-afternoon = दोपहर
appointments-part-evening = शाम
appointments-note = टिप्पणी
appointments-wished = कब चाहिए
appointments-from = से
appointments-until = तक
appointments-until-open = तक (ख़ाली: हमेशा)
appointments-consent-yes = संदेश के लिए हाँ
appointments-consent-no = संदेश की अनुमति नहीं
appointments-consent-give = मरीज़ ने हाँ कही
appointments-consent-withdraw = वापस लें
appointments-consent-given = संदेश भेजे जा सकते हैं
appointments-consent-gone = अब संदेश नहीं जाएँगे
appointments-reminder-pending = एक दिन पहले का संदेश तैयार है।
appointments-reminder-blocked = संदेश रखा है, भेजा नहीं जाएगा।
appointments-message = संदेश
appointments-message-yes = तैयार
appointments-message-no = अनुमति नहीं
appointments-call = फ़ोन
appointments-call-called = फ़ोन किया
appointments-call-confirmed = पक्का
appointments-call-not_reached = बात नहीं हुई
appointments-time = समय
appointments-status = स्थिति
appointments-list-today = आज
appointments-list-calls = कल के फ़ोन
appointments-list-to_move = समय बदलना है
appointments-list-waiting = प्रतीक्षा सूची
appointments-list-no_shows = नहीं आए
appointments-list-used = कितना भरा
appointments-empty-today = आज कोई बुकिंग नहीं
appointments-empty-calls = कल कोई बुकिंग नहीं
appointments-empty-to_move = किसी का समय नहीं बदलना है
appointments-empty-waiting = कोई प्रतीक्षा में नहीं
appointments-empty-no_shows = सब आए
appointments-empty-used = इस समय में कोई बैठक नहीं
appointments-to-move = समय बदलना है
appointments-to-move-count = { $count } बुकिंग का समय बदलना है।
appointments-move-to = किसके पास
appointments-same-doctor = वही डॉक्टर, अगला ख़ाली
appointments-move-all = { $count } का समय बदलें और बताएँ
appointments-pick = { $patient } को चुनें
appointments-why = क्यों
appointments-why-leave = डॉक्टर छुट्टी पर
appointments-why-outside_hours = समय बदल गया
appointments-why-clash = समय किसी और का है
appointments-why-doctor_left = डॉक्टर चले गए
appointments-used-places = जगहें
appointments-used-booked = बुक
appointments-used-share = भरा हुआ
appointments-used-seen = देखे गए
appointments-used-missed = नहीं आए
appointments-used-over = ऊपर से बुक
appointments-used-cancelled = रद्द
appointments-take-leave = छुट्टी दर्ज करें
appointments-add-holiday = छुट्टी का दिन जोड़ें
appointments-leave-title = छुट्टियाँ
appointments-no-leave = आगे कोई छुट्टी नहीं।
appointments-end-leave = वापस लें
appointments-leave-ended = छुट्टी वापस ली गई
appointments-leave-taken = { $count ->
    [0] सहेजा गया; इसमें कोई बुकिंग नहीं
   *[other] सहेजा गया; { $count } का समय बदलना है
}
appointments-part-of-day = दिन का केवल एक हिस्सा
appointments-from-time = कब से (09:00)
appointments-until-time = कब तक (13:00)
appointments-affected = { $count } बुकिंग का समय चला जाएगा:
appointments-accept-affected = सहेजें और इन्हें बदलने की सूची में रखें
appointments-add-hours = समय जोड़ें
appointments-no-hours = अभी समय नहीं भरा है। बिना समय बुकिंग नहीं होगी।
appointments-hours-of = { $doctor } का समय
appointments-hours = समय
appointments-hours-hint = जैसे 09:00-13:00, 17:00-20:00
appointments-hours-now = अभी
appointments-hours-later = आगे
appointments-hours-over = पुराना
appointments-hours-saved = { $doctor } का समय सहेजा गया
appointments-hours-ended = { $doctor } का यह समय बंद हुआ
appointments-hours-unread = समझ नहीं आया: { $text }। 09:00-13:00 लिखें।
appointments-end-hours = यह समय बंद करें
appointments-breaks = बीच का विराम
appointments-place = जगह
appointments-slot-minutes = एक स्लॉट के मिनट
appointments-capacity = एक स्लॉट में मरीज़
appointments-copy-monday = सोमवार का समय मंगल से शनि तक
appointments-change = बदलें
appointments-every = { $count ->
    [1] हर { $minutes } मिनट
   *[other] हर { $minutes } मिनट में { $count }
}
appointments-valid-from = { $from } से
appointments-valid-until = { $from } से { $until } तक

## मरीज़ों को भेजे जाने वाले संदेश।

message-reminder = { $clinic }: { $doctor } के साथ आपका समय { $day } को { $time } बजे है।
message-moved = { $clinic }: { $doctor } के साथ आपका समय अब { $day } को { $time } बजे है।
message-cancelled = { $clinic }: { $doctor } के साथ { $day } को { $time } बजे का आपका समय रद्द हो गया है।
message-doctor-late = { $clinic }: { $doctor } आज लगभग { $minutes } मिनट देर से आएँगे। आपका समय { $time } था।
