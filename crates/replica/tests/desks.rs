//! Desks of one clinic with a server between them that holds what it is given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod fixture;

use fixture::*;
use kernel::{Clock, Session, Timestamp};
use sync::{Bundle, Ledger, Notice, Refusal, Remote, Reply, Request, Step, Stream, Why};

#[test]
fn two_desks_that_met_hold_the_same_clinic() {
    let (mut one, mut two, mut server) = clinic();
    let asha = one.add("Asha");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!((one.names(), one.state()), (two.names(), two.state()));
    one.rename(asha, "Asha Rao");
    two.rename(asha, "Asha Devi");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.names().len(), 2);
    assert_eq!(one.replica.progress().unwrap(), replica::Progress::default());
}

#[test]
fn a_desk_with_other_records_of_the_same_changes_is_named_until_it_has_the_same() {
    let (mut one, mut two, mut server) = clinic();
    let asha = one.add("Asha");
    meet(&mut [&mut one, &mut two], &mut server);
    let differing = |desk: &Desk| desk.door.read(&Session::program(), replica::differing).unwrap();
    let set = |desk: &Desk, name: &str| {
        let sql = "UPDATE person SET name = ?2 WHERE id = ?1";
        let program = Session::program();
        desk.door.write(&program, |tx| Ok(tx.conn().execute(sql, (asha, name))?)).unwrap();
    };
    let mut look_and_write = |one: &mut Desk, two: &mut Desk, hours: i64| {
        for desk in [&mut *one, two] {
            assert!(desk.replica.look_at_rows(hours * 3_600_000).unwrap());
        }
        one.add("Bilal");
        meet(&mut [one, two], &mut server);
    };
    look_and_write(&mut one, &mut two, 1);
    assert!(differing(&two).is_empty());
    set(&two, "Usha");
    look_and_write(&mut one, &mut two, 2);
    let found = differing(&two);
    assert_eq!((found.len(), found[0].desk, &found[0].tables[..]), (1, 1, &["person".into()][..]));
    set(&two, "Asha");
    look_and_write(&mut one, &mut two, 3);
    assert!(differing(&two).is_empty());
}

#[test]
fn a_seal_that_the_server_does_not_keep_holds_up_no_other() {
    let (mut one, mut two, mut server) = clinic();
    let sealed = |two: &mut Desk, name: &str| {
        two.add(name);
        two.seal();
        let unsent = two.replica.unsent(SERVER, Stream::MAIN, 1 << 20).unwrap();
        (Bundle::seals(CLINIC, &unsent.bytes).unwrap().pop().unwrap().hash, unsent.bytes)
    };
    let (spurned, _) = sealed(&mut two, "Asha");
    let (after, bundle) = sealed(&mut two, "Bilal");
    server.spurned.insert(spurned);
    // By a stick, or the cable between the desks.
    one.replica.take(&bundle).unwrap();
    one.add("Chitra");
    let before = server.seals.len();
    let told = one.sync_and_tell(&mut server);
    assert_eq!(server.seals.len(), before + 1, "its own, though it stands behind them");
    let named = Notice::NotKept { seals: named([(spurned, Why::Junk), (after, Why::Gap)]) };
    assert_eq!(told.last(), Some(&named), "instead of saying that everything is there");
    assert!(one.exchange.is_level(), "it rests as it does otherwise");
    one.add("Dilip");
    let told = one.sync_and_tell(&mut server);
    assert_eq!((server.seals.len(), told.last()), (before + 2, Some(&named)));
    assert_eq!(told.iter().filter(|notice| matches!(notice, Notice::Sent { .. })).count(), 1);
    // Whoever starts again asks again.
    server.spurned.clear();
    one.exchange = exchange();
    let told = one.sync_and_tell(&mut server);
    assert!(server.seals.contains_key(&spurned) && server.seals.contains_key(&after));
    assert!(matches!(told.last(), Some(Notice::Level { .. })));
}

