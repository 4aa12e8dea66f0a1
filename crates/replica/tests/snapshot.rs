//! A new desk begins with a snapshot: it holds what a desk that took every bundle holds, byte
//! for byte, whoever lies to it and wherever it is killed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod fixture;

use fixture::*;
use kernel::{Clock, Random, SeededRandom, Session};
use sync::{Hash, Ledger, Lot, Manifest, Part, Piece, Request, Step, Stream};

const FIRST: &[&str] = &["setting"];

/// This desk makes a snapshot of what it has, and the server takes it.
fn publish(desk: &Desk, server: &mut Server) -> Manifest {
    let plan = desk.replica.plan_snapshot(SERVER, Stream::MAIN).unwrap().unwrap();
    for at in 0..plan.windows.len() {
        for made in desk.replica.make_pieces(&plan, at, FIRST, true).unwrap() {
            server.pieces.insert(made.piece.hash, made.bytes.unwrap());
        }
    }
    let manifest = desk.replica.sign_snapshot(&plan, FIRST, START).unwrap();
    server.manifest = Some(manifest.encode());
    manifest
}

fn enrol(one: &mut Desk, of: u8, server: &mut Server) -> Desk {
    let desk = Desk::new(of);
    let member = desk.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.sync(server);
    desk
}

type Kept = (i64, i64, Vec<u8>);
type Placed = (Vec<u8>, String, String, bool);

/// The ops as they are kept, and where each seal stands.
fn kept(desk: &Desk) -> (Vec<Kept>, Vec<Placed>) {
    desk.door
        .read(&Session::program(), |read| {
            let mut ops = read.conn().prepare(
                "SELECT coalesce(log.stamped, log.log_id), n, body FROM op
                 JOIN log ON log.id = op.log ORDER BY 1, 2, 3",
            )?;
            let ops = ops.query_map([], |row| {
                let body: kernel::Body<'static> = row.get(2)?;
                Ok((row.get(0)?, row.get(1)?, body.into()))
            })?;
            let ops = ops.collect::<rusqlite::Result<_>>()?;
            let mut seals =
                read.conn().prepare("SELECT hash, state, why, is_leaf FROM seal ORDER BY hash")?;
            let seals = seals
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            Ok((ops, seals.collect::<rusqlite::Result<_>>()?))
        })
        .unwrap()
}

fn assert_same(by_snapshot: &Desk, by_bundles: &Desk) {
    assert_eq!(by_snapshot.state(), by_bundles.state(), "rows");
    let (snapshot, bundles) = (kept(by_snapshot), kept(by_bundles));
    assert_eq!(snapshot.0, bundles.0, "ops");
    assert_eq!(snapshot.1, bundles.1, "seals");
    let forks = |desk: &Desk| {
        let read = |read: &kernel::Read<'_>| replica::forks(read);
        desk.door.read(&Session::program(), read).unwrap()
    };
    assert_eq!(forks(by_snapshot), forks(by_bundles));
}

/// Two desks' random work, a fork among it now and then.
fn history(seed: u64, steps: usize) -> (Desk, Desk, Server) {
    let (mut one, mut two, mut server) = clinic();
    let mut dice = SeededRandom(seed);
    let mut roll = move |below: u8| {
        let mut byte = [0];
        dice.fill(&mut byte);
        byte[0] % below
    };
    let mut people = vec![one.add("Asha")];
    let mut copy = None;
    for step in 0..steps {
        let desk = if roll(2) == 0 { &mut one } else { &mut two };
        match roll(8) {
            0..4 => people.push(desk.add(&format!("person {step} {}", roll(200)))),
            4..6 => {
                let id = people[usize::from(roll(250)) % people.len()];
                if desk.names().iter().any(|_| true)
                    && desk.door.read(&Session::program(), |read| read.row_exists(id)).unwrap()
                {
                    desk.rename(id, &format!("again {step}"));
                }
            }
            6 => desk.sync(&mut server),
            _ => desk.seal(),
        }
        if step == steps / 3 {
            two.sync(&mut server);
            copy = Some(two.copy());
        }
        if step == steps / 2 && seed.is_multiple_of(3) {
            // A copy of its database was put back by hand.
            two.sync(&mut server);
            two = Desk::on(copy.take().unwrap(), 2, 100 + seed as u8);
        }
    }
    meet(&mut [&mut one, &mut two], &mut server);
    (one, two, server)
}

