# The queue at the reception.

queue-board = क़तार
queue-display = टीवी स्क्रीन
queue-display-now = अभी
queue-display-next = आगे
queue-display-late = आज लगभग { $minutes } मिनट देर से आएँगे
queue-display-wait = डेस्क खुलते ही यह पर्दा चालू होगा।
queue-give = टोकन दें
queue-give-do = टोकन दें
queue-given = टोकन दिया गया
queue-given-to = टोकन { $token }, किसके लिए
queue-slip = टोकन पर्ची
queue-doctor = डॉक्टर
queue-doctor-waiting = { $doctor } ({ $count } इंतज़ार में)
queue-all-doctors = सभी डॉक्टर
queue-no-doctors = कोई डॉक्टर तैयार नहीं
queue-no-doctors-why = “सेटिंग्स, डॉक्टर” में डॉक्टर जोड़ें।
queue-room = कमरा { $room }
queue-waiting-count =
    { $count ->
         [0] कोई इंतज़ार में नहीं
        *[other] { $count } इंतज़ार में
    }
queue-lane-empty = क़तार में कोई नहीं।
queue-now = अभी देखे जा रहे
queue-waiting = इंतज़ार में
queue-over = हो गए, छूटे, चले गए
queue-over-show = जो { $count } निपट चुके, उन्हें दिखाएँ
queue-over-hide = निपट चुके लोगों को छिपाएँ
queue-actions = चुने हुए टोकन के काम
queue-choose-hint = तीर के बटनों से टोकन चुनें; उसके काम यहाँ दिखेंगे।
queue-call = बुलाएँ
queue-call-next = अगला बुलाएँ
queue-called = टोकन { $token } को कमरा { $room } में बुलाया
queue-nobody-waits = { $doctor } के लिए कोई इंतज़ार में नहीं
queue-open = विज़िट खोलें
queue-skip = छोड़ें
queue-recall = फिर इंतज़ार में
queue-stage = स्थिति
queue-stage-of = टोकन { $token }: स्थिति
queue-stage-waiting = इंतज़ार में
queue-stage-with_nurse = नर्स के पास
queue-stage-with_doctor = डॉक्टर के पास
queue-stage-billing = बिल पर
queue-stage-done = हो गया
queue-stage-skipped = छूट गया
queue-stage-left = चला गया
queue-moved = टोकन { $token }: { $stage }
queue-as-now = अभी यही है
queue-transfer = दूसरे डॉक्टर
queue-transfer-to = टोकन { $token } किस डॉक्टर को?
queue-transferred = टोकन { $token } अब { $doctor } के लिए है
queue-priority = प्राथमिकता
queue-priority-of = टोकन { $token }: प्राथमिकता
queue-priority-set = टोकन { $token }: { $priority }
queue-priority-normal = सामान्य
queue-priority-elderly = बुज़ुर्ग
queue-priority-pregnant = गर्भवती
queue-priority-emergency = आपात
queue-reason = किस लिए (अगर बताया)
queue-has-vitals = माप हो गए
queue-minutes = { $minutes } मिनट
queue-stale = सूची ताज़ा नहीं हो सकी; यह पुरानी हो सकती है।
queue-key-down = अगला टोकन
queue-key-up = पिछला टोकन
queue-key-right = अगले डॉक्टर
queue-key-left = पिछले डॉक्टर