#[test]
fn what_was_not_kept_is_offered_again_once_others_have_told_the_remote_of_its_desk() {
    let (mut one, mut two, mut server) = clinic();
    meet(&mut [&mut one, &mut two], &mut server);
    two.add("Asha");
    two.seal();
    let unsent = two.replica.unsent(SERVER, Stream::MAIN, 1 << 20).unwrap();
    let seal = Bundle::seals(CLINIC, &unsent.bytes).unwrap().remove(0).hash;
    one.replica.take(&unsent.bytes).unwrap();
    let member = Desk::new(3).replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    // What is sealed is put without a greeting: it cannot tell what the remote has not heard.
    server.spurned.insert(seal);
    one.exchange.nudge(sync::Nudge::Sealed);
    let told = one.sync_and_tell(&mut server);
    assert!(matches!(told.last(), Some(Notice::NotKept { .. })));
    server.spurned.clear();
    server.answer(sync::Request::Extend { head: server.control.head, records });
    let told = one.sync_and_tell(&mut server);
    assert!(matches!(told.last(), Some(Notice::Level { .. })), "{told:?}");
    assert!(server.seals.contains_key(&seal));
}

fn named(mut seals: [(sync::Hash, Why); 2]) -> Vec<(sync::Hash, Why)> {
    seals.sort_by_key(|(hash, _)| *hash);
    seals.to_vec()
}

/// An op of a program that believed its clock: stamped in the year 2300.
fn far_op(desk: &Desk, row: kernel::RowId, name: &str, counter: u64) -> Vec<u8> {
    const YEAR_2300: u64 = 10_413_792_000_000;
    let body = desk.door.read(&Session::program(), |read| {
        let sql = "SELECT body FROM op ORDER BY log, n LIMIT 1";
        Ok(read.conn().query_row(sql, [], |row| row.get::<_, kernel::Body<'static>>(0))?)
    });
    let mut op = kernel::Op::decode(&body.unwrap()).unwrap();
    op.kind = kernel::Kind::Change;
    op.row = row;
    op.hlc = kernel::Hlc(YEAR_2300 << 16 | counter);
    op.fields.retain(|_, value| matches!(value, kernel::Value::Text(_)));
    op.fields.values_mut().for_each(|value| *value = kernel::Value::Text(name.into()));
    op.encode().unwrap()
}

#[test]
fn what_names_a_year_that_cannot_be_waits_and_counts_once_its_clock_is_set_right() {
    let (mut one, mut two, mut server) = clinic();
    let asha = one.add("Asha");
    meet(&mut [&mut one, &mut two], &mut server);
    let log = two.door.read(&Session::program(), |read| Ok(read.log().log_id)).unwrap() ^ 1;
    let ops = [far_op(&one, asha, "Usha", 1), far_op(&one, asha, "Usha Rao", 2)];
    let leaf = one.replica.leaves(Stream::MAIN).unwrap();
    let parent = leaf.into_iter().find(|leaf| leaf.desk == sync::DeskNo(2));
    let epoch = one.replica.control().epoch(Stream::MAIN).unwrap().epoch;
    let sealing = sync::Sealing {
        clinic: one.replica.party().clinic,
        stream: Stream::MAIN,
        desk: sync::DeskNo(2),
        log: sync::LogId(log),
        no: parent.map_or(1, |leaf| leaf.no + 1),
        parent: parent.map_or(sync::Hash::NONE, |leaf| leaf.hash),
        first: 1,
        ops: &ops,
        schema: 1,
        opens: Some(sync::Opens::First),
        witness: None,
        key: one.replica.ring().epoch(Stream::MAIN, epoch).unwrap(),
        nonce: [5; 24],
        salt: [6; 16],
    };
    let seal = sealing.seal(&DeskHost::key(2)).unwrap();
    let mut bundle = Bundle::default();
    assert!(bundle.add(&seal.bytes, usize::MAX));
    one.replica.take(&bundle.bytes).unwrap();
    assert_eq!(one.names(), ["Asha"]);
    let far = one.replica.far_stamps().unwrap();
    assert_eq!((far.len(), far[0].ops, far[0].log.0), (1, 2, log));
    let back_ms = far[0].latest.0 - (START + 3_600_000);
    let records = one.replica.fix_clock(far[0].log, back_ms, START).unwrap();
    one.replica.admit_all(&records).unwrap();
    assert_eq!(one.names(), ["Usha Rao"]);
    assert_eq!(one.replica.far_stamps().unwrap(), []);
    // A second word moves nothing of what the first set right.
    let again = one.replica.fix_clock(sync::LogId(log), back_ms * 2, START).unwrap();
    one.replica.admit_all(&again).unwrap();
    // Whoever hears of the clock before the ops comes to the same.
    two.replica.admit_all(&records).unwrap();
    two.replica.admit_all(&again).unwrap();
    two.replica.take(&bundle.bytes).unwrap();
    assert_eq!(one.state(), two.state());
    // An edit made now wins over them.
    one.rename(asha, "Asha Devi");
    assert_eq!(one.names(), ["Asha Devi"]);
}

#[test]
fn a_wiped_server_gets_everything_back_from_one_desk() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    let before = server.seals.len();
    let mut server = Server::new(12);
    one.sync(&mut server);
    assert_eq!(server.seals.len(), before, "those of both desks");
    two.add("Chitra");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.names().len(), 3);
}

