//! What befalls desks, servers and clocks, and what administrators do.

use rusqlite::Connection;
use sync::{Control, DeskNo, Hash, Ledger, Reply, Request, Stream};

use crate::desk::{self, Fate};
use crate::dice::Dice;
use crate::options::Faults;
use crate::readers;
use crate::world::{DAY, Event, HOUR, Lies, Wire, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Kill,
    KillInside,
    Pause,
    Partition,
    OneWay,
    FullDisk,
    Copy,
    Restore,
    RestoreByHand,
    Clone,
    ServerWipe,
    ServerKeep,
    ServerRollback,
    ServerLies,
    ClockJump,
    Rotate,
    Revoke,
    Evil,
    Upgrade,
    Snapshot,
    Redact,
    Readers,
    BadDisk,
    Floor,
}

const MAIN: usize = 0;

/// Every fault that this seed has, with its period.
fn all(faults: &Faults) -> Vec<(Fault, u64)> {
    let restores = [faults.restores, faults.restores_by_hand, faults.clones];
    let copies = restores.into_iter().filter(|days| *days > 0).min().unwrap_or(0);
    let keeps = if faults.server_rollbacks > 0 { faults.server_rollbacks.div_ceil(2) } else { 0 };
    let all = [
        (Fault::Kill, faults.kills),
        (Fault::KillInside, faults.kills_inside),
        (Fault::Pause, faults.pauses),
        (Fault::Partition, faults.partitions),
        (Fault::OneWay, faults.one_way),
        (Fault::FullDisk, faults.full_disks),
        (Fault::Copy, copies.div_ceil(3)),
        (Fault::Restore, faults.restores),
        (Fault::RestoreByHand, faults.restores_by_hand),
        (Fault::Clone, faults.clones),
        (Fault::ServerWipe, faults.server_wipes),
        (Fault::ServerKeep, keeps),
        (Fault::ServerRollback, faults.server_rollbacks),
        (Fault::ServerLies, faults.server_lies),
        (Fault::ClockJump, faults.clock_jumps),
        (Fault::Rotate, faults.rotations),
        (Fault::Revoke, faults.revocations),
        (Fault::Evil, faults.evil),
        (Fault::Snapshot, faults.snapshots),
        (Fault::Redact, faults.redactions),
        (Fault::Readers, faults.readers),
    ];
    all.into_iter().filter(|(_, days)| *days > 0).collect()
}

pub fn plan(world: &mut World) {
    for (fault, days) in all(&world.options.faults.clone()) {
        again(world, fault, days);
    }
    if let Some(day) = world.options.older_until {
        world.at(day * DAY, Event::Mishap(Fault::Upgrade));
    }
    if world.options.older_until.is_some() {
        again(world, Fault::Floor, 2);
    }
    if world.options.has_bad_disk {
        world.at(world.options.days * DAY / 2, Event::Mishap(Fault::BadDisk));
    }
}

fn again(world: &mut World, fault: Fault, days: u64) {
    let days = days.cast_signed();
    let later = world.dice.between(HOUR, 2 * days * DAY);
    world.at(later, Event::Mishap(fault));
}

/// Somebody at random, of whom it is true.
fn some_desk(world: &mut World, is_so: impl Fn(&crate::desk::Desk) -> bool) -> Option<usize> {
    let all: Vec<usize> =
        world.desks.iter().filter(|desk| is_so(desk)).map(|desk| desk.name).collect();
    world.dice.pick(&all).copied()
}

pub fn some_member(world: &mut World) -> Option<usize> {
    some_desk(world, |desk| desk.fate == Fate::Member)
}

