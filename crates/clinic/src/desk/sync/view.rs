//! What people see of the sync, and never more than is true.

use std::time::Duration;

use kernel::{Error, Nothing, Read, Result, RowId, Session, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::hub::HUB;
use super::round::{RemoteRow, remotes};
use super::snapshot::{self, Arriving};
use super::{Desk, home, server};
use crate::security::Device;

/// A window that was closed meanwhile holds a thread for so long.
const NEWS_WAIT: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// The clinic has no server: this desk is alone.
    Alone,
    Paused,
    /// Everything that was written here is there.
    Level,
    /// Something is on its way.
    Sending,
    /// The server did not answer: what is written here stays here for now.
    Away,
    /// A person must look: see `fault`.
    Trouble,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct RemoteView {
    /// `server` or `hub`.
    pub kind: String,
    pub address: String,
    /// It is the hub that runs on this computer, or would.
    pub is_own: bool,
    pub level_at: Option<Timestamp>,
    pub heard_at: Option<Timestamp>,
    /// A message id; empty while all is well.
    pub fault: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncView {
    pub state: SyncState,
    pub remote: Option<RemoteView>,
    /// Changes of this desk that no server has.
    #[ts(type = "number")]
    pub unsent: u64,
    /// Groups of changes that wait for a key or for one before them.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Kept without effect, for a person to decide.
    #[ts(type = "number")]
    pub aside: u64,
    #[ts(type = "number")]
    pub forks: u64,
    /// Rises whenever something of another desk was taken in.
    #[ts(type = "number")]
    pub news: u64,
    /// Where this computer goes as soon as the place where it is has everything.
    pub moving_to: String,
    /// Computers that hold the same changes and came to other records.
    pub differing: Vec<DifferingView>,
    /// An owner has said that every computer must have a newer program than this one's. What
    /// is written here is kept and sent all the same.
    pub must_update: bool,
    /// Changes of other computers that name a year which cannot be: each waits for a person.
    pub far: Vec<FarView>,
    /// The clinic's records come to a computer that is new.
    pub arriving: Option<Arriving>,
}

/// A count of what came from other desks, as in `SyncView`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
pub struct News {
    #[ts(type = "number")]
    pub news: u64,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct DifferingView {
    pub no: u16,
    /// What people call it; empty where it has no name here.
    pub name: String,
    /// Where they differ, as the database calls it: for whoever is asked for help.
    pub tables: String,
    pub seen_at: Timestamp,
}

/// Changes of one computer that name a year which cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FarView {
    pub no: u16,
    pub name: String,
    #[ts(type = "number")]
    pub changes: u64,
    pub year: i32,
}

#[derive(Deserialize, TS)]
pub struct AskWhere {
    pub id: RowId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptAt {
    /// There is no other place for it.
    Alone,
    /// Some of its changes are nowhere else.
    Here,
    /// The others fetch it from this computer, which is their hub.
    OwnHub,
    Hub,
    Server,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct RecordPlace {
    pub place: KeptAt,
    /// Its changes that are on this desk only.
    #[ts(type = "number")]
    pub unsent: u64,
}

#[derive(Deserialize, TS)]
pub struct PauseSync {
    pub is_paused: bool,
}

impl Desk {
    pub(in crate::desk) fn sync_view(&self, token: Option<&str>) -> Result<SyncView> {
        let opened = self.active(token, "desk.sync")?;
        let program = Session::program();
        let found = opened.door.read(&program, |read| {
            let rows = remotes(read)?;
            let progress = replica::progress(read)?;
            let unsent = match rows.first() {
                Some(row) => replica::unsent_ops(read, ::sync::Remote(row.id))?,
                None => 0,
            };
            let unsent = unsent + progress.unsealed;
            let home = home::newest(read)?;
            Ok((rows, progress, unsent, home, differing(read)?, replica::schema_floor(read)?))
        })?;
        let (rows, progress, unsent, home, differing, floor) = found;
        let fault = rows.first().and_then(|row| self.sync.inner().faults.get(&row.id).copied());
        let far = self.far_view(&opened)?;
        let must_update = floor as usize > crate::api::MIGRATIONS.len();
        let to_look_at =
            progress.aside + (differing.len() + far.len()) as u64 + u64::from(must_update);
        let row = rows.into_iter().next();
        let home = home.filter(|home| row.as_ref().is_some_and(|row| !home::is_at(row, home)));
        let is_own = row.as_ref().is_some_and(|row| row.is_own());
        Ok(SyncView {
            state: state(row.as_ref(), fault, unsent, to_look_at),
            unsent: if row.is_some() { unsent } else { 0 },
            remote: row.map(|row| RemoteView {
                is_own,
                fault: of_hub(&row, is_own, fault).unwrap_or_default().into(),
                kind: row.kind,
                address: row.address,
                level_at: row.level_at.map(Timestamp),
                heard_at: row.heard_at.map(Timestamp),
            }),
            waiting: progress.loose + progress.waits,
            aside: progress.aside,
            forks: progress.forks,
            news: self.sync.bell.news(),
            moving_to: home.map(|home| home.address).unwrap_or_default(),
            differing,
            must_update,
            far,
            arriving: snapshot::arriving(&opened)?,
        })
    }

    /// Answers as soon as there is news that the window does not know, or after a while.
    pub(in crate::desk) fn news_after(&self, token: Option<&str>, known: News) -> Result<News> {
        self.active(token, "desk.news")?;
        Ok(News { news: self.sync.bell.news_after(known.news, NEWS_WAIT) })
    }

    /// Where one record is kept besides here.
    pub(in crate::desk) fn place_of(
        &self,
        token: Option<&str>,
        asked: &AskWhere,
    ) -> Result<RecordPlace> {
        let opened = self.active(token, "desk.place_of")?;
        opened.door.read(&Session::program(), |read| {
            let Some(row) = remotes(read)?.into_iter().next() else {
                return Ok(RecordPlace { place: KeptAt::Alone, unsent: 0 });
            };
            let (changes, unsent) = replica::of_row(read, ::sync::Remote(row.id), asked.id)?;
            let place = match row.kind.as_str() {
                _ if changes == 0 => return Err(Error::no_such("record")),
                // What a hub before this one had counts only once this one has all.
                _ if unsent > 0 || row.level_at.is_none() => KeptAt::Here,
                HUB if row.is_own() => KeptAt::OwnHub,
                HUB => KeptAt::Hub,
                _ => KeptAt::Server,
            };
            Ok(RecordPlace { place, unsent })
        })
    }

    pub(in crate::desk) fn sync_now(&self, token: Option<&str>) -> Result<Nothing> {
        self.active(token, "desk.touch")?;
        self.nudge();
        Ok(Nothing {})
    }

    pub(in crate::desk) fn pause_sync(
        &self,
        token: Option<&str>,
        given: PauseSync,
    ) -> Result<Nothing> {
        server::set_paused(self, token, given.is_paused)
    }
}

/// What people call a computer; empty where it has no name here.
pub(super) fn called(read: &Read<'_>, no: u16) -> Result<String> {
    let sql = "SELECT * FROM device WHERE ended IS NULL AND no = ?1 ORDER BY id LIMIT 1";
    let device: Option<Device> = read.one(sql, [i64::from(no)])?;
    Ok(device.map(|device| device.name).unwrap_or_default())
}

fn differing(read: &Read<'_>) -> Result<Vec<DifferingView>> {
    let named = |of: replica::Differing| {
        let name = called(read, of.desk)?;
        let tables = of.tables.join(", ");
        Ok(DifferingView { no: of.desk, name, tables, seen_at: of.seen_at })
    };
    replica::differing(read)?.into_iter().map(named).collect()
}

/// A hub is a computer of the clinic: what helps is another thing than with a server.
fn of_hub(row: &RemoteRow, is_own: bool, fault: Option<&'static str>) -> Option<&'static str> {
    match fault {
        Some("errors-sync-away") if row.kind == HUB && is_own => Some("errors-hub-off"),
        Some("errors-sync-away") if row.kind == HUB => Some("errors-hub-away"),
        Some("errors-sync-other-key") if row.kind == HUB => Some("errors-hub-other-key"),
        fault => fault,
    }
}

fn state(
    row: Option<&RemoteRow>,
    fault: Option<&'static str>,
    unsent: u64,
    to_look_at: u64,
) -> SyncState {
    let Some(row) = row else { return SyncState::Alone };
    match fault {
        _ if row.is_paused => SyncState::Paused,
        Some("errors-sync-away") => SyncState::Away,
        Some(_) => SyncState::Trouble,
        None if to_look_at > 0 => SyncState::Trouble,
        None if unsent == 0 && row.level_at.is_some() => SyncState::Level,
        None => SyncState::Sending,
    }
}
