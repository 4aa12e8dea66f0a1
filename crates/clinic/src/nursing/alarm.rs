use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{AlarmAnswer, Observation};
use super::observe::observation_view;
use super::scoring::{ObservationView, open_alarms};
use crate::forms;
use crate::permissions::NURSING_CHART;
use crate::wards::Admission;

/// A nurse or doctor answers an alarm and says what was done. It answers the earlier ones of
/// the same patient too: who stands at the bed has seen them all.
#[derive(Deserialize, TS)]
pub struct AnswerAlarm {
    pub observation_id: RowId,
    pub done: String,
}

impl Command for AnswerAlarm {
    type Output = ObservationView;
    const ROUTE: &'static str = "nursing.answer_alarm";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<ObservationView> {
        let observation: Observation = tx.get(self.observation_id)?;
        let admission: Admission = tx.get(observation.admission_id)?;
        let done = forms::required("done", &self.done)?;
        let open = open_alarms(tx, &admission)?;
        if !open.iter().any(|view| view.observation.id == observation.id) {
            return Err(Error::conflict("errors-alarm-answered"));
        }
        let answered = open.iter().map(|view| &view.observation);
        for one in answered.filter(|one| one.taken_at <= observation.taken_at) {
            let answer = AlarmAnswer {
                id: tx.new_id(),
                observation_id: one.id,
                admission_id: admission.id,
                done: done.clone(),
                at: tx.now(),
                by: tx.session().name.clone(),
                by_id: tx.session().user,
            };
            tx.insert(&answer)?;
        }
        observation_view(tx, observation.id)
    }

    fn subject(view: &ObservationView) -> Option<RowId> {
        Some(view.observation.patient_id)
    }
}
