//! The clinic's hub is lost, burnt or sold: another computer takes its place, and the others
//! follow it after a person has compared its key. Every desk gives a hub that is new what it
//! lacks, so only what no other desk had heard of is missed.

use std::sync::Arc;

use kernel::{Error, Nothing, Result, Session, Tx, What};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::hub::{HUB, SERVER, groups};
use super::round::{RemoteRow, remotes};
use super::{Desk, Opened};

/// Another that speaks as the clinic's hub, with another key.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Successor {
    pub address: String,
    pub fingerprint: String,
}

#[derive(Deserialize, TS)]
pub struct FollowHub {
    /// As `Successor` told them, so that what a person compared is what is followed.
    pub address: String,
    pub fingerprint: String,
}

/// The place in what the hub numbers stays: the next greeting shows that the store is another
/// one, and what it lacks is found by comparing heads. Until then nothing counts as sent.
fn replace(tx: &mut Tx<'_>, address: &str, pin: [u8; 32]) -> Result<()> {
    tx.conn().execute(
        "UPDATE remote SET address = ?2, server_key = ?3, level_at = NULL, heard_at = NULL
         WHERE id = ?1 AND kind = 'hub'",
        params![SERVER.0, address, pin],
    )?;
    Ok(())
}

impl Desk {
    /// Called within a round of its own.
    pub(super) fn put_in_place(
        &self,
        opened: &Arc<Opened>,
        session: &Session,
        address: &str,
        pin: [u8; 32],
    ) -> Result<()> {
        opened.door.write(session, |tx| replace(tx, address, pin))?;
        let mut inner = self.sync.inner();
        inner.exchanges.remove(&SERVER.0);
        inner.faults.remove(&SERVER.0);
        inner.successor = None;
        Ok(())
    }

    pub(super) fn successor(&self, row: Option<&RemoteRow>) -> Option<Successor> {
        row.filter(|row| row.kind == HUB)?;
        let (address, pin) = self.sync.inner().successor.clone()?;
        Some(Successor { address, fingerprint: groups(Some(pin)) })
    }

    pub(in crate::desk) fn follow_hub(
        &self,
        token: Option<&str>,
        given: FollowHub,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.follow_hub")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            row.filter(|row| row.kind == HUB)
                .ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            let told = self.sync.inner().successor.clone();
            let told = told.filter(|(address, pin)| {
                *address == given.address && groups(Some(*pin)) == given.fingerprint
            });
            let (address, pin) = told.ok_or_else(|| Error::conflict("errors-hub-gone"))?;
            self.put_in_place(&opened, &session, &address, pin)
        })?;
        opened.door.note(&session, What::Key, "desk.follow_hub", &given.address)?;
        self.nudge();
        Ok(Nothing {})
    }
}
