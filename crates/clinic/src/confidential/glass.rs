use kernel::{Command, Error, Permission, Query, Read, Result, RowId, Timestamp, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::GlassBreak;
use crate::forms;
use crate::patients::{Patient, linked};
use crate::permissions::{CONFIDENTIAL_REVIEW, CONFIDENTIAL_VIEW};

const HOUR_MS: i64 = 3_600_000;
/// Shorter is no reason.
const REASON_LETTERS_MIN: usize = 10;

/// Until when this person reads by a broken glass. A clock that was set back opens nothing.
pub fn open_until(read: &Read<'_>, patient_id: RowId) -> Result<Option<Timestamp>> {
    let mut until = None;
    for id in linked(read, patient_id)? {
        let found: Option<Timestamp> = read.value(
            "SELECT until_at FROM glass_break WHERE patient_id = ?1 AND broken_by = ?2
                 AND until_at > ?3 AND from_at <= ?3 AND ended IS NULL
             ORDER BY until_at DESC LIMIT 1",
            rusqlite::params![id, read.session().user, read.now()],
        )?;
        until = until.max(found);
    }
    Ok(until)
}

#[derive(Deserialize, TS)]
pub struct BreakGlass {
    pub patient_id: RowId,
    pub reason: String,
}

impl Command for BreakGlass {
    type Output = GlassBreak;
    const ROUTE: &'static str = "confidential.break_glass";
    const PERMISSION: Permission = CONFIDENTIAL_VIEW;

    fn run(self, tx: &mut Tx<'_>) -> Result<GlassBreak> {
        tx.get::<Patient>(self.patient_id)?;
        let reason = forms::required("reason", &self.reason)?;
        if reason.chars().filter(|letter| letter.is_alphanumeric()).count() < REASON_LETTERS_MIN {
            return Err(Error::invalid("reason", "errors-reason-too-short"));
        }
        let now = tx.now();
        let broken = GlassBreak {
            id: tx.new_id(),
            patient_id: self.patient_id,
            broken_by: tx.session().user,
            name: tx.session().name.clone(),
            reason,
            from_at: now,
            until_at: Timestamp(now.0 + HOUR_MS),
            reviewed_at: None,
            reviewer: String::new(),
            verdict: String::new(),
            is_justified: None,
        };
        tx.insert(&broken)?;
        Ok(broken)
    }

    fn subject(broken: &GlassBreak) -> Option<RowId> {
        Some(broken.patient_id)
    }
}

#[derive(Debug, Serialize, TS)]
pub struct GlassBreakRow {
    pub broken: GlassBreak,
    pub patient_name: String,
    pub reg_no: String,
    /// Nobody reviews what they did themselves.
    pub can_review: bool,
}

/// Newest first; those that nobody has looked at yet come before all.
#[derive(Deserialize, TS)]
pub struct ListBreaks {
    pub only_open: bool,
}

impl Query for ListBreaks {
    type Output = Vec<GlassBreakRow>;
    const ROUTE: &'static str = "confidential.breaks";
    const PERMISSION: Permission = CONFIDENTIAL_REVIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<GlassBreakRow>> {
        let open = "SELECT * FROM glass_break WHERE reviewed_at IS NULL AND ended IS NULL
                    ORDER BY from_at DESC LIMIT 500";
        let done = "SELECT * FROM glass_break WHERE reviewed_at IS NOT NULL AND ended IS NULL
                    ORDER BY from_at DESC LIMIT 500";
        let mut breaks: Vec<GlassBreak> = read.all(open, [])?;
        if !self.only_open {
            breaks.extend(read.all::<GlassBreak>(done, [])?);
        }
        let row = |broken: GlassBreak| {
            let patient: Option<Patient> = read.find(broken.patient_id)?;
            let (patient_name, reg_no) =
                patient.map(|patient| (patient.name, patient.reg_no)).unwrap_or_default();
            let can_review =
                broken.reviewed_at.is_none() && broken.broken_by != read.session().user;
            Ok(GlassBreakRow { broken, patient_name, reg_no, can_review })
        };
        breaks.into_iter().map(row).collect()
    }
}

#[derive(Deserialize, TS)]
pub struct ReviewBreak {
    pub id: RowId,
    pub is_justified: bool,
    pub verdict: String,
}

impl Command for ReviewBreak {
    type Output = GlassBreak;
    const ROUTE: &'static str = "confidential.review";
    const PERMISSION: Permission = CONFIDENTIAL_REVIEW;

    fn run(self, tx: &mut Tx<'_>) -> Result<GlassBreak> {
        let broken: GlassBreak = tx.get(self.id)?;
        if broken.broken_by == tx.session().user {
            return Err(Error::conflict("errors-review-own"));
        }
        if broken.reviewed_at.is_some() {
            return Err(Error::conflict("errors-reviewed-already").with("by", &broken.reviewer));
        }
        let verdict = forms::optional("verdict", &self.verdict)?;
        if !self.is_justified && verdict.is_empty() {
            return Err(Error::invalid("verdict", "errors-required"));
        }
        let reviewed = GlassBreak {
            reviewed_at: Some(tx.now()),
            reviewer: tx.session().name.clone(),
            verdict,
            is_justified: Some(self.is_justified),
            ..broken
        };
        tx.change(&reviewed)?;
        Ok(reviewed)
    }

    fn subject(broken: &GlassBreak) -> Option<RowId> {
        Some(broken.patient_id)
    }
}
