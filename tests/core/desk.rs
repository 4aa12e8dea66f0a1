//! The desk in front of the door: set-up, sign-in, locks, recovery.

use std::sync::Arc;

use kernel::Code;
use serde_json::{Value, json};
use tests::{PASSWORD, SmallClinic, ask, desk_with, new_desk, text};

#[test]
fn set_up_shows_a_code_that_is_proven_by_a_real_unwrap() {
    let clinic = SmallClinic::new();
    let status = clinic.get(&clinic.owner, "desk.status", json!({}));
    assert_eq!(
        (status["state"].as_str(), status["is_recovery_proven"].as_bool()),
        (Some("open"), Some(false))
    );
    let mut wrong = clinic.recovery_code.clone();
    let last = if wrong.ends_with('0') { "1" } else { "0" };
    wrong.replace_range(wrong.len() - 1.., last);
    let refused = clinic.ask(&clinic.owner, "desk.prove_recovery", json!({ "code": wrong }));
    assert_eq!(refused.unwrap_err().field.as_deref(), Some("code"));
    let right = clinic.recovery_code.to_lowercase();
    clinic.get(&clinic.owner, "desk.prove_recovery", json!({ "code": right }));
    let status = clinic.get(&clinic.owner, "desk.status", json!({}));
    assert_eq!(status["is_recovery_proven"], true);
    let sheet = json!({ "code": clinic.recovery_code });
    let paper = clinic.get(&clinic.owner, "desk.recovery_sheet", sheet);
    assert!(text(&paper, "/pdf_base64").starts_with("JVBERi"));
}

#[test]
fn a_clinic_is_not_set_up_twice_and_a_weak_password_is_refused() {
    let clinic = SmallClinic::new();
    let again = ask(&clinic.desk, "desk.set_up", tests::set_up(), None).unwrap_err();
    assert_eq!(again.message, "errors-vault-already-created");
    let mut weak = json!({ "user": "nurse", "name": "A nurse", "phone": "", "roles": ["nurse"] });
    for password in ["short", "password123"] {
        weak["password"] = json!(password);
        let refused = clinic.ask(&clinic.owner, "staff.add", weak.clone()).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("password"), "{password}");
    }
    let staff = clinic.get(&clinic.owner, "staff.list", json!({}));
    assert_eq!(staff.as_array().map(Vec::len), Some(1));
}

#[test]
fn the_screen_locks_by_hand_and_by_itself_and_opens_by_the_password() {
    let clinic = SmallClinic::new();
    let find = || clinic.ask(&clinic.owner, "patients.find", json!({ "text": "", "limit": 1 }));
    clinic.get(&clinic.owner, "desk.lock", json!({}));
    assert_eq!(find().unwrap_err().code, Code::Locked);
    assert!(clinic.ask(&clinic.owner, "desk.unlock", json!({ "password": "wrong" })).is_err());
    clinic.get(&clinic.owner, "desk.unlock", json!({ "password": PASSWORD }));
    find().unwrap();
    // A screen that asks by itself is nobody being there.
    clinic.clock.advance_ms(29 * 60_000);
    find().unwrap();
    clinic.clock.advance_ms(2 * 60_000);
    assert_eq!(find().unwrap_err().code, Code::Locked);
    clinic.get(&clinic.owner, "desk.unlock", json!({ "password": PASSWORD }));
    clinic.clock.advance_ms(29 * 60_000);
    clinic.get(&clinic.owner, "desk.touch", json!({}));
    clinic.clock.advance_ms(29 * 60_000);
    find().unwrap();
    // Setting the wall clock back does not keep the screen open.
    clinic.clock.set(kernel::Timestamp(0));
    clinic.clock.advance_ms(31 * 60_000);
    assert_eq!(find().unwrap_err().code, Code::Locked);
}

#[test]
fn twelve_hours_without_a_password_close_the_vault() {
    let clinic = SmallClinic::new();
    clinic.clock.advance_ms(12 * 3_600_000 + 1);
    let status = ask(&clinic.desk, "desk.status", json!({}), None).unwrap();
    assert_eq!(text(&status, "/state"), "locked");
}

#[test]
fn wrong_passwords_wait_longer_each_time() {
    let clinic = SmallClinic::new();
    let try_it = |password: &str| {
        let given = json!({ "user": "meera", "password": password });
        ask(&clinic.desk, "desk.sign_in", given, None)
    };
    for _ in 0..3 {
        assert_eq!(try_it("wrong").unwrap_err().message, "errors-vault-wrong-password");
    }
    assert_eq!(try_it(PASSWORD).unwrap_err().message, "errors-wait");
    clinic.clock.advance_ms(61_000);
    try_it(PASSWORD).unwrap();
}

#[test]
fn a_start_anew_gives_no_tries_back() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    let SmallClinic { desk, clock, tray, folder, secrets, .. } = clinic;
    drop(desk);
    let kept = folder.path().join("clinic/wrong-tries");
    // The wall clock and the monotonic one of a new program say nothing of the old wait.
    let start = || desk_with(folder.path(), clock.clone(), tray.clone(), secrets.clone());
    let try_it = |desk: &clinic::desk::Desk, password: &str| {
        let given = json!({ "user": "meera", "password": password });
        ask(desk, "desk.sign_in", given, None).map_err(|error| error.message)
    };
    for tries in 1..=3 {
        let desk = start();
        assert_eq!(try_it(&desk, "wrong").unwrap_err(), "errors-vault-wrong-password");
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), tries.to_string());
    }
    for _ in 0..3 {
        assert_eq!(try_it(&start(), PASSWORD).unwrap_err(), "errors-wait");
    }
    let desk = start();
    clock.advance_ms(1_001);
    try_it(&desk, PASSWORD).unwrap();
    assert!(!kept.exists(), "forgotten with the first right one");
    drop(desk);
    // What nobody can read is taken for many.
    std::fs::write(&kept, "¿").unwrap();
    let desk = start();
    clock.advance_ms(59_000);
    assert_eq!(try_it(&desk, PASSWORD).unwrap_err(), "errors-wait");
    clock.advance_ms(1_001);
    try_it(&desk, PASSWORD).unwrap();
}

