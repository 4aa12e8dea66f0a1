//! Keys, slots, the keyring and the encrypted database file of one clinic.
//!
//! A [`Place`] is the folder where a clinic lives on this computer. A password
//! together with the computer's own secret, or the printed recovery code alone,
//! turns it into a [`Vault`], and only a vault opens the database. This crate
//! knows no medicine, shows no window, and never writes a key, a password or a
//! decrypted byte to disk or into an error.

mod ballast;
mod database;
mod desk_keys;
mod envelope;
mod error;
mod fixed;
#[cfg(fuzzing)]
pub mod fuzzing;
mod generations;
mod harden;
mod image;
mod journal;
mod kdf;
mod key;
mod key_file;
mod memory;
mod password;
mod pins;
mod place;
mod recovery_code;
mod reset_code;
mod rotate;
#[cfg(any(test, feature = "scanner"))]
pub mod scanner;
mod secrets;
mod settling;
mod sqlite_memory;
mod swap;
mod vault;

pub use desk_keys::{BackupIdentity, is_signed};
pub use error::{Error, Result};
pub use harden::{harden_process, quiet_panics};
pub use image::{ImageSize, ImageWriter, PAGE_BYTES, Snapshot, prove_open, prove_staged};
pub use kdf::KdfChoice;
pub use key::{Key, wipe_stack_of_call};
pub use key_file::{Keeping, SlotInfo};
pub use password::{PasswordWeakness, check_password, check_password_beside};
pub use pins::{PinAnswer, PinWeakness, Pins, check_pin};
pub use place::{KeyFileHealth, Place, PlaceLock, PlaceState, clinic_of_gift};
pub use recovery_code::RecoveryCode;
pub use reset_code::ResetCode;
pub use secrets::{FileSecret, MemorySecret, OsKeyring, Secret, SecretStore, StoreError};
pub use settling::Settling;
pub use swap::Swap;
pub use vault::{OpenedBy, Vault};
