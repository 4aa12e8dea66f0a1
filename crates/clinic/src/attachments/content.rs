use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Command, Error, Permission, Query, Read, Result, RowId, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::media::MediaType;
use super::model::{Attachment, seen};
use super::{keep, shut};
use crate::permissions::PATIENTS_VIEW;

/// The bytes of a document, for whoever may see it.
#[derive(Deserialize, TS)]
pub struct ShowFile {
    pub id: RowId,
}

#[derive(Serialize, TS)]
pub struct FileContent {
    pub media_type: MediaType,
    pub base64: String,
}

impl Query for ShowFile {
    type Output = FileContent;
    const ROUTE: &'static str = "attachments.content";
    /// Asked again below, by whose document it is.
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<FileContent> {
        let (attachment, file) = file(read, self.id)?;
        Ok(FileContent { media_type: attachment.media_type, base64: STANDARD.encode(file) })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}

/// Writes a copy to where this person finds it, for another program to open. A stranger's PDF
/// is never drawn in here.
#[derive(Deserialize, TS)]
pub struct SaveFile {
    pub id: RowId,
}

#[derive(Serialize, TS)]
pub struct SavedFile {
    pub path: String,
}

impl Command for SaveFile {
    type Output = SavedFile;
    const ROUTE: &'static str = "attachments.save";
    const PERMISSION: Permission = PATIENTS_VIEW;
    const BEFORE: Option<What> = Some(What::Export);

    fn run(self, tx: &mut Tx<'_>) -> Result<SavedFile> {
        let (attachment, file) = file(tx, self.id)?;
        tx.note(What::Export, Self::ROUTE, attachment.id, "")?;
        let path = tx.host().save(&file_name(&attachment, tx), &file)?;
        Ok(SavedFile { path })
    }
}

/// Never made of the title: what somebody typed becomes no path and no other ending.
fn file_name(attachment: &Attachment, read: &Read<'_>) -> String {
    let day = attachment.added_at.day(read.zone());
    let id = attachment.id.to_string();
    let end = id.get(id.len().saturating_sub(12)..).unwrap_or_default();
    format!("{}-{day}-{end}.{}", attachment.kind.name(), attachment.media_type.ending())
}

fn file(read: &Read<'_>, id: RowId) -> Result<(Attachment, Vec<u8>)> {
    let attachment = seen(read, id)?;
    let parts = keep::parts(read, &attachment.blob_id)?
        .ok_or_else(|| Error::conflict("errors-attachment-not-here"))?;
    let damaged = || Error::conflict("errors-attachment-damaged");
    let key = keep::key(&attachment).ok_or_else(damaged)?;
    let file = shut::open(&key, &parts).ok_or_else(damaged)?;
    // Who wrote the op may have claimed something else of the file.
    let is_as_told = i64::try_from(file.len()) == Ok(attachment.file_bytes)
        && MediaType::of(&file) == Some(attachment.media_type);
    if is_as_told { Ok((attachment, file)) } else { Err(damaged()) }
}
