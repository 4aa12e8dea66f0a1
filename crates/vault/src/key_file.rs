//! The key file: one line that names the format and carries a checksum, then one
//! line of JSON with fixed fields in a fixed order.
//!
//! ```text
//! vaidya keys 1 <BLAKE3 of the second line, hex>
//! {"clinic":..,"generation":..,"keeping":..,"device":..,"master":..,"slots":[..],
//!  "recovery":{..},"keys":[..],"mac":..}
//! ```
//!
//! There is one spelling of each file: what does not re-encode to the same bytes
//! is refused. The checksum finds damage before unlocking; `mac`, under a key from
//! the master key, finds changes by anybody who has not unlocked.

use serde::{Deserialize, Serialize};

use crate::envelope::{Binding, Envelope, Key, KeyId, derive};
use crate::error::{Error, Result};
use crate::fixed::{Fixed, from_hex, to_hex};
use crate::kdf::KdfParams;
use crate::key::wipe_stack;

pub const BYTES_MAX: usize = 256 * 1024;
const SLOTS_MAX: usize = 256;
const KEYS_MAX: usize = 64;
const RESETS_MAX: usize = 64;
const NAME: &str = "vaidya keys ";
const VERSION: &str = "1";

/// Where this computer keeps its secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keeping {
    Keyring,
    /// A file beside the records: weaker, and only by the clinic's own choice.
    File,
}

/// What may be known about a slot before unlocking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotInfo {
    pub slot_id: [u8; 16],
    pub user_id: [u8; 16],
    pub memory_mib: u32,
    pub passes: u32,
}

/// `generation` grows with every write. `device` names the entry in the keyring,
/// `secret` the device secret in it, `master` the key that slots hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    pub clinic: Fixed<16>,
    pub generation: u64,
    pub keeping: Keeping,
    pub device: Fixed<16>,
    pub secret: KeyId,
    pub master: KeyId,
    pub slots: Vec<Slot>,
    /// Colleagues who may choose a new password once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resets: Vec<ResetSlot>,
    pub recovery: RecoverySlot,
    pub keys: Vec<WrappedKey>,
    pub mac: Fixed<32>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub id: Fixed<16>,
    pub user: Fixed<16>,
    pub kdf: KdfParams,
    pub salt: Fixed<16>,
    pub envelope: Envelope,
}

/// Opens by a one-time code until `expires` (milliseconds since 1970).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetSlot {
    pub id: Fixed<16>,
    pub user: Fixed<16>,
    pub expires: i64,
    pub envelope: Envelope,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoverySlot {
    pub id: Fixed<16>,
    pub envelope: Envelope,
    pub proven: bool,
    /// The X25519 key to which backups are sealed for this sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Fixed<32>>,
}

/// A random key wrapped by the master key. `begun` says that data exists under it,
/// so that a missing database is never taken for a new one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    pub purpose: String,
    pub epoch: u32,
    pub begun: bool,
    pub key: KeyId,
    pub envelope: Envelope,
}

impl KeyFile {
    pub fn encode(&self) -> String {
        let body = serde_json::to_string(self).expect("the key file has only plain fields");
        format!("{NAME}{VERSION} {}\n{body}\n", blake3::hash(body.as_bytes()).to_hex())
    }

