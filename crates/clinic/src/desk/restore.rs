//! The clinic comes back from a copy: on a computer that has none by the recovery code
//! alone, on one that has it by its owner's password. A copy of what is there is made first.
//! Until the last step nothing that is there is touched, and the last step is one that a
//! power cut cannot halve.

use std::sync::{Arc, Mutex, PoisonError};

use backup::{Error as Fault, Found, Link, Watch, Writer};
use kernel::{Error, Nothing, Result, Session, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Keeping, Place, PlaceLock, PlaceState, Swap, Vault};

use super::Desk;
use super::errors::of_vault;
use super::host::slot_id;
use super::jobs::{Handle, JobKind};
use super::opened::{Opened, seal_of};
use super::room::Room;
use super::sign_in::SessionView;
use super::staging::{Heirs, Plan, all_below, codes_in, stage};
use crate::backup::{QUESTIONS, folder, of_backup};
use crate::permissions::BACKUP_MANAGE;
use crate::settings::Clinic;
use crate::staff::{OwnWords, Staff, staff_by_user};

#[derive(Deserialize, TS)]
pub struct ListRestore {
    pub folder: String,
}

#[derive(Serialize, TS)]
pub struct RestoreChoice {
    /// The desk's own folder below the chosen one.
    pub folder: String,
    pub number: i64,
    pub at: Timestamp,
    /// Any minute between the two can be restored.
    pub until: Timestamp,
    pub desk: String,
    pub bytes: i64,
    pub image_bytes: i64,
    /// Where a clinic lives on this computer: whether it is the same one.
    pub is_this_clinic: bool,
}

#[derive(Deserialize, TS)]
pub struct BeginRestore {
    pub folder: String,
    pub number: i64,
    /// None: as far as the copies reach.
    pub until: Option<Timestamp>,
    /// As it stands on the recovery sheet. Empty where an owner is signed in.
    pub code: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct OwnerChoice {
    pub user: String,
    pub name: String,
}

/// What is ready to be put in place.
#[derive(Serialize, TS)]
pub struct RestoreReady {
    pub is_ready: bool,
    /// Whether somebody must choose a new password here.
    pub needs_password: bool,
    pub owners: Vec<OwnerChoice>,
    pub at: Option<Timestamp>,
}

#[derive(Deserialize, TS)]
pub struct FinishRestore {
    pub user: String,
    /// New on a new computer. Where the clinic is open it is empty: there the owner proves to
    /// be there as before every act that hurts for long.
    pub password: String,
    pub keep_secret_in_file: bool,
}

#[derive(Serialize, TS)]
pub struct RestoreDone {
    /// New with a new computer: shown once, printed, never stored.
    pub recovery_code: Option<String>,
    /// None if that person did not work here at that minute yet.
    pub session: Option<SessionView>,
}

/// Between the staging and the last step.
pub(super) struct Staged {
    owners: Vec<Staff>,
    clinic: Option<Clinic>,
    at: Timestamp,
    number: u64,
    /// On a new computer: the place held, and the clinic's vault in its staging.
    new_here: Option<(PlaceLock, Vault)>,
}

pub(super) type StagedSlot = Arc<Mutex<Option<Staged>>>;

impl Desk {
    pub(super) fn list_restore(&self, given: ListRestore) -> Result<Vec<RestoreChoice>> {
        let root = folder("folder", &given.folder)?;
        let here = match self.clinic_place().state() {
            Ok(PlaceState::Sealed { clinic_id, .. }) => Some(clinic_id),
            Ok(PlaceState::Empty) | Err(_) => None,
        };
        let all = all_below(&root).map_err(|error| of_backup(&error))?;
        let images = all.iter().filter(|found| found.manifest.is_image());
        let mut choices: Vec<RestoreChoice> = images
            .map(|found| {
                let manifest = &found.manifest;
                let segments = backup::segments_of(found, &all);
                let until = segments.last().map_or(manifest.at, |last| last.manifest.at);
                RestoreChoice {
                    folder: found.folder.path().display().to_string(),
                    number: manifest.number.cast_signed(),
                    at: Timestamp(manifest.at),
                    until: Timestamp(until.max(manifest.at)),
                    desk: manifest.desk.clone(),
                    bytes: manifest.seal.bytes.cast_signed(),
                    image_bytes: manifest.image_bytes().cast_signed(),
                    is_this_clinic: here.is_none_or(|id| id == manifest.clinic.0),
                }
            })
            .collect();
        choices.sort_by_key(|choice| std::cmp::Reverse((choice.at, choice.number)));
        Ok(choices)
    }

