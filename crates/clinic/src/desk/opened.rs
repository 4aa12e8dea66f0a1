//! An open clinic: its vault, its door and who is signed in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{Clock, Door, Error, Mint, Opening, Result, Session, Zone};
use vault::{Keeping, Place, PlaceLock, SecretStore, Vault};

use super::Desk;
use super::errors::of_vault;
use super::host::DeskHost;
use super::sessions::Live;
use crate::{api, settings};

const READERS: usize = 3;
/// Ten seconds for calls that are under way.
const LEAVE_TRIES: u32 = 400;
const LEAVE_WAIT: Duration = Duration::from_millis(25);

pub struct Opened {
    pub door: Door,
    pub is_demo: bool,
    pub(super) vault: Arc<Mutex<Vault>>,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) sessions: Mutex<BTreeMap<String, Live>>,
    pub(super) mint: Mutex<Mint>,
    pub(super) keeping: Keeping,
    /// Held while the clinic is open: a second program is told so.
    pub(super) lock: Option<PlaceLock>,
}

impl Desk {
    pub(super) fn open_clinic(
        &self,
        place: &Place,
        vault: Vault,
        keeping: Keeping,
        is_demo: bool,
        clock: Arc<dyn Clock>,
    ) -> Result<Opened> {
        let lock = place.lock_exclusively().map_err(of_vault)?;
        let secrets = self.secrets(place, keeping);
        let writer = vault.open_database().map_err(of_vault)?;
        let mut readers = Vec::new();
        for _ in 0..READERS {
            readers.push(vault.open_reader().map_err(of_vault)?);
        }
        let vault = Arc::new(Mutex::new(vault));
        let host = DeskHost {
            vault: vault.clone(),
            secrets: secrets.clone(),
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
            clock,
            host: Arc::new(host),
            mint: Mint::system(),
            zone: Zone::Asia__Kolkata,
        })?;
        let zone = door.read(&Session::program(), |read| {
            Ok(read.find::<settings::Clinic>(settings::CLINIC_ID)?.map(|clinic| clinic.zone()))
        })?;
        door.set_zone(zone.unwrap_or(Zone::Asia__Kolkata));
        Ok(Opened {
            door,
            is_demo,
            vault,
            secrets,
            sessions: Mutex::new(BTreeMap::new()),
            mint: Mutex::new(Mint::system()),
            keeping,
            lock: Some(lock),
        })
    }

    /// Makes it the clinic of this desk; another one that was open is closed.
    pub(super) fn adopt(&self, opened: Opened) -> Arc<Opened> {
        let opened = Arc::new(opened);
        *self.slot() = Some(opened.clone());
        opened
    }

    /// A work beside the desk is given up: the keys must go.
    pub(super) fn close(&self) {
        let opened = self.slot().take();
        if opened.is_some() {
            self.jobs.stop();
        }
    }

    /// Closes the clinic down to its vault and its held place, once nobody is inside it: no
    /// connection is left when this answers.
    pub(super) fn take_apart(&self) -> Result<(PlaceLock, Vault, Keeping)> {
        let in_use = || Error::conflict("errors-backup-in-use");
        let mut opened = self.slot().take().ok_or_else(in_use)?;
        for _ in 0..LEAVE_TRIES {
            match Arc::try_unwrap(opened) {
                Ok(mut alone) => {
                    let (vault, keeping) = (alone.vault.clone(), alone.keeping);
                    let lock = alone.lock.take().ok_or_else(in_use)?;
                    drop(alone);
                    let vault = Arc::into_inner(vault).ok_or_else(in_use)?;
                    let vault = vault.into_inner().unwrap_or_else(PoisonError::into_inner);
                    return Ok((lock, vault, keeping));
                }
                Err(shared) => opened = shared,
            }
            std::thread::sleep(LEAVE_WAIT);
        }
        *self.slot() = Some(opened);
        Err(in_use())
    }
}
