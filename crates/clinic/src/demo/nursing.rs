//! The charts of the demo clinic: for whoever lies there now, the last three days of rounds,
//! orders, observations, doses, intake and output. Most go well; some doses are missed or
//! refused, one patient is getting worse as the clock stops.

use kernel::{Door, ManualClock, Result, RowId, Session, Timestamp, Tx};

use super::cases::Drug;
use super::dice::Dice;
use super::staff::Team;
use super::treat::{act, line};
use crate::nursing::{
    AnswerAlarm, CellState, Consciousness, DoseOutcome, FluidForm, FluidKind, ObservationForm,
    RecordDose, RecordFluid, RecordObservation, WriteNursingNote, answer, record,
};
use crate::rounds::{
    NoteKind, NursingTask, OrderResultForm, PlaceOrder, RecordResult, SignRoundNote,
    TakeVerbalOrder, WardOrderForm, WardOrderKind, order_at,
};
use crate::staff::Staff;
use crate::wards::{AdmissionKind, Inpatient, inpatients};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAYS: i64 = 3;
/// Nobody charts more than this many beds.
const PATIENTS_MAX: usize = 60;

/// Part of the diagnosis, what is given, and what the doctor writes.
struct Plan {
    diagnosis: &'static str,
    drugs: &'static [Drug],
    care: &'static [(WardOrderKind, &'static str)],
    found: &'static str,
    plan: &'static str,
}

const PCM: Drug = ("Paracetamol", "tablet", "500 mg", "1 sos fever");
const PANTOPRAZOLE: Drug = ("Pantoprazole", "injection", "40 mg", "1-0-0");

/// Of 2 to 11 years, whatever brought them.
const CHILD: Plan = Plan {
    diagnosis: "",
    drugs: &[("Paracetamol", "suspension", "120 mg/5 ml", "5 ml tds")],
    care: &[(WardOrderKind::Diet, "Soft diet, fluids by mouth")],
    found: "Playful, drinks well",
    plan: "Continue, weigh tomorrow",
};

