//! One look at the sync: seal what waits, and talk with each remote as far as it will.

use std::sync::{Arc, PoisonError, TryLockError};

use ::sync::{Exchange, Heads, Ledger, Notice, Nudge, Pace, Remote, Reply, Request, Step, Stream};
use kernel::{Error, Random, Read, Result, Session, SystemRandom};
use replica::Fault;

use super::ahead::{Ahead, beside};
use super::hub::HUB;
use super::line::{Line, WireFault};
use super::{Desk, Opened, clinic_of};

/// A look when nothing is to be done.
pub const IDLE_MS: i64 = 1_000;
/// The same with a hub in the house: the other desk is across the corridor.
const HUB_MS: i64 = 400;
/// A remote that speaks up by itself is asked all the same: a cable that was pulled says nothing.
const BEAT_MS: i64 = 15_000;
const HUB_BEAT_MS: i64 = 3_000;
/// After a listening that was cut, until the next.
const DEAF_MS: i64 = 5_000;
/// So old may be what the desk's file says of when a remote was heard.
const TOLD_MS: i64 = 10_000;
/// Asks of one remote in one look: the desk is looked at in between.
const ASKS_MAX: usize = 200;

#[derive(Clone, Debug)]
pub(super) struct RemoteRow {
    pub id: u8,
    pub kind: String,
    pub address: String,
    pub pin: Option<[u8; 32]>,
    pub level_at: Option<i64>,
    pub heard_at: Option<i64>,
    pub is_paused: bool,
}

impl RemoteRow {
    /// The hub that runs on this same computer.
    pub fn is_own(&self) -> bool {
        self.kind == HUB && self.address.starts_with("127.0.0.1:")
    }
}

