//! What the first page of the access log takes, by each of its filters.

use std::time::Instant;

use clinic::audit::{AuditFilter, FindAccess};
use kernel::{Query, Session, What};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::row::{Row, median};

const ENTRIES: u64 = 100_000;
const PAGE: u16 = 100;
const RUNS: usize = 7;

/// As a desk writes them: charts that were looked at, a refusal and a print now and then, and
/// one kind that is nowhere near the newest.
fn filled() -> Any<ClinicFile> {
    let file = ClinicFile::new()?;
    let id = file.doctor_id;
    let entry = |n: u64| match n {
        0..100 => (What::Export, "audit.export"),
        n if n % 400 == 0 => (What::Refused, "desk.sign_in"),
        n if n % 50 == 0 => (What::Print, "papers.print"),
        _ => (What::View, "patients.open"),
    };
    for from in (0..ENTRIES).step_by(10_000) {
        file.door
            .write(&Session::program(), |tx| {
                (from..from + 10_000).try_for_each(|n| {
                    let (what, route) = entry(n);
                    tx.note(what, route, id, "")
                })
            })
            .map_err(|error| error.to_string())?;
    }
    Ok(file)
}

pub fn rows() -> Any<Vec<Row>> {
    let file = filled()?;
    let all = AuditFilter::default;
    let filters = [
        ("no filter", all()),
        ("refused", AuditFilter { only_refused: true, ..all() }),
        ("prints", AuditFilter { what: Some(What::Print), ..all() }),
        ("only the oldest hundred", AuditFilter { what: Some(What::Export), ..all() }),
        ("a route of the oldest", AuditFilter { route: "audit.export".into(), ..all() }),
        ("a route that never was", AuditFilter { route: "billing.".into(), ..all() }),
        (
            "a day before the first",
            AuditFilter { to: kernel::Day::from_ymd_opt(2000, 1, 1), ..all() },
        ),
        // No index leads there: who did nothing costs a look at every entry.
        ("a person who did nothing", AuditFilter { person_id: Some(file.doctor_id), ..all() }),
        ("one patient", AuditFilter { patient_id: Some(file.doctor_id), ..all() }),
    ];
    let mut rows = Vec::new();
    for (name, filter) in filters {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let page = FindAccess { filter: filter.clone(), before: None, limit: PAGE };
            let began = Instant::now();
            let found = file.door.read(&Session::program(), |read| page.run(read));
            std::hint::black_box(found.map_err(|error| error.to_string())?);
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        let what = format!("first page of the log, {ENTRIES} entries: {name}");
        rows.push(Row::most("explorer", what, median(times), "ms"));
    }
    Ok(rows)
}
