//! Documents in a queue of their own: shut bytes go to the remote and come from it a few parts
//! at a time, and only once every change is there and here. Where a talk was cut it goes on at
//! the next part. A remote that knows no documents is asked again after an hour, and is no
//! trouble to anybody.

use std::collections::{BTreeMap, VecDeque};

use ::sync::{BLOB_IDS_MAX, Hash, KeptBlob, Refusal, Reply, Request, Why, blob_parts};
use kernel::{Result, Session, hex};

use super::round::RemoteRow;
use super::{Desk, clinic_of};
use crate::attachments::keep::{self, Wanted, Whole};

/// After so many, or so long, changes have their turn again.
const PARTS_MAX: usize = 8;
const SLICE_MS: i64 = 1_000;
/// Nothing to do: what comes in between wakes it.
const LOOK_MS: i64 = 60_000;
/// Something is missing here that another desk may be sending: first soon, then less and less.
const SOON_MS: i64 = 2_000;
/// After a line that broke, or a remote that is busy.
const CUT_MS: i64 = 15_000;
/// After a remote that knows no documents or has no room for them.
const UNABLE_MS: i64 = 3_600_000;
/// So often a remote is asked whether it still has what it said it had.
const SWEEP_MS: i64 = 24 * 3_600_000;
/// So often between two sweeps one document is brought that the remote takes for junk: what lies
/// there was spoilt, or what lies here. The others do not wait for it.
const JUNK_MAX: u8 = 2;
const IDS_EACH: usize = BLOB_IDS_MAX / 2;

/// Where this desk is with the documents of one remote.
#[derive(Default)]
pub(super) struct Queue {
    until: i64,
    /// It waits because the remote cannot, and no news wakes it.
    is_unable: bool,
    sends: VecDeque<Sending>,
    gets: VecDeque<Wanted>,
    junk: BTreeMap<Hash, u8>,
    /// Of the wanted ones, as many are not at the remote.
    skip: usize,
    is_wanting: bool,
    pause: i64,
    swept_at: Option<i64>,
    sweep_after: String,
    incarnation: Option<i64>,
}

struct Sending {
    blob: Whole,
    next: u32,
}

/// What came of a question; the queue rests after all but an answer.
enum Said {
    Answer(Reply),
    Refused(Refusal),
    Nothing,
}

impl Queue {
    /// Something was written here, or came from elsewhere.
    pub fn wake(&mut self) {
        if !self.is_unable {
            (self.until, self.skip, self.pause) = (0, 0, 0);
        }
    }

    /// Some came on another way: they are not fetched, and the remote gets them.
    fn has_come(&mut self) {
        self.gets.clear();
        self.wake();
    }

    fn rest_until_look(&mut self, now: i64) {
        self.pause = match self.is_wanting {
            true => (self.pause * 2).clamp(SOON_MS, LOOK_MS),
            false => LOOK_MS,
        };
        self.rest(now, self.pause);
    }

    fn rest(&mut self, now: i64, ms: i64) {
        self.sends.clear();
        self.gets.clear();
        (self.until, self.is_unable) = (now.saturating_add(ms), ms == UNABLE_MS);
    }

    fn has_work(&self) -> bool {
        !self.sends.is_empty() || !self.gets.is_empty()
    }

    /// The document that is being sent is left aside; the others go on.
    fn no_good(&mut self, now: i64, id: Hash) {
        *self.junk.entry(id).or_default() += 1;
        self.sends.pop_front();
        if !self.has_work() {
            self.rest(now, CUT_MS);
        }
    }

    fn refused(&mut self, now: i64, refusal: &Refusal) {
        let ms = match refusal.why {
            Why::Newer | Why::Quota | Why::Junk | Why::TooLarge => UNABLE_MS,
            Why::Busy
            | Why::RateLimited
            | Why::ControlMoved
            | Why::Gap
            | Why::OtherRun
            | Why::Revoked
            | Why::NotEnrolled
            | Why::NoSuch => CUT_MS,
        };
        self.rest(now, ms);
    }
}

/// Of a remote, in `blob.held`.
pub(super) fn bit(remote: u8) -> i64 {
    1 << remote.min(62)
}

impl Desk {
    pub(super) fn wake_blobs(&self, remote: u8) {
        self.sync.inner().blobs.entry(remote).or_default().wake();
    }

    pub(super) fn blobs_came(&self) {
        self.sync.inner().blobs.values_mut().for_each(Queue::has_come);
    }