const PLANS: [Plan; 8] = [
    Plan {
        diagnosis: "pneumonia",
        drugs: &[
            ("Ceftriaxone", "injection", "1 g", "1-0-1"),
            ("Azithromycin", "tablet", "500 mg", "1-0-0"),
            PANTOPRAZOLE,
            PCM,
        ],
        care: &[
            (WardOrderKind::Oxygen, "Oxygen 2 l/min by nasal prongs, target 96 % and above"),
            (WardOrderKind::Test, "Chest X-ray"),
        ],
        found: "Crepitations right base, air entry better",
        plan: "Continue antibiotics, chest physiotherapy",
    },
    Plan {
        diagnosis: "COPD",
        drugs: &[
            ("Hydrocortisone", "injection", "100 mg", "q8h"),
            ("Salbutamol", "respules", "2.5 mg/2.5 ml", "q6h"),
            ("Ceftriaxone", "injection", "1 g", "1-0-1"),
            PANTOPRAZOLE,
        ],
        care: &[(WardOrderKind::Oxygen, "Oxygen 1 l/min by nasal prongs, target 88-92 %")],
        found: "Expiratory wheeze both sides, less than yesterday",
        plan: "Nebulise 6-hourly, watch SpO2 88-92 %",
    },
    Plan {
        diagnosis: "ketoacidosis",
        drugs: &[
            ("Insulin human regular", "injection", "100 IU/ml", "8 units tds ac"),
            ("Potassium chloride", "injection", "150 mg/ml", "1-0-1"),
            PANTOPRAZOLE,
        ],
        care: &[
            (WardOrderKind::Fluid, "NS 500 ml over 6 h"),
            (WardOrderKind::Test, "Urea, creatinine, electrolytes"),
            (WardOrderKind::Diet, "Diabetic diet"),
        ],
        found: "Alert, no acidotic breathing",
        plan: "Sugar before each meal, potassium in the evening",
    },
    Plan {
        diagnosis: "coronary",
        drugs: &[
            ("Enoxaparin", "injection", "60 mg/0.6 ml", "1-0-1"),
            ("Aspirin", "tablet", "75 mg", "0-1-0"),
            ("Atorvastatin", "tablet", "40 mg", "hs"),
            PANTOPRAZOLE,
        ],
        care: &[(WardOrderKind::Test, "Troponin I"), (WardOrderKind::Diet, "Low-salt diet")],
        found: "No pain since last night, chest clear",
        plan: "Bed rest, echo tomorrow",
    },
    Plan {
        diagnosis: "Dengue",
        drugs: &[("Paracetamol", "tablet", "500 mg", "1-1-1"), PANTOPRAZOLE],
        care: &[
            (WardOrderKind::Fluid, "RL 500 ml over 8 h"),
            (WardOrderKind::Test, "Platelet count daily"),
        ],
        found: "No bleeding, liver not tender",
        plan: "Fluids by mouth, platelets tomorrow",
    },
    Plan {
        diagnosis: "gastroenteritis",
        drugs: &[("Ondansetron", "injection", "2 mg/ml", "1-1-1"), PANTOPRAZOLE],
        care: &[(WardOrderKind::Fluid, "RL 500 ml over 4 h"), (WardOrderKind::Diet, "Soft diet")],
        found: "Well hydrated, stools four since morning",
        plan: "Oral fluids, stop the drip if he drinks",
    },
    Plan {
        diagnosis: "fever",
        drugs: &[("Ceftriaxone", "injection", "1 g", "1-0-1"), PANTOPRAZOLE, PCM],
        care: &[(WardOrderKind::Test, "CBC"), (WardOrderKind::Diet, "Soft diet")],
        found: "Febrile once in the night, abdomen soft",
        plan: "Continue, blood culture report awaited",
    },
    Plan {
        diagnosis: "",
        drugs: &[
            ("Cefixime", "tablet", "200 mg", "1-0-1"),
            ("Tramadol", "capsule", "50 mg", "1-0-1"),
        ],
        care: &[(WardOrderKind::Diet, "Normal diet")],
        found: "Comfortable, wound dry",
        plan: "Mobilise, dressing tomorrow",
    },
];

/// How somebody does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Well,
    /// Bad yesterday, and somebody came.
    WasIll,
    /// Getting worse now, and nobody has answered yet.
    Worse,
}

pub fn chart(
    door: &Door,
    clock: &ManualClock,
    team: &Team,
    seed: u64,
    now: Timestamp,
) -> Result<()> {
    let program = Session::program();
    clock.travel(now);
    let mut dice = Dice(seed ^ 0x63_68_61_72);
    let lying = door.read(&program, |read| inpatients(read, None))?;
    for (nth, one) in lying.into_iter().take(PATIENTS_MAX).enumerate() {
        let way = match nth % 9 {
            3 => Way::Worse,
            6 => Way::WasIll,
            _ => Way::Well,
        };
        let mut bed = Bedside { clock, team, dice: &mut dice, one, now, way };
        let begin = bed.begin();
        let orders = door.write(bed.doctor(), |tx| bed.order(tx, begin, nth))?;
        door.write(&team.nurse, |tx| bed.observe(tx, begin))?;
        door.write(&team.nurse, |tx| bed.give(tx, &orders, begin))?;
        door.write(&team.nurse, |tx| bed.measure_fluids(tx, begin, nth))?;
        if nth % 7 == 2 {
            door.write(&team.nurse, |tx| bed.take_by_telephone(tx))?;
        }
    }
    clock.travel(now);
    Ok(())
}

struct Bedside<'a> {
    clock: &'a ManualClock,
    team: &'a Team,
    dice: &'a mut Dice,
    one: Inpatient,
    now: Timestamp,
    way: Way,
}

impl<'a> Bedside<'a> {
    /// Three days ago, or half an hour after the admission.
    fn begin(&self) -> Timestamp {
        let admitted = self.one.admission.admitted_at.0 + 30 * MINUTE;
        Timestamp((self.now.0 - DAYS * 24 * HOUR).max(admitted).min(self.now.0 - MINUTE))
    }

