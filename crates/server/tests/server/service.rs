use server::{Config, Service, SqliteStore};
use sync::control::Act;
use sync::{
    BUNDLE_BYTES_MAX, Bundle, ClinicId, Cursor, DeskNo, FRAME_BYTES_MAX, Hash, Leaf, Missing, Page,
    Reply, Request, Seal, Stream, Why,
};

use crate::fixture::*;

fn page(reply: Reply) -> Page {
    match reply {
        Reply::Page(page) => page,
        other => panic!("no page: {other:?}"),
    }
}

fn leaves(reply: Reply) -> Vec<Leaf> {
    match reply {
        Reply::Leaves { leaves } => leaves,
        other => panic!("no leaves: {other:?}"),
    }
}

fn missing(service: &Service<SqliteStore>, have: &[&Seal], bytes_max: u32) -> (Vec<Seal>, bool) {
    let have = have.iter().map(|seal| Leaf {
        desk: seal.header.desk,
        no: seal.header.no,
        hash: seal.hash,
    });
    let wanted = Missing { stream: Stream::MAIN, have: have.collect(), bytes_max };
    match ask(service, 1, Request::Missing(wanted)) {
        Reply::Seals { bundle, is_last } => (Bundle::seals(CLINIC, &bundle).unwrap(), is_last),
        other => panic!("no seals: {other:?}"),
    }
}

#[test]
fn what_is_put_comes_back_in_order_and_chained() {
    let service = founded(&Clinic::new(3));
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    let bundles = [one.some(2), two.some(3), one.some(1)];
    let mut cursor = Cursor { incarnation: INCARNATION, ..Cursor::default() };
    for seals in &bundles {
        let by = seals[0].header.desk.0;
        let (at, forks) = kept(ask(&service, by, put(seals)));
        cursor = cursor.after(CLINIC, Bundle::id(CLINIC, &bundle(seals)));
        assert_eq!((at, forks), (cursor, vec![]));
    }
    let all = page(ask(&service, 3, log(Cursor::default())));
    assert_eq!(all.bundles, bundles.iter().map(|seals| bundle(seals)).collect::<Vec<_>>());
    assert!(all.is_last && all.cursor == cursor);
    let small = Request::Log { stream: Stream::MAIN, cursor: Cursor::default(), bytes_max: 1 };
    let first = page(ask(&service, 3, small));
    assert_eq!((first.bundles.len(), first.is_last, first.cursor.seq), (1, false, 1));
    let rest = page(ask(&service, 3, log(first.cursor)));
    assert_eq!((rest.bundles.len(), rest.is_last, rest.cursor), (2, true, cursor));
}

#[test]
fn the_owners_copy_is_sent_after_a_spoilt_one_that_came_first() {
    let service = founded(&Clinic::new(3));
    let good = Desk::new(1).some(3);
    let spoilt = |at: usize, by: u8| {
        let mut seal = good[at].clone();
        *seal.bytes.last_mut().unwrap() ^= by;
        seal
    };
    // Whoever forwards it cannot tell, and neither can the server.
    let (first, _) = kept(ask(&service, 2, put(&[spoilt(0, 1), spoilt(1, 1)])));
    let (same, _) = kept(ask(&service, 3, put(&[spoilt(0, 2), good[1].clone()])));
    assert_eq!(same, first, "one copy is as good as the other, if neither is the owner's");
    let (mended, forks) = kept(ask(&service, 1, put(&good)));
    assert_eq!((mended.seq, forks), (2, vec![]));
    let page = page(ask(&service, 3, log(first)));
    assert_eq!((page.bundles, page.cursor), (vec![bundle(&good)], mended));
    assert_eq!(mended, first.after(CLINIC, Bundle::id(CLINIC, &bundle(&good))));
    assert_eq!(missing(&service, &[], u32::MAX), (good.clone(), true), "who lacks it gets it");
    // Repeated, in whatever bundle, it is the same; and nobody else has a say.
    for (by, seals) in [(1, &good[..]), (1, &good[1..]), (2, &[spoilt(0, 1)]), (1, &good[..1])] {
        assert_eq!(kept(ask(&service, by, put(seals))).0, mended);
    }
    let two = bundle(&good[..2]).len() + bundle(&good).len();
    assert_eq!(now(service.clinics(None)).unwrap()[0].used_bytes, two as u64);
}

