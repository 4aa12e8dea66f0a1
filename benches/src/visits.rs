//! Opening a patient with fifty visits, saving a visit, and what a commit costs, each beside
//! the same rows written or read by plain SQLCipher with the same durability.

use std::time::Instant;

use clinic::billing::{IssueInvoice, Method, PaymentForm, SuggestBill};
use clinic::chart::{ShowSummary, SignVisit};
use clinic::patients::{OpenPatient, PatientForm, RegisterPatient, Sex};
use clinic::prescriptions::{Line, ReadDose, SavePrescription};
use clinic::queue::{GiveToken, Priority};
use clinic::visits::{
    BeginVisit, Certainty, DiagnosisForm, DiagnosisKind, RecordVitals, SaveVisit, VitalsForm,
};
use kernel::{Command, Door, ManualClock, Query, RowId, Session, Tx};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::disk::{bytes_by_table, grown, op_bytes, settled_bytes};
use crate::row::{Row, median, percentile};

pub const VISITS: usize = 50;
const SAVES: usize = 400;
const COMMITS: usize = 1_500;
const OPENS: usize = 200;
const RUNS: usize = 5;
/// The tables of the product that a visit with its bill writes to.
const WRITTEN: [&str; 6] = ["token", "vitals", "visit", "prescription", "invoice", "payment"];

type Ran<T> = Result<T, String>;

fn said<T>(result: kernel::Result<T>) -> Ran<T> {
    result.map_err(|error| error.to_string())
}

fn vitals() -> VitalsForm {
    VitalsForm {
        systolic: Some(128),
        diastolic: Some(82),
        pulse: Some(84),
        spo2: Some(98),
        temp_decicelsius: Some(371),
        weight_g: Some(61_500),
        ..VitalsForm::default()
    }
}

fn diagnosis() -> DiagnosisForm {
    DiagnosisForm {
        id: None,
        code: "J06.9".into(),
        name: "Acute upper respiratory infection".into(),
        kind: DiagnosisKind::Primary,
        certainty: Certainty::Provisional,
        is_chronic: false,
    }
}

const DRUGS: [(&str, &str); 5] = [
    ("Paracetamol", "1-0-1 x 5 pc"),
    ("Cetirizine", "hs 5 days"),
    ("Pantoprazole", "od 10 days ac"),
    ("Amoxicillin", "tds 5 days pc"),
    ("Oral rehydration salts", "sos loose"),
];

fn line(tx: &Tx<'_>, generic: &str, dose: &str) -> kernel::Result<Line> {
    let read =
        ReadDose { text: dose.into(), form: "tablet".into(), language: "en".into() }.run(tx)?;
    Ok(Line {
        drug_id: String::new(),
        generic: generic.into(),
        brand: String::new(),
        form: "tablet".into(),
        strength: "500 mg".into(),
        route: "oral".into(),
        dose: read.dose,
        quantity: read.quantity.unwrap_or(1),
        quantity_unit: read.quantity_unit,
        note: String::new(),
        schedule: "H".into(),
    })
}

/// A whole visit: token, vitals, notes, five drugs, signature, bill and payment.
pub fn visit(tx: &mut Tx<'_>, patient_id: RowId, doctor_id: RowId) -> kernel::Result<()> {
    let priority = Priority::Normal;
    let token = GiveToken { patient_id, doctor_id, priority, reason: String::new() }.run(tx)?;
    let token_id = Some(token.token.id);
    RecordVitals { patient_id, visit_id: None, token_id, form: vitals() }.run(tx)?;
    let visit_id = BeginVisit { patient_id, doctor_id, token_id }.run(tx)?.id;
    SaveVisit {
        visit_id,
        complaint: "Fever and cough for 3 days".into(),
        history: String::new(),
        examination: "Throat red, chest clear".into(),
        advice: "Warm fluids, rest".into(),
        plan_note: String::new(),
        follow_up_on: None,
        diagnoses: vec![diagnosis()],
        orders: Vec::new(),
    }
    .run(tx)?;
    let lines =
        DRUGS.iter().map(|(drug, dose)| line(tx, drug, dose)).collect::<kernel::Result<_>>()?;
    SavePrescription { visit_id, language: "mr".into(), lines }.run(tx)?;
    SignVisit { visit_id }.run(tx)?;
    let mut lines = SuggestBill { patient_id, visit_id: Some(visit_id) }.run(tx)?.lines;
    for line in &mut lines {
        line.price_paise = kernel::Money(50_000);
    }
    let payment = PaymentForm {
        method: Method::Cash,
        amount_paise: kernel::Money(50_000),
        reference: String::new(),
    };
    IssueInvoice {
        patient_id,
        visit_id: Some(visit_id),
        lines,
        discount_paise: kernel::Money::ZERO,
        discount_reason: String::new(),
        buyer: None,
        payments: vec![payment],
        approval: None,
    }
    .run(tx)?;
    Ok(())
}