pub(super) fn remotes(read: &Read<'_>) -> Result<Vec<RemoteRow>> {
    let mut statement = read.conn().prepare_cached(
        "SELECT id, kind, address, server_key, level_at, heard_at, is_paused
         FROM remote ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(RemoteRow {
            id: row.get(0)?,
            kind: row.get(1)?,
            address: row.get(2)?,
            pin: row.get(3)?,
            level_at: row.get(4)?,
            heard_at: row.get(5)?,
            is_paused: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Desk {
    /// Called by a thread of its own, again and again. Answers after how many milliseconds.
    pub fn sync(&self) -> Result<i64> {
        let _one = match self.sync.round.try_lock() {
            Ok(one) => one,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(IDLE_MS),
        };
        let opened = self.slot().clone().filter(|opened| !opened.is_demo);
        let Some(opened) = opened else { return Ok(IDLE_MS) };
        let rows = opened.door.read(&Session::program(), remotes)?;
        let rows: Vec<RemoteRow> = rows.into_iter().filter(|row| !row.is_paused).collect();
        if rows.is_empty() {
            return Ok(IDLE_MS);
        }
        let rows = self.follow_home(&opened, rows)?;
        let rows = self.where_they_are(&opened, rows)?;
        self.tell_version(&opened)?;
        let mut replica = self.replica(&opened)?;
        let sealed = replica.seal_pending(&mut SystemRandom);
        self.put_back(replica);
        drop(opened);
        let is_sealed = !sealed?.is_empty();
        let is_nudged = std::mem::take(&mut self.sync.inner().is_nudged);
        let nudge = match is_nudged {
            true => Some(Nudge::Look),
            false => is_sealed.then_some(Nudge::Sealed),
        };
        let mut wait = if rows.iter().any(|row| row.kind == HUB) { HUB_MS } else { IDLE_MS };
        for row in rows {
            wait = wait.min(self.talk(&row, nudge)?);
        }
        Ok(wait.clamp(20, IDLE_MS))
    }

    fn talk(&self, row: &RemoteRow, nudge: Option<Nudge>) -> Result<i64> {
        let Some(opened) = self.slot().clone() else { return Ok(IDLE_MS) };
        let clinic = clinic_of(&opened);
        drop(opened);
        let rest_ms = if row.kind == HUB { HUB_MS } else { Pace::LAN.rest_ms };
        let pace = Pace { rest_ms, ..Pace::LAN };
        let streams = vec![Stream::MAIN];
        let mut exchange = {
            let mut inner = self.sync.inner();
            let known = inner.exchanges.remove(&row.id);
            known.unwrap_or_else(|| Exchange::new(clinic, Remote(row.id), None, streams, pace))
        };
        let here = self.heads(row)?;
        let told = match self.sync.bell.take_heard(row.id) {
            Some(there) => is_beyond(&there, &here),
            None => nudge,
        };
        // Both: what is sealed here is pushed after what is there was pulled.
        let nudge = if nudge == Some(Nudge::Look) { nudge } else { told.or(nudge) };
        if nudge.is_none() && self.is_quiet(row, &exchange) {
            self.sync.inner().exchanges.insert(row.id, exchange);
            self.listen(row, &here);
            return Ok(self.slice(row, IDLE_MS));
        }
        if nudge.is_some() {
            self.wake_blobs(row.id);
        }
        nudge.into_iter().for_each(|nudge| exchange.nudge(nudge));
        let done = self.ask_all(row, &mut exchange);
        let is_level = exchange.is_level();
        {
            let mut inner = self.sync.inner();
            inner.exchanges.insert(row.id, exchange);
            inner.asked.insert(row.id, self.now());
        }
        let wait = done?;
        if !is_level {
            return Ok(wait);
        }
        self.look_at_rows()?;
        self.tell_order(row)?;
        self.listen(row, &self.heads(row)?);
        Ok(self.slice(row, wait))
    }

    /// A piece of a snapshot, where one is made here for the remote, and parts of documents:
    /// nothing of it is a change that somebody waits for.
    fn slice(&self, row: &RemoteRow, wait: i64) -> i64 {
        let is_making = self.snapshot_slice(row).is_ok() && self.is_making(row);
        let has_blobs = self.blob_slice(row).unwrap_or(false);
        if is_making || has_blobs { 0 } else { wait }
    }

    /// The remote would have spoken, and was asked not long ago.
    fn is_quiet(&self, row: &RemoteRow, exchange: &Exchange) -> bool {
        let beat = if row.kind == HUB { HUB_BEAT_MS } else { BEAT_MS };
        let asked = self.sync.inner().asked.get(&row.id).copied();
        exchange.is_level()
            && self.sync.bell.is_listening(row.id, &row.address)
            && asked.is_some_and(|asked| (0..beat).contains(&(self.now() - asked)))
    }

    /// How far this desk knows what the remote has; stream 0 is the control log.
    fn heads(&self, row: &RemoteRow) -> Result<Heads> {
        let Some(opened) = self.slot().clone() else { return Ok(Heads::default()) };
        let replica = self.replica(&opened)?;
        let place = replica.place(Remote(row.id), Stream::MAIN);
        let control = replica.control().n;
        self.put_back(replica);
        let seq = place.map_err(inner)?.seq;
        Ok(Heads([(Stream(0), control), (Stream::MAIN, seq)].into()))
    }

    fn listen(&self, row: &RemoteRow, after: &Heads) {
        {
            let (now, mut inner) = (self.now(), self.sync.inner());
            if self.sync.bell.take_cut(row.id) {
                inner.deaf.insert(row.id, now + DEAF_MS);
            }
            if inner.deaf.get(&row.id).is_some_and(|until| now < *until) {
                return;
            }
        }
        let Some(opened) = self.slot().clone() else { return };
        let clinic = clinic_of(&opened);
        let Ok(replica) = self.replica(&opened) else { return };
        let desk = replica.desk();
        self.put_back(replica);
        drop(opened);
        let Some(desk) = desk else { return };
        let Some(which) = self.sync.bell.listen(row.id, &row.address) else { return };
        let sign = |message: &[u8]| self.signed(message);
        let line = Line { address: &row.address, pin: row.pin, clinic, desk, sign: &sign };
        let (bell, remote) = (self.bell(), row.id);
        let heard = move |heads| bell.heard(remote, which, heads);
        self.options.wire.listen(&line, after, Box::new(heard));
    }

    fn ask_all(&self, row: &RemoteRow, exchange: &mut Exchange) -> Result<i64> {
        for _ in 0..ASKS_MAX {
            let Some(opened) = self.slot().clone() else { return Ok(IDLE_MS) };
            let replica = self.replica(&opened)?;
            let desk = replica.desk();
            let step = exchange.next(self.now(), &replica);
            self.put_back(replica);
            drop(opened);
            let request = match step.map_err(inner)? {
                Step::Wait { until } => return Ok(until - self.now()),
                Step::Ask(request) => request,
            };
            // Not enrolled yet: the control log is asked for by the number that it will have.
            let desk = desk.or(self.expected_desk()?);
            let Some(desk) = desk else { return Ok(IDLE_MS) };
            let ahead = self.sync.inner().ahead.remove(&row.id);
            let reply = match ahead {
                Some(ahead) if ahead.answers(&request) => Ok(ahead.reply()),
                _ => self.ask_wire(row, desk, &request),
            };
            let is_piece = matches!(reply, Ok(Reply::Pieces { .. }));
            let Some(opened) = self.slot().clone() else { return Ok(IDLE_MS) };
            let fault = reply.as_ref().err().copied();
            let mut replica = self.replica(&opened)?;
            let mut random = [0; 8];
            SystemRandom.fill(&mut random);
            let next = reply.as_ref().ok().and_then(|reply| Ahead::next(&request, reply));
            let random = u64::from_be_bytes(random);
            let (answered, ahead) = beside(
                || exchange.answer(self.now(), random, &mut replica, reply.ok()),
                next.map(|next| || Ahead::of(next, |next| self.ask_wire(row, desk, next).ok())),
            );
            self.put_back(replica);
            if let Some(ahead) = ahead {
                self.sync.inner().ahead.insert(row.id, ahead);
            }
            self.noticed(&opened, row, fault, answered.map_err(inner)?)?;
            // Many changes at once: whoever waits for the first of them looks now.
            if is_piece {
                return Ok(0);
            }
        }
        Ok(0)
    }

    pub(super) fn ask_wire(
        &self,
        row: &RemoteRow,
        desk: ::sync::DeskNo,
        request: &Request,
    ) -> std::result::Result<Reply, WireFault> {
        let Some(opened) = self.slot().clone() else { return Err(WireFault::Away) };
        let clinic = clinic_of(&opened);
        drop(opened);
        let sign = |message: &[u8]| self.signed(message);
        let line = Line { address: &row.address, pin: row.pin, clinic, desk, sign: &sign };
        let wire = &self.options.wire;
        let bytes = match wire.ask(&line, &request.encode()) {
            // Whoever comes first brings the clinic again, with all its desks.
            Err(WireFault::NoClinic) => {
                let records = self.control_records().map_err(|_| WireFault::NoClinic)?;
                if records.is_empty() {
                    return Err(WireFault::NoClinic);
                }
                wire.found(&line, &records, "")?;
                wire.ask(&line, &request.encode())?
            }
            bytes => bytes?,
        };
        Reply::decode(&bytes).map_err(|_| WireFault::NotOurs)
    }

    /// The control log, as much of it as fits a frame.
    pub(super) fn control_records(&self) -> Result<Vec<Vec<u8>>> {
        let opened = self.opened()?;
        let replica = self.replica(&opened)?;
        let records = replica.records_after(0).map_err(inner);
        self.put_back(replica);
        Ok(::sync::fit(records?))
    }

    pub(super) fn signed(&self, message: &[u8]) -> Result<[u8; 64]> {
        let opened = self.opened()?;
        let signature = opened.vault().sign(message);
        signature.map_err(super::of_vault)
    }

    fn noticed(
        &self,
        opened: &Arc<Opened>,
        row: &RemoteRow,
        fault: Option<WireFault>,
        notices: Vec<Notice>,
    ) -> Result<()> {
        let program = Session::program();
        let now = self.options.clock.now();
        let (mut is_level, mut is_heard, mut has_news) = (false, fault.is_none(), false);
        let mut told = fault.map(WireFault::words);
        for notice in &notices {
            match notice {
                Notice::Level { .. } => is_level = true,
                Notice::Took { took, .. } => {
                    has_news |= took.applied > 0;
                    is_heard = true;
                }
                Notice::ControlGrew { .. } => has_news = true,
                Notice::OtherKey => told = Some("errors-sync-other-key"),
                Notice::OtherControl => told = Some("errors-sync-other-control"),
                Notice::BadReceipt => told = Some("errors-sync-bad-receipt"),
                Notice::NotKept { .. } => told = Some("errors-sync-not-kept"),
                Notice::Refused(refusal) => {
                    told = match refusal.why {
                        ::sync::Why::Revoked => Some("errors-sync-revoked"),
                        ::sync::Why::NotEnrolled => Some("errors-sync-not-allowed"),
                        ::sync::Why::Quota => Some("errors-sync-quota"),
                        _ => told,
                    };
                }
                _ => {}
            }
        }
        let is_old = {
            let told = self.sync.inner().told.get(&row.id).copied();
            told.is_none_or(|told| !(0..TOLD_MS).contains(&(self.now() - told)))
        };
        if is_heard && (is_level || is_old) {
            self.sync.inner().told.insert(row.id, self.now());
            let sql = "UPDATE remote SET heard_at = ?2,
                           level_at = iif(?3, ?2, level_at) WHERE id = ?1";
            opened.door.write(&program, |tx| {
                tx.conn().execute(sql, rusqlite::params![row.id, now, is_level])?;
                Ok(())
            })?;
        }
        {
            let mut inner = self.sync.inner();
            match told {
                Some(words) => inner.faults.insert(row.id, words),
                None => inner.faults.remove(&row.id),
            };
        }
        // Roles and people may have changed.
        if has_news {
            self.wake_blobs(row.id);
            opened.refresh_sessions()?;
            self.sync.bell.news_came();
        }
        Ok(())
    }

    /// Something to send: the next look does not wait for the remote's turn.
    pub(super) fn nudge(&self) {
        self.sync.inner().is_nudged = true;
        self.sync.bell.ring();
    }

    /// Waits for the round that runs, and keeps others away meanwhile.
    pub(super) fn between_rounds<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let _one = self.sync.round.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }
}

/// What to do about it: nothing, where it is known here.
fn is_beyond(there: &Heads, here: &Heads) -> Option<Nudge> {
    let is_more = |stream: &Stream| there.0.get(stream) > here.0.get(stream);
    match is_more(&Stream(0)) {
        true => Some(Nudge::Look),
        false => there.0.keys().any(is_more).then_some(Nudge::News),
    }
}

pub(super) fn inner(fault: Fault) -> Error {
    fault.0
}