#[test]
fn a_receipt_is_signed_by_the_server_that_the_clinic_named() {
    let mut clinic = Clinic::new(2);
    let service = founded(&clinic);
    let mut desk = Desk::new(1);
    let Reply::Put { ack, .. } = ask(&service, 1, put(&desk.some(1))) else { panic!() };
    assert_eq!((ack.term, ack.signature), (0, [0; 64]), "no term has made it the clinic's");
    let head = clinic.control.head;
    let server = service.server();
    let record = clinic.add(1, Act::Sequencer { term: 4, server });
    assert!(matches!(
        ask(&service, 1, Request::Extend { head, records: vec![record] }),
        Reply::Control { .. }
    ));
    let Reply::Put { ack, .. } = ask(&service, 1, put(&desk.some(1))) else { panic!() };
    assert!(ack.term == 4 && ack.is_signed_by(CLINIC, &server));
}

#[test]
fn a_repeated_put_gets_the_same_answer_and_no_second_number() {
    let service = founded(&Clinic::new(2));
    let mut desk = Desk::new(1);
    let (first, second) = (desk.some(2), desk.some(1));
    let once = ask(&service, 1, put(&first));
    ask(&service, 1, put(&second));
    assert_eq!(ask(&service, 1, put(&first)), once, "as it was answered then");
    let both: Vec<Seal> = first.iter().chain(&second).cloned().collect();
    let (cursor, _) = kept(ask(&service, 2, put(&both)));
    assert_eq!(cursor.seq, 2, "other bytes, and nothing new in them");
    let more: Vec<Seal> = both.iter().cloned().chain(desk.some(1)).collect();
    let (cursor, _) = kept(ask(&service, 2, put(&more)));
    assert_eq!(cursor.seq, 3);
    assert_eq!(kept(ask(&service, 2, put(&more))).0, cursor);
    let all = page(ask(&service, 1, log(Cursor::default())));
    assert_eq!(all.bundles[2], bundle(&more[3..]), "what is there is not stored again");
}

#[test]
fn a_seal_without_its_parent_waits_with_its_desk() {
    let service = founded(&Clinic::new(2));
    let mut desk = Desk::new(1);
    let seals = desk.some(3);
    let gaps = |count: u32| (0..count).map(|no| (no, Why::Gap)).collect::<Vec<_>>();
    assert_eq!(not_kept(ask(&service, 1, put(&seals[1..]))), (0, gaps(2)));
    kept(ask(&service, 1, put(&seals[..1])));
    assert_eq!(not_kept(ask(&service, 1, put(&seals[2..]))), (1, gaps(1)));
    let backwards = [seals[2].clone(), seals[1].clone()];
    assert_eq!(not_kept(ask(&service, 1, put(&backwards))), (2, gaps(1)), "its parent is behind");
    assert_eq!(page(ask(&service, 1, log(Cursor::default()))).bundles[1], bundle(&seals[1..2]));
    kept(ask(&service, 1, put(&seals[1..])));
}

#[test]
fn what_was_kept_in_part_may_come_again_as_it_was() {
    let service = founded(&Clinic::new(3));
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    let (first, second) = (one.some(1), two.some(2));
    let both = [first[0].clone(), second[1].clone()];
    assert_eq!(not_kept(ask(&service, 3, put(&both))), (1, vec![(1, Why::Gap)]));
    kept(ask(&service, 2, put(&second[..1])));
    let (cursor, _) = kept(ask(&service, 3, put(&both)));
    assert_eq!(cursor.seq, 3, "the rest of it");
    assert_eq!(kept(ask(&service, 3, put(&both))).0, cursor);
    let stored = page(ask(&service, 2, log(Cursor::default()))).bundles;
    assert_eq!(stored, [&first[..], &second[..1], &second[1..]].map(bundle));
}

