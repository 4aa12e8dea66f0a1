//! Making a copy while people work: pages stream through compression and encryption into a
//! file that gets its name only after every byte of it was read back.

use std::io::{self, Write};

use vault::{BackupIdentity, Snapshot, Vault};

use crate::chunks::{Chunks, belt, summing};
use crate::error::{Cancel, Error, Result};
use crate::fat;
use crate::folder::{Folder, Found};
use crate::heads::{Heads, heads_of};
use crate::hex::Hex;
use crate::manifest::{Content, Manifest, Seal};
use crate::open::read_back_from;
use crate::ops;
use crate::questions::{Question, answers};
use crate::seal::{Sealer, Sum};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Writing,
    Reading,
    Restoring,
    Proving,
}

#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub step: Step,
    pub done: u64,
    pub total: u64,
}

/// Hears of the progress; answers whether to go on.
pub struct Watch<'a>(pub &'a mut dyn FnMut(Progress) -> bool);

impl Watch<'_> {
    pub fn went(&mut self, step: Step, done: u64, total: u64) -> Result<()> {
        if (self.0)(Progress { step, done, total }) { Ok(()) } else { Err(Error::Cancelled) }
    }
}

/// All that a copy needs of the open vault, taken at once so that nobody waits for it.
pub struct Writer {
    snapshot: Snapshot,
    recipients: Vec<String>,
    identity: BackupIdentity,
    draft: Manifest,
}

impl Writer {
    /// Begins at this moment: what is written later is in the next copy.
    pub fn begin(vault: &Vault, desk: &str, program: &str, at: i64) -> Result<Writer> {
        // Before the keys are copied: the first copy makes the clinic's own key of copies, and
        // without it in the manifest no restored clinic could open that copy again.
        let (recipients, identity) = (vault.backup_recipients()?, vault.backup_identity()?);
        let snapshot = vault.snapshot()?;
        let heads = heads_of(snapshot.connection())?;
        let schema = snapshot
            .connection()
            .query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))?;
        let none =
            Seal { file: String::new(), bytes: 0, blake3: Hex([0; 32]), sha256: Hex([0; 32]) };
        let draft = Manifest {
            format: Manifest::format(),
            program: program.to_owned(),
            schema,
            clinic: Hex(vault.clinic_id()),
            desk: desk.to_owned(),
            desk_key: Hex(vault.desk_key()?),
            number: 0,
            previous: None,
            at,
            heads,
            content: Content::Image {
                page_bytes: snapshot.size().page_bytes,
                pages: snapshot.size().pages,
                blake3: Hex([0; 32]),
                sha256: Hex([0; 32]),
            },
            answers: Vec::new(),
            seal: none,
            keys: vault.keys_for_travel()?,
            proof: None,
        };
        Ok(Writer { snapshot, recipients, identity, draft })
    }

    /// Asks the records of this moment; it may take a while and needs no vault.
    pub fn ask(&mut self, questions: &[Question]) -> Result<()> {
        self.draft.answers = answers(self.snapshot.connection(), questions)?;
        Ok(())
    }

    pub fn heads(&self) -> &Heads {
        &self.draft.heads
    }

    pub fn folder(&self, root: &std::path::Path) -> Folder {
        Folder::of(root, self.draft.clinic, self.draft.desk_key)
    }

    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}

/// A whole copy, numbered after every other one known, with the hash of the one before.
/// `prove` is called once, when all is known: it needs the vault for an instant.
pub fn write_full(
    mut writer: Writer,
    root: &std::path::Path,
    number: u64,
    previous: Option<Hex<32>>,
    prove: impl FnOnce(&mut Manifest) -> Result<()>,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let folder = writer.folder(root);
    folder.prepare()?;
    fat::check(&folder, writer.snapshot.size().bytes())?;
    writer.draft.number = folder.next_number(number)?;
    writer.draft.previous = previous;
    let Writer { snapshot, recipients, identity, draft: mut manifest } = writer;
    let size = snapshot.size();
    let fill = move |out: &mut dyn Write, watch: &mut Watch<'_>| {
        let mut done = 0;
        snapshot.read(|page| -> Result<()> {
            out.write_all(page)?;
            done += page.len() as u64;
            match done % (1 << 20) {
                0 => watch.went(Step::Writing, done, size.bytes()),
                _ => Ok(()),
            }
        })?;
        // The moment is let go at once: as long as it is held, the journal of those who
        // write meanwhile can only grow.
        drop(snapshot);
        Ok(0)
    };
    let keys = Keys { recipients: &recipients, identity: &identity };
    let content = |plain: &Sum, _: u64| Content::Image {
        page_bytes: size.page_bytes,
        pages: size.pages,
        blake3: plain.blake3,
        sha256: plain.sha256,
    };
    seal(&folder, &mut manifest, &keys, fill, content, prove, watch)?;
    Ok(Found { manifest, folder })
}

