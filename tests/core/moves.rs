//! The clinic moves from its hub to a server and back, and nobody is left behind.

use std::sync::Arc;

use clinic::desk::Hub;
use lan::{LanHub, Silence};
use serde_json::{Value, json};
use sync::ClinicId;
use tests::halls::{Computer, House, finds, meet, ports, register};
use tests::text;
use vault::{Place, PlaceState};

/// A server elsewhere: the same router, announced to nobody.
struct Elsewhere {
    address: String,
    _hub: LanHub,
    _folder: tempfile::TempDir,
}

impl Elsewhere {
    fn of(computer: &Computer) -> Self {
        let place = Place::new(computer.path().join("clinic"));
        let PlaceState::Sealed { clinic_id, .. } = place.state().unwrap() else { panic!() };
        let folder = tempfile::tempdir().unwrap();
        let hub = LanHub::from_port(folder.path(), Arc::new(Silence), ports());
        let at = hub.turn_on(ClinicId(clinic_id)).unwrap();
        Self { address: format!("127.0.0.1:{}", at.port), _hub: hub, _folder: folder }
    }
}

fn remote(computer: &Computer) -> (String, String) {
    let view = computer.get("desk.sync", json!({}));
    (text(&view, "/remote/kind"), text(&view, "/remote/address"))
}

fn two_at_a_hub(house: &Arc<House>) -> (Computer, Computer) {
    let mut one = Computer::new(house, ports());
    one.found_clinic();
    one.turn_hub(true).unwrap();
    one.look();
    let mut two = Computer::new(house, ports());
    two.join(&one, one.port());
    meet(&one, &two);
    (one, two)
}

fn to_server(computer: &Computer, address: &str) -> kernel::Result<Value> {
    computer.confirm();
    let to = json!({ "address": address, "invitation": "", "name": "", "is_instead": true });
    computer.try_ask("desk.sync_server", to)
}

#[test]
fn everybody_goes_from_the_hub_to_a_server_and_to_another_hub() {
    let house = Arc::default();
    let (one, two) = two_at_a_hub(&house);
    let asha = register(&one, "Asha Rao");
    let server = Elsewhere::of(&one);
    to_server(&one, &server.address).unwrap();
    let bilal = register(&two, "Bilal Khan");
    meet(&one, &two);
    let there = ("server".to_owned(), server.address.clone());
    assert_eq!((remote(&one), remote(&two)), (there.clone(), there.clone()));
    // The hub is not needed any more.
    one.turn_hub(false).unwrap();
    let chitra = register(&one, "Chitra Iyer");
    meet(&one, &two);
    assert_eq!((one.state(), two.state()), ("level".into(), "level".into()));
    for (name, id) in [("Asha", &asha), ("Bilal", &bilal), ("Chitra", &chitra)] {
        assert!(finds(&one, name, id) && finds(&two, name, id), "{name}");
    }
    // And without the internet again, to a hub on the other computer.
    assert_eq!(two.turn_hub(true).unwrap_err().message, "errors-hub-has-server");
    let instead = json!({ "is_on": true, "name": "", "is_instead": true });
    two.get("desk.turn_hub", instead);
    meet(&one, &two);
    assert_eq!((remote(&one).0, remote(&two).0), ("hub".into(), "hub".into()));
    drop(server);
    let dinesh = register(&two, "Dinesh Patil");
    meet(&one, &two);
    assert!(finds(&one, "Dinesh", &dinesh));
    assert_eq!((one.state(), two.state()), ("level".into(), "level".into()));
    assert_eq!(one.get("desk.sync", json!({}))["moving_to"], "");
}

#[test]
fn who_was_off_while_the_clinic_moved_is_told_the_place_by_hand() {
    let house = Arc::default();
    let (one, mut two) = two_at_a_hub(&house);
    two.stop();
    let server = Elsewhere::of(&one);
    to_server(&one, &server.address).unwrap();
    one.look();
    assert_eq!(remote(&one).0, "server");
    one.turn_hub(false).unwrap();
    two.start();
    two.sign_in();
    let asha = register(&two, "Asha Rao");
    two.look();
    assert_eq!((remote(&two).0, two.state()), ("hub".into(), "away".into()));
    to_server(&two, &server.address).unwrap();
    meet(&one, &two);
    assert_eq!((one.state(), two.state()), ("level".into(), "level".into()));
    assert_eq!(remote(&one), remote(&two));
    assert!(finds(&one, "Asha", &asha));
}

#[test]
fn nobody_leaves_before_the_old_place_has_what_was_written_there() {
    let house = Arc::default();
    let (one, two) = two_at_a_hub(&house);
    let server = Elsewhere::of(&one);
    assert_eq!(
        to_server(&one, "127.0.0.1:9").unwrap_err().message,
        "errors-sync-away",
        "nobody is there: nothing has moved"
    );
    to_server(&one, &server.address).unwrap();
    let view = one.get("desk.sync", json!({}));
    assert_eq!(
        (text(&view, "/remote/kind"), text(&view, "/moving_to")),
        ("hub".into(), server.address.clone())
    );
    // The other hears of it where it is, though the mover is off by now.
    one.look();
    assert_eq!(remote(&one).0, "server");
    two.look();
    assert_eq!(remote(&two).0, "server");
}
