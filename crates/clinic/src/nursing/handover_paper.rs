//! What a shift hands to the next, patient by patient, in the order of SBAR: situation,
//! background, assessment, recommendation. Read from the charts; nothing is typed again.

use documents::HandoverPatient;
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::Deserialize;
use ts_rs::TS;

use super::chart_paper::letter;
use super::doses::{CellState, DoseRow, record};
use super::fluid::{flows, fluids};
use super::note::nursing_notes;
use super::paper_who::{clock, date, moment, place, signed};
use super::scoring::ObservationView;
use super::totals::{Flow, Sum, shift_of, shifts};
use super::ward::row;
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::patients::Sex;
use crate::permissions::NURSING_VIEW;
use crate::rounds::{KnownOrder, WardOrderKind, known_orders, notes_of, ward_hours};
use crate::settings::clinic;
use crate::wards::{Inpatient, Ward, inpatients};

const DAY_MS: i64 = 24 * 3_600_000;

/// The handover of one shift of a ward (of all wards without one), on A4.
#[derive(Deserialize, TS)]
pub struct HandoverPaper {
    pub ward_id: Option<RowId>,
    /// The shift: its day of the ward and its number from 0; the present one if not said.
    pub day: Option<Day>,
    pub shift: Option<u8>,
}

impl Query for HandoverPaper {
    type Output = Paper;
    const ROUTE: &'static str = "nursing.handover_paper";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        self.ward_id
    }
}

impl PaperQuery for HandoverPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let hours = ward_hours(read)?;
        let (day, number, ..) = shift_of(read.now(), &hours, read.zone());
        let day = self.day.unwrap_or(day);
        let number = self.shift.map_or(number, usize::from);
        let (from, until) = shifts(day, &hours, read.zone())
            .get(number)
            .copied()
            .ok_or_else(|| Error::invalid("shift", "errors-unknown-choice"))?;
        let ward = self.ward_id.map(|id| read.get::<Ward>(id)).transpose()?;
        let ward_name = ward.map_or_else(|| "All wards".to_owned(), |ward| ward.name);
        let mut patients = Vec::new();
        for inpatient in inpatients(read, self.ward_id)? {
            patients.push(patient(read, inpatient, from, until)?);
        }
        let paper = documents::Handover {
            clinic_name: clinic(read)?.name,
            shift: format!("Shift {}, {} to {}", date(day), clock(read, from), clock(read, until)),
            ward: ward_name.clone(),
            printed: moment(read, read.now()),
            patients,
        };
        let pdf = documents::handover(&paper).map_err(Error::internal)?;
        Ok(Drawn {
            title: format!("{ward_name} {}", paper.shift),
            name: format!("handover-{day}-{number}"),
            pdf,
            subject: self.ward_id.unwrap_or(RowId::NONE),
        })
    }
}