fn register(door: &Door, name: &str) -> Ran<RowId> {
    let form = PatientForm {
        name: name.into(),
        sex: Some(Sex::Female),
        birth_date: "1992-04-01".parse().ok(),
        ..PatientForm::default()
    };
    let register = RegisterPatient { form, is_not_duplicate: true };
    Ok(said(door.write(&Session::program(), |tx| register.run(tx)))?.id)
}

/// Somebody who comes again and again: the patient who is opened.
pub fn regular(
    door: &Door,
    clock: &ManualClock,
    name: &str,
    doctor_id: RowId,
    pause_ms: i64,
) -> Ran<RowId> {
    let patient = register(door, name)?;
    for _ in 0..VISITS {
        said(door.write(&Session::program(), |tx| visit(tx, patient, doctor_id)))?;
        clock.advance_ms(pause_ms);
    }
    Ok(patient)
}

/// A connection to a second clinic's file that nothing else writes, for the same rows.
fn raw(file: &ClinicFile) -> Any<Connection> {
    Ok(file.vault.open_database()?)
}

fn rows_of(conn: &Connection, table: &str) -> Any<Vec<Vec<Value>>> {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY id"))?;
    let columns = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..columns).map(|at| row.get::<_, Value>(at)).collect())?
        .collect::<Result<Vec<Vec<Value>>, _>>()?;
    Ok(rows)
}

fn insert(conn: &Connection, table: &str, row: &[Value]) -> Any<()> {
    let marks = vec!["?"; row.len()].join(",");
    let sql = format!("INSERT INTO {table} VALUES ({marks})");
    conn.prepare_cached(&sql)?.execute(params_from_iter(row))?;
    Ok(())
}

pub fn rows() -> Any<Vec<Row>> {
    let mut rows = open()?;
    rows.extend(save()?);
    rows.extend(write()?);
    Ok(rows)
}

