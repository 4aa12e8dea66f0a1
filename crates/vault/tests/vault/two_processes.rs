use std::io::Read;
use std::process::{Command, Stdio};

use vault::{Error, Place};

/// Set in the child: the place that it should hold until its input closes.
const HOLD: &str = "VAULT_TEST_HOLD_PLACE";

#[test]
fn a_second_program_is_told_that_the_place_is_open() {
    if let Some(folder) = std::env::var_os(HOLD) {
        let _lock = Place::new(folder.into()).lock_exclusively().unwrap();
        println!("held");
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().to_owned());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "two_processes::a_second_program_is_told_that_the_place_is_open"])
        .arg("--nocapture")
        .env(HOLD, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut seen = String::new();
    let mut out = child.stdout.take().unwrap();
    while !seen.contains("held") {
        let mut byte = [0];
        assert_eq!(out.read(&mut byte).unwrap(), 1, "the child holds the place: {seen}");
        seen.push(char::from(byte[0]));
    }
    assert!(matches!(place.lock_exclusively(), Err(Error::AlreadyOpen)));
    // However it ends, the place is free again.
    child.kill().unwrap();
    child.wait().unwrap();
    let lock = place.lock_exclusively().unwrap();
    assert!(matches!(place.lock_exclusively(), Err(Error::AlreadyOpen)));
    drop(lock);
    place.lock_exclusively().unwrap();
}
