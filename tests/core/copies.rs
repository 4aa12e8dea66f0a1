//! Copies over years: a folder that fills, a clock that was wrong, and records that were put
//! back behind the program's back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tests::{SmallClinic, text};

use super::backup::{Stick, add, choices, fault, run};

const DAY_MS: i64 = 24 * 3_600_000;

/// How often this process has asked the system for bytes of a file.
#[cfg(target_os = "linux")]
fn reads() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap();
    let line = io.lines().find_map(|line| line.strip_prefix("syscr: ")).unwrap();
    line.parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_segment_reads_no_more_because_many_lie_there() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    let segment = |name: &str| {
        clinic.register(&clinic.owner, name, "");
        let before = reads();
        assert_eq!(run(&clinic, &target, "ops"), "");
        reads() - before
    };
    let alone = segment("Asha More");
    let folder = stick.desk_folder();
    let manifest = std::fs::read(folder.join("000001.0001.ops.manifest")).unwrap();
    let sealed = std::fs::read(folder.join("000001.0001.ops.age")).unwrap();
    for part in 2..=6000 {
        std::fs::write(folder.join(format!("000001.{part:04}.ops.manifest")), &manifest).unwrap();
        std::fs::write(folder.join(format!("000001.{part:04}.ops.age")), &sealed).unwrap();
    }
    let crowded = segment("Bina Shah");
    assert!(crowded < alone + 3000, "{alone} reads before, {crowded} now");
    let view = clinic.get(&clinic.owner, "backup.show", json!({ "limit": 5 }));
    assert_eq!(view["state"]["health"], "good");
    assert!(folder.join("000001.6001.ops.age").exists());
}

/// The computer is turned off, somebody has the folder, and it is turned on again.
fn meanwhile(clinic: SmallClinic, act: impl FnOnce(&Path, &str)) -> SmallClinic {
    let SmallClinic { desk, clock, tray, folder, secrets, recovery_code, .. } = clinic;
    drop(desk);
    act(&folder.path().join("clinic"), &recovery_code);
    let desk = tests::desk_with(folder.path(), clock.clone(), tray.clone(), secrets.clone());
    let owner = String::new();
    let mut clinic = SmallClinic { desk, clock, tray, folder, secrets, owner, recovery_code };
    clinic.owner = clinic.sign_in("meera");
    clinic
}

fn records_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = ["clinic.db", "clinic.db-wal", "clinic.db-shm"].map(|name| folder.join(name));
    let files = files.into_iter().filter(|path| path.exists());
    files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn put_back(folder: &Path, records: &BTreeMap<PathBuf, Vec<u8>>) {
    for path in records_of(folder).keys() {
        std::fs::remove_file(path).unwrap();
    }
    for (path, bytes) in records {
        std::fs::write(path, bytes).unwrap();
    }
}

fn tick(clinic: &SmallClinic) {
    clinic.desk.tick().unwrap();
    clinic.desk.finish_job();
}

fn manifest(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn state(clinic: &SmallClinic) -> Value {
    clinic.get(&clinic.owner, "backup.state", json!({}))
}

/// Red in the corner, on the page of backups and on the page of security, and in the log.
fn assert_told(clinic: &SmallClinic, entry: &Value, number: u64) {
    let told = state(clinic);
    assert_eq!(told["health"], "rolled_back", "{told}");
    assert_eq!(told["fault"], "rolled-back");
    let found = &told["rolled_back"];
    assert_eq!((&found["entry"], found["number"].as_u64()), (entry, Some(number)), "{told}");
    let page = clinic.get(&clinic.owner, "backup.show", json!({ "limit": 5 }));
    assert_eq!(page["state"]["health"], "rolled_back");
    let page = clinic.get(&clinic.owner, "security.overview", json!({}));
    let point = page["points"].as_array().unwrap().iter().find(|point| point["id"] == "log");
    let point = point.expect("the page of security says so");
    assert_eq!((&point["level"], &point["figures"]["entry"]), (&json!("bad"), entry));
    let log = clinic.log(&clinic.owner, json!({ "what": "backup" }));
    let words = format!("rolled-back: entry {entry} of copy {number} is not here");
    let noted = log.iter().filter(|line| line["detail"] == words.as_str());
    assert_eq!(noted.count(), 1, "told once: {log:?}");
}

fn assert_quiet(clinic: &SmallClinic) {
    let told = state(clinic);
    assert!(told["health"] != "rolled_back" && told["rolled_back"].is_null(), "{told}");
}

#[test]
fn a_log_whose_newest_entries_were_cut_is_found_by_the_copies() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    clinic.register(&clinic.owner, "Asha More", "");
    assert_eq!(run(&clinic, &target, "full"), "");
    let path = stick.desk_folder().join("000001.manifest");
    let head = manifest(&path)["access_head"].clone();
    // Turned off and on again, nobody is accused.
    let clinic = meanwhile(clinic, |_, _| {});
    tick(&clinic);
    assert_quiet(&clinic);
    let cut = head["n"].as_i64().unwrap() - 3;
    let clinic = meanwhile(clinic, |folder, code| {
        let vault = vault::Place::new(folder.to_owned()).open_with_recovery(code).unwrap();
        let db = vault.open_database().unwrap();
        for table in ["checkpoint", "access"] {
            db.execute(&format!("DELETE FROM {table} WHERE n > ?1"), [cut]).unwrap();
        }
    });
    assert_quiet(&clinic);
    tick(&clinic);
    assert_told(&clinic, &head["n"], 1);
    // A person who knows the head by the manifest is told the same.
    let anchors = json!([{ "n": head["n"], "code": head["hash"] }]);
    let report = super::log::report(&clinic, &clinic.owner, &anchors);
    let first = &report["first"];
    assert_eq!((&first["n"], &first["fault"]), (&head["n"], &json!("replaced")), "{report}");
    // New copies are of what is there: they hide nothing, and none of the old ones goes.
    for kind in ["ops", "full", "drill"] {
        clinic.register(&clinic.owner, &format!("After {kind}"), "");
        assert_eq!(run(&clinic, &target, kind), "rolled-back", "{kind}");
    }
    // The newest copy alone knows nothing of it, and takes nothing back.
    clinic.register(&clinic.owner, "After all", "");
    assert_eq!(run(&clinic, &target, "ops"), "");
    let clinic = meanwhile(clinic, |_, _| {});
    tick(&clinic);
    assert_told(&clinic, &head["n"], 1);
    // A stranger's manifest that says so too accuses nobody.
    let other = SmallClinic::new();
    let theirs = Stick::new();
    let target = add(&other, &theirs);
    assert_eq!(run(&other, &target, "full"), "");
    let own = theirs.desk_folder();
    for end in ["age", "manifest"] {
        let name = format!("000001.{end}");
        std::fs::copy(stick.desk_folder().join(&name), own.join(&name)).unwrap();
    }
    assert_eq!(run(&other, &target, "full"), "");
    assert_quiet(&other);
}