fn open() -> Any<Vec<Row>> {
    let file = ClinicFile::new()?;
    const NINE_DAYS_MS: i64 = 86_400_000 * 9;
    let patient = regular(&file.door, &file.clock, "Sunita Pawar", file.doctor_id, NINE_DAYS_MS)?;
    let plain = file.connection()?;
    let join = "SELECT * FROM visit LEFT JOIN prescription ON prescription.visit_id = visit.id
                LEFT JOIN vitals ON vitals.visit_id = visit.id
                WHERE visit.patient_id = ?1 ORDER BY visit.started_at LIMIT 50";
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..OPENS {
        let begun = Instant::now();
        said(file.door.query(&Session::program(), OpenPatient { id: patient }))?;
        said(file.door.query(&Session::program(), ShowSummary { patient_id: patient }))?;
        ours.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        let mut statement = plain.prepare_cached(join)?;
        let width = statement.column_count();
        let mut found = statement.query([patient])?;
        while let Some(row) = found.next()? {
            for at in 0..width {
                std::hint::black_box(row.get_ref(at)?);
            }
        }
        theirs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let what = format!("patient with {VISITS} visits: profile and summary, core");
    Ok(vec![
        Row::most("B-OPEN", what, median(ours), "ms")
            .at_most(5.0)
            .against("one SQLCipher join of the rows", median(theirs)),
    ])
}

fn save() -> Any<Vec<Row>> {
    let (file, other) = (ClinicFile::new()?, ClinicFile::new()?);
    let mut ours = Vec::new();
    let ops = |file: &ClinicFile| -> Any<i64> {
        Ok(file.connection()?.query_row("SELECT count(*) FROM op", [], |row| row.get(0))?)
    };
    let patients: Vec<RowId> =
        (0..SAVES).map(|at| register(&file.door, &format!("Patient {at}"))).collect::<Ran<_>>()?;
    let (ops_before, bytes_before) = (ops(&file)?, settled_bytes(&file)?);
    let tables_before = bytes_by_table(&file)?;
    for patient in patients {
        file.clock.advance_ms(60_000);
        let begun = Instant::now();
        said(file.door.write(&Session::program(), |tx| visit(tx, patient, file.doctor_id)))?;
        ours.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let made = ops(&file)? - ops_before;
    let bytes = settled_bytes(&file)? - bytes_before;
    let of_tables = grown(&tables_before, &bytes_by_table(&file)?, made as f64);
    let tables: Vec<(&str, Vec<Vec<Value>>)> = WRITTEN
        .iter()
        .map(|table| Ok((*table, rows_of(&file.connection()?, table)?)))
        .collect::<Any<_>>()?;
    let conn = raw(&other)?;
    let mut theirs = Vec::new();
    for at in 0..SAVES {
        let begun = Instant::now();
        conn.execute_batch("BEGIN IMMEDIATE")?;
        for (table, rows) in &tables {
            if let Some(row) = rows.get(at) {
                insert(&conn, table, row)?;
            }
        }
        conn.execute_batch("COMMIT")?;
        theirs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let as_kept = "STRICT, WITHOUT ROWID";
    let layouts = (op_bytes(&file, &conn, as_kept)?, op_bytes(&file, &conn, "STRICT")?);
    let each = made as f64 / SAVES as f64;
    let (p99, raw99) = (percentile(&mut ours, 99), percentile(&mut theirs, 99));
    let (p50, raw50) = (percentile(&mut ours, 50), percentile(&mut theirs, 50));
    let what = format!("a visit of {each:.0} ops saved durably, p99 against the same rows raw");
    Ok(vec![
        Row::most("B-SAVE", what, p99 / raw99, "×").at_most(1.5).beside(format!(
            "p99 {p99:.2} ms against {raw99:.2} ms; median {p50:.2} ms against {raw50:.2} ms"
        )),
        Row::most("B-DISK", "bytes on disk an op, rows and indexes", bytes / made as f64, "bytes")
            .at_most(170.0)
            .beside(format!("over the visits of B-SAVE: {of_tables}")),
        Row::most("B-DISK", "of these the ops' own table", layouts.0.0, "bytes").beside(format!(
            "bodies alone {:.0}; the same ops in a table with row numbers {:.0}",
            layouts.0.1, layouts.1.0
        )),
    ])
}

fn write() -> Any<Vec<Row>> {
    let mut ratios = Vec::new();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (file, other) = (ClinicFile::new()?, ClinicFile::new()?);
        let patient_id = register(&file.door, "Sunita Pawar")?;
        let begun = Instant::now();
        for _ in 0..COMMITS {
            let record =
                RecordVitals { patient_id, visit_id: None, token_id: None, form: vitals() };
            said(file.door.command(&Session::program(), record))?;
        }
        let our_rate = COMMITS as f64 / begun.elapsed().as_secs_f64();
        let rows = rows_of(&file.connection()?, "vitals")?;
        let conn = raw(&other)?;
        let begun = Instant::now();
        for row in &rows {
            insert(&conn, "vitals", row)?;
        }
        let their_rate = COMMITS as f64 / begun.elapsed().as_secs_f64();
        ratios.push(our_rate / their_rate);
        ours.push(our_rate);
        theirs.push(their_rate);
    }
    let (our_rate, their_rate) = (median(ours), median(theirs));
    let beside = format!("{our_rate:.0} against {their_rate:.0} commits a second, FULL");
    Ok(vec![
        Row::most("B-WRITE", "one write path against raw SQLCipher", median(ratios), "×")
            .at_least(0.6)
            .beside(beside),
        Row::most("B-WRITE", "commits a second, FULL", our_rate, "a second").more(),
    ])
}
