//! What the control log takes away is nowhere, on whichever way it comes again; what is left is
//! proven as before, and is the same on every desk.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod fixture;

use fixture::*;
use kernel::verify::verify;
use kernel::{Body, RowId, Session};
use rusqlite::Connection;
use rusqlite::types::{FromSql, ValueRef};
use sync::control::Basis;
use sync::{Bundle, Hash, Ledger, Piece, Places, Ring, Run, Seal, Stream};

const SECRET: &str = "Kamala of the third house";

fn look<T>(desk: &Desk, work: impl FnOnce(&Connection) -> T) -> T {
    desk.door.read(&Session::program(), |read| Ok(work(read.conn()))).unwrap()
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
}

fn in_seals<'a>(seals: impl IntoIterator<Item = &'a Seal>, ring: &Ring) -> bool {
    let ops = seals.into_iter().flat_map(|seal| seal.open(CLINIC, ring).unwrap_or_default());
    ops.flat_map(|run| run.ops).any(|op| holds(&op))
}

fn seals(desk: &Desk) -> Vec<Seal> {
    look(desk, |conn| {
        let mut statement = conn.prepare("SELECT body FROM seal ORDER BY id").unwrap();
        let bodies = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        bodies.map(|body| Seal::read(CLINIC, body.unwrap()).unwrap()).collect()
    })
}

/// Every cell of every table, unpacked, and every seal that opens.
fn is_on(desk: &Desk) -> bool {
    let in_cells = look(desk, |conn| {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        let mut names = conn.prepare(sql).unwrap();
        let names: Vec<String> =
            names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        names.iter().any(|name| {
            let mut statement = conn.prepare(&format!("SELECT * FROM {name}")).unwrap();
            let width = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            let mut is_held = false;
            while let Some(row) = rows.next().unwrap() {
                is_held |= (0..width).any(|at| match row.get_ref(at).unwrap() {
                    ValueRef::Text(cell) | ValueRef::Blob(cell) => {
                        holds(cell)
                            || Body::column_result(ValueRef::Blob(cell)).is_ok_and(|op| holds(&op))
                    }
                    _ => false,
                });
            }
            is_held
        })
    });
    in_cells || in_seals(&seals(desk), desk.replica.ring())
}

fn is_at(server: &Server, ring: &Ring) -> bool {
    let bundled = server.bundles.iter().flat_map(|bytes| Bundle::seals(CLINIC, bytes).unwrap());
    let kept = server.seals.values().map(|(_, body)| Seal::read(CLINIC, body.clone()).unwrap());
    in_seals(&bundled.chain(kept).collect::<Vec<Seal>>(), ring)
}

fn redact(desk: &mut Desk, row: RowId) {
    desk.seal();
    let records = desk.replica.redact(&[row], Basis::REQUEST, START).unwrap();
    assert_eq!(records.len(), 1);
    desk.replica.admit_all(&records).unwrap();
}

fn assert_same(desks: &[&Desk]) {
    for desk in desks {
        assert_eq!(desk.state(), desks[0].state());
        assert!(!is_on(desk));
        assert_eq!(desk.replica.redacted_to().unwrap(), desk.replica.control().redacted_n);
        let known = vec![desk.replica.party().key];
        let report = look(desk, |conn| verify(conn, known, Vec::new()).unwrap());
        assert!(report.is_whole(), "{report:?}");
        for seal in seals(desk) {
            let maker = desk.replica.control().desk(seal.header.desk).unwrap();
            seal.verify(CLINIC, &maker.member.key).unwrap();
            assert!(seal.open(CLINIC, desk.replica.ring()).is_ok());
        }
    }
}

/// Two desks that both wrote about a person, and met.
fn told() -> (Desk, Desk, Server, RowId) {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    let row = one.add(SECRET);
    one.add("Birju");
    meet(&mut [&mut one, &mut two], &mut server);
    two.add("Chandra");
    two.rename(row, &format!("{SECRET}, moved"));
    meet(&mut [&mut one, &mut two], &mut server);
    assert!(is_on(&one) && is_on(&two) && is_at(&server, one.replica.ring()));
    (one, two, server, row)
}

#[test]
fn what_is_redacted_goes_from_desks_and_server_and_the_rest_stays() {
    let (mut one, mut two, mut server, row) = told();
    let before: Vec<Hash> = seals(&two).iter().map(|seal| seal.hash).collect();
    redact(&mut one, row);
    assert_eq!(one.names(), ["Asha", "Birju", "Chandra"]);
    meet(&mut [&mut one, &mut two], &mut server);
    assert_same(&[&one, &two]);
    assert!(!is_at(&server, one.replica.ring()));
    assert_eq!(server.replaced.len(), 2);
    let after: Vec<Hash> = seals(&two).iter().map(|seal| seal.hash).collect();
    assert_eq!(after, before, "every seal is there under its name");
    // Life goes on, and who joins now finds the numbering as everybody does.
    two.add("Devi");
    let mut three = enrol(&mut one, 3, &mut server);
    meet(&mut [&mut one, &mut two, &mut three], &mut server);
    assert_same(&[&one, &two, &three]);
    assert_eq!(three.names(), ["Asha", "Birju", "Chandra", "Devi"]);
}

