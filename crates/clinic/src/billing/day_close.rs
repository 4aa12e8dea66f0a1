use documents::{DayClose, DayCloseLine, DayCloseSection, Language};
use kernel::{Day, Error, Money, Permission, Query, Read, Result, What};
use serde::Deserialize;
use ts_rs::TS;

use super::day::{DaySummary, summary};
use super::model::Method;
use crate::papers::{DAY_CLOSE_ROUTE, Drawn, Paper, PaperQuery, sheet};
use crate::permissions::BILLING_VIEW;
use crate::settings::{CLINIC_ID, clinic, letterhead};

/// The paper with which a day is closed: what came in by method and by person, what was
/// given back, bills made and taken back, the cash that is handed over, and how far the
/// access log had come.
#[derive(Deserialize, TS)]
pub struct DayClosePaper {
    pub day: Option<Day>,
    /// `a5`, `a4`, `roll80` or `roll58`; the clinic's own for bills when absent.
    pub sheet: Option<String>,
    /// `en` or `hi`, as the window speaks.
    pub language: Option<String>,
}

impl Query for DayClosePaper {
    type Output = Paper;
    const ROUTE: &'static str = DAY_CLOSE_ROUTE;
    const PERMISSION: Permission = BILLING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }
}

impl PaperQuery for DayClosePaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let clinic = clinic(read)?;
        let day = self.day.unwrap_or_else(|| read.today());
        let language = self.language.as_deref().unwrap_or(&clinic.language);
        let words = if language == "hi" { &HINDI } else { &ENGLISH };
        let head = read.access_head()?;
        let (code, now) = (head.code(), read.now().local(read.zone()));
        let (first, second) = code.split_at(4);
        let summary = summary(read, day)?;
        let paper = DayClose {
            letterhead: letterhead(read)?,
            title: words.title.into(),
            facts: vec![
                (words.day.into(), day.format("%d-%b-%Y").to_string()),
                (words.printed.into(), now.format("%d-%b-%Y %H:%M").to_string()),
                (words.by.into(), read.session().name.clone()),
                (words.desk.into(), read.desk()),
            ],
            sections: vec![
                by_method(words, &summary),
                by_person(words, read, day)?,
                bills(words, read, &summary)?,
            ],
            cash: (words.cash.into(), cash(&summary).to_string()),
            proof_note: words.proof_note.into(),
            proof: (format!("{} {}", words.entry, head.n), format!("{first}-{second}")),
            signatures: vec![words.handed.into(), words.taken.into()],
            language: if language == "hi" { Language::Hi } else { Language::En },
        };
        let chosen = sheet(self.sheet.as_deref().unwrap_or(&clinic.paper_bill));
        let pdf = documents::day_close(&paper, chosen).map_err(Error::internal)?;
        let name = format!("day-close-{day}");
        Ok(Drawn { title: words.title.into(), name, pdf, subject: CLINIC_ID })
    }
}

struct Labels {
    title: &'static str,
    day: &'static str,
    printed: &'static str,
    by: &'static str,
    desk: &'static str,
    received: &'static str,
    people: &'static str,
    bills: &'static str,
    made: &'static str,
    taken_back: &'static str,
    dues: &'static str,
    total: &'static str,
    cash: &'static str,
    of_cash: &'static str,
    given_back: &'static str,
    receipts: &'static str,
    nothing: &'static str,
    entry: &'static str,
    proof_note: &'static str,
    handed: &'static str,
    taken: &'static str,
    methods: [&'static str; 5],
}

const ENGLISH: Labels = Labels {
    title: "Day close",
    day: "Day",
    printed: "Printed",
    by: "Closed by",
    desk: "Desk",
    received: "Received",
    people: "By person",
    bills: "Bills",
    made: "Made",
    taken_back: "Taken back",
    dues: "Owed by patients, all days",
    total: "Total",
    cash: "Cash to hand over",
    of_cash: "of it cash",
    given_back: "given back",
    receipts: "receipts",
    nothing: "Nothing",
    entry: "Log entry",
    proof_note: "Keep this paper. Settings, Access log, Check compares this number and these \
                 letters with the log: they show if entries were changed or removed.",
    handed: "Handed over by",
    taken: "Taken over by",
    methods: ["Cash", "Card", "UPI", "Bank transfer", "Cheque"],
};

const HINDI: Labels = Labels {
    title: "दिन का हिसाब",
    day: "दिन",
    printed: "छापा गया",
    by: "बंद किया",
    desk: "काउंटर",
    received: "मिली रकम",
    people: "हर व्यक्ति की रकम",
    bills: "बिल",
    made: "बनाए गए",
    taken_back: "वापस लिए गए",
    dues: "मरीज़ों पर बाकी, अब तक",
    total: "कुल",
    cash: "सौंपने का नकद",
    of_cash: "इसमें नकद",
    given_back: "लौटाया",
    receipts: "रसीदें",
    nothing: "कुछ नहीं",
    entry: "रिकॉर्ड प्रविष्टि",
    proof_note: "यह कागज़ संभालकर रखें। सेटिंग, कामकाज का रिकॉर्ड, जाँच में यह संख्या और अक्षर \
                 मिलाने पर पता चलता है कि कोई प्रविष्टि बदली या हटाई गई।",
    handed: "सौंपने वाले",
    taken: "लेने वाले",
    methods: ["नकद", "कार्ड", "UPI", "बैंक ट्रांसफ़र", "चेक"],
};

impl Labels {
    fn method(&self, method: Method) -> &'static str {
        let [cash, card, upi, bank, cheque] = self.methods;
        match method {
            Method::Cash => cash,
            Method::Card => card,
            Method::Upi => upi,
            Method::Bank => bank,
            Method::Cheque => cheque,
        }
    }
}