    fn doctor(&self) -> &'a Session {
        let doctor = self.one.admission.doctor_id;
        let own = self.team.doctors.iter().find(|session| session.doctor == Some(doctor));
        own.or(self.team.doctors.first()).unwrap_or(&self.team.nurse)
    }

    fn plan(&self) -> &'static Plan {
        let diagnosis = self.one.admission.diagnosis.as_str();
        let fits = |plan: &&Plan| diagnosis.contains(plan.diagnosis);
        let is_small = self.one.age_years < 12;
        if is_small { &CHILD } else { PLANS.iter().find(fits).unwrap_or(&CHILD) }
    }

    fn set(&self, at: Timestamp) {
        self.clock.travel(Timestamp(at.0.min(self.now.0)));
    }

    /// Notes of each morning, and the orders of the first.
    fn order(&mut self, tx: &mut Tx<'_>, begin: Timestamp, nth: usize) -> Result<Vec<RowId>> {
        let plan = self.plan();
        let is_baby = self.one.age_years < 2;
        self.set(begin);
        let admission_id = self.one.admission.id;
        let mut orders = Vec::new();
        if !is_baby {
            for drug in plan.drugs {
                let line = line(tx, drug)?;
                let is_sos = drug.3.contains("sos");
                let form = WardOrderForm {
                    line: Some(line),
                    max_per_day: is_sos.then_some(4),
                    gap_minutes: is_sos.then_some(360),
                    warning_reason: "Known, tolerated before".into(),
                    ..plain(WardOrderKind::Medicine, "")
                };
                orders.push(act(tx, PlaceOrder { admission_id, form })?.order.id);
            }
            for (kind, text) in plan.care {
                let is_target_2 = text.contains("88-92");
                let form =
                    WardOrderForm { spo2_scale: is_target_2.then_some(2), ..plain(*kind, text) };
                let order = act(tx, PlaceOrder { admission_id, form })?.order;
                let reported = Timestamp(begin.0 + 5 * HOUR);
                // The sample of every third one is still at the laboratory.
                let found = result_of(text).filter(|_| !nth.is_multiple_of(3));
                if let Some(form) = found.filter(|_| reported < self.now) {
                    self.set(reported);
                    act(tx, RecordResult { order_id: order.id, form })?;
                    self.set(begin);
                }
            }
        }
        let tpr = WardOrderForm {
            task: NursingTask::Observations,
            every_minutes: Some(4 * 60),
            ..plain(WardOrderKind::Nursing, "TPR and BP every 4 h")
        };
        act(tx, PlaceOrder { admission_id, form: tpr })?;
        if nth.is_multiple_of(2) && !is_baby {
            let task = NursingTask::IntakeOutput;
            let form =
                WardOrderForm { task, ..plain(WardOrderKind::Nursing, "Strict intake and output") };
            act(tx, PlaceOrder { admission_id, form })?;
        }
        let mut at = begin.0 + HOUR;
        while at < self.now.0 {
            self.set(Timestamp(at));
            let note = SignRoundNote {
                admission_id,
                kind: NoteKind::Progress,
                seen_at: None,
                subjective: if is_baby { "Feeding well" } else { "Feels better" }.into(),
                objective: if is_baby { "Active, no jaundice" } else { plan.found }.into(),
                assessment: String::new(),
                plan: if is_baby { "Breast feeds, keep warm" } else { plan.plan }.into(),
            };
            act(tx, note)?;
            at += 24 * HOUR;
        }
        Ok(orders)
    }

    fn observe(&mut self, tx: &mut Tx<'_>, begin: Timestamp) -> Result<()> {
        let mut at = begin.0 + 20 * MINUTE;
        let admission_id = self.one.admission.id;
        while at < self.now.0 - 10 * MINUTE {
            let hours_left = (self.now.0 - at) / HOUR;
            let is_bad = match self.way {
                Way::Well => false,
                Way::WasIll => (20..26).contains(&hours_left),
                Way::Worse => hours_left < 4,
            };
            self.set(Timestamp(at));
            let form = self.form(is_bad);
            let seen = act(tx, RecordObservation { admission_id, form })?;
            if seen.is_open_alarm() && self.way != Way::Worse {
                self.set(Timestamp(at + 12 * MINUTE));
                let done = "Doctor called and came, oxygen started, fluids given".into();
                act(tx, AnswerAlarm { observation_id: seen.observation.id, done })?;
            }
            // Rounds are never on the minute, and one in twenty is left out.
            let skipped = if self.dice.is(5) { 4 } else { 0 };
            at += (4 + skipped) * HOUR + self.dice.between(-15, 15) * MINUTE;
        }
        if self.way == Way::Worse && begin.0 + HOUR < self.now.0 - 25 * MINUTE {
            self.set(Timestamp(self.now.0 - 25 * MINUTE));
            let form = self.form(true);
            act(tx, RecordObservation { admission_id, form })?;
        }
        Ok(())
    }

    fn form(&mut self, is_bad: bool) -> ObservationForm {
        let years = self.one.age_years;
        let is_copd = self.one.admission.diagnosis.contains("COPD");
        let dice = &mut *self.dice;
        let (pulse, breaths) = match years {
            0 => (dice.between(118, 146), dice.between(34, 46)),
            1..12 => (dice.between(88, 112), dice.between(20, 26)),
            _ => (dice.between(68, 88), dice.between(14, 18)),
        };
        let is_adult = years >= 12;
        let on_oxygen = is_copd || is_bad;
        ObservationForm {
            taken_at: None,
            temp_decicelsius: Some(match is_bad {
                true => dice.between(384, 394),
                false => dice.between(364, 377),
            }),
            pulse: Some(if is_bad { pulse + 36 } else { pulse }),
            systolic: is_adult.then(|| dice.between(112, 136) - if is_bad { 22 } else { 0 }),
            diastolic: is_adult.then(|| dice.between(64, 78)),
            respiration: Some(if is_bad { breaths + 9 } else { breaths }),
            spo2: Some(match (is_copd, is_bad) {
                (true, _) => dice.between(88, 91),
                (false, true) => dice.between(91, 93),
                (false, false) => dice.between(96, 99),
            }),
            spo2_scale: None,
            is_on_oxygen: Some(on_oxygen),
            oxygen_decilitres: on_oxygen.then_some(20),
            consciousness: Some(Consciousness::Alert),
            pain: is_adult.then(|| dice.between(0, 4)),
            weight_g: None,
            glucose_mg_dl: self
                .one
                .admission
                .diagnosis
                .contains("Diabetic")
                .then(|| dice.between(148, 268)),
            note: String::new(),
        }
    }

    fn give(&mut self, tx: &mut Tx<'_>, orders: &[RowId], begin: Timestamp) -> Result<()> {
        let admission_id = self.one.admission.id;
        self.set(self.now);
        let second: Option<Staff> = match self.team.doctors.first() {
            Some(doctor) => tx.find(doctor.user)?,
            None => None,
        };
        let rows = record(tx, admission_id, begin, self.now)?;
        for row in rows.iter().filter(|row| orders.contains(&row.order.order.id)) {
            let known = order_at(tx, row.order.order.id)?;
            for cell in row.cells.iter().filter(|cell| cell.state == CellState::Overdue) {
                let Some(due) = cell.due_at else { continue };
                // Whoever is getting worse keeps the nurse too busy to write.
                if self.way == Way::Worse && self.now.0 - due.0 < 6 * HOUR {
                    continue;
                }
                let (outcome, minutes, reason) = match self.dice.roll(100) {
                    0..3 => (DoseOutcome::Missed, 90, "Away for a test"),
                    3..5 => (DoseOutcome::Refused, 5, "Feels sick"),
                    5..6 => (DoseOutcome::Held, 5, "The doctor says so"),
                    6..11 => (DoseOutcome::Given, self.dice.between(70, 110), "No drip line"),
                    _ => (DoseOutcome::Given, self.dice.between(-10, 40), ""),
                };
                let at = Timestamp((due.0 + minutes * MINUTE).max(begin.0).min(self.now.0));
                self.set(at);
                let is_given = outcome == DoseOutcome::Given;
                let given = RecordDose {
                    order_id: known.order.id,
                    due_at: Some(due),
                    outcome,
                    at: Some(at),
                    amount: None,
                    reason: reason.into(),
                    band: if is_given { self.one.reg_no.clone() } else { String::new() },
                    second_id: None,
                    second_password: String::new(),
                };
                let second = second.clone().filter(|_| is_given && row.order.is_high_risk);
                answer(tx, &known, given, second)?;
            }
        }
        Ok(())
    }

    fn measure_fluids(&mut self, tx: &mut Tx<'_>, begin: Timestamp, nth: usize) -> Result<()> {
        let admission_id = self.one.admission.id;
        if nth.is_multiple_of(2) && self.one.age_years >= 12 {
            let mut at = begin.0 + 2 * HOUR;
            while at < self.now.0 {
                for (kind, least, most) in [
                    (FluidKind::Oral, 100, 300),
                    (FluidKind::Intravenous, 200, 400),
                    (FluidKind::Urine, 180, 420),
                ] {
                    self.set(Timestamp(at));
                    let ml = 10 * self.dice.between(least / 10, most / 10);
                    let form = FluidForm { at: None, kind, ml, note: String::new() };
                    act(tx, RecordFluid { admission_id, form })?;
                }
                at += 5 * HOUR;
            }
        }
        let at = Timestamp((self.now.0 - 3 * HOUR).max(begin.0));
        self.set(at);
        let text = match (self.one.admission.kind, self.way) {
            (AdmissionKind::Newborn, _) => "Fed well, passed urine twice, cord clean.",
            (_, Way::Worse) => "More breathless, relatives told, doctor informed.",
            _ => "Slept well, took breakfast, walked to the bathroom with help.",
        };
        act(tx, WriteNursingNote { admission_id, at: None, text: text.into() })?;
        Ok(())
    }

    fn take_by_telephone(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let admitted = self.one.admission.admitted_at.0;
        self.set(Timestamp((self.now.0 - 40 * MINUTE).max(admitted + MINUTE)));
        let order = TakeVerbalOrder {
            admission_id: self.one.admission.id,
            doctor_id: self.one.admission.doctor_id,
            is_read_back: true,
            form: plain(WardOrderKind::Test, "Urea, creatinine, electrolytes, repeat today"),
        };
        act(tx, order)?;
        Ok(())
    }
}

