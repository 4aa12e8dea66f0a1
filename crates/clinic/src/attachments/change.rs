use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::list::{AttachmentView, view};
use super::model::{Attachment, AttachmentKind, seen, title};
use crate::forms;
use crate::permissions::PATIENTS_EDIT;

#[derive(Deserialize, TS)]
pub struct ChangeAttachment {
    pub id: RowId,
    pub title: String,
    pub kind: AttachmentKind,
}

impl Command for ChangeAttachment {
    type Output = AttachmentView;
    const ROUTE: &'static str = "attachments.change";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AttachmentView> {
        let attachment = seen(tx, self.id)?;
        if view(tx, self.id)?.ended_at.is_some() {
            return Err(Error::conflict("errors-attachment-ended"));
        }
        tx.change(&Attachment { title: title(&self.title)?, kind: self.kind, ..attachment })?;
        view(tx, self.id)
    }

    fn subject(changed: &AttachmentView) -> Option<RowId> {
        Some(changed.patient_id)
    }
}

/// Puts a document away. Its bytes stay.
#[derive(Deserialize, TS)]
pub struct EndAttachment {
    pub id: RowId,
    pub reason: String,
}

impl Command for EndAttachment {
    type Output = AttachmentView;
    const ROUTE: &'static str = "attachments.end";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AttachmentView> {
        let attachment = seen(tx, self.id)?;
        let end_reason = forms::required("reason", &self.reason)?;
        tx.change(&Attachment { end_reason, ..attachment })?;
        tx.end::<Attachment>(self.id)?;
        view(tx, self.id)
    }

    fn subject(ended: &AttachmentView) -> Option<RowId> {
        Some(ended.patient_id)
    }
}

/// Brings a document back that was put away.
#[derive(Deserialize, TS)]
pub struct RestoreAttachment {
    pub id: RowId,
}

impl Command for RestoreAttachment {
    type Output = AttachmentView;
    const ROUTE: &'static str = "attachments.restore";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AttachmentView> {
        let attachment = seen(tx, self.id)?;
        tx.change(&Attachment { end_reason: String::new(), ..attachment })?;
        tx.restore::<Attachment>(self.id)?;
        view(tx, self.id)
    }

    fn subject(restored: &AttachmentView) -> Option<RowId> {
        Some(restored.patient_id)
    }
}
