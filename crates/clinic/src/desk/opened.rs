//! An open clinic: its vault, its door and who is signed in.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Clock, Door, Error, Mint, Opening, Result, Seal, Session, Zone};
use vault::{Keeping, Place, PlaceLock, SecretStore, Vault};

use super::errors::of_vault;
use super::host::DeskHost;
use super::people::People;
use super::sessions::Live;
use super::{Desk, drill};
use crate::{api, settings};

/// The keys of the clinic's sealed fields: from the master key, so that no generation of the
/// key file can be without them. Confidential notes lie under random keys of their own, which
/// not every computer has.
pub fn seal_of(vault: &Vault) -> vault::Result<Seal> {
    let seal = Seal::new([(1, vault.derive("field seal 1"))], &vault.derive("blind"));
    let seal = match vault.sensitive_here()? {
        Some(key) => seal.with_here(&key),
        None => seal,
    };
    for (epoch, key) in vault.sensitive_keys()? {
        u8::try_from(epoch).into_iter().for_each(|epoch| seal.learn(epoch, &key));
    }
    Ok(seal)
}

const READERS: usize = 3;

pub struct Opened {
    pub door: Entrance,
    pub(super) kept: Kept,
}

/// What outlives the connections to the records while they get a new key.
pub struct Kept {
    pub is_demo: bool,
    pub(super) keeping: Keeping,
    pub(super) vault: Arc<Mutex<Vault>>,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) people: Arc<Mutex<People>>,
    pub(super) sessions: Mutex<BTreeMap<String, Live>>,
    pub(super) mint: Mutex<Mint>,
    clock: Arc<dyn Clock>,
    pub(super) has_looked_back: AtomicBool,
    /// Held while the clinic is open: a second program is told so.
    pub(super) lock: PlaceLock,
}

impl Kept {
    /// Monotonic milliseconds.
    pub(super) fn now(&self) -> i64 {
        self.clock.monotonic()
    }
}

/// The door of an open clinic. When it shuts, the log says so and the desk signs it; a
/// program that is killed leaves a beginning without an end.
pub struct Entrance(Door);

impl std::ops::Deref for Entrance {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.0
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        let _ = self.0.end();
    }
}

impl std::ops::Deref for Opened {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.kept
    }
}

impl Desk {
    pub(super) fn open_clinic(
        &self,
        place: &Place,
        mut vault: Vault,
        keeping: Keeping,
        is_demo: bool,
        clock: Arc<dyn Clock>,
    ) -> Result<Opened> {
        let lock = place.lock_exclusively().map_err(of_vault)?;
        vault.settle().map_err(of_vault)?;
        // A drill or a restore that a kill cut off; not worth keeping anybody out for.
        let _ = place.clear_staging(&lock);
        drill::clear(place);
        if !is_demo {
            // Without room for it the desk opens all the same, and says so.
            let _ = place.lay_ballast(&lock);
        }
        let people = People::new(vault.pins(), self.now());
        self.open_records(Kept {
            is_demo,
            keeping,
            secrets: self.secrets(place, keeping),
            vault: Arc::new(Mutex::new(vault)),
            people: Arc::new(Mutex::new(people)),
            sessions: Mutex::new(BTreeMap::new()),
            mint: Mutex::new(Mint::system()),
            clock,
            has_looked_back: AtomicBool::new(false),
            lock,
        })
    }

    pub(super) fn open_records(&self, kept: Kept) -> Result<Opened> {
        let mut readers = Vec::new();
        let (writer, seal) = {
            let vault = kept.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let writer = vault.open_database().map_err(of_vault)?;
            for _ in 0..READERS {
                readers.push(vault.open_reader().map_err(of_vault)?);
            }
            (writer, Arc::new(seal_of(&vault).map_err(of_vault)?))
        };
        let host = DeskHost {
            vault: kept.vault.clone(),
            seal,
            secrets: kept.secrets.clone(),
            people: kept.people.clone(),
            keeping: kept.keeping,
            outside: self.options.outside.clone(),
            attempts: self.attempts.clone(),
            clock: self.clock(),
        };
        let door = Door::open(Opening {
            writer,
            readers,
            migrations: api::MIGRATIONS,
            tables: api::TABLES,
            routes: api::routes(),
            clock: kept.clock.clone(),
            host: Arc::new(host),
            mint: Mint::system(),
            zone: Zone::Asia__Kolkata,
        })?;
        let zone = door.read(&Session::program(), |read| {
            Ok(read.find::<settings::Clinic>(settings::CLINIC_ID)?.map(|clinic| clinic.zone()))
        })?;
        door.set_zone(zone.unwrap_or(Zone::Asia__Kolkata));
        if kept.is_demo {
            // The demo's last day may lie ahead of this computer's hour.
            door.read(&Session::program(), |read| {
                read.clock_guard().trust();
                Ok(())
            })?;
        }
        door.begin(env!("CARGO_PKG_VERSION"))?;
        let opened = Opened { door: Entrance(door), kept };
        // What came while the key file could not be written.
        let _ = opened.drop_slots_of_who_left();
        Ok(opened)
    }

    /// Makes it the clinic of this desk; another one that was open is closed.
    pub(super) fn adopt(&self, opened: Opened) -> Arc<Opened> {
        let opened = Arc::new(opened);
        // Before a right password clears the count of the wrong ones.
        let _ = self.tell_kept(&opened);
        *self.slot() = Some(opened.clone());
        opened
    }

    /// A work beside the desk is given up: the keys must go.
    pub(super) fn close(&self) {
        let opened = self.slot().take();
        self.sync.forget();
        if opened.is_some() {
            self.jobs.stop();
        }
    }

    /// Closes the clinic down to its vault and its held place, once nobody is inside it: no
    /// connection is left when this answers.
    pub(super) fn take_apart(&self) -> Result<(PlaceLock, Vault, Keeping)> {
        let in_use = || Error::conflict("errors-backup-in-use");
        let opened = self.slot().take().ok_or_else(in_use)?;
        self.sync.forget();
        let opened = self.alone(opened).map_err(|shared| {
            *self.slot() = Some(shared);
            in_use()
        })?;
        let Kept { vault, keeping, lock, .. } = opened.close_records();
        let vault = Arc::into_inner(vault).ok_or_else(in_use)?;
        Ok((lock, vault.into_inner().unwrap_or_else(PoisonError::into_inner), keeping))
    }
}
