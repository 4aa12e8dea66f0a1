use super::*;

/// Sunday, ten in the morning.
const TODAY: &str = "2026-11-22";

fn wish(text: &str) -> Result<Wish> {
    read(text, TODAY.parse().unwrap(), 600)
}

/// Text, day, time, what is left.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("tomorrow 5 pm Dr Rao", "2026-11-23", "17:00", &["rao"]),
    ("dr rao tomorrow 5pm", "2026-11-23", "17:00", &["rao"]),
    ("Dr. Kavita Rao, tmrw at 10.30", "2026-11-23", "10:30", &["kavita", "rao"]),
    ("kal 5 baje", "2026-11-23", "17:00", &[]),
    ("kal shaam 5 baje rao", "2026-11-23", "17:00", &["rao"]),
    ("kal subah 9 baje", "2026-11-23", "09:00", &[]),
    ("कल शाम ५ बजे डॉ राव", "2026-11-23", "17:00", &["राव"]),
    ("परसों सुबह साढ़े दस बजे", "2026-11-24", "10:30", &[]),
    ("parso sadhe 4 baje", "2026-11-24", "16:30", &[]),
    ("paune 6 baje", "2026-11-22", "17:45", &[]),
    ("sava 11", "2026-11-22", "11:15", &[]),
    ("day after tomorrow 11", "2026-11-24", "11:00", &[]),
    ("after 2 weeks morning", "2026-12-06", "", &[]),
    ("in 3 days 10:30", "2026-11-25", "10:30", &[]),
    ("do hafte baad", "2026-12-06", "", &[]),
    ("दो हफ्ते बाद", "2026-12-06", "", &[]),
    ("10 din baad subah", "2026-12-02", "", &[]),
    ("1 month", "2026-12-22", "", &[]),
    ("ek mahine baad 5 baje", "2026-12-22", "17:00", &[]),
    ("after a week", "2026-11-29", "", &[]),
    ("25/12 10:30", "2026-12-25", "10:30", &[]),
    ("25-12-2026 4 pm", "2026-12-25", "16:00", &[]),
    ("25.12.26", "2026-12-25", "", &[]),
    ("2026-12-25 1730", "2026-12-25", "17:30", &[]),
    ("25 dec 9:15 am", "2026-12-25", "09:15", &[]),
    ("dec 25th", "2026-12-25", "", &[]),
    ("२५ दिसंबर", "2026-12-25", "", &[]),
    ("3 jan", "2027-01-03", "", &[]),
    ("3 jan 2028 10", "2028-01-03", "10:00", &[]),
    ("on the 25th", "2026-11-25", "", &[]),
    ("10 tarikh ko", "2026-12-10", "", &[]),
    ("mon 11", "2026-11-23", "11:00", &[]),
    ("next mon", "2026-11-23", "", &[]),
    ("sunday", "2026-11-22", "", &[]),
    ("next sunday", "2026-11-29", "", &[]),
    ("agle shukravar 6 baje", "2026-11-27", "18:00", &[]),
    ("मंगलवार दोपहर", "2026-11-24", "", &[]),
    ("next week", "2026-11-29", "", &[]),
    ("next month", "2026-12-22", "", &[]),
    ("9", "2026-11-23", "09:00", &[]),
    ("11", "2026-11-22", "11:00", &[]),
    ("5", "2026-11-22", "17:00", &[]),
    ("17:30", "2026-11-22", "17:30", &[]),
    ("noon wed", "2026-11-25", "12:00", &[]),
    ("12 pm tue", "2026-11-24", "12:00", &[]),
    ("12 baje tue", "2026-11-24", "12:00", &[]),
    ("930 thu", "2026-11-26", "09:30", &[]),
    ("5 p.m. fri", "2026-11-27", "17:00", &[]),
    ("evening", "2026-11-22", "", &[]),
    ("rao", "", "", &["rao"]),
    ("asdf qwer", "", "", &["asdf", "qwer"]),
    ("", "", "", &[]),
    ("!!! --- ///", "", "", &[]),
    ("तुरंत", "", "", &["तुरंत"]),
];

#[test]
fn a_wish_is_understood_in_english_and_hindi() {
    for (text, day, time, rest) in CASES {
        let wish = wish(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let said = wish.day.map(|day| day.to_string()).unwrap_or_default();
        let at = wish.minute.map(|at| format!("{:02}:{:02}", at / 60, at % 60));
        assert_eq!(said, *day, "day of {text}");
        assert_eq!(at.unwrap_or_default(), *time, "time of {text}");
        assert_eq!(wish.rest, *rest, "rest of {text}");
    }
}

#[test]
fn parts_and_lengths_are_heard() {
    assert_eq!(wish("after 2 weeks morning").unwrap().part, Some(Part::Morning));
    assert_eq!(wish("मंगलवार दोपहर").unwrap().part, Some(Part::Afternoon));
    assert_eq!(wish("kal shaam").unwrap().part, Some(Part::Evening));
    assert_eq!(wish("kal 5 baje 30 min").unwrap().minutes, Some(30));
    assert_eq!(wish("tomorrow 10 1 hour").unwrap().minutes, Some(60));
}

#[test]
fn an_hour_that_may_be_either_says_so() {
    assert_eq!(wish("kal 8").unwrap().other_minute, Some(20 * 60));
    assert_eq!(wish("kal 5").unwrap().other_minute, Some(5 * 60));
    for sure in ["kal 8 am", "kal subah 8", "kal 20:00", "kal 12"] {
        assert_eq!(wish(sure).unwrap().other_minute, None, "{sure}");
    }
}

#[test]
fn what_no_calendar_has_is_refused_in_words() {
    for (text, message) in [
        ("31 feb", "errors-no-such-day"),
        ("31/2 5 pm", "errors-no-such-day"),
        ("29/2/2027", "errors-no-such-day"),
        ("29 feb", "errors-no-such-day"),
        ("0/0", "errors-no-such-day"),
        ("32nd", "errors-no-such-day"),
        ("25/13", "errors-no-such-day"),
        ("25:70", "errors-no-such-time"),
        ("kal 10:75", "errors-no-such-time"),
        ("2499", "errors-no-such-time"),
        ("1/1/2020", "errors-booking-in-past"),
    ] {
        let refused = wish(text).unwrap_err();
        assert_eq!(
            (refused.field.as_deref(), &*refused.message),
            (Some("text"), message),
            "{text}"
        );
    }
}

#[test]
fn no_text_breaks_the_reader() {
    for seed in
        ["5", "kal", "25/", "::", "next", "sadhe", "१२", "a.m", "日本", "\u{0}", "-5", "dec"]
    {
        for times in [1, 2, 7, 400] {
            let _ = wish(&seed.repeat(times));
            let _ = wish(&format!("{seed} ").repeat(times));
        }
    }
}