#[test]
fn a_desk_whose_old_copy_was_put_back_loses_nothing_and_says_so() {
    let (mut one, mut two, mut server) = clinic();
    two.add("before");
    meet(&mut [&mut one, &mut two], &mut server);
    let copy = two.copy();
    two.add("lost here");
    meet(&mut [&mut one, &mut two], &mut server);
    let mut two = Desk::on(copy, 2, 77);
    two.add("after");
    let code = |desk: &Desk| desk.door.read(&Session::program(), |read| Ok(read.desk())).unwrap();
    let before = code(&two);
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(two.names(), ["after", "before", "lost here"]);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.replica.progress().unwrap().forks, 1);
    assert_eq!(two.replica.progress().unwrap().forks, 1);
    assert_ne!(code(&two), before, "no printed number comes twice");
    two.add("later");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
}

#[test]
fn a_desk_that_was_sent_away_writes_nothing_more_and_may_be_adopted() {
    let (mut one, mut two, mut server) = clinic();
    two.add("before");
    meet(&mut [&mut one, &mut two], &mut server);
    let records = one.replica.revoke(sync::DeskNo(2), START, &mut one.random).unwrap();
    // It does not know yet, and goes on.
    two.add("after");
    two.seal();
    one.replica.admit_all(&records).unwrap();
    let bundle = two.replica.unsent(SERVER, Stream::MAIN, 1 << 20).unwrap();
    one.replica.take(&bundle.bytes).unwrap();
    assert_eq!(one.names(), ["before"]);
    let aside = one.replica.aside().unwrap();
    assert_eq!((aside.len(), aside[0].why.as_str()), (1, "cut"));
    let records = one.replica.adopt(sync::DeskNo(2), aside[0].hash, START).unwrap();
    one.replica.admit_all(&records).unwrap();
    assert_eq!(one.names(), ["after", "before"]);
}

#[test]
fn what_came_before_the_cut_was_known_is_taken_out_again() {
    let (mut one, mut two, mut server) = clinic();
    let mut three = Desk::new(3);
    let member = three.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    let asha = two.add("Asha");
    meet(&mut [&mut one, &mut two, &mut three], &mut server);
    let records = one.replica.revoke(sync::DeskNo(2), START, &mut one.random).unwrap();
    two.add("late");
    two.rename(asha, "late change");
    two.sync(&mut server);
    three.sync(&mut server);
    assert_eq!(three.names(), ["late", "late change"]);
    one.replica.admit_all(&records).unwrap();
    meet(&mut [&mut one, &mut three], &mut server);
    assert_eq!((one.names(), three.names()), (vec!["Asha".into()], vec!["Asha".into()]));
    assert_eq!(one.state(), three.state());
    // Its next seals would need a key that it does not have.
    two.sync(&mut server);
    two.add("more");
    assert!(two.replica.seal_pending(&mut two.random).unwrap().is_empty());
}

