use ::sync::{BlobNaming, ClinicId};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Command, Error, Permission, Result, RowId, Tx, hex};
use serde::Deserialize;
use ts_rs::TS;

use super::keep;
use super::list::{AttachmentView, view};
use super::media::MediaType;
use super::model::{Attachment, AttachmentKind, title};
use super::shut::{Key, shut};
use crate::patients::{Patient, linked};
use crate::permissions::PATIENTS_EDIT;
use crate::visits::Visit;

const FILE_BYTES_MAX: usize = 10 << 20;
const FILE_MIB_MAX: usize = FILE_BYTES_MAX >> 20;
/// A file of a few bytes can say that it is a picture which no memory holds.
const DOTS_MAX: u64 = 120_000_000;

/// Takes a whole file in one call: a cut in the middle leaves nothing behind.
#[derive(Deserialize, TS)]
pub struct AddAttachment {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub title: String,
    pub kind: AttachmentKind,
    /// The file itself. What it is called on the disk it came from is not asked.
    pub base64: String,
}

impl Command for AddAttachment {
    type Output = AttachmentView;
    const ROUTE: &'static str = "attachments.add";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AttachmentView> {
        tx.get::<Patient>(self.patient_id)?;
        if let Some(visit) = self.visit_id {
            let visit: Visit = tx.get(visit)?;
            if !linked(tx, self.patient_id)?.contains(&visit.patient_id) {
                return Err(Error::invalid("visit_id", "errors-attachment-visit"));
            }
        }
        let title = title(&self.title)?;
        let file = decoded(&self.base64)?;
        drop(self.base64);
        let (media_type, dots) = checked(&file)?;
        let key = drawn(tx);
        let parts = shut(&key, &file)?;
        let mut naming = BlobNaming::new(ClinicId(tx.host().clinic_id()?));
        parts.iter().for_each(|part| naming.add(part));
        let blob = naming.id();
        let id = tx.new_id();
        tx.insert(&Attachment {
            id,
            patient_id: self.patient_id,
            visit_id: self.visit_id,
            title,
            kind: self.kind,
            media_type,
            file_bytes: i64::try_from(file.len()).map_err(Error::internal)?,
            width: dots.map(|(width, _)| width.into()),
            height: dots.map(|(_, height)| height.into()),
            blob_id: hex(&blob.0),
            blob_key: hex(&*key),
            added_at: tx.now(),
            by: tx.session().name.clone(),
            by_id: tx.session().user,
            end_reason: String::new(),
        })?;
        keep::add(tx, blob, &parts, id)?;
        view(tx, id)
    }

    fn subject(added: &AttachmentView) -> Option<RowId> {
        Some(added.patient_id)
    }
}

fn decoded(base64: &str) -> Result<Vec<u8>> {
    let too_large =
        || Error::invalid("base64", "errors-attachment-too-large").with("max", FILE_MIB_MAX);
    // Before anything is decoded; base64 takes four bytes for three.
    if base64.len() > FILE_BYTES_MAX.div_ceil(3) * 4 {
        return Err(too_large());
    }
    let file = STANDARD
        .decode(base64)
        .map_err(|_| Error::invalid("base64", "errors-attachment-unreadable"))?;
    match file.len() {
        0 => Err(Error::invalid("base64", "errors-attachment-empty")),
        length if length > FILE_BYTES_MAX => Err(too_large()),
        _ => Ok(file),
    }
}

fn checked(file: &[u8]) -> Result<(MediaType, Option<(u32, u32)>)> {
    let media = MediaType::of(file)
        .ok_or_else(|| Error::invalid("base64", "errors-attachment-kind-of-file"))?;
    let dots = media.dots(file);
    // A picture without a size is none.
    if media.is_picture() && dots.is_none() {
        return Err(Error::invalid("base64", "errors-attachment-unreadable"));
    }
    if dots.is_some_and(|(width, height)| u64::from(width) * u64::from(height) > DOTS_MAX) {
        return Err(Error::invalid("base64", "errors-attachment-too-many-dots"));
    }
    Ok((media, dots))
}

fn drawn(tx: &mut Tx<'_>) -> Key {
    let mut key = Key::default();
    for eight in key.chunks_exact_mut(8) {
        eight.copy_from_slice(&tx.random_u64().to_be_bytes());
    }
    key
}
