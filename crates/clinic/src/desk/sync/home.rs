//! The clinic moves: from its hub to a server, from a server to a hub, from one to another.
//! Whoever moves it brings the clinic to the new place and writes down where that is; each
//! desk follows when the old place has all that was written at it, or answers no more.

use ::sync::Remote;
use kernel::{Error, Record, Result, RowId, Rule, Session, Timestamp, Tx, hex};
use serde::{Deserialize, Serialize};

use super::hub::{HUB, SERVER, own_address};
use super::round::{RemoteRow, remotes};
use super::{Desk, Opened, blobs};
use crate::attachments::keep;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncHome {
    pub id: RowId,
    pub kind: String,
    /// As others reach it.
    pub address: String,
    pub server_key: String,
    pub moved_at: Timestamp,
}

impl Record for SyncHome {
    const TABLE: &'static str = "sync_home";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

pub(super) fn newest(read: &kernel::Read<'_>) -> Result<Option<SyncHome>> {
    read.one("SELECT * FROM sync_home WHERE ended IS NULL ORDER BY stamp DESC, id DESC LIMIT 1", [])
}

pub(super) fn write_home(tx: &mut Tx<'_>, to: &Place<'_>) -> Result<()> {
    let home = SyncHome {
        id: tx.new_id(),
        kind: to.kind.into(),
        address: to.address.into(),
        server_key: to.pin.map(|pin| hex(&pin)).unwrap_or_default(),
        moved_at: tx.now(),
    };
    tx.insert(&home)
}

fn key_of(home: &SyncHome) -> Result<Option<[u8; 32]>> {
    if home.server_key.is_empty() {
        return Ok(None);
    }
    let byte = |at: usize| {
        let digits = home.server_key.get(at * 2..at * 2 + 2);
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
    let key = bytes.and_then(|bytes| bytes.try_into().ok());
    key.map(Some).ok_or_else(|| Error::internal("a key of a server that is none"))
}

/// Where a desk goes.
pub(super) struct Place<'a> {
    pub kind: &'a str,
    pub address: &'a str,
    pub pin: Option<[u8; 32]>,
}

/// A key is the place; a server without one is known by its address.
pub(super) fn is_at(row: &RemoteRow, home: &SyncHome) -> bool {
    let key = row.pin.map(|pin| hex(&pin)).unwrap_or_default();
    let is_same = key == home.server_key && row.kind == home.kind;
    is_same && (!key.is_empty() || row.address == home.address)
}

/// The place in what the remote numbers stays: the next greeting shows that the store is
/// another one, and what it lacks is found by comparing heads. Until then nothing counts as sent.
fn replace(tx: &mut Tx<'_>, to: &Place<'_>) -> Result<()> {
    tx.conn().execute(
        "UPDATE remote SET kind = ?2, address = ?3, server_key = ?4, level_at = NULL,
                heard_at = NULL WHERE id = ?1",
        rusqlite::params![SERVER.0, to.kind, to.address, to.pin],
    )?;
    keep::forget_held(tx, blobs::bit(SERVER.0))
}

impl Desk {
    /// Called within a round of its own.
    pub(super) fn put_in_place(
        &self,
        opened: &Opened,
        session: &Session,
        to: &Place<'_>,
    ) -> Result<()> {
        opened.door.write(session, |tx| replace(tx, to))?;
        let mut inner = self.sync.inner();
        inner.exchanges.remove(&SERVER.0);
        inner.blobs.remove(&SERVER.0);
        inner.faults.remove(&SERVER.0);
        inner.successor = None;
        Ok(())
    }

    /// The clinic is begun at its new place already.
    pub(super) fn move_to(&self, opened: &Opened, session: &Session, to: &Place<'_>) -> Result<()> {
        opened.door.write(session, |tx| write_home(tx, to))?;
        let rows = opened.door.read(session, remotes)?;
        self.follow_home(opened, rows).map(drop)
    }

    /// Goes to where the clinic meets now. Called in a round, before the talk.
    pub(super) fn follow_home(
        &self,
        opened: &Opened,
        rows: Vec<RemoteRow>,
    ) -> Result<Vec<RemoteRow>> {
        let program = Session::program();
        let (home, unsent) = opened.door.read(&program, |read| {
            let progress = replica::progress(read)?;
            Ok((newest(read)?, replica::unsent_ops(read, SERVER)? + progress.unsealed))
        })?;
        let Some(home) = home else { return Ok(rows) };
        let Some(row) = rows.iter().find(|row| Remote(row.id) == SERVER) else { return Ok(rows) };
        let is_gone = self.sync.inner().faults.contains_key(&row.id);
        if is_at(row, &home) || (unsent > 0 && !is_gone) {
            return Ok(rows);
        }
        let pin = key_of(&home)?;
        let own = self.options.hub.serving().filter(|at| Some(at.pin) == pin && home.kind == HUB);
        let address = own.map_or(home.address, own_address);
        self.put_in_place(opened, &program, &Place { kind: &home.kind, address: &address, pin })?;
        opened.door.note(&program, kernel::What::Key, "desk.moved", &address)?;
        opened.door.read(&program, remotes)
    }
}
