use ::sync::blob_parts;
use kernel::{Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::keep::WRONG_MAX;
use super::media::MediaType;
use super::model::{AttachmentKind, may_see};
use super::shut::shut_bytes;
use crate::patients::linked;
use crate::permissions::PATIENTS_VIEW;

/// Where the bytes of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FilePlace {
    /// Here, and there is no other place for them.
    Alone,
    /// Here, and not yet at the server or hub.
    Here,
    Sent,
    /// A part of them is here.
    Coming,
    Absent,
    /// What came was not what was sent, more than once.
    Wrong,
}

/// A document as the screens see it: all but its key.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AttachmentView {
    pub id: RowId,
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub title: String,
    pub kind: AttachmentKind,
    pub media_type: MediaType,
    #[ts(type = "number")]
    pub file_bytes: i64,
    #[ts(type = "number | null")]
    pub width: Option<i64>,
    #[ts(type = "number | null")]
    pub height: Option<i64>,
    pub added_at: Timestamp,
    pub by: String,
    pub end_reason: String,
    /// It was put away then.
    pub ended_at: Option<Timestamp>,
    pub place: FilePlace,
    /// How much of it is here.
    pub percent: u8,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    patient_id: RowId,
    visit_id: Option<RowId>,
    title: String,
    kind: AttachmentKind,
    media_type: MediaType,
    file_bytes: i64,
    width: Option<i64>,
    height: Option<i64>,
    added_at: Timestamp,
    by: String,
    by_id: RowId,
    end_reason: String,
    ended: Option<Timestamp>,
    is_whole: Option<bool>,
    is_sent: Option<bool>,
    wrong: Option<i64>,
    came: i64,
}

const FOUND: &str = "
    SELECT attachment.id, patient_id, visit_id, title, kind, media_type, file_bytes, width, height,
        added_at, by, by_id, end_reason, ended, is_whole, wrong,
        held & (SELECT sum(1 << remote.id) FROM remote) <> 0 AS is_sent,
        (SELECT count(*) FROM blob_part WHERE blob = blob_id) AS came
    FROM attachment LEFT JOIN blob ON blob.id = blob_id ";

impl Found {
    fn view(self, has_remote: bool) -> AttachmentView {
        let parts = shut_bytes(self.file_bytes).and_then(blob_parts).unwrap_or(1);
        let percent = (self.came * 100 / i64::from(parts)).clamp(0, 100);
        let place = match self.is_whole {
            Some(true) if !has_remote => FilePlace::Alone,
            Some(true) if self.is_sent == Some(true) => FilePlace::Sent,
            Some(true) => FilePlace::Here,
            _ if self.wrong.unwrap_or(0) >= WRONG_MAX => FilePlace::Wrong,
            _ if self.came > 0 => FilePlace::Coming,
            _ => FilePlace::Absent,
        };
        AttachmentView {
            id: self.id,
            patient_id: self.patient_id,
            visit_id: self.visit_id,
            title: self.title,
            kind: self.kind,
            media_type: self.media_type,
            file_bytes: self.file_bytes,
            width: self.width,
            height: self.height,
            added_at: self.added_at,
            by: self.by,
            end_reason: self.end_reason,
            ended_at: self.ended,
            place,
            percent: u8::try_from(percent).unwrap_or(100),
        }
    }
}

fn has_remote(read: &Read<'_>) -> Result<bool> {
    Ok(read.value("SELECT EXISTS (SELECT 1 FROM remote)", [])?.unwrap_or(false))
}

pub(super) fn view(read: &Read<'_>, id: RowId) -> Result<AttachmentView> {
    let sql = format!("{FOUND} WHERE attachment.id = ?1 LIMIT 1");
    let found: Option<Found> = read.one(&sql, [id])?;
    let has_remote = has_remote(read)?;
    found.map(|found| found.view(has_remote)).ok_or_else(|| Error::no_such("attachment"))
}

/// The documents of a person, over all linked records, newest first.
#[derive(Deserialize, TS)]
pub struct ListAttachments {
    pub patient_id: RowId,
    /// Those that were put away too.
    pub with_ended: bool,
}

impl Query for ListAttachments {
    type Output = Vec<AttachmentView>;
    const ROUTE: &'static str = "attachments.of_patient";
    /// Whoever may not read the chart sees what they added themselves.
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<AttachmentView>> {
        let sql = format!(
            "{FOUND} WHERE patient_id = ?1 AND (ended IS NULL OR ?2)
             ORDER BY added_at DESC, attachment.id LIMIT 500"
        );
        let mut all = Vec::new();
        for id in linked(read, self.patient_id)? {
            all.extend(read.all::<Found>(&sql, rusqlite::params![id, self.with_ended])?);
        }
        all.retain(|found| may_see(read, found.by_id));
        all.sort_by_key(|found| (std::cmp::Reverse(found.added_at), found.id));
        let has_remote = has_remote(read)?;
        Ok(all.into_iter().map(|found| found.view(has_remote)).collect())
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}
