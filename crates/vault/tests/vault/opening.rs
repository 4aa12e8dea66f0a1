use vault::{Error, Keeping, OpenedBy, PlaceState, RecoveryCode, SecretStore};

use crate::support::*;

#[test]
fn an_empty_place_says_so_and_refuses_to_open() {
    let folder = tempfile::tempdir().unwrap();
    let place = vault::Place::new(folder.path().join("not yet made"));
    assert_eq!(place.state().unwrap(), PlaceState::Empty);
    let code = Clinic::new().0.code.to_string();
    assert!(matches!(place.open_with_recovery(&code), Err(Error::NothingHere)));
}

#[test]
fn password_and_recovery_code_open_the_same_keys() {
    let (clinic, vault) = Clinic::new();
    let opened = clinic.open().unwrap();
    assert_eq!(opened.opened_by(), OpenedBy::Password);
    assert_eq!(opened.clinic_id(), vault.clinic_id());
    assert_eq!(opened.derive("audit"), vault.derive("audit"));
    assert_ne!(opened.derive("audit"), vault.derive("index"));
    let recovered = clinic.recover().unwrap();
    assert_eq!(recovered.opened_by(), OpenedBy::Recovery);
    assert_eq!(recovered.derive("audit"), vault.derive("audit"));
    assert!(matches!(
        clinic.place.open(&clinic.secrets, OWNER, "neem bridge kettles"),
        Err(Error::WrongPassword)
    ));
    assert!(matches!(clinic.place.open(&clinic.secrets, NURSE, PASSWORD), Err(Error::NoSlot)));
}

#[test]
fn a_place_is_created_once() {
    let (clinic, _) = Clinic::new();
    let again = clinic.place.create(
        &clinic.secrets,
        Keeping::Keyring,
        OWNER,
        PASSWORD,
        vault::KdfChoice::Floor,
    );
    assert!(matches!(again, Err(Error::AlreadyCreated)));
}

#[test]
fn the_recovery_sheet_is_proven_by_a_real_opening() {
    let (clinic, mut vault) = Clinic::new();
    let proven = || match clinic.place.state().unwrap() {
        PlaceState::Sealed { recovery_proven, .. } => recovery_proven,
        PlaceState::Empty => panic!("sealed"),
    };
    let code = clinic.code.to_string();
    let other = Clinic::new().0.code.to_string();
    assert!(matches!(vault.prove_recovery(&other), Err(Error::WrongRecoveryCode)));
    assert!(matches!(vault.prove_recovery(&code[1..]), Err(Error::RecoveryMistyped { .. })));
    assert!(!proven());
    vault.prove_recovery(&code.to_lowercase()).unwrap();
    assert!(proven());

    let new = vault.new_recovery_code().unwrap();
    assert!(!proven(), "a new sheet is unproven");
    assert!(matches!(clinic.recover(), Err(Error::WrongRecoveryCode)));
    assert!(clinic.place.open_with_recovery(&new.to_string()).is_ok());
    assert!(RecoveryCode::parse(&new.to_string()).is_ok());
}

#[test]
fn staff_come_change_their_password_and_leave() {
    let (clinic, vault) = Clinic::new();
    assert!(matches!(vault.remove_slot(OWNER), Err(Error::LastSlot)));
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    let twice = vault.add_slot(&clinic.secrets, NURSE, "other words here");
    assert!(matches!(twice, Err(Error::SlotExists)));
    assert!(vault.verify_password(&clinic.secrets, NURSE, "mango9tractor").unwrap());
    assert!(!vault.verify_password(&clinic.secrets, NURSE, PASSWORD).unwrap());

    vault.replace_slot(&clinic.secrets, NURSE, "plum lantern sky").unwrap();
    let nurse = |password| clinic.place.open(&clinic.secrets, NURSE, password);
    assert!(matches!(nurse("mango9tractor"), Err(Error::WrongPassword)));
    assert_eq!(nurse("plum lantern sky").unwrap().derive("a"), vault.derive("a"));

    vault.remove_slot(NURSE).unwrap();
    assert!(matches!(nurse("plum lantern sky"), Err(Error::NoSlot)));
    // The people who left are in no older generation either.
    let text = |name| std::fs::read_to_string(clinic.place.folder().join(name)).unwrap();
    let nurse_hex: String = NURSE.iter().map(|byte| format!("{byte:02x}")).collect();
    for name in ["vaidya.keys", "vaidya.keys.1", "vaidya.keys.2"] {
        assert!(!text(name).contains(&nurse_hex), "{name}");
    }
}

#[test]
fn a_password_only_opening_may_not_re_enrol() {
    let (clinic, mut vault) = Clinic::new();
    let refused = vault.re_enrol(&clinic.secrets, Keeping::Keyring, OWNER, "plum lantern sky");
    assert!(matches!(refused, Err(Error::NeedsRecovery)));
}

#[test]
fn a_secret_in_a_file_works_when_the_clinic_chose_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = vault::Place::new(folder.path().to_owned());
    let secrets: Box<dyn SecretStore> = place.secret_store(Keeping::File);
    place.create(&*secrets, Keeping::File, OWNER, PASSWORD, vault::KdfChoice::Floor).unwrap();
    let PlaceState::Sealed { keeping, .. } = place.state().unwrap() else { panic!("sealed") };
    assert_eq!(keeping, Keeping::File);
    place.open(&*place.secret_store(keeping), OWNER, PASSWORD).unwrap();
}
