//! In which order the server numbered what desks wrote, as each of them knows it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod fixture;

use fixture::*;
use kernel::{RowId, Session};
use replica::{OwnPlace, Place};
use sync::{Ledger, Remote, Stream};

/// Where the row stands that this desk shows.
fn place(desk: &Desk, row: RowId) -> Option<Place> {
    let of = |read: &kernel::Read<'_>| replica::place_of(read, "person", row, "name");
    desk.door.read(&Session::program(), of).unwrap()
}

#[test]
fn what_was_written_later_and_numbered_first_is_first_on_every_desk() {
    let (mut one, mut two, mut server) = clinic();
    meet(&mut [&mut one, &mut two], &mut server);
    let early = one.add("Asha");
    let later = two.add("Bilal");
    two.sync(&mut server);
    assert_eq!((place(&one, early), place(&two, early)), (None, None));
    assert!(place(&two, later).is_some(), "the receipt says so");
    one.sync(&mut server);
    two.sync(&mut server);
    for desk in [&one, &two] {
        assert!(place(desk, later) < place(desk, early));
    }
    assert_eq!(place(&one, later), place(&two, later));
    assert_eq!(place(&one, early), place(&two, early));
    // An edit is numbered for itself.
    one.rename(early, "Asha Rao");
    assert_eq!(place(&one, early), None);
}

#[test]
fn a_place_stays_when_the_server_has_lost_everything() {
    let (mut one, mut two, mut server) = clinic();
    let early = one.add("Asha");
    meet(&mut [&mut one, &mut two], &mut server);
    let later = two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    let known = (place(&one, early), place(&one, later));
    let mut server = Server::new(12);
    let last = two.add("Chitra");
    meet(&mut [&mut two, &mut one], &mut server);
    for desk in [&one, &two] {
        assert_eq!((place(desk, early), place(desk, later)), known);
        assert!(place(desk, later) < place(desk, last));
    }
}

#[test]
fn a_number_that_is_not_well_signed_is_believed_once_it_comes_with_a_page() {
    let (mut one, mut two, mut server) = clinic();
    // Its receipts carry no signature of this key.
    let records = one.replica.name_server([1; 32], fixture::START).unwrap();
    one.replica.admit_all(&records).unwrap();
    meet(&mut [&mut one, &mut two], &mut server);
    let row = one.add("Asha");
    one.sync(&mut server);
    assert_eq!(place(&one, row), None);
    one.sync(&mut server);
    two.sync(&mut server);
    assert!(place(&one, row).is_some(), "no gap is left in the numbers");
    assert_eq!(place(&one, row), place(&two, row));
}

#[test]
fn numbers_of_a_place_that_is_not_the_clinics_count_for_nothing() {
    let (mut one, mut two, mut server) = clinic();
    meet(&mut [&mut one, &mut two], &mut server);
    let row = two.add("Asha");
    let exchange =
        |remote| sync::Exchange::new(CLINIC, remote, None, vec![Stream::MAIN], sync::Pace::LAN);
    one.exchange = exchange(Remote(1));
    two.exchange = exchange(Remote(1));
    let mut hub = Server::new(13);
    meet(&mut [&mut one, &mut two], &mut hub);
    assert_eq!((place(&one, row), place(&two, row)), (None, None));
    assert!(one.replica.unsent(Remote(1), Stream::MAIN, 1).unwrap().is_empty());
}

#[test]
fn what_was_numbered_before_places_were_kept_is_before_what_is_numbered_since() {
    let (mut one, mut two, mut server) = clinic();
    let old = two.add("Asha");
    meet(&mut [&mut one, &mut two], &mut server);
    // What it is known to have is counted up to what came before the last.
    two.add("Dev");
    meet(&mut [&mut one, &mut two], &mut server);
    let unsent = one.add("Bilal");
    one.seal();
    // As the migration finds a desk that knew of no places.
    let migration = include_str!("../../../migrations/0034_seal_order.sql");
    let goes_on = migration.rsplit_once("goes on from there.\n").unwrap().1;
    let forget = "UPDATE seal SET numbering = NULL, seq = NULL, within = NULL;
                  DELETE FROM numbering;";
    one.door
        .write(&Session::program(), |tx| {
            tx.conn().execute_batch(forget)?;
            Ok(tx.conn().execute_batch(goes_on)?)
        })
        .unwrap();
    assert!(place(&one, old).is_some());
    assert_eq!(place(&one, unsent), None);
    let later = two.add("Chitra");
    two.sync(&mut server);
    one.sync(&mut server);
    assert!(place(&one, old) < place(&one, later));
    assert!(place(&one, later) < place(&one, unsent));
}