fn enrol(one: &mut Desk, of: u8, server: &mut Server) -> Desk {
    let desk = Desk::new(of);
    let member = desk.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.sync(server);
    desk
}

#[test]
fn only_who_may_administer_takes_away_and_only_what_is_sealed() {
    let (one, two, _, row) = told();
    assert!(two.replica.redact(&[row], Basis::REQUEST, START).is_err());
    let late = one.add("not sealed yet");
    let refused = one.replica.redact(&[row, late], Basis::REQUEST, START).unwrap_err();
    assert_eq!(refused.message, "errors-redact-unsealed");
    assert!(is_on(&one), "nothing was done");
}

#[test]
fn an_old_bundle_brings_nothing_back() {
    let (mut one, mut two, mut server, row) = told();
    let old = server.bundles.clone();
    let stick = one
        .door
        .read(&Session::program(), |read| replica::sealed_after(read, Stream::MAIN, 0, 1 << 20))
        .unwrap()
        .unwrap()
        .0;
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two], &mut server);
    // To desks that had it, and to one that hears of the clinic from the control log alone.
    let mut three = enrol(&mut one, 3, &mut server);
    three.replica.admit_all(&server.records.clone()).unwrap();
    for bundle in old.iter().chain([&stick]) {
        for desk in [&mut one, &mut two, &mut three] {
            desk.replica.take(bundle).unwrap();
        }
    }
    meet(&mut [&mut one, &mut two, &mut three], &mut server);
    assert_same(&[&one, &two, &three]);
}

#[test]
fn a_desk_that_was_away_drops_it_when_it_hears_of_it() {
    let (mut one, mut two, mut server, row) = told();
    let copy = two.copy();
    two.rename(row, &format!("{SECRET} again"));
    two.seal();
    redact(&mut one, row);
    one.sync(&mut server);
    // Its own word of the meantime stays: nobody knew of it. It is named in its turn.
    meet(&mut [&mut one, &mut two], &mut server);
    assert!(is_on(&one) && is_on(&two));
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two], &mut server);
    assert_same(&[&one, &two]);
    assert!(!is_at(&server, one.replica.ring()));
    // An old copy of its disk is put back, and meets the server.
    let mut restored = Desk::on(copy, 2, 9);
    assert!(is_on(&restored));
    restored.door.open_log(&[]).unwrap();
    meet(&mut [&mut restored, &mut one], &mut server);
    assert_same(&[&one, &restored]);
}

#[test]
fn what_a_power_cut_left_undone_is_done_at_the_next_start() {
    let (mut one, two, _, row) = told();
    redact(&mut one, row);
    let copy = two.copy();
    let body = one.replica.records_after(one.replica.control().n - 1).unwrap().remove(0);
    let (n, head) = (one.replica.control().n.cast_signed(), one.replica.control().head);
    let sql = "INSERT INTO control (n, hash, body) VALUES (?1, ?2, ?3)";
    copy.execute(sql, rusqlite::params![n, head.0, body]).unwrap();
    let two = Desk::on(copy, 2, 9);
    assert_same(&[&one, &two]);
}

#[test]
fn a_snapshot_of_before_is_not_believed_and_one_of_after_holds_nothing() {
    const FIRST: &[&str] = &["setting"];
    let (mut one, mut two, mut server, row) = told();
    let publish = |desk: &Desk, server: &mut Server| {
        let plan = desk.replica.plan_snapshot(SERVER, Stream::MAIN).unwrap().unwrap();
        for at in 0..plan.windows.len() {
            for made in desk.replica.make_pieces(&plan, at, FIRST, false).unwrap() {
                if let Some(bytes) = made.bytes {
                    server.pieces.insert(made.piece.hash, bytes);
                }
            }
        }
        server.manifest = Some(desk.replica.sign_snapshot(&plan, FIRST, START).unwrap().encode());
    };
    publish(&one, &mut server);
    let (manifest, pieces) = (server.manifest.clone(), server.pieces.clone());
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two], &mut server);
    // The server keeps the old one, against the rules: nobody begins with it.
    let mut three = enrol(&mut one, 3, &mut server);
    server.pulled = 0;
    meet(&mut [&mut three], &mut server);
    assert!(server.pulled > 0, "it came bundle by bundle");
    assert_same(&[&one, &three]);
    (server.manifest, server.pieces) = (None, Default::default());
    publish(&one, &mut server);
    assert!(server.manifest != manifest && !server.pieces.is_empty());
    for piece in server.pieces.values() {
        let plain = Piece::open(CLINIC, Stream::MAIN, one.replica.ring(), piece).unwrap();
        assert!(!holds(&plain));
        assert!(!in_seals(&Bundle::seals(CLINIC, &plain).unwrap_or_default(), one.replica.ring()));
    }
    let mut four = enrol(&mut one, 4, &mut server);
    server.pulled = 0;
    meet(&mut [&mut four], &mut server);
    assert_eq!(server.pulled, 0);
    assert_same(&[&one, &four]);
    // A piece of before that comes all the same, by its name alone, is nothing.
    for piece in pieces.values() {
        four.replica.take_piece(Stream::MAIN, piece).unwrap();
    }
    assert_same(&[&one, &four]);
}