trait Rows {
    fn row_exists(&self, id: kernel::RowId) -> kernel::Result<bool>;
}

impl Rows for kernel::Read<'_> {
    fn row_exists(&self, id: kernel::RowId) -> kernel::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM person WHERE id = ?1)";
        Ok(self.conn().query_row(sql, [id], |row| row.get(0))?)
    }
}

#[test]
fn s16_a_snapshot_and_what_came_after_are_the_whole_history() {
    for seed in 0..12 {
        let (mut one, mut two, mut server) = history(seed, 60);
        // The snapshot is older than the end of the history, by a tail.
        let mut plain = enrol(&mut one, 3, &mut server);
        let mut fresh = enrol(&mut one, 4, &mut server);
        meet(&mut [&mut one, &mut two], &mut server);
        publish(if seed % 2 == 0 { &one } else { &two }, &mut server);
        for at in 0..5 {
            one.add(&format!("tail {at}"));
            two.sync(&mut server);
            one.sync(&mut server);
        }
        meet(&mut [&mut one, &mut two], &mut server);
        let manifest = server.manifest.take();
        plain.sync(&mut server);
        let pulled = std::mem::take(&mut server.pulled);
        server.manifest = manifest;
        fresh.sync(&mut server);
        assert!(server.pulled > 0 && server.pulled < pulled, "{} {pulled}", server.pulled);
        assert_same(&fresh, &plain);
        assert_eq!(fresh.state(), one.state());
        assert!(!fresh.replica.has_gaps(Stream::MAIN).unwrap());
        // Everything of the snapshot was numbered before what came after.
        let count = |sql: &str| -> i64 {
            let count = |read: &kernel::Read<'_>| Ok(read.value(sql, [])?.unwrap_or(0));
            fresh.door.read(&kernel::Session::program(), count).unwrap()
        };
        assert_eq!(count("SELECT count(*) FROM numbering WHERE snapshot_to > 0"), 1);
        assert_eq!(count("SELECT count(*) FROM numbering"), 1, "and it went on from there");
        // It goes on as any desk does, and can give a wiped server everything.
        fresh.add("from the new one");
        meet(&mut [&mut one, &mut fresh], &mut server);
        assert_eq!(fresh.state(), one.state());
        let mut wiped = Server::new(99);
        fresh.sync(&mut wiped);
        assert_eq!(wiped.seals.len(), server.seals.len(), "seed {seed}");
    }
}

#[test]
fn killed_after_any_piece_it_goes_on_from_there() {
    let (mut one, _, mut server) = history(1, 80);
    let mut plain = enrol(&mut one, 3, &mut server);
    let mut fresh = enrol(&mut one, 4, &mut server);
    publish(&one, &mut server);
    let manifest = server.manifest.take();
    plain.sync(&mut server);
    server.manifest = manifest;
    let mut kills = 0;
    for life in 0..200 {
        fresh.clock.advance_ms(100_000);
        let mut is_over = false;
        // Three questions, and the power is cut.
        for _ in 0..3 {
            let now = fresh.clock.now().0;
            match fresh.exchange.next(now, &fresh.replica).unwrap() {
                Step::Wait { .. } => is_over = true,
                Step::Ask(request) => {
                    let reply = server.answer(request);
                    fresh.exchange.answer(now, 7, &mut fresh.replica, Some(reply)).unwrap();
                }
            }
        }
        if is_over {
            break;
        }
        kills += 1;
        fresh = Desk::on(fresh.copy(), 4, 50 + life);
    }
    assert!(kills > 3);
    fresh.sync(&mut server);
    assert_same(&fresh, &plain);
}

