//! Real mDNS between two programs' worth of sockets, on loopback alone.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::time::{Duration, Instant};

use lan::{Air, Multicast, Voice};
use sync::ClinicId;

const PATIENCE: Duration = Duration::from_secs(20);

fn until(what: &str, check: impl Fn() -> bool) {
    let begun = Instant::now();
    while !check() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_hub_is_heard_moves_and_says_goodbye() {
    let (hub, desk) = (Multicast::on_loopback(), Multicast::on_loopback());
    let clinic = ClinicId([7; 16]);
    let own = |heard: Vec<(String, Voice)>| -> Vec<String> {
        let ours = heard.into_iter().filter(|(_, voice)| voice.is_of(clinic));
        ours.map(|(address, _)| address).collect()
    };
    assert!(own(desk.heard()).is_empty());
    assert!(hub.say(28_443, Voice::of(clinic, [1; 16])));
    until("the hub", || own(desk.heard()) == ["127.0.0.1:28443"]);
    assert!(hub.say(28_444, Voice::of(clinic, [2; 16])));
    until("its new place", || own(desk.heard()) == ["127.0.0.1:28444"]);
    hub.hush();
    until("its goodbye", || own(desk.heard()).is_empty());
}
