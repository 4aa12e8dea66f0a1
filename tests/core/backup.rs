//! Copies and restores through the desk: by the sheet alone, to a minute, over what is there,
//! and with the computer dying in between.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::by_hand::rows;
use clinic::desk::Desk;
use serde_json::{Value, json};
use tests::{PASSWORD, SmallClinic, Tray, ask, new_desk, text};

const NEW_PASSWORD: &str = "nine blue herons";
const MINUTE: i64 = 60_000;

pub struct Stick(pub tempfile::TempDir);

impl Stick {
    pub fn new() -> Stick {
        Stick(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> String {
        self.0.path().display().to_string()
    }

    /// The one folder of a desk on it.
    fn desk_folder(&self) -> PathBuf {
        let mut folders = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir());
        folders.next().expect("a copy was made")
    }

    /// How many files of ops lie in it.
    fn segments(&self) -> usize {
        let files = std::fs::read_dir(self.desk_folder()).unwrap();
        let names = files.map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().ends_with(".ops.age")).count()
    }
}

pub fn add(clinic: &SmallClinic, stick: &Stick) -> Value {
    let target = json!({ "name": "Blue stick", "path": stick.path() });
    clinic.get(&clinic.owner, "backup.add_target", target)
}

pub fn run(clinic: &SmallClinic, target: &Value, kind: &str) -> String {
    let args = json!({ "target_id": target, "kind": kind });
    clinic.get(&clinic.owner, "desk.backup_run", args);
    clinic.desk.finish_job();
    let job = clinic.get(&clinic.owner, "desk.job", json!({}));
    text(&job, "/job/fault")
}

fn backed_up() -> (SmallClinic, Stick, Value) {
    let clinic = SmallClinic::new();
    clinic.register(&clinic.owner, "Lakshmi Iyer", "9812345678");
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    (clinic, stick, target)
}

pub fn names(desk: &Desk, session: &str) -> Vec<String> {
    let found = ask(desk, "patients.find", json!({ "text": "", "limit": 50 }), Some(session));
    let found = found.unwrap();
    let rows = found.as_array().or_else(|| found["rows"].as_array()).unwrap_or_else(|| {
        panic!("{found}");
    });
    let mut names: Vec<String> = rows.iter().map(|row| text(row, "/name")).collect();
    names.sort();
    names
}

fn reader(folder: &Path, code: &str) -> rusqlite::Connection {
    let place = vault::Place::new(folder.join("clinic"));
    place.open_with_recovery(code).unwrap().open_reader().unwrap()
}

/// Every table of ops, value for value.
fn assert_same_rows(there: &Path, there_code: &str, here: &Path, here_code: &str) {
    let (there, here) = (reader(there, there_code), reader(here, here_code));
    let mut seen = 0;
    for table in clinic::api::TABLES.iter().map(|table| table.name).chain(["op", "op_row"]) {
        let wanted = rows(&there, table);
        assert_eq!(rows(&here, table), wanted, "{table}");
        seen += wanted.len();
    }
    assert!(seen > 10, "{seen} rows prove nothing");
}

pub fn computer() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(kernel::ManualClock::at(tests::MORNING));
    clock.advance_ms(3 * 3_600_000);
    let desk = new_desk(folder.path(), clock, Arc::new(Tray::default()));
    (folder, desk)
}

/// `who` where a clinic is open: then it takes a session.
pub fn choices(desk: &Desk, stick: &Stick, who: Option<&str>) -> Vec<Value> {
    let list = ask(desk, "desk.restore_list", json!({ "folder": stick.path() }), who).unwrap();
    list.as_array().unwrap().clone()
}

pub fn begin(desk: &Desk, choice: &Value, until: Value, code: &str) -> kernel::Result<Value> {
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": until, "code": code,
    });
    ask(desk, "desk.restore_begin", args, None)
}

