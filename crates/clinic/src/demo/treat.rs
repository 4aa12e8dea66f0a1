//! One patient's turn: what the nurse measures, the doctor writes and the cashier takes.

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::Days;
use kernel::{Command, Money, Query, Result, RowId, Tx, What};

use super::cases::{CASES, Case, Drug, INFANT, Who};
use super::dice::Dice;
use crate::billing::{
    BillLineForm, IssueInvoice, Method, PayInvoice, PaymentForm, SuggestBill, WorkOut,
};
use crate::chart::SignVisit;
use crate::patients::Sex;
use crate::prescriptions::{Line, ReadDose, SavePrescription};
use crate::queue::{MoveToken, Stage};
use crate::visits::{
    BeginVisit, Certainty, DiagnosisForm, DiagnosisKind, OrderForm, OrderKind, RecordVitals,
    SaveVisit, VitalsForm,
};

const DRUGS: &str = include_str!("../../data/drugs.tsv");
const ICD10: &str = include_str!("../../data/icd10.tsv");

/// Somebody the clinic knows.
pub struct Known {
    pub id: RowId,
    pub sex: Sex,
    pub years: u32,
    pub language: &'static str,
    pub doctor: usize,
    pub case: &'static Case,
    pub visits: u32,
    pub owes: Option<(RowId, Money)>,
}

pub fn case(dice: &mut Dice, sex: Sex, years: u32) -> &'static Case {
    let fits = |case: &Case| match (case.who, years) {
        (_, 0..2) => false,
        (Who::All, 2..12) => !case.child.is_empty(),
        (Who::All, _) => true,
        (Who::Adult, _) => years >= 12,
        (Who::Woman, _) => years >= 16 && sex == Sex::Female,
        (Who::Elder, _) => years >= 42,
    };
    dice.weighed(&CASES, |case| if fits(case) { case.weight } else { 0 }).unwrap_or(&INFANT)
}

/// Runs a command as the door does, with its line in the access log.
pub fn act<C: Command>(tx: &mut Tx<'_>, command: C) -> Result<C::Output> {
    let output = command.run(tx)?;
    if let Some(subject) = C::subject(&output) {
        tx.note(What::Command, C::ROUTE, subject, "")?;
    }
    Ok(output)
}

pub fn measure(tx: &mut Tx<'_>, dice: &mut Dice, known: &Known, token: RowId) -> Result<RowId> {
    let years = i64::from(known.years);
    let is_adult = years >= 16;
    let has = |code: &str| known.case.code == code;
    let (systolic, diastolic) = match () {
        () if has("I10") => (dice.between(136, 168), dice.between(84, 102)),
        () => (dice.between(106, 134), dice.between(66, 86)),
    };
    let weight_kg = match years {
        0 => dice.between(5, 9),
        1..12 => 2 * (years + 4) + dice.between(-1, 2),
        12..16 => dice.between(36, 52),
        _ => dice.between(44, 84),
    };
    let height_mm =
        if known.sex == Sex::Female { dice.between(1460, 1640) } else { dice.between(1560, 1780) };
    let is_febrile = known.case.is_febrile && known.visits == 0;
    let form = VitalsForm {
        systolic: is_adult.then_some(systolic),
        diastolic: is_adult.then_some(diastolic),
        pulse: Some(if is_adult { dice.between(66, 92) } else { dice.between(88, 116) }),
        respiration: Some(if is_adult { dice.between(14, 18) } else { dice.between(20, 28) }),
        spo2: Some(dice.between(96, 99)),
        temp_decicelsius: Some(if is_febrile {
            dice.between(378, 390)
        } else {
            dice.between(364, 371)
        }),
        weight_g: Some(weight_kg * 1000 + 100 * dice.between(0, 9)),
        height_mm: is_adult.then_some(height_mm),
        waist_mm: None,
        muac_mm: None,
        head_mm: None,
        glucose_mg_dl: has("E11.9").then(|| dice.between(118, 246)),
        pain: None,
        note: String::new(),
    };
    let patient_id = known.id;
    act(tx, RecordVitals { patient_id, visit_id: None, token_id: Some(token), form })?;
    Ok(BeginVisit { patient_id, doctor_id: RowId::NONE, token_id: Some(token) }.run(tx)?.id)
}

/// Writes the visit and its prescription; whoever is still inside is not signed.
pub fn treat(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    known: &Known,
    visit_id: RowId,
    is_done: bool,
) -> Result<Option<kernel::Day>> {
    let case = known.case;
    let is_review = known.visits > 0;
    let follow_up_on = (case.is_chronic || dice.is(45))
        .then(|| tx.today().checked_add_days(Days::new(u64::from(case.review_days))))
        .flatten();
    let complaint = match (is_review, case.is_chronic) {
        (true, false) => format!("Review: better. Was: {}", case.complaint),
        _ => case.complaint.to_owned(),
    };
    let wants_tests = !is_review || (case.is_chronic && known.visits.is_multiple_of(3));
    let orders = case.orders.iter().filter(|_| wants_tests && dice.is(70));
    act(
        tx,
        SaveVisit {
            visit_id,
            complaint,
            history: String::new(),
            examination: case.examination.into(),
            advice: case.advice.into(),
            plan_note: String::new(),
            follow_up_on,
            diagnoses: vec![diagnosis(case)],
            orders: orders.map(|name| order(name)).collect(),
        },
    )?;
    let drugs = if (2..12).contains(&known.years) { case.child } else { case.adult };
    // A review of something that heals needs one drug more at most.
    let drugs = drugs.iter().take(if is_review && !case.is_chronic { 1 } else { drugs.len() });
    let lines = drugs.map(|drug| line(tx, drug)).collect::<Result<Vec<_>>>()?;
    act(tx, SavePrescription { visit_id, language: known.language.into(), lines })?;
    if is_done {
        act(tx, SignVisit { visit_id })?;
    }
    Ok(follow_up_on)
}