    /// A few parts. Called when everything is level with the remote; answers whether more wait.
    pub(super) fn blob_slice(&self, row: &RemoteRow) -> Result<bool> {
        let began = self.now();
        let mut queue = {
            let mut inner = self.sync.inner();
            let queue = inner.blobs.entry(row.id).or_default();
            if began < queue.until {
                return Ok(false);
            }
            // What goes wrong in here is tried again another time.
            let rest = Queue { until: began + CUT_MS, ..Queue::default() };
            std::mem::replace(queue, rest)
        };
        if !queue.has_work() {
            self.look_for_blobs(row, &mut queue)?;
        }
        for _ in 0..PARTS_MAX {
            match (queue.sends.is_empty(), queue.gets.is_empty()) {
                (false, _) => self.send_part(row, &mut queue)?,
                (true, false) => self.get_part(row, &mut queue)?,
                (true, true) => break,
            }
            // One part at least, or a busy clinic would never send any.
            if self.now() - began > SLICE_MS || self.sync.bell.is_rung() {
                break;
            }
        }
        let has_work = queue.has_work();
        self.sync.inner().blobs.insert(row.id, queue);
        Ok(has_work)
    }

    /// Asks the remote how much it has of what is here and of what is missing here.
    fn look_for_blobs(&self, row: &RemoteRow, queue: &mut Queue) -> Result<()> {
        let now = self.now();
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        // What is left of a full disk is for what people type.
        let (skip, has_room) = (queue.skip, self.clinic_place().has_ballast());
        let (unsent, wanted, has_more, incarnation) =
            opened.door.read(&Session::program(), |read| {
                let unsent = keep::unsent(read, bit(row.id), IDS_EACH)?;
                let (wanted, has_more) = match has_room {
                    true => keep::wanted(read, IDS_EACH, skip)?,
                    false => (Vec::new(), false),
                };
                let sql = "SELECT max(incarnation) FROM remote_place WHERE remote = ?1";
                let incarnation: Option<Option<i64>> = read.value(sql, [row.id])?;
                Ok((unsent, wanted, has_more, incarnation.flatten()))
            })?;
        drop(opened);
        // Another store: nothing that the old one said holds.
        let before = std::mem::replace(&mut queue.incarnation, incarnation);
        if before.is_some() && before != incarnation {
            return self.write_blob(|tx| keep::forget_held(tx, bit(row.id)));
        }
        queue.is_wanting = !wanted.is_empty() || skip > 0;
        let names = unsent.iter().map(|blob| blob.id).chain(wanted.iter().map(|blob| blob.id));
        let ids: Vec<Hash> = names.collect();
        let kept = match ids.is_empty() {
            true => Vec::new(),
            false => match self.blob_state(row, queue, ids)? {
                Some(kept) => kept,
                None => return Ok(()),
            },
        };
        let there = |id: Hash| kept.iter().find(|kept| kept.id == id);
        let is_whole = |id: Hash| there(id).is_some_and(|kept| kept.is_whole);
        let known: Vec<Hash> =
            unsent.iter().map(|blob| blob.id).filter(|id| is_whole(*id)).collect();
        self.tell_held(row, &known, true)?;
        let junk = &queue.junk;
        let is_sent = |id: Hash| is_whole(id) || junk.get(&id).is_some_and(|of| *of >= JUNK_MAX);
        let sends = unsent.into_iter().filter(|blob| !is_sent(blob.id));
        // The last part is what the remote proves the whole by.
        let last = |blob: &Whole| blob_parts(blob.length).unwrap_or(1) - 1;
        let next = |blob: &Whole| there(blob.id).map_or(0, |kept| kept.parts).min(last(blob));
        queue.sends = sends.map(|blob| Sending { next: next(&blob), blob }).collect();
        queue.gets = wanted.into_iter().filter(|blob| is_whole(blob.id)).collect();
        queue.until = now;
        if queue.has_work() || !known.is_empty() {
            return Ok(());
        }
        if has_more {
            queue.skip += IDS_EACH;
            return Ok(());
        }
        queue.skip = 0;
        self.sweep_blobs(row, queue)
    }

    /// Asks, some at a time, whether the remote still has what it said that it has: a store that
    /// was made anew or put back to an earlier day gets it again.
    fn sweep_blobs(&self, row: &RemoteRow, queue: &mut Queue) -> Result<()> {
        let now = self.now();
        if queue.swept_at.is_some_and(|at| (0..SWEEP_MS).contains(&(now - at))) {
            queue.rest_until_look(now);
            return Ok(());
        }
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        let (program, after) = (Session::program(), queue.sweep_after.clone());
        let held = opened
            .door
            .read(&program, |read| keep::held_after(read, bit(row.id), &after, BLOB_IDS_MAX))?;
        let Some(last) = held.last() else {
            opened.door.write(&program, keep::forgive)?;
            queue.junk.clear();
            (queue.swept_at, queue.sweep_after) = (Some(now), String::new());
            queue.rest_until_look(now);
            return Ok(());
        };
        let after = hex(&last.id.0);
        drop(opened);
        let ids: Vec<Hash> = held.iter().map(|blob| blob.id).collect();
        let Some(kept) = self.blob_state(row, queue, ids.clone())? else { return Ok(()) };
        let is_there = |id: &Hash| kept.iter().any(|kept| kept.id == *id && kept.is_whole);
        let lost: Vec<Hash> = ids.into_iter().filter(|id| !is_there(id)).collect();
        queue.sweep_after = after;
        self.tell_held(row, &lost, false)
    }

