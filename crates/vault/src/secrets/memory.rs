//! A store that forgets at exit, for tests and demonstrations.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Secret, SecretStore, StoreError};

#[derive(Default)]
pub struct MemorySecret(Mutex<BTreeMap<String, Secret>>);

impl MemorySecret {
    pub fn new() -> MemorySecret {
        MemorySecret::default()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for MemorySecret {
    fn get(&self, id: &str) -> Result<Option<Secret>, StoreError> {
        Ok(self.entries().get(id).cloned())
    }

    fn set(&self, id: &str, secret: &Secret) -> Result<(), StoreError> {
        self.entries().insert(id.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, id: &str) -> Result<(), StoreError> {
        self.entries().remove(id);
        Ok(())
    }
}