#[test]
fn a_restored_desk_branches_and_is_told() {
    let service = founded(&Clinic::new(2));
    let mut desk = Desk::new(1);
    let trunk = desk.some(3);
    let mut restored = desk.clone();
    let (before, after) = (desk.some(2), restored_some(&mut restored));
    kept(ask(&service, 1, put(&[trunk.clone(), before.clone()].concat())));
    let (_, forks) = kept(ask(&service, 1, put(&after)));
    assert_eq!(forks, vec![after[0].hash]);
    assert_eq!(kept(ask(&service, 1, put(&after))).1, forks, "and again where it asks again");
    let found = leaves(ask(&service, 1, Request::Leaves { stream: Stream::MAIN }));
    let hashes: Vec<Hash> = found.iter().map(|leaf| leaf.hash).collect();
    assert_eq!(hashes, [before[1].hash, after[1].hash]);
    let (_, forks) = kept(ask(&service, 1, put(&restored_some(&mut restored))));
    assert!(forks.is_empty(), "a branch goes on");
    let mut anew = Desk { log: 50, ..Desk::new(1) };
    let root = anew.some(1);
    assert_eq!(kept(ask(&service, 1, put(&root))).1, vec![root[0].hash], "a second first seal");
}

fn restored_some(desk: &mut Desk) -> Vec<Seal> {
    desk.log = 77;
    vec![desk.seal(b"other"), desk.seal(b"other")]
}

#[test]
fn a_replica_gets_what_it_lacks_parents_first() {
    let service = founded(&Clinic::new(3));
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    let trunk = one.some(4);
    let mut restored = Desk { log: 5, ..one.clone() };
    restored.tip = trunk[1].hash;
    restored.seals = 2;
    let (left, right, other) = (one.some(2), restored.some(3), two.some(5));
    for seals in [&trunk, &left, &right, &other] {
        kept(ask(&service, 1, put(seals)));
    }
    let all = [&trunk[..], &left, &right, &other].concat();
    for have in [
        vec![],
        vec![&trunk[0]],
        vec![&left[1]],
        vec![&right[0]],
        vec![&right[2], &trunk[3]],
        vec![&left[1], &right[2], &other[4]],
        vec![&other[2], &trunk[2]],
    ] {
        let mut held: Vec<Hash> = vec![];
        for leaf in &have {
            let mut next = Some(leaf.hash);
            while let Some(seal) = all.iter().find(|seal| Some(seal.hash) == next) {
                held.push(seal.hash);
                next = Some(seal.header.parent);
            }
        }
        let mut wanted: Vec<Hash> = all.iter().map(|seal| seal.hash).collect();
        wanted.retain(|hash| !held.contains(hash));
        for bytes_max in [u32::MAX, 1, 700] {
            let (mut have, mut found): (Vec<Seal>, Vec<Hash>) =
                (have.iter().map(|seal| (*seal).clone()).collect(), vec![]);
            loop {
                let leaves: Vec<&Seal> = have.iter().collect();
                let (seals, is_last) = missing(&service, &leaves, bytes_max);
                for seal in seals {
                    let parent = seal.header.parent;
                    let is_there = found.contains(&parent) || held.contains(&parent);
                    assert!(is_there || parent == Hash::NONE, "parents first");
                    found.push(seal.hash);
                    have.push(seal);
                }
                if is_last {
                    break;
                }
            }
            let mut sorted = found.clone();
            sorted.sort();
            wanted.sort();
            assert_eq!(sorted, wanted, "each once");
        }
    }
}

