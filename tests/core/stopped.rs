//! Long work that is told to stop: a lock or a hand ends it in the middle of proving, for it
//! holds keys as long as it runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{SmallClinic, ask, text};

use super::backup::{Stick, add, choices, run};

const SOON: Duration = Duration::from_secs(2);

/// A clinic whose proof takes a while, with a copy of it.
fn large() -> (SmallClinic, Stick, Value) {
    let clinic = SmallClinic::new();
    for at in 0..250 {
        clinic.register(&clinic.owner, &format!("Patient {at}"), "");
    }
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    (clinic, stick, target)
}

fn job(clinic: &SmallClinic, session: Option<&str>) -> Value {
    ask(&clinic.desk, "desk.job", json!({}), session).unwrap()["job"].clone()
}

fn wait_for_proving(clinic: &SmallClinic) {
    loop {
        let job = job(clinic, Some(&clinic.owner));
        assert_eq!(job["is_running"], true, "it was over before anybody could stop it: {job}");
        if text(&job, "/step") == "proving" {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What it says, once it has ended; how long that took is measured.
fn fault_soon(clinic: &SmallClinic, session: Option<&str>) -> String {
    let began = Instant::now();
    loop {
        let job = job(clinic, session);
        if job["is_running"] == false {
            return text(&job, "/fault");
        }
        assert!(began.elapsed() < SOON, "it runs on with the keys: {job}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn names_in(clinic: &SmallClinic, folder: &str) -> Vec<String> {
    let files = std::fs::read_dir(clinic.folder.path().join(folder)).into_iter().flatten();
    files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn has_scratch(clinic: &SmallClinic) -> bool {
    names_in(clinic, "clinic").iter().any(|name| name.starts_with("drill.db"))
}

#[test]
fn a_lock_and_a_hand_end_a_drill_in_the_middle_of_its_proof() {
    let (clinic, _stick, target) = large();
    let drill = json!({ "target_id": target, "kind": "drill" });
    clinic.get(&clinic.owner, "desk.backup_run", drill.clone());
    wait_for_proving(&clinic);
    assert!(has_scratch(&clinic));
    clinic.get(&clinic.owner, "desk.job_stop", json!({}));
    assert_eq!(fault_soon(&clinic, Some(&clinic.owner)), "cancelled");
    assert!(!has_scratch(&clinic));

    clinic.get(&clinic.owner, "desk.backup_run", drill);
    wait_for_proving(&clinic);
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    assert_eq!(fault_soon(&clinic, None), "cancelled");
    assert!(!has_scratch(&clinic));
    // And left to itself the copy is good.
    let owner = clinic.sign_in("meera");
    let clinic = SmallClinic { owner, ..clinic };
    assert_eq!(run(&clinic, &target, "drill"), "");
}

#[test]
fn a_restore_that_is_given_up_while_it_proves_leaves_nothing() {
    let (clinic, stick, _) = large();
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    let begin = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    clinic.get(&clinic.owner, "desk.restore_begin", begin);
    wait_for_proving(&clinic);
    clinic.get(&clinic.owner, "desk.job_stop", json!({}));
    assert_eq!(fault_soon(&clinic, Some(&clinic.owner)), "cancelled");
    assert!(!names_in(&clinic, "clinic/staged").iter().any(|name| name.starts_with("clinic.db")));
    let ready = clinic.get(&clinic.owner, "desk.restore_ready", json!({}));
    assert_eq!(ready["is_ready"], false);
}