pub fn happen(world: &mut World, fault: Fault) {
    if !world.is_working {
        return;
    }
    if let Some((_, days)) = all(&world.options.faults.clone()).iter().find(|(of, _)| *of == fault)
    {
        again(world, fault, *days);
    }
    let member = |desk: &crate::desk::Desk| desk.fate == Fate::Member;
    match fault {
        Fault::Upgrade => upgrade(world),
        Fault::ServerWipe => wipe(world),
        Fault::ServerKeep => keep_server(world),
        Fault::ServerRollback => roll_back(world),
        Fault::ServerLies => {
            let remote = world.dice.at(world.posts.len());
            let until = world.now + world.dice.between(HOUR, 2 * DAY);
            world.lies_until[remote] = until;
            let sends_back = world.dice.one_in(4);
            world.lies[remote] = if sends_back { Lies::SendsBack } else { Lies::AnyHow };
            world.report.count("server lies");
            world.tell(format_args!("remote {remote} lies until {until}"));
        }
        Fault::Revoke => revoke(world),
        Fault::Rotate => {
            if let Some(by) = administrator(world) {
                let done = administer(world, by, |desk, at, dice| {
                    desk.life.as_ref().map(|life| life.replica.rotate(Stream::MAIN, at, dice))
                });
                if done {
                    world.report.count("key rotated");
                }
            }
        }
        Fault::Floor => {
            again(world, Fault::Floor, 2);
            raise_floor(world);
        }
        Fault::Evil => crate::evil::act(world),
        Fault::Redact => crate::redact::act(world),
        Fault::Readers => crate::readers::act(world),
        Fault::Partition | Fault::OneWay => cut(world, fault),
        _ => {
            if let Some(of) = some_desk(world, member) {
                befall(world, fault, of);
            }
        }
    }
}

fn befall(world: &mut World, fault: Fault, of: usize) {
    let is_on = world.desks[of].is_on();
    match fault {
        Fault::Kill => {
            let away = world.dice.between(60_000, 2 * DAY);
            world.kill(of, away);
        }
        Fault::Snapshot if is_on => crate::snapshot::make(world, of),
        Fault::BadDisk => spoil(world, of),
        Fault::KillInside if is_on => {
            let commits = world.dice.between(1, 30);
            world.desks[of].tripwire.set(commits);
            world.tell(format_args!("desk {of} has {commits} commits left"));
        }
        Fault::Pause if is_on => {
            let weeks = world.options.days.min(21);
            let away = world.dice.between(DAY, weeks * DAY);
            let life = world.desks[of].lives;
            world.desks[of].paused_until = world.now + away;
            world.report.count("process paused");
            world.tell(format_args!("desk {of} pauses for {away}"));
            for remote in 0..world.posts.len() {
                world.at(away, Event::Wake { desk: of, life, remote });
                let ask = world.asked(of, remote);
                world.at(away, Event::GiveUp { desk: of, life, remote, ask });
            }
        }
        Fault::FullDisk if is_on => {
            fill(world, of, true);
            let later = world.dice.between(HOUR, DAY);
            world.at(later, Event::Heal(of));
        }
        Fault::Copy => {
            world.desks[of].keep_copy();
        }
        Fault::Restore | Fault::RestoreByHand => restore(world, of, fault == Fault::RestoreByHand),
        Fault::Clone => clone(world, of),
        Fault::ClockJump => {
            let ms = match world.dice.below(4) {
                0 => -crate::world::START,
                1 => world.dice.between(-20, 20) * 365 * DAY,
                _ => world.dice.between(-2 * DAY, 2 * DAY),
            };
            world.desks[of].clock.set_ahead(ms);
            if world.options.has_frozen_clocks {
                let is_frozen = world.dice.one_in(2);
                world.desks[of].clock.freeze(is_frozen);
            }
            world.report.count("clock moved");
            world.tell(format_args!("clock of {of} is ahead by {ms}"));
        }
        _ => {}
    }
}

/// The database may grow no further, or as it likes again.
pub fn fill(world: &mut World, of: usize, is_full: bool) {
    let pragma = |conn: &Connection| {
        let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap_or(0);
        let most = if is_full { pages } else { i64::from(u32::MAX >> 1) };
        let _: Result<i64, _> =
            conn.query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| row.get(0));
    };
    world.desks[of].look(pragma);
    world.tell(format_args!("disk of {of} is full: {is_full}"));
}

pub fn heal(world: &mut World, what: usize) {
    if what < world.desks.len() {
        fill(world, what, false);
        return;
    }
    world.wires.clear();
    world.tell(format_args!("wires are whole"));
}

/// A name that no op has.
fn spoil(world: &mut World, of: usize) {
    let sql = "UPDATE patient SET name = 'spoiled'
               WHERE id = (SELECT id FROM patient ORDER BY id LIMIT 1)";
    let done = world.desks[of].look(|conn| conn.execute(sql, []).unwrap_or(0));
    world.is_spoiled |= done == Some(1);
    world.tell(format_args!("disk of {of} spoils a row: {done:?}"));
}