#[test]
fn strangers_and_other_clinics_are_turned_away() {
    let service = founded(&Clinic::new(2));
    let mut desk = Desk::new(1);
    let seals = desk.some(1);
    assert_eq!(why(ask(&service, 9, put(&seals))), Why::NotEnrolled);
    let alone = |why: Why| (0, vec![(0, why)]);
    assert_eq!(not_kept(ask(&service, 1, put(&Desk::new(9).some(1)))), alone(Why::NotEnrolled));
    let elsewhere = ClinicId([8; 16]);
    let reply = now(service.answer(elsewhere, DeskNo(1), put(&seals), 1));
    assert_eq!(why(reply), Why::NoSuch);
    let theirs = Clinic::of(elsewhere, 1);
    now(service.found(elsewhere, theirs.records, None, 1));
    let reply = now(service.answer(elsewhere, DeskNo(1), put(&seals), 1));
    assert_eq!(not_kept(reply), alone(Why::Junk), "signed for another clinic");
    let mut forged = seals[0].clone();
    forged.bytes[150] ^= 1;
    assert_eq!(not_kept(ask(&service, 1, put(&[forged]))), alone(Why::Junk));
    assert_eq!(why(ask(&service, 1, put(&[]))), Why::Junk);
    let request = Request::Put { stream: Stream::RESTRICTED, bundle: bundle(&seals) };
    let reply = ask(&service, 1, request);
    assert_eq!(not_kept(reply), alone(Why::Junk), "another stream than the seal says");
    let mut skipping = Desk::new(1);
    let first = skipping.some(1);
    skipping.seals += 1;
    let second = skipping.some(1);
    let reply = ask(&service, 1, put(&[first, second].concat()));
    assert_eq!(not_kept(reply), (1, vec![(1, Why::Junk)]), "no 2 is left out");
    let bundle = vec![0; BUNDLE_BYTES_MAX + 1];
    let request = Request::Put { stream: Stream::MAIN, bundle };
    assert_eq!(why(ask(&service, 1, request)), Why::TooLarge);
}

#[test]
fn a_seal_follows_only_seals_of_its_own_desk() {
    let service = founded(&Clinic::new(2));
    let first = Desk::new(1).some(1);
    kept(ask(&service, 1, put(&first)));
    let mut other = Desk { seals: 1, tip: first[0].hash, ..Desk::new(2) };
    assert_eq!(not_kept(ask(&service, 2, put(&other.some(1)))), (1, vec![(0, Why::Junk)]));
}

#[test]
fn a_bad_seal_is_named_and_keeps_no_good_one_out() {
    let service = founded(&Clinic::new(3));
    let (mut one, mut two, mut three) = (Desk::new(1), Desk::new(2), Desk::new(3));
    let (first, second, third) = (one.some(2), two.some(3), three.some(1));
    let mut forged = second.clone();
    let header = u16::from_be_bytes([second[1].bytes[0], second[1].bytes[1]]);
    // The first byte of its signature.
    forged[1].bytes[2 + usize::from(header)] ^= 1;
    let mut cut = third[0].clone();
    cut.bytes.truncate(9);
    let all = [&first[..], &forged, &[cut], &third].concat();
    let wanted = vec![(3, Why::Junk), (4, Why::Gap), (5, Why::Junk)];
    let reply = ask(&service, 1, put(&all));
    assert_eq!(not_kept(reply.clone()), (1, wanted));
    assert_eq!(ask(&service, 1, put(&all)), reply, "and again where it asks again");
    let good = [&first[..], &second[..1], &third].concat();
    let stored = page(ask(&service, 2, log(Cursor::default())));
    assert_eq!(stored.bundles, [bundle(&good)]);
    assert_eq!(now(service.clinics(None)).unwrap()[0].used_bytes, bundle(&good).len() as u64);
    // As its desk made it, it is taken.
    kept(ask(&service, 2, put(&second)));
    assert_eq!(missing(&service, &[], u32::MAX).0.len(), 6);
}