fn patient(
    read: &Read<'_>,
    inpatient: Inpatient,
    from: Timestamp,
    until: Timestamp,
) -> Result<HandoverPatient> {
    let hours = ward_hours(read)?;
    let id = inpatient.admission.id;
    let sheet = row(read, inpatient, &hours)?;
    let orders = known_orders(read, id)?;
    let doses = record(read, id, from, until)?;
    let next = record(read, id, until, Timestamp(until.0 + DAY_MS / 3))?;
    let fluid = shift_sum(&flows(&fluids(read, id, from)?), from, until);
    let one = &sheet.inpatient;
    let sex = match one.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
    };
    let mut situation = vec![one.admission.diagnosis.clone()];
    situation.push(format!("Day {} · {}", one.day_of_stay, one.doctor_name));
    if one.on_leave.is_some() {
        situation.push("Away on leave".into());
    }
    let background = background(read, id, &orders)?;
    let mut assessment = vec![seen(read, sheet.latest.as_ref())];
    assessment.extend(sheet.alarms.first().map(|alarm| {
        format!("ALARM not answered since {}", clock(read, alarm.observation.taken_at))
    }));
    assessment.push(format!(
        "In {} ml, out {} ml, balance {} ml",
        fluid.in_ml,
        fluid.out_ml,
        signed(fluid.balance_ml)
    ));
    assessment.extend(not_given(read, &doses));
    assessment.extend(came(read, &orders, from, until));
    let mut recommendation = vec![format!("Observations due {}", clock(read, sheet.next_round_at))];
    recommendation.extend(coming(read, &next));
    recommendation.extend(pending(&orders, read.now()));
    let notes = nursing_notes(read, id, from)?;
    let notes = notes.into_iter().filter(|view| view.is_current && view.note.at < until);
    recommendation.extend(notes.take(2).map(|view| {
        let text: String = view.note.text.chars().take(160).collect();
        format!("Note {}: {text}", clock(read, view.note.at))
    }));
    let score = sheet.latest.as_ref().and_then(|view| view.news2.total).unwrap_or(0);
    Ok(HandoverPatient {
        bed: one.place.as_ref().map(place).unwrap_or_else(|| "No bed".into()),
        name: format!("{}  {} / {sex}", one.patient_name, one.age),
        number: one.admission.printed_number.clone(),
        is_urgent: !sheet.alarms.is_empty() || score >= 5,
        allergies: sheet.allergies.clone(),
        situation,
        background,
        assessment,
        recommendation,
    })
}

fn shift_sum(flows: &[Flow], from: Timestamp, until: Timestamp) -> Sum {
    let own = flows.iter().filter(|flow| (from..until).contains(&flow.at));
    let (mut in_ml, mut out_ml) = (0, 0);
    for flow in own {
        match flow.is_in {
            true => in_ml += flow.ml,
            false => out_ml += flow.ml,
        }
    }
    Sum { in_ml, out_ml, balance_ml: in_ml - out_ml }
}

/// The doctor's last plan and what is given at present.
fn background(read: &Read<'_>, id: RowId, orders: &[KnownOrder]) -> Result<Vec<String>> {
    let now = read.now();
    let current = orders.iter().filter(|known| known.is_current(now));
    let medicines: Vec<String> = current
        .filter(|known| known.order.kind == WardOrderKind::Medicine)
        .map(|known| known.order.name())
        .collect();
    let mut lines = Vec::new();
    if !medicines.is_empty() {
        lines.push(medicines.join(", "));
    }
    let notes = notes_of(read, id)?;
    if let Some(last) = notes.first().map(|view| &view.note).filter(|note| !note.plan.is_empty()) {
        let plan: String = last.plan.chars().take(200).collect();
        lines.push(format!("{}: {plan}", last.doctor_name));
    }
    Ok(lines)
}

fn seen(read: &Read<'_>, latest: Option<&ObservationView>) -> String {
    let Some(view) = latest else { return "No observations yet".into() };
    let seen = &view.observation;
    let score = match (view.news2.total, view.news2.not_valid) {
        (Some(total), _) => format!("NEWS2 {total}"),
        (None, Some(_)) => "no NEWS2 (child or pregnant)".into(),
        (None, None) => "NEWS2 incomplete".into(),
    };
    let mut parts = vec![format!("{} {score}", clock(read, seen.taken_at))];
    let mut say = |text: Option<String>| parts.extend(text);
    say(seen.temp_decicelsius.map(|tenths| format!("T {}.{}", tenths / 10, tenths % 10)));
    say(seen.pulse.map(|value| format!("P {value}")));
    say(seen.systolic.map(|systolic| match seen.diastolic {
        Some(diastolic) => format!("BP {systolic}/{diastolic}"),
        None => format!("BP {systolic}/–"),
    }));
    say(seen.respiration.map(|value| format!("RR {value}")));
    say(seen.spo2.map(|value| format!("SpO2 {value}")));
    say(seen.is_on_oxygen.map(|is_on| if is_on { "O2".into() } else { "air".into() }));
    say(seen.consciousness.map(|level| letter(level).to_owned()));
    parts.join(", ")
}