#[test]
fn a_clock_of_another_century_is_followed_by_nobody() {
    let (mut one, mut two, mut server) = clinic();
    two.clock.set(Timestamp(START + 100 * 365 * 86_400_000));
    let asha = two.add("Asha");
    two.clock.set(Timestamp(START));
    meet(&mut [&mut one, &mut two], &mut server);
    one.rename(asha, "Asha Rao");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.names(), ["Asha Rao", "Bilal"], "an edit that saw another wins");
    let latest = one.door.latest();
    assert!(latest.0 < START + 86_400_000, "{latest:?}");
    assert_eq!(one.state(), two.state());
}

#[test]
fn sealing_and_taking_are_the_same_whoever_carries() {
    let (mut one, mut two, _) = clinic();
    for number in 0..50 {
        one.add(&format!("patient {number}"));
        one.seal();
    }
    let mut seals =
        Bundle::parts(&one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap().bytes)
            .unwrap()
            .into_iter()
            .map(|(_, seal)| seal.to_vec())
            .collect::<Vec<_>>();
    // Children before parents, and some twice.
    seals.reverse();
    let again: Vec<_> = seals.iter().take(10).cloned().collect();
    seals.extend(again);
    for seal in seals {
        let mut bundle = Bundle::default();
        bundle.add(&seal, usize::MAX);
        two.replica.take(&bundle.bytes).unwrap();
    }
    assert_eq!(two.names().len(), 50);
    assert!(!two.replica.has_gaps(Stream::MAIN).unwrap());
    assert_eq!(one.state(), two.state());
}

#[test]
fn a_body_that_was_spoiled_on_its_way_gives_place_to_a_whole_one() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    one.sync(&mut server);
    let whole = server.bundles.last().unwrap().clone();
    let mut spoiled = whole.clone();
    *spoiled.last_mut().unwrap() ^= 1;
    assert_eq!(two.replica.take(&spoiled).unwrap().aside, 1);
    assert!(two.names().is_empty());
    assert_eq!(two.replica.take(&spoiled).unwrap().known, 1);
    assert_eq!(two.replica.take(&whole).unwrap().applied, 1);
    assert_eq!(two.replica.take(&spoiled).unwrap().known, 1);
    assert_eq!(two.names(), ["Asha"]);
}

#[test]
fn junk_behind_the_records_of_the_control_log_hides_no_key() {
    let (mut one, mut server) = (Desk::new(1), Server::new(11));
    one.replica.found(START, &mut one.random).unwrap();
    let mut two = Desk::new(2);
    let member = two.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.add("Asha");
    one.sync(&mut server);
    let junk = [server.records.clone(), vec![b"junk".to_vec()]].concat();
    assert!(two.replica.admit(&junk).is_err());
    assert_eq!(two.replica.take(server.bundles.last().unwrap()).unwrap().applied, 1);
}

#[test]
fn a_store_that_is_exchanged_in_the_middle_of_a_round_is_not_asked_without_end() {
    let (mut one, _, mut server) = clinic();
    one.add("Asha");
    one.seal();
    one.clock.advance_ms(100_000);
    let mut asks = 0;
    for step in 0..1_000 {
        let now = one.clock.now().0;
        let Step::Ask(request) = one.exchange.next(now, &one.replica).unwrap() else { break };
        asks = step;
        let is_log = matches!(request, Request::Log { .. });
        let reply = match is_log {
            // Of whatever incarnation it greeted, the log is another's.
            true => Reply::Refused(Refusal::of(Why::OtherRun)),
            false => server.answer(request),
        };
        one.exchange.answer(now, 7, &mut one.replica, Some(reply)).unwrap();
    }
    assert!(asks < 30, "{asks} asks without a rest");
}

