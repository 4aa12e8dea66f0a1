//! Between a desk and a remote: what is asked, what comes of it on the way, what the desk is
//! told of it.

use kernel::Session;
use replica::Fault;
use sync::{Bundle, Cursor, Hash, Ledger, Notice, Reply, Request, Step, Stream};

use crate::knobs::Guard;
use crate::options::Net;
use crate::world::{DAY, Event, HOUR, World, remote as remote_of};
use crate::{blobs, checks, claims, evil};

/// How long a carrier waits for an answer.
const TIMEOUT: i64 = 3 * 60_000;
/// Asks in a row without a rest: far above what any backlog of these worlds needs.
const ASKS_MAX: u32 = 3_000;
/// So often rows are summed up while people work.
const LOOK_MS: i64 = 12 * HOUR;
/// Where the clinic meets, and who numbers its claims.
const MAIN: usize = 0;

impl World {
    pub fn step(&mut self, of: usize, remote: usize) {
        let (now, knobs) = (self.now, self.knobs);
        let Some(desk) = self.desks.get_mut(of) else { return };
        let lives = desk.lives;
        let Some(life) = &mut desk.life else { return };
        let Some(talk) = life.talks.get_mut(remote) else { return };
        if talk.asked.is_some() {
            return;
        }
        if knobs.lacks(Guard::ChangesGoFirst) && self.step_blobs(of, remote) {
            return;
        }
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else { return };
        let Some(talk) = life.talks.get_mut(remote) else { return };
        let ledger = knobs.ledger(&mut life.replica, of);
        match talk.exchange.next(now, &ledger) {
            Ok(Step::Wait { until }) => {
                talk.asks = 0;
                let is_level = talk.exchange.is_level();
                if !(is_level && self.step_blobs(of, remote)) {
                    self.at(until - now, Event::Wake { desk: of, life: lives, remote });
                }
            }
            Ok(Step::Ask(request)) => {
                talk.asks += 1;
                let asks = talk.asks;
                self.next_ask += 1;
                talk.asked = Some(self.next_ask);
                if matches!(request, Request::Put { .. }) {
                    talk.sealed_at = None;
                }
                if asks > ASKS_MAX {
                    self.violated(
                        "L3",
                        format!("desk {of} asks {remote} without rest: {}", say(&request)),
                    );
                    return;
                }
                self.send(of, remote, &request);
            }
            Err(Fault(error)) => {
                self.failed(of, "ask", &error);
                self.at(HOUR, Event::Wake { desk: of, life: lives, remote });
            }
        }
    }

    /// Whether a part of a blob went its way. S21: none goes while a change waits.
    fn step_blobs(&mut self, of: usize, remote: usize) -> bool {
        if !self.options.has_photos {
            return false;
        }
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else {
            return false;
        };
        let Some(talk) = life.talks.get_mut(remote) else { return false };
        let next = match talk.blobs.next(&life.door, remote) {
            Ok(next) => next,
            Err(error) => {
                self.failed(of, "look for blobs", &error);
                return false;
            }
        };
        let Some(request) = next else { return false };
        // What another desk has brought there meanwhile waits no more.
        let unsent = life.replica.unsent(remote_of(remote), Stream::MAIN, 1);
        if unsent.is_ok_and(|bundle| bundle.is_empty()) {
            talk.sealed_at = None;
        }
        let sealed_at = talk.sealed_at;
        self.next_ask += 1;
        talk.asked = Some(self.next_ask);
        self.report.checked("S21");
        if let Some(since) = sealed_at {
            let words = format!("desk {of} sent a part while changes waited since {since}");
            self.violated("S21", words);
        }
        self.send(of, remote, &request);
        true
    }

    fn send(&mut self, of: usize, remote: usize, request: &Request) {
        let frame = request.encode();
        self.tell(format_args!("desk {of} asks {remote} {} {}", say(request), frame.len()));
        checks::frame(self, &frame);
        let is_of_blobs = matches!(request, Request::BlobPut { .. } | Request::BlobGet { .. });
        self.bytes += if is_of_blobs { 0 } else { frame.len() as u64 };
        self.puts += u64::from(matches!(request, Request::Put { .. }));
        let (ask, life) = (self.next_ask, self.desks.get(of).map_or(0, |desk| desk.lives));
        self.at(TIMEOUT, Event::GiveUp { desk: of, life, remote, ask });
        let wire = self.wires.get(&(of, remote)).copied().unwrap_or_default();
        let net = self.options.net.clone();
        if wire.no_asks || self.chance("request dropped", net.drop) {
            return;
        }
        let delay = self.dice.between(5, net.delay_ms) + travel(&net, &frame);
        if self.chance("request twice", net.twice) {
            let later = delay + self.dice.between(1, HOUR);
            let frame = frame.clone();
            self.at(later, Event::Arrive { desk: of, life, remote, ask, frame, answers: false });
        }
        let Some(frame) = self.spoiled(frame, has_bodies(request)) else {
            return;
        };
        self.at(delay, Event::Arrive { desk: of, life, remote, ask, frame, answers: true });
    }

