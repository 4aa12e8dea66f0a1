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