#[test]
fn a_snapshot_that_another_replaced_is_gone_on_with() {
    let (mut one, mut two, mut server) = history(2, 60);
    let mut plain = enrol(&mut one, 3, &mut server);
    let mut fresh = enrol(&mut one, 4, &mut server);
    let before = publish(&one, &mut server);
    // The manifest and one piece.
    while fresh.replica.lot(SERVER, Stream::MAIN).unwrap() != Lot::Nothing
        || fresh.replica.control().n < one.replica.control().n
    {
        let now = fresh.clock.now().0;
        let Step::Ask(request) = fresh.exchange.next(now, &fresh.replica).unwrap() else { break };
        let is_piece = matches!(request, Request::Pieces { .. });
        let reply = server.answer(request);
        fresh.exchange.answer(now, 7, &mut fresh.replica, Some(reply)).unwrap();
        if is_piece {
            break;
        }
    }
    one.add("later");
    meet(&mut [&mut one, &mut two], &mut server);
    server.pieces.clear();
    let after = publish(&one, &mut server);
    assert_ne!(before.pieces, after.pieces);
    let manifest = server.manifest.take();
    plain.sync(&mut server);
    server.manifest = manifest;
    fresh.sync(&mut server);
    fresh.sync(&mut server);
    assert_same(&fresh, &plain);
}

/// What a server that lies makes of a snapshot, and of its pieces.
fn lies(of: u8, server: &mut Server, manifest: &Manifest, foreign: &[u8]) {
    let at = manifest.pieces.len() - 1;
    let hash = manifest.pieces[at].hash;
    match of {
        // Another piece under its name, a part of it, another clinic's, changed bytes.
        0 => {
            let other = server.pieces[&manifest.pieces[0].hash].clone();
            server.pieces.insert(hash, [&other[..], &[0]].concat());
        }
        1 => drop(server.pieces.get_mut(&hash).unwrap().pop()),
        2 => drop(server.pieces.insert(hash, foreign.to_vec())),
        3 => server.pieces.get_mut(&hash).unwrap()[50] ^= 1,
        // It is gone.
        4 => drop(server.pieces.remove(&hash)),
        // A manifest that nobody signed, one of nobody, one cut short.
        5 => {
            let mut other = manifest.clone();
            other.pieces.pop();
            server.manifest = Some(other.encode());
        }
        6 => {
            server.manifest = Some(Manifest { desk: sync::DeskNo(77), ..manifest.clone() }.encode())
        }
        7 => drop(server.manifest.as_mut().unwrap().pop()),
        // Another store's place.
        8 => {
            let mut other = manifest.clone();
            other.cursor.incarnation += 1;
            server.manifest = Some(other.encode());
        }
        _ => server.manifest = None,
    }
}

#[test]
fn whatever_a_server_makes_of_it_the_clinic_comes_whole() {
    for of in 0..10 {
        let (mut one, mut two, mut server) = history(3, 50);
        let mut plain = enrol(&mut one, 3, &mut server);
        let mut fresh = enrol(&mut one, 4, &mut server);
        meet(&mut [&mut one, &mut two], &mut server);
        let manifest = publish(&one, &mut server);
        let foreign = {
            let (stranger, _, mut elsewhere) = history(4, 20);
            let of = publish(&stranger, &mut elsewhere);
            elsewhere.pieces[&of.pieces[0].hash].clone()
        };
        lies(of, &mut server, &manifest, &foreign);
        for _ in 0..6 {
            fresh.sync(&mut server);
        }
        server.manifest = None;
        plain.sync(&mut server);
        assert_same(&fresh, &plain);
    }
}

