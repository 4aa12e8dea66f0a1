//! An open clinic: its vault, its door and who is signed in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use kernel::{Clock, Door, Mint, Opening, Result, Session, Zone};
use vault::{Keeping, Place, PlaceLock, SecretStore, Vault};

use super::Desk;
use super::errors::of_vault;
use super::host::DeskHost;
use super::sessions::Live;
use crate::{api, settings};

const READERS: usize = 3;

pub struct Opened {
    pub door: Door,
    pub is_demo: bool,
    pub(super) vault: Arc<Mutex<Vault>>,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) sessions: Mutex<BTreeMap<String, Live>>,
    pub(super) mint: Mutex<Mint>,
    /// Held while the clinic is open: a second program is told so.
    _lock: PlaceLock,
}

/// The log says that the clinic was closed, and the desk signs it; a program that is killed
/// leaves a beginning without an end.
impl Drop for Opened {
    fn drop(&mut self) {
        let _ = self.door.end();
    }
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
        if is_demo {
            // The demo's last day may lie ahead of this computer's hour.
            door.read(&Session::program(), |read| {
                read.clock_guard().trust();
                Ok(())
            })?;
        }
        door.begin(env!("CARGO_PKG_VERSION"))?;
        Ok(Opened {
            door,
            is_demo,
            vault,
            secrets,
            sessions: Mutex::new(BTreeMap::new()),
            mint: Mutex::new(Mint::system()),
            _lock: lock,
        })
    }

    /// Makes it the clinic of this desk; another one that was open is closed.
    pub(super) fn adopt(&self, opened: Opened) -> Arc<Opened> {
        let opened = Arc::new(opened);
        *self.slot() = Some(opened.clone());
        opened
    }

    pub(super) fn close(&self) {
        *self.slot() = None;
    }
}