fn result_of(test: &str) -> Option<OrderResultForm> {
    let (value, unit) = match test {
        "CBC" => ("Hb 11.8 g/dl\nTLC 11,400 /µl\nPlatelets 2.1 lakh /µl", ""),
        "Chest X-ray" => ("Consolidation of the right lower zone, no effusion", ""),
        "Urea, creatinine, electrolytes" => {
            ("Urea 38 mg/dl\nCreatinine 1.1 mg/dl\nNa 138, K 3.9 mmol/l", "")
        }
        "Troponin I" => ("0.92", "ng/ml"),
        _ => return None,
    };
    Some(OrderResultForm {
        value: value.into(),
        unit: unit.into(),
        resulted_at: None,
        is_outside: test == "Chest X-ray",
        source: if test == "Chest X-ray" { "Metro Scans" } else { "" }.into(),
        corrects: None,
        correction_reason: String::new(),
    })
}

fn plain(kind: WardOrderKind, text: &str) -> WardOrderForm {
    WardOrderForm {
        kind,
        text: text.to_owned(),
        line: None,
        task: NursingTask::Other,
        every_minutes: None,
        spo2_scale: None,
        max_per_day: None,
        gap_minutes: None,
        is_first_now: false,
        started_at: None,
        warning_reason: String::new(),
    }
}
