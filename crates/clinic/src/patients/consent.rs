use kernel::{
    Command, Day, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Patient;
use crate::outbox;
use crate::permissions::{PATIENTS_EDIT, PATIENTS_VIEW};
use crate::settings::clinic;

/// The wording that the screen shows when it asks; another wording has another version.
const WORDING: &str = "2026-11";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Messages,
}

/// That a patient agreed to something, or no longer does. The latest of a purpose holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Consent {
    pub id: RowId,
    pub patient_id: RowId,
    pub purpose: Purpose,
    pub is_given: bool,
    pub wording_version: String,
    pub language: String,
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Consent {
    const TABLE: &'static str = "consent";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct GiveConsent {
    pub patient_id: RowId,
    pub purpose: Purpose,
}

impl Command for GiveConsent {
    type Output = Consent;
    const ROUTE: &'static str = "patients.give_consent";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Consent> {
        say(tx, self.patient_id, self.purpose, true)
    }

    fn subject(consent: &Consent) -> Option<RowId> {
        Some(consent.patient_id)
    }
}

/// As easy as giving it (DPDP Act 2023, section 6(4)).
#[derive(Deserialize, TS)]
pub struct WithdrawConsent {
    pub patient_id: RowId,
    pub purpose: Purpose,
}

impl Command for WithdrawConsent {
    type Output = Consent;
    const ROUTE: &'static str = "patients.withdraw_consent";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Consent> {
        say(tx, self.patient_id, self.purpose, false)
    }

    fn subject(consent: &Consent) -> Option<RowId> {
        Some(consent.patient_id)
    }
}

fn say(tx: &mut Tx<'_>, patient_id: RowId, purpose: Purpose, is_given: bool) -> Result<Consent> {
    let patient: Patient = tx.get(patient_id)?;
    let fallback = clinic(tx)?.language;
    let consent = Consent {
        id: tx.new_id(),
        patient_id,
        purpose,
        is_given,
        wording_version: WORDING.into(),
        language: if patient.language.is_empty() { fallback } else { patient.language },
        day: tx.today(),
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&consent)?;
    outbox::follow_consent(tx, patient_id, is_given)?;
    Ok(consent)
}

/// What the patient said, newest first; the first of a purpose holds.
#[derive(Deserialize, TS)]
pub struct ListConsents {
    pub patient_id: RowId,
}

impl Query for ListConsents {
    type Output = Vec<Consent>;
    const ROUTE: &'static str = "patients.consents";
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<Consent>> {
        read.all(
            "SELECT * FROM consent WHERE patient_id = ?1 AND ended IS NULL
             ORDER BY at DESC, id DESC LIMIT 100",
            [self.patient_id],
        )
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}
