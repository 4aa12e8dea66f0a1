# Words of the kit: controls, dates, numbers. No medical word here.

kit-required-mark = (ज़रूरी)
kit-required = इसे भरना ज़रूरी है।
kit-close = बंद करें
kit-dismiss = हटाएँ
kit-undo = वापस लें
kit-loading = खुल रहा है…
kit-try-again = फिर कोशिश करें
kit-table-empty = अभी यहाँ कुछ नहीं है।
kit-find-none = कुछ नहीं मिला।
kit-find-failed = खोज नहीं हो पाई। फिर कोशिश करें।
kit-find-count =
    { $count ->
         [0] कुछ नहीं मिला
        *[other] { $count } मिले
    }
kit-number-unreadable = संख्या लिखें।
kit-number-decimals =
    { $decimals ->
         [0] पूरी संख्या लिखें।
        *[other] दशमलव के बाद ज़्यादा से ज़्यादा { $decimals } अंक।
    }
kit-number-min = { $min } से कम नहीं।
kit-number-max = { $max } से ज़्यादा नहीं।
kit-money-unreadable = रकम रुपयों में लिखें, जैसे 450 या 1,250.50।
kit-money-max = { $max } से ज़्यादा नहीं।
kit-day-placeholder = दिन-माह-वर्ष
kit-day-unreadable = दिन, महीना और साल लिखें, जैसे 5-8-1985।
kit-moment-unreadable = समय लिखें, जैसे 14:05, या 21-11 14:05।
kit-day-no-month = { $month } नाम का कोई महीना नहीं होता।
kit-day-no-such = { $month } { $year } में { $day } तारीख नहीं होती।
kit-day-late = { $day } के बाद की तारीख नहीं।
kit-day-early = { $day } से पहले की तारीख नहीं।
kit-month-1 = जन
kit-month-2 = फ़र
kit-month-3 = मार्च
kit-month-4 = अप्रैल
kit-month-5 = मई
kit-month-6 = जून
kit-month-7 = जुल
kit-month-8 = अग
kit-month-9 = सित
kit-month-10 = अक्टू
kit-month-11 = नव
kit-month-12 = दिस
kit-chart-picture = चार्ट
kit-chart-table = तालिका
kit-chart-when = कब
kit-chart-label = { $title } का चार्ट, { $count } माप। “तालिका” बटन से आँकड़े देखें।
kit-paper-page = { $title }, पन्ना { $page } / { $pages }
kit-paper-printer = प्रिंटर
kit-paper-copies = प्रतियाँ
kit-paper-print = प्रिंट करें
kit-paper-save = PDF सहेजें
kit-paper-no-printer = इस कंप्यूटर पर कोई प्रिंटर नहीं लगा है। काग़ज़ को PDF में सहेज सकते हैं।
