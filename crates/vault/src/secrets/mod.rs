//! Where the computer keeps its own half of every staff key, so that a stolen
//! disk with a known password is still closed. A store only keeps and gives
//! back; whether a new secret may be made is decided by the place, never here.

mod file;
mod keyring;
mod memory;

pub use file::FileSecret;
pub use keyring::OsKeyring;
pub use memory::MemorySecret;

use crate::envelope::{Key, KeyId, key_id};

/// 32 random bytes that belong to one computer.
#[derive(Clone)]
pub struct Secret(Key);

impl Secret {
    pub fn new_random() -> Secret {
        Secret(Key::random())
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Secret> {
        Key::copied(bytes).map(Secret)
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn id(&self) -> KeyId {
        key_id("device secret", &self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreError {
    /// It is there, but locked or forbidden.
    Locked,
    /// There is no keyring in this session.
    Missing,
    /// No answer in time.
    Silent,
    Failed(String),
}

/// `id` is made of lowercase letters, digits and dashes. `None` from `get` means
/// that the store says it has no such entry, which a locked keyring may also say.
pub trait SecretStore: Send + Sync {
    fn get(&self, id: &str) -> Result<Option<Secret>, StoreError>;
    fn set(&self, id: &str, secret: &Secret) -> Result<(), StoreError>;
    fn remove(&self, id: &str) -> Result<(), StoreError>;
}
