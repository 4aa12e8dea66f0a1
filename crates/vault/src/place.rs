//! The folder where a clinic lives on this computer: what is in it, how a clinic
//! begins there, and the three ways in. Nothing here ever makes a new secret or a
//! new key where there is already something to open.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::desk_keys::{DESK_KEY, EXCHANGE_KEY, SENSITIVE_HERE_KEY, for_travel, without_sensitive};
use crate::envelope::{Binding, Envelope, Key, derive, key_id};
use crate::error::{Error, Result};
use crate::fixed::Fixed;
use crate::generations::{self, Older};
use crate::kdf::{KdfChoice, KdfParams};
use crate::key_file::{Keeping, KeyFile, RecoverySlot, Slot, SlotInfo, WrappedKey, secret_name};
use crate::recovery_code::RecoveryCode;
use crate::rotate::right_key;
use crate::secrets::{FileSecret, OsKeyring, Secret, SecretStore, StoreError};
use crate::sqlite_memory::wipe_what_sqlite_frees;
use crate::vault::{OpenedBy, Vault};

pub(crate) const DATABASE: &str = "clinic.db";
const LOCK: &str = "desk.lock";
pub(crate) const DATABASE_KEY: &str = "database";

#[derive(Clone, Debug)]
pub struct Place {
    folder: PathBuf,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlaceState {
    Empty,
    Sealed {
        clinic_id: [u8; 16],
        keeping: Keeping,
        slots: Vec<SlotInfo>,
        recovery_proven: bool,
        key_file: KeyFileHealth,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyFileHealth {
    Good,
    /// The newest key file was damaged or missing; the one before stands in, and
    /// the latest change to who may sign in could be undone. The next opening
    /// mends the file.
    OlderUsed,
}

/// Held as long as this process uses the place; freed by the system when it ends,
/// however it ends.
#[derive(Debug)]
pub struct PlaceLock {
    _file: File,
}

impl Place {
    /// A relative folder is taken from the current one, once and for all; an
    /// absolute path also can never be read as a database URI.
    pub fn new(folder: PathBuf) -> Place {
        // Nothing of a clinic is opened but through its place.
        wipe_what_sqlite_frees();
        Place { folder: std::path::absolute(&folder).unwrap_or(folder) }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database_path(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// The store that the key file names.
    pub fn secret_store(&self, keeping: Keeping) -> Box<dyn SecretStore> {
        match keeping {
            Keeping::Keyring => Box::new(OsKeyring::new()),
            Keeping::File => Box::new(FileSecret::new(self)),
        }
    }

    pub fn state(&self) -> Result<PlaceState> {
        self.settle()?;
        let Some(found) = generations::load(&self.folder)? else {
            let orphaned = self.database_path().exists();
            return if orphaned { Err(Error::KeyFileMissing) } else { Ok(PlaceState::Empty) };
        };
        let file = found.whole.first().ok_or(Error::KeyFileDamaged)?;
        Ok(PlaceState::Sealed {
            clinic_id: file.clinic.0,
            keeping: file.keeping,
            slots: file.slot_infos(),
            recovery_proven: file.recovery.proven,
            key_file: if found.is_older { KeyFileHealth::OlderUsed } else { KeyFileHealth::Good },
        })
    }

    /// A second program, or a second window, gets `AlreadyOpen`.
    pub fn lock_exclusively(&self) -> Result<PlaceLock> {
        self.make_folder()?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file =
            options.open(self.folder.join(LOCK)).map_err(Error::io("opening the lock file"))?;
        match file.try_lock() {
            Ok(()) => {
                self.settle_held()?;
                Ok(PlaceLock { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(Error::AlreadyOpen),
            Err(TryLockError::Error(error)) => Err(Error::io("locking the folder")(error)),
        }
    }

    /// Begins a clinic in an empty place. The code is shown once and kept nowhere.
    pub fn create(
        &self,
        secrets: &dyn SecretStore,
        keeping: Keeping,
        owner_id: [u8; 16],
        password: &str,
        kdf: KdfChoice,
    ) -> Result<(Vault, RecoveryCode)> {
        match self.state() {
            Ok(PlaceState::Empty) => {}
            Ok(PlaceState::Sealed { .. }) => return Err(Error::AlreadyCreated),
            Err(error) => return Err(error),
        }
        self.make_folder()?;
        let kdf = KdfParams::choose(kdf)?;
        let (clinic, device) = (Fixed::random(), Fixed::random());
        let master = Key::random();
        let database = Key::random();
        let code = RecoveryCode::new_random();
        let secret = keep_new_secret(secrets, &secret_name(&clinic, &device))?;

        let mut file = KeyFile {
            clinic,
            generation: 0,
            keeping,
            device,
            secret: secret.id(),
            master: key_id("master", &master),
            slots: Vec::new(),
            resets: Vec::new(),
            recovery: RecoverySlot {
                id: Fixed([0; 16]),
                envelope: Envelope { nonce: Fixed([0; 24]), sealed: Fixed([0; 48]) },
                proven: false,
                recipient: None,
            },
            keys: Vec::new(),
            mac: Fixed([0; 32]),
        };
        file.recovery = seal_recovery(&file, &master, &code);
        file.keys.push(wrap_key(&file, &master, DATABASE_KEY, 1, &database));
        let slot = seal_slot(&file, &master, &secret, owner_id, password, kdf)?;
        file.push_slot(slot)?;
        if let Err(error) = save_signed(self, &mut file, &master, Older::Keep) {
            // Nothing uses the secret yet; a keyring that cannot forget keeps a
            // stray entry, which harms nobody.
            let _ = secrets.remove(&file.secret_name());
            return Err(error);
        }
        let vault = Vault::new(self.clone(), &file, master, database, OpenedBy::Password, kdf);
        Ok((vault, code))
    }

    pub fn open(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        password: &str,
    ) -> Result<Vault> {
        self.open_newest(OpenedBy::Password, |file| {
            let slot = file.slot_of(user_id)?;
            let secret = device_secret(file, secrets)?;
            let master = open_slot(file, slot, &secret, password)?.ok_or(Error::WrongPassword)?;
            Ok((master, slot.kdf))
        })
    }

    /// Needs the printed code and nothing else of this computer.
    pub fn open_with_recovery(&self, code: &str) -> Result<Vault> {
        let code = RecoveryCode::parse(code)?;
        self.open_newest(OpenedBy::Recovery, |file| {
            let master = open_recovery(file, &code).ok_or(Error::WrongRecoveryCode)?;
            Ok((master, file.hardest_kdf()))
        })
    }

    /// Puts the keys that came with a backup into an empty place. They open by the recovery
    /// code alone; `re_enrol` then makes the place this computer's.
    pub fn adopt_keys(&self, keys: &str) -> Result<()> {
        match self.state()? {
            PlaceState::Empty => {}
            PlaceState::Sealed { .. } => return Err(Error::AlreadyCreated),
        }
        let file = KeyFile::parse(keys.as_bytes())?;
        self.make_folder()?;
        generations::save(&self.folder, &file, Older::Keep).map(|_| ())
    }

    /// Begins in an empty place as one more desk of a clinic: by what one of its desks gave
    /// (`Vault::gift`), with a database key, a computer's secret and a signature of its own.
    pub fn join(
        &self,
        gift: &[u8],
        own: (&Key, &Key),
        (secrets, keeping): (&dyn SecretStore, Keeping),
        (user_id, password): ([u8; 16], &str),
        kdf: KdfChoice,
    ) -> Result<Vault> {
        match self.state()? {
            PlaceState::Empty => {}
            PlaceState::Sealed { .. } => return Err(Error::AlreadyCreated),
        }
        let (master, keys) = gift.split_first_chunk::<32>().ok_or(Error::KeyFileDamaged)?;
        let master = Key::copied(master).ok_or(Error::KeyFileDamaged)?;
        let mut file = KeyFile::parse(keys)?;
        if !file.is_signed_by(&master) {
            return Err(Error::KeyFileDamaged);
        }
        self.make_folder()?;
        let kdf = KdfParams::choose(kdf)?;
        let (device, database) = (Fixed::random(), Key::random());
        let secret = keep_new_secret(secrets, &secret_name(&file.clinic, &device))?;
        for_travel(&mut file);
        (file.generation, file.keeping, file.device, file.secret) =
            (0, keeping, device, secret.id());
        file.keys.retain(|key| key.purpose != DATABASE_KEY);
        without_sensitive(&mut file);
        let here = Key::random();
        for (purpose, key) in [
            (DATABASE_KEY, &database),
            (DESK_KEY, own.0),
            (EXCHANGE_KEY, own.1),
            (SENSITIVE_HERE_KEY, &here),
        ] {
            file.keys.push(wrap_key(&file, &master, purpose, 1, key));
        }
        let slot = seal_slot(&file, &master, &secret, user_id, password, kdf)?;
        file.push_slot(slot)?;
        if let Err(error) = save_signed(self, &mut file, &master, Older::Keep) {
            let _ = secrets.remove(&file.secret_name());
            return Err(error);
        }
        Ok(Vault::new(self.clone(), &file, master, database, OpenedBy::Password, kdf))
    }

    /// A generation whose signature fails was changed by a stranger, and the one
    /// before it is tried; a wrong password is not tried on older generations.
    pub(crate) fn open_newest(
        &self,
        by: OpenedBy,
        unlock: impl Fn(&KeyFile) -> Result<(Key, KdfParams)>,
    ) -> Result<Vault> {
        self.settle()?;
        let Some(found) = generations::load(&self.folder)? else {
            let orphaned = self.database_path().exists();
            return Err(if orphaned { Error::KeyFileMissing } else { Error::NothingHere });
        };
        for (age, file) in found.whole.iter().enumerate() {
            let (master, kdf) = unlock(file)?;
            if !file.is_signed_by(&master) {
                continue;
            }
            let database = right_key(self, file, &master).ok_or(Error::KeyFileDamaged)?;
            if found.is_older || age > 0 {
                // A full or read-only disk must not keep the clinic out; the next
                // opening tries again.
                let _ = save_signed(self, &mut file.clone(), &master, Older::Keep);
            }
            return Ok(Vault::new(self.clone(), file, master, database, by, kdf));
        }
        Err(Error::KeyFileDamaged)
    }

    /// Where nobody can tell, it is taken to be so.
    #[cfg(unix)]
    pub fn shares_disk_with(&self, folder: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let disk = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
        disk(self.folder()).zip(disk(folder)).is_none_or(|(one, other)| one == other)
    }

    #[cfg(not(unix))]
    pub fn shares_disk_with(&self, _: &Path) -> bool {
        true
    }

    /// Free bytes on its disk.
    #[cfg(unix)]
    pub(crate) fn room(&self) -> Option<u64> {
        let room = rustix::fs::statvfs(self.folder()).ok()?;
        Some(room.f_bavail.saturating_mul(room.f_frsize))
    }

    /// Not asked: a full disk stops what needs more, which is thrown away.
    #[cfg(not(unix))]
    pub(crate) fn room(&self) -> Option<u64> {
        None
    }

    fn make_folder(&self) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(Error::io("making the clinic's folder"))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))
                .map_err(Error::io("closing the clinic's folder to others"))?;
        }
        Ok(())
    }
}

/// Which clinic a gift is of; nothing is proven by it.
pub fn clinic_of_gift(gift: &[u8]) -> Result<[u8; 16]> {
    let keys = gift.get(32..).ok_or(Error::KeyFileDamaged)?;
    Ok(KeyFile::parse(keys)?.clinic.0)
}

pub(crate) fn save_signed(
    place: &Place,
    file: &mut KeyFile,
    master: &Key,
    older: Older,
) -> Result<()> {
    file.generation += 1;
    file.sign(master);
    generations::save(&place.folder, file, older)
}

/// Read back before anything depends on it: a keyring may accept and forget.
pub(crate) fn keep_new_secret(secrets: &dyn SecretStore, name: &str) -> Result<Secret> {
    let secret = Secret::new_random();
    secrets.set(name, &secret)?;
    match secrets.get(name)? {
        Some(kept) if kept.id() == secret.id() => Ok(secret),
        _ => Err(StoreError::Failed("what was kept did not come back".to_owned()).into()),
    }
}

/// "No entry" is what a locked keyring may also say, so with slots in the key file
/// it means lost, never new.
pub(crate) fn device_secret(file: &KeyFile, secrets: &dyn SecretStore) -> Result<Secret> {
    match secrets.get(&file.secret_name())? {
        Some(secret) if secret.id() == file.secret => Ok(secret),
        _ => Err(Error::KeyringLost),
    }
}

pub(crate) fn seal_slot(
    file: &KeyFile,
    master: &Key,
    secret: &Secret,
    user: [u8; 16],
    password: &str,
    kdf: KdfParams,
) -> Result<Slot> {
    let empty = Envelope { nonce: Fixed([0; 24]), sealed: Fixed([0; 48]) };
    let slot = Slot {
        id: Fixed::random(),
        user: Fixed(user),
        kdf,
        salt: Fixed::random(),
        envelope: empty,
    };
    let binding = file.slot_binding(&slot);
    let under = slot_key(&slot, secret, password, &binding)?;
    Ok(Slot { envelope: Envelope::seal(&under, &binding, master), ..slot })
}

/// `None` when the password is wrong.
pub(crate) fn open_slot(
    file: &KeyFile,
    slot: &Slot,
    secret: &Secret,
    password: &str,
) -> Result<Option<Key>> {
    let binding = file.slot_binding(slot);
    let under = slot_key(slot, secret, password, &binding)?;
    let master = slot.envelope.open(&under, &binding);
    Ok(master.filter(|master| key_id("master", master) == file.master))
}

fn slot_key(slot: &Slot, secret: &Secret, password: &str, binding: &Binding) -> Result<Key> {
    let stretched = slot.kdf.stretch(password, &slot.salt)?;
    Ok(derive(&[stretched.as_slice(), secret.bytes()], &slot.salt.0, binding))
}

pub(crate) fn seal_recovery(file: &KeyFile, master: &Key, code: &RecoveryCode) -> RecoverySlot {
    let id = Fixed::random();
    let binding = file.recovery_binding(&id);
    // No Argon2: the code has 130 random bits, beyond any guessing.
    let under = derive(&[code.secret()], &id.0, &binding);
    let envelope = Envelope::seal(&under, &binding, master);
    let recipient = Some(code.backup_recipient(file.clinic.0));
    RecoverySlot { id, envelope, proven: false, recipient }
}

pub(crate) fn open_recovery(file: &KeyFile, code: &RecoveryCode) -> Option<Key> {
    let binding = file.recovery_binding(&file.recovery.id);
    let under = derive(&[code.secret()], &file.recovery.id.0, &binding);
    let master = file.recovery.envelope.open(&under, &binding)?;
    Some(master).filter(|master| key_id("master", master) == file.master)
}

/// `epoch` counts from 1 how often the key of this purpose was made anew.
pub(crate) fn wrap_key(
    file: &KeyFile,
    master: &Key,
    purpose: &str,
    epoch: u32,
    key: &Key,
) -> WrappedKey {
    let id = key_id(purpose, key);
    let binding = file.key_binding(purpose, epoch, &id);
    let under = derive(&[master.as_slice()], &file.clinic.0, &binding);
    let envelope = Envelope::seal(&under, &binding, key);
    WrappedKey { purpose: purpose.to_owned(), epoch, begun: false, key: id, envelope }
}

pub(crate) fn open_key(file: &KeyFile, master: &Key, purpose: &str) -> Option<Key> {
    let of_purpose = file.keys.iter().filter(|key| key.purpose == purpose);
    open_wrapped(file, master, of_purpose.max_by_key(|key| key.epoch)?)
}

pub(crate) fn open_wrapped(file: &KeyFile, master: &Key, shut: &WrappedKey) -> Option<Key> {
    let binding = file.key_binding(&shut.purpose, shut.epoch, &shut.key);
    let under = derive(&[master.as_slice()], &file.clinic.0, &binding);
    let key = shut.envelope.open(&under, &binding)?;
    Some(key).filter(|key| key_id(&shut.purpose, key) == shut.key)
}
