//! Two desks of one clinic with a server between them: a computer is let in, both work, both
//! hold the same.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::pair::{Hall, Pair, connect, given, joined, let_in, pair};
use tests::{PASSWORD, SmallClinic, another_desk, ask, patient_form, text};

#[test]
fn a_computer_is_let_in_and_both_desks_hold_one_clinic() {
    let pair = pair();
    let asha = pair.register("Asha Rao");
    pair.meet();
    assert!(pair.finds_there("Asha", &asha));
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    let devices = pair.there("security.devices", json!({}));
    let names: Vec<String> =
        devices.as_array().unwrap().iter().map(|device| text(device, "/name")).collect();
    assert_eq!(names, ["Front desk", "Pharmacy"]);
    assert_eq!(devices[1]["code"], "B");
    assert_eq!(devices[1]["is_here"], true);
}

#[test]
fn a_line_that_carries_no_listening_lets_the_desk_rest() {
    let pair = pair();
    let desk = &pair.one.desk;
    let short = Duration::from_millis(100);
    // The first listening that is cut is looked into once.
    for _ in 0..2 {
        desk.sync().unwrap();
        desk.bell().rest(short);
    }
    for _ in 0..3 {
        let wait = desk.sync().unwrap();
        let began = Instant::now();
        desk.bell().rest(short);
        assert!(wait > 0 && began.elapsed() >= short, "it rang again");
    }
}

#[test]
fn a_new_computer_begins_with_a_snapshot_and_works_at_once() {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let mut ids = Vec::new();
    for at in 0..500 {
        ids.push(one.register(&one.owner, &format!("Patient {at}"), "")["id"].clone());
    }
    // It is made in the background, some time after it is due, a part at each look.
    for _ in 0..12 {
        one.clock.advance_ms(60_000);
        one.desk.sync().unwrap();
    }
    let later = one.register(&one.owner, "Later Rao", "")["id"].clone();
    one.desk.sync().unwrap();
    let pair = joined(one, hall.clone());
    assert!(hall.pieces() > 0, "the history came in pieces");
    for (name, id) in [("Patient 7", &ids[7]), ("Patient 499", &ids[499]), ("Later", &later)] {
        assert!(pair.finds_there(name, id), "{name}");
    }
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    assert!(there["arriving"].is_null() && there["waiting"] == 0);
    let asha = pair.there(
        "patients.register",
        json!({
            "form": patient_form("Asha Rao"), "is_not_duplicate": true
        }),
    )["id"]
        .clone();
    pair.meet();
    let found = pair.here("patients.find", json!({ "text": "Asha", "limit": 10 }));
    assert!(found.to_string().contains(asha.as_str().unwrap()));
}

#[test]
fn a_cut_cable_stops_nobody_and_the_corner_says_so() {
    let pair = pair();
    pair.hall.cut(true);
    let asha = pair.register("Asha Rao");
    let there = json!({ "form": patient_form("Bilal Khan"), "is_not_duplicate": true });
    let bilal = pair.there("patients.register", there)["id"].clone();
    pair.meet();
    let (here, _) = pair.state();
    assert_eq!(text(&here, "/state"), "away");
    assert!(here["unsent"].as_u64().unwrap() > 0);
    let numbers = [&asha, &bilal].map(|id| id.to_string());
    assert_ne!(numbers[0], numbers[1]);
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    assert!(pair.finds_there("Asha", &asha));
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    assert_eq!(here["unsent"], 0);
}

#[test]
fn the_server_holds_nothing_that_can_be_read() {
    let pair = pair();
    pair.register("Canaryxylophone Rao");
    pair.meet();
    let files = std::fs::read_dir(pair.hall.folder.path()).unwrap();
    let image: Vec<u8> =
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let holds = |text: &[u8]| image.windows(text.len()).any(|bytes| bytes == text);
    assert!(holds(b"CREATE TABLE"), "it is the store that was searched");
    for canary in ["Canaryxylophone", "Asha", "Front desk", "Pharmacy", "meera"] {
        assert!(!holds(canary.as_bytes()), "{canary}");
    }
}

#[test]
fn digits_that_differ_are_seen_before_anything_is_given() {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let folder = tempfile::tempdir().unwrap();
    let two = another_desk(folder.path(), one.clock.clone(), hall.clone());
    let_in(&one, &two);
    // Nobody said that they are the same.
    let join = ask(&two, "desk.join", json!({}), None).unwrap();
    assert_eq!(text(&join, "/step"), "digits");
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
    assert!(ask(&two, "desk.join_finish", finish, None).is_err());
    // Ten minutes later the word is worth nothing.
    one.clock.advance_ms(11 * 60_000);
    one.confirm();
    assert!(one.ask(&one.owner, "desk.meet_give", given(false)).is_err());
}

