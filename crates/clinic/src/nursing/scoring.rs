//! The score of an observation, and when the next round of them is due.

use kernel::{Read, Result, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::model::{AlarmAnswer, Observation, corrected, current};
use super::news2::{Band, News2, NotValid, news2};
use crate::age;
use crate::patients::Patient;
use crate::rounds::{KnownOrder, NursingTask};
use crate::visits::problems;
use crate::wards::{Admission, AdmissionKind};

/// The score is validated from this age on (RCP 2017).
const LEAST_YEARS: u32 = 16;
const MINUTE_MS: i64 = 60_000;
/// Where neither a score nor an order says how often: the usual round of a ward.
const USUAL_MINUTES: i64 = 4 * 60;
const OBSERVATIONS_MAX: i64 = 5000;

#[derive(Clone, Debug, Serialize, TS)]
pub struct ObservationView {
    #[serde(flatten)]
    pub observation: Observation,
    pub news2: News2,
    /// False once it was corrected or withdrawn.
    pub is_current: bool,
    pub answer: Option<AlarmAnswer>,
}

impl ObservationView {
    /// Calls for help and nobody has answered.
    pub fn is_open_alarm(&self) -> bool {
        self.is_current && self.observation.is_alarm && self.answer.is_none()
    }
}

/// Why the score is not for this patient at that time.
pub fn not_valid(
    read: &Read<'_>,
    admission: &Admission,
    at: Timestamp,
) -> Result<Option<NotValid>> {
    let patient: Option<Patient> = read.find(admission.patient_id)?;
    let years = patient.map(|patient| age::years(patient.birth_date, at.day(read.zone())));
    if years.is_some_and(|years| years < LEAST_YEARS) {
        return Ok(Some(NotValid::Under16));
    }
    if admission.kind == AdmissionKind::Maternity {
        return Ok(Some(NotValid::Pregnant));
    }
    // ICD-10: O is pregnancy, birth and childbed; Z33 to Z35 a pregnant state and its care.
    let is_pregnant = problems(read, admission.patient_id)?.iter().any(|problem| {
        let code = problem.code.to_uppercase();
        ["O", "Z33", "Z34", "Z35"].iter().any(|start| code.starts_with(start))
    });
    Ok(is_pregnant.then_some(NotValid::Pregnant))
}

/// Every observation of an admission since a moment, oldest first, corrected ones among them.
pub fn observations(
    read: &Read<'_>,
    admission: &Admission,
    since: Timestamp,
) -> Result<Vec<ObservationView>> {
    let found: Vec<Observation> = read.all(
        "SELECT * FROM observation WHERE admission_id = ?1 AND taken_at >= ?2 AND ended IS NULL
         ORDER BY taken_at, id LIMIT ?3",
        rusqlite::params![admission.id, since, OBSERVATIONS_MAX],
    )?;
    let answers: Vec<AlarmAnswer> = read.all(
        "SELECT * FROM alarm_answer WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY at, id LIMIT ?2",
        rusqlite::params![admission.id, OBSERVATIONS_MAX],
    )?;
    let now = read.now();
    let why = not_valid(read, admission, now)?;
    let speaks = current(&found, &corrected::<Observation>(read, admission.id)?);
    let view = |(observation, is_current): (Observation, bool)| ObservationView {
        news2: news2(&observation.measured(), why),
        is_current,
        answer: answers.iter().find(|one| one.observation_id == observation.id).cloned(),
        observation,
    };
    Ok(found.into_iter().zip(speaks).map(view).collect())
}

/// The observations that call for help and were not answered, newest first.
pub fn open_alarms(read: &Read<'_>, admission: &Admission) -> Result<Vec<ObservationView>> {
    let first: Option<Timestamp> = read
        .value::<Option<Timestamp>>(
            "SELECT min(taken_at) FROM observation
             WHERE admission_id = ?1 AND is_alarm = 1 AND ended IS NULL
                 AND id NOT IN (SELECT observation_id FROM alarm_answer
                                WHERE admission_id = ?1 AND ended IS NULL)",
            [admission.id],
        )?
        .flatten();
    let Some(first) = first else { return Ok(Vec::new()) };
    let mut open = observations(read, admission, first)?;
    open.retain(ObservationView::is_open_alarm);
    open.reverse();
    Ok(open)
}

/// When the next round is due: as often as the last score asks or the doctor ordered,
/// whichever is sooner. A patient without any is due since admission.
pub fn next_round(
    admission: &Admission,
    latest: Option<&ObservationView>,
    orders: &[KnownOrder],
    now: Timestamp,
) -> Timestamp {
    let Some(latest) = latest else { return admission.admitted_at };
    let by_score = match latest.news2.band {
        Some(band) => Some(band.next_minutes()),
        None if latest.news2.is_alarm() => Some(Band::Medium.next_minutes()),
        None => None,
    };
    let ordered = orders
        .iter()
        .filter(|known| known.is_current(now) && known.order.started_at <= now)
        .filter(|known| known.order.task == NursingTask::Observations)
        .filter_map(|known| known.order.every_minutes)
        .min();
    let minutes = [by_score, ordered].into_iter().flatten().min().unwrap_or(USUAL_MINUTES);
    Timestamp(latest.observation.taken_at.0 + minutes * MINUTE_MS)
}

/// The scale that the doctor's oxygen order asked for at a moment.
pub fn scale_at(orders: &[KnownOrder], at: Timestamp) -> u8 {
    let holds = |known: &&KnownOrder| known.order.started_at <= at && known.is_current(at);
    let last = orders.iter().filter(holds).filter_map(|known| known.order.spo2_scale).next_back();
    last.unwrap_or(1)
}

/// The last round of an admission that still speaks.
pub fn latest_round(views: &[ObservationView]) -> Option<&ObservationView> {
    views.iter().rev().find(|view| view.is_current && view.observation.is_round())
}