#[test]
fn what_came_with_a_snapshot_stays_before_all_that_a_store_numbers_which_was_made_after_it() {
    let (mut one, mut two, mut server) = clinic();
    let row = two.add("Asha");
    meet(&mut [&mut two, &mut one], &mut server);
    let run = |sql: &str| {
        let run = |tx: &mut kernel::Tx<'_>| Ok(tx.conn().execute_batch(sql)?);
        one.door.write(&Session::program(), run).unwrap();
    };
    let is_of_snapshot = || place(&one, row).map(Place::is_of_snapshot);
    run("DELETE FROM numbering; UPDATE seal SET numbering = NULL, seq = NULL, within = NULL");
    assert_eq!(is_of_snapshot(), None);
    run("INSERT INTO numbering (id, stream, incarnation, seq, snapshot_to, own_desk)
         SELECT 7, stream, 1, 9, max(id), 0 FROM seal GROUP BY stream");
    assert_eq!(is_of_snapshot(), Some(true));
    run("UPDATE seal SET numbering = 7, seq = 10, within = 0");
    assert_eq!(is_of_snapshot(), Some(false), "its maker brought it after the snapshot");
    run("UPDATE seal SET numbering = 8, seq = 1");
    assert_eq!(is_of_snapshot(), Some(true));
}

/// The same of what this desk wrote, without any doubt.
fn own_place(desk: &Desk, row: RowId) -> OwnPlace {
    let of = |read: &kernel::Read<'_>| replica::own_place_of(read, "person", row, "name");
    desk.door.read(&Session::program(), of).unwrap()
}

#[test]
fn a_desk_is_sure_of_its_own_numbers_alone() {
    let (mut one, mut two, mut server) = clinic();
    let row = one.add("Asha");
    assert_eq!(own_place(&one, row), OwnPlace::Unnumbered);
    one.seal();
    assert_eq!(own_place(&one, row), OwnPlace::Unnumbered);
    meet(&mut [&mut one, &mut two], &mut server);
    let known = place(&one, row).unwrap();
    assert_eq!(own_place(&one, row), OwnPlace::At(known));
    assert_eq!(own_place(&two, row), OwnPlace::Doubtful);
    let store =
        |read: &kernel::Read<'_>| Ok((replica::store_of(read, known)?, replica::last_store(read)?));
    let stores = |desk: &Desk| desk.door.read(&Session::program(), store).unwrap();
    assert_eq!(stores(&one), (Some(11), Some(11)));
    let mut server = Server::new(12);
    two.add("Bilal");
    meet(&mut [&mut two, &mut one], &mut server);
    assert_eq!(stores(&one), (Some(11), Some(12)));
    assert_eq!(own_place(&one, row), OwnPlace::At(known), "the first place stays");
}

#[test]
fn what_a_copy_wrote_under_the_same_number_makes_an_own_place_doubtful() {
    let (mut one, mut two, mut server) = clinic();
    meet(&mut [&mut one, &mut two], &mut server);
    let mut twin = Desk::on(two.copy(), 2, 77);
    let (own, other) = (two.add("Asha"), twin.add("Bilal"));
    twin.sync(&mut server);
    assert!(matches!(own_place(&twin, other), OwnPlace::At(_)), "it cannot know");
    // The other's seal is here and numbered, the own op in no seal yet or in one of its own.
    two.sync(&mut server);
    assert_eq!(own_place(&two, own), OwnPlace::Doubtful);
    twin.sync(&mut server);
    assert_eq!(own_place(&twin, other), OwnPlace::Doubtful);
}