    pub(super) fn begin_restore(
        &self,
        token: Option<&str>,
        given: BeginRestore,
    ) -> Result<Nothing> {
        let path = folder("folder", &given.folder)?;
        let near = path.parent().filter(|root| backup::Marker::read(root).is_some());
        let all = all_below(near.unwrap_or(&path)).map_err(|error| of_backup(&error))?;
        let image = all
            .iter()
            .find(|found| {
                found.folder.path() == path
                    && found.manifest.is_image()
                    && found.manifest.number.cast_signed() == given.number
            })
            .ok_or_else(|| of_backup(&Fault::Gone))?
            .clone();
        let mut segments = match given.until {
            Some(until) if until.0 <= image.manifest.at => Vec::new(),
            _ => backup::segments_of(&image, &all),
        };
        if let Some(until) = given.until {
            let past = segments.iter().position(|segment| segment.manifest.at >= until.0);
            segments.truncate(past.map_or(segments.len(), |at| at + 1));
        }
        let plan = Plan {
            image,
            segments,
            until: given.until,
            identities: Vec::new(),
            taken: codes_in(&all),
            now: self.options.clock.now(),
        };
        if self.jobs.is_running() {
            return Err(Error::conflict("errors-backup-busy"));
        }
        *self.staged_slot() = None;
        let room = Room::beside(&self.clinic_place());
        room.need(needed(&plan)).map_err(|error| of_backup(&error))?;
        let opened = self.slot().clone();
        match opened.filter(|opened| !opened.is_demo) {
            Some(_) if !given.code.trim().is_empty() => {
                Err(Error::conflict("errors-backup-sign-out-first"))
            }
            Some(opened) => {
                self.active(token, "desk.touch")?;
                let session = opened.permitted(token, BACKUP_MANAGE, "desk.restore_begin")?;
                self.begin_over(&opened, session, plan)
            }
            None => self.begin_here(plan, &all, &given.code),
        }
    }

    /// Over the clinic that is open: its keys stay, its records are copied first.
    fn begin_over(
        &self,
        opened: &Arc<Opened>,
        session: Session,
        mut plan: Plan,
    ) -> Result<Nothing> {
        {
            let vault = opened.vault();
            checked(&Link::of(&vault), &plan).map_err(|error| of_backup(&error))?;
            plan.identities = vec![vault.backup_identity().map_err(of_vault)?];
            vault.place().clear_staging(&opened.lock).map_err(of_vault)?;
        }
        let (highest, own) = opened.door.read(&session, |read| {
            let codes: Vec<String> = read.values("SELECT desk FROM log ORDER BY id", [])?;
            Ok((crate::backup::plan(read)?.highest_number.unsigned_abs(), codes))
        })?;
        plan.taken.extend(own);
        let number = plan.image.manifest.number;
        opened.door.note(&session, What::Restore, "desk.restore_begin", &number.to_string())?;
        let (weak, slot) = (Arc::downgrade(opened), self.staged.clone());
        let safety = self.options.folder.join("safety");
        let desk = opened.door.read(&session, |read| Ok(read.desk().to_owned()))?;
        let room = Room::beside(&self.clinic_place());
        self.jobs.begin(JobKind::Restore, move |handle| {
            let room = room.until(handle.stop());
            let alive = || weak.upgrade().ok_or(Fault::Cancelled);
            let mut go = |progress| room.is_left() && handle.went(progress);
            let mut watch = Watch(&mut go);
            std::fs::create_dir_all(&safety)?;
            let program = env!("CARGO_PKG_VERSION");
            let mut copy = Writer::begin(&alive()?.vault(), &desk, program, plan.now.0)?;
            copy.ask(QUESTIONS)?;
            let prove = |manifest: &mut _| Link::of(&alive()?.vault()).prove(manifest);
            let copied = backup::write_full(copy, &safety, highest + 1, None, prove, &mut watch);
            room.told(copied)?;
            let (path, writer, seal) = {
                let opened = alive()?;
                let vault = opened.vault();
                let path = prepared(&vault.place().staging())?;
                let writer = vault.stage_image(&path)?;
                (path, writer, Arc::new(seal_of(&vault)?))
            };
            let unfinished = Unfinished(Some(path.clone()));
            let open = || watched(alive()?.vault().open_staged(&path)?, &room);
            let heirs = room.told(stage(&plan, writer, &open, seal, &mut watch))?;
            unfinished.finish();
            keep_staged(&slot, &plan, heirs, None);
            Ok(())
        })?;
        Ok(Nothing {})
    }