#[test]
fn only_an_owner_who_has_just_proven_to_be_there_lets_a_computer_in() {
    let pair = pair();
    let desk = pair.one.hire("receptionist");
    for route in ["desk.meet_begin", "desk.meet_give", "desk.sync_server", "desk.revoke_device"] {
        let args = json!({ "address": "x", "invitation": "", "name": "x", "no": 2 });
        assert!(pair.one.ask(&desk, route, args.clone()).is_err(), "{route}");
        assert!(ask(&pair.one.desk, route, args, None).is_err(), "{route}");
    }
}

#[test]
fn a_computer_that_may_not_change_the_list_says_so_and_one_that_may_does() {
    let pair = pair();
    pair.there("desk.confirm", json!({ "password": PASSWORD }));
    let begun = ask(&pair.two, "desk.meet_begin", json!({}), Some(&pair.owner_there));
    assert_eq!(begun.unwrap_err().message, "errors-sync-no-administrator");
    let revoked = ask(&pair.two, "desk.revoke_device", json!({ "no": 1 }), Some(&pair.owner_there));
    assert_eq!(revoked.unwrap_err().message, "errors-sync-no-administrator");

    let three = pair.third(given(true));
    let session = Some(three.owner.as_str());
    ask(&three.desk, "desk.confirm", json!({ "password": PASSWORD }), session).unwrap();
    // The first computer burnt: this one goes on without it.
    ask(&three.desk, "desk.revoke_device", json!({ "no": 1 }), session).unwrap();
}

#[test]
fn a_computer_that_was_sent_away_gets_nothing_more() {
    let pair = pair();
    pair.one.confirm();
    pair.here("desk.revoke_device", json!({ "no": 2 }));
    let asha = pair.register("Asha Rao");
    pair.meet();
    let there = pair.there("desk.sync", json!({}));
    assert_eq!(text(&there, "/state"), "trouble");
    assert_eq!(text(&there, "/remote/fault"), "errors-sync-revoked");
    assert!(!pair.finds_there("Asha", &asha));
}

#[test]
fn without_a_line_a_stick_carries_the_changes() {
    let pair = pair();
    pair.hall.cut(true);
    let asha = pair.register("Asha Rao");
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path().to_str().unwrap();
    let args = json!({ "folder": folder, "with_documents": false });
    let file = pair.here("desk.export_changes", args);
    let path = text(&file, "/path");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"Asha"), "sealed");
    let took = pair.there("desk.import_changes", json!({ "path": path }));
    assert!(took["applied"].as_u64().unwrap() > 0 && pair.finds_there("Asha", &asha));
    let again = pair.there("desk.import_changes", json!({ "path": path }));
    assert_eq!(again["applied"], 0);
    // Cut short, of nobody, not there.
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let refused = |path: &str| {
        let args = json!({ "path": path });
        let session = Some(pair.owner_there.as_str());
        ask(&pair.two, "desk.import_changes", args, session).unwrap_err().message
    };
    assert_eq!(refused(&path), "errors-sync-file-junk");
    std::fs::write(&path, b"vaidya changes 1\n\0\0\0\x02\x82\x01").unwrap();
    assert_eq!(refused(&path), "errors-sync-file-junk");
    assert_eq!(refused(&format!("{path}.not")), "errors-sync-file-missing");
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
}

#[test]
fn a_record_says_where_it_is_and_never_more_than_is_true() {
    let pair = pair();
    let place = |id: &serde_json::Value| {
        let place = pair.here("desk.place_of", json!({ "id": id }));
        (text(&place, "/place"), place["unsent"].as_u64().unwrap())
    };
    let asha = pair.register("Asha Rao");
    let (first, unsent) = place(&asha);
    assert_eq!(first, "here");
    assert!(unsent > 0);
    pair.meet();
    assert_eq!(place(&asha), ("server".into(), 0));
    assert_eq!(text(&pair.there("desk.place_of", json!({ "id": asha })), "/place"), "server");

    pair.hall.cut(true);
    let mut form = patient_form("Asha Rao");
    form["blood_group"] = json!("B+");
    let change = json!({ "id": asha, "form": form });
    pair.here("patients.change", change);
    assert_eq!(place(&asha), ("here".into(), 1));
    let later = pair.register("Bilal Khan");
    pair.one.desk.sync().unwrap();
    assert_eq!(place(&later).0, "here", "sealed, and still nowhere else");
    assert_eq!(place(&asha).0, "here");
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    assert_eq!((place(&asha), place(&later)), (("server".into(), 0), ("server".into(), 0)));
    let nobody = json!({ "id": "00000000-0000-0000-0000-000000000000" });
    assert!(pair.one.ask(&pair.one.owner, "desk.place_of", nobody).is_err());
}

