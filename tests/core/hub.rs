//! A clinic without internet: one of its computers is the hub, the others find it.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use clinic::desk::{Hub, HubFault};
use serde_json::{Value, json};
use tests::halls::{Computer, House, finds, meet, ports, register};
use tests::text;

fn two_computers(house: &Arc<House>) -> (Computer, Computer) {
    let mut one = Computer::new(house, ports());
    one.found_clinic();
    one.turn_hub(true).unwrap();
    one.look();
    let mut two = Computer::new(house, ports());
    let near = two.get("desk.hubs_near", json!({}));
    assert_eq!(near[0]["address"], format!("127.0.0.1:{}", one.port()));
    two.join(&one, one.port());
    meet(&one, &two);
    (one, two)
}

#[test]
fn a_computer_joins_through_the_hub_and_both_hold_one_clinic() {
    let house = Arc::default();
    let (one, two) = two_computers(&house);
    let asha = register(&one, "Asha Rao");
    meet(&one, &two);
    assert!(finds(&two, "Asha", &asha));
    assert_eq!((one.state(), two.state()), ("level".into(), "level".into()));
    let devices = two.get("security.devices", json!({}));
    assert_eq!(
        (&devices[0]["name"], &devices[1]["name"]),
        (&json!("Front desk"), &json!("Pharmacy"))
    );
    assert_eq!(devices[1]["version"], env!("CARGO_PKG_VERSION"), "it told its version");
    let hub = one.get("desk.hub", json!({}));
    assert_eq!(
        (&hub["is_on"], &hub["is_serving"], &hub["is_announced"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!(hub["seen"].as_array().unwrap().len(), 2, "{hub}");
    assert_eq!(text(&hub, "/fingerprint"), text(&two.get("desk.hub", json!({})), "/fingerprint"));
    // The hub's folder holds sealed things alone.
    let image = super::blobs::files_below(&one.path().join("hub")).concat();
    let holds = |text: &[u8]| image.windows(text.len()).any(|bytes| bytes == text);
    assert!(holds(b"CREATE TABLE"));
    for canary in ["Asha", "Front desk", "Pharmacy", "meera"] {
        assert!(!holds(canary.as_bytes()), "{canary}");
    }
}

/// No time passes here, so that no turn ever comes.
#[test]
fn the_hub_speaks_up_and_nobody_waits_for_a_turn() {
    let house = Arc::default();
    let (one, two) = two_computers(&house);
    let asha = register(&one, "Asha Rao");
    one.desk().sync().unwrap();
    let is_seen = (0..20).any(|_| {
        two.desk().bell().rest(Duration::from_secs(1));
        two.desk().sync().unwrap();
        finds(&two, "Asha", &asha)
    });
    assert!(is_seen);
}

#[test]
fn a_hub_that_starts_again_serves_before_anybody_has_signed_in() {
    let house = Arc::default();
    let (mut one, two) = two_computers(&house);
    one.stop();
    let asha = register(&two, "Asha Rao");
    two.look();
    assert_eq!((two.state(), two.fault()), ("away".into(), "errors-hub-off".into()));
    one.start();
    // Nobody is signed in there; what two wrote goes to the hub all the same.
    two.look();
    assert_eq!(two.state(), "level");
    one.sign_in();
    one.look();
    assert!(finds(&one, "Asha", &asha));
}

#[test]
fn a_hub_whose_port_was_taken_meanwhile_is_found_at_the_next_one() {
    let house = Arc::default();
    let (mut one, two) = two_computers(&house);
    let before = one.port();
    one.stop();
    two.look();
    let other = TcpListener::bind(("0.0.0.0", before)).unwrap();
    std::thread::spawn(move || other.incoming().for_each(drop));
    one.start();
    one.sign_in();
    one.look();
    assert_ne!(one.port(), before);
    two.look();
    assert_eq!((two.state(), two.port()), ("level".into(), one.port()));
}

#[test]
fn who_says_what_the_hub_said_and_has_another_key_is_not_followed() {
    let house = Arc::default();
    let (mut one, two) = two_computers(&house);
    let mut stranger = Computer::new(&house, ports());
    stranger.found_clinic();
    stranger.turn_hub(true).unwrap();
    let place = two.port();
    // Recorded and played again by somebody who serves with a key of their own.
    house.echo(stranger.port());
    one.turn_hub(false).unwrap();
    one.stop();
    two.look();
    assert_eq!((two.state(), two.port()), ("away".into(), place));
}

#[test]
fn the_switch_is_for_owners_and_says_what_is_in_its_way() {
    let house = Arc::default();
    let (one, two) = two_computers(&house);
    // Turned off: the others say so, and work goes on.
    one.turn_hub(false).unwrap();
    let asha = register(&one, "Asha Rao");
    meet(&one, &two);
    assert_eq!((one.state(), two.state()), ("away".into(), "away".into()));
    one.turn_hub(true).unwrap();
    meet(&one, &two);
    assert!(finds(&two, "Asha", &asha));
    // Another computer of the clinic is not a second hub.
    assert_eq!(two.turn_hub(true).unwrap_err().message, "errors-hub-other");
    assert_eq!(two.get("desk.hub", json!({}))["is_on"], false);
}

#[test]
fn where_every_port_is_taken_the_switch_stays_off_and_says_why() {
    let house = Arc::default();
    let first = ports();
    let taken: Vec<TcpListener> =
        (first..first + 20).filter_map(|port| TcpListener::bind(("0.0.0.0", port)).ok()).collect();
    let mut one = Computer::new(&house, first);
    one.found_clinic();
    assert_eq!(one.turn_hub(true).unwrap_err().message, "errors-hub-ports");
    assert_eq!(one.get("desk.hub", json!({}))["is_on"], false);
    assert_eq!(one.state(), "alone");
    drop(taken);
    one.turn_hub(true).unwrap();
    one.look();
    assert_eq!(one.state(), "level");
}

#[test]
fn a_second_program_on_one_computer_leaves_the_hub_to_the_first() {
    let house = Arc::default();
    let (mut one, _two) = two_computers(&house);
    let air = Arc::new(lan::Silence);
    let again = lan::LanHub::from_port(one.path(), air, ports());
    let kept: Value =
        serde_json::from_slice(&std::fs::read(one.path().join("hub/hub.json")).unwrap()).unwrap();
    let clinic: [u8; 16] = serde_json::from_value(kept["clinic"].clone()).unwrap();
    again.tend(sync::ClinicId(clinic));
    assert_eq!(again.state().fault, Some(HubFault::Elsewhere));
    assert_eq!(again.turn_on(sync::ClinicId([9; 16])), Err(HubFault::Elsewhere));
    // After the first has gone it serves its own clinic, and no other.
    one.stop();
    again.tend(sync::ClinicId([9; 16]));
    assert_eq!((again.state().fault, again.serving()), (Some(HubFault::OtherClinic), None));
    again.tend(sync::ClinicId(clinic));
    assert!(again.state().fault.is_none() && again.serving().is_some());
    again.turn_off().unwrap();
    std::fs::write(one.path().join("hub/hub.json"), b"{ half").unwrap();
    again.tend(sync::ClinicId(clinic));
    assert_eq!((again.state().fault, again.serving()), (Some(HubFault::Broken), None));
}

#[test]
fn a_computer_is_called_otherwise_everywhere() {
    let house = Arc::default();
    let (one, two) = two_computers(&house);
    let devices = one.get("security.devices", json!({}));
    let id = &devices[1]["id"];
    one.get("security.rename_device", json!({ "id": id, "name": " Dispensary " }));
    assert!(one.try_ask("security.rename_device", json!({ "id": id, "name": " " })).is_err());
    meet(&one, &two);
    assert_eq!(two.get("security.devices", json!({}))[1]["name"], "Dispensary");
}

#[test]
fn a_hub_that_is_lost_is_replaced_and_what_it_alone_had_taken_is_not_missed() {
    let house = Arc::default();
    let (mut one, two) = two_computers(&house);
    let asha = register(&one, "Asha Rao");
    meet(&one, &two);
    one.stop();
    two.look();
    assert_eq!(two.state(), "away");
    two.confirm();
    let instead = json!({ "is_on": true, "name": "", "is_instead": true });
    two.get("desk.turn_hub", instead);
    assert_eq!(two.state(), "sending", "the new hub holds nothing yet");
    let bilal = register(&two, "Bilal Khan");
    two.look();
    assert_eq!(two.state(), "level");
    // The old one comes back from the repairer, without its hub: it asks before it follows.
    std::fs::remove_dir_all(one.path().join("hub")).unwrap();
    one.start();
    one.sign_in();
    let chitra = register(&one, "Chitra Iyer");
    one.look();
    let successor = one.get("desk.hub", json!({}))["successor"].clone();
    let key = two.get("desk.hub", json!({}))["fingerprint"].clone();
    assert_eq!(successor["fingerprint"], key);
    one.confirm();
    let wrong = json!({ "address": successor["address"], "fingerprint": "0000" });
    assert_eq!(one.try_ask("desk.follow_hub", wrong).unwrap_err().message, "errors-hub-gone");
    one.get("desk.follow_hub", successor);
    for (computer, route) in [(&two, "desk.turn_hub"), (&one, "desk.follow_hub")] {
        let filter = json!({ "filter": { "route": route }, "before": null, "limit": 5 });
        let told = computer.get("audit.find", filter)["entries"][0].clone();
        assert_eq!((text(&told, "/what"), text(&told, "/route")), ("key".into(), route.into()));
    }
    meet(&one, &two);
    assert_eq!((one.state(), two.state()), ("level".into(), "level".into()));
    assert!(finds(&one, "Bilal", &bilal) && finds(&two, "Chitra", &chitra));
    // A third comes in through the new hub and finds what only the old one had been sent.
    let mut three = Computer::new(&house, ports());
    three.join(&one, two.port());
    meet(&two, &three);
    assert!(finds(&three, "Asha", &asha) && finds(&three, "Chitra", &chitra));
}
