//! The laws of the reducer, and the guarantees of the write path, over made-up tables.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod made_up;

use std::sync::Arc;

use kernel::{
    Body, Command, Door, Hlc, Kind, ManualClock, Mint, NoHost, Op, Opening, Permission, Query,
    Read, Result, Route, RowId, Session, Stamp, Timestamp, Tx, Value, What, conflicts, live,
    rebuild, receive, state,
};
use made_up::{MIGRATIONS, Paper, Person, Reading, TABLES};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize, ts_rs::TS)]
struct AddPerson {
    name: String,
}

impl Command for AddPerson {
    type Output = RowId;
    const ROUTE: &'static str = "people.add";
    const PERMISSION: Permission = Permission("people.edit");

    fn run(self, tx: &mut Tx<'_>) -> Result<RowId> {
        let id = tx.new_id();
        tx.insert(&Person { id, name: self.name, sex: "f".into(), village: None })?;
        Ok(id)
    }

    fn subject(id: &RowId) -> Option<RowId> {
        Some(*id)
    }
}

#[derive(Deserialize, ts_rs::TS)]
struct CountPeople {}

impl Query for CountPeople {
    type Output = i64;
    const ROUTE: &'static str = "people.count";
    const PERMISSION: Permission = Permission::ANYONE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<i64> {
        Ok(read.value("SELECT count(*) FROM person", [])?.unwrap_or(0))
    }
}

fn desk(seed: u64) -> (Door, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: MIGRATIONS,
        tables: TABLES,
        routes: vec![Route::command::<AddPerson>(), Route::query::<CountPeople>()],
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(seed),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    (door, clock)
}

fn program() -> Session {
    Session::program()
}

/// An op that some desk may have written: small spaces, so that they clash often.
fn any_op() -> impl Strategy<Value = (Op, Stamp)> {
    let kinds = prop_oneof![Just(Kind::Insert), Just(Kind::Change), Just(Kind::Freeze)];
    (kinds, 0u8..3, 0u8..2, 0u64..5, 0u64..4, any::<u8>(), any::<bool>()).prop_map(
        |(kind, table, row, log, n, value, has_seen)| {
            let table = ["person", "paper", "reading"][usize::from(table)];
            let kind = match (kind, table) {
                (Kind::Freeze, "paper") | (Kind::Insert | Kind::Change, _) => kind,
                (Kind::Freeze, _) => Kind::Change,
            };
            let text = Value::Text(format!("v{value}"));
            let int = Value::Int(i64::from(value));
            let fields = match table {
                "person" if kind == Kind::Insert => {
                    [(1, text.clone()), (2, text), (3, int_text(value))].into()
                }
                "person" if value % 2 == 0 => [(1, text)].into(),
                "person" => [(2, text)].into(),
                "paper" if kind == Kind::Change => [(1, text)].into(),
                "paper" => [(1, text), (2, int)].into(),
                _ => [(1, int)].into(),
            };
            // Stamps are unique: the content hangs on (log, n) alone.
            let stamp = Stamp { hlc: Hlc(1000 + n * 7 + log), log, n: n * 8 + u64::from(row) + 1 };
            let earlier = Stamp { hlc: Hlc(1000 + log), log, n: u64::from(row) + 1 };
            let replaces = match has_seen && table == "person" {
                true => [(2, vec![earlier])].into(),
                false => Default::default(),
            };
            let op = Op {
                kind,
                table: table.into(),
                row: RowId([row; 16]),
                fields,
                replaces,
                hlc: stamp.hlc,
                user: RowId::NONE,
                session: 0,
                unknown: Default::default(),
            };
            (op, stamp)
        },
    )
}

fn int_text(value: u8) -> Value {
    if value.is_multiple_of(3) { Value::Null } else { Value::Text(value.to_string()) }
}

fn fold(ops: &[(Op, Stamp)]) -> String {
    let (door, _) = desk(1);
    door.write(&program(), |tx| {
        for (op, stamp) in ops {
            receive(tx, door.catalog(), &op.encode()?, stamp.log, stamp.n)?;
        }
        state(tx, door.catalog())
    })
    .unwrap()
}

