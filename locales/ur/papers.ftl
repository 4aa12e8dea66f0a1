# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.
# Numbers are isolated by the program, so their digits keep their order.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] آدھی گولی
    [one] { $amount } گولی
   *[many] { $amount } گولیاں
}
papers-unit-capsule = { $amount } کیپسول
papers-unit-ml = { $amount } ملی لیٹر
papers-unit-teaspoon = { $size ->
    [half] آدھا چمچ (2.5 ملی لیٹر)
    [one] { $amount } چمچ (ایک چمچ = 5 ملی لیٹر)
   *[many] { $amount } چمچ (ایک چمچ = 5 ملی لیٹر)
}
papers-unit-drop = { $size ->
    [half] { $amount } قطرہ
    [one] { $amount } قطرہ
   *[many] { $amount } قطرے
}
papers-unit-puff = { $amount } پف
papers-unit-sachet = { $size ->
    [half] آدھا ساشے
    [one] { $amount } ساشے
   *[many] { $amount } ساشے
}
papers-unit-injection = { $amount } انجکشن
papers-unit-unit = { $amount } یونٹ
papers-unit-application = پتلی تہہ لگائیں
papers-unit-gram = { $amount } گرام
papers-unit-lozenge = { $size ->
    [half] { $amount } چوسنے کی گولی
    [one] { $amount } چوسنے کی گولی
   *[many] { $amount } چوسنے کی گولیاں
}
papers-unit-suppository = { $amount } سپوزیٹری
papers-unit-patch = { $amount } پیچ
papers-unit-spray = { $amount } سپرے

## How often

papers-times-a-day = { $count ->
    [1] دن میں ایک بار
    [2] دن میں دو بار
    [3] دن میں تین بار
    [4] دن میں چار بار
   *[other] دن میں { $count } بار
}
papers-every-hours = ہر { $count } گھنٹے بعد
papers-alternate-days = ایک دن چھوڑ کر
papers-once-a-week = ہفتے میں ایک بار
papers-once-a-month = مہینے میں ایک بار
papers-when-needed = صرف ضرورت پڑنے پر
papers-at-once = فوراً، صرف ایک بار
papers-at-most = 24 گھنٹوں میں زیادہ سے زیادہ { $count } بار

## Times of day

papers-morning = صبح
papers-afternoon = دوپہر
papers-evening = شام
papers-night = رات
papers-at-bedtime = سوتے وقت
papers-and = { $first } اور { $last }
papers-comma = { $first }، { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }، پھر { $next }

## Food

papers-food-before = کھانے سے پہلے
papers-food-after = کھانے کے بعد
papers-food-with = کھانے کے ساتھ
papers-food-empty-stomach = خالی پیٹ
papers-food-with-milk = دودھ کے ساتھ

## How long

papers-for-days = { $count ->
    [1] 1 دن تک
   *[other] { $count } دن تک
}
papers-until-told = ڈاکٹر کے کہنے تک جاری رکھیں

## Where

papers-site-right-eye = دائیں آنکھ میں
papers-site-left-eye = بائیں آنکھ میں
papers-site-both-eyes = دونوں آنکھوں میں
papers-site-right-ear = دائیں کان میں
papers-site-left-ear = بائیں کان میں
papers-site-both-ears = دونوں کانوں میں
papers-site-each-nostril = ہر نتھنے میں
papers-site-affected-area = متاثرہ جگہ پر
papers-site-under-tongue = زبان کے نیچے
papers-site-mouth = منہ میں
papers-site-scalp = سر کی جلد پر
papers-site-skin = جلد پر
papers-site-under-skin = جلد کے نیچے
papers-site-muscle = پٹھے میں
papers-site-vein = رگ میں
papers-site-rectum = مقعد میں
papers-site-vagina = اندام نہانی میں

## If

papers-if-fever = بخار ہونے پر
papers-if-pain = درد ہونے پر
papers-if-vomiting = قے ہونے پر
papers-if-cough = کھانسی ہونے پر
papers-if-itching = خارش ہونے پر
papers-if-breathless = سانس پھولنے پر
papers-if-acidity = تیزابیت ہونے پر
papers-if-loose-motion = دست ہونے پر

## Remarks

papers-shake-well = استعمال سے پہلے اچھی طرح ہلائیں
papers-dissolve-in-water = پانی میں گھول کر لیں
papers-chew = چبا کر کھائیں
papers-gargle = غرارے کرکے تھوک دیں
papers-drowsy = نیند آ سکتی ہے، گاڑی نہ چلائیں
papers-full-course = پورا کورس کریں
papers-stop-if-rash = دانے یا سانس کی تکلیف ہو تو دوا بند کرکے رابطہ کریں

## On the paper

papers-prescription = نسخہ
papers-advice = مشورہ
papers-tests = ٹیسٹ
papers-follow-up = اگلی ملاقات
papers-medicines-at-home = گھر پر لینے کی دوائیں
papers-come-at-once = فوراً آئیں اگر
papers-allergies = الرجی
papers-bring-this-paper = اگلی بار یہ پرچہ ساتھ لائیں
papers-token = آپ کا ٹوکن
papers-wait = براہ کرم اپنا نمبر آنے تک انتظار کریں
papers-scan-to-pay = ادائیگی کے لیے اسکین کریں
papers-thank-you = شکریہ۔ جلد صحت یاب ہوں۔

## Recovery sheet

papers-recovery-title = بحالی کا پرچہ
papers-recovery-purpose = اگر سب پاس ورڈ کھو جائیں تو یہ کوڈ کلینک کے ریکارڈ کھولتا ہے۔ اس کوڈ اور پاس ورڈ دونوں کے بغیر انہیں کوئی نہیں کھول سکتا، پروگرام بنانے والے بھی نہیں۔
papers-recovery-keep = اس پرچے کو تالے میں، کلینک کے کمپیوٹروں سے الگ رکھیں۔ اس کی تصویر نہ لیں اور کسی کو نہ بھیجیں۔

## Appointment slip.

papers-appointment = آپ کی ملاقات کا وقت
papers-monday = پیر
papers-tuesday = منگل
papers-wednesday = بدھ
papers-thursday = جمعرات
papers-friday = جمعہ
papers-saturday = ہفتہ
papers-sunday = اتوار
papers-come-early = براہ کرم 10 منٹ پہلے آئیں اور پرانے کاغذات ساتھ لائیں
papers-cannot-come = اگر نہ آ سکیں تو براہ کرم فون کریں
