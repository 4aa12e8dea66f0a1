//! The clinic's server: brought to it once, and asked for everything after.

use std::sync::Arc;

use ::sync::{Ledger, Remote};
use kernel::{Error, Nothing, Result, Session, SystemRandom, Tx, What, hex};
use rusqlite::params;
use serde::Deserialize;
use ts_rs::TS;

use super::home::Place;
use super::hub::SERVER;
use super::line::Line;
use super::meet::add_own_device;
use super::round::remotes;
use super::{Desk, Opened, clinic_of};
use crate::forms;

/// To what, and as what, a clinic is brought.
pub(super) struct Bringing<'a> {
    pub kind: &'static str,
    pub address: &'a str,
    /// What people call this computer.
    pub name: &'a str,
    pub invitation: &'a str,
}

#[derive(Deserialize, TS)]
pub struct SyncServer {
    /// `host:port`
    pub address: String,
    /// What the server's administrator gave, where it lets nobody in without.
    pub invitation: String,
    /// What people call this computer; asked once.
    pub name: String,
    /// The clinic leaves the hub or server where it is, or comes again to one that forgot it.
    pub is_instead: bool,
}

#[derive(Deserialize, TS)]
pub struct RevokeDevice {
    pub no: u16,
}

/// The last of the groups that are to count after all, as the inbox names it.
#[derive(Deserialize, TS)]
pub struct AdoptChanges {
    pub hash: String,
}

impl Desk {
    /// This desk founds the clinic's sync, and brings the clinic to a server.
    pub(in crate::desk) fn connect_server(
        &self,
        token: Option<&str>,
        given: SyncServer,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.sync_server")?;
        let address = forms::required("address", &given.address)?;
        let invitation = given.invitation.trim();
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            match row {
                Some(_) if !given.is_instead => {
                    return Err(Error::conflict("errors-sync-has-server"));
                }
                Some(_) => {
                    let pin = self.begin_at(&opened, &address, invitation)?;
                    let to = Place { kind: "server", address: &address, pin };
                    self.move_to(&opened, &session, &to)?;
                }
                None => {
                    let name = forms::required("name", &given.name)?;
                    let to =
                        Bringing { kind: "server", address: &address, name: &name, invitation };
                    self.bring(&opened, &session, &to)?;
                }
            }
            opened.door.note(&session, What::Key, "desk.sync_server", &address)?;
            self.nudge();
            Ok(Nothing {})
        })
    }

    /// Founds the clinic's sync where it is new, and brings it to a server or hub.
    pub(super) fn bring(
        &self,
        opened: &Arc<Opened>,
        session: &Session,
        to: &Bringing<'_>,
    ) -> Result<()> {
        let mut replica = self.replica(opened)?;
        let is_new = replica.control().n == 0;
        let founded = replica.found(self.options.clock.now().0, &mut SystemRandom);
        let desk = replica.desk();
        self.put_back(replica);
        founded?;
        let desk = desk.ok_or_else(|| Error::conflict("errors-sync-not-enrolled"))?;
        if let Some((_, records)) = self.restricted_begun(opened)?.filter(|_| is_new) {
            let mut replica = self.replica(opened)?;
            let admitted = replica.admit_all(&records);
            self.put_back(replica);
            admitted?;
        }
        if is_new {
            opened.door.write(session, |tx| add_own_device(tx, desk.0, to.name).map(|_| ()))?;
        }
        let pin = self.begin_at(opened, to.address, to.invitation)?;
        opened.door.write(session, |tx| keep_remote(tx, SERVER, to.kind, to.address, pin))
    }

    /// Begins the clinic at a server or hub, with all its computers, of which this is one; the
    /// next round brings the rest. Answers its key.
    pub(super) fn begin_at(
        &self,
        opened: &Arc<Opened>,
        address: &str,
        invitation: &str,
    ) -> Result<Option<[u8; 32]>> {
        let records = self.control_records()?;
        let replica = self.replica(opened)?;
        let desk = replica.desk();
        self.put_back(replica);
        let desk = desk.ok_or_else(|| Error::conflict("errors-sync-not-enrolled"))?;
        let sign = |message: &[u8]| self.signed(message);
        let line = Line { address, pin: None, clinic: clinic_of(opened), desk, sign: &sign };
        let welcome = self.options.wire.found(&line, &records, invitation).map_err(|fault| {
            let mut error = fault.error();
            error.field = Some("address".into());
            error
        })?;
        Ok(welcome.pin)
    }

    /// Sends a computer away. What it wrote up to now, as far as it is known here, counts.
    pub(in crate::desk) fn revoke_device(
        &self,
        token: Option<&str>,
        given: RevokeDevice,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.revoke_device")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            let replica = self.administering(&opened)?;
            let head = replica.control().head;
            let at = self.options.clock.now().0;
            let records = match replica.desk() == Some(::sync::DeskNo(given.no)) {
                true => Err(Error::conflict("errors-sync-revoke-self")),
                false => replica.revoke(::sync::DeskNo(given.no), at, &mut SystemRandom),
            };
            self.put_back(replica);
            self.extend(&opened, &row, head, &records?)?;
            let detail = format!("{}", given.no);
            opened.door.note(&session, What::Key, "desk.revoke_device", &detail)?;
            self.nudge();
            Ok(Nothing {})
        })
    }

    /// Lets what a computer wrote after it was sent away count after all, up to one group.
    pub(in crate::desk) fn adopt_changes(
        &self,
        token: Option<&str>,
        given: AdoptChanges,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.adopt")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            let aside = opened.door.read(&session, replica::branches_aside)?;
            let branch = aside.into_iter().find(|branch| hex(&branch.hash.0) == given.hash);
            let branch = branch.ok_or_else(|| Error::conflict("errors-inbox-changed"))?;
            if branch.is_broken {
                return Err(Error::conflict("errors-sync-broken"));
            }
            let replica = self.administering(&opened)?;
            let head = replica.control().head;
            let records = replica.adopt(branch.desk, branch.hash, self.options.clock.now().0);
            self.put_back(replica);
            self.extend(&opened, &row, head, &records?)?;
            let detail = format!("{} {}", branch.desk.0, given.hash);
            opened.door.note(&session, What::Key, "desk.adopt", &detail)?;
            opened.refresh_sessions()?;
            self.nudge();
            Ok(Nothing {})
        })
    }
}

pub(super) fn keep_remote(
    tx: &mut Tx<'_>,
    remote: Remote,
    kind: &str,
    address: &str,
    pin: Option<[u8; 32]>,
) -> Result<()> {
    tx.conn().execute(
        "INSERT INTO remote (id, kind, address, server_key) VALUES (?1, ?2, ?3, ?4)",
        params![remote.0, kind, address, pin],
    )?;
    Ok(())
}

/// Whoever may see the remotes of this desk.
pub(super) fn set_paused(desk: &Desk, token: Option<&str>, is_paused: bool) -> Result<Nothing> {
    let opened = desk.active(token, "desk.touch")?;
    let permission = crate::permissions::SYNC_MANAGE;
    let session: Session = opened.permitted(token, permission, "desk.sync_pause")?;
    opened.door.write(&session, |tx| {
        tx.conn().execute("UPDATE remote SET is_paused = ?1", [is_paused])?;
        let detail = if is_paused { "on" } else { "off" };
        tx.note(What::Command, "desk.sync_pause", None, detail)
    })?;
    desk.nudge();
    Ok(Nothing {})
}
