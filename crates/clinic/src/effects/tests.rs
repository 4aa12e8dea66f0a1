use std::sync::Arc;

use kernel::{
    Body, Door, ManualClock, Migration, Mint, NoHost, Opening, Session, TableSpec, receive,
};

use super::*;

const NOW: i64 = 1_795_327_200_000;
const STORE: i64 = 77;

/// The simulator has this file too, and knows no table of the product but these.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "ledger", sql: include_str!("../../../../migrations/0001_ledger.sql") },
    Migration { name: "place", sql: include_str!("../../../../migrations/0035_op_place.sql") },
    Migration { name: "chain", sql: include_str!("../../../../migrations/0019_provable_log.sql") },
    Migration { name: "sync", sql: include_str!("../../../../migrations/0023_sync.sql") },
    Migration { name: "snapshot", sql: include_str!("../../../../migrations/0027_snapshot.sql") },
    Migration { name: "digest", sql: include_str!("../../../../migrations/0030_state_digest.sql") },
    Migration { name: "clocks", sql: include_str!("../../../../migrations/0031_clock_fix.sql") },
    Migration { name: "order", sql: include_str!("../../../../migrations/0034_seal_order.sql") },
    Migration { name: "redaction", sql: include_str!("../../../../migrations/0036_redaction.sql") },
    Migration { name: "effects", sql: include_str!("../../../../migrations/0038_effects.sql") },
];

/// One run of a desk's program.
struct TestDesk {
    door: Arc<Door>,
    carrier: Carrier,
}

fn open(seed: u64) -> TestDesk {
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: MIGRATIONS,
        tables: &[TableSpec::of::<Effect>(), TableSpec::of::<EffectIntent>()],
        routes: Vec::new(),
        clock: Arc::new(ManualClock::at(Timestamp(NOW))),
        host: Arc::new(NoHost),
        mint: Mint::seeded(seed),
        zone: "Asia/Kolkata".parse().unwrap(),
    });
    TestDesk { door: Arc::new(door.unwrap()), carrier: Carrier::default() }
}

/// Desks that follow the numbers of one store, and a row that all of them have heard of.
fn clinic<const N: usize>() -> ([TestDesk; N], RowId) {
    let mut seed = 0;
    let desks = [(); N].map(|()| {
        seed += 1;
        let desk = open(seed);
        desk.follow(STORE);
        desk
    });
    (desks, RowId([9; 16]))
}

impl TestDesk {
    fn run(&self, sql: &str) {
        let run = |tx: &mut Tx<'_>| Ok(tx.conn().execute_batch(sql)?);
        self.door.write(&Session::program(), run).unwrap();
    }

    fn follow(&self, store: i64) {
        self.run(&format!(
            "INSERT INTO numbering (stream, incarnation, seq) VALUES (1, {store}, 1)"
        ));
    }

    /// The program is started again, on the same disk.
    fn again(&self) -> Self {
        Self { door: self.door.clone(), carrier: Carrier::default() }
    }

    fn want(&mut self, row: RowId) -> Option<RowId> {
        let carrier = &mut self.carrier;
        self.door.write(&Session::program(), |tx| carrier.want(tx, row, "message")).unwrap()
    }

    fn mean(&mut self) -> usize {
        let carrier = &mut self.carrier;
        self.door.write(&Session::program(), |tx| carrier.mean(tx)).unwrap()
    }

    fn begin(&mut self) -> Vec<Due> {
        let carrier = &mut self.carrier;
        self.door.read(&Session::program(), |read| carrier.begin(read)).unwrap()
    }

    fn answer(&mut self, effect: RowId, answer: Answer) -> Result<()> {
        let carrier = &mut self.carrier;
        self.door.write(&Session::program(), |tx| carrier.answer(tx, effect, answer))
    }

    fn tell(&self, intent: RowId, outcome: Outcome) {
        self.door.write(&Session::program(), |tx| tell(tx, intent, outcome)).unwrap();
    }

    fn standings(&self) -> Vec<Standing> {
        let open = self.door.read(&Session::program(), |read| self.carrier.open(read)).unwrap();
        open.into_iter().map(|(_, standing)| standing).collect()
    }

    fn intent(&self) -> RowId {
        let mine = |one: &EffectIntent| Some(one.life) == self.carrier.life;
        let sql = "SELECT * FROM effect_intent ORDER BY id LIMIT 100";
        let all: Vec<EffectIntent> =
            self.door.read(&Session::program(), |read| read.all(sql, [])).unwrap();
        all.into_iter().find(mine).unwrap().id
    }

    fn twice(&self) -> usize {
        self.door.read(&Session::program(), done_twice).unwrap().len()
    }