    fn send_part(&self, row: &RemoteRow, queue: &mut Queue) -> Result<()> {
        let now = self.now();
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        let Some(Sending { blob: Whole { id, length }, next: part }) = queue.sends.front() else {
            return Ok(());
        };
        let (id, length, part) = (*id, *length, *part);
        let bytes = opened.door.read(&Session::program(), |read| keep::part(read, id, part))?;
        drop(opened);
        let Some(bytes) = bytes else {
            queue.no_good(now, id);
            return Ok(());
        };
        match self.ask_of_blobs(row, &Request::BlobPut { id, length, part, bytes })? {
            Said::Answer(Reply::Kept) => {
                if let Some(sending) = queue.sends.front_mut() {
                    sending.next += 1;
                }
                if blob_parts(length).is_some_and(|parts| part + 1 < parts) {
                    return Ok(());
                }
                queue.sends.pop_front();
                self.tell_held(row, &[id], true)?;
            }
            Said::Refused(Refusal { why: Why::Junk | Why::TooLarge, .. }) => {
                queue.no_good(now, id);
            }
            Said::Refused(refusal) => queue.refused(now, &refusal),
            Said::Answer(_) | Said::Nothing => queue.rest(now, CUT_MS),
        }
        Ok(())
    }

    fn get_part(&self, row: &RemoteRow, queue: &mut Queue) -> Result<()> {
        let now = self.now();
        let Some(wanted) = queue.gets.front_mut() else { return Ok(()) };
        let (parts, part) = (blob_parts(wanted.length).unwrap_or_default(), wanted.have);
        if part < parts {
            match self.ask_of_blobs(row, &Request::BlobGet { id: wanted.id, part })? {
                Said::Answer(Reply::BlobPart { length, bytes })
                    if wanted.fits(part, length, &bytes) =>
                {
                    self.write_blob(|tx| keep::take_part(tx, wanted, part, &bytes))?;
                    wanted.have += 1;
                }
                Said::Answer(Reply::BlobPart { .. }) => {
                    self.write_blob(|tx| keep::drop_parts(tx, wanted))?;
                    queue.gets.pop_front();
                    return Ok(());
                }
                Said::Refused(Refusal { why: Why::NoSuch, .. }) => {
                    queue.gets.pop_front();
                    if !queue.has_work() {
                        queue.rest(now, CUT_MS);
                    }
                    return Ok(());
                }
                Said::Refused(refusal) => {
                    queue.refused(now, &refusal);
                    return Ok(());
                }
                Said::Answer(_) | Said::Nothing => {
                    queue.rest(now, CUT_MS);
                    return Ok(());
                }
            }
        }
        if wanted.have < parts {
            return Ok(());
        }
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        let clinic = clinic_of(&opened);
        drop(opened);
        self.write_blob(|tx| keep::finish(tx, clinic, wanted, bit(row.id)).map(|_| ()))?;
        queue.gets.pop_front();
        self.sync.bell.news_came();
        Ok(())
    }

    fn tell_held(&self, row: &RemoteRow, ids: &[Hash], is_held: bool) -> Result<()> {
        match ids.is_empty() {
            true => Ok(()),
            false => self.write_blob(|tx| keep::set_held(tx, ids, bit(row.id), is_held)),
        }
    }

    fn write_blob(&self, work: impl FnOnce(&mut kernel::Tx<'_>) -> Result<()>) -> Result<()> {
        self.opened()?.door.write(&Session::program(), work)
    }

    /// None: the queue rests.
    fn blob_state(
        &self,
        row: &RemoteRow,
        queue: &mut Queue,
        ids: Vec<Hash>,
    ) -> Result<Option<Vec<KeptBlob>>> {
        let now = self.now();
        match self.ask_of_blobs(row, &Request::BlobState { ids })? {
            Said::Answer(Reply::BlobState { kept }) => return Ok(Some(kept)),
            Said::Refused(refusal) => queue.refused(now, &refusal),
            // A hub that is older than documents answers with what no question asked.
            Said::Answer(_) => queue.rest(now, UNABLE_MS),
            Said::Nothing => queue.rest(now, CUT_MS),
        }
        Ok(None)
    }

    fn ask_of_blobs(&self, row: &RemoteRow, request: &Request) -> Result<Said> {
        let Some(opened) = self.slot().clone() else { return Ok(Said::Nothing) };
        let replica = self.replica(&opened)?;
        let desk = replica.desk();
        self.put_back(replica);
        drop(opened);
        let Some(desk) = desk else { return Ok(Said::Nothing) };
        Ok(match self.ask_wire(row, desk, request) {
            Ok(Reply::Refused(refusal)) => Said::Refused(refusal),
            Ok(reply) => Said::Answer(reply),
            Err(_) => Said::Nothing,
        })
    }
}
