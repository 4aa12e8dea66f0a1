# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] సగం మాత్ర
    [one] { $amount } మాత్ర
   *[many] { $amount } మాత్రలు
}
papers-unit-capsule = { $size ->
    [half] { $amount } క్యాప్సూల్
    [one] { $amount } క్యాప్సూల్
   *[many] { $amount } క్యాప్సూల్స్
}
papers-unit-ml = { $amount } మి.లీ.
papers-unit-teaspoon = { $size ->
    [half] సగం చెంచా (2.5 మి.లీ.)
    [one] { $amount } చెంచా (ఒక చెంచా = 5 మి.లీ.)
   *[many] { $amount } చెంచాలు (ఒక చెంచా = 5 మి.లీ.)
}
papers-unit-drop = { $size ->
    [half] { $amount } చుక్క
    [one] { $amount } చుక్క
   *[many] { $amount } చుక్కలు
}
papers-unit-puff = { $amount } పఫ్
papers-unit-sachet = { $size ->
    [half] సగం ప్యాకెట్
    [one] { $amount } ప్యాకెట్
   *[many] { $amount } ప్యాకెట్లు
}
papers-unit-injection = { $size ->
    [half] { $amount } ఇంజెక్షన్
    [one] { $amount } ఇంజెక్షన్
   *[many] { $amount } ఇంజెక్షన్లు
}
papers-unit-unit = { $size ->
    [half] { $amount } యూనిట్
    [one] { $amount } యూనిట్
   *[many] { $amount } యూనిట్లు
}
papers-unit-application = పలుచగా రాయండి
papers-unit-gram = { $size ->
    [half] { $amount } గ్రాము
    [one] { $amount } గ్రాము
   *[many] { $amount } గ్రాములు
}
papers-unit-lozenge = { $size ->
    [half] { $amount } చప్పరించే మాత్ర
    [one] { $amount } చప్పరించే మాత్ర
   *[many] { $amount } చప్పరించే మాత్రలు
}
papers-unit-suppository = { $amount } సపోజిటరీ
papers-unit-patch = { $amount } ప్యాచ్
papers-unit-spray = { $amount } స్ప్రే

## How often

papers-times-a-day = { $count ->
    [1] రోజుకు ఒకసారి
    [2] రోజుకు రెండుసార్లు
    [3] రోజుకు మూడుసార్లు
    [4] రోజుకు నాలుగుసార్లు
   *[other] రోజుకు { $count } సార్లు
}
papers-every-hours = ప్రతి { $count } గంటలకు
papers-alternate-days = రోజు విడిచి రోజు
papers-once-a-week = వారానికి ఒకసారి
papers-once-a-month = నెలకు ఒకసారి
papers-when-needed = అవసరమైతే మాత్రమే
papers-at-once = వెంటనే, ఒకసారి మాత్రమే
papers-at-most = 24 గంటల్లో గరిష్ఠంగా { $count } సార్లు

## Times of day

papers-morning = ఉదయం
papers-afternoon = మధ్యాహ్నం
papers-evening = సాయంత్రం
papers-night = రాత్రి
papers-at-bedtime = నిద్రపోయే ముందు
papers-and = { $first } మరియు { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, తర్వాత { $next }

## Food

papers-food-before = భోజనానికి ముందు
papers-food-after = భోజనం తర్వాత
papers-food-with = భోజనంతో పాటు
papers-food-empty-stomach = పరగడుపున
papers-food-with-milk = పాలతో

## How long

papers-for-days = { $count ->
    [1] 1 రోజు
   *[other] { $count } రోజుల పాటు
}
papers-until-told = డాక్టర్ చెప్పే వరకు కొనసాగించండి

## Where

papers-site-right-eye = కుడి కంటిలో
papers-site-left-eye = ఎడమ కంటిలో
papers-site-both-eyes = రెండు కళ్ళలో
papers-site-right-ear = కుడి చెవిలో
papers-site-left-ear = ఎడమ చెవిలో
papers-site-both-ears = రెండు చెవులలో
papers-site-each-nostril = ప్రతి ముక్కు రంధ్రంలో
papers-site-affected-area = ప్రభావిత ప్రాంతంలో
papers-site-under-tongue = నాలుక కింద
papers-site-mouth = నోటిలో
papers-site-scalp = తలపై చర్మానికి
papers-site-skin = చర్మంపై
papers-site-under-skin = చర్మం కింద
papers-site-muscle = కండరంలోకి
papers-site-vein = సిరలోకి
papers-site-rectum = మలద్వారంలో
papers-site-vagina = యోనిలో

## If

papers-if-fever = జ్వరం ఉంటే
papers-if-pain = నొప్పి ఉంటే
papers-if-vomiting = వాంతులు అయితే
papers-if-cough = దగ్గు ఉంటే
papers-if-itching = దురద ఉంటే
papers-if-breathless = ఆయాసం ఉంటే
papers-if-acidity = ఎసిడిటీ ఉంటే
papers-if-loose-motion = విరేచనాలు అయితే

## Remarks

papers-shake-well = వాడే ముందు బాగా కదిలించండి
papers-dissolve-in-water = నీటిలో కలిపి తాగండి
papers-chew = నమిలి తినండి
papers-gargle = పుక్కిలించి ఉమ్మేయండి
papers-drowsy = మగత రావచ్చు, వాహనం నడపవద్దు
papers-full-course = పూర్తి కోర్సు వాడండి
papers-stop-if-rash = దద్దుర్లు లేదా ఊపిరి ఇబ్బంది ఉంటే మందు ఆపి సంప్రదించండి

## On the paper

papers-prescription = మందుల చీటీ
papers-advice = సలహా
papers-tests = పరీక్షలు
papers-follow-up = తదుపరి సందర్శన
papers-medicines-at-home = ఇంట్లో వాడవలసిన మందులు
papers-come-at-once = వెంటనే రండి, ఒకవేళ
papers-allergies = అలర్జీలు
papers-bring-this-paper = మళ్ళీ వచ్చినప్పుడు ఈ కాగితం తీసుకురండి
papers-token = మీ టోకెన్
papers-wait = మీ నంబర్ పిలిచే వరకు వేచి ఉండండి
papers-scan-to-pay = చెల్లించడానికి స్కాన్ చేయండి
papers-thank-you = ధన్యవాదాలు. త్వరగా కోలుకోండి.

## Recovery sheet

papers-recovery-title = రికవరీ పత్రం
papers-recovery-purpose = అన్ని పాస్‌వర్డ్‌లు పోతే ఈ కోడ్ క్లినిక్ రికార్డులను తెరుస్తుంది. ఈ కోడ్, పాస్‌వర్డ్ రెండూ లేకుండా ఎవరూ తెరవలేరు, ప్రోగ్రామ్ తయారుచేసినవారు కూడా.
papers-recovery-keep = ఈ పత్రాన్ని తాళం వేసి, క్లినిక్ కంప్యూటర్లకు దూరంగా ఉంచండి. దీని ఫోటో తీయవద్దు, ఎవరికీ పంపవద్దు.

## Appointment slip.

papers-appointment = మీ అపాయింట్‌మెంట్ సమయం
papers-monday = సోమవారం
papers-tuesday = మంగళవారం
papers-wednesday = బుధవారం
papers-thursday = గురువారం
papers-friday = శుక్రవారం
papers-saturday = శనివారం
papers-sunday = ఆదివారం
papers-come-early = దయచేసి 10 నిమిషాలు ముందుగా రండి, పాత కాగితాలు తీసుకురండి
papers-cannot-come = రాలేకపోతే దయచేసి మాకు ఫోన్ చేయండి
