//! Beds that were given away twice, and the numbers that the clinic's server gives the claims.

use kernel::{RowId, Session, Timestamp};
use proptest::prelude::*;

use super::two_desks::{House, MINUTE, NOW, TestDesk, admit, build, meet, open};

impl TestDesk {
    /// The clinic has a server.
    fn has_server(&self) {
        let sql = "INSERT INTO remote (id, kind, address) VALUES (0, 'server', 'there')";
        self.door.write(&Session::program(), |tx| Ok(tx.conn().execute(sql, [])?)).unwrap();
    }

    /// The server gave the ops of this row their number.
    fn number(&self, row: RowId, seq: i64) {
        let sql = "INSERT INTO seal (hash, parent, stream, desk, no, log, first, ops, state, why,
                       is_leaf, taken_at, body, numbering, seq, within)
                   SELECT randomblob(32), zeroblob(32), 1, 1, 1, log.log_id, op_row.n, 1,
                       'applied', '', 0, 0, x'', 1, ?2, 0
                   FROM op_row JOIN log ON log.id = op_row.log WHERE row = ?1";
        let numbered = |tx: &mut kernel::Tx<'_>| Ok(tx.conn().execute(sql, (row, seq))?);
        assert_eq!(self.door.write(&Session::program(), numbered).unwrap(), 1);
    }

    /// Who holds the first bed, and whether each who lost it is confirmed to have.
    fn first_bed(&self) -> (Option<RowId>, Vec<bool>) {
        let board = self.board();
        let mut inside = board.wards[0].beds[0].occupants.iter();
        let holder = inside.find(|occupant| !occupant.is_clash).map(|holder| holder.stay_id);
        (holder, board.clashes.iter().map(|clash| clash.is_confirmed).collect())
    }
}

/// As many desks as there are minutes: each gave the first bed to a patient of its own when
/// its clock showed that time, and none has met another since.
fn all_took_it(minutes: &[i64]) -> (Vec<TestDesk>, Vec<RowId>) {
    let count = u8::try_from(minutes.len()).unwrap();
    let (mut desks, mut stays) = (Vec::new(), Vec::new());
    let first = open(1);
    first.has_server();
    let house: House = build(&first, 2, count);
    let base = first.ops();
    desks.push(first);
    for of in 1..count {
        let desk = open(u64::from(of) + 1);
        desk.has_server();
        desk.take(&base);
        desks.push(desk);
    }
    for (who, desk) in desks.iter().enumerate() {
        desk.clock.set(Timestamp(NOW + (60 + minutes[who]) * MINUTE));
        desk.run(admit(&house, who, 0)).unwrap();
        stays.push(desk.board().wards[0].beds[0].occupants[0].stay_id);
    }
    (desks, stays)
}

fn all_meet(desks: &[TestDesk]) {
    for (at, one) in desks.iter().enumerate() {
        desks[at + 1..].iter().for_each(|other| meet(one, other));
    }
}

#[test]
fn who_was_numbered_first_holds_the_bed_though_another_gave_it_away_earlier() {
    let (desks, stays) = all_took_it(&[1, 2]);
    all_meet(&desks);
    for desk in &desks {
        assert_eq!(desk.first_bed(), (Some(stays[0]), vec![false]), "nobody has numbered it");
        desk.number(stays[1], 1);
        assert_eq!(desk.first_bed(), (Some(stays[1]), vec![true]));
        desk.number(stays[0], 2);
        assert_eq!(desk.first_bed(), (Some(stays[1]), vec![true]));
    }
}

