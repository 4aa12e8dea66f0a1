//! Whoever waits for something new in a clinic is woken. Losing a nudge is harmless: every
//! wait ends by itself and looks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sync::ClinicId;
use tokio::sync::Notify;

#[derive(Default)]
pub struct News {
    clinics: Mutex<HashMap<ClinicId, Waited>>,
}

#[derive(Default)]
struct Waited {
    bell: Arc<Notify>,
    waiting: usize,
    /// What the store last said about it, for news from other nodes.
    last: Option<u64>,
}

/// One who waits, until it is dropped.
pub struct Waiting<'a> {
    news: &'a News,
    clinic: ClinicId,
    pub bell: Arc<Notify>,
}

impl News {
    fn with<T>(&self, use_it: impl FnOnce(&mut HashMap<ClinicId, Waited>) -> T) -> T {
        use_it(&mut self.clinics.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn wait(&self, clinic: ClinicId) -> Waiting<'_> {
        let bell = self.with(|clinics| {
            let waited = clinics.entry(clinic).or_default();
            waited.waiting += 1;
            waited.bell.clone()
        });
        Waiting { news: self, clinic, bell }
    }

    pub fn ring(&self, clinic: ClinicId) {
        self.with(|clinics| {
            if let Some(waited) = clinics.get(&clinic) {
                waited.bell.notify_waiters();
            }
        });
    }

    pub fn waiting(&self) -> usize {
        self.with(|clinics| clinics.values().map(|waited| waited.waiting).sum())
    }

    pub fn clinics(&self) -> Vec<ClinicId> {
        self.with(|clinics| clinics.keys().copied().collect())
    }

    /// Rings where the store says another number than before.
    pub fn learn(&self, news: Vec<(ClinicId, u64)>) {
        self.with(|clinics| {
            for (clinic, number) in news {
                if let Some(waited) = clinics.get_mut(&clinic)
                    && waited.last.replace(number) != Some(number)
                {
                    waited.bell.notify_waiters();
                }
            }
        });
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.news.with(|clinics| {
            if let Some(waited) = clinics.get_mut(&self.clinic) {
                waited.waiting -= 1;
                if waited.waiting == 0 {
                    clinics.remove(&self.clinic);
                }
            }
        });
    }
}
