//! The operating system's own keyring, with a session bus and without one. `cargo xtask
//! keyring` makes both surroundings; elsewhere these tests do not run.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use vault::{Error, KdfChoice, Keeping, OsKeyring, Place, SecretStore};

const OWNER: [u8; 16] = *b"owner-----------";
const PASSWORD: &str = "neem bridge kettle";

#[test]
fn a_clinic_kept_by_the_real_keyring_opens_from_a_fresh_connection() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().to_owned());
    let secrets = OsKeyring::new();
    place.create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
    drop(secrets);
    place.open(&OsKeyring::new(), OWNER, PASSWORD).unwrap();

    let key_file = std::fs::read_to_string(folder.path().join("vaidya.keys")).unwrap();
    let field =
        |name: &str| key_file.split(&format!("\"{name}\":\"")).nth(1).unwrap()[..32].to_owned();
    let entry = format!("clinic-{}-device-{}", field("clinic"), field("device"));
    OsKeyring::new().remove(&entry).unwrap();
    let lost = place.open(&OsKeyring::new(), OWNER, PASSWORD);
    assert!(matches!(lost, Err(Error::KeyringLost)));
}

#[test]
fn without_a_session_bus_the_keyring_is_missing_and_says_so_at_once() {
    let start = std::time::Instant::now();
    assert_eq!(OsKeyring::new().get("clinic-0").unwrap_err(), vault::StoreError::Missing);
    assert!(start.elapsed() < std::time::Duration::from_secs(3));
}