#[test]
fn of_two_administrators_one_comes_first() {
    let mut clinic = Clinic::new(2);
    let service = founded(&clinic);
    let head = clinic.control.head;
    let theirs = clinic.record(2, Act::SchemaFloor { schema: 9 });
    let ours = clinic.add(1, Act::Enrol(member(3, false)));
    let extend = |record: &Vec<u8>| Request::Extend { head, records: vec![record.clone()] };
    assert!(matches!(ask(&service, 1, extend(&ours)), Reply::Control { .. }));
    assert_eq!(why(ask(&service, 2, extend(&theirs))), Why::ControlMoved);
    assert!(matches!(ask(&service, 1, extend(&ours)), Reply::Control { .. }), "its reply was lost");
    let Reply::Control { records } = ask(&service, 3, Request::Control { after: 1 }) else {
        panic!()
    };
    assert_eq!(records, clinic.records[1..]);
    let later = clinic.record(3, Act::SchemaFloor { schema: 9 });
    let request = Request::Extend { head: clinic.control.head, records: vec![later] };
    assert_eq!(why(ask(&service, 3, request)), Why::Junk, "desk 3 may not");
}

#[test]
fn a_revoked_desk_is_turned_away_and_its_late_seals_are_kept_for_others() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let mut lost = Desk::new(3);
    kept(ask(&service, 3, put(&lost.some(1))));
    let head = clinic.control.head;
    let record = clinic.add(1, Act::Revoke { desk: DeskNo(3), cut: vec![] });
    ask(&service, 1, Request::Extend { head, records: vec![record] });
    let late = lost.some(1);
    let everything = [
        Request::Greet,
        Request::Control { after: 0 },
        Request::Extend { head, records: vec![] },
        Request::Leaves { stream: Stream::MAIN },
        put(&late),
        log(Cursor::default()),
        Request::Missing(Missing { stream: Stream::MAIN, have: vec![], bytes_max: 9 }),
        Request::Extend { head: Hash::NONE, records: clinic.records.clone() },
    ];
    for request in everything {
        assert_eq!(why(ask(&service, 3, request)), Why::Revoked);
    }
    assert_eq!(kept(ask(&service, 2, put(&late))).0.seq, 2);
}

#[test]
fn what_one_node_was_told_another_knows_at_once() {
    let mut clinic = Clinic::new(3);
    let store = std::sync::Arc::new(SqliteStore::in_memory(INCARNATION).unwrap());
    let [here, there] = [(); 2].map(|()| Service::new(store.clone(), config()));
    now(here.found(CLINIC, clinic.records.clone(), None, 1));
    let mut desk = Desk::new(3);
    kept(ask(&there, 3, put(&desk.some(1))));
    let head = clinic.control.head;
    let enrol = clinic.add(1, Act::Enrol(member(4, false)));
    ask(&here, 1, Request::Extend { head, records: vec![enrol] });
    kept(ask(&there, 4, put(&Desk::new(4).some(1))));
    kept(ask(&there, 1, put(&Desk::new(4).some(1))));
    let nodes = [(); 6].map(|()| Service::new(store.clone(), config()));
    for node in &nodes {
        leaves(ask(node, 3, Request::Leaves { stream: Stream::MAIN }));
    }
    let head = clinic.control.head;
    let revoke = clinic.add(1, Act::Revoke { desk: DeskNo(3), cut: vec![] });
    ask(&here, 1, Request::Extend { head, records: vec![revoke] });
    let missing = Missing { stream: Stream::MAIN, have: vec![], bytes_max: 9 };
    let everything = [
        put(&desk.some(1)),
        log(Cursor::default()),
        Request::Leaves { stream: Stream::MAIN },
        Request::Control { after: 0 },
        Request::Missing(missing),
    ];
    for (node, request) in nodes.iter().zip(everything) {
        assert_eq!(why(ask(node, 3, request)), Why::Revoked);
    }
    assert_eq!(now(nodes[5].heads(CLINIC, DeskNo(3))).unwrap_err().why, Why::Revoked);
}