    fn take(&self, other: &TestDesk) {
        let sql = "SELECT log.log_id, op.n, op.body FROM op JOIN log ON log.id = op.log
                   ORDER BY op.log, op.n";
        let ops = |read: &Read<'_>| {
            let mut statement = read.conn().prepare(sql)?;
            let rows = statement.query_map([], |row| {
                let body: Body<'static> = row.get(2)?;
                Ok((row.get(0)?, row.get(1)?, Vec::from(body)))
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<(i64, i64, Vec<u8>)>>>()?)
        };
        let ops = other.door.read(&Session::program(), ops).unwrap();
        let take = |tx: &mut Tx<'_>| {
            for (log, n, body) in &ops {
                receive(tx, self.door.catalog(), body, log.cast_unsigned(), n.cast_unsigned())?;
            }
            Ok(())
        };
        self.door.write(&Session::program(), take).unwrap();
    }

    /// The store gave the seals of what was written in this row their number.
    fn number(&self, row: RowId, seq: i64) {
        let sealed = "INSERT INTO sealed (log, up_to)
                      SELECT log, max(n) FROM op_row WHERE row = ?1 AND log = 1 GROUP BY log
                      ON CONFLICT DO UPDATE SET up_to = excluded.up_to";
        let sql = "INSERT INTO seal (hash, parent, stream, desk, no, log, first, ops, state, why,
                       is_leaf, taken_at, body, numbering, seq, within)
                   SELECT randomblob(32), zeroblob(32), 1, 1, 1, log.log_id, op_row.n, 1,
                       'applied', '', 0, 0, x'', (SELECT max(id) FROM numbering), ?2, 0
                   FROM op_row JOIN log ON log.id = op_row.log
                   WHERE row = ?1 AND NOT EXISTS
                       (SELECT 1 FROM seal WHERE seal.log = log.log_id AND first = op_row.n)";
        let numbered = |tx: &mut Tx<'_>| {
            tx.conn().execute(sealed, [row])?;
            Ok(tx.conn().execute(sql, (row, seq))?)
        };
        assert!(self.door.write(&Session::program(), numbered).unwrap() > 0);
    }
}

/// One desk wants it, both mean to, and have met since; nothing has a number but the wish.
fn both_mean_to() -> ([TestDesk; 2], RowId) {
    let (mut desks, row) = clinic::<2>();
    let wish = desks[0].want(row).unwrap();
    desks[1].take(&desks[0]);
    for desk in &mut desks {
        desk.number(wish, 2);
        assert_eq!(desk.mean(), 1);
        assert_eq!(desk.standings(), [Standing::Waits]);
    }
    let [one, other] = &desks;
    other.take(one);
    one.take(other);
    (desks, wish)
}

#[test]
fn of_two_who_mean_to_the_one_whom_the_server_numbered_first_acts_and_once() {
    let (mut desks, _) = both_mean_to();
    let intents = desks.each_ref().map(TestDesk::intent);
    for desk in &mut desks {
        assert_eq!(desk.begin(), [], "nobody is confirmed");
        desk.number(intents[1], 3);
    }
    let due = desks[1].begin();
    assert_eq!(due.iter().map(|due| due.intent).collect::<Vec<_>>(), [intents[1]]);
    assert_eq!(desks[1].begin(), [], "what is begun is not begun again");
    assert_eq!(desks[1].standings(), [Standing::Asks(Doubt::Begun)]);
    desks[0].number(intents[0], 4);
    assert_eq!(desks[0].begin(), []);
    assert_eq!(desks[0].standings(), [Standing::Asks(Doubt::Begun)]);
    desks[1].tell(intents[1], Outcome::Done);
    desks[0].take(&desks[1]);
    assert!(desks.iter().all(|desk| desk.standings().is_empty()), "it is done, and both know");
}

#[test]
fn another_run_of_the_program_asks_before_it_does_what_was_begun() {
    let (mut desks, wish) = both_mean_to();
    let intent = desks[0].intent();
    desks[0].number(intent, 3);
    let mut later = desks[0].again();
    assert_eq!((later.begin(), later.mean()), (Vec::new(), 0));
    assert_eq!(later.standings(), [Standing::Asks(Doubt::Begun)]);
    later.answer(wish, Answer::Again).unwrap();
    assert!(later.answer(wish, Answer::Again).is_err(), "it was answered");
    assert_eq!(desks[0].begin(), [], "and the earlier run does it no more, if it still runs");
    assert_eq!((later.mean(), later.standings()), (1, vec![Standing::Waits]));
}

#[test]
fn a_number_of_another_store_than_the_wish_names_confirms_nobody() {
    let (mut desks, wish) = both_mean_to();
    let intent = desks[0].intent();
    desks[0].follow(STORE + 1);
    assert_eq!(desks[0].standings(), [Standing::Asks(Doubt::StoreLost)], "none will come");
    desks[0].number(intent, 3);
    assert_eq!(desks[0].begin(), []);
    assert_eq!(desks[0].standings(), [Standing::Asks(Doubt::StoreLost)]);
    // Who was confirmed before acts; also where the same store is followed anew.
    desks[1].number(desks[1].intent(), 3);
    desks[1].follow(STORE + 1);
    assert_eq!(desks[1].begin().len(), 1);
    let mut third = open(3);
    third.follow(STORE + 1);
    third.take(&desks[0]);
    third.number(wish, 1);
    assert_eq!(third.mean(), 0);
}

