use kernel::{Migration, migrate};
use rusqlite::Connection;

fn schema(conn: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn statements(sql: &str) -> Vec<&str> {
    // Every statement of our migrations ends its line with the semicolon.
    let mut from = 0;
    let mut found = Vec::new();
    for (at, _) in sql.match_indices(";\n") {
        found.push(&sql[from..at + 1]);
        from = at + 1;
    }
    found
}

/// A power cut rolls the open transaction back: the schema is that of one migration or the
/// next, and the next start goes on from there.
#[test]
fn migrations_cut_off_at_any_statement_leave_one_schema_or_the_next() {
    let all = clinic::api::MIGRATIONS;
    let mut fresh = Connection::open_in_memory().unwrap();
    migrate(&mut fresh, all).unwrap();
    let mut cuts = 0;
    for (number, migration) in all.iter().enumerate() {
        let parts = statements(migration.sql);
        for cut in 0..=parts.len() {
            let broken = format!("{}\nSELECT the_power_went;", parts[..cut].concat());
            let broken: &'static str = broken.leak();
            let mut list: Vec<Migration> = all[..number]
                .iter()
                .map(|known| Migration { name: known.name, sql: known.sql })
                .collect();
            let mut conn = Connection::open_in_memory().unwrap();
            migrate(&mut conn, &list).unwrap();
            let before = schema(&conn);
            list.push(Migration { name: migration.name, sql: broken });
            assert!(migrate(&mut conn, &list).is_err());
            assert_eq!(schema(&conn), before, "{} after {cut} statements", migration.name);
            if cut == parts.len() {
                migrate(&mut conn, all).unwrap();
                assert_eq!(schema(&conn), schema(&fresh));
            }
            cuts += 1;
        }
    }
    println!("cuts {cuts}, mixed schemas 0");
}

/// The tables that a migration copied to lay them out anew, and words that their checks ask for.
const LAID_ANEW: (&str, [&str; 5]) =
    ("0029_row_numbers", ["op", "prescription", "visit", "invoice", "discharge"]);
const WORDS: [(&str, &str); 6] = [
    ("prescription.status", "draft"),
    ("discharge.status", "draft"),
    ("discharge.outcome", "improved"),
    ("visit.status", "open"),
    ("visit.kind", "new"),
    ("invoice.document", "bill"),
];

type Cells = Vec<rusqlite::types::Value>;

fn cells(conn: &Connection, sql: &str) -> Vec<Cells> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Rows of every size about those at which a row leaves its page, each column filled.
fn fill(conn: &Connection, table: &str) {
    let columns = cells(conn, &format!("SELECT name, type FROM pragma_table_info('{table}')"));
    for at in 0..60usize {
        let size = [1, 40, 900, 1_010, 1_300, 3_990, 4_100, 9_000, 65_000][at % 9];
        let value = |column: &Cells| -> rusqlite::types::Value {
            let [rusqlite::types::Value::Text(name), rusqlite::types::Value::Text(kind)] =
                &column[..]
            else {
                panic!("a column without a name")
            };
            let word = WORDS.iter().find(|(of, _)| *of == format!("{table}.{name}"));
            match (name.as_str(), kind.as_str()) {
                ("log", _) => ((at % 2 + 1) as i64).into(),
                ("id", _) => vec![at as u8; 16].into(),
                ("printed_number", _) => format!("A1-{at}").into(),
                ("body", _) => vec![0xa0 | at as u8; size].into(),
                (_, "INTEGER") => (at as i64 + 1).into(),
                (_, "BLOB") => vec![at as u8; 16].into(),
                _ => word.map_or("क".repeat(size / 40 + 1), |(_, word)| (*word).into()).into(),
            }
        };
        let row: Cells = columns.iter().map(value).collect();
        let marks = vec!["?"; row.len()].join(", ");
        conn.execute(
            &format!("INSERT INTO {table} VALUES ({marks})"),
            rusqlite::params_from_iter(row),
        )
        .unwrap();
    }
}

/// A clinic as it was before a migration, with rows in these tables.
fn before(name: &str, tables: &[&str]) -> (Connection, usize) {
    let all = clinic::api::MIGRATIONS;
    let number = all.iter().position(|migration| migration.name == name).unwrap();
    let mut conn = Connection::open_in_memory().unwrap();
    conn.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    migrate(&mut conn, &all[..number]).unwrap();
    conn.execute_batch(
        "INSERT INTO log (log_id, desk, opened_at, reason) VALUES (5, 'A1', 0, 'first');
         INSERT INTO log (log_id, desk, opened_at, reason) VALUES (-9, 'B1', 0, 'remote');",
    )
    .unwrap();
    tables.iter().for_each(|table| fill(&conn, table));
    (conn, number)
}

fn is_sound(conn: &Connection) {
    assert_eq!(cells(conn, "PRAGMA integrity_check"), [[String::from("ok").into()]]);
    assert!(cells(conn, "PRAGMA foreign_key_check").is_empty());
}

/// Every row, every byte and every column's number is what it was; so are the indexes.
#[test]
fn tables_that_are_laid_out_anew_keep_every_byte() {
    let (name, tables) = LAID_ANEW;
    let (mut conn, number) = before(name, &tables);
    let look = |conn: &Connection| -> Vec<Vec<Cells>> {
        let of = |table: &&str| {
            let key = if *table == "op" { "log, n" } else { "id" };
            let shape = "cid, name, type, iif(pk, 1, \"notnull\"), dflt_value, pk";
            let indexes = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql <> ''";
            [
                cells(conn, &format!("SELECT * FROM {table} ORDER BY {key}")),
                cells(conn, &format!("SELECT {shape} FROM pragma_table_info('{table}')")),
                cells(conn, &format!("{indexes} AND tbl_name = '{table}' ORDER BY name")),
            ]
        };
        tables.iter().flat_map(of).collect()
    };
    let before = look(&conn);
    assert!(before.iter().step_by(3).all(|rows| rows.len() == 60));
    migrate(&mut conn, &clinic::api::MIGRATIONS[..=number]).unwrap();
    assert!(look(&conn) == before, "a row, a column or an index is another one");
    is_sound(&conn);
    assert!(conn.execute("INSERT INTO op SELECT * FROM op LIMIT 1", []).is_err(), "one key twice");
}

#[test]
fn ops_that_are_numbered_by_their_place_keep_log_number_and_every_byte() {
    let (mut conn, number) = before("0035_op_place", &["op"]);
    let look = |conn: &Connection| cells(conn, "SELECT log, n, body FROM op ORDER BY log, n");
    let before = look(&conn);
    assert_eq!(before.len(), 60);
    migrate(&mut conn, &clinic::api::MIGRATIONS[..=number]).unwrap();
    assert!(look(&conn) == before, "an op is another one");
    is_sound(&conn);
    let twice = "INSERT INTO op (id, body) SELECT id, body FROM op LIMIT 1";
    assert!(conn.execute(twice, []).is_err(), "one key twice");
    let nothing = "INSERT INTO op (id, body) VALUES (1 << 32, x'a0')";
    assert!(conn.execute(nothing, []).is_err(), "an op without a number");
}