fn cut(world: &mut World, fault: Fault) {
    let Some(of) = some_desk(world, |desk| desk.fate == Fate::Member) else { return };
    let remote = world.dice.at(world.posts.len());
    let is_ask = world.dice.one_in(2);
    let wire = match fault {
        Fault::OneWay => Wire { no_asks: is_ask, no_answers: !is_ask },
        _ => Wire { no_asks: true, no_answers: true },
    };
    world.wires.insert((of, remote), wire);
    if fault == Fault::Partition && world.dice.one_in(4) {
        // The line of the house: nobody reaches that remote.
        for desk in 0..world.desks.len() {
            world.wires.insert((desk, remote), wire);
        }
    }
    world.report.count(if fault == Fault::OneWay { "one-way partition" } else { "partition" });
    let later = world.dice.between(HOUR, 5 * DAY);
    world.at(later, Event::Heal(usize::MAX));
}

fn restore(world: &mut World, of: usize, is_by_hand: bool) {
    if world.desks[of].copies.is_empty() {
        world.desks[of].keep_copy();
        return;
    }
    let at = world.dice.at(world.desks[of].copies.len());
    let is_by_hand = is_by_hand || world.knobs.restores_keep_their_log();
    let is_unaware = is_by_hand && !world.knobs.restores_keep_their_log();
    world.destroy(|world| {
        world.desks[of].put_back(at, is_by_hand);
        world.desks[of].is_unaware = is_unaware;
    });
    world.must_notice.retain(|(desk, _), _| *desk != of);
    world.beds.remove(&of);
    world.report.count(if is_by_hand { "restored by hand" } else { "restored" });
    world.tell(format_args!("desk {of} is put back to copy {at}, by hand: {is_by_hand}"));
    let soon = world.dice.between(60_000, 6 * HOUR);
    world.at(soon, Event::Start { desk: of });
    if world.dice.one_in(4) {
        // Twice, because the first time it did not look right.
        world.at(soon + HOUR, Event::Mishap(Fault::Restore));
    }
}

/// The image of a disk begins to work on another computer, with the desk's own keys.
fn clone(world: &mut World, of: usize) {
    let clones = world.desks.len() - world.options.desks;
    if clones >= 2 {
        return;
    }
    let Some(disk) = world.desks[of].look(desk::copy) else { return };
    let name = world.desks.len();
    let twin = world.desks[of].twin(name, disk, &mut world.dice);
    (world.desks[of].is_unaware, world.desks[of].is_twin) = (true, true);
    world.desks.push(twin);
    world.report.count("cloned");
    world.tell(format_args!("desk {of} is cloned as {name}"));
    world.at(HOUR, Event::Start { desk: name });
    world.at(2 * HOUR, Event::Work { desk: name });
}

fn wipe(world: &mut World) {
    let remote = world.dice.at(world.posts.len());
    let incarnation = world.dice.next();
    world.destroy(|world| world.posts[remote].wipe(incarnation));
    world.must_notice.retain(|(_, of), _| *of != remote);
    world.report.count("server wiped");
    world.tell(format_args!("remote {remote} is wiped"));
}

fn keep_server(world: &mut World) {
    let remote = world.dice.at(world.posts.len());
    let kept = world.posts[remote].keep();
    world.kept_posts.push((remote, kept));
}

/// An older store is put back, under the same name.
fn roll_back(world: &mut World) {
    let kept: Vec<usize> = (0..world.kept_posts.len()).collect();
    let Some(at) = world.dice.pick(&kept).copied() else { return };
    let (remote, kept) = world.kept_posts.remove(at);
    let (before, after) = (world.posts[remote].seq(), kept.seq());
    let name = world.posts[remote].incarnation();
    if kept.incarnation() != name {
        return;
    }
    world.destroy(|world| world.posts[remote] = kept);
    if remote == MAIN {
        world.went_back_to.push((name, after));
    }
    world.oracle.numbered.retain(|(of, ..), _| *of != remote);
    for desk in 0..world.desks.len() {
        let life = world.desks[desk].life.as_ref();
        let place = life
            .and_then(|life| life.replica.place(crate::world::remote(remote), Stream::MAIN).ok());
        if place.is_some_and(|place| place.incarnation == name && place.seq > after) {
            world.must_notice.insert((desk, remote), world.now);
        }
    }
    world.report.count("server rolled back");
    world.tell(format_args!("remote {remote} goes back from {before} to {after}"));
}

