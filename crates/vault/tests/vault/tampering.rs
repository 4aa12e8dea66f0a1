//! A key file changed by chance or on purpose is refused without a panic, and
//! what was whole before still opens.

use std::fs;

use vault::{Error, KeyFileHealth, PlaceState};

use crate::support::*;

#[test]
fn a_damaged_key_file_opens_from_the_generation_before_and_is_mended() {
    let (clinic, vault) = Clinic::new();
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    let health = || match clinic.place.state().unwrap() {
        PlaceState::Sealed { key_file, .. } => key_file,
        PlaceState::Empty => panic!("sealed"),
    };
    assert_eq!(health(), KeyFileHealth::Good);
    let mut torn = fs::read(clinic.key_file()).unwrap();
    torn[300] ^= 1;
    fs::write(clinic.key_file(), &torn).unwrap();
    assert_eq!(health(), KeyFileHealth::OlderUsed);
    assert_eq!(clinic.open().unwrap().derive("a"), vault.derive("a"));
    assert_eq!(health(), KeyFileHealth::Good);
}

#[test]
fn with_every_generation_damaged_nothing_opens_and_nothing_is_made_anew() {
    let (clinic, vault) = Clinic::new();
    drop(vault.open_database().unwrap());
    for name in ["vaidya.keys", "vaidya.keys.1", "vaidya.keys.2"] {
        fs::write(clinic.place.folder().join(name), b"{}").unwrap();
    }
    assert!(matches!(clinic.place.state(), Err(Error::KeyFileDamaged)));
    assert!(matches!(clinic.open(), Err(Error::KeyFileDamaged)));
    for name in ["vaidya.keys", "vaidya.keys.1", "vaidya.keys.2"] {
        fs::remove_file(clinic.place.folder().join(name)).unwrap();
    }
    assert!(matches!(clinic.place.state(), Err(Error::KeyFileMissing)));
    let again = clinic.place.create(
        &clinic.secrets,
        vault::Keeping::Keyring,
        OWNER,
        PASSWORD,
        vault::KdfChoice::Floor,
    );
    assert!(matches!(again, Err(Error::KeyFileMissing)));
}

#[test]
fn a_forged_file_with_a_right_checksum_is_refused() {
    let (clinic, vault) = Clinic::new();
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    let good = fs::read(clinic.key_file()).unwrap();
    let older = clinic.place.folder().join("vaidya.keys.1");
    fs::remove_file(&older).unwrap();
    // A stranger marks the sheet as proven, or drops the flag that data exists.
    forge(&clinic.key_file(), |body| body.replace("\"proven\":false", "\"proven\":true"));
    assert!(matches!(clinic.open(), Err(Error::KeyFileDamaged)));
    assert!(matches!(clinic.recover(), Err(Error::KeyFileDamaged)));

    // Weaker parameters are refused before any password is stretched.
    fs::write(clinic.key_file(), &good).unwrap();
    for weak in ["1024", "4294967295"] {
        forge(&clinic.key_file(), |body| {
            body.replacen("\"memory_kib\":65536", &format!("\"memory_kib\":{weak}"), 1)
        });
        assert!(matches!(clinic.open(), Err(Error::KeyFileDamaged)), "{weak}");
        fs::write(clinic.key_file(), &good).unwrap();
    }

    // One person's slot under another person's name does not open.
    let hex = |id: [u8; 16]| id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    forge(&clinic.key_file(), |body| {
        body.replace(&hex(OWNER), "swap")
            .replace(&hex(NURSE), &hex(OWNER))
            .replace("swap", &hex(NURSE))
    });
    let as_owner = clinic.place.open(&clinic.secrets, OWNER, "mango9tractor");
    assert!(matches!(as_owner, Err(Error::WrongPassword)));
    fs::write(clinic.key_file(), &good).unwrap();
    assert!(clinic.open().is_ok());
}

#[test]
fn a_slot_of_another_clinic_does_not_open_here() {
    let (clinic, _) = Clinic::new();
    let (other, _) = Clinic::new();
    fs::copy(other.key_file(), clinic.key_file()).unwrap();
    assert!(matches!(clinic.open(), Err(Error::KeyringLost)));
    assert!(matches!(clinic.recover(), Err(Error::WrongRecoveryCode)));
}
