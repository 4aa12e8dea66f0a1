//! Printed numbers that came twice: possible only where two databases wrote one series (a
//! copy that was used beside the original, or two restored desks that drew one code). No
//! program can call papers back that people hold; it says which they are.

use kernel::{Permission, Read, Result};
use serde::Deserialize;

use super::model::{InboxItem, NumberedPaper, Thing};
use crate::permissions::{BILLING_VIEW, PATIENTS_VIEW, PRESCRIPTIONS_VIEW, QUEUE_VIEW, WARDS_VIEW};

struct Numbered {
    table: &'static str,
    /// The number as it stands on the paper.
    printed: &'static str,
    /// Columns beside `number` within which it is the only one.
    within: &'static str,
    patient: &'static str,
    permission: Permission,
}

const NUMBERED: [Numbered; 7] = [
    Numbered {
        table: "patient",
        printed: "reg_no",
        within: "series",
        patient: "id",
        permission: PATIENTS_VIEW,
    },
    Numbered {
        table: "token",
        printed: "substr(series, 1, instr(series, '/') - 1) || number",
        within: "day, series",
        patient: "patient_id",
        permission: QUEUE_VIEW,
    },
    Numbered {
        table: "invoice",
        printed: "printed_number",
        within: "series",
        patient: "patient_id",
        permission: BILLING_VIEW,
    },
    Numbered {
        table: "payment",
        printed: "printed_number",
        within: "series",
        patient: "patient_id",
        permission: BILLING_VIEW,
    },
    Numbered {
        table: "deposit",
        printed: "printed_number",
        within: "series",
        patient: "patient_id",
        permission: BILLING_VIEW,
    },
    Numbered {
        table: "prescription",
        printed: "series || '-' || number",
        within: "series",
        patient: "patient_id",
        permission: PRESCRIPTIONS_VIEW,
    },
    Numbered {
        table: "admission",
        printed: "printed_number",
        within: "series",
        patient: "patient_id",
        permission: WARDS_VIEW,
    },
];

const TWICE_MAX: usize = 100;

#[derive(Deserialize)]
struct Paper {
    id: kernel::RowId,
    patient_id: kernel::RowId,
    patient_name: Option<String>,
    printed: String,
    whole: String,
}

pub fn numbers(read: &Read<'_>) -> Result<Vec<InboxItem>> {
    // One database alone gives no number twice.
    let logs: i64 = read.value("SELECT count(*) FROM log", [])?.unwrap_or(0);
    if logs < 2 {
        return Ok(Vec::new());
    }
    let mut items: Vec<InboxItem> = Vec::new();
    for numbered in NUMBERED.iter().filter(|one| read.session().may(one.permission)) {
        items.extend(twice(read, numbered)?);
    }
    Ok(items)
}

fn twice(read: &Read<'_>, numbered: &Numbered) -> Result<Vec<InboxItem>> {
    let Numbered { table, printed, within, patient, .. } = numbered;
    let sql = format!(
        "SELECT paper.id, paper.patient_id, patient.name AS patient_name, paper.printed,
             paper.whole
         FROM (SELECT id, {patient} AS patient_id, {printed} AS printed,
                   concat_ws(' ', {within}, number) AS whole
               FROM {table} WHERE number > 0 AND ({within}, number) IN
                   (SELECT {within}, number FROM {table} WHERE number > 0
                    GROUP BY {within}, number HAVING count(*) > 1
                    ORDER BY {within}, number LIMIT {TWICE_MAX})) AS paper
             LEFT JOIN patient ON patient.id = paper.patient_id
         ORDER BY paper.whole, paper.id LIMIT 1000"
    );
    let mut items: Vec<InboxItem> = Vec::new();
    for paper in read.all::<Paper>(&sql, [])? {
        let start = format!("number {table} {} ", paper.whole);
        let one = NumberedPaper {
            id: paper.id,
            patient_id: paper.patient_id,
            patient_name: paper.patient_name.unwrap_or_default(),
        };
        let last = items.last_mut().filter(|item| item.key.starts_with(&start));
        match last {
            Some(InboxItem { key, thing: Thing::Number { papers, .. }, .. }) => {
                papers.push(one);
                // One more paper is a new question.
                *key = format!("{start}{}", papers.len());
            }
            _ => items.push(InboxItem {
                key: format!("{start}1"),
                at: None,
                thing: Thing::Number { table, printed: paper.printed, papers: vec![one] },
            }),
        }
    }
    Ok(items)
}
