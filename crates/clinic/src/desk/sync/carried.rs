//! Documents in the file on a stick: after the changes, each under its name, all its parts shut
//! as they lie in the database. What is not what its name says never takes the place of
//! anything. A program that is older passes them over.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Weak;

use ::sync::{BlobNaming, Hash, KeptBlob, Reply, Took, blob_parts};
use kernel::{Error, Result, Session, hex};
use serde::Serialize;
use ts_rs::TS;

use super::file::{io, junk, next, put};
use super::{Desk, Opened, clinic_of, still};
use crate::attachments::keep::{self, Wanted, Whole};
use crate::permissions::SYNC_MANAGE;

const NAMED_EACH: usize = 256;

/// Of patients' documents, those that this desk can give to others.
#[derive(Serialize, TS)]
pub struct DocumentsHere {
    pub count: u32,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What came of a file.
#[derive(Default)]
pub(super) struct Taken {
    pub changes: Took,
    pub documents: u32,
    /// Documents that are not what their names say.
    pub bad: u32,
    /// The end of a file with documents was there.
    pub is_ended: bool,
    /// What is missing here, from the first document of the file on.
    lacking: Option<BTreeMap<Hash, Wanted>>,
}

impl Taken {
    /// A file with documents says where it ends.
    pub fn is_cut(&self) -> bool {
        self.lacking.is_some() && !self.is_ended
    }
}

/// The next part of a document.
fn part(file: &mut impl Read) -> Result<(u32, Vec<u8>)> {
    match next(file) {
        Ok(Some(Reply::BlobPart { length, bytes })) => Ok((length, bytes)),
        Ok(_) => Err(io("path", &junk())),
        Err(error) => Err(io("path", &error)),
    }
}

/// The room that is left is for what people type, as in `reserve.rs`.
fn no_room() -> Error {
    Error::conflict("errors-sync-file-no-room")
}

impl Desk {
    pub(in crate::desk) fn documents_here(&self, token: Option<&str>) -> Result<DocumentsHere> {
        let opened = self.active(token, "desk.documents_here")?;
        opened.permitted(token, SYNC_MANAGE, "desk.documents_here")?;
        let (count, bytes) = opened.door.read(&Session::program(), keep::named)?;
        Ok(DocumentsHere { count, bytes })
    }

    pub(super) fn write_documents(
        &self,
        opened: &Weak<Opened>,
        file: &mut impl Write,
    ) -> Result<()> {
        let failed = |error: std::io::Error| io("folder", &error);
        let (program, mut after) = (Session::program(), String::new());
        loop {
            let named = |read: &kernel::Read<'_>| keep::named_after(read, &after, NAMED_EACH);
            let blobs = still(opened)?.door.read(&program, named)?;
            let Some(last) = blobs.last() else { break };
            after = hex(&last.id.0);
            for Whole { id, length } in blobs {
                let parts = blob_parts(length).unwrap_or_default();
                let kept = vec![KeptBlob { id, parts, is_whole: true }];
                put(file, &Reply::BlobState { kept }).map_err(failed)?;
                for at in 0..parts {
                    let bytes =
                        still(opened)?.door.read(&program, |read| keep::part(read, id, at))?;
                    let bytes = bytes.ok_or_else(|| Error::internal("a part that is not here"))?;
                    put(file, &Reply::BlobPart { length, bytes }).map_err(failed)?;
                }
            }
        }
        put(file, &Reply::Kept).map_err(failed)
    }

    /// The file stands after the document's name. Its parts are read twice: they are kept once
    /// they are known to be right, so that nothing that came from a remote is lost for them.
    pub(super) fn take_document(
        &self,
        opened: &Weak<Opened>,
        file: &mut (impl Read + Seek),
        blob: KeptBlob,
        taken: &mut Taken,
    ) -> Result<()> {
        let failed = |error: std::io::Error| io("path", &error);
        let program = Session::program();
        let here = still(opened)?;
        let clinic = clinic_of(&here);
        let lacking = match &mut taken.lacking {
            Some(lacking) => lacking,
            none => none.insert(here.door.read(&program, keep::lacking)?),
        };
        drop(here);
        let Some(wanted) = lacking.get(&blob.id) else {
            for _ in 0..blob.parts {
                part(file)?;
            }
            return Ok(());
        };
        let start = file.stream_position().map_err(failed)?;
        let mut naming = BlobNaming::new(clinic);
        let mut fits = Some(blob.parts) == blob_parts(wanted.length);
        for at in 0..blob.parts {
            let (length, bytes) = part(file)?;
            fits &= wanted.fits(at, length, &bytes);
            naming.add(&bytes);
        }
        if !fits || naming.id() != blob.id {
            taken.bad += 1;
            return Ok(());
        }
        if !self.clinic_place().has_ballast() {
            return Err(no_room());
        }
        file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let is_whole = self.between_rounds(|| {
            for at in 0..blob.parts {
                let (_, bytes) = part(file)?;
                let keep = |tx: &mut kernel::Tx<'_>| keep::take_part(tx, wanted, at, &bytes);
                still(opened)?.door.write(&program, keep)?;
            }
            still(opened)?.door.write(&program, |tx| keep::finish(tx, clinic, wanted, 0))
        });
        let is_whole = is_whole.map_err(|error| match &*error.message {
            "errors-disk-full" => no_room(),
            _ => error,
        })?;
        match is_whole {
            true => taken.documents += 1,
            false => taken.bad += 1,
        }
        lacking.remove(&blob.id);
        Ok(())
    }
}
