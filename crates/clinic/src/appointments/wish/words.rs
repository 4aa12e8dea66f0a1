//! The words of a wish, in English, in Hindi, and in Hindi with Latin letters.

use super::super::model::{Part, Unit};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Days from today.
    Day(i64),
    /// Monday is 1.
    Weekday(i64),
    Month(u32),
    Unit(Unit),
    Minutes,
    Hours,
    Part(Part),
    Am,
    Pm,
    /// "5 baje": an hour is meant.
    Clock,
    Noon,
    Next,
    Number(i64),
    /// Minutes that are added to the hour that follows: half past, quarter to.
    Beside(i64),
    /// Of a date: 25th, 25 tarikh.
    Ordinal,
    /// Says nothing by itself.
    Filler,
}

const WORDS: &[(&str, Word)] = &[
    ("today aaj आज", Word::Day(0)),
    ("tomorrow tomorow tommorow tmrw tmr tom kal कल", Word::Day(1)),
    ("parso parson parsu परसों परसो", Word::Day(2)),
    ("narso tarso नरसों तरसों", Word::Day(3)),
    ("monday mon somvar somwar somvaar सोमवार सोम", Word::Weekday(1)),
    ("tuesday tue tues mangal mangalvar mangalwar मंगलवार मंगल", Word::Weekday(2)),
    ("wednesday wed budh budhvar budhwar बुधवार बुध", Word::Weekday(3)),
    (
        "thursday thu thur thurs guru guruvar guruwar veervar brihaspativar गुरुवार गुरु वीरवार बृहस्पतिवार",
        Word::Weekday(4),
    ),
    ("friday fri shukra shukravar shukrawar sukravar शुक्रवार शुक्र", Word::Weekday(5)),
    ("saturday sat shani shanivar shaniwar शनिवार शनि", Word::Weekday(6)),
    ("sunday sun ravi ravivar raviwar itvar itwar रविवार इतवार", Word::Weekday(7)),
    ("january jan जनवरी", Word::Month(1)),
    ("february feb फरवरी फ़रवरी", Word::Month(2)),
    ("march mar मार्च", Word::Month(3)),
    ("april apr अप्रैल", Word::Month(4)),
    ("may मई", Word::Month(5)),
    ("june jun जून", Word::Month(6)),
    ("july jul जुलाई", Word::Month(7)),
    ("august aug अगस्त", Word::Month(8)),
    ("september sep sept सितंबर सितम्बर", Word::Month(9)),
    ("october oct अक्टूबर अक्तूबर", Word::Month(10)),
    ("november nov नवंबर नवम्बर", Word::Month(11)),
    ("december dec दिसंबर दिसम्बर", Word::Month(12)),
    ("day days din dino दिन दिनों", Word::Unit(Unit::Days)),
    (
        "week weeks wk wks hafta hafte hapta hapte haphte saptah हफ्ता हफ्ते हफ़्ता हफ़्ते सप्ताह",
        Word::Unit(Unit::Weeks),
    ),
    ("month months mahina mahine maheene महीना महीने माह", Word::Unit(Unit::Months)),
    ("minute minutes min mins मिनट", Word::Minutes),
    ("hour hours hr hrs ghanta ghante घंटा घंटे", Word::Hours),
    ("morning subah subeh savere सुबह सवेरे प्रातः", Word::Part(Part::Morning)),
    ("afternoon dopahar dopehar दोपहर", Word::Part(Part::Afternoon)),
    ("evening eve shaam sham saanjh raat night शाम रात सायं", Word::Part(Part::Evening)),
    ("am", Word::Am),
    ("pm", Word::Pm),
    ("baje bje oclock bajay बजे", Word::Clock),
    ("noon midday", Word::Noon),
    ("next agle agla agli aagle अगले अगला अगली", Word::Next),
    ("one ek एक", Word::Number(1)),
    ("two do दो", Word::Number(2)),
    ("three teen tin तीन", Word::Number(3)),
    ("four char chaar चार", Word::Number(4)),
    ("five paanch panch पांच पाँच", Word::Number(5)),
    ("six chhe che chhah छह छः छे", Word::Number(6)),
    ("seven saat सात", Word::Number(7)),
    ("eight aath आठ", Word::Number(8)),
    ("nine nau नौ", Word::Number(9)),
    ("ten das दस", Word::Number(10)),
    ("eleven gyarah ग्यारह", Word::Number(11)),
    ("twelve barah baarah बारह", Word::Number(12)),
    ("fifteen pandrah पंद्रह पन्द्रह", Word::Number(15)),
    ("sadhe saadhe साढ़े साढे", Word::Beside(30)),
    ("sava sawa savaa सवा", Word::Beside(15)),
    ("paune pone पौने", Word::Beside(-15)),
    ("th st nd rd tarikh तारीख", Word::Ordinal),
    (
        "at on in for with the a an to by of and this is after later from now please pls book slot \
         time date appointment appt visit see doctor dr doc dr. ko ke ka ki se par pe me mein baad \
         bad liye chahiye को के का की से पर में बाद लिए चाहिए इस डॉ डॉक्टर डाक्टर कृपया",
        Word::Filler,
    ),
];

pub fn word(text: &str) -> Option<Word> {
    WORDS
        .iter()
        .find_map(|(all, word)| all.split_whitespace().any(|one| one == text).then_some(*word))
}