fn cash(summary: &DaySummary) -> Money {
    let of_cash = summary.by_method.iter().filter(|total| total.method == Method::Cash);
    of_cash.map(|total| total.amount_paise).sum()
}

fn by_method(words: &Labels, summary: &DaySummary) -> DayCloseSection {
    let mut lines: Vec<DayCloseLine> = summary
        .by_method
        .iter()
        .map(|total| {
            let back = match total.refunds_paise > Money::ZERO {
                true => format!(", {} {}", words.given_back, total.refunds_paise),
                false => String::new(),
            };
            DayCloseLine {
                label: words.method(total.method).into(),
                note: format!("{} {}{back}", total.count, words.receipts),
                amount: total.amount_paise.to_string(),
            }
        })
        .collect();
    if lines.is_empty() {
        lines.push(DayCloseLine { label: words.nothing.into(), ..DayCloseLine::default() });
    }
    DayCloseSection {
        heading: words.received.into(),
        lines,
        total: Some((words.total.into(), summary.total_paise.to_string())),
    }
}

#[derive(Deserialize)]
struct PersonTotal {
    by: String,
    amount_paise: Money,
    cash_paise: Money,
    count: i64,
}

fn by_person(words: &Labels, read: &Read<'_>, day: Day) -> Result<DayCloseSection> {
    let totals: Vec<PersonTotal> = read.all(
        "SELECT by, sum(amount_paise) AS amount_paise, count(*) AS count,
             sum(iif(method = 'cash', amount_paise, 0)) AS cash_paise
         FROM (SELECT by, method, amount_paise FROM payment WHERE day = ?1
             UNION ALL SELECT by, method, amount_paise FROM deposit WHERE day = ?1)
         GROUP BY by ORDER BY by LIMIT 200",
        [day.to_string()],
    )?;
    let lines = totals.into_iter().map(|total| DayCloseLine {
        label: total.by,
        note: format!("{} {}, {} {}", total.count, words.receipts, words.of_cash, total.cash_paise),
        amount: total.amount_paise.to_string(),
    });
    Ok(DayCloseSection { heading: words.people.into(), lines: lines.collect(), total: None })
}

fn bills(words: &Labels, read: &Read<'_>, summary: &DaySummary) -> Result<DayCloseSection> {
    let day = summary.day.to_string();
    let sql = "SELECT count(*) FROM credit_note WHERE day = ?1";
    let count: i64 = read.value(sql, [&day])?.unwrap_or(0);
    let sql = "SELECT coalesce(sum(amount_paise), 0) FROM credit_note WHERE day = ?1";
    let credited: Money = read.value(sql, [&day])?.unwrap_or_default();
    let line = |label: &str, note: String, amount: Money| DayCloseLine {
        label: label.into(),
        note,
        amount: amount.to_string(),
    };
    Ok(DayCloseSection {
        heading: words.bills.into(),
        lines: vec![
            line(words.made, summary.bills.to_string(), summary.billed_paise),
            line(words.taken_back, count.to_string(), credited),
            line(words.dues, String::new(), summary.dues_paise),
        ],
        total: None,
    })
}