/// Desks of an older program get the newer one.
pub fn upgrade(world: &mut World) {
    for of in 0..world.desks.len() {
        if world.desks[of].is_older {
            let was_on = world.desks[of].is_on();
            world.desks[of].stop();
            world.desks[of].is_older = false;
            world.tell(format_args!("desk {of} is upgraded"));
            if was_on {
                world.at(60_000, Event::Start { desk: of });
            }
        }
    }
    world.report.count("upgraded");
}

// Who belongs to the clinic.

pub fn administrator(world: &mut World) -> Option<usize> {
    some_desk(world, |desk| {
        desk.fate == Fate::Member && desk.may_administer && desk.is_on() && desk.number.is_some()
    })
}

type Records = Option<kernel::Result<Vec<Vec<u8>>>>;

/// A desk signs records, the server takes them, the desk counts on them once told.
pub fn administer(
    world: &mut World,
    by: usize,
    make: impl FnOnce(&crate::desk::Desk, i64, &mut Dice) -> Records,
) -> bool {
    let mut dice = world.dice.fork();
    let now = world.now;
    let Some(Ok(records)) = make(&world.desks[by], now, &mut dice) else { return false };
    let Some(head) = world.desks[by].life.as_ref().map(|life| life.replica.control().head) else {
        return false;
    };
    if world.wires.get(&(by, MAIN)).is_some_and(|wire| wire.no_asks) {
        return false;
    }
    // One that was rolled back knows less than its desks: nobody administers on it before
    // they have told it the rest.
    let knows_less = world.posts[MAIN].control().n < most_control(world);
    if knows_less && !world.options.administers_blindly {
        return false;
    }
    let number = world.desks[by].number.unwrap_or_default();
    let request = Request::Extend { head, records: records.clone() };
    let reply = world.posts[MAIN].answer(number, request, now);
    let is_taken = matches!(reply, Reply::Control { .. });
    world.tell(format_args!("desk {by} administers: {is_taken}"));
    if is_taken && !world.chance("answer lost", world.options.net.half_open) {
        let life = world.desks[by].life.as_mut();
        if let Some(Err(error)) = life.map(|life| life.replica.admit(&records))
            && !world.desks[by].tripwire.is_dead()
            && error.0.message != "errors-disk-full"
        {
            world.violated("L3", format!("desk {by} cannot admit its own record: {error:?}"));
        }
    }
    is_taken
}

/// The longest control log that any desk has.
fn most_control(world: &World) -> u64 {
    let count = |conn: &Connection| {
        conn.query_row("SELECT count(*) FROM control", [], |row| row.get::<_, i64>(0)).unwrap_or(0)
    };
    let all = world.desks.iter().filter(|desk| desk.fate != Fate::Gone);
    all.filter_map(|desk| desk.look(count)).max().unwrap_or(0).cast_unsigned()
}

pub fn found(world: &mut World) {
    let mut dice = world.dice.fork();
    let (now, key) = (world.now, world.desks[0].key.verifying_key().to_bytes());
    let Some(life) = world.desks[0].life.as_mut() else { return };
    life.replica.found(now, &mut dice).expect("a clinic is founded");
    let records = life.replica.records_after(0).unwrap_or_default();
    let request = Request::Extend { head: Hash::NONE, records };
    world.posts[MAIN].answer(DeskNo(1), request, now);
    world.desks[0].fate = Fate::Member;
    world.desks[0].number = number_of(&world.posts[MAIN].control(), &key);
    let server = world.posts[MAIN].key();
    administer(world, 0, |desk, at, _| {
        desk.life.as_ref().map(|life| life.replica.name_server(server, at))
    });
}

fn number_of(control: &Control, key: &[u8; 32]) -> Option<DeskNo> {
    control.by_key(key).map(|desk| desk.member.desk)
}

/// Whether the desk is a member now.
pub fn enrol(world: &mut World, of: usize) -> bool {
    let key = world.desks[of].key.verifying_key().to_bytes();
    let exchange = sync::exchange_public(&world.desks[of].exchange);
    let may_administer = world.desks[of].may_administer;
    let number = enrol_key(world, key, exchange, may_administer);
    if number.is_some() {
        world.desks[of].number = number;
        world.desks[of].fate = Fate::Member;
    }
    number.is_some()
}

