use kernel::{Error, Read, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::media::MediaType;
use crate::forms;
use crate::permissions::VISITS_VIEW;

/// A title stands in one line of a list.
const TITLE_MAX: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    Photo,
    Scan,
    Report,
    Letter,
    Other,
}

impl AttachmentKind {
    pub fn name(self) -> &'static str {
        match self {
            AttachmentKind::Photo => "photo",
            AttachmentKind::Scan => "scan",
            AttachmentKind::Report => "report",
            AttachmentKind::Letter => "letter",
            AttachmentKind::Other => "other",
        }
    }
}

/// It holds a key: it is never shown as it is, and cannot be printed into a log.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attachment {
    pub id: RowId,
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub title: String,
    pub kind: AttachmentKind,
    pub media_type: MediaType,
    pub file_bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub blob_id: String,
    pub blob_key: String,
    pub added_at: Timestamp,
    pub by: String,
    pub by_id: RowId,
    pub end_reason: String,
}

impl Record for Attachment {
    const TABLE: &'static str = "attachment";
    const RULE: Rule = Rule::Fields;
    const SEALED: &'static [&'static str] = &["blob_key"];

    fn id(&self) -> RowId {
        self.id
    }
}

pub fn title(text: &str) -> Result<String> {
    let title = forms::required("title", text)?;
    match title.chars().count() > TITLE_MAX {
        true => Err(Error::invalid("title", "errors-too-long").with("max", TITLE_MAX)),
        false => Ok(title),
    }
}

/// Who may read the chart sees all of them; anybody sees what they added themselves.
pub fn may_see(read: &Read<'_>, by_id: RowId) -> bool {
    read.session().may(VISITS_VIEW) || read.session().user == by_id
}

/// The attachment, for whoever may see it.
pub fn seen(read: &Read<'_>, id: RowId) -> Result<Attachment> {
    let attachment: Attachment = read.get(id)?;
    match may_see(read, attachment.by_id) {
        true => Ok(attachment),
        false => {
            let refused = Error::new(kernel::Code::Forbidden, "errors-forbidden");
            Err(refused.with("permission", VISITS_VIEW.0).about(id))
        }
    }
}