#[test]
fn a_damaged_copy_that_came_first_gives_way_to_a_whole_one() {
    let (mut one, mut two, _) = clinic();
    one.add("Asha");
    one.seal();
    let bundle = one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap();
    let mut damaged = bundle.clone();
    *damaged.bytes.last_mut().unwrap() ^= 1;
    two.replica.take(&damaged.bytes).unwrap();
    assert!(two.names().is_empty());
    assert_eq!(two.replica.aside().unwrap()[0].why, "body");
    two.replica.take(&damaged.bytes).unwrap();
    two.replica.take(&bundle.bytes).unwrap();
    assert_eq!((two.names(), two.replica.aside().unwrap()), (vec!["Asha".into()], Vec::new()));
    assert_eq!(one.state(), two.state());
}

/// The last seal of a bundle, alone.
fn last_of(bundle: &[u8]) -> Vec<u8> {
    let mut alone = Bundle::default();
    alone.add(Bundle::parts(bundle).unwrap().last().unwrap().1, usize::MAX);
    alone.bytes
}

fn flipped(bundle: &[u8], from_end: usize) -> Vec<u8> {
    let mut bytes = bundle.to_vec();
    let at = bytes.len() - from_end;
    bytes[at] ^= 1;
    bytes
}

#[test]
fn of_two_copies_that_wait_for_their_parent_the_whole_one_stays() {
    for is_whole_first in [true, false] {
        let (mut one, mut two, _) = clinic();
        for name in ["Asha", "Bela"] {
            one.add(name);
            one.seal();
        }
        let bundle = one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap().bytes;
        let whole = last_of(&bundle);
        let mut copies = [whole.clone(), flipped(&whole, 1)];
        if !is_whole_first {
            copies.reverse();
        }
        copies.iter().for_each(|copy| drop(two.replica.take(copy).unwrap()));
        assert!(two.replica.has_gaps(Stream::MAIN).unwrap());
        let rest = bundle.len() - whole.len();
        two.replica.take(&bundle[..rest]).unwrap();
        assert_eq!((two.names().len(), two.replica.aside().unwrap()), (2, Vec::new()));
        assert_eq!(one.state(), two.state());
    }
}

#[test]
fn the_copy_that_came_last_is_opened_once_its_key_is_here() {
    let (mut one, mut two, _) = clinic();
    let records = one.replica.rotate(Stream::MAIN, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.add("Asha");
    one.seal();
    let bundle = one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap().bytes;
    let whole = last_of(&bundle);
    // Behind the clear part, its header and its signature come key, nonce and body.
    let header = usize::from(u16::from_be_bytes([whole[4], whole[5]]));
    let forged = flipped(&whole, whole.len() - 6 - header);
    two.replica.take(&bundle[..bundle.len() - whole.len()]).unwrap();
    assert_eq!(two.replica.take(&flipped(&whole, 1)).unwrap().waiting, 1);
    assert_eq!(two.replica.take(&whole).unwrap().waiting, 1);
    assert_eq!(two.replica.take(&whole).unwrap().known, 1);
    assert_eq!(two.replica.take(&forged).unwrap().known, 1, "nobody signed this one");
    two.replica.admit_all(&records).unwrap();
    assert_eq!((two.names(), two.replica.aside().unwrap()), (vec!["Asha".into()], Vec::new()));
}

#[test]
fn a_whole_copy_that_the_server_sends_later_is_taken() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    one.seal();
    let bundle = one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap().bytes;
    let whole = last_of(&bundle);
    let stream = Stream::MAIN;
    server.answer(Request::Put { stream, bundle: flipped(&whole, 1) });
    two.sync(&mut server);
    assert!(two.names().is_empty());
    assert_eq!(two.replica.aside().unwrap()[0].why, "body");
    server.answer(Request::Put { stream, bundle: whole });
    two.sync(&mut server);
    assert_eq!((two.names(), two.replica.aside().unwrap()), (vec!["Asha".into()], Vec::new()));
}