#[test]
fn the_printed_code_opens_a_clinic_whose_keyring_is_gone() {
    let clinic = SmallClinic::new();
    clinic.register(&clinic.owner, "Sunita Pawar", "");
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    let SmallClinic { folder, clock, tray, recovery_code, .. } = clinic;
    // The same disk in another computer: its keyring knows nothing.
    let desk = new_desk(folder.path(), clock.clone(), Arc::clone(&tray));
    let given = json!({ "user": "meera", "password": PASSWORD });
    let lost = ask(&desk, "desk.sign_in", given, None).unwrap_err();
    assert_eq!(lost.message, "errors-vault-keyring-lost");
    let recover = json!({ "code": recovery_code, "user": "meera",
                          "password": "nine yellow mangoes", "keep_secret_in_file": false });
    let session = text(&ask(&desk, "desk.recover", recover, None).unwrap(), "/session/token");
    let args = json!({ "text": "", "limit": 5 });
    let found = ask(&desk, "patients.find", args, Some(&session)).unwrap();
    assert_eq!(text(&found, "/0/name"), "Sunita Pawar");
}

#[test]
fn what_was_typed_is_there_at_the_next_sign_in() {
    let clinic = SmallClinic::new();
    let draft = json!({ "key": "visit/1/complaint", "body": "Fever since" });
    clinic.get(&clinic.owner, "drafts.keep", draft);
    let owner = clinic.owner.clone();
    let again = clinic.sign_in("meera");
    assert_ne!(again, owner);
    let kept = clinic.get(&again, "drafts.take", json!({ "key": "visit/1/complaint" }));
    assert_eq!(text(&kept, "/body"), "Fever since");
    clinic.get(&again, "drafts.drop", json!({ "key": "visit/1/complaint" }));
    let gone = clinic.get(&again, "drafts.take", json!({ "key": "visit/1/complaint" }));
    assert!(gone["body"].is_null());
}

#[test]
fn a_second_program_is_told_that_the_clinic_is_open() {
    let clinic = SmallClinic::new();
    let folder = clinic.folder.path();
    let (clock, tray) = (clinic.clock.clone(), clinic.tray.clone());
    let second = desk_with(folder, clock, tray, clinic.secrets.clone());
    let sign_in = || {
        let given = json!({ "user": "meera", "password": PASSWORD });
        ask(&second, "desk.sign_in", given, None)
    };
    assert_eq!(sign_in().unwrap_err().message, "errors-vault-already-open");
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    sign_in().unwrap();
}

#[test]
fn the_display_shows_tokens_and_no_names_without_a_session() {
    let clinic = SmallClinic::new();
    clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let display = || ask(&clinic.desk, "queue.display", json!({}), None).unwrap();
    let late = |minutes: i64| {
        let args = json!({ "doctor_id": clinic.doctor_id(), "minutes": minutes });
        clinic.get(&clinic.owner, "appointments.set_late", args)
    };
    assert_eq!(display()["doctors"], json!([]));
    // Who is late is told before anybody has a token, and until they are there.
    late(30);
    let shown = display();
    assert_eq!(shown["doctors"][0]["late_minutes"], 30);
    assert_eq!(shown["doctors"][0]["next"], json!([]));
    let give = json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                       "priority": "normal", "reason": "" });
    clinic.get(&clinic.owner, "queue.give", give);
    let shown = display();
    assert_eq!(shown["doctors"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["doctors"][0]["next"], json!(["A1"]));
    assert_eq!(shown["doctors"][0]["late_minutes"], 30);
    assert!(!shown.to_string().contains("Sunita"));
    late(0);
    let shown = display();
    assert_eq!(shown["doctors"][0]["late_minutes"], Value::Null);
    assert_eq!(shown["doctors"][0]["next"], json!(["A1"]));
}

#[test]
fn a_missing_reserve_is_told_and_laid_again_when_there_is_room() {
    let clinic = SmallClinic::new();
    let reserve = clinic.folder.path().join("clinic/reserve");
    let is_full = || {
        let status = ask(&clinic.desk, "desk.status", json!({}), Some(&clinic.owner)).unwrap();
        status["is_disk_full"].as_bool().unwrap()
    };
    let level = || {
        let overview = clinic.get(&clinic.owner, "security.overview", json!({}));
        let points = overview["points"].as_array().unwrap().clone();
        text(points.iter().find(|point| point["id"] == "disk").unwrap(), "/level")
    };
    assert!(reserve.exists() && !is_full());
    assert_eq!(level(), "good");
    std::fs::remove_file(&reserve).unwrap();
    assert!(is_full());
    assert_eq!(level(), "bad");
    clinic.desk.tick().unwrap();
    assert!(reserve.exists() && !is_full());
    let log = clinic.log(&clinic.owner, json!({}));
    let noted = |entry: &Value| entry["route"] == "desk.reserve" && entry["detail"] == "laid again";
    assert!(log.iter().any(noted));
    // At most every ten minutes: where nobody says what is free, each try fills the disk.
    std::fs::remove_file(&reserve).unwrap();
    clinic.desk.tick().unwrap();
    assert!(!reserve.exists());
    clinic.clock.advance_ms(11 * 60_000);
    clinic.desk.tick().unwrap();
    assert!(reserve.exists());
}
