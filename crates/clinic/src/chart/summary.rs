use documents::dose::short;
use kernel::{Day, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::billing::Invoice;
use crate::patients::{Patient, linked};
use crate::permissions::VISITS_VIEW;
use crate::prescriptions::Prescription;
use crate::visits::{Allergy, Background, Problem, Visit, allergies, background, problems, trend};

const EACH_MAX: usize = 50;

/// What anybody who opens a chart must see first, and what happened before.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PatientSummary {
    pub allergies: Vec<Allergy>,
    pub problems: Vec<Problem>,
    pub medicines: Vec<Medicine>,
    pub background: Vec<Background>,
    pub timeline: Vec<TimelineItem>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Medicine {
    pub generic: String,
    pub strength: String,
    pub short: String,
    pub since: Day,
    /// None for what is taken until told otherwise.
    pub until: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    Registered,
    Visit,
    Vitals,
    Prescription,
    Bill,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct TimelineItem {
    pub at: Timestamp,
    pub kind: TimelineKind,
    /// The row to open: a visit for visits and prescriptions, else the thing itself.
    pub id: RowId,
    pub title: String,
    pub detail: String,
}

#[derive(Deserialize, TS)]
pub struct ShowSummary {
    pub patient_id: RowId,
}

impl Query for ShowSummary {
    type Output = PatientSummary;
    const ROUTE: &'static str = "chart.summary";
    const PERMISSION: Permission = VISITS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<PatientSummary> {
        summary(read, self.patient_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}

pub fn summary(read: &Read<'_>, patient: RowId) -> Result<PatientSummary> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut drugs: Vec<Prescription> = Vec::new();
    let mut bills: Vec<Invoice> = Vec::new();
    let mut background_texts = Vec::new();
    let mut timeline = Vec::new();
    for id in linked(read, patient)? {
        let newest = "ORDER BY started_at DESC, id LIMIT 50";
        let of = |table: &str, tail: &str| {
            format!("SELECT * FROM {table} WHERE patient_id = ?1 AND ended IS NULL {tail}")
        };
        visits.extend(read.all::<Visit>(&of("visit", newest), [id])?);
        let signed = "AND status = 'signed' ORDER BY signed_at DESC, id LIMIT 50";
        drugs.extend(read.all::<Prescription>(&of("prescription", signed), [id])?);
        bills.extend(
            read.all::<Invoice>(&of("invoice", "ORDER BY issued_at DESC, id LIMIT 50"), [id])?,
        );
        background_texts.extend(background(read, id)?);
        timeline.extend(read.find::<Patient>(id)?.map(registered));
    }
    timeline.extend(visits.iter().map(visited));
    timeline.extend(drugs.iter().map(prescribed));
    timeline.extend(bills.iter().map(billed));
    let measured = trend(read, patient)?;
    timeline.extend(measured.into_iter().rev().take(EACH_MAX).map(|view| TimelineItem {
        at: view.vitals.taken_at,
        kind: TimelineKind::Vitals,
        id: view.vitals.id,
        title: pressure(&view.vitals),
        detail: view.vitals.taken_by,
    }));
    timeline.sort_by_key(|item| std::cmp::Reverse(item.at));
    Ok(PatientSummary {
        allergies: allergies(read, patient)?,
        problems: problems(read, patient)?,
        medicines: medicines(read, &drugs),
        background: background_texts,
        timeline,
    })
}

fn registered(patient: Patient) -> TimelineItem {
    TimelineItem {
        at: patient.registered_at,
        kind: TimelineKind::Registered,
        id: patient.id,
        title: patient.reg_no,
        detail: String::new(),
    }
}

fn visited(visit: &Visit) -> TimelineItem {
    let names: Vec<&str> = visit.diagnoses.iter().map(|known| known.name.as_str()).collect();
    TimelineItem {
        at: visit.started_at,
        kind: TimelineKind::Visit,
        id: visit.id,
        title: names.join(", "),
        detail: visit.complaint.clone(),
    }
}

fn prescribed(signed: &Prescription) -> TimelineItem {
    let names: Vec<&str> = signed.lines.iter().map(|line| line.generic.as_str()).collect();
    TimelineItem {
        at: signed.signed_at.unwrap_or_default(),
        kind: TimelineKind::Prescription,
        id: signed.visit_id,
        title: signed.printed_number(),
        detail: names.join(", "),
    }
}

fn billed(invoice: &Invoice) -> TimelineItem {
    TimelineItem {
        at: invoice.issued_at,
        kind: TimelineKind::Bill,
        id: invoice.id,
        title: invoice.printed_number.clone(),
        detail: invoice.total_paise.to_string(),
    }
}

fn pressure(vitals: &crate::visits::Vitals) -> String {
    match vitals.systolic.zip(vitals.diastolic) {
        Some((systolic, diastolic)) => format!("{systolic}/{diastolic}"),
        None => String::new(),
    }
}

/// What the patient takes now: signed lines whose days are not over, the newest of each.
fn medicines(read: &Read<'_>, drugs: &[Prescription]) -> Vec<Medicine> {
    let today = read.today();
    let mut newest: Vec<&Prescription> = drugs.iter().collect();
    newest.sort_by_key(|signed| std::cmp::Reverse(signed.signed_at));
    let mut taken: Vec<Medicine> = Vec::new();
    for signed in newest {
        let since = signed.signed_at.unwrap_or_default().day(read.zone());
        for line in &signed.lines {
            let days = line.dose.days.map(u64::from);
            let until = days.and_then(|days| since.checked_add_days(chrono::Days::new(days)));
            let is_known = taken.iter().any(|known| known.generic == line.generic);
            if is_known || until.is_some_and(|until| until < today) {
                continue;
            }
            taken.push(Medicine {
                generic: line.generic.clone(),
                strength: line.strength.clone(),
                short: short(&line.dose),
                since,
                until,
            });
        }
    }
    taken
}