#[test]
fn a_late_desk_with_an_earlier_clock_takes_no_bed_from_who_is_confirmed() {
    let (desks, stays) = all_took_it(&[10, 20, 1]);
    all_meet(&desks[..2]);
    for desk in &desks[..2] {
        desk.number(stays[0], 1);
        desk.number(stays[1], 2);
    }
    all_meet(&desks);
    for desk in &desks[..2] {
        assert_eq!(desk.first_bed(), (Some(stays[0]), vec![true, true]));
        desk.number(stays[2], 3);
        assert_eq!(desk.first_bed().0, Some(stays[0]));
    }
    // The late desk hears of the numbers, and finds the same.
    let late = &desks[2];
    assert_eq!(late.first_bed().0, Some(stays[2]), "by its clock, while it knows no number");
    for (stay, seq) in stays.iter().zip(1..) {
        late.number(*stay, seq);
    }
    assert_eq!(late.first_bed(), (Some(stays[0]), vec![true, true]));
}

/// What a desk knows of the order of its claims it tells, once.
fn tell(desk: &TestDesk) -> usize {
    let program = Session::program();
    let found = desk.door.read(&program, crate::wards::untold).unwrap();
    desk.door.write(&program, |tx| crate::claims::tell(tx, &found)).unwrap();
    found.len()
}

#[test]
fn desks_that_followed_two_numberings_find_one_holder_once_they_have_told_each_other() {
    let (desks, stays) = all_took_it(&[1, 2]);
    all_meet(&desks);
    // The server's store was lost, and the first desk alone had seen the old numbers.
    for (desk, seqs) in desks.iter().zip([[2, 1], [1, 2]]) {
        stays.iter().zip(seqs).for_each(|(stay, seq)| desk.number(*stay, seq));
    }
    assert_ne!(desks[0].first_bed().0, desks[1].first_bed().0, "each by its own numbers");
    assert_eq!(tell(&desks[0]), 1);
    desks[1].clock.set(Timestamp(NOW + 500 * MINUTE));
    meet(&desks[0], &desks[1]);
    assert_eq!(tell(&desks[1]), 0, "nothing that counts more");
    for desk in &desks {
        assert_eq!(desk.first_bed(), (Some(stays[1]), vec![true]));
        assert_eq!(tell(desk), 0, "and once is enough");
    }
    // One that knows no number at all, as after a snapshot.
    let third = open(9);
    third.has_server();
    third.take(&desks[0].ops());
    assert_eq!(third.first_bed(), (Some(stays[1]), vec![true]));
}

#[test]
fn of_two_who_decided_at_once_one_counts_on_both_desks() {
    let (desks, stays) = all_took_it(&[1, 2]);
    all_meet(&desks);
    for (desk, seqs) in desks.iter().zip([[2, 1], [1, 2]]) {
        stays.iter().zip(seqs).for_each(|(stay, seq)| desk.number(*stay, seq));
    }
    desks[1].clock.set(Timestamp(NOW + 500 * MINUTE));
    assert_eq!((tell(&desks[0]), tell(&desks[1])), (1, 1));
    meet(&desks[0], &desks[1]);
    for desk in &desks {
        assert_eq!(desk.first_bed(), (Some(stays[1]), vec![true]), "who was earlier");
        assert_eq!(tell(desk), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn whatever_clocks_say_and_in_whatever_order_ops_come_the_first_number_holds(
        minutes in proptest::collection::vec(0i64..30, 2..5),
        numbers in Just([0usize, 1, 2, 3]).prop_shuffle(), turn in 0usize..40,
    ) {
        let (desks, stays) = all_took_it(&minutes);
        all_meet(&desks);
        let third = open(9);
        third.has_server();
        let mut ops = desks[0].ops();
        let at = turn.min(ops.len());
        ops.rotate_left(at);
        third.take(&ops);
        let order: Vec<RowId> = numbers.iter().filter_map(|at| stays.get(*at)).copied().collect();
        for desk in desks.iter().chain([&third]) {
            for (stay, seq) in order.iter().zip(1..) {
                desk.number(*stay, seq);
                prop_assert_eq!(desk.first_bed().0, Some(order[0]));
            }
            let (_, lost) = desk.first_bed();
            prop_assert_eq!(lost, vec![true; stays.len() - 1], "each who lost is shown");
        }
    }
}