fn diagnosis(case: &Case) -> DiagnosisForm {
    DiagnosisForm {
        id: None,
        code: case.code.into(),
        name: diagnosis_name(case.code).unwrap_or(case.complaint).into(),
        kind: DiagnosisKind::Primary,
        certainty: if case.is_chronic { Certainty::Confirmed } else { Certainty::Provisional },
        is_chronic: case.is_chronic,
    }
}

fn order(name: &str) -> OrderForm {
    OrderForm { id: None, kind: OrderKind::Test, name: name.into(), note: String::new() }
}

pub fn diagnosis_name(code: &str) -> Option<&'static str> {
    let mut rows = ICD10.lines().map(|line| line.split('\t'));
    rows.find_map(|mut cells| (cells.next() == Some(code)).then(|| cells.next()).flatten())
}

/// Generic and form to strengths, route, schedule and first brand.
type Shipped = HashMap<(&'static str, &'static str), [&'static str; 4]>;

pub fn shipped() -> &'static Shipped {
    static ALL: OnceLock<Shipped> = OnceLock::new();
    ALL.get_or_init(|| {
        let rows = DRUGS.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let row = |cells: Vec<&'static str>| match cells[..] {
            [generic, form, strengths, route, schedule, _, brands, ..] => {
                let brand = brands.split(';').next().unwrap_or_default();
                Some(((generic, form), [strengths, route, schedule, brand]))
            }
            _ => None,
        };
        rows.filter_map(row).collect()
    })
}

pub fn line(tx: &Tx<'_>, drug: &Drug) -> Result<Line> {
    let (generic, form, strength, dose) = *drug;
    let [_, route, schedule, brand] = shipped().get(&(generic, form)).copied().unwrap_or_default();
    let read = ReadDose { text: dose.into(), form: form.into(), language: "en".into() }.run(tx)?;
    Ok(Line {
        drug_id: format!("{generic}|{form}"),
        generic: generic.into(),
        brand: brand.into(),
        form: form.into(),
        strength: strength.into(),
        route: route.into(),
        dose: read.dose,
        // What cannot be counted is one pack.
        quantity: read.quantity.unwrap_or(1),
        quantity_unit: read.quantity_unit,
        note: String::new(),
        schedule: schedule.into(),
    })
}

/// Bills the visit; a free one leaves no bill. Gives what is still owed.
pub fn bill(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    known: &Known,
    visit: RowId,
    token: RowId,
) -> Result<Option<(RowId, Money)>> {
    let (patient_id, visit_id) = (known.id, Some(visit));
    if let Some((invoice_id, amount)) = known.owes {
        let payments = vec![payment(dice, amount)];
        act(tx, PayInvoice { invoice_id, payments })?;
    }
    let lines = SuggestBill { patient_id, visit_id }.run(tx)?.lines;
    let price = |line: &BillLineForm| Money(line.price_paise.0 * i64::from(line.quantity));
    let gross: Money = lines.iter().map(price).sum();
    if gross == Money::ZERO {
        act(tx, MoveToken { token_id: token, stage: Stage::Done })?;
        return Ok(None);
    }
    let discount = if dice.is(4) { gross.share(10, 100) } else { Money::ZERO };
    let reasons = ["Senior citizen", "Staff family", "Cannot pay the full fee"];
    let reason = dice.any(&reasons).filter(|_| discount > Money::ZERO);
    let worked =
        WorkOut { patient_id, lines: lines.clone(), discount_paise: discount, buyer: None };
    let total = worked.run(tx)?.total_paise;
    let paid = match dice.roll(100) {
        0..4 => Money::ZERO,
        4..7 => Money(total.0 / 200 * 100),
        _ => total,
    };
    let payments = if paid > Money::ZERO { vec![payment(dice, paid)] } else { Vec::new() };
    let view = act(
        tx,
        IssueInvoice {
            patient_id,
            visit_id,
            lines,
            discount_paise: discount,
            discount_reason: reason.copied().unwrap_or_default().into(),
            buyer: None,
            payments,
            approval: None,
        },
    )?;
    Ok((view.due_paise > Money::ZERO).then_some((view.invoice.id, view.due_paise)))
}

pub fn payment(dice: &mut Dice, amount_paise: Money) -> PaymentForm {
    let (method, reference) = match dice.roll(100) {
        0..48 => (Method::Cash, String::new()),
        48..92 => (Method::Upi, format!("{:012}", dice.roll(u32::MAX))),
        _ => (Method::Card, format!("{:04}", dice.roll(10_000))),
    };
    PaymentForm { method, amount_paise, reference }
}
