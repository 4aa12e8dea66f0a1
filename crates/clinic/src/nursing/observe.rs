use kernel::{Command, Error, Permission, Query, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Observation;
use super::news2::{Consciousness, News2, news2};
use super::scoring::{ObservationView, not_valid, observations, scale_at};
use crate::forms;
use crate::permissions::{NURSING_CHART, NURSING_VIEW};
use crate::rounds::{happened, known_orders};
use crate::wards::{Admission, open_admission};

#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
pub struct ObservationForm {
    /// When it was measured; now if not said.
    pub taken_at: Option<Timestamp>,
    #[ts(type = "number | null")]
    pub temp_decicelsius: Option<i64>,
    #[ts(type = "number | null")]
    pub pulse: Option<i64>,
    #[ts(type = "number | null")]
    pub systolic: Option<i64>,
    #[ts(type = "number | null")]
    pub diastolic: Option<i64>,
    #[ts(type = "number | null")]
    pub respiration: Option<i64>,
    #[ts(type = "number | null")]
    pub spo2: Option<i64>,
    /// As the doctor's oxygen order says, if not said.
    pub spo2_scale: Option<u8>,
    pub is_on_oxygen: Option<bool>,
    #[ts(type = "number | null")]
    pub oxygen_decilitres: Option<i64>,
    pub consciousness: Option<Consciousness>,
    #[ts(type = "number | null")]
    pub pain: Option<i64>,
    #[ts(type = "number | null")]
    pub weight_g: Option<i64>,
    #[ts(type = "number | null")]
    pub glucose_mg_dl: Option<i64>,
    pub note: String,
}

/// Limits outside which a value is a slip of the finger: least, most, and how many of the
/// stored units make one of the typed ones.
const POSSIBLE: [(&str, i64, i64, i64); 10] = [
    ("temp_decicelsius", 250, 450, 10),
    ("pulse", 20, 300, 1),
    ("systolic", 30, 300, 1),
    ("diastolic", 10, 200, 1),
    ("respiration", 3, 120, 1),
    ("spo2", 40, 100, 1),
    ("oxygen_decilitres", 1, 1000, 10),
    ("pain", 0, 10, 1),
    ("weight_g", 300, 350_000, 1000),
    ("glucose_mg_dl", 10, 1000, 1),
];

impl ObservationForm {
    fn numbers(&self) -> [Option<i64>; 10] {
        [
            self.temp_decicelsius,
            self.pulse,
            self.systolic,
            self.diastolic,
            self.respiration,
            self.spo2,
            self.oxygen_decilitres,
            self.pain,
            self.weight_g,
            self.glucose_mg_dl,
        ]
    }

    fn check(&self) -> Result<()> {
        for ((field, min, max, unit), value) in POSSIBLE.into_iter().zip(self.numbers()) {
            if let Some(value) = value.filter(|value| !(min..=max).contains(value)) {
                let written = |small: i64| match (small / unit, small % unit) {
                    (whole, 0) => whole.to_string(),
                    (whole, rest) => format!("{whole}.{}", rest.abs() * 10 / unit),
                };
                let message = match field {
                    "temp_decicelsius" => "errors-temperature-impossible",
                    _ => "errors-vital-impossible",
                };
                return Err(Error::invalid(field, message)
                    .with("value", written(value))
                    .with("min", written(min))
                    .with("max", written(max)));
            }
        }
        if let (Some(systolic), Some(diastolic)) = (self.systolic, self.diastolic)
            && diastolic >= systolic
        {
            return Err(Error::invalid("diastolic", "errors-diastolic-above-systolic"));
        }
        if self.oxygen_decilitres.is_some() && self.is_on_oxygen != Some(true) {
            return Err(Error::invalid("is_on_oxygen", "errors-oxygen-or-air"));
        }
        let is_empty = self.numbers().iter().all(Option::is_none) && self.consciousness.is_none();
        if is_empty && self.note.trim().is_empty() {
            return Err(Error::invalid("temp_decicelsius", "errors-vitals-empty"));
        }
        Ok(())
    }

    fn observation(self, tx: &mut Tx<'_>, admission: &Admission) -> Result<Observation> {
        self.check()?;
        let taken_at = happened(tx, "taken_at", self.taken_at.unwrap_or(tx.now()), admission)?;
        let ordered = scale_at(&known_orders(tx, admission.id)?, taken_at);
        let scale = self.spo2_scale.unwrap_or(ordered);
        if !(1..=2).contains(&scale) {
            return Err(Error::invalid("spo2_scale", "errors-unknown-choice"));
        }
        if scale == 2 && ordered != 2 {
            return Err(Error::invalid("spo2_scale", "errors-scale-2-ordered"));
        }
        let session = tx.session();
        let (by, by_id) = (session.name.clone(), session.user);
        let mut observation = Observation {
            id: tx.new_id(),
            admission_id: admission.id,
            patient_id: admission.patient_id,
            taken_at,
            temp_decicelsius: self.temp_decicelsius,
            pulse: self.pulse,
            systolic: self.systolic,
            diastolic: self.diastolic,
            respiration: self.respiration,
            spo2: self.spo2,
            spo2_scale: scale,
            is_on_oxygen: self.is_on_oxygen,
            oxygen_decilitres: self.oxygen_decilitres,
            consciousness: self.consciousness,
            pain: self.pain,
            weight_g: self.weight_g,
            glucose_mg_dl: self.glucose_mg_dl,
            note: forms::long_text("note", &self.note)?,
            is_alarm: false,
            by,
            by_id,
            noted_at: tx.now(),
            corrects: None,
            correction_reason: String::new(),
            is_withdrawn: false,
        };
        let why = not_valid(tx, admission, taken_at)?;
        observation.is_alarm = news2(&observation.measured(), why).is_alarm();
        Ok(observation)
    }
}

pub fn observation_view(read: &Read<'_>, id: RowId) -> Result<ObservationView> {
    let observation: Observation = read.get(id)?;
    let admission: Admission = read.get(observation.admission_id)?;
    let all = observations(read, &admission, observation.taken_at)?;
    let found = all.into_iter().find(|view| view.observation.id == id);
    found.ok_or_else(|| Error::no_such("observation"))
}

#[derive(Deserialize, TS)]
pub struct RecordObservation {
    pub admission_id: RowId,
    pub form: ObservationForm,
}

impl Command for RecordObservation {
    type Output = ObservationView;
    const ROUTE: &'static str = "nursing.observe";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<ObservationView> {
        let admission = open_admission(tx, self.admission_id)?;
        let observation = self.form.observation(tx, &admission)?;
        tx.insert(&observation)?;
        observation_view(tx, observation.id)
    }

    fn subject(view: &ObservationView) -> Option<RowId> {
        Some(view.observation.patient_id)
    }
}

