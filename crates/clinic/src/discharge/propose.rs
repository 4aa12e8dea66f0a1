//! The first words of a summary, gathered from the record, so that the doctor corrects
//! rather than writes. Nothing is stored until it is saved.

use documents::dose::DoseUnit;
use kernel::{Read, Result, Timestamp};

use super::model::{Discharge, DischargeStatus};
use crate::nursing::{ObservationView, observations};
use crate::patients::{Patient, print_language};
use crate::prescriptions::{Line, quantity};
use crate::rounds::{NoteKind, NoteView, WardOrderKind, current_orders, known_orders, notes_of};
use crate::settings::clinic;
use crate::visits::{Certainty, Diagnosis, DiagnosisKind, Visit};
use crate::wards::{Admission, Outcome};

pub fn propose(read: &Read<'_>, admission: &Admission) -> Result<Discharge> {
    let patient: Patient = read.get(admission.patient_id)?;
    let visit: Option<Visit> = match admission.visit_id {
        Some(id) => read.find(id)?,
        None => None,
    };
    let mut notes = notes_of(read, admission.id)?;
    notes.reverse();
    let first = notes.first().map(|view| &view.note);
    let of_visit = |text: fn(&Visit) -> &String| visit.as_ref().map(text).cloned();
    let language = print_language(&patient, &clinic(read)?.print_language);
    Ok(Discharge {
        // No row yet: the id is that of the admission, one summary each.
        id: admission.id,
        admission_id: admission.id,
        patient_id: admission.patient_id,
        doctor_id: admission.doctor_id,
        status: DischargeStatus::Draft,
        series: format!("{}-DS", read.desk()),
        number: None,
        outcome: Outcome::Improved,
        left_at: None,
        language: language.code().to_owned(),
        diagnoses: diagnoses(admission, visit.as_ref()),
        complaint: of_visit(|visit| &visit.complaint)
            .filter(|text| !text.is_empty())
            .or(first.map(|note| note.subjective.clone()))
            .unwrap_or_default(),
        history: of_visit(|visit| &visit.history).unwrap_or_default(),
        examination: of_visit(|visit| &visit.examination)
            .filter(|text| !text.is_empty())
            .or(first.map(|note| note.objective.clone()))
            .unwrap_or_default(),
        course: course(read, &notes),
        investigations: investigations(read, admission)?,
        procedures: procedures(read, &notes),
        condition: condition(read, admission)?,
        lines: lines(read, admission)?,
        advice: String::new(),
        danger_signs: String::new(),
        follow_up_on: None,
        against_advice: None,
        transfer: None,
        death: None,
        signed_at: None,
        signed_by: None,
    })
}

fn diagnoses(admission: &Admission, visit: Option<&Visit>) -> Vec<Diagnosis> {
    let mut all = visit.map(|visit| visit.diagnoses.clone()).unwrap_or_default();
    let is_known = all.iter().any(|known| known.name.eq_ignore_ascii_case(&admission.diagnosis));
    if !is_known && !admission.diagnosis.trim().is_empty() {
        let first = Diagnosis {
            id: admission.id,
            code: String::new(),
            name: admission.diagnosis.clone(),
            kind: DiagnosisKind::Primary,
            certainty: Certainty::Provisional,
            is_chronic: false,
        };
        all.insert(0, first);
    }
    all
}

fn day(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%d-%b").to_string()
}

/// One line of each round, in the order of days.
fn course(read: &Read<'_>, notes: &[NoteView]) -> String {
    let line = |view: &NoteView| {
        let note = &view.note;
        let said = [&note.assessment, &note.plan];
        let said: Vec<&str> =
            said.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        (!said.is_empty()).then(|| format!("{}: {}", day(read, note.seen_at), said.join(". ")))
    };
    let rounds = notes.iter().filter(|view| view.note.kind != NoteKind::Procedure);
    rounds.filter_map(line).collect::<Vec<_>>().join("\n")
}

fn procedures(read: &Read<'_>, notes: &[NoteView]) -> String {
    let done = notes.iter().filter(|view| view.note.kind == NoteKind::Procedure);
    let line = |view: &NoteView| {
        let note = &view.note;
        let texts = [&note.objective, &note.assessment, &note.plan];
        let text = texts.into_iter().find(|text| !text.trim().is_empty());
        format!("{}: {}", day(read, note.seen_at), text.map_or("", |text| text.trim()))
    };
    done.map(line).collect::<Vec<_>>().join("\n")
}

fn investigations(read: &Read<'_>, admission: &Admission) -> Result<String> {
    let orders = known_orders(read, admission.id)?;
    let mut lines = Vec::new();
    for known in orders.iter().filter(|known| known.order.kind == WardOrderKind::Test) {
        let name = known.order.name();
        for result in known.current_results() {
            let from = match (result.is_outside, result.source.as_str()) {
                (false, _) => String::new(),
                (true, "") => " (outside report)".into(),
                (true, source) => format!(" (outside report, {source})"),
            };
            let text = format!("{name}: {}{from}", result.in_one_line());
            lines.push((result.resulted_at, text));
        }
        // What a doctor stopped before it was made is no finding and is not awaited.
        if known.current_results().next().is_none() && known.stop.is_none() {
            lines.push((known.order.started_at, format!("{name}: result awaited")));
        }
    }
    lines.sort();
    let lines: Vec<String> =
        lines.into_iter().map(|(at, text)| format!("{}: {text}", day(read, at))).collect();
    Ok(lines.join("\n"))
}

/// The last observations, as a line.
fn condition(read: &Read<'_>, admission: &Admission) -> Result<String> {
    let all = observations(read, admission, admission.admitted_at)?;
    let Some(last) = all.iter().rev().find(|view| view.is_current) else {
        return Ok(String::new());
    };
    Ok(measured(read, last))
}

fn measured(read: &Read<'_>, view: &ObservationView) -> String {
    let seen = &view.observation;
    let pressure = seen.systolic.zip(seen.diastolic);
    let parts = [
        seen.temp_decicelsius.map(|value| format!("temp {}.{} °C", value / 10, value % 10)),
        seen.pulse.map(|value| format!("pulse {value}/min")),
        pressure.map(|(systolic, diastolic)| format!("BP {systolic}/{diastolic} mmHg")),
        seen.respiration.map(|value| format!("resp {value}/min")),
        seen.spo2.map(|value| format!("SpO2 {value}%")),
        view.news2.total.map(|score| format!("NEWS2 {score}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("{}: {}", day(read, seen.taken_at), parts.join(", ")),
    }
}

/// What the patient takes now by mouth, skin, eye or breath goes on at home; a drip does not.
fn lines(read: &Read<'_>, admission: &Admission) -> Result<Vec<Line>> {
    let orders = current_orders(read, admission.id)?;
    let medicines = orders.into_iter().filter(|order| order.kind == WardOrderKind::Medicine);
    Ok(medicines
        .filter_map(|order| order.line)
        .filter(|line| line.dose.unit != DoseUnit::Injection && !is_by_needle(&line.route))
        .map(|line| Line { quantity: quantity(&line.dose).unwrap_or(0), ..line })
        .collect())
}

fn is_by_needle(route: &str) -> bool {
    let route = route.to_lowercase();
    ["iv", "im", "intravenous", "intramuscular"].iter().any(|needle| route == *needle)
}