#[test]
fn a_wish_whose_number_was_never_told_is_not_decided_by_the_next_store() {
    let ([mut desk], row) = clinic::<1>();
    let wish = desk.want(row).unwrap();
    assert_eq!(desk.mean(), 1);
    // The old store numbered the wish, and who was confirmed by it is dark.
    desk.follow(STORE + 1);
    desk.number(wish, 1);
    desk.number(desk.intent(), 2);
    assert_eq!(desk.begin(), []);
    assert_eq!(desk.standings(), [Standing::Asks(Doubt::StoreLost)]);
}

#[test]
fn a_store_that_went_back_confirms_nobody_for_what_was_wanted_before() {
    let (mut desks, _) = both_mean_to();
    let intent = desks[0].intent();
    desks[0].follow(STORE);
    desks[0].number(intent, 3);
    assert_eq!(desks[0].begin(), []);
    assert_eq!(desks[0].standings(), [Standing::Asks(Doubt::StoreLost)]);
}

#[test]
fn of_two_wishes_for_the_same_the_first_counts() {
    let (mut desks, row) = clinic::<2>();
    let wishes = desks.each_mut().map(|desk| desk.want(row).unwrap());
    assert_eq!(desks.each_mut().map(TestDesk::mean), [1, 1]);
    let [one, other] = &desks;
    other.take(one);
    one.take(other);
    let intents = desks.each_ref().map(TestDesk::intent);
    for desk in &mut desks {
        desk.number(wishes[1], 2);
        desk.number(wishes[0], 3);
        intents.iter().zip(4..).for_each(|(intent, seq)| desk.number(*intent, seq));
        assert_eq!(desk.want(row), None);
    }
    assert_eq!((desks[0].begin().len(), desks[1].begin().len()), (0, 1));
    assert_eq!(desks[0].standings()[0], Standing::Asks(Doubt::WantedTwice));
}

#[test]
fn what_nobody_here_can_read_may_be_another_s_intent() {
    let (mut desks, _) = both_mean_to();
    let intent = desks[0].intent();
    desks[0].number(intent, 9);
    let unread = |state: &str, why: &str, seq: i64| {
        format!(
            "INSERT INTO seal (hash, parent, stream, desk, no, log, first, ops, state, why, is_leaf,
                 taken_at, body, numbering, seq, within)
             VALUES (randomblob(32), zeroblob(32), 1, 2, 1, 5, 1, 1, '{state}', '{why}', 0, 0, x'',
                 (SELECT max(id) FROM numbering), {seq}, 0)"
        )
    };
    let gone = "DELETE FROM seal WHERE log = 5";
    for (state, why, seq, counts) in [
        ("waits", "key", 5, true),
        ("waits", "key", 1, true),
        ("waits", "key", 10, false),
        ("aside", "cut", 5, true),
        ("aside", "cut", 1, false),
    ] {
        desks[0].run(&unread(state, why, seq));
        let is_unread = desks[0].standings() == [Standing::Asks(Doubt::Unread)];
        assert_eq!(is_unread, counts, "{state} {why} {seq}");
        desks[0].run(gone);
    }
    assert_eq!(desks[0].begin().len(), 1);
}

#[test]
fn where_a_copy_of_the_records_wrote_on_nobody_is_confirmed() {
    let (mut desks, _) = both_mean_to();
    let intent = desks[0].intent();
    desks[0].number(intent, 9);
    desks[0].run(
        "INSERT INTO log (id, log_id, desk, opened_at, reason, stamped)
         SELECT 50, 50, 'Z', 0, 'remote', log_id FROM log WHERE id = 1",
    );
    assert_eq!(desks[0].begin(), []);
    assert_eq!(desks[0].standings(), [Standing::Asks(Doubt::Copied)]);
}

#[test]
fn where_nobody_numbers_the_run_that_wants_it_does_it_at_once_and_no_other() {
    let mut alone = open(1);
    alone.want(RowId([9; 16])).unwrap();
    let mut other = open(2);
    other.take(&alone);
    let mut later = alone.again();
    for desk in [&mut other, &mut later] {
        assert_eq!((desk.mean(), desk.begin()), (0, Vec::new()));
        assert_eq!(desk.standings(), [Standing::Asks(Doubt::Nobody)]);
    }
    assert_eq!((alone.mean(), alone.begin().len(), alone.begin().len()), (1, 1, 0));
}

#[test]
fn what_surely_failed_may_be_wanted_again_and_what_was_done_may_not() {
    let mut alone = open(1);
    let wish = alone.want(RowId([9; 16])).unwrap();
    alone.mean();
    let due = alone.begin().remove(0);
    alone.tell(due.intent, Outcome::Failed);
    alone.answer(wish, Answer::Again).unwrap();
    alone.mean();
    let due = alone.begin().remove(0);
    alone.tell(due.intent, Outcome::Done);
    assert!(alone.answer(due.effect.id, Answer::Again).is_err());
    assert_eq!(alone.twice(), 0);
}

#[test]
fn what_two_desks_did_is_told() {
    let (desks, _) = both_mean_to();
    for desk in &desks {
        desk.tell(desk.intent(), Outcome::Done);
    }
    assert_eq!(desks[0].twice(), 0);
    desks[0].take(&desks[1]);
    assert_eq!(desks[0].twice(), 1);
}