    /// Where no clinic is open: the recovery code opens the keys that came along.
    fn begin_here(&self, mut plan: Plan, all: &[Found], code: &str) -> Result<Nothing> {
        let place = self.clinic_place();
        let clinic = plan.image.manifest.clinic;
        match place.state() {
            // Whoever holds the sheet may do this to their own clinic, and to no other.
            Ok(PlaceState::Sealed { clinic_id, .. }) if clinic_id != clinic.0 => {
                return Err(of_backup(&Fault::OtherClinic));
            }
            Ok(_) | Err(_) => {}
        }
        let parsed = vault::RecoveryCode::parse(code).map_err(of_vault)?;
        let held = place.lock_exclusively().map_err(of_vault)?;
        let vault = self.adopt_newest(&place, &held, all, clinic, code)?;
        checked(&Link::of(&vault), &plan).map_err(|error| of_backup(&error))?;
        plan.identities =
            vec![vault.backup_identity().map_err(of_vault)?, parsed.backup_identity(clinic.0)];
        let slot = self.staged.clone();
        let room = Room::beside(&place);
        self.jobs.begin(JobKind::Restore, move |handle: &Handle| {
            let room = room.until(handle.stop());
            let mut go = |progress| room.is_left() && handle.went(progress);
            let path = prepared(vault.place())?;
            let writer = vault.stage_image(&path)?;
            let unfinished = Unfinished(Some(path.clone()));
            let open = || watched(vault.open_staged(&path)?, &room);
            let seal = Arc::new(seal_of(&vault)?);
            let heirs = room.told(stage(&plan, writer, &open, seal, &mut Watch(&mut go)))?;
            unfinished.finish();
            keep_staged(&slot, &plan, heirs, Some((held, vault)));
            Ok(())
        })?;
        Ok(Nothing {})
    }

    /// The newest keys of the clinic that this code opens: they hold every older secret.
    fn adopt_newest(
        &self,
        place: &Place,
        held: &PlaceLock,
        all: &[Found],
        clinic: backup::Hex<16>,
        code: &str,
    ) -> Result<Vault> {
        let mut ours: Vec<&Found> =
            all.iter().filter(|found| found.manifest.clinic == clinic).collect();
        ours.sort_by_key(|found| std::cmp::Reverse((found.manifest.at, found.manifest.number)));
        let mut keys: Vec<&str> = ours.iter().map(|found| found.manifest.keys.as_str()).collect();
        keys.dedup();
        let mut refused = vault::Error::WrongRecoveryCode;
        for keys in keys {
            place.clear_staging(held).map_err(of_vault)?;
            let staging = place.staging();
            match staging.adopt_keys(keys).and_then(|()| staging.open_with_recovery(code)) {
                Ok(vault) if vault.clinic_id() == clinic.0 => return Ok(vault),
                Ok(_) | Err(vault::Error::WrongRecoveryCode | vault::Error::KeyFileDamaged) => {}
                Err(error) => refused = error,
            }
        }
        Err(of_vault(refused))
    }

    pub(super) fn restore_ready(&self) -> Result<RestoreReady> {
        let slot = self.staged_slot();
        let owner =
            |staff: &Staff| OwnerChoice { user: staff.user.clone(), name: staff.name.clone() };
        Ok(RestoreReady {
            is_ready: slot.is_some(),
            needs_password: slot.as_ref().is_some_and(|staged| staged.new_here.is_some()),
            owners: slot.iter().flat_map(|staged| staged.owners.iter().map(owner)).collect(),
            at: slot.as_ref().map(|staged| staged.at),
        })
    }

    /// Gives the restore up; nothing was changed.
    pub(super) fn drop_restore(&self, token: Option<&str>) -> Result<Nothing> {
        self.stop_by(token, What::Restore, "desk.restore_drop")?;
        self.jobs.wait();
        *self.staged_slot() = None;
        Ok(Nothing {})
    }

    pub(super) fn finish_restore(
        &self,
        token: Option<&str>,
        given: FinishRestore,
    ) -> Result<RestoreDone> {
        self.jobs.wait();
        let is_new = self.staged_slot().as_ref().map(|staged| staged.new_here.is_some());
        match is_new {
            None => Err(Error::conflict("errors-backup-not-ready")),
            Some(true) => self.finish_here(given),
            Some(false) => self.finish_over(token),
        }
    }

