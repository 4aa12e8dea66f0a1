use kernel::{Read, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::news2::{Consciousness, Measured, SpO2Scale};

/// A charted fact that a later one can correct. The wrong one stays and stays visible.
pub trait Charted {
    fn id(&self) -> RowId;
    fn corrects(&self) -> Option<RowId>;
    fn noted_at(&self) -> Timestamp;
    fn is_withdrawn(&self) -> bool;
}

/// The facts of an admission that others correct, by table: asked for without a limit of
/// time, because a correction may have moved the time too.
pub fn corrected<T: Record>(read: &Read<'_>, admission_id: RowId) -> Result<Vec<RowId>> {
    let sql = format!(
        "SELECT corrects FROM {} WHERE admission_id = ?1 AND corrects IS NOT NULL
             AND ended IS NULL ORDER BY corrects LIMIT 10000",
        T::TABLE
    );
    read.values(&sql, [admission_id])
}

/// Whether each fact still speaks: none corrects it, and where two desks corrected the same
/// one, it is the later of the two. What was withdrawn does not speak.
pub fn current<T: Charted>(facts: &[T], corrected: &[RowId]) -> Vec<bool> {
    let is_corrected = |id: RowId| {
        corrected.contains(&id) || facts.iter().any(|other| other.corrects() == Some(id))
    };
    let has_later_twin = |fact: &T| {
        let Some(wrong) = fact.corrects() else { return false };
        facts.iter().any(|other| {
            other.corrects() == Some(wrong)
                && (other.noted_at(), other.id()) > (fact.noted_at(), fact.id())
        })
    };
    let speaks =
        |fact: &T| !fact.is_withdrawn() && !is_corrected(fact.id()) && !has_later_twin(fact);
    facts.iter().map(speaks).collect()
}

macro_rules! charted {
    ($record:ty, $table:literal) => {
        impl Record for $record {
            const TABLE: &'static str = $table;
            const RULE: Rule = Rule::Facts;

            fn id(&self) -> RowId {
                self.id
            }
        }

        impl Charted for $record {
            fn id(&self) -> RowId {
                self.id
            }

            fn corrects(&self) -> Option<RowId> {
                self.corrects
            }

            fn noted_at(&self) -> Timestamp {
                self.noted_at
            }

            fn is_withdrawn(&self) -> bool {
                self.is_withdrawn
            }
        }
    };
}

charted!(Observation, "observation");
charted!(FluidEntry, "fluid_entry");
charted!(DoseEvent, "dose_event");
charted!(NursingNote, "nursing_note");

/// One set of measurements at the bedside, in whole small units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Observation {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub taken_at: Timestamp,
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
    /// Which scale it was scored on: 2 only by a doctor's order.
    pub spo2_scale: u8,
    pub is_on_oxygen: Option<bool>,
    /// Tenths of a litre a minute.
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
    /// Whether it called for help by its score.
    pub is_alarm: bool,
    pub by: String,
    pub by_id: RowId,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
    pub is_withdrawn: bool,
}

impl Observation {
    pub fn measured(&self) -> Measured {
        Measured {
            respiration: self.respiration,
            spo2: self.spo2,
            spo2_scale: if self.spo2_scale == 2 { SpO2Scale::Two } else { SpO2Scale::One },
            is_on_oxygen: self.is_on_oxygen,
            systolic: self.systolic,
            pulse: self.pulse,
            consciousness: self.consciousness,
            temp_decicelsius: self.temp_decicelsius,
        }
    }

    /// A round of observations, not only a weight or a sugar.
    pub fn is_round(&self) -> bool {
        let vital = [self.temp_decicelsius, self.pulse, self.systolic, self.respiration, self.spo2];
        vital.iter().any(Option::is_some)
    }
}

/// Who answered an alarm, and what was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AlarmAnswer {
    pub id: RowId,
    pub observation_id: RowId,
    pub admission_id: RowId,
    pub done: String,
    pub at: Timestamp,
    pub by: String,
    pub by_id: RowId,
}

impl Record for AlarmAnswer {
    const TABLE: &'static str = "alarm_answer";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FluidKind {
    Oral,
    Intravenous,
    Tube,
    Blood,
    OtherIn,
    Urine,
    Stool,
    Vomit,
    Drain,
    Aspirate,
    BloodLoss,
    OtherOut,
}

impl FluidKind {
    pub fn is_in(self) -> bool {
        match self {
            FluidKind::Oral
            | FluidKind::Intravenous
            | FluidKind::Tube
            | FluidKind::Blood
            | FluidKind::OtherIn => true,
            FluidKind::Urine
            | FluidKind::Stool
            | FluidKind::Vomit
            | FluidKind::Drain
            | FluidKind::Aspirate
            | FluidKind::BloodLoss
            | FluidKind::OtherOut => false,
        }
    }
}

/// Something that went in or came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FluidEntry {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub at: Timestamp,
    pub kind: FluidKind,
    #[ts(type = "number")]
    pub ml: i64,
    pub note: String,
    pub by: String,
    pub by_id: RowId,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
    pub is_withdrawn: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoseOutcome {
    Given,
    Refused,
    Held,
    Missed,
}

/// What became of one due dose, or a dose given as needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoseEvent {
    pub id: RowId,
    pub order_id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    /// The due time that it answers; none for a dose as needed.
    pub due_at: Option<Timestamp>,
    pub outcome: DoseOutcome,
    pub at: Timestamp,
    /// What was given, in quarters of the order's unit.
    pub amount: Option<u16>,
    pub reason: String,
    /// The wristband was scanned and was this patient's.
    pub is_band_checked: bool,
    /// The second person of a high-risk medicine, by their own password.
    pub second_id: Option<RowId>,
    pub second_by: String,
    pub by: String,
    pub by_id: RowId,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
    pub is_withdrawn: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NursingNote {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub at: Timestamp,
    pub text: String,
    pub by: String,
    pub by_id: RowId,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
    pub is_withdrawn: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: u8, corrects: Option<u8>, noted_at: i64, is_withdrawn: bool) -> NursingNote {
        NursingNote {
            id: RowId([id; 16]),
            admission_id: RowId::NONE,
            patient_id: RowId::NONE,
            at: Timestamp(0),
            text: "x".into(),
            by: String::new(),
            by_id: RowId::NONE,
            noted_at: Timestamp(noted_at),
            corrects: corrects.map(|id| RowId([id; 16])),
            correction_reason: String::new(),
            is_withdrawn,
        }
    }

    #[test]
    fn of_two_corrections_the_later_speaks_whatever_their_order() {
        let facts =
            [note(1, None, 1, false), note(2, Some(1), 2, false), note(3, Some(1), 3, false)];
        assert_eq!(current(&facts, &[]), [false, false, true]);
        let turned = [facts[2].clone(), facts[0].clone(), facts[1].clone()];
        assert_eq!(current(&turned, &[]), [true, false, false]);
    }

    #[test]
    fn a_withdrawal_silences_the_fact_and_itself() {
        let facts = [note(1, None, 1, false), note(2, Some(1), 2, true)];
        assert_eq!(current(&facts, &[]), [false, false]);
    }
}
