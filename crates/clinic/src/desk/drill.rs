//! The weekly proof: the newest copy is restored whole into a scratch file, every check runs
//! over it, and its rows are worked out again from its ops. Then the scratch file goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use backup::{Error as Fault, Found, Link, Step, Watch};
use kernel::{Door, ManualClock, Mint, OnlySeal, Opening, Seal, Session, Timestamp, Zone};
use rusqlite::Connection;
use vault::Place;

use super::backups::{Work, inside};
use super::opened::seal_of;
use super::room::Room;
use crate::api;
use crate::backup as slice;

const SCRATCH: &str = "drill.db";

/// Removed whatever happens.
struct Scratch(PathBuf);

/// What a drill left whose program was killed: as large as the records, and of no use.
pub(super) fn clear(place: &Place) {
    Scratch(place.folder().join(SCRATCH)).clear();
}

impl Scratch {
    fn clear(&self) {
        for end in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}

pub(super) fn run(
    work: &Work,
    stop: Arc<AtomicBool>,
    watch: &mut Watch<'_>,
) -> backup::Result<Found> {
    let root = work.root()?;
    let (found, identity, mut writer, scratch, room) = {
        let opened = work.opened()?;
        let full = opened.door.read(&work.session, |read| slice::last_full(read, work.target));
        let full = full.map_err(inside)?.ok_or(Fault::Gone)?;
        let vault = opened.vault();
        let key = backup::Hex(vault.desk_key()?);
        let folder = backup::Folder::of(&root, backup::Hex(vault.clinic_id()), key);
        let number = full.number.unwrap_or_default().unsigned_abs();
        let found = folder
            .image(number)
            .ok_or(Fault::Damaged("the newest copy is not where it was written"))?;
        Link::of(&vault).check(&found.manifest)?;
        let room = Room::beside(vault.place()).until(stop);
        // Its rows are worked out anew in one transaction, which keeps the old ones beside it.
        room.need(found.manifest.image_bytes().saturating_mul(2))?;
        let scratch = Scratch(vault.place().folder().join(SCRATCH));
        scratch.clear();
        let writer = vault.stage_image(&scratch.0)?;
        (found, vault.backup_identity()?, writer, scratch, room)
    };
    let mut go = |progress| room.is_left() && (watch.0)(progress);
    let mut watch = Watch(&mut go);
    let done = (|| {
        let identities = [identity.as_str()];
        backup::read_image(&found, &identities, &mut watch, |bytes| Ok(writer.take(bytes)?))?;
        let size = found.manifest.seal.bytes;
        watch.went(Step::Proving, 0, size)?;
        writer.settle()?;
        let open = || -> backup::Result<Connection> {
            let mut db = work.opened()?.vault().open_staged(&scratch.0)?;
            room.watch(&mut db)?;
            Ok(db)
        };
        let proven = vault::prove_staged::<Fault>(&open)?;
        if proven.pages.saturating_mul(proven.page_bytes.into()) != found.manifest.image_bytes() {
            return Err(Fault::Damaged("the records are not as large as the manifest says"));
        }
        let db = open()?;
        let seal = Arc::new(seal_of(&work.opened()?.vault())?);
        prove(db, &found, seal, &mut |done| watch.went(Step::Proving, done * size / 4, size))
    })();
    room.told(done).map(|()| found)
}

/// Heads and keys as the manifest says, and the state of every table equal to what its ops
/// make anew.
fn prove(
    db: Connection,
    found: &Found,
    seal: Arc<Seal>,
    went: &mut dyn FnMut(u64) -> backup::Result<()>,
) -> backup::Result<()> {
    let wrong = |what| Err(Fault::Damaged(what));
    if backup::heads_of(&db)? != found.manifest.heads {
        return wrong("the logs are not as far as the manifest says");
    }
    backup::same_answers(&db, &found.manifest, slice::QUESTIONS)?;
    no_loose_ends(&db)?;
    went(1)?;
    // Ops of one row may come before those of another that it names.
    db.execute_batch("PRAGMA foreign_keys = OFF")?;
    let door = scratch_door(db, Timestamp(found.manifest.at), seal)?;
    let program = Session::program();
    let before = door.read(&program, |read| kernel::fingerprint(read, door.catalog()));
    let before = before.map_err(inside)?;
    went(2)?;
    let after = door.write(&program, |tx| {
        kernel::rebuild(tx, door.catalog())?;
        kernel::fingerprint(tx, door.catalog())
    });
    let after = after.map_err(inside)?;
    went(4)?;
    match before == after {
        true => Ok(()),
        false => wrong("the rows are not what the ops make of them"),
    }
}

pub(super) fn no_loose_ends(db: &Connection) -> backup::Result<()> {
    let mut statement = db.prepare("PRAGMA foreign_key_check")?;
    match statement.exists([])? {
        false => Ok(()),
        true => Err(Fault::Damaged("a row names another that is not there")),
    }
}

/// A door to a file that nobody works in.
pub(super) fn scratch_door(
    db: Connection,
    now: Timestamp,
    seal: Arc<Seal>,
) -> backup::Result<Door> {
    let opening = Opening {
        writer: db,
        readers: Vec::new(),
        migrations: api::MIGRATIONS,
        tables: api::TABLES,
        routes: Vec::new(),
        clock: Arc::new(ManualClock::at(now)),
        host: Arc::new(OnlySeal(seal)),
        mint: Mint::system(),
        zone: Zone::Asia__Kolkata,
    };
    Door::open(opening).map_err(inside)
}