pub fn fault(desk: &Desk, who: Option<&str>) -> String {
    desk.finish_job();
    text(&ask(desk, "desk.job", json!({}), who).unwrap(), "/job/fault")
}

pub fn finish(desk: &Desk) -> Value {
    let given = json!({ "user": "meera", "password": NEW_PASSWORD, "keep_secret_in_file": false });
    ask(desk, "desk.restore_finish", given, None).unwrap()
}

#[test]
fn a_clinic_comes_back_on_a_new_computer_by_the_sheet_alone() {
    let (clinic, stick, _) = backed_up();
    let old = clinic.register(&clinic.owner, "Written after the copy", "9812345679");
    let (folder, desk) = computer();
    let list = choices(&desk, &stick, None);
    assert_eq!((list.len(), list[0]["is_this_clinic"].as_bool()), (1, Some(true)));

    let mut wrong = clinic.recovery_code.clone();
    wrong.replace_range(0..1, if wrong.starts_with('2') { "3" } else { "2" });
    let refused = begin(&desk, &list[0], Value::Null, &wrong).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("code"));
    let other = SmallClinic::new().recovery_code;
    let refused = begin(&desk, &list[0], Value::Null, &other).unwrap_err();
    assert_eq!(refused.message, "errors-vault-wrong-recovery-code");

    begin(&desk, &list[0], Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let ready = ask(&desk, "desk.restore_ready", json!({}), None).unwrap();
    assert_eq!(ready["owners"][0]["user"], "meera");
    let status = ask(&desk, "desk.status", json!({}), None).unwrap();
    assert_eq!(status["state"], "new", "nothing is in place before the last step");

    let done = finish(&desk);
    let session = text(&done, "/session/token");
    assert_eq!(names(&desk, &session), ["Lakshmi Iyer"]);
    let new_code = text(&done, "/recovery_code");
    assert_ne!(new_code, clinic.recovery_code);
    let prove =
        |code: &str| ask(&desk, "desk.prove_recovery", json!({ "code": code }), Some(&session));
    assert!(prove(&clinic.recovery_code).is_err());
    prove(&new_code).unwrap();

    // The next number is of a series that the lost days did not know.
    let mut form = tests::patient_form("Registered here");
    form["phone"] = json!("9800000000");
    let args = json!({ "form": form, "is_not_duplicate": true });
    let fresh = ask(&desk, "patients.register", args, Some(&session)).unwrap();
    let (fresh, lost) = (text(&fresh, "/reg_no"), text(&old, "/reg_no"));
    assert_ne!(fresh, lost);
    assert!(lost.starts_with("A-") && fresh.len() == lost.len() + 2, "{fresh} after {lost}");
    assert!(folder.path().join("clinic/clinic.db").exists());
    assert!(!folder.path().join("clinic/staged").exists());

    // Copies of the restored desk go beside those of the old one.
    let target = json!({ "name": "Blue stick", "path": stick.path() });
    let target = ask(&desk, "backup.show", json!({ "limit": 5 }), Some(&session))
        .map(|view| view["targets"][0]["id"].clone())
        .unwrap_or(target);
    desk.tick().unwrap();
    desk.finish_job();
    assert_eq!(choices(&desk, &stick, Some(&session)).len(), 2, "{target}");
}

