# Words on papers. Dose phrases need a native speaker and a pharmacist to check them.

## Amounts. $size is half, one (up to 1) or many.

papers-unit-tablet = { $size ->
    [half] অর্ধেক ট্যাবলেট
    [one] { $amount }টি ট্যাবলেট
   *[many] { $amount }টি ট্যাবলেট
}
papers-unit-capsule = { $amount }টি ক্যাপসুল
papers-unit-ml = { $amount } মিলি
papers-unit-teaspoon = { $size ->
    [half] আধ চামচ (2.5 মিলি)
    [one] { $amount } চামচ (এক চামচ = 5 মিলি)
   *[many] { $amount } চামচ (এক চামচ = 5 মিলি)
}
papers-unit-drop = { $amount } ফোঁটা
papers-unit-puff = { $amount } পাফ
papers-unit-sachet = { $size ->
    [half] অর্ধেক প্যাকেট
    [one] { $amount } প্যাকেট
   *[many] { $amount } প্যাকেট
}
papers-unit-injection = { $amount }টি ইনজেকশন
papers-unit-unit = { $amount } ইউনিট
papers-unit-application = পাতলা করে লাগান
papers-unit-gram = { $amount } গ্রাম
papers-unit-lozenge = { $amount }টি চোষার ট্যাবলেট
papers-unit-suppository = { $amount }টি সাপোজিটরি
papers-unit-patch = { $amount }টি প্যাচ
papers-unit-spray = { $amount } স্প্রে

## How often

papers-times-a-day = { $count ->
    [1] দিনে একবার
    [2] দিনে দুইবার
    [3] দিনে তিনবার
    [4] দিনে চারবার
   *[other] দিনে { $count } বার
}
papers-every-hours = প্রতি { $count } ঘণ্টা অন্তর
papers-alternate-days = একদিন অন্তর
papers-once-a-week = সপ্তাহে একবার
papers-once-a-month = মাসে একবার
papers-when-needed = শুধু প্রয়োজন হলে
papers-at-once = এখনই, শুধু একবার
papers-at-most = 24 ঘণ্টায় সর্বোচ্চ { $count } বার

## Times of day

papers-morning = সকালে
papers-afternoon = দুপুরে
papers-evening = সন্ধ্যায়
papers-night = রাতে
papers-at-bedtime = ঘুমানোর আগে
papers-and = { $first } ও { $last }
papers-comma = { $first }, { $last }
papers-amount-at-time = { $time } { $amount }
papers-then = { $before }, তারপর { $next }

## Food

papers-food-before = খাবারের আগে
papers-food-after = খাবারের পরে
papers-food-with = খাবারের সঙ্গে
papers-food-empty-stomach = খালি পেটে
papers-food-with-milk = দুধের সঙ্গে

## How long

papers-for-days = { $count ->
    [1] 1 দিন
   *[other] { $count } দিন
}
papers-until-told = ডাক্তার না বলা পর্যন্ত চালিয়ে যান

## Where

papers-site-right-eye = ডান চোখে
papers-site-left-eye = বাম চোখে
papers-site-both-eyes = দুই চোখে
papers-site-right-ear = ডান কানে
papers-site-left-ear = বাম কানে
papers-site-both-ears = দুই কানে
papers-site-each-nostril = নাকের প্রতিটি ছিদ্রে
papers-site-affected-area = আক্রান্ত স্থানে
papers-site-under-tongue = জিভের নিচে
papers-site-mouth = মুখের ভিতরে
papers-site-scalp = মাথার ত্বকে
papers-site-skin = ত্বকে
papers-site-under-skin = ত্বকের নিচে
papers-site-muscle = মাংসপেশিতে
papers-site-vein = শিরায়
papers-site-rectum = মলদ্বারে
papers-site-vagina = যোনিপথে

## If

papers-if-fever = জ্বর হলে
papers-if-pain = ব্যথা হলে
papers-if-vomiting = বমি হলে
papers-if-cough = কাশি হলে
papers-if-itching = চুলকানি হলে
papers-if-breathless = শ্বাসকষ্ট হলে
papers-if-acidity = অম্বল হলে
papers-if-loose-motion = পাতলা পায়খানা হলে

## Remarks

papers-shake-well = ব্যবহারের আগে ভালো করে ঝাঁকিয়ে নিন
papers-dissolve-in-water = জলে গুলে খান
papers-chew = চিবিয়ে খান
papers-gargle = কুলকুচি করে ফেলে দিন
papers-drowsy = ঘুম আসতে পারে, গাড়ি চালাবেন না
papers-full-course = পুরো কোর্স শেষ করুন
papers-stop-if-rash = র‍্যাশ বা শ্বাসকষ্ট হলে ওষুধ বন্ধ করে যোগাযোগ করুন

## On the paper

papers-prescription = প্রেসক্রিপশন
papers-advice = পরামর্শ
papers-tests = পরীক্ষা
papers-follow-up = পরবর্তী সাক্ষাৎ
papers-medicines-at-home = বাড়িতে খাওয়ার ওষুধ
papers-come-at-once = অবিলম্বে আসুন যদি
papers-allergies = অ্যালার্জি
papers-bring-this-paper = পরের বার এই কাগজটি সঙ্গে আনুন
papers-token = আপনার টোকেন
papers-wait = আপনার নম্বর না ডাকা পর্যন্ত অপেক্ষা করুন
papers-scan-to-pay = টাকা দিতে স্ক্যান করুন
papers-thank-you = ধন্যবাদ। দ্রুত সুস্থ হয়ে উঠুন।

## Recovery sheet

papers-recovery-title = পুনরুদ্ধার পত্র
papers-recovery-purpose = সব পাসওয়ার্ড হারিয়ে গেলে এই কোড ক্লিনিকের নথি খোলে। এই কোড ও পাসওয়ার্ড কোনোটাই না থাকলে কেউ তা খুলতে পারে না, প্রোগ্রামের নির্মাতাও নয়।
papers-recovery-keep = এই পত্রটি তালাবন্ধ করে, ক্লিনিকের কম্পিউটার থেকে আলাদা রাখুন। এর ছবি তুলবেন না এবং কাউকে পাঠাবেন না।

## Appointment slip.

papers-appointment = আপনার সাক্ষাতের সময়
papers-monday = সোমবার
papers-tuesday = মঙ্গলবার
papers-wednesday = বুধবার
papers-thursday = বৃহস্পতিবার
papers-friday = শুক্রবার
papers-saturday = শনিবার
papers-sunday = রবিবার
papers-come-early = অনুগ্রহ করে 10 মিনিট আগে আসুন এবং পুরোনো কাগজ সঙ্গে আনুন
papers-cannot-come = আসতে না পারলে অনুগ্রহ করে ফোন করুন
