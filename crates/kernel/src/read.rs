//! Reading, inside one snapshot: rows become structs by the names of their columns.

use rusqlite::{Connection, Params};
use serde::de::DeserializeOwned;

use crate::chain::Head;
use crate::memory::Memory;
use crate::row::{from_cell, from_row};
use crate::{
    Clock, ClockGuard, Day, Error, Host, Log, Record, Result, RowId, Seal, Session, Timestamp, Zone,
};

/// What surrounds every call: the clock, the host and what is kept in memory.
pub struct Surroundings {
    pub clock: std::sync::Arc<dyn Clock>,
    pub host: std::sync::Arc<dyn Host>,
    pub memory: Memory,
    pub guard: ClockGuard,
    pub zone: std::sync::RwLock<Zone>,
    pub log: std::sync::RwLock<Log>,
    pub seal: std::sync::Arc<Seal>,
}

impl Surroundings {
    pub fn log(&self) -> Log {
        self.log.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub fn set_log(&self, log: Log) {
        *self.log.write().unwrap_or_else(std::sync::PoisonError::into_inner) = log;
    }
}

#[derive(Clone, Copy)]
pub struct Read<'a> {
    conn: &'a Connection,
    around: &'a Surroundings,
    session: &'a Session,
}

impl<'a> Read<'a> {
    pub(crate) fn new(
        conn: &'a Connection,
        around: &'a Surroundings,
        session: &'a Session,
    ) -> Self {
        Self { conn, around, session }
    }

    pub(crate) fn around(&self) -> &'a Surroundings {
        self.around
    }

    /// For projections and checks of the kernel's own tables; slices ask by `all` and `one`.
    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    pub fn all<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(from_row(row, &self.around.seal)?);
        }
        Ok(found)
    }

    pub fn one<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(|row| from_row(row, &self.around.seal)).transpose()
    }

    /// The first column of each row.
    pub fn values<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(from_cell(row.get_ref(0)?)?);
        }
        Ok(found)
    }

    /// The first column of the first row.
    pub fn value<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(|row| from_cell(row.get_ref(0)?)).transpose()
    }

    pub fn find<R: Record>(&self, id: RowId) -> Result<Option<R>> {
        self.one(&format!("SELECT * FROM {} WHERE id = ?1 LIMIT 1", R::TABLE), [id])
    }

    /// The row, or an error that says what is missing.
    pub fn get<R: Record>(&self, id: RowId) -> Result<R> {
        self.find(id)?.ok_or_else(|| Error::no_such(R::TABLE))
    }

    pub fn now(&self) -> Timestamp {
        self.around.clock.now()
    }

    /// Refused unless the person typed the password within the last minutes: an unlocked
    /// screen that somebody walked away from does no lasting harm.
    pub fn need_confirmation(&self) -> Result<()> {
        let session = self.session;
        if session.is_program() || self.around.clock.monotonic() < session.confirmed_until {
            return Ok(());
        }
        Err(Error::new(crate::Code::Confirm, "errors-confirm"))
    }

    pub fn zone(&self) -> Zone {
        *self.around.zone.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub fn set_zone(&self, zone: Zone) {
        *self.around.zone.write().unwrap_or_else(std::sync::PoisonError::into_inner) = zone;
    }

    pub fn today(&self) -> Day {
        self.now().day(self.zone())
    }

    pub fn session(&self) -> &'a Session {
        self.session
    }

    pub fn host(&self) -> &'a dyn Host {
        self.around.host.as_ref()
    }

    /// Opens and seals single fields.
    pub fn seal(&self) -> &'a Seal {
        &self.around.seal
    }

    /// Whether the wall clock is believed.
    pub fn clock_guard(&self) -> &'a ClockGuard {
        &self.around.guard
    }

    pub fn memory(&self) -> &'a Memory {
        &self.around.memory
    }

    /// How far the access log has come, as this snapshot sees it.
    pub fn access_head(&self) -> Result<Head> {
        crate::access::head(self.conn)
    }

    /// The code of this desk, the head of the numbers that it prints.
    pub fn desk(&self) -> String {
        self.around.log().desk
    }

    /// The log that this desk writes.
    pub fn log(&self) -> Log {
        self.around.log()
    }
}
