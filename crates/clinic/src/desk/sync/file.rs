//! The same messages on a stick: for days when no wire reaches from one desk to another. What
//! is in the file is sealed as on the wire; whoever finds the stick reads nothing.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError, Weak};

use ::sync::{FRAME_BYTES_MAX, KeptBlob, Ledger, Reply, Stream, Took};
use kernel::{Error, Result, Session, SystemRandom, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::carried::Taken;
use super::{Desk, Opened, still};
use crate::forms;
use crate::permissions::SYNC_MANAGE;

const FORMAT: &[u8] = b"vaidya changes 1\n";
const ENDING: &str = "vaidya-changes";
const BUNDLE_BYTES: usize = 256 * 1024;

#[derive(Deserialize, TS)]
pub struct ExportChanges {
    pub folder: String,
    /// The shut bytes of patients' documents too.
    pub with_documents: bool,
}

#[derive(Deserialize, TS)]
pub struct ImportChanges {
    pub path: String,
}

#[derive(Serialize, TS)]
pub struct ExportedChanges {
    pub path: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

#[derive(Serialize, TS)]
pub struct ImportedChanges {
    /// Groups of changes.
    pub applied: u32,
    pub known: u32,
    pub waiting: u32,
    /// Of patients, those whose bytes were not here before.
    pub documents: u32,
}

pub(super) fn io(field: &'static str, error: &std::io::Error) -> Error {
    let words = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "errors-sync-file-full",
        // FAT32 holds no file of 4 GiB.
        ErrorKind::FileTooLarge => "errors-sync-file-too-large",
        ErrorKind::NotFound => "errors-sync-file-missing",
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => "errors-sync-file-junk",
        _ => "errors-sync-file",
    };
    let mut refused = Error::invalid(field, words);
    refused.cause = Some(error.kind().to_string());
    refused
}

pub(super) fn junk() -> std::io::Error {
    std::io::Error::new(ErrorKind::InvalidData, "not a file of changes")
}

/// `u32 length | frame`
pub(super) fn put(file: &mut impl Write, reply: &Reply) -> std::io::Result<()> {
    let frame = reply.encode();
    let length = u32::try_from(frame.len()).map_err(|_| junk())?;
    file.write_all(&length.to_be_bytes())?;
    file.write_all(&frame)
}

/// The next frame; none at the end.
pub(super) fn next(file: &mut impl Read) -> std::io::Result<Option<Reply>> {
    let mut length = [0; 4];
    if let Err(error) = file.read_exact(&mut length) {
        return match error.kind() {
            ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(error),
        };
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| junk())?;
    if length > FRAME_BYTES_MAX {
        return Err(junk());
    }
    let mut frame = vec![0; length];
    file.read_exact(&mut frame)?;
    Reply::decode(&frame).map(Some).map_err(|_| junk())
}

impl Desk {
    /// Everything that this desk has of the clinic, sealed, in one file.
    pub(in crate::desk) fn export_changes(
        &self,
        token: Option<&str>,
        given: ExportChanges,
    ) -> Result<ExportedChanges> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.permitted(token, SYNC_MANAGE, "desk.export_changes")?;
        let folder = PathBuf::from(forms::required("folder", &given.folder)?);
        let about = |read: &kernel::Read<'_>| Ok((read.desk(), read.today()));
        let (code, today) = opened.door.read(&Session::program(), about)?;
        let path = folder.join(format!("{code}-{today}.{ENDING}"));
        let part = path.with_extension("part");
        let held = Arc::downgrade(&opened);
        drop(opened);
        let _one = self.stick();
        let written = self.write_file(&held, &part, given.with_documents).and_then(|bytes| {
            std::fs::rename(&part, &path).map_err(|error| io("folder", &error))?;
            Ok(bytes)
        });
        match written {
            Ok(bytes) => {
                still(&held)?.door.note(&session, What::Export, "desk.export_changes", "")?;
                Ok(ExportedChanges { path: path.display().to_string(), bytes })
            }
            Err(error) => {
                let _ = std::fs::remove_file(&part);
                Err(error)
            }
        }
    }

    /// Takes in what another desk brought. A file may be taken in twice, in any order.
    pub(in crate::desk) fn import_changes(
        &self,
        token: Option<&str>,
        given: ImportChanges,
    ) -> Result<ImportedChanges> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.permitted(token, SYNC_MANAGE, "desk.import_changes")?;
        let path = PathBuf::from(forms::required("path", &given.path)?);
        let held = Arc::downgrade(&opened);
        drop(opened);
        let _one = self.stick();
        let mut taken = Taken::default();
        let done = self.take_file(&held, &path, &mut taken);
        let opened = still(&held)?;
        opened.door.note(&session, What::Command, "desk.import_changes", "")?;
        if taken.documents > 0 {
            self.blobs_came();
        }
        if taken.changes.applied > 0 || taken.documents > 0 {
            self.sync.bell.news_came();
            // What came on the stick is for the others too.
            self.nudge();
            opened.refresh_sessions()?;
        }
        done?;
        let Taken { changes: Took { applied, known, waiting, bad, .. }, documents, .. } = taken;
        // What nobody signed and what is not what its name says was left out; the rest counts.
        if bad > 0 || taken.bad > 0 {
            return Err(io("path", &junk()));
        }
        Ok(ImportedChanges { applied, known, waiting, documents })
    }

    fn stick(&self) -> MutexGuard<'_, ()> {
        self.sync.stick.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_file(&self, opened: &Weak<Opened>, path: &Path, with_documents: bool) -> Result<u64> {
        let failed = |error: std::io::Error| io("folder", &error);
        let mut file = self.between_rounds(|| self.write_changes(&still(opened)?, path))?;
        if with_documents {
            self.write_documents(opened, &mut file)?;
        }
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(file.metadata().map_err(failed)?.len())
    }

    fn write_changes(&self, opened: &Arc<Opened>, path: &Path) -> Result<BufWriter<File>> {
        let failed = |error: std::io::Error| io("folder", &error);
        let mut replica = self.replica(opened)?;
        let sealed = replica.seal_pending(&mut SystemRandom);
        let records = replica.records_after(0).map_err(super::round::inner);
        self.put_back(replica);
        sealed?;
        let records = records?;
        if records.is_empty() {
            return Err(Error::conflict("errors-sync-no-server"));
        }
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        file.write_all(FORMAT).map_err(failed)?;
        put(&mut file, &Reply::Control { records }).map_err(failed)?;
        let mut after = 0;
        let more = |read: &kernel::Read<'_>, after| {
            replica::sealed_after(read, Stream::MAIN, after, BUNDLE_BYTES)
        };
        let program = Session::program();
        while let Some((bundle, last)) = opened.door.read(&program, |read| more(read, after))? {
            after = last;
            put(&mut file, &Reply::Seals { bundle, is_last: false }).map_err(failed)?;
        }
        Ok(file)
    }

    fn take_file(&self, opened: &Weak<Opened>, path: &Path, taken: &mut Taken) -> Result<()> {
        let failed = |error: std::io::Error| io("path", &error);
        let mut file = BufReader::new(File::open(path).map_err(failed)?);
        let mut format = [0; FORMAT.len()];
        file.read_exact(&mut format).map_err(failed)?;
        if format != FORMAT {
            return Err(failed(junk()));
        }
        while let Some(reply) = next(&mut file).map_err(failed)? {
            match reply {
                Reply::BlobState { kept } => {
                    let one = <[KeptBlob; 1]>::try_from(kept);
                    let [blob] = one.map_err(|_| failed(junk()))?;
                    self.take_document(opened, &mut file, blob, taken)?;
                }
                Reply::Kept => taken.is_ended = true,
                reply => self.between_rounds(|| self.take_changes(opened, &reply, taken))?,
            }
        }
        if taken.is_cut() { Err(failed(junk())) } else { Ok(()) }
    }

    fn take_changes(&self, opened: &Weak<Opened>, reply: &Reply, taken: &mut Taken) -> Result<()> {
        let mut replica = self.replica(&still(opened)?)?;
        let took = match reply {
            Reply::Control { records } => {
                // The log is one: what is known is skipped, what follows is proven.
                let known = usize::try_from(replica.control().n).unwrap_or(usize::MAX);
                let new = records.get(known..).unwrap_or_default();
                replica.admit(new).map(|()| Took::default())
            }
            Reply::Seals { bundle, .. } => replica.take(bundle),
            _ => Ok(Took::default()),
        };
        self.put_back(replica);
        let took = took.map_err(super::round::inner)?;
        let all = &mut taken.changes;
        all.applied += took.applied;
        all.known += took.known;
        all.waiting += took.waiting + took.aside;
        all.bad += took.bad;
        Ok(())
    }
}
