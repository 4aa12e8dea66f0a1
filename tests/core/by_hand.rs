//! The page for the day without the program, done to the letter: its own lines run in a
//! shell, with public tools, and the tables that come out are those of the clinic.

use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::json;
use tests::{SmallClinic, text};
use vault::Place;

const PAGE: &str = include_str!("../../docs/restore-by-hand.md");

/// What stands between the fences, in order.
fn lines_to_type() -> Vec<&'static str> {
    let blocks = PAGE.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

/// Every row of a table, value for value, in an order of its own.
pub fn rows(db: &Connection, table: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width).map(|at| row.get::<_, rusqlite::types::Value>(at)).collect::<Result<Vec<_>, _>>()
    });
    let mut rows: Vec<String> = rows.unwrap().map(|row| format!("{:?}", row.unwrap())).collect();
    rows.sort();
    rows
}

#[test]
fn the_page_brings_back_every_table_with_public_tools_alone() {
    let clinic = SmallClinic::new();
    for name in ["Lakshmi Iyer", "Mohammed Arif", "गीता शर्मा"] {
        clinic.register(&clinic.owner, name, "");
    }
    let stick = tempfile::tempdir().unwrap();
    let target = json!({ "name": "Stick", "path": stick.path().display().to_string() });
    let target = clinic.get(&clinic.owner, "backup.add_target", target);
    for _ in 0..2 {
        let args = json!({ "target_id": target, "kind": "full" });
        clinic.get(&clinic.owner, "desk.backup_run", args);
        clinic.desk.finish_job();
    }
    let job = clinic.get(&clinic.owner, "desk.job", json!({}));
    assert_eq!(text(&job, "/job/fault"), "");

    // As it stands on the paper: the sheet's own query, typed by somebody in small letters.
    let code = vault::RecoveryCode::parse(&clinic.recovery_code).unwrap();
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    let place = Place::new(clinic.folder.path().join("clinic"));
    let vault = place.open_with_recovery(&clinic.recovery_code).unwrap();
    let key = code.backup_identity(vault.clinic_id()).to_lowercase();
    let groups: Vec<String> =
        key.as_bytes().chunks(8).map(|group| String::from_utf8(group.to_vec()).unwrap()).collect();

    let bench = tempfile::tempdir().unwrap();
    std::fs::write(bench.path().join("typed.txt"), groups.join("  ") + "\n").unwrap();
    let steps = lines_to_type();
    assert_eq!(steps.len(), 7, "the page has seven things to type");
    let (clean_up, work) = steps.split_last().unwrap();
    let said = shell(bench.path(), stick.path(), &work.concat());
    assert!(said.contains("000002.age: OK"), "{said}");
    assert!(said.lines().any(|line| line == "ok"), "{said}");
    let patients = std::fs::read_to_string(bench.path().join("patients.txt")).unwrap();
    assert!(patients.contains("Lakshmi Iyer") && patients.contains("गीता शर्मा"), "{patients}");

    let source = vault.open_reader().unwrap();
    let restored = Connection::open(bench.path().join("clinic.sqlite")).unwrap();
    let sql = "SELECT body FROM op WHERE substr(body, 1, 1) = x'01' ORDER BY rowid DESC LIMIT 1";
    let newest: kernel::Body<'static> = source.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(std::fs::read(bench.path().join("op.cbor")).unwrap(), newest.to_vec());
    let mut seen = 0;
    for table in clinic::api::TABLES.iter().map(|table| table.name).chain(["log", "op"]) {
        let rows_there = rows(&source, table);
        assert_eq!(rows(&restored, table), rows_there, "{table}");
        seen += rows_there.len();
    }
    assert!(seen > 10);
    drop(restored);

    shell(bench.path(), stick.path(), clean_up);
    let left = ["clinic.sqlite", "key.txt", "typed.txt", "op.packed", "op.cbor"];
    assert!(left.iter().all(|name| !bench.path().join(name).exists()));
}

/// Stops at the first line that fails, and inside a pipe too.
fn shell(folder: &Path, stick: &Path, lines: &str) -> String {
    let done = Command::new("bash")
        .args(["-eu", "-o", "pipefail", "-c", lines])
        .current_dir(folder)
        .env("STICK", stick)
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let complained = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}\n{complained}");
    said
}