#[test]
fn a_cursor_of_another_history_is_found_out() {
    let clinic = Clinic::new(1);
    let (service, other) = (founded(&clinic), founded(&clinic));
    kept(ask(&service, 1, put(&Desk::new(1).some(1))));
    let (cursor, _) = kept(ask(&other, 1, put(&Desk::new(1).some(2))));
    assert_eq!(why(ask(&service, 1, log(cursor))), Why::OtherRun, "same number, other bundles");
    let ahead = Cursor { seq: 9, ..cursor };
    assert_eq!(why(ask(&other, 1, log(ahead))), Why::OtherRun, "a store that was set back");
    let elsewhere = Cursor { incarnation: 5, ..cursor };
    assert_eq!(why(ask(&other, 1, log(elsewhere))), Why::OtherRun);
    kept(ask(&service, 1, put(&Desk { log: 8, ..Desk::new(1) }.some(1))));
    assert_eq!(why(ask(&service, 1, log(cursor))), Why::OtherRun, "though there are more by now");
    let start = Cursor { incarnation: INCARNATION, ..Cursor::default() };
    assert!(page(ask(&other, 1, log(start))).is_last);
    assert_eq!(page(ask(&other, 1, log(cursor))).bundles.len(), 0);
}

#[test]
fn a_clinic_stays_within_its_quota() {
    let clinic = Clinic::new(1);
    let store = SqliteStore::in_memory(1).unwrap();
    let service = Service::new(store, Config { quota_bytes: 1_000, ..config() });
    now(service.found(CLINIC, clinic.records.clone(), None, 1));
    let mut desk = Desk::new(1);
    kept(ask(&service, 1, put(&desk.some(2))));
    let more = desk.some(2);
    assert_eq!(why(ask(&service, 1, put(&more))), Why::Quota);
    assert!(now(service.set_quota(CLINIC, 1 << 20)).unwrap());
    kept(ask(&service, 1, put(&more)));
    assert_eq!(now(service.clinics(None)).unwrap()[0].bundles, 2);
}

#[test]
fn pages_of_the_control_log_fit_their_frame() {
    let mut clinic = Clinic::new(1);
    for kind in 40..70 {
        let body = cbor::Cbor::Bytes(vec![1; 60_000]);
        clinic.add(1, Act::Unknown { kind, body });
    }
    let service = in_memory();
    let (first, rest) = clinic.records.split_at(10);
    now(service.found(CLINIC, first.to_vec(), None, 1));
    let mut half = sync::Control::new(CLINIC);
    first.iter().for_each(|record| drop(half.admit(record).unwrap()));
    let request = Request::Extend { head: half.head, records: rest.to_vec() };
    ask(&service, 1, request);
    // Another process that has folded nothing yet reads it page by page as well.
    let mut read: Vec<Vec<u8>> = vec![];
    while read.len() < clinic.records.len() {
        let after = read.len() as u64;
        let reply = ask(&service, 1, Request::Control { after });
        assert!(reply.encode().len() <= FRAME_BYTES_MAX);
        let Reply::Control { records } = reply else { panic!() };
        assert!(!records.is_empty());
        read.extend(records);
    }
    assert_eq!(read, clinic.records);
}

#[test]
fn a_computer_restored_without_end_is_stopped_before_leaves_overflow_their_frame() {
    let service = founded(&Clinic::new(1));
    let desk = Desk::new(1);
    for log in 0..256 {
        kept(ask(&service, 1, put(&Desk { log, ..desk.clone() }.some(1))));
    }
    let one_more = Desk { log: 999, ..desk }.some(1);
    assert_eq!(not_kept(ask(&service, 1, put(&one_more))), (256, vec![(0, Why::Quota)]));
}

#[test]
fn no_bytes_make_it_panic() {
    let service = founded(&Clinic::new(1));
    let frame = put(&Desk::new(1).some(2)).encode();
    for at in 0..frame.len() {
        let mut changed = frame.clone();
        changed[at] = changed[at].wrapping_add(1);
        now(service.answer_frame(CLINIC, DeskNo(1), &changed, 1));
        now(service.answer_frame(CLINIC, DeskNo(1), &frame[..at], 1));
    }
    let reply = now(service.answer_frame(CLINIC, DeskNo(1), &vec![0x82; 100 << 20], 1));
    assert_eq!(why(Reply::decode(&reply).unwrap()), Why::TooLarge);
}