/// What was written since `after`, as the next part on top of the image `base`.
pub fn write_ops(
    mut writer: Writer,
    root: &std::path::Path,
    number: u64,
    previous: Option<Hex<32>>,
    (base, after): (u64, &Heads),
    prove: impl FnOnce(&mut Manifest) -> Result<()>,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let folder = writer.folder(root);
    folder.prepare()?;
    writer.draft.number = number;
    writer.draft.previous = previous;
    let part = folder.next_part(base)?;
    let none = Hex([0; 32]);
    let content = |plain: &Sum, ops: u64| Content::Ops {
        base,
        part,
        after: after.clone(),
        ops,
        bytes: plain.bytes,
        blake3: plain.blake3,
    };
    let nothing = Sum { bytes: 0, blake3: none, sha256: none };
    writer.draft.content = content(&nothing, 0);
    let keys = Keys { recipients: &writer.recipients, identity: &writer.identity };
    let snapshot = &writer.snapshot;
    let fill = |mut out: &mut dyn Write, _: &mut Watch<'_>| {
        ops::collect(snapshot.connection(), after, &mut out)
    };
    let mut manifest = writer.draft;
    seal(&folder, &mut manifest, &keys, fill, content, prove, watch)?;
    Ok(Found { manifest, folder })
}

struct Keys<'a> {
    recipients: &'a [String],
    identity: &'a BackupIdentity,
}

fn seal(
    folder: &Folder,
    manifest: &mut Manifest,
    keys: &Keys<'_>,
    fill: impl FnOnce(&mut dyn Write, &mut Watch<'_>) -> Result<u64>,
    content: impl FnOnce(&Sum, u64) -> Content,
    prove: impl FnOnce(&mut Manifest) -> Result<()>,
    watch: &mut Watch<'_>,
) -> Result<()> {
    let mut partial = folder.begin(&manifest.file_name())?;
    let mut steady = partial.steady()?;
    let (plain, sealed, count) = pack(&mut steady, keys.recipients, fill, watch)?;
    steady.finish()?;
    partial.settle()?;
    manifest.content = content(&plain, count);
    manifest.seal = Seal {
        file: manifest.file_name(),
        bytes: sealed.bytes,
        blake3: sealed.blake3,
        sha256: sealed.sha256,
    };
    // From the disk, whole. It also shows that the file really is sealed, and to us: plain
    // bytes have no header that this opens.
    read_back_from(partial.again()?, manifest, &[keys.identity.as_str()], watch)?;
    prove(manifest)?;
    manifest.check_signature()?;
    partial.keep()?;
    folder.keep_manifest(manifest)
}

/// Reading the records, hashing and packing them: each has a thread.
fn pack(
    file: &mut (impl Write + Send),
    recipients: &[String],
    fill: impl FnOnce(&mut dyn Write, &mut Watch<'_>) -> Result<u64>,
    watch: &mut Watch<'_>,
) -> Result<(Sum, Sum, u64)> {
    std::thread::scope(|scope| {
        let (sender, plain) = belt();
        let (chunks, summing) = summing(scope, plain);
        let packing = scope.spawn(move || -> Result<Sum> {
            let mut sealer = Sealer::new(file, recipients)?;
            let mut is_whole = false;
            for chunk in chunks {
                is_whole = chunk.is_empty();
                sealer.write_all(&chunk)?;
            }
            if !is_whole {
                return Err(Error::Cancelled);
            }
            sealer.finish()
        });
        let mut chunks = Chunks::new(sender);
        let filled = fill(&mut chunks, watch).and_then(|count| {
            chunks.finish()?;
            Ok(count)
        });
        let plain = summing.join().map_err(|_| Error::Damaged("the hasher stopped"));
        let packed = packing.join().map_err(|_| Error::Damaged("the packer stopped"))?;
        match (filled, packed) {
            // The reader's own words are better, unless it only noticed that the packer went.
            (Err(Error::Io(_)) | Ok(_), Err(error)) => Err(error),
            (Err(error), _) => Err(error),
            (Ok(count), Ok(sealed)) => Ok((plain?, sealed, count)),
        }
    })
}

impl From<Cancel> for io::Error {
    fn from(cancel: Cancel) -> io::Error {
        io::Error::other(cancel)
    }
}
