use documents::{RegisterRow, RegisterSheet};
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::births::second_entries;
use super::{BirthEntry, DeathEntry, MlcEntry, entries, span};
use crate::discharge::paper::cause_lines;
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::patients::Sex;
use crate::permissions::REGISTERS_VIEW;
use crate::settings::letterhead;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    Births,
    Deaths,
    Mlc,
}

/// A register over a span of days. Entries that were corrected are printed too, and say so.
#[derive(Deserialize, TS)]
pub struct RegisterPaper {
    pub register: Register,
    pub from: Day,
    pub until: Day,
}

impl Query for RegisterPaper {
    type Output = Paper;
    const ROUTE: &'static str = "registers.paper";
    const PERMISSION: Permission = REGISTERS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }
}

impl PaperQuery for RegisterPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let days = span(read, self.from, self.until)?;
        let (title, headings, rows) = match self.register {
            Register::Births => births(read, days)?,
            Register::Deaths => deaths(read, days)?,
            Register::Mlc => cases(read, days)?,
        };
        let day = |day: Day| day.format("%d-%b-%Y").to_string();
        let paper = RegisterSheet {
            letterhead: letterhead(read)?,
            title: title.into(),
            span: format!("{} to {}", day(self.from), day(self.until)),
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            rows,
            empty: "No entries in this time.".into(),
            printed: format!("Printed {}", shown(read, read.now())),
        };
        let pdf = documents::register(&paper).map_err(Error::internal)?;
        let name = format!("{}-{}-{}", title.to_lowercase(), self.from, self.until);
        Ok(Drawn { title: title.into(), name, pdf, subject: RowId::NONE })
    }
}

type Page = (&'static str, &'static [&'static str], Vec<RegisterRow>);

fn shown(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%d-%b-%Y %H:%M").to_string()
}

fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
    }
}

fn said(parts: &[(&str, &str)]) -> String {
    let told = parts.iter().filter(|(_, text)| !text.trim().is_empty());
    told.map(|(label, text)| format!("{label} {text}")).collect::<Vec<_>>().join("  ·  ")
}

/// The note under an entry, begun by what has become of it.
fn marked(is_current: bool, reason: &str, note: String) -> String {
    let mark = match (is_current, reason.is_empty()) {
        (false, _) => "CORRECTED by a later entry",
        (true, false) => "Correction:",
        (true, true) => "",
    };
    [mark, reason, &note].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

fn births(read: &Read<'_>, days: [Timestamp; 2]) -> Result<Page> {
    let seconds = second_entries(read)?;
    let rows = entries::<BirthEntry>(read, "born_at", days)?.into_iter().map(|(entry, current)| {
        let is_second = seconds.contains(&entry.id);
        let weight = entry.weight_g.map(|grams| format!("{grams} g")).unwrap_or_default();
        let weeks = entry.gestation_weeks.map(|weeks| weeks.to_string()).unwrap_or_default();
        let note = said(&[
            ("", if is_second { "ENTERED TWICE, the earlier entry counts" } else { "" }),
            ("Child", &entry.child_name),
            ("Father", &entry.father_name),
            ("Address", &entry.address),
            ("Attended by", &entry.attended_by),
            ("Weeks", &weeks),
            ("", &entry.note),
        ]);
        RegisterRow {
            cells: vec![
                format!("{}/{}", entry.series, entry.number),
                shown(read, entry.born_at),
                entry.mother_name,
                sex(entry.sex).into(),
                if entry.is_live { "live" } else { "still" }.into(),
                weight,
                format!("{:?}", entry.delivery).to_lowercase(),
            ],
            note: marked(current, &entry.correction_reason, note),
        }
    });
    let headings = &["No.", "Born", "Mother", "Sex", "Birth", "Weight", "Delivery"];
    Ok(("Register of Births", headings, rows.collect()))
}

fn deaths(read: &Read<'_>, days: [Timestamp; 2]) -> Result<Page> {
    let rows = entries::<DeathEntry>(read, "died_at", days)?.into_iter().map(|(entry, current)| {
        let note = said(&[
            ("", &cause_lines(&entry.cause).join("; ")),
            ("Address", &entry.address),
            ("Body given to", &entry.body_given_to),
        ]);
        RegisterRow {
            cells: vec![
                format!("{}/{}", entry.series, entry.number),
                shown(read, entry.died_at),
                entry.name,
                format!("{} / {}", entry.age, sex(entry.sex)),
                entry.certified_by,
                if entry.is_mlc { "yes" } else { "" }.into(),
            ],
            note: marked(current, &entry.correction_reason, note),
        }
    });
    let headings = &["No.", "Died", "Name", "Age / sex", "Certified by", "MLC"];
    Ok(("Register of Deaths", headings, rows.collect()))
}

fn cases(read: &Read<'_>, days: [Timestamp; 2]) -> Result<Page> {
    let rows =
        entries::<MlcEntry>(read, "examined_at", days)?.into_iter().map(|(entry, current)| {
            let told = entry.told_police_at.map(|at| shown(read, at)).unwrap_or_default();
            let note = said(&[
                ("History:", &entry.history),
                ("Findings:", &entry.findings),
                ("Opinion:", &entry.opinion),
                ("Samples:", &entry.samples),
                ("Marks:", &entry.identification),
                ("Police told", &told),
                ("Officer", &entry.police_officer),
            ]);
            RegisterRow {
                cells: vec![
                    format!("{}/{}", entry.series, entry.number),
                    shown(read, entry.examined_at),
                    format!("{}, {}", entry.name, entry.age_sex),
                    format!("{:?}", entry.nature),
                    entry.brought_by,
                    entry.police_station,
                    entry.doctor_name,
                ],
                note: marked(current, &entry.correction_reason, note),
            }
        });
    let headings = &["No.", "Examined", "Person", "Nature", "Brought by", "Police", "Doctor"];
    Ok(("Register of Medico-Legal Cases", headings, rows.collect()))
}