    pub fn chance(&mut self, what: &'static str, per_mille: u64) -> bool {
        let is_so = !self.is_calm && self.dice.per_mille(per_mille);
        if is_so {
            self.report.count(what);
        }
        is_so
    }

    /// What comes out of a wire that spoils. A body is proven only by whoever opens it, so a
    /// carrier proves every byte (TLS); a frame with bodies in it breaks there and never
    /// arrives. The others arrive as they are.
    fn spoiled(&mut self, mut frame: Vec<u8>, has_bodies: bool) -> Option<Vec<u8>> {
        let net = self.options.net.clone();
        if self.chance("cut short", net.cut_short) {
            let at = self.dice.at(frame.len());
            frame.truncate(at);
        }
        if self.chance("byte flipped", net.flipped) {
            let at = self.dice.at(frame.len());
            let bit = self.dice.below(8);
            if let Some(byte) = frame.get_mut(at) {
                *byte ^= 1 << bit;
            }
            return (!has_bodies).then_some(frame);
        }
        Some(frame)
    }

    pub fn arrive(
        &mut self,
        of: usize,
        life: u64,
        remote: usize,
        ask: u64,
        frame: &[u8],
        answers: bool,
    ) {
        let Some(desk) = self.desks.get(of) else { return };
        let number = desk.number.unwrap_or(sync::DeskNo(u16::MAX));
        let now = self.now;
        let knobs = self.knobs;
        let Some(post) = self.posts.get_mut(remote) else { return };
        let asked = Request::decode(frame);
        let after = match &asked {
            Ok(Request::Log { cursor, .. }) => cursor.seq,
            _ => 0,
        };
        let reply = match asked {
            Ok(request) => knobs.answer(post.as_mut(), number, request, now),
            Err(_) => Reply::Refused(sync::Refusal::of(sync::Why::Junk)),
        };
        let reply = match reply {
            Reply::Page(page)
                if !page.bundles.is_empty()
                    && !self.pages_given.insert((number, remote, after))
                    && knobs.lacks(Guard::PagesAreGivenAgain) =>
            {
                Reply::Refused(sync::Refusal::of(sync::Why::Busy))
            }
            reply => reply,
        };
        let reply = match self.lies_until.get(remote).is_some_and(|until| *until > now) {
            true => evil::lie(self, remote, reply),
            false => reply,
        };
        checks::answered(self, remote, &reply);
        let frame = reply.encode();
        self.tell(format_args!("remote {remote} answers {of} {}", frame.len()));
        let is_of_blobs = matches!(reply, Reply::BlobPart { .. });
        self.bytes += if is_of_blobs { 0 } else { frame.len() as u64 };
        let wire = self.wires.get(&(of, remote)).copied().unwrap_or_default();
        let net = self.options.net.clone();
        if !answers || wire.no_answers || self.chance("answer lost", net.half_open) {
            return;
        }
        let frame = match self.chance("captive portal", net.portal) {
            true => Some(b"<html>Welcome to our lobby. Please sign in.</html>".to_vec()),
            false => {
                let has_bodies =
                    matches!(reply, Reply::Seals { .. } | Reply::Page(_) | Reply::BlobPart { .. });
                self.spoiled(frame, has_bodies)
            }
        };
        let Some(frame) = frame else { return };
        let delay = self.dice.between(5, net.delay_ms) + travel(&net, &frame);
        self.at(delay, Event::Return { desk: of, life, remote, ask, frame });
    }

