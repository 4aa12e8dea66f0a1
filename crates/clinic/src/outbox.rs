//! What patients are to be told. A message is written here by whoever has something to say,
//! and carried by somebody else. Without consent it is kept and not carried; what was not
//! carried yet can be changed or withdrawn.

use std::collections::BTreeMap;

use kernel::{Read, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    Reminder,
    Moved,
    Cancelled,
    DoctorLate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    Pending,
    BlockedNoConsent,
    Withdrawn,
    Sent,
    Failed,
}

/// One message to one phone. The words are those of `text_id` in the patient's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Message {
    pub id: RowId,
    pub kind: MessageKind,
    pub patient_id: RowId,
    pub appointment_id: Option<RowId>,
    pub phone: String,
    pub language: String,
    pub text_id: String,
    pub args: BTreeMap<String, String>,
    pub due_at: Timestamp,
    pub state: MessageState,
    pub made_at: Timestamp,
}

impl Record for Message {
    const TABLE: &'static str = "outbox";
    const RULE: Rule = Rule::Fields;
    const SEALED: &'static [&'static str] = &["phone"];

    fn id(&self) -> RowId {
        self.id
    }
}

/// Whether the patient said that messages may be sent: the latest word counts, and no word
/// is a no (Digital Personal Data Protection Act 2023, section 6).
pub fn may_message(read: &Read<'_>, patient_id: RowId) -> Result<bool> {
    let latest: Option<bool> = read.value(
        "SELECT is_given FROM consent WHERE patient_id = ?1 AND purpose = 'messages'
             AND ended IS NULL ORDER BY at DESC, id DESC LIMIT 1",
        [patient_id],
    )?;
    Ok(latest.unwrap_or(false))
}

/// Keeps a message; blocked where there is no consent.
pub fn post(tx: &mut Tx<'_>, message: Message) -> Result<()> {
    let state = match may_message(tx, message.patient_id)? {
        true => MessageState::Pending,
        false => MessageState::BlockedNoConsent,
    };
    tx.insert(&Message { state, ..message })
}

/// What of one kind waits to be carried, or would if it might.
pub fn waiting(
    read: &Read<'_>,
    appointment_id: RowId,
    kind: Option<MessageKind>,
) -> Result<Vec<Message>> {
    let found: Vec<Message> = read.all(
        "SELECT * FROM outbox WHERE appointment_id = ?1 AND ended IS NULL
             AND state IN ('pending', 'blocked_no_consent') ORDER BY due_at, id LIMIT 100",
        [appointment_id],
    )?;
    Ok(found.into_iter().filter(|one| kind.is_none_or(|kind| one.kind == kind)).collect())
}

pub fn withdraw(tx: &mut Tx<'_>, message: Message) -> Result<()> {
    tx.change(&Message { state: MessageState::Withdrawn, ..message })
}

/// A patient said yes or no: what still waits for its day follows. What was due before the
/// yes is not sent late.
pub fn follow_consent(tx: &mut Tx<'_>, patient_id: RowId, is_given: bool) -> Result<()> {
    let waiting: Vec<Message> = tx.all(
        "SELECT * FROM outbox WHERE patient_id = ?1 AND due_at >= ?2 AND ended IS NULL
             AND state IN ('pending', 'blocked_no_consent') ORDER BY due_at, id LIMIT 1000",
        rusqlite::params![patient_id, tx.now()],
    )?;
    let state = match is_given {
        true => MessageState::Pending,
        false => MessageState::BlockedNoConsent,
    };
    for message in waiting {
        tx.change(&Message { state, ..message })?;
    }
    Ok(())
}

/// Nothing more is to be told to this patient: what waits is withdrawn.
pub fn silence(tx: &mut Tx<'_>, patient_id: RowId) -> Result<()> {
    let waiting: Vec<Message> = tx.all(
        "SELECT * FROM outbox WHERE patient_id = ?1 AND ended IS NULL
             AND state IN ('pending', 'blocked_no_consent') ORDER BY due_at, id LIMIT 1000",
        [patient_id],
    )?;
    for message in waiting {
        withdraw(tx, message)?;
    }
    Ok(())
}
