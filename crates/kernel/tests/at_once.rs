//! A seal's ops taken in together leave what the same ops leave when they are taken in one by
//! one: rows, ops, what is kept aside, and the answer.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod made_up;

use std::sync::Arc;

use kernel::{
    Body, Code, Door, Hlc, Kind, ManualClock, Migration, Mint, NoHost, Op, Opening, RowId, Session,
    Timestamp, Value, state,
};
use made_up::{MIGRATIONS, TABLES};
use proptest::prelude::*;

/// A person's name may not be `refused`: what the table itself turns away.
const CHECKED: Migration = Migration {
    name: "checked",
    sql: "DROP TABLE person;
          CREATE TABLE person (id BLOB PRIMARY KEY, name TEXT NOT NULL CHECK (name <> 'refused'),
              sex TEXT NOT NULL, village TEXT, ended INTEGER, stamp BLOB NOT NULL)
              STRICT, WITHOUT ROWID;",
};

fn desk(seed: u64) -> Door {
    let known = |one: &Migration| Migration { name: one.name, sql: one.sql };
    let migrations: Vec<Migration> = MIGRATIONS.iter().map(known).chain([CHECKED]).collect();
    Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: &migrations,
        tables: TABLES,
        routes: Vec::new(),
        clock: Arc::new(ManualClock::at(Timestamp(1_800_000_000_000))),
        host: Arc::new(NoHost),
        mint: Mint::seeded(seed),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap()
}

/// Few rows, so that ops meet; a few that no table takes, and bytes that are no op.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let kinds =
        prop_oneof![4 => Just(Kind::Insert), 3 => Just(Kind::Change), 1 => Just(Kind::Freeze)];
    let tables =
        prop_oneof![6 => Just("person"), 3 => Just("paper"), 2 => Just("reading"), 1 => Just("x")];
    let names = prop_oneof![6 => "[a-c]", 1 => Just("refused".to_owned())];
    let op = (kinds, tables, 0u8..4, names, 0u64..9, 0u8..30).prop_map(
        |(kind, table, row, name, hlc, odd)| {
            let (text, int) = (Value::Text(name), Value::Int(i64::from(odd)));
            let mut fields = match (table, kind) {
                ("person", Kind::Insert) => [(1, text.clone()), (2, text)].into(),
                ("person", _) => [(1, text)].into(),
                ("paper", _) => [(1, text), (2, int.clone())].into(),
                _ => std::collections::BTreeMap::from([(1, int.clone())]),
            };
            match odd {
                0 => drop(fields.insert(1, Value::Null)),
                1 => drop(fields.insert(40, int)),
                _ => {}
            }
            let hlc = if odd == 2 { u64::MAX } else { 1_000 + hlc };
            let op = Op {
                kind,
                table: table.into(),
                row: RowId([row; 16]),
                fields,
                replaces: Default::default(),
                hlc: Hlc(hlc),
                user: RowId::NONE,
                session: 0,
                unknown: Default::default(),
            };
            op.encode().unwrap()
        },
    );
    prop_oneof![30 => op, 1 => any::<Vec<u8>>()]
}

/// A group of ops of one log, from one of its numbers on: groups overlap.
type Group = (u64, u64, Vec<Vec<u8>>);

fn any_group() -> impl Strategy<Value = Group> {
    (1u64..3, 1u64..6, proptest::collection::vec(any_body(), 1..8))
}

fn one_by_one(door: &Door, (log, first, bodies): &Group) -> bool {
    let take = |tx: &mut kernel::Tx<'_>| {
        let mut is_whole = true;
        for (n, body) in (*first..).zip(bodies) {
            match tx.receive(body, *log, n) {
                Ok(_) => {}
                Err(error) if error.code == Code::Storage => return Err(error),
                Err(_) => is_whole = false,
            }
        }
        Ok(is_whole)
    };
    door.write(&Session::program(), take).unwrap()
}

fn together(door: &Door, (log, first, bodies): &Group) -> bool {
    door.write(&Session::program(), |tx| tx.receive_all(bodies, *log, *first)).unwrap()
}

type Kept = (i64, i64, Vec<u8>);
type RowsOf = (Vec<u8>, i64, i64);

/// The rows, the ops, and which ops wrote which row.
fn left(door: &Door) -> (String, Vec<Kept>, Vec<RowsOf>) {
    door.read(&Session::program(), |read| {
        let mut ops = read.conn().prepare(
            "SELECT log.log_id, n, body FROM op JOIN log ON log.id = op.log ORDER BY 1, 2",
        )?;
        let ops = ops.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Body<'static>>(2)?.into()))
        })?;
        let mut rows = read.conn().prepare("SELECT row, log, n FROM op_row ORDER BY 1, 2, 3")?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok((
            state(read, door.catalog())?,
            ops.collect::<rusqlite::Result<_>>()?,
            rows.collect::<rusqlite::Result<_>>()?,
        ))
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn taken_in_together_or_one_by_one_is_the_same(
        groups in proptest::collection::vec(any_group(), 1..6),
    ) {
        let (one, other) = (desk(1), desk(2));
        for group in &groups {
            prop_assert_eq!(one_by_one(&one, group), together(&other, group));
        }
        prop_assert_eq!(left(&one), left(&other));
    }
}

/// What is kept is packed; what is read, linked and judged is not.
#[test]
fn a_body_is_read_as_it_was_written() {
    let (one, other) = (desk(1), desk(2));
    let name = "Sunita Pawar of Pune, Sunita Pawar of Pune, Sunita Pawar of Pune".repeat(3);
    let person = made_up::Person { id: RowId([3; 16]), name, sex: "f".into(), village: None };
    one.write(&Session::program(), |tx| tx.insert(&person)).unwrap();
    let (_, ops, _) = left(&one);
    let (log, n, body) = ops.first().unwrap();
    assert!(Op::decode(body).is_ok_and(|op| op.encode().unwrap() == *body));
    let cell: Vec<u8> = one
        .read(&Session::program(), |read| read.value("SELECT body FROM op", []))
        .unwrap()
        .unwrap();
    assert!(cell.first() == Some(&1) && cell.len() < body.len() / 2);
    let group = (log.cast_unsigned(), n.cast_unsigned(), vec![body.clone()]);
    assert!(together(&other, &group));
    assert_eq!(left(&other).1, ops);
    let report = one
        .read(&Session::program(), |read| {
            kernel::verify::verify(read.conn(), Vec::new(), Vec::new())
        })
        .unwrap();
    assert!(report.is_whole(), "{report:?}");
}