/// Puts right what was written, or withdraws what was another patient's.
#[derive(Deserialize, TS)]
pub struct CorrectObservation {
    pub id: RowId,
    pub reason: String,
    pub is_withdrawn: bool,
    /// Read only if it is not withdrawn.
    pub form: ObservationForm,
}

impl Command for CorrectObservation {
    type Output = ObservationView;
    const ROUTE: &'static str = "nursing.correct_observation";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<ObservationView> {
        let wrong: Observation = tx.get(self.id)?;
        let admission = open_admission(tx, wrong.admission_id)?;
        not_corrected(tx, "observation", wrong.admission_id, wrong.id)?;
        let reason = forms::required("reason", &self.reason)?;
        let right = match self.is_withdrawn {
            true => {
                let (by, by_id) = (tx.session().name.clone(), tx.session().user);
                let (id, noted_at) = (tx.new_id(), tx.now());
                Observation { id, by, by_id, noted_at, is_alarm: false, ..wrong.clone() }
            }
            false => {
                let taken_at = self.form.taken_at.or(Some(wrong.taken_at));
                ObservationForm { taken_at, ..self.form }.observation(tx, &admission)?
            }
        };
        let right = Observation {
            corrects: Some(wrong.id),
            correction_reason: reason,
            is_withdrawn: self.is_withdrawn,
            ..right
        };
        tx.insert(&right)?;
        observation_view(tx, right.id)
    }

    fn subject(view: &ObservationView) -> Option<RowId> {
        Some(view.observation.patient_id)
    }
}

/// Refuses a second correction of one fact: the first is corrected in its turn.
pub fn not_corrected(
    read: &Read<'_>,
    table: &'static str,
    admission: RowId,
    id: RowId,
) -> Result<()> {
    // A correction is of the same stay, and not every table has an index of corrections.
    let sql = format!("SELECT id FROM {table} WHERE corrects = ?1 AND admission_id = ?2 LIMIT 1");
    match read.value::<RowId>(&sql, [id, admission])? {
        Some(_) => Err(Error::conflict("errors-already-corrected")),
        None => Ok(()),
    }
}

/// The score of what is being typed.
#[derive(Deserialize, TS)]
pub struct CheckObservation {
    pub admission_id: RowId,
    pub form: ObservationForm,
}

#[derive(Serialize, TS)]
pub struct CheckedObservation {
    pub news2: News2,
    pub is_alarm: bool,
    pub spo2_scale: u8,
    /// How soon the next round would be due.
    #[ts(type = "number | null")]
    pub next_minutes: Option<i64>,
}

impl Query for CheckObservation {
    type Output = CheckedObservation;
    const ROUTE: &'static str = "nursing.check_observation";
    const PERMISSION: Permission = NURSING_VIEW;

    fn run(self, read: &Read<'_>) -> Result<CheckedObservation> {
        let admission: Admission = read.get(self.admission_id)?;
        let at = self.form.taken_at.unwrap_or(read.now());
        let ordered = scale_at(&known_orders(read, admission.id)?, at);
        let form = self.form;
        let measured = super::news2::Measured {
            respiration: form.respiration,
            spo2: form.spo2,
            spo2_scale: match form.spo2_scale.unwrap_or(ordered) {
                2 => super::news2::SpO2Scale::Two,
                _ => super::news2::SpO2Scale::One,
            },
            is_on_oxygen: form.is_on_oxygen,
            systolic: form.systolic,
            pulse: form.pulse,
            consciousness: form.consciousness,
            temp_decicelsius: form.temp_decicelsius,
        };
        let news2 = news2(&measured, not_valid(read, &admission, at)?);
        Ok(CheckedObservation {
            is_alarm: news2.is_alarm(),
            next_minutes: news2.band.map(|band| band.next_minutes()),
            spo2_scale: ordered,
            news2,
        })
    }
}