/// Doses of the shift that were not given, or that nobody wrote down.
fn not_given(read: &Read<'_>, rows: &[DoseRow]) -> Vec<String> {
    let mut lines = Vec::new();
    for row in rows {
        for cell in &row.cells {
            let word = match cell.state {
                CellState::Missed => "missed",
                CellState::Refused => "refused",
                CellState::Held => "held",
                CellState::Overdue => "not written down",
                CellState::Upcoming | CellState::Due | CellState::Given | CellState::GivenLate => {
                    continue;
                }
            };
            let reason = cell.event.as_ref().map(|event| event.reason.clone()).unwrap_or_default();
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            lines.push(format!("{} {} {word}{why}", row.order.name, clock(read, cell.at)));
        }
    }
    lines
}

/// What the next shift gives, by its hours.
fn coming(read: &Read<'_>, rows: &[DoseRow]) -> Vec<String> {
    let mut due: Vec<(Timestamp, &str)> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| (cell.at, row.order.name.as_str())))
        .collect();
    due.sort();
    let shown: Vec<String> =
        due.iter().take(8).map(|(at, name)| format!("{} {name}", clock(read, *at))).collect();
    if shown.is_empty() { Vec::new() } else { vec![shown.join(", ")] }
}

/// Results that were written down in the shift.
fn came(read: &Read<'_>, orders: &[KnownOrder], from: Timestamp, until: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    for known in orders {
        let own = known.current_results().filter(|one| (from..until).contains(&one.noted_at));
        lines.extend(own.map(|result| {
            let value: String = result.in_one_line().chars().take(120).collect();
            format!("{} {} {value}", known.order.text, clock(read, result.resulted_at))
        }));
    }
    lines
}

fn pending(orders: &[KnownOrder], now: Timestamp) -> Vec<String> {
    let current = || orders.iter().filter(|known| known.is_current(now));
    let tests = current()
        .filter(|known| known.awaits_result())
        .map(|known| format!("Test: {}", known.order.text));
    let care = current()
        .filter(|known| {
            matches!(
                known.order.kind,
                WardOrderKind::Nursing | WardOrderKind::Oxygen | WardOrderKind::Fluid
            )
        })
        .map(|known| known.order.name());
    let unsigned = orders.iter().filter(|known| known.awaits_counter_sign()).count();
    let unsigned = (unsigned > 0).then(|| format!("{unsigned} verbal orders wait for a signature"));
    tests.chain(care).chain(unsigned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn test(text: &str, every_minutes: Option<i64>, value: Option<&str>) -> KnownOrder {
        let id = RowId([7; 16]);
        let order = json!({
            "id": id, "admission_id": id, "patient_id": id, "kind": "test", "text": text,
            "line": null, "task": "other", "every_minutes": every_minutes, "spo2_scale": null,
            "max_per_day": null, "gap_minutes": null, "is_first_now": false, "slot_minutes": [],
            "started_at": 0, "replaces": null, "warning_reason": "", "doctor_id": id,
            "doctor_name": "", "is_verbal": false, "entered_by": "", "entered_by_id": id,
            "ordered_at": 0,
        });
        let result = value.map(|value| {
            json!({
                "id": id, "order_id": id, "admission_id": id, "patient_id": id, "value": value,
                "unit": "", "resulted_at": 1, "is_outside": false, "source": "",
                "corrects": null, "correction_reason": "", "by": "", "noted_at": 1,
            })
        });
        KnownOrder {
            order: serde_json::from_value(order).unwrap(),
            stop: None,
            counter_sign: None,
            results: result.into_iter().map(|one| serde_json::from_value(one).unwrap()).collect(),
            replaced_by: None,
            left_at: None,
        }
    }

    #[test]
    fn only_tests_without_a_result_and_repeated_ones_are_handed_over() {
        let orders = [
            test("CBC", None, Some("11.2")),
            test("Chest X-ray", None, None),
            test("Sugar", Some(360), Some("142")),
        ];
        assert_eq!(pending(&orders, Timestamp(2)), ["Test: Chest X-ray", "Test: Sugar"]);
    }
}