fn slots_there(pair: &Pair) -> usize {
    match vault::Place::new(pair.folder_there.path().join("clinic")).state().unwrap() {
        vault::PlaceState::Sealed { slots, .. } => slots.len(),
        vault::PlaceState::Empty => 0,
    }
}

/// Somebody of the first desk gets a way in at the second one too.
fn comes_in_there(pair: &Pair, user: &str, role: &str) -> serde_json::Value {
    let person = json!({ "user": user, "name": format!("Some {user}"), "phone": "",
                         "roles": [role], "password": PASSWORD });
    pair.one.confirm();
    let id = pair.here("staff.add", person);
    pair.meet();
    pair.there("desk.confirm", json!({ "password": PASSWORD }));
    let code = pair.there("desk.reset_code", json!({ "staff_id": id }));
    let given = json!({ "user": user, "code": code["code"], "password": PASSWORD });
    ask(&pair.two, "desk.use_reset_code", given, None).unwrap();
    id
}

fn end_here(pair: &Pair, session: &str, id: &serde_json::Value) {
    pair.one.get(session, "desk.confirm", json!({ "password": PASSWORD }));
    pair.one.get(session, "staff.end", json!({ "id": id, "reason": "Left" }));
}

#[test]
fn who_left_loses_the_way_in_on_every_computer_and_at_every_start() {
    let pair = pair();
    let nurse = comes_in_there(&pair, "nurse", "nurse");
    assert_eq!(slots_there(&pair), 2);
    let clinic = pair.folder_there.path().join("clinic");
    let is_key = |name: &str| !name.starts_with("clinic.db");
    let keys: Vec<_> = std::fs::read_dir(&clinic)
        .unwrap()
        .map(|file| file.unwrap())
        .filter(|file| file.path().is_file() && is_key(&file.file_name().to_string_lossy()))
        .map(|file| (file.path(), std::fs::read(file.path()).unwrap()))
        .collect();
    end_here(&pair, &pair.one.owner, &nurse);
    pair.meet();
    assert_eq!(slots_there(&pair), 1);
    let log = json!({ "filter": { "route": "desk.slot_removed" }, "before": null, "limit": 5 });
    let told = pair.there("audit.find", log.clone());
    assert_eq!(text(&told, "/entries/0/about/label"), "Some nurse");

    // As if the key file could not have been written then.
    pair.there("desk.lock_vault", json!({}));
    for (path, bytes) in keys {
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(slots_there(&pair), 2);
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    let owner = text(&ask(&pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    assert_eq!(slots_there(&pair), 1);
    let told = ask(&pair.two, "audit.find", log, Some(&owner)).unwrap();
    assert_eq!(told["entries"].as_array().map(Vec::len), Some(2));
}

#[test]
fn no_slot_goes_where_no_owner_of_today_has_a_way_in() {
    let pair = pair();
    let nurse = comes_in_there(&pair, "nurse", "nurse");
    let person = json!({ "user": "kavita", "name": "Kavita Rao", "phone": "", "roles": ["owner"],
                         "password": PASSWORD });
    pair.one.confirm();
    pair.here("staff.add", person);
    let kavita = pair.one.sign_in("kavita");
    let me = pair.here("staff.list", json!({}));
    let me = me.as_array().unwrap().iter().find(|one| one["user"] == "meera").unwrap().clone();
    end_here(&pair, &kavita, &me["id"]);
    end_here(&pair, &kavita, &nurse);
    pair.meet();
    assert_eq!(slots_there(&pair), 2, "of who was the only owner there, and the nurse's");
    // They open nothing all the same.
    for user in ["meera", "nurse"] {
        let sign_in = json!({ "user": user, "password": PASSWORD });
        assert!(ask(&pair.two, "desk.sign_in", sign_in, None).is_err(), "{user}");
    }
}
