//! The same messages on a stick: for days when no wire reaches from one desk to another. What
//! is in the file is sealed as on the wire; whoever finds the stick reads nothing.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use ::sync::{FRAME_BYTES_MAX, Ledger, Reply, Stream, Took};
use kernel::{Error, Result, Session, SystemRandom, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Desk;
use crate::forms;
use crate::permissions::SYNC_MANAGE;

const FORMAT: &[u8] = b"vaidya changes 1\n";
const ENDING: &str = "vaidya-changes";
const BUNDLE_BYTES: usize = 256 * 1024;

#[derive(Deserialize, TS)]
pub struct ExportChanges {
    pub folder: String,
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
}

fn io(field: &'static str, error: &std::io::Error) -> Error {
    let words = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "errors-sync-file-full",
        ErrorKind::NotFound => "errors-sync-file-missing",
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => "errors-sync-file-junk",
        _ => "errors-sync-file",
    };
    let mut refused = Error::invalid(field, words);
    refused.cause = Some(error.kind().to_string());
    refused
}

fn junk() -> std::io::Error {
    std::io::Error::new(ErrorKind::InvalidData, "not a file of changes")
}

/// `u32 length | frame`
fn put(file: &mut impl Write, reply: &Reply) -> std::io::Result<()> {
    let frame = reply.encode();
    let length = u32::try_from(frame.len()).map_err(|_| junk())?;
    file.write_all(&length.to_be_bytes())?;
    file.write_all(&frame)
}

/// The next frame; none at the end.
fn next(file: &mut impl Read) -> std::io::Result<Option<Reply>> {
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
        let done = self.between_rounds(|| {
            let mut replica = self.replica(&opened)?;
            let sealed = replica.seal_pending(&mut SystemRandom);
            let records = replica.records_after(0).map_err(super::round::inner);
            self.put_back(replica);
            sealed?;
            let records = records?;
            if records.is_empty() {
                return Err(Error::conflict("errors-sync-no-server"));
            }
            let program = Session::program();
            let today = opened.door.read(&program, |read| Ok(read.today()))?;
            let code = opened.door.read(&program, |read| Ok(read.desk()))?;
            let path = folder.join(format!("{code}-{today}.{ENDING}"));
            let part = path.with_extension("part");
            let written = write(&part, &records, |after| {
                opened.door.read(&program, |read| {
                    replica::sealed_after(read, Stream::MAIN, after, BUNDLE_BYTES)
                })
            });
            match written {
                Ok(bytes) => {
                    std::fs::rename(&part, &path).map_err(|error| io("folder", &error))?;
                    Ok(ExportedChanges { path: path.display().to_string(), bytes })
                }
                Err(error) => {
                    let _ = std::fs::remove_file(&part);
                    Err(error)
                }
            }
        })?;
        opened.door.note(&session, What::Export, "desk.export_changes", "")?;
        Ok(done)
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
        let mut all = Took::default();
        let done = self.between_rounds(|| {
            let file = File::open(&path).map_err(|error| io("path", &error))?;
            let mut file = BufReader::new(file);
            let mut format = [0; FORMAT.len()];
            file.read_exact(&mut format).map_err(|error| io("path", &error))?;
            if format != FORMAT {
                return Err(io("path", &junk()));
            }
            while let Some(reply) = next(&mut file).map_err(|error| io("path", &error))? {
                let mut replica = self.replica(&opened)?;
                let took = match &reply {
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
                all.applied += took.applied;
                all.known += took.known;
                all.waiting += took.waiting + took.aside;
                all.bad += took.bad;
            }
            // What nobody signed was left out; the rest counts.
            if all.bad > 0 { Err(io("path", &junk())) } else { Ok(()) }
        });
        opened.door.note(&session, What::Command, "desk.import_changes", "")?;
        if all.applied > 0 {
            self.sync.bell.news_came();
            // What came on the stick is for the others too.
            self.nudge();
            opened.refresh_sessions()?;
        }
        done?;
        let Took { applied, known, waiting, .. } = all;
        Ok(ImportedChanges { applied, known, waiting })
    }
}

fn write(
    path: &Path,
    records: &[Vec<u8>],
    mut more: impl FnMut(i64) -> Result<Option<(Vec<u8>, i64)>>,
) -> Result<u64> {
    let failed = |error: std::io::Error| io("folder", &error);
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    file.write_all(FORMAT).map_err(failed)?;
    put(&mut file, &Reply::Control { records: records.to_vec() }).map_err(failed)?;
    let mut after = 0;
    while let Some((bundle, last)) = more(after)? {
        after = last;
        put(&mut file, &Reply::Seals { bundle, is_last: false }).map_err(failed)?;
    }
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(file.metadata().map_err(failed)?.len())
}
