//! Which computers open confidential notes. Their keys come by the control log to those that
//! may, are kept in the key file, and serve from then on.

use std::sync::Arc;

use ::sync::{DeskNo, Hash, Ledger, StreamKey};
use kernel::{Error, Nothing, Result, Session, SystemRandom, What};
use replica::{EPOCHS_MAX, Keys, Replica};
use serde::Deserialize;
use ts_rs::TS;
use zeroize::Zeroizing;

use super::round::{RemoteRow, remotes};
use super::{Desk, Held, Opened};
use crate::desk::errors::of_vault;

#[derive(Deserialize, TS)]
pub struct DeviceReads {
    pub no: u16,
    pub reads_confidential: bool,
}

fn own_keys(opened: &Opened) -> Result<Keys> {
    let keys = opened.vault().sensitive_keys().map_err(of_vault)?;
    let shared = |key: vault::Key| StreamKey::new(Zeroizing::new(*key));
    Ok(keys.into_iter().map(|(epoch, key)| (epoch, shared(key))).collect())
}

impl Desk {
    /// Keys that came serve at once, also where the key file cannot be written yet: then it is
    /// tried again.
    pub(super) fn learn_keys(&self, replica: &Replica<Held>) {
        let n = replica.control().n;
        if self.sync.inner().learned_n == n {
            return;
        }
        let Held(opened) = replica.door();
        let mut is_kept = true;
        for (epoch, key) in replica.restricted_keys() {
            let Some(at) = u8::try_from(epoch).ok().filter(|_| epoch <= EPOCHS_MAX) else {
                continue;
            };
            let learned = opened.door.read(&Session::program(), |read| {
                read.seal().learn(at, key.secret());
                Ok(())
            });
            let kept = opened.vault().keep_sensitive(epoch, key.secret());
            is_kept &= learned.is_ok() && kept.is_ok();
        }
        if is_kept {
            self.sync.inner().learned_n = n;
        }
    }

    /// The first record about these keys, where there is none: up to then every computer of the
    /// clinic had them.
    pub(super) fn restricted_begun(&self, opened: &Arc<Opened>) -> Result<Option<Signed>> {
        let keys = own_keys(opened)?;
        let replica = self.replica(opened)?;
        let head = replica.control().head;
        let records = match (replica.has_restricted(), keys.get(&1)) {
            (false, Some(key)) => {
                let at = self.options.clock.now().0;
                replica.begin_restricted(key, at, &mut SystemRandom).map(Some)
            }
            _ => Ok(None),
        };
        self.put_back(replica);
        Ok(records?.map(|records| (head, records)))
    }

    pub(in crate::desk) fn device_reads(
        &self,
        token: Option<&str>,
        given: DeviceReads,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.device_reads")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            self.let_read(&opened, &row, &given)?;
            let detail = format!("{} {}", given.no, u8::from(given.reads_confidential));
            opened.door.note(&session, What::Key, "desk.device_reads", &detail)?;
            self.nudge();
            Ok(Nothing {})
        })
    }

    pub(super) fn let_read(
        &self,
        opened: &Arc<Opened>,
        row: &RemoteRow,
        given: &DeviceReads,
    ) -> Result<()> {
        let replica = self.administering(opened)?;
        self.put_back(replica);
        if let Some((head, records)) = self.restricted_begun(opened)? {
            self.extend(opened, row, head, &records)?;
        }
        let (keys, at) = (own_keys(opened)?, self.options.clock.now().0);
        let replica = self.replica(opened)?;
        let (head, no) = (replica.control().head, DeskNo(given.no));
        let records = match given.reads_confidential {
            true => replica.let_read(no, &keys, at, &mut SystemRandom),
            false => replica.stop_reading(no, at, &mut SystemRandom),
        };
        self.put_back(replica);
        self.extend(opened, row, head, &records?)
    }
}

/// Where the control log stands, and what is to follow.
type Signed = (Hash, Vec<Vec<u8>>);
