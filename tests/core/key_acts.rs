//! Every act of the desk itself leaves a line in the access log, and so do guesses that a start
//! anew would otherwise make forgotten.

use std::collections::BTreeSet;

use clinic::desk::{ACTS, ASKS, Desk};
use serde_json::{Value, json};
use tests::pair::pair;
use tests::{PASSWORD, SmallClinic, ask, desk_with, text};

use super::backup::{Stick, add, choices, run};
use super::ways_in::{digits, now};

/// What needs two computers in trouble, and is looked for where that trouble is made.
const ELSEWHERE: [(&str, &str); 4] = [
    ("desk.adopt", "inbox.rs"),
    ("desk.fix_clock", "nowhere yet: it takes a computer of another year"),
    ("desk.turn_hub", "hub.rs"),
    ("desk.follow_hub", "hub.rs"),
];

/// Routes of the entries of a desk's log that say that something was done.
fn done(desk: &Desk, session: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut before = Value::Null;
    loop {
        let args = json!({ "filter": {}, "before": before, "limit": 500 });
        let page = ask(desk, "audit.find", args, Some(session)).unwrap();
        let entries = page["entries"].as_array().unwrap();
        let good = entries.iter().filter(|entry| entry["is_refused"] == false);
        all.extend(good.map(|entry| text(entry, "/route")));
        if page["has_more"] == false {
            return all;
        }
        before = entries.last().unwrap()["n"].clone();
    }
}

#[test]
fn every_route_of_the_desk_is_an_act_or_a_question() {
    let routes: BTreeSet<&str> = clinic::desk::ROUTES.iter().map(|route| route.name).collect();
    let acts = ACTS.iter().map(|(route, _)| *route);
    let listed: Vec<&str> = acts.chain(ASKS.iter().copied()).collect();
    assert_eq!(listed.len(), routes.len(), "each once");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), routes);
}

#[test]
fn every_act_of_the_desk_leaves_an_entry() {
    let mut seen = BTreeSet::new();
    seen.extend(of_one_person());
    seen.extend(of_keys());
    seen.extend(of_copies());
    seen.extend(of_computers());
    let missing: Vec<&str> = ACTS
        .iter()
        .filter(|(route, entry)| {
            !seen.contains(*entry) && !ELSEWHERE.iter().any(|(known, _)| known == route)
        })
        .map(|(route, _)| *route)
        .collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
}

/// Each entry beside its own act, for those that share a name with another.
fn of_one_person() -> BTreeSet<String> {
    let clinic = SmallClinic::new();
    let owner = clinic.owner.clone();
    let get = |route: &str, args: Value| clinic.get(&owner, route, args);
    get("desk.prove_recovery", json!({ "code": clinic.recovery_code }));
    get("desk.recovery_sheet", json!({ "code": clinic.recovery_code }));
    get("desk.set_pin", json!({ "pin": "270561" }));
    get("desk.lock", json!({}));
    let switch = json!({ "user": "meera", "pin": "270561" });
    get("desk.switch", switch);
    assert!(done(&clinic.desk, &owner).contains("desk.unlock"), "a PIN came back");
    get("desk.lock", json!({}));
    get("desk.unlock", json!({ "password": PASSWORD }));
    get("desk.drop_pin", json!({}));
    clinic.confirm();
    let offer = get("desk.begin_second_factor", json!({}));
    let second = digits(&text(&offer, "/secret"), now(&clinic));
    get("desk.enrol_second_factor", json!({ "second": second }));
    let me = get("staff.list", json!({}))[0]["id"].clone();
    get("desk.end_second_factor", json!({ "staff_id": me }));
    let nurse = clinic.hire("nurse");
    let staff = get("staff.list", json!({}));
    let id = staff.as_array().unwrap().iter().find(|one| one["user"] == "nurse").unwrap();
    let code = get("desk.reset_code", json!({ "staff_id": id["id"] }));
    let given = json!({ "user": "nurse", "code": code["code"], "password": "nine blue herons" });
    ask(&clinic.desk, "desk.use_reset_code", given, None).unwrap();
    let change = json!({ "old_password": "nine blue herons", "password": "six grey wagtails" });
    clinic.get(&nurse, "desk.change_password", change);
    clinic.get(&nurse, "desk.sign_out", json!({}));
    get("desk.lock_vault", json!({}));
    let owner = clinic.sign_in("meera");
    done(&clinic.desk, &owner)
}

fn of_keys() -> BTreeSet<String> {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.rotate_keys", json!({}));
    clinic.get(&clinic.owner, "desk.check_database", json!({}));
    let sheet = clinic.get(&clinic.owner, "desk.new_recovery_sheet", json!({}));
    let given = json!({ "code": sheet["recovery_code"], "user": "meera",
                        "password": "nine blue herons", "keep_secret_in_file": false });
    let back = ask(&clinic.desk, "desk.recover", given, None).unwrap();
    done(&clinic.desk, &text(&back, "/session/token"))
}