    pub fn parse(bytes: &[u8]) -> Result<KeyFile> {
        let damaged = || Error::KeyFileDamaged;
        if bytes.len() > BYTES_MAX {
            return Err(damaged());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
        let (head, body) = text.split_once('\n').ok_or_else(damaged)?;
        let (version, sum) =
            head.strip_prefix(NAME).and_then(|rest| rest.split_once(' ')).ok_or_else(damaged)?;
        let sum = from_hex::<32>(sum).ok_or_else(damaged)?;
        let body = body.strip_suffix('\n').ok_or_else(damaged)?;
        if blake3::hash(body.as_bytes()) != sum {
            return Err(damaged());
        }
        if version != VERSION {
            let newer = version.parse::<u32>().is_ok_and(|version| version > 1);
            return Err(if newer { Error::KeyFileNewer } else { damaged() });
        }
        let file: KeyFile = serde_json::from_str(body).map_err(|_| damaged())?;
        let sound = file.is_sound() && file.encode() == text;
        if sound { Ok(file) } else { Err(damaged()) }
    }

    fn is_sound(&self) -> bool {
        let count = |users: &mut dyn Iterator<Item = [u8; 16]>| {
            users.collect::<std::collections::BTreeSet<_>>().len()
        };
        self.slots.len() <= SLOTS_MAX
            && self.keys.len() <= KEYS_MAX
            && self.resets.len() <= RESETS_MAX
            && count(&mut self.slots.iter().map(|slot| slot.user.0)) == self.slots.len()
            && count(&mut self.resets.iter().map(|reset| reset.user.0)) == self.resets.len()
            && self.slots.iter().all(|slot| slot.kdf.is_acceptable())
    }

    pub fn slot_of(&self, user: [u8; 16]) -> Result<&Slot> {
        self.slots.iter().find(|slot| slot.user.0 == user).ok_or(Error::NoSlot)
    }

    pub fn push_slot(&mut self, slot: Slot) -> Result<()> {
        if self.slots.len() >= SLOTS_MAX {
            return Err(Error::TooManySlots);
        }
        self.slots.push(slot);
        Ok(())
    }

    pub fn push_reset(&mut self, reset: ResetSlot) -> Result<()> {
        if self.resets.len() >= RESETS_MAX {
            return Err(Error::TooManySlots);
        }
        self.resets.push(reset);
        Ok(())
    }

    /// For a new slot where no password has just been stretched.
    pub fn hardest_kdf(&self) -> KdfParams {
        let hardest = self.slots.iter().map(|slot| slot.kdf).max_by_key(|kdf| kdf.memory_kib);
        hardest.unwrap_or(KdfParams::FLOOR)
    }

    pub fn slot_infos(&self) -> Vec<SlotInfo> {
        let info = |slot: &Slot| SlotInfo {
            slot_id: slot.id.0,
            user_id: slot.user.0,
            memory_mib: slot.kdf.memory_kib / 1024,
            passes: slot.kdf.passes,
        };
        self.slots.iter().map(info).collect()
    }

    /// The name of this computer's entry in the keyring. New for every secret, so
    /// that no secret is ever written over another.
    pub fn secret_name(&self) -> String {
        secret_name(&self.clinic, &self.device)
    }

    pub fn slot_binding(&self, slot: &Slot) -> Binding {
        Binding::new("staff slot")
            .with(&self.clinic.0)
            .with(&self.device.0)
            .with(&self.secret.0)
            .with(&self.master.0)
            .with(&slot.id.0)
            .with(&slot.user.0)
            .with(b"argon2id")
            .with(&slot.kdf.memory_kib.to_be_bytes())
            .with(&slot.kdf.passes.to_be_bytes())
            .with(&slot.kdf.lanes.to_be_bytes())
            .with(&slot.salt.0)
    }

    pub fn reset_binding(&self, reset: &ResetSlot) -> Binding {
        Binding::new("reset slot")
            .with(&self.clinic.0)
            .with(&self.device.0)
            .with(&self.secret.0)
            .with(&self.master.0)
            .with(&reset.id.0)
            .with(&reset.user.0)
            .with(&reset.expires.to_be_bytes())
    }

    pub fn recovery_binding(&self, id: &Fixed<16>) -> Binding {
        Binding::new("recovery slot").with(&self.clinic.0).with(&self.master.0).with(&id.0)
    }

    pub fn key_binding(&self, purpose: &str, epoch: u32, key: &KeyId) -> Binding {
        Binding::new("wrapped key")
            .with(&self.clinic.0)
            .with(purpose.as_bytes())
            .with(&epoch.to_be_bytes())
            .with(&key.0)
    }

    pub fn sign(&mut self, master: &Key) {
        self.mac = Fixed(*self.mac_under(master).as_bytes());
    }

    pub fn is_signed_by(&self, master: &Key) -> bool {
        // blake3 compares in constant time.
        self.mac_under(master) == self.mac.0
    }

    fn mac_under(&self, master: &Key) -> blake3::Hash {
        let key = derive(&[master.as_slice()], &self.clinic.0, &Binding::new("key file"));
        let unsigned = KeyFile { mac: Fixed([0; 32]), ..self.clone() };
        let mac = blake3::keyed_hash(&key, unsigned.encode().as_bytes());
        wipe_stack();
        mac
    }
}

pub fn secret_name(clinic: &Fixed<16>, device: &Fixed<16>) -> String {
    format!("clinic-{}-device-{}", to_hex(&clinic.0), to_hex(&device.0))
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    pub fn example() -> KeyFile {
        let envelope = Envelope { nonce: Fixed([7; 24]), sealed: Fixed([8; 48]) };
        KeyFile {
            clinic: Fixed([1; 16]),
            generation: 3,
            keeping: Keeping::Keyring,
            device: Fixed([2; 16]),
            secret: Fixed([3; 8]),
            master: Fixed([4; 8]),
            slots: vec![Slot {
                id: Fixed([5; 16]),
                user: Fixed([6; 16]),
                kdf: KdfParams::FLOOR,
                salt: Fixed([9; 16]),
                envelope: envelope.clone(),
            }],
            resets: Vec::new(),
            recovery: RecoverySlot {
                id: Fixed([10; 16]),
                envelope: envelope.clone(),
                proven: true,
                recipient: None,
            },
            keys: vec![WrappedKey {
                purpose: "database".to_owned(),
                epoch: 1,
                begun: false,
                key: Fixed([11; 8]),
                envelope,
            }],
            mac: Fixed([0; 32]),
        }
    }

    fn with_sum(version: &str, body: &str) -> Vec<u8> {
        let sum = blake3::hash(body.as_bytes()).to_hex();
        format!("{NAME}{version} {sum}\n{body}\n").into_bytes()
    }

    #[test]
    fn a_key_file_reads_back_and_any_changed_byte_is_damage() {
        let bytes = example().encode().into_bytes();
        assert_eq!(KeyFile::parse(&bytes).unwrap(), example());
        for place in 0..bytes.len() {
            for flip in [1, 0x20, 0x80] {
                let mut torn = bytes.clone();
                torn[place] ^= flip;
                assert!(matches!(KeyFile::parse(&torn), Err(Error::KeyFileDamaged)), "{place}");
            }
            assert!(KeyFile::parse(&bytes[..place]).is_err());
        }
        assert!(KeyFile::parse(&[bytes.clone(), bytes].concat()).is_err());
        assert!(KeyFile::parse(&vec![b' '; BYTES_MAX + 1]).is_err());
    }

    #[test]
    fn a_file_with_a_good_sum_is_still_refused_when_it_weakens_or_respells() {
        let body = serde_json::to_string(&example()).unwrap();
        assert!(KeyFile::parse(&with_sum("1", &body)).is_ok());
        for (from, to) in [
            ("\"memory_kib\":65536", "\"memory_kib\":1024"),
            ("\"memory_kib\":65536", "\"memory_kib\":4294967295"),
            ("\"passes\":3", "\"passes\":1"),
            ("\"lanes\":1", "\"lanes\":0"),
            ("\"generation\":3", "\"generation\": 3"),
            ("\"generation\":3", "\"generation\":3,\"extra\":1"),
            ("\"generation\":3", "\"generation\":-3"),
        ] {
            let changed = body.replace(from, to);
            assert_ne!(changed, body);
            let read = KeyFile::parse(&with_sum("1", &changed));
            assert!(matches!(read, Err(Error::KeyFileDamaged)), "{to}");
        }
        assert!(matches!(KeyFile::parse(&with_sum("2", &body)), Err(Error::KeyFileNewer)));
        assert!(matches!(KeyFile::parse(&with_sum("0", &body)), Err(Error::KeyFileDamaged)));
    }

    #[test]
    fn one_person_has_one_slot() {
        let mut file = example();
        file.slots.push(file.slots[0].clone());
        assert!(KeyFile::parse(file.encode().as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = KeyFile::parse(&bytes);
        }

        #[test]
        fn arbitrary_bodies_with_a_good_sum_never_panic(body in "\\PC{0,200}") {
            let _ = KeyFile::parse(&with_sum("1", &body));
        }

        #[test]
        fn damage_to_fields_under_a_good_sum_never_panics(
            cut in 0usize..1200, junk in "[\\x20-\\x7e]{0,6}",
        ) {
            let mut body = serde_json::to_string(&example()).unwrap();
            let cut = cut % body.len();
            body.replace_range(cut..(cut + junk.len()).min(body.len()), &junk);
            let _ = KeyFile::parse(&with_sum("1", &body));
        }
    }
}