    pub fn come_back(&mut self, of: usize, remote: usize, ask: u64, frame: Option<&[u8]>) {
        let (now, random, knobs) = (self.now, self.dice.next(), self.knobs);
        let Some(desk) = self.desks.get_mut(of) else { return };
        let lives = desk.lives;
        let Some(life) = &mut desk.life else { return };
        let Some(talk) = life.talks.get_mut(remote) else { return };
        if talk.asked != Some(ask) {
            return;
        }
        talk.asked = None;
        let reply = frame.and_then(|frame| Reply::decode(frame).ok());
        if let Some(blob) = talk.blobs.take() {
            let kept = blobs::answered(life, remote, blob, reply);
            if let Err(error) = kept {
                self.failed(of, "keep a blob", &error);
            }
            self.at(0, Event::Wake { desk: of, life: lives, remote });
            return;
        }
        if matches!(reply, Some(Reply::Pieces { .. })) {
            self.by_snapshot.insert(of);
        }
        let log = log_of(&life.door);
        let mut ledger = knobs.ledger(&mut life.replica, of);
        let answered = talk.exchange.answer(now, random, &mut ledger, reply);
        let has_new_log = log_of(&life.door) != log;
        match answered {
            Ok(notices) => {
                if has_new_log {
                    (desk.is_unaware, desk.is_twin) = (false, false);
                    self.report.count("log opened anew");
                }
                for notice in notices {
                    self.notice(of, remote, &notice);
                }
                self.at(0, Event::Wake { desk: of, life: lives, remote });
            }
            Err(Fault(error)) => {
                self.failed(of, "take an answer", &error);
                self.step_back(of, remote);
                self.at(HOUR, Event::Wake { desk: of, life: lives, remote });
            }
        }
    }

    /// What a carrier does when its desk could not keep an answer: it counts as lost.
    fn step_back(&mut self, of: usize, remote: usize) {
        let (now, random) = (self.now, self.dice.next());
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else { return };
        let Some(talk) = life.talks.get_mut(remote) else { return };
        let _ = talk.exchange.answer(now, random, &mut life.replica, None);
    }

    fn notice(&mut self, of: usize, remote: usize, notice: &Notice) {
        match notice {
            Notice::Level { at } => {
                self.look_at_rows(of);
                if remote == MAIN {
                    self.tell_order(of);
                    self.carry(of);
                }
                let life = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut());
                life.and_then(|life| life.talks.get_mut(remote))
                    .into_iter()
                    .for_each(|talk| talk.blobs.begin());
                self.has_joined(of, remote);
                self.level_at.insert((of, remote), self.now);
                self.went_back_unseen(of, remote, *at);
                // A clone cannot know of the other before that one has told.
                let has_its_past = self.has_its_past(of, remote);
                if let Some(desk) = self.desks.get_mut(of) {
                    desk.is_unaware &= desk.is_twin || !has_its_past;
                }
            }
            Notice::WentBack { .. } | Notice::NewStore => {
                blobs::forget_held(self, of, remote);
                let was_due = self.must_notice.remove(&(of, remote)).is_some();
                if was_due {
                    self.report.checked("S20");
                }
            }
            _ => {}
        }
        let words = match notice {
            Notice::Took { took, .. } => format!("took {took:?}"),
            Notice::Refused(refusal) => format!("refused {:?}", refusal.why),
            other => format!("{other:?}"),
        };
        self.tell(format_args!("desk {of} notices of {remote}: {words}"));
    }

    /// L4: over a thin line that loses much, a new desk has everything within a day.
    fn has_joined(&mut self, of: usize, remote: usize) {
        if remote != MAIN || !self.options.is_narrow() {
            return;
        }
        if let Some(since) = self.joining.remove(&of) {
            self.report.checked("L4");
            let took = self.now - since;
            if took > DAY {
                self.violated("L4", format!("desk {of} took {} h to join", took / HOUR));
            }
        }
    }

    /// What a desk does when all is quiet.
    fn look_at_rows(&mut self, of: usize) {
        let (now, is_calm, has_bad_disk) = (self.now, self.is_calm, self.options.has_bad_disk);
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else { return };
        // At every change it would take a third of all the time, and disks are whole here.
        let is_rested = now - life.looked_at >= LOOK_MS;
        if !(is_rested || is_calm || has_bad_disk) {
            return;
        }
        life.looked_at = now;
        match life.replica.look_at_rows(now) {
            Ok(true) => self.report.checked("digest"),
            Ok(false) => {}
            Err(error) => self.failed(of, "sum its rows up", &error),
        }
    }

    /// What it knows by the numbers of beds that were given away twice, told to all.
    fn tell_order(&mut self, of: usize) {
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else { return };
        let place = life.replica.place(remote_of(MAIN), Stream::MAIN).ok();
        // Nothing was numbered since.
        if std::mem::replace(&mut life.told_at, place) == place {
            return;
        }
        let door = life.door.clone();
        let program = Session::program();
        let told = door.read(&program, checks::untold).and_then(|found| match found.is_empty() {
            true => Ok(0),
            false => door.write(&program, |tx| claims::tell(tx, &found)).map(|()| found.len()),
        });
        match told {
            Ok(0) => {}
            Ok(count) => {
                self.report.count("order of claims told");
                self.tell(format_args!("desk {of} tells the order of {count}"));
                self.seal(of);
            }
            Err(error) => {
                let life = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut());
                life.into_iter().for_each(|life| life.told_at = None);
                self.failed(of, "tell the order of claims", &error);
            }
        }
    }

    /// Every seal of its own that the remote has is here too: the answers were whole.
    fn has_its_past(&self, of: usize, remote: usize) -> bool {
        let (Some(desk), Some(post)) = (self.desks.get(of), self.posts.get(remote)) else {
            return false;
        };
        if !desk.is_unaware {
            return true;
        }
        let own = |hash: &Hash| self.oracle.makers.get(hash) == desk.number.as_ref();
        let sql = "SELECT EXISTS (SELECT 1 FROM seal WHERE hash = ?1 AND state = 'applied')";
        let is_here = |hash: &Hash| {
            desk.look(|conn| conn.query_row(sql, [hash.0], |row| row.get(0)).unwrap_or(false))
        };
        post.seals().into_iter().filter(own).all(|hash| is_here(&hash) == Some(true))
    }

    /// A round that began after the remote went back, and ends level: the desk saw it, or all
    /// that it had seen there is there again as it was.
    fn went_back_unseen(&mut self, of: usize, remote: usize, greeted_at: i64) {
        let Some(since) = self.must_notice.get(&(of, remote)).copied() else { return };
        if greeted_at <= since {
            return;
        }
        self.must_notice.remove(&(of, remote));
        let life = self.desks.get(of).and_then(|desk| desk.life.as_ref());
        let place = life.and_then(|life| life.replica.place(remote_of(remote), Stream::MAIN).ok());
        let is_there =
            place.is_some_and(|place| self.posts.get(remote).is_some_and(|post| post.has(place)));
        self.report.checked("S20");
        if !is_there {
            let words = format!("desk {of} is level with {remote}, which went back unseen");
            self.violated("S20", words);
        }
    }

    /// Every talk of a desk looks whether there is something to do.
    pub fn wake_all(&mut self, of: usize) {
        let Some(life) = self.desks.get(of).map(|desk| desk.lives) else { return };
        for remote in 0..self.posts.len() {
            let ask = self.asked(of, remote);
            self.at(0, Event::GiveUp { desk: of, life, remote, ask });
            self.at(1, Event::Wake { desk: of, life, remote });
        }
    }

    pub fn asked(&self, of: usize, remote: usize) -> u64 {
        let life = self.desks.get(of).and_then(|desk| desk.life.as_ref());
        let talk = life.and_then(|life| life.talks.get(remote));
        talk.and_then(|talk| talk.asked).unwrap_or(0)
    }
}

