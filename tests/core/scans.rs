//! No question that people wait for reads a whole table that grows with the clinic's days.

mod plan;
mod questions;
mod trace;
mod whole;

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use serde_json::json;
use tests::SmallClinic;
use tests::pair::{Pair, pair};
use vault::Place;

use self::questions::Demo;
use super::backup::{Stick, add, run};

/// Two desks that meet, a copy and its drill, and every question of the product.
fn work() -> Pair {
    trace::begin();
    let pair = pair();
    pair.register("Lakshmi Iyer");
    pair.meet();
    let stick = Stick::new();
    let target = add(&pair.one, &stick);
    for kind in ["full", "ops", "drill"] {
        assert_eq!(run(&pair.one, &target, kind), "", "{kind}");
    }
    pair.here("inbox.list", json!({ "after": 0, "limit": 50 }));
    let demo = Demo::open(&pair.one);
    demo.ask_everything();
    demo.ask_the_log();
    demo.try_everything();
    pair
}

/// The records of the first desk, as another program would see them.
fn reader(clinic: &SmallClinic) -> Connection {
    let place = Place::new(clinic.folder.path().join("clinic"));
    let db = place.open_with_recovery(&clinic.recovery_code).unwrap().open_reader().unwrap();
    let flags = FunctionFlags::SQLITE_UTF8;
    db.create_scalar_function("opened", 3, flags, |_| Ok(None::<String>)).unwrap();
    db
}

fn told(db: &Connection, asked: &BTreeMap<String, i32>) -> Vec<String> {
    let mut all = Vec::new();
    for (sql, rows) in asked {
        let steps = plan::whole_tables(db, sql);
        let flat = plan::flat(sql);
        if !steps.is_empty() && whole::why(&flat).is_none() {
            all.push(format!("{} ({rows} rows): {flat}", steps.join(", ")));
        }
    }
    all
}

#[test]
fn no_question_reads_a_whole_table_that_grows() {
    let pair = work();
    let asked = trace::asked("clinic.db", &[pair.one.folder.path(), pair.folder_there.path()]);
    assert!(asked.len() > 800, "{} statements prove nothing", asked.len());
    let db = reader(&pair.one);
    let mut faults = told(&db, &asked);
    let server = Connection::open(pair.hall.folder.path().join("server.db")).unwrap();
    let asked_there = trace::asked("server.db", &[pair.hall.folder.path()]);
    assert!(asked_there.len() > 20, "{} statements prove nothing", asked_there.len());
    faults.extend(told(&server, &asked_there));
    assert!(faults.is_empty(), "these read whole tables:\n{}", faults.join("\n"));
    // The plan is what would be done; this is what was.
    let token = |sql: &&String| sql.contains("max(number) FROM token");
    let rows: i32 = asked.keys().filter(token).map(|sql| asked[sql]).sum();
    assert_eq!(rows, 0, "tokens of other days were looked at");
    let unused = whole::MAY.iter().filter(|(words, _)| {
        !asked
            .keys()
            .any(|sql| plan::flat(sql).contains(words) && !plan::whole_tables(&db, sql).is_empty())
    });
    let unused: Vec<_> = unused.collect();
    assert!(unused.is_empty(), "these read no whole table any more: {unused:?}");
}