#[test]
fn nobody_takes_an_op_out_of_a_seal_without_a_record() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    one.add("Birju");
    one.sync(&mut server);
    let whole = server.bundles.last().unwrap().clone();
    let seal = Bundle::seals(CLINIC, &whole).unwrap().remove(0);
    let ring = one.replica.ring();
    let key = ring.keys().last().unwrap().2;
    let robbed = seal.redact(CLINIC, ring, &[1].into_iter().collect::<Places>(), key).unwrap();
    let mut bundle = Bundle::default();
    assert!(bundle.add(&robbed.bytes, usize::MAX));
    two.replica.take(&bundle.bytes).unwrap();
    assert_eq!(two.names(), Vec::<String>::new());
    let aside = two.replica.aside().unwrap();
    assert_eq!((aside.len(), aside[0].why.as_str()), (1, "body"), "people see it");
    // The whole one takes its place.
    two.replica.take(&whole).unwrap();
    assert_eq!(two.names(), ["Asha", "Birju"]);
    // And where a record comes after all, what is left counts.
    let mut three = enrol(&mut one, 3, &mut server);
    three.replica.admit_all(&server.records.clone()).unwrap();
    three.replica.take(&bundle.bytes).unwrap();
    assert_eq!(three.names(), Vec::<String>::new());
    let row: Vec<RowId> = one
        .door
        .read(&Session::program(), |read| {
            read.values("SELECT id FROM person WHERE name = 'Birju'", [])
        })
        .unwrap();
    redact(&mut one, row[0]);
    let record = one.replica.records_after(three.replica.control().n).unwrap();
    three.replica.admit_all(&record).unwrap();
    assert_eq!(three.names(), ["Asha"]);
}

#[test]
fn what_two_copies_of_a_desk_sealed_is_named_in_both() {
    let (mut one, mut two, mut server) = clinic();
    let row = two.add(SECRET);
    // A clone of its disk seals the same change under another name.
    let mut twin = Desk::on(two.copy(), 2, 9);
    two.seal();
    twin.add("of the twin");
    twin.seal();
    meet(&mut [&mut two, &mut one], &mut server);
    meet(&mut [&mut twin, &mut one, &mut two], &mut server);
    let holding = seals(&one);
    let holding = holding.iter().filter(|seal| in_seals([*seal], one.replica.ring())).count();
    assert_eq!(holding, 2);
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two, &mut twin], &mut server);
    assert_same(&[&one, &two, &twin]);
    let runs = |seal: &Seal| seal.open(CLINIC, one.replica.ring()).unwrap();
    assert!(seals(&one).iter().flat_map(runs).any(|run: Run| !run.ops.is_empty()));
}

#[test]
fn what_lies_in_a_seal_that_nobody_named_stays_until_it_is_named() {
    let (mut one, mut two, mut server) = clinic();
    let row = two.add(SECRET);
    let mut twin = Desk::on(two.copy(), 2, 9);
    two.seal();
    twin.add("of the twin");
    twin.seal();
    meet(&mut [&mut two, &mut one], &mut server);
    // One desk has both seals before it hears of the record, which names the first alone.
    meet(&mut [&mut twin, &mut two], &mut server);
    let holding = |desk: &Desk| {
        let seals = seals(desk);
        seals.iter().filter(|seal| in_seals([*seal], desk.replica.ring())).count()
    };
    assert_eq!((holding(&one), holding(&two)), (1, 2));
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two, &mut twin], &mut server);
    for desk in [&one, &two, &twin] {
        assert_eq!(desk.names(), [SECRET, "of the twin"]);
        assert_eq!((desk.state(), holding(desk)), (one.state(), 1));
    }
    redact(&mut one, row);
    meet(&mut [&mut one, &mut two, &mut twin], &mut server);
    assert_same(&[&one, &two, &twin]);
}