fn of_copies() -> BTreeSet<String> {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    let choice = choices(&clinic.desk, &stick, Some(&clinic.owner))[0].clone();
    let begin = json!({
        "folder": choice["folder"], "number": choice["number"], "until": null, "code": "",
    });
    let get = |route: &str, args: Value| clinic.get(&clinic.owner, route, args);
    get("desk.restore_begin", begin.clone());
    get("desk.job_stop", json!({}));
    clinic.desk.finish_job();
    get("desk.restore_begin", begin.clone());
    clinic.desk.finish_job();
    get("desk.restore_drop", json!({}));
    let mut seen = done(&clinic.desk, &clinic.owner);
    assert!(!seen.contains("desk.restore"));
    get("desk.restore_begin", begin);
    clinic.desk.finish_job();
    clinic.confirm();
    let finish = json!({ "user": "", "password": "", "keep_secret_in_file": false });
    let session = text(&get("desk.restore_finish", finish), "/session/token");
    clinic.get(&session, "desk.delete_kept", json!({ "name": "replaced-1" }));
    seen.extend(done(&clinic.desk, &session));
    seen
}

fn of_computers() -> BTreeSet<String> {
    let pair = pair();
    let stick = tempfile::tempdir().unwrap();
    let args = json!({ "folder": stick.path(), "with_documents": true });
    let file = pair.here("desk.export_changes", args);
    pair.there("desk.import_changes", json!({ "path": file["path"] }));
    pair.one.confirm();
    pair.here("desk.meet_begin", json!({}));
    pair.here("desk.meet_stop", json!({}));
    pair.here("desk.require_version", json!({}));
    pair.here("desk.device_reads", json!({ "no": 2, "reads_confidential": true }));
    pair.here("desk.revoke_device", json!({ "no": 2 }));
    pair.here("desk.sync_pause", json!({ "is_paused": true }));
    let mut seen = done(&pair.one.desk, &pair.one.owner);
    seen.extend(done(&pair.two, &pair.owner_there));
    seen
}

fn guess(desk: &Desk) {
    let given = json!({ "user": "meera", "password": "guessing at it" });
    assert!(ask(desk, "desk.sign_in", given, None).is_err());
}

fn sign_in_entries(desk: &Desk) -> Vec<String> {
    let given = json!({ "user": "meera", "password": PASSWORD });
    let owner = text(&ask(desk, "desk.sign_in", given, None).unwrap(), "/token");
    let filter = json!({ "only_refused": true, "route": "desk.sign_in" });
    let args = json!({ "filter": filter, "before": null, "limit": 500 });
    let page = ask(desk, "audit.find", args, Some(&owner)).unwrap();
    page["entries"].as_array().unwrap().iter().map(|entry| text(entry, "/detail")).collect()
}

#[test]
fn neither_a_start_anew_nor_the_demo_erases_guesses_at_a_closed_clinic() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    guess(&clinic.desk);
    guess(&clinic.desk);
    let SmallClinic { folder, clock, tray, secrets, desk, .. } = clinic;
    drop(desk);
    let again = || desk_with(folder.path(), clock.clone(), tray.clone(), secrets.clone());
    let desk = again();
    guess(&desk);
    ask(&desk, "desk.open_demo", json!({}), None).unwrap();
    ask(&desk, "desk.leave_demo", json!({}), None).unwrap();
    clock.advance_ms(120_000);
    let told = sign_in_entries(&desk);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|one| one.ends_with("before this start times=2")), "{told:?}");
    assert!(told.iter().any(|one| one.starts_with("errors-vault-wrong-password times=1")));
    // Once: the right password cleared the count.
    drop(desk);
    assert_eq!(sign_in_entries(&again()).len(), 2);
}

#[test]
fn digits_that_were_seen_over_a_shoulder_and_are_used_again_are_in_the_log() {
    let clinic = SmallClinic::new();
    let offer = clinic.get(&clinic.owner, "desk.begin_second_factor", json!({}));
    let second = digits(&text(&offer, "/secret"), now(&clinic));
    clinic.get(&clinic.owner, "desk.enrol_second_factor", json!({ "second": second }));
    let given = json!({ "user": "meera", "password": PASSWORD, "second": second });
    let refused = ask(&clinic.desk, "desk.sign_in", given, None).unwrap_err();
    assert_eq!(refused.message, "errors-second-factor-used");
    let rows = clinic.log(&clinic.owner, json!({ "only_refused": true }));
    assert!(rows.iter().any(|row| text(row, "/detail") == "errors-second-factor-used"), "{rows:?}");
}
