//! Password to key: Argon2id, never below a floor and never above a cap, so that
//! a changed key file can neither weaken a password nor eat all memory.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};
use crate::fixed::Fixed;
use crate::key::{Key, wipe_stack};

const MEMORY_FLOOR_KIB: u32 = 64 * 1024;
const MEMORY_CAP_KIB: u32 = 1024 * 1024;
/// Set-up stays well under the cap: clinic computers have 4 GB.
const MEMORY_CALIBRATED_MAX_KIB: u32 = 256 * 1024;
const PASSES_FLOOR: u32 = 3;
const PASSES_CAP: u32 = 16;
const UNLOCK_TARGET: Duration = Duration::from_millis(700);
/// Longer input would only slow the desk down; no honest password is this long.
const PASSWORD_BYTES_MAX: usize = 1024;

/// How hard a new slot makes guessing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KdfChoice {
    /// Measured on this computer: between half a second and one second.
    Calibrated,
    /// The least that is ever accepted: 64 MiB, three passes. For tests.
    Floor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfParams {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl KdfParams {
    pub const FLOOR: KdfParams =
        KdfParams { memory_kib: MEMORY_FLOOR_KIB, passes: PASSES_FLOOR, lanes: 1 };

    /// For PINs, which never leave the memory: OWASP's least for Argon2id, so that a
    /// switch between people takes less than 300 ms on a slow computer.
    pub const PIN: KdfParams = KdfParams { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    pub fn choose(choice: KdfChoice) -> Result<KdfParams> {
        match choice {
            KdfChoice::Floor => Ok(KdfParams::FLOOR),
            KdfChoice::Calibrated => {
                let start = Instant::now();
                KdfParams::FLOOR.stretch("calibration", &Fixed([0; 16]))?;
                Ok(KdfParams::for_floor_time(start.elapsed()))
            }
        }
    }

    /// Time grows with memory times passes; memory first, because it costs an
    /// attacker more.
    fn for_floor_time(floor_time: Duration) -> KdfParams {
        let factor = UNLOCK_TARGET.as_millis() / floor_time.as_millis().max(1);
        let factor = u32::try_from(factor).unwrap_or(u32::MAX).max(1);
        let most = MEMORY_CALIBRATED_MAX_KIB / MEMORY_FLOOR_KIB;
        let memory = factor.min(most);
        let passes = (PASSES_FLOOR * (factor / memory).min(5)).min(PASSES_CAP);
        KdfParams { memory_kib: MEMORY_FLOOR_KIB * memory, passes, lanes: 1 }
    }

    pub fn is_acceptable(&self) -> bool {
        (MEMORY_FLOOR_KIB..=MEMORY_CAP_KIB).contains(&self.memory_kib)
            && (PASSES_FLOOR..=PASSES_CAP).contains(&self.passes)
            && self.lanes == 1
    }

    /// The password is put into NFKC first, so that two keyboards that compose
    /// a letter differently still type the same password.
    pub fn stretch(&self, password: &str, salt: &Fixed<16>) -> Result<Key> {
        if !self.is_acceptable() {
            return Err(Error::KeyFileDamaged);
        }
        self.stretch_in_memory(password, salt)
    }

    /// Without the floor, for what is never written down.
    pub fn stretch_in_memory(&self, password: &str, salt: &Fixed<16>) -> Result<Key> {
        if password.len() > PASSWORD_BYTES_MAX {
            return Err(Error::WrongPassword);
        }
        let mut typed = Zeroizing::new(String::with_capacity(PASSWORD_BYTES_MAX * 4));
        typed.extend(password.nfkc());
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| Error::KeyFileDamaged)?;
        let mut memory = Vec::new();
        memory.try_reserve_exact(params.block_count()).map_err(|_| Error::OutOfMemory)?;
        memory.resize(params.block_count(), Block::new());
        let mut key = Key::zeroed();
        let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(typed.as_bytes(), &salt.0, &mut *key, &mut memory);
        memory.iter_mut().for_each(Zeroize::zeroize);
        wipe_stack();
        done.map_err(|_| Error::KeyFileDamaged)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_computer_gets_the_floor_and_a_fast_one_never_passes_the_limits() {
        let at = |ms| KdfParams::for_floor_time(Duration::from_millis(ms));
        assert_eq!(at(900), KdfParams::FLOOR);
        assert_eq!(at(140), KdfParams { memory_kib: 256 * 1024, passes: 3, lanes: 1 });
        for ms in 0..3000 {
            assert!(at(ms).is_acceptable(), "{ms}");
            assert!(at(ms).memory_kib <= MEMORY_CALIBRATED_MAX_KIB);
        }
    }

    #[test]
    fn weakened_or_enormous_parameters_are_refused_before_any_work() {
        for (memory_kib, passes, lanes) in [
            (MEMORY_FLOOR_KIB - 1, 3, 1),
            (MEMORY_FLOOR_KIB, 2, 1),
            (MEMORY_CAP_KIB + 1, 3, 1),
            (u32::MAX, u32::MAX, 1),
            (MEMORY_FLOOR_KIB, 3, 0),
            (MEMORY_FLOOR_KIB, 3, u32::MAX),
            (0, 0, 0),
        ] {
            let params = KdfParams { memory_kib, passes, lanes };
            assert!(params.stretch("long enough", &Fixed([1; 16])).is_err());
        }
    }

    #[test]
    fn the_same_letters_composed_differently_are_one_password() {
        let composed = KdfParams::FLOOR.stretch("caf\u{e9} au lait", &Fixed([1; 16])).unwrap();
        let apart = KdfParams::FLOOR.stretch("cafe\u{301} au lait", &Fixed([1; 16])).unwrap();
        assert_eq!(*composed, *apart);
    }
}
