//! Whatever the keyring says, no new secret is made over slots that exist, each
//! state has its own words, and the recovery code always opens.

use vault::{
    Error, KdfChoice, Keeping, MemorySecret, Place, PlaceState, Secret, SecretStore, StoreError,
};

use crate::support::*;

/// Says the same to every question, and counts what it was asked to keep.
struct Says(Result<Option<Secret>, StoreError>);

impl SecretStore for Says {
    fn get(&self, _: &str) -> Result<Option<Secret>, StoreError> {
        self.0.clone()
    }
    fn set(&self, _: &str, _: &Secret) -> Result<(), StoreError> {
        panic!("no secret may be made while slots exist")
    }
    fn remove(&self, _: &str) -> Result<(), StoreError> {
        panic!("no secret may be removed while opening")
    }
}

#[test]
fn every_state_has_its_own_answer_and_recovery_always_opens() {
    let (clinic, vault) = Clinic::new();
    let before = std::fs::read(clinic.key_file()).unwrap();
    let failed = StoreError::Failed("service gone".to_owned());
    let table: [(Result<Option<Secret>, StoreError>, &str); 6] = [
        (Err(StoreError::Missing), "keyring-missing"),
        (Err(StoreError::Locked), "keyring-locked"),
        (Err(StoreError::Silent), "keyring-silent"),
        (Err(failed), "keyring-failed"),
        (Ok(None), "keyring-lost"),
        (Ok(Some(Secret::new_random())), "keyring-lost"),
    ];
    for (says, code) in table {
        let keyring = Says(says);
        let error = clinic.place.open(&keyring, OWNER, PASSWORD).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains("recovery code"), "{error}");
        assert!(vault.add_slot(&keyring, NURSE, "mango9tractor").is_err());
        assert!(vault.replace_slot(&keyring, OWNER, "mango9tractor").is_err());
        assert_eq!(clinic.recover().unwrap().derive("a"), vault.derive("a"));
    }
    assert_eq!(std::fs::read(clinic.key_file()).unwrap(), before, "nothing was rewritten");
}

#[test]
fn a_copied_folder_without_the_keyring_does_not_open_by_password() {
    let (clinic, _) = Clinic::new();
    let stolen = tempfile::tempdir().unwrap();
    copy_folder(clinic.place.folder(), stolen.path());
    let stolen = Place::new(stolen.path().to_owned());
    let opened = stolen.open(&MemorySecret::new(), OWNER, PASSWORD);
    assert!(matches!(opened, Err(Error::KeyringLost)));
}

#[test]
fn re_enrolment_after_a_lost_keyring_brings_a_new_secret_and_drops_old_slots() {
    let (clinic, vault) = Clinic::new();
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    let fresh = MemorySecret::new();
    let mut recovered = clinic.recover().unwrap();
    recovered.re_enrol(&fresh, Keeping::File, OWNER, "plum lantern sky").unwrap();

    let opened = clinic.place.open(&fresh, OWNER, "plum lantern sky").unwrap();
    assert_eq!(opened.derive("a"), vault.derive("a"), "the clinic's keys stay");
    assert!(matches!(clinic.place.open(&fresh, NURSE, "mango9tractor"), Err(Error::NoSlot)));
    assert!(matches!(clinic.open(), Err(Error::KeyringLost)), "the old secret opens nothing");
    let PlaceState::Sealed { keeping, slots, .. } = clinic.place.state().unwrap() else {
        panic!("sealed")
    };
    assert_eq!((keeping, slots.len()), (Keeping::File, 1));
}

#[test]
fn a_keyring_that_forgets_at_once_is_noticed_before_a_clinic_depends_on_it() {
    struct Forgets;
    impl SecretStore for Forgets {
        fn get(&self, _: &str) -> Result<Option<Secret>, StoreError> {
            Ok(None)
        }
        fn set(&self, _: &str, _: &Secret) -> Result<(), StoreError> {
            Ok(())
        }
        fn remove(&self, _: &str) -> Result<(), StoreError> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().to_owned());
    let made = place.create(&Forgets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor);
    assert_eq!(made.unwrap_err().code(), "keyring-failed");
    assert_eq!(place.state().unwrap(), PlaceState::Empty, "another keeping can be chosen");
}
