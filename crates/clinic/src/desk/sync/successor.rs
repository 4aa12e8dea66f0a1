//! The clinic's hub is lost, burnt or sold: another computer takes its place, and the others
//! follow it after a person has compared its key. Every desk gives a hub that is new what it
//! lacks, so only what no other desk had heard of is missed.

use kernel::{Error, Nothing, Result, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Desk;
use super::home::{Place, write_home};
use super::hub::{HUB, groups};
use super::round::{RemoteRow, remotes};

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

impl Desk {
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
            let to = Place { kind: HUB, address: &address, pin: Some(pin) };
            opened.door.write(&session, |tx| write_home(tx, &to))?;
            self.put_in_place(&opened, &session, &to)
        })?;
        opened.door.note(&session, What::Key, "desk.follow_hub", &given.address)?;
        self.nudge();
        Ok(Nothing {})
    }
}