pub fn enrol_key(
    world: &mut World,
    key: [u8; 32],
    exchange: [u8; 32],
    may_administer: bool,
) -> Option<DeskNo> {
    if world.posts[MAIN].control().by_key(&key).is_none() {
        let by = administrator(world)?;
        administer(world, by, |desk, at, dice| {
            let life = desk.life.as_ref()?;
            let desk = life.replica.control().next_desk();
            let member = sync::control::Member { desk, key, exchange, may_administer };
            Some(life.replica.enrol(member, at, dice))
        });
    }
    number_of(&world.posts[MAIN].control(), &key)
}

/// A desk is carried away; some time later somebody sends it away.
fn revoke(world: &mut World) {
    let members = world.desks.iter().filter(|desk| desk.fate == Fate::Member).count();
    if members < 3 {
        return;
    }
    let Some(of) = some_desk(world, |desk| {
        matches!(desk.fate, Fate::Member | Fate::Stolen) && desk.name > 1 && desk.number.is_some()
    }) else {
        return;
    };
    let number = world.desks[of].number.unwrap_or_default();
    // A clone is the same desk.
    if world.desks.iter().any(|desk| desk.name < 2 && desk.number == Some(number)) {
        return;
    }
    let Some(by) = administrator(world) else { return };
    if world.desks[by].number == Some(number) {
        return;
    }
    let before = readers::newest(&world.posts[MAIN].control());
    let done = administer(world, by, |desk, at, dice| {
        desk.life.as_ref().map(|life| life.replica.revoke(number, at, dice))
    });
    if !done {
        return;
    }
    readers::is_out(world, number, before);
    world.report.count("desk revoked");
    world.tell(format_args!("desk {of} is revoked by {by}"));
    // What it did not bring before is out of the clinic's hands.
    world.destroy(|world| {
        let all = world.desks.iter_mut().filter(|desk| desk.number == Some(number));
        all.for_each(|desk| desk.fate = Fate::Stolen);
    });
}

/// Somebody wants every desk to have the newer program.
fn raise_floor(world: &mut World) {
    let Some(by) = administrator(world) else { return };
    let before = world.posts[MAIN].control().schema_floor;
    let done = administer(world, by, |desk, at, _| {
        let records = desk.life.as_ref()?.replica.require_schema(at);
        match records {
            Ok(Ok(records)) => Some(Ok(records)),
            Ok(Err(_)) => None,
            Err(error) => Some(Err(error)),
        }
    });
    let floor = world.posts[MAIN].control().schema_floor;
    world.report.checked("floor");
    let is_below =
        |desk: &&desk::Desk| desk.fate == Fate::Member && crate::toy::schema(desk.is_older) < floor;
    // Who joins with an older program after it was raised is told so, and stops nothing.
    let is_raised = done && floor > before;
    if is_raised && let Some(desk) = world.desks.iter().find(is_below) {
        let words = format!("desk {} is below a floor of {floor} that waits for all", desk.name);
        world.violated("floor", words);
    }
}

/// Ops that name a time that cannot be count as written now.
pub fn fix_clocks(world: &mut World) {
    let Some(by) = administrator(world) else { return };
    let far = world.desks[by].life.as_ref().map(|life| life.replica.far_stamps());
    let Some(Ok(far)) = far else { return };
    for far in far {
        let back_ms = far.latest.0 - world.now;
        let done = administer(world, by, |desk, at, _| {
            desk.life.as_ref().map(|life| life.replica.fix_clock(far.log, back_ms, at))
        });
        if done {
            world.report.count("clock set right");
            world.tell(format_args!("log {:x} was ahead by {back_ms}", far.log.0));
            world.is_set_right.push(far.log);
        }
    }
}

/// Gives revoked desks' seals that lie aside their effect, as an administrator may.
pub fn adopt(world: &mut World) {
    let Some(by) = administrator(world) else { return };
    let aside = world.desks[by].life.as_ref().map(|life| life.replica.aside());
    let Some(Ok(aside)) = aside else { return };
    let cut: Vec<_> = aside.into_iter().filter(|seal| seal.why == "cut").collect();
    let Some(seal) = world.dice.pick(&cut).cloned() else { return };
    let done = administer(world, by, |desk, at, _| {
        desk.life.as_ref().map(|life| life.replica.adopt(seal.desk, seal.hash, at))
    });
    if done {
        world.report.count("seal adopted");
        world.tell(format_args!("seal {} is adopted", seal.hash));
    }
}