#[test]
fn an_older_file_put_back_is_found_and_the_restored_desk_is_not_accused() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    let mut old = BTreeMap::new();
    let clinic = meanwhile(clinic, |folder, _| old = records_of(folder));
    clinic.register(&clinic.owner, "Asha More", "");
    assert_eq!(run(&clinic, &target, "ops"), "");
    let path = stick.desk_folder().join("000001.0001.ops.manifest");
    let head = manifest(&path)["access_head"].clone();
    let clinic = meanwhile(clinic, |folder, _| put_back(folder, &old));
    // As many entries as before, and others.
    for name in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"] {
        clinic.register(&clinic.owner, name, "");
    }
    tick(&clinic);
    assert_told(&clinic, &head["n"], 2);

    // The way out that is offered: the newest copy from before.
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    let until = manifest(&path)["at"].clone();
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": until, "code": "",
    });
    clinic.get(&clinic.owner, "desk.restore_begin", args);
    assert_eq!(fault(&clinic.desk, Some(&clinic.owner)), "");
    let given = json!({ "user": "", "password": "", "keep_secret_in_file": false });
    let done = clinic.get(&clinic.owner, "desk.restore_finish", given);
    let clinic = SmallClinic { owner: text(&done, "/session/token"), ..clinic };
    assert_quiet(&clinic);
    tick(&clinic);
    for kind in ["full", "ops", "drill"] {
        clinic.register(&clinic.owner, &format!("After {kind}"), "");
        assert_eq!(run(&clinic, &target, kind), "", "{kind}");
        assert_quiet(&clinic);
    }
}

/// The names in the folder that end so.
fn count(stick: &Stick, end: &str) -> usize {
    let files = std::fs::read_dir(stick.desk_folder()).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(end)).count()
}

#[test]
fn old_minutes_go_and_a_clock_that_was_ahead_stops_that_no_longer_than_it_must() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    let full = |clinic: &SmallClinic| {
        assert_eq!(run(clinic, &target, "full"), "");
        count(&stick, ".manifest") - count(&stick, ".ops.manifest")
    };
    let next_day = |mut clinic: SmallClinic| {
        clinic.clock.advance_ms(DAY_MS);
        clinic.owner = clinic.sign_in("meera");
        full(&clinic);
        clinic
    };
    full(&clinic);
    clinic.register(&clinic.owner, "Asha More", "");
    assert_eq!(run(&clinic, &target, "ops"), "");
    assert_eq!(count(&stick, ".ops.age"), 1);
    let mut clinic = (0..38).fold(clinic, |clinic, _| next_day(clinic));
    assert_eq!(count(&stick, ".ops.age"), 0, "of more than five weeks ago");
    let kept = full(&clinic);
    let today = kernel::Clock::now(clinic.clock.as_ref());
    clinic.clock.set(kernel::Timestamp(today.0 + 400 * DAY_MS));
    clinic.owner = clinic.sign_in("meera");
    full(&clinic);
    clinic.clock.set(today);
    let mut clinic = (0..4).fold(clinic, |clinic, _| next_day(clinic));
    let held = full(&clinic);
    assert!(held >= kept + 5, "a clock far behind deletes nothing: {held} after {kept}");
    clinic.owner = clinic.sign_in("meera");
    clinic.get(&clinic.owner, "audit.trust_clock", json!({}));
    let after = full(&clinic);
    assert!(after < held, "{after} after {held}");
}