    fn finish_here(&self, given: FinishRestore) -> Result<RestoreDone> {
        let keeping = match given.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        let words = self.staged_slot().as_ref().and_then(|staged| {
            let owner = staged.owners.iter().find(|owner| owner.user == given.user)?;
            Some(OwnWords::new(&owner.user, Some(owner), staged.clinic.as_ref()))
        });
        let words = words.ok_or_else(|| Error::invalid("user", "errors-recover-owner"))?;
        words.check_beside(keeping, &given.password)?;
        let place = self.clinic_place();
        let secrets = self.secrets(&place.staging(), keeping);
        {
            // Kept in the slot until the way in is proven: a keyring that says no may be
            // asked again.
            let mut slot = self.staged_slot();
            let staged = slot.as_mut().and_then(|staged| staged.new_here.as_mut());
            let Some((_, vault)) = staged else {
                return Err(Error::conflict("errors-backup-not-ready"));
            };
            let id = slot_id(vault.clinic_id(), &given.user);
            vault.re_enrol(secrets.as_ref(), keeping, id, &given.password).map_err(of_vault)?;
        }
        let Some(staged) = self.staged_slot().take() else {
            return Err(Error::conflict("errors-backup-not-ready"));
        };
        let Some((held, vault)) = staged.new_here else {
            return Err(Error::conflict("errors-backup-not-ready"));
        };
        let id = slot_id(vault.clinic_id(), &given.user);
        drop(vault);
        self.close();
        place.swap_in(&held, Swap::Everything).map_err(of_vault)?;
        drop(held);
        let secrets = self.secrets(&place, keeping);
        let vault = place.open(secrets.as_ref(), id, &given.password).map_err(of_vault)?;
        let opened = self.open_clinic(&place, vault, keeping, false, self.clock())?;
        let code = opened.vault().new_recovery_code().map_err(of_vault)?;
        let opened = self.adopt(opened);
        let session = opened.sign_in_as(&given.user, self.now())?;
        note_restored(&opened, staged.number, staged.at)?;
        Ok(RestoreDone { recovery_code: Some(code.grouped().to_string()), session: Some(session) })
    }

    fn finish_over(&self, token: Option<&str>) -> Result<RestoreDone> {
        let opened = self.active(token, "desk.touch")?;
        opened.permitted(token, BACKUP_MANAGE, "desk.restore_finish")?;
        let session = opened.confirmed(token, self.now())?;
        let (_, user) = opened.held(token)?;
        // The staged file must open under the key of today: it may have been changed since.
        let staging = self.clinic_place().staging();
        opened.vault().open_staged(&staging.database_path()).map_err(of_vault)?;
        let Some(staged) = self.staged_slot().take() else {
            return Err(Error::conflict("errors-backup-not-ready"));
        };
        opened.door.note(&session, What::Restore, "desk.restore", "replaced by a copy")?;
        drop(opened);
        let (held, vault, keeping) = self.take_apart()?;
        let place = self.clinic_place();
        let swapped = place.swap_in(&held, Swap::Records).map_err(of_vault);
        drop(held);
        let opened = self.open_clinic(&place, vault, keeping, false, self.clock())?;
        let opened = self.adopt(opened);
        swapped?;
        note_restored(&opened, staged.number, staged.at)?;
        let staff = opened.door.read(&Session::program(), |read| staff_by_user(read, &user))?;
        let session = match staff.filter(|staff| staff.is_active) {
            Some(staff) => Some(opened.begin_session(&staff, self.now(), true)?),
            None => None,
        };
        Ok(RestoreDone { recovery_code: None, session })
    }

    pub(super) fn is_restore_staged(&self) -> bool {
        self.staged_slot().is_some()
    }

    fn staged_slot(&self) -> std::sync::MutexGuard<'_, Option<Staged>> {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prepared(staging: &Place) -> backup::Result<std::path::PathBuf> {
    std::fs::create_dir_all(staging.folder())?;
    let path = staging.database_path();
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(path),
    }
}

/// The records beside those that are there, and the copy of these that is made first.
fn needed(plan: &Plan) -> u64 {
    let image = plan.image.manifest.image_bytes();
    image.saturating_add(image / 4)
}

fn watched(mut db: rusqlite::Connection, room: &Room) -> backup::Result<rusqlite::Connection> {
    room.watch(&mut db)?;
    Ok(db)
}

/// What a restore that was given up had written: it goes at once, for it is large.
struct Unfinished(Option<std::path::PathBuf>);

impl Unfinished {
    fn finish(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let Some(path) = self.0.take() else { return };
        for end in ["", "-journal", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }
}

/// The image and every segment come from an open desk of this clinic.
fn checked(link: &Link<'_>, plan: &Plan) -> backup::Result<()> {
    let mut all = std::iter::once(&plan.image).chain(&plan.segments);
    all.try_for_each(|found| link.check(&found.manifest))
}

fn keep_staged(
    slot: &StagedSlot,
    plan: &Plan,
    (owners, clinic): Heirs,
    new_here: Option<(PlaceLock, Vault)>,
) {
    let last = plan.segments.last().map_or(plan.image.manifest.at, |last| last.manifest.at);
    let at = Timestamp(plan.until.map_or(last, |until| until.0.min(last)));
    let staged = Staged { owners, clinic, at, number: plan.image.manifest.number, new_here };
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(staged);
}

fn note_restored(opened: &Opened, number: u64, at: Timestamp) -> Result<()> {
    let words = format!("from {number} as of {}", at.utc().format("%Y-%m-%d %H:%M UTC"));
    opened.door.note(&Session::program(), What::Restore, "desk.restore", &words)
}