fn distinct(ops: Vec<(Op, Stamp)>) -> Vec<(Op, Stamp)> {
    let mut seen = std::collections::BTreeSet::new();
    ops.into_iter().filter(|(_, stamp)| seen.insert((stamp.log, stamp.n))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_order_and_any_repetition_give_the_same_state(
        ops in proptest::collection::vec(any_op(), 1..14),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let ops = distinct(ops);
        let mut shuffled: Vec<_> = order.iter().map(|at| at.get(&ops).clone()).collect();
        shuffled.extend(ops.iter().rev().cloned());
        prop_assert_eq!(fold(&ops), fold(&shuffled));
    }

    #[test]
    fn a_rebuild_from_ops_equals_the_live_rows(
        ops in proptest::collection::vec(any_op(), 0..10),
        edits in proptest::collection::vec((0u8..6, any::<u8>(), -5000i64..5000), 1..40),
    ) {
        let (door, clock) = desk(3);
        let mut people: Vec<Person> = Vec::new();
        let mut papers: Vec<Paper> = Vec::new();
        for (kind, value, ms) in edits {
            clock.advance_ms(ms);
            let text = format!("t{value}");
            let _ = door.write(&program(), |tx| {
                match kind {
                    0 => {
                        let id = tx.new_id();
                        let person = Person { id, name: text, sex: "f".into(), village: None };
                        tx.insert(&person)?;
                        people.push(person);
                    }
                    1 | 2 => if let Some(person) = people.last_mut() {
                        if kind == 1 { person.sex = text } else { person.village = Some(text) }
                        tx.change(person)?;
                    },
                    3 => {
                        let id = tx.new_id();
                        let paper = Paper { id, text, signed: 0 };
                        tx.insert(&paper)?;
                        papers.push(paper);
                    }
                    4 => if let Some(paper) = papers.last_mut() {
                        paper.signed = 1;
                        tx.freeze(paper)?;
                    },
                    _ => if let Some(person) = people.first() {
                        tx.end::<Person>(person.id)?;
                    },
                }
                Ok(())
            });
        }
        door.write(&program(), |tx| {
            for (op, stamp) in distinct(ops.clone()) {
                receive(tx, door.catalog(), &op.encode()?, stamp.log, stamp.n)?;
            }
            let live = state(tx, door.catalog())?;
            rebuild(tx, door.catalog())?;
            assert_eq!(live, state(tx, door.catalog())?);
            Ok(())
        }).unwrap();
    }
}

#[test]
fn a_signed_paper_cannot_be_changed_here_nor_by_a_later_op() {
    let (door, _) = desk(1);
    let id = RowId([5; 16]);
    door.write(&program(), |tx| {
        tx.insert(&Paper { id, text: "draft".into(), signed: 0 })?;
        tx.freeze(&Paper { id, text: "final".into(), signed: 1 })
    })
    .unwrap();
    let change = Paper { id, text: "forged".into(), signed: 1 };
    let refused = door.write(&program(), |tx| tx.change(&change)).unwrap_err();
    assert_eq!(refused.code, kernel::Code::Frozen);
    door.write(&program(), |tx| {
        let op = Op {
            kind: Kind::Change,
            table: "paper".into(),
            row: id,
            fields: [(1, Value::Text("forged".into()))].into(),
            replaces: Default::default(),
            hlc: Hlc(u64::MAX >> 2),
            user: RowId::NONE,
            session: 0,
            unknown: Default::default(),
        };
        receive(tx, door.catalog(), &op.encode()?, 9, 1)
    })
    .unwrap();
    let paper: Paper = door.read(&program(), |read| read.get(id)).unwrap();
    assert_eq!(paper.text, "final");
}

#[test]
fn concurrent_values_of_a_cautious_field_are_both_kept_until_somebody_has_seen_both() {
    let (door, _) = desk(1);
    let id = door.command(&program(), AddPerson { name: "Asha".into() }).unwrap();
    let elsewhere = |value: &str, n: i64| Op {
        kind: Kind::Change,
        table: "person".into(),
        row: id,
        fields: [(2, Value::Text(value.into()))].into(),
        replaces: Default::default(),
        hlc: Hlc::from_ms(1_800_000_000_001 + n),
        user: RowId::NONE,
        session: 0,
        unknown: Default::default(),
    };
    let found = door
        .write(&program(), |tx| {
            receive(tx, door.catalog(), &elsewhere("m", 1).encode()?, 9, 1)?;
            conflicts(tx.conn())
        })
        .unwrap();
    assert_eq!(found, [("person".to_owned(), id, "sex".to_owned())]);
    let left = door
        .write(&program(), |tx| {
            let mut person: Person = tx.get(id)?;
            person.sex = "f".into();
            tx.change(&person)?;
            conflicts(tx.conn())
        })
        .unwrap();
    assert!(left.is_empty());
}

/// Everything that a desk wrote itself.
fn written(door: &Door) -> Vec<(u64, u64, Vec<u8>)> {
    door.read(&program(), |read| {
        let sql = "SELECT log.log_id, op.n, op.body FROM op JOIN log ON log.id = op.log
                   WHERE log.reason = 'first' ORDER BY op.n";
        let mut ops = read.conn().prepare(sql)?;
        let part = |row: &rusqlite::Row<'_>, at| row.get::<_, i64>(at).map(i64::cast_unsigned);
        let rows = ops.query_map([], |row| {
            Ok((part(row, 0)?, part(row, 1)?, row.get::<_, Body<'static>>(2)?.into()))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    })
    .unwrap()
}

fn deliver(door: &Door, ops: &[(u64, u64, Vec<u8>)]) {
    door.write(&program(), |tx| {
        ops.iter().try_for_each(|(log, n, body)| receive(tx, door.catalog(), body, *log, *n))
    })
    .unwrap();
}

/// Several desks that wrote one person's sex unseen by each other; one of them has seen all.
fn disagreeing(values: &[String], seer: usize) -> (Vec<Door>, RowId) {
    let desks: Vec<Door> = (1..=values.len()).map(|seed| desk(seed as u64).0).collect();
    let id = desks[0].command(&program(), AddPerson { name: "Asha".into() }).unwrap();
    let first = written(&desks[0]);
    for (door, value) in desks.iter().zip(values) {
        deliver(door, &first);
        door.write(&program(), |tx| {
            let person: Person = tx.get(id)?;
            tx.change(&Person { sex: value.clone(), ..person })
        })
        .unwrap();
    }
    desks.iter().for_each(|door| deliver(&desks[seer], &written(door)));
    (desks, id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn after_a_person_settled_a_field_no_desk_holds_a_conflict(
        values in proptest::collection::vec("[a-c]", 2..5),
        seer in any::<prop::sample::Index>(),
        chosen in any::<prop::sample::Index>(),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 24),
    ) {
        let seer = seer.index(values.len());
        let (desks, id) = disagreeing(&values, seer);
        let (before, chosen) = desks[seer].write(&program(), |tx| {
            let held = live(tx.conn(), "person", id, "sex")?;
            let (_, value) = chosen.get(&held).clone();
            tx.settle::<Person>(id, "sex", std::slice::from_ref(&value))?;
            Ok((held.len(), value))
        }).unwrap();
        prop_assert_eq!(before, values.len(), "equal values are writes of their own");
        let all: Vec<_> = desks.iter().flat_map(written).collect();
        let mut shuffled: Vec<_> = order.iter().map(|at| at.get(&all).clone()).collect();
        shuffled.extend(all.into_iter().rev());
        for door in &desks {
            deliver(door, &shuffled);
            let (left, person): (_, Person) = door
                .read(&program(), |read| Ok((conflicts(read.conn())?, read.get(id)?)))
                .unwrap();
            prop_assert!(left.is_empty(), "{:?}", left);
            prop_assert_eq!(Value::Text(person.sex), chosen.clone());
        }
    }
}

#[test]
fn a_settled_field_can_be_put_open_again_with_every_value_on_every_desk() {
    let (desks, id) = disagreeing(&["m".into(), "o".into()], 1);
    let values = [Value::Text("m".into()), Value::Text("o".into())];
    desks[1]
        .write(&program(), |tx| {
            tx.settle::<Person>(id, "sex", &values[..1])?;
            assert!(conflicts(tx.conn())?.is_empty());
            tx.settle::<Person>(id, "sex", &values)
        })
        .unwrap();
    let ops: Vec<_> = desks.iter().flat_map(written).rev().collect();
    for door in &desks {
        deliver(door, &ops);
        let held = door.read(&program(), |read| live(read.conn(), "person", id, "sex")).unwrap();
        assert_eq!(held.into_iter().map(|(_, value)| value).collect::<Vec<_>>(), values);
    }
    let refused = desks[0].write(&program(), |tx| tx.settle::<Person>(id, "name", &values));
    assert!(refused.is_err(), "only a field that keeps what clashed can be settled");
}

#[test]
fn a_failed_command_leaves_nothing_behind() {
    let (door, _) = desk(1);
    let before = door.read(&program(), |read| state(read, door.catalog())).unwrap();
    let failed: Result<()> = door.write(&program(), |tx| {
        tx.insert(&Reading { id: RowId([1; 16]), value: 7 })?;
        Err(kernel::Error::conflict("errors-example"))
    });
    assert!(failed.is_err());
    let (after, ops): (String, i64) = door
        .read(&program(), |read| {
            Ok((
                state(read, door.catalog())?,
                read.value("SELECT count(*) FROM op", [])?.unwrap_or(-1),
            ))
        })
        .unwrap();
    assert_eq!((after, ops), (before, 0));
    door.command(&program(), AddPerson { name: "Next".into() }).unwrap();
}

#[test]
fn a_refusal_and_a_view_leave_a_line_in_the_access_log() {
    let (door, _) = desk(1);
    let stranger = Session { user: RowId([3; 16]), ..Session::program() };
    let args = serde_json::json!({ "name": "Asha" });
    let refused = door.call(&stranger, "people.add", args, None).unwrap_err();
    assert_eq!(refused.code, kernel::Code::Forbidden);
    door.call(&stranger, "people.count", serde_json::json!({}), None).unwrap();
    let log: Vec<String> = door
        .read(&program(), |read| {
            read.values("SELECT what || ' ' || route || ' ' || detail FROM access ORDER BY n", [])
        })
        .unwrap();
    assert_eq!(log, ["refused people.add people.edit", "view people.count "]);
}

#[test]
fn a_repeated_request_has_one_effect_and_the_same_answer() {
    let (door, _) = desk(1);
    let request = Some(RowId([8; 16]));
    let args = serde_json::json!({ "name": "Asha" });
    let first = door.call(&program(), "people.add", args.clone(), request).unwrap();
    let second = door.call(&program(), "people.add", args.clone(), request).unwrap();
    assert_eq!(first, second);
    assert_eq!(door.query(&program(), CountPeople {}).unwrap(), 1);
    door.call(&program(), "people.add", args, Some(RowId([9; 16]))).unwrap();
    assert_eq!(door.query(&program(), CountPeople {}).unwrap(), 2);
}

#[test]
fn an_edit_made_after_seeing_another_wins_although_the_clock_was_set_back() {
    let (door, clock) = desk(1);
    let id = door.command(&program(), AddPerson { name: "First".into() }).unwrap();
    clock.set(Timestamp(1_000));
    door.write(&program(), |tx| {
        let mut person: Person = tx.get(id)?;
        person.name = "Second".into();
        tx.change(&person)
    })
    .unwrap();
    let person: Person = door.read(&program(), |read| read.get(id)).unwrap();
    assert_eq!(person.name, "Second");
}

#[test]
fn facts_are_never_changed() {
    let (door, _) = desk(1);
    let id = RowId([1; 16]);
    door.write(&program(), |tx| tx.insert(&Reading { id, value: 1 })).unwrap();
    assert!(door.write(&program(), |tx| tx.change(&Reading { id, value: 2 })).is_err());
}

/// Writes nothing where a name must stand, and would freeze what is no document.
fn poison(row: RowId, kind: Kind) -> (Op, Stamp) {
    let stamp = Stamp { hlc: Hlc(2_000), log: 9, n: 1 };
    let op = Op {
        kind,
        table: "person".into(),
        row,
        fields: [(1, Value::Null)].into(),
        replaces: Default::default(),
        hlc: stamp.hlc,
        user: RowId::NONE,
        session: 0,
        unknown: Default::default(),
    };
    (op, stamp)
}

#[test]
fn what_no_row_may_hold_stops_no_other_op_in_whatever_order_they_come() {
    let row = RowId([7; 16]);
    let stamp = Stamp { hlc: Hlc(1_000), log: 3, n: 1 };
    let text = |text: &str| Value::Text(text.into());
    let fields = [(1, text("Asha")), (2, text("f")), (3, Value::Null), (4, Value::Null)];
    let insert = Op { kind: Kind::Insert, fields: fields.into(), ..poison(row, Kind::Insert).0 };
    let insert = (Op { hlc: stamp.hlc, ..insert }, stamp);
    for kind in [Kind::Change, Kind::Freeze] {
        let poison = poison(row, kind);
        let one = fold(&[insert.clone(), poison.clone()]);
        assert_eq!(one, fold(&[poison, insert.clone()]));
        assert!(one.contains("Asha") && one.contains("parked"), "{one}");
    }
}

#[test]
fn only_a_document_can_be_frozen_by_another_desk() {
    let (door, _) = desk(1);
    let id = door.command(&program(), AddPerson { name: "Asha".into() }).unwrap();
    let (mut op, _) = poison(id, Kind::Freeze);
    op.fields = [(1, Value::Text("Frozen".into()))].into();
    op.hlc = Hlc::from_ms(1_800_000_000_001);
    let person = door.write(&program(), |tx| {
        tx.receive(&op.encode()?, 9, 1)?;
        let person: Person = tx.get(id)?;
        tx.change(&Person { name: "Later".into(), ..person })?;
        tx.get::<Person>(id)
    });
    assert_eq!(person.unwrap().name, "Later");
}

#[test]
fn a_stamp_that_nothing_could_be_later_than_is_not_taken() {
    let (door, _) = desk(1);
    let id = door.command(&program(), AddPerson { name: "Asha".into() }).unwrap();
    for hlc in [u64::MAX, 1 << 63, i64::MAX.cast_unsigned(), Hlc::from_ms(8_000_000_000_000).0] {
        let (mut op, _) = poison(id, Kind::Change);
        (op.hlc, op.fields) = (Hlc(hlc), [(1, Value::Text("for ever".into()))].into());
        let done = door.write(&program(), |tx| tx.receive(&op.encode()?, 9, 1));
        assert!(done.is_err(), "{hlc:x}");
    }
}

#[test]
fn two_changes_of_one_number_both_wait_for_their_row() {
    let row = RowId([7; 16]);
    let change = |name: &str, hlc: u64| {
        let (mut op, _) = poison(row, Kind::Change);
        (op.fields, op.hlc) = ([(1, Value::Text(name.into()))].into(), Hlc(hlc));
        op.encode().unwrap()
    };
    let text = |text: &str| Value::Text(text.into());
    let (mut insert, _) = poison(row, Kind::Insert);
    let fields = [(1, text("Asha")), (2, text("f")), (3, Value::Null), (4, Value::Null)];
    (insert.fields, insert.hlc) = (fields.into(), Hlc(1_000));
    let insert = insert.encode().unwrap();
    // Two databases with one past wrote both: one log, one number.
    let ops = [(&insert, 3, 1), (&change("Early", 2_000), 9, 1), (&change("Late", 3_000), 9, 1)];
    let state_of = |order: [usize; 3]| {
        let (door, _) = desk(1);
        let taken = door.write(&program(), |tx| {
            for at in order {
                let (body, log, n) = ops[at];
                tx.receive(body, log, n)?;
            }
            state(tx, door.catalog())
        });
        taken.unwrap()
    };
    let wanted = state_of([0, 1, 2]);
    assert!(wanted.contains("Late"), "{wanted}");
    for order in [[1, 2, 0], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
        assert_eq!(state_of(order), wanted, "{order:?}");
    }
}

#[test]
fn nobody_writes_under_the_name_of_anothers_branch() {
    let (door, _) = desk(1);
    let id = door.command(&program(), AddPerson { name: "Asha".into() }).unwrap();
    let change = |name: &str, hlc: u64| {
        let (mut op, _) = poison(id, Kind::Change);
        let hlc = Hlc::from_ms(1_800_000_000_000 + hlc as i64);
        (op.fields, op.hlc) = ([(1, Value::Text(name.into()))].into(), hlc);
        op.encode().unwrap()
    };
    let taken = door.write(&program(), |tx| {
        tx.receive(&change("one", 1), 9, 1)?;
        tx.receive(&change("other", 2), 9, 1)?;
        let name: Option<i64> = tx.value("SELECT log_id FROM log WHERE stamped = 9", [])?;
        tx.receive(&change("third", 3), name.unwrap().cast_unsigned(), 1)?;
        let live = state(tx, door.catalog())?;
        rebuild(tx, door.catalog())?;
        Ok((live, state(tx, door.catalog())?))
    });
    let (live, again) = taken.unwrap();
    assert_eq!(live, again);
}