fn has_bodies(request: &Request) -> bool {
    matches!(request, Request::Put { .. } | Request::Replace { .. } | Request::BlobPut { .. })
}

/// How long a frame takes over a thin line, in milliseconds.
fn travel(net: &Net, frame: &[u8]) -> i64 {
    let bits = 8 * frame.len() as u64;
    bits.checked_div(net.kbit).unwrap_or(0).cast_signed()
}

fn log_of(door: &kernel::Door) -> Option<u64> {
    door.read(&Session::program(), |read| Ok(read.log().log_id)).ok()
}

fn say(request: &Request) -> String {
    match request {
        Request::Greet => "greet".into(),
        Request::Control { after } => format!("control after {after}"),
        Request::Extend { records, .. } => format!("extend by {}", records.len()),
        Request::Leaves { .. } => "leaves".into(),
        Request::Put { bundle, .. } => {
            format!("put {}", Bundle::parts(bundle).map_or(0, |parts| parts.len()))
        }
        Request::Log { cursor: Cursor { seq, .. }, .. } => format!("log after {seq}"),
        Request::Missing(missing) => format!("missing of {}", missing.have.len()),
        Request::Snapshot { .. } => "snapshot".into(),
        Request::Pieces { hashes, .. } => format!("pieces of {}", hashes.len()),
        Request::Lacks { hashes, .. } => format!("lacks of {}", hashes.len()),
        Request::KeepPiece { piece, .. } => format!("keep a piece of {}", piece.len()),
        Request::Publish { .. } => "publish".into(),
        Request::BlobState { ids } => format!("state of {} blobs", ids.len()),
        Request::BlobPut { part, .. } => format!("put part {part} of a blob"),
        Request::BlobGet { part, .. } => format!("get part {part} of a blob"),
        Request::Unredacted { .. } => "unredacted".into(),
        Request::Replace { bundle, .. } => format!("replace {}", bundle.len()),
    }
}