#[test]
fn a_restored_clinic_opens_the_copies_of_before_by_its_own_key() {
    let (clinic, stick, _) = backed_up();
    let (_folder, desk) = computer();
    let choice = choices(&desk, &stick, None)[0].clone();
    begin(&desk, &choice, Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let session = text(&finish(&desk), "/session/token");
    // The first copy there ever was, and a new sheet since.
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    ask(&desk, "desk.restore_begin", args, Some(&session)).unwrap();
    assert_eq!(fault(&desk, Some(&session)), "");
}

#[test]
fn any_minute_since_the_copy_can_be_had_back() {
    let (clinic, stick, _) = backed_up();
    let now = || kernel::Clock::now(clinic.clock.as_ref()).0;
    let mut all = vec!["Lakshmi Iyer".to_owned()];
    let mut minutes = vec![(now(), all.clone())];
    for names in [["Asha More", "Bina Shah"], ["Chitra Rao", "Divya Nair"]] {
        // Both in one segment, and a minute between them.
        for name in names {
            clinic.clock.advance_ms(3 * MINUTE);
            clinic.get(&clinic.owner, "desk.touch", json!({}));
            clinic.register(&clinic.owner, name, "");
            all.push(name.to_owned());
            minutes.push((now(), all.clone()));
        }
        clinic.clock.advance_ms(MINUTE);
        clinic.desk.tick().unwrap();
        clinic.desk.finish_job();
    }
    assert_eq!(stick.segments(), 2, "each holds two patients");
    let last = minutes.last().map(|(minute, _)| *minute);
    let wishes = minutes.iter().map(|(minute, names)| (json!(minute), names));
    for (until, names) in wishes.chain([(Value::Null, &all)]) {
        let (folder, desk) = computer();
        let list = choices(&desk, &stick, None);
        assert_eq!(list.len(), 1, "segments are no copies of their own");
        assert!(list[0]["until"].as_i64() >= last);
        begin(&desk, &list[0], until.clone(), &clinic.recovery_code).unwrap();
        assert_eq!(fault(&desk, None), "");
        let done = finish(&desk);
        let session = text(&done, "/session/token");
        let mut wanted = names.clone();
        wanted.sort();
        assert_eq!(super::backup::names(&desk, &session), wanted, "as of {until}");
        let log = reader(folder.path(), &text(&done, "/recovery_code"));
        let log = kernel::verify::verify(&log, Vec::new(), Vec::new()).unwrap();
        assert!(log.is_whole(), "the log speaks of what is there, as of {until}");
        if until.is_null() {
            let (there, here) = (clinic.folder.path(), folder.path());
            assert_same_rows(there, &clinic.recovery_code, here, &text(&done, "/recovery_code"));
        }
    }
}

#[test]
fn over_the_clinic_that_is_there_only_its_owner_restores_and_a_copy_is_made_first() {
    let (clinic, stick, _) = backed_up();
    let lost = clinic.register(&clinic.owner, "Written after the copy", "");
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    let nurse = clinic.hire("nurse");
    for session in [None, Some(nurse.as_str())] {
        assert!(ask(&clinic.desk, "desk.restore_begin", args.clone(), session).is_err());
    }
    let doctor = clinic.hire("doctor");
    clinic.get(&clinic.owner, "desk.restore_begin", args.clone());
    assert_eq!(fault(&clinic.desk, Some(&clinic.owner)), "");
    assert_eq!(names(&clinic.desk, &clinic.owner).len(), 2, "people still work in the old one");
    let finish = |session: &str| {
        let given = json!({ "user": "", "password": "", "keep_secret_in_file": false });
        clinic.ask(session, "desk.restore_finish", given)
    };
    assert_eq!(finish(&doctor).unwrap_err().code, kernel::Code::Forbidden);
    // Signed in by password long ago: whoever sits there now proves to be the owner.
    clinic.clock.advance_ms(6 * MINUTE);
    assert_eq!(finish(&clinic.owner).unwrap_err().code, kernel::Code::Confirm);
    let again =
        |password: &str| clinic.ask(&clinic.owner, "desk.confirm", json!({ "password": password }));
    assert!(again("wrong").is_err());
    assert_eq!(finish(&clinic.owner).unwrap_err().code, kernel::Code::Confirm);
    again(PASSWORD).unwrap();
    let done = finish(&clinic.owner).unwrap();
    assert_eq!(done["recovery_code"], Value::Null);
    let session = text(&done, "/session/token");
    assert_eq!(names(&clinic.desk, &session), ["Lakshmi Iyer"]);
    let again = clinic.register(&session, "Registered again", "");
    assert_ne!(text(&again, "/reg_no"), text(&lost, "/reg_no"), "no number twice");

    let kept = clinic.folder.path().join("clinic/replaced-1/clinic.db");
    assert!(kept.exists(), "the old records are kept as they were");
    let safety = json!({ "folder": clinic.folder.path().join("safety").display().to_string() });
    let safety = clinic.get(&session, "desk.restore_list", safety);
    assert_eq!(safety.as_array().map(Vec::len), Some(1));
    let (_folder, desk) = computer();
    begin(&desk, &safety[0], Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let session = text(&super::backup::finish(&desk), "/session/token");
    assert_eq!(names(&desk, &session).len(), 2, "and the copy made first has the lost days");
    what_was_kept_goes_by_an_owners_hand_alone(&clinic);
}

fn what_was_kept_goes_by_an_owners_hand_alone(clinic: &SmallClinic) {
    let owner = clinic.sign_in("meera");
    // Of before the restore, which knows nobody by that name.
    let person = json!({
        "user": "doctor", "name": "Some doctor", "phone": "", "roles": ["doctor"],
        "password": PASSWORD,
    });
    clinic.get(&owner, "staff.add", person);
    let doctor = clinic.sign_in("doctor");
    let kept = || clinic.get(&owner, "desk.kept_folders", json!({}));
    let listed: Vec<(String, String)> = kept()
        .as_array()
        .unwrap()
        .iter()
        .map(|folder| (text(folder, "/name"), text(folder, "/kind")))
        .collect();
    assert!(listed.contains(&("replaced-1".into(), "replaced".into())), "{listed:?}");
    assert!(listed.contains(&("safety".into(), "safety".into())), "{listed:?}");
    assert!(kept().as_array().unwrap().iter().all(|folder| folder["bytes"].as_i64() > Some(9999)));
    let delete = |session: &str, name: &str| {
        clinic.ask(session, "desk.delete_kept", json!({ "name": name }))
    };
    assert!(clinic.ask(&doctor, "desk.kept_folders", json!({})).is_err());
    assert_eq!(delete(&doctor, "replaced-1").unwrap_err().code, kernel::Code::Forbidden);
    for strange in ["../clinic", "clinic.db", "replaced-2", "replaced-", "", "/etc"] {
        let refused = delete(&owner, strange).unwrap_err();
        assert_eq!(refused.message, "errors-backup-not-kept", "{strange}");
    }
    clinic.clock.advance_ms(6 * MINUTE);
    assert_eq!(delete(&owner, "replaced-1").unwrap_err().code, kernel::Code::Confirm);
    let folder = clinic.folder.path().join("clinic/replaced-1");
    // Ticks and backups of the timetable leave it alone.
    clinic.desk.tick().unwrap();
    clinic.desk.finish_job();
    assert!(folder.exists());
    clinic.get(&owner, "desk.confirm", json!({ "password": PASSWORD }));
    delete(&owner, "replaced-1").unwrap();
    assert!(!folder.exists() && clinic.folder.path().join("clinic/clinic.db").exists());
    assert_eq!(kept().as_array().map(Vec::len), Some(1));
    let log = clinic.log(&owner, json!({ "what": "backup" }));
    assert!(log.iter().any(|entry| entry["route"] == "desk.delete_kept"), "{log:?}");
}

#[test]
fn a_computer_that_dies_before_the_last_step_has_changed_nothing() {
    let (clinic, stick, _) = backed_up();
    clinic.register(&clinic.owner, "Written after the copy", "");
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    let SmallClinic { desk, clock, tray, folder, secrets, owner, .. } = clinic;
    ask(&desk, "desk.restore_begin", args, Some(&owner)).unwrap();
    desk.finish_job();
    assert!(folder.path().join("clinic/staged/clinic.db").exists());
    drop(desk);
    let desk = tests::desk_with(folder.path(), clock, tray, secrets);
    let given = json!({ "user": "meera", "password": PASSWORD });
    let view = ask(&desk, "desk.sign_in", given, None).unwrap();
    assert_eq!(names(&desk, &text(&view, "/token")).len(), 2);

    // On a new computer: dead while staging, and once all was staged.
    let code = clinic.recovery_code;
    let (folder, desk) = computer();
    begin(&desk, &choice, Value::Null, &code).unwrap();
    ask(&desk, "desk.job_stop", json!({}), None).unwrap();
    drop(desk);
    for _ in 0..2 {
        let clock = Arc::new(kernel::ManualClock::at(tests::MORNING));
        let desk = new_desk(folder.path(), clock, Arc::new(Tray::default()));
        let status = ask(&desk, "desk.status", json!({}), None).unwrap();
        assert_eq!(status["state"], "new");
        begin(&desk, &choice, Value::Null, &code).unwrap();
        assert_eq!(fault(&desk, None), "");
        drop(desk);
    }
    let clock = Arc::new(kernel::ManualClock::at(tests::MORNING));
    let desk = new_desk(folder.path(), clock, Arc::new(Tray::default()));
    begin(&desk, &choice, Value::Null, &code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let session = text(&finish(&desk), "/session/token");
    assert_eq!(names(&desk, &session), ["Lakshmi Iyer"]);
}

#[test]
fn a_day_at_the_desk_makes_its_copies_by_itself() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    add(&clinic, &stick);
    let mut fulls = Vec::new();
    // Ten in the morning to half past nine in the evening.
    for quarter in 0..46 {
        clinic.get(&clinic.owner, "desk.touch", json!({}));
        if quarter % 8 == 0 {
            clinic.register(&clinic.owner, &format!("Patient {quarter}"), "");
        }
        for _ in 0..3 {
            clinic.desk.tick().unwrap();
            clinic.desk.finish_job();
        }
        let view = clinic.get(&clinic.owner, "backup.show", json!({ "limit": 50 }));
        let runs = view["runs"].as_array().unwrap();
        assert!(runs.iter().all(|run| run["fault"] == ""), "{runs:?}");
        fulls.push(runs.iter().filter(|run| run["kind"] == "full").count());
        clinic.clock.advance_ms(15 * MINUTE);
    }
    // At once, at one o'clock, at eight o'clock.
    assert_eq!((fulls[0], fulls[11], fulls[12], fulls[39], fulls[40]), (1, 1, 2, 2, 3));
    assert_eq!(fulls.last(), Some(&3));
    assert_eq!(stick.segments(), 5, "one for each patient after the first copy");
    let view = clinic.get(&clinic.owner, "backup.show", json!({ "limit": 50 }));
    let drills = view["runs"].as_array().unwrap().iter().filter(|run| run["kind"] == "drill");
    assert_eq!(drills.count(), 1);
    assert_eq!(view["state"]["health"], "good");
}

#[test]
fn what_goes_wrong_is_said_and_the_corner_turns_red() {
    let clinic = SmallClinic::new();
    let state = |clinic: &SmallClinic| clinic.get(&clinic.owner, "backup.state", json!({}));
    assert_eq!(state(&clinic)["health"], "not_set");
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(state(&clinic)["health"], "late");
    assert_eq!(run(&clinic, &target, "full"), "");
    assert_eq!(state(&clinic)["health"], "good");

    let away = stick.0.path().with_extension("pulled-out");
    std::fs::rename(stick.0.path(), &away).unwrap();
    assert_eq!(run(&clinic, &target, "full"), "gone");
    let after = state(&clinic);
    assert_eq!(
        (after["health"].as_str(), after["fault"].as_str()),
        (Some("failing"), Some("gone"))
    );
    clinic.clock.advance_ms(8 * 3_600_000);
    for _ in 0..3 {
        clinic.clock.advance_ms(8 * 3_600_000);
        let view = json!({ "user": "meera", "password": PASSWORD });
        let session = text(&ask(&clinic.desk, "desk.sign_in", view, None).unwrap(), "/token");
        let state = clinic.get(&session, "backup.state", json!({}));
        assert!(["failing", "late"].contains(&state["health"].as_str().unwrap()));
    }
    std::fs::rename(&away, stick.0.path()).unwrap();
    let owner = clinic.sign_in("meera");
    assert_eq!(clinic.get(&owner, "backup.state", json!({}))["health"], "late");
    // The missed one is made as soon as the stick is back.
    clinic.desk.tick().unwrap();
    clinic.desk.finish_job();
    assert_eq!(clinic.get(&owner, "backup.state", json!({}))["health"], "good");
}

#[test]
fn a_copy_says_what_its_records_answered() {
    let (clinic, stick, target) = backed_up();
    clinic.register(&clinic.owner, "Asha More", "");
    assert_eq!(run(&clinic, &target, "full"), "");
    assert_eq!(run(&clinic, &target, "drill"), "");
    let patients = |number: u32| {
        let manifest = stick.desk_folder().join(format!("{number:06}.manifest"));
        let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
        let answers = manifest["answers"].as_array().unwrap().clone();
        assert!(answers.len() > 5);
        let asked = answers.iter().find(|answer| answer["question"] == "patients").unwrap();
        asked["answer"].as_i64()
    };
    assert_eq!((patients(1), patients(2)), (Some(1), Some(2)));
}

#[test]
fn a_drill_finds_a_copy_that_was_changed() {
    let (clinic, stick, target) = backed_up();
    assert_eq!(run(&clinic, &target, "drill"), "");
    let sealed = stick.desk_folder().join("000001.age");
    let mut bytes = std::fs::read(&sealed).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&sealed, bytes).unwrap();
    assert_eq!(run(&clinic, &target, "drill"), "damaged");
    let state = clinic.get(&clinic.owner, "backup.state", json!({}));
    assert_eq!(
        (state["health"].as_str(), state["fault"].as_str()),
        (Some("failing"), Some("damaged"))
    );
    assert_eq!(run(&clinic, &target, "full"), "");
    assert_eq!(run(&clinic, &target, "drill"), "");
    let scratch = clinic.folder.path().join("clinic/drill.db");
    assert!(!scratch.exists(), "the scratch file is gone");
}

#[test]
fn another_clinics_copy_is_never_put_over_this_one() {
    let (other, stick, _) = backed_up();
    let (clinic, ..) = backed_up();
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    assert_eq!(choice["is_this_clinic"], false);
    let args = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    let refused = clinic.ask(&clinic.owner, "desk.restore_begin", args).unwrap_err();
    assert_eq!(refused.message, "errors-backup-other-clinic");
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    let refused = begin(&clinic.desk, &choice, Value::Null, &other.recovery_code).unwrap_err();
    assert_eq!(refused.message, "errors-backup-other-clinic");
}

#[test]
fn a_stick_under_another_path_is_found_by_its_mark_and_a_second_one_is_refused_twice() {
    let (clinic, stick, _) = backed_up();
    let again = json!({ "name": "Again", "path": stick.path() });
    let refused = clinic.ask(&clinic.owner, "backup.add_target", again).unwrap_err();
    assert_eq!(refused.message, "errors-backup-known");
    for path in ["relative/path", "/no/such/folder", ""] {
        let given = json!({ "name": "x", "path": path });
        let refused = clinic.ask(&clinic.owner, "backup.add_target", given).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("path"), "{path}");
    }
    assert!(Path::new(&stick.path()).join("vaidya-backups.json").exists());
}

#[test]
fn copies_are_noted_in_the_access_log() {
    let (clinic, ..) = backed_up();
    let log = clinic.log(&clinic.owner, json!({ "what": "backup" }));
    let noted = |entry: &Value| entry["route"] == "desk.backup" && entry["detail"] == "1 good";
    assert!(log.iter().any(noted), "{log:?}");
}