#[test]
fn a_maker_that_leaves_out_gains_nothing() {
    let (mut one, mut two, mut server) = history(5, 30);
    // More than one window of one desk.
    let import = |tx: &mut kernel::Tx<'_>| {
        (0..17_000).try_for_each(|at| {
            let id = tx.new_id();
            tx.insert(&Person { id, name: format!("import {at}"), village: None })
        })
    };
    two.door.write(&Session::program(), import).unwrap();
    meet(&mut [&mut one, &mut two], &mut server);
    two.add("after the import");
    meet(&mut [&mut one, &mut two], &mut server);
    let mut plain = enrol(&mut one, 3, &mut server);
    let mut fresh = enrol(&mut one, 4, &mut server);
    meet(&mut [&mut one, &mut two], &mut server);
    let mut manifest = publish(&one, &mut server);
    // An enrolled desk signs it, and the beginning of the other's history is not in it.
    let before = manifest.pieces.len();
    manifest.pieces.retain(|piece| piece.ops < 16_000);
    assert!(before > 2 && manifest.pieces.len() == before - 1);
    let signed = manifest.sign(CLINIC, &DeskHost::key(1)).unwrap();
    server.manifest = Some(signed.encode());
    for _ in 0..4 {
        fresh.sync(&mut server);
    }
    server.manifest = None;
    plain.sync(&mut server);
    assert_same(&fresh, &plain);
}

#[test]
fn not_even_an_enrolled_desk_writes_in_anothers_name() {
    let (mut one, mut two, mut server) = history(6, 50);
    two.add("Asha of the other desk");
    meet(&mut [&mut one, &mut two], &mut server);
    let mut plain = enrol(&mut one, 3, &mut server);
    let mut fresh = enrol(&mut one, 4, &mut server);
    meet(&mut [&mut one, &mut two], &mut server);
    let mut manifest = publish(&one, &mut server);
    let (ring, stream) = (one.replica.ring(), Stream::MAIN);
    let key = ring.keys().next().unwrap().2;
    let mut is_forged = false;
    for piece in &mut manifest.pieces {
        let mut inside =
            sync::Piece::open(CLINIC, stream, ring, &server.pieces[&piece.hash]).unwrap();
        let name = b"Asha of the other";
        let found = inside.windows(name.len()).position(|bytes| bytes == name);
        let Some(at) = found else { continue };
        inside[at..at + 4].copy_from_slice(b"Usha");
        let bytes = Piece::shut(CLINIC, stream, key, &inside).unwrap();
        piece.hash = Piece::hash(CLINIC, &bytes);
        server.pieces.insert(piece.hash, bytes);
        is_forged = true;
    }
    assert!(is_forged);
    server.manifest = Some(manifest.sign(CLINIC, &DeskHost::key(1)).unwrap().encode());
    for _ in 0..3 {
        fresh.sync(&mut server);
    }
    server.manifest = None;
    plain.sync(&mut server);
    assert_same(&fresh, &plain);
    assert!(fresh.names().iter().any(|name| name == "Asha of the other desk"));
    assert!(!fresh.names().iter().any(|name| name.starts_with("Usha")));
}

#[test]
fn pieces_of_full_windows_are_the_same_whoever_makes_them() {
    let (one, two, mut server) = history(7, 60);
    let by_one = publish(&one, &mut server);
    let by_two = publish(&two, &mut server);
    assert_eq!(by_one.pieces, by_two.pieces);
    assert_eq!(server.pieces.len(), by_one.pieces.len());
    assert!(by_one.pieces.iter().all(|piece| piece.part == Part::Rest));
}

#[test]
fn what_is_kept_of_a_making_is_not_made_again() {
    let (one, _, mut server) = history(8, 40);
    let before = publish(&one, &mut server);
    let plan = one.replica.plan_snapshot(SERVER, Stream::MAIN).unwrap().unwrap();
    let again: Vec<Piece> = (0..plan.windows.len())
        .flat_map(|at| one.replica.make_pieces(&plan, at, FIRST, false).unwrap())
        .inspect(|made| assert!(made.bytes.is_none()))
        .map(|made| made.piece)
        .collect();
    let names = |pieces: &[Piece]| {
        let mut names: Vec<Hash> = pieces.iter().map(|piece| piece.hash).collect();
        names.sort();
        names
    };
    assert_eq!(names(&again), names(&before.pieces));
}

#[test]
fn a_desk_that_has_something_asks_for_no_snapshot() {
    let (one, two, mut server) = history(9, 20);
    publish(&one, &mut server);
    assert_eq!(two.replica.lot(SERVER, Stream::MAIN).unwrap(), Lot::Nothing);
}
