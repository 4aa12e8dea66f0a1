//! What a slice derives from the database and keeps in memory (the search vocabulary).
//! Emptied whenever a transaction is rolled back, and filled again on the next use.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::Result;

#[derive(Default)]
pub struct Memory(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Memory {
    /// The kept value, made by `fill` on the first use.
    pub fn of<T: Send + Sync + 'static>(&self, fill: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        if let Some(kept) = self.kept::<T>() {
            return Ok(kept);
        }
        let made = Arc::new(fill()?);
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(TypeId::of::<T>()).or_insert_with(|| made.clone());
        Ok(slot.clone().downcast().unwrap_or(made))
    }

    pub fn kept<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get(&TypeId::of::<T>()).cloned().and_then(|kept| kept.downcast().ok())
    }

    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
