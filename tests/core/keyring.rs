//! Whatever the computer's keyring does, the window answers, no new secret is made, and the
//! recovery sheet opens.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tests::{PASSWORD, SmallClinic, ask, desk_with, text};
use vault::{Keeping, MemorySecret, Place, Secret, SecretStore, StoreError};

/// What a keyring may say; `None` says the truth.
type Says = Option<Result<Option<Secret>, StoreError>>;

struct Moody {
    says: Mutex<Says>,
    slow: Mutex<Duration>,
    real: Arc<dyn SecretStore>,
    made: Mutex<u32>,
}

impl SecretStore for Moody {
    fn get(&self, id: &str) -> Result<Option<Secret>, StoreError> {
        std::thread::sleep(*self.slow.lock().unwrap());
        match self.says.lock().unwrap().clone() {
            Some(said) => said,
            None => self.real.get(id),
        }
    }

    fn set(&self, id: &str, secret: &Secret) -> Result<(), StoreError> {
        *self.made.lock().unwrap() += 1;
        match self.says.lock().unwrap().clone() {
            Some(Err(error)) => Err(error),
            _ => self.real.set(id, secret),
        }
    }

    fn remove(&self, id: &str) -> Result<(), StoreError> {
        self.real.remove(id)
    }
}

#[test]
fn in_every_state_the_words_are_its_own_nothing_is_made_and_the_sheet_opens() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    let SmallClinic { folder, clock, tray, secrets, mut recovery_code, desk, .. } = clinic;
    drop(desk);
    let place = Place::new(folder.path().join("clinic"));
    let moody = Arc::new(Moody {
        says: Mutex::new(None),
        slow: Mutex::new(Duration::ZERO),
        real: secrets(&place, Keeping::Keyring),
        made: Mutex::new(0),
    });
    let given: Arc<dyn SecretStore> = moody.clone();
    let desk = desk_with(
        folder.path(),
        clock.clone(),
        tray,
        Arc::new(move |_: &Place, _: Keeping| given.clone()),
    );
    let mut password = PASSWORD.to_owned();
    let failed = StoreError::Failed("another service".to_owned());
    let states: [(&str, Says); 6] = [
        ("errors-vault-keyring-missing", Some(Err(StoreError::Missing))),
        ("errors-vault-keyring-locked", Some(Err(StoreError::Locked))),
        ("errors-vault-keyring-silent", Some(Err(StoreError::Silent))),
        ("errors-vault-keyring-failed", Some(Err(failed))),
        ("errors-vault-keyring-lost", Some(Ok(None))),
        ("errors-vault-keyring-lost", Some(Ok(Some(Secret::new_random())))),
    ];
    for (round, (message, says)) in states.into_iter().enumerate() {
        *moody.says.lock().unwrap() = says;
        *moody.made.lock().unwrap() = 0;
        let before = std::fs::read(place.folder().join("vaidya.keys")).unwrap();
        let given = json!({ "user": "meera", "password": password });
        let began = Instant::now();
        assert_eq!(&*ask(&desk, "desk.sign_in", given, None).unwrap_err().message, message);
        let status = ask(&desk, "desk.status", json!({}), None).unwrap();
        assert_eq!(text(&status, "/state"), "locked");
        assert!(began.elapsed() < Duration::from_secs(3), "{message}");
        assert_eq!(*moody.made.lock().unwrap(), 0, "{message}: a new secret over slots");
        assert_eq!(std::fs::read(place.folder().join("vaidya.keys")).unwrap(), before);

        // The sheet opens without the keyring; the new secret goes where one works.
        *moody.says.lock().unwrap() = None;
        password = format!("seven green parrots {round}");
        let recover = json!({ "code": recovery_code, "user": "meera", "password": password,
                              "keep_secret_in_file": false });
        let done = ask(&desk, "desk.recover", recover, None).unwrap();
        recovery_code = text(&done, "/recovery_code");
        let session = text(&done, "/session/token");
        ask(&desk, "desk.lock_vault", json!({}), Some(&session)).unwrap();
        clock.advance_ms(61_000);
    }
    // Well again, the password opens.
    let given = json!({ "user": "meera", "password": password });
    ask(&desk, "desk.sign_in", given, None).unwrap();
}

#[test]
fn a_keyring_that_fails_during_a_recovery_leaves_the_old_sheet_good() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    let SmallClinic { folder, clock, tray, recovery_code, desk, .. } = clinic;
    drop(desk);
    let moody = Arc::new(Moody {
        says: Mutex::new(Some(Err(StoreError::Silent))),
        slow: Mutex::new(Duration::ZERO),
        real: Arc::new(MemorySecret::new()),
        made: Mutex::new(0),
    });
    let given: Arc<dyn SecretStore> = moody.clone();
    let secrets = Arc::new(move |_: &Place, _: Keeping| given.clone());
    let desk = desk_with(folder.path(), clock, tray, secrets);
    let recover = || {
        let given = json!({ "code": recovery_code, "user": "meera", "password": PASSWORD,
                            "keep_secret_in_file": false });
        ask(&desk, "desk.recover", given, None)
    };
    assert_eq!(&*recover().unwrap_err().message, "errors-vault-keyring-silent");
    *moody.says.lock().unwrap() = None;
    recover().unwrap();
}

#[test]
fn where_the_secret_lies_in_a_file_passwords_are_longer_and_the_page_says_weak() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(kernel::ManualClock::at(tests::MORNING));
    let desk = tests::new_desk(folder.path(), clock, Arc::default());
    let mut given = tests::set_up();
    given["keep_secret_in_file"] = json!(true);
    given["password"] = json!("mango9tractor");
    let refused = ask(&desk, "desk.set_up", given.clone(), None).unwrap_err();
    assert_eq!(&*refused.message, "errors-password-too-short-file");
    given["password"] = json!(PASSWORD);
    let session = text(&ask(&desk, "desk.set_up", given, None).unwrap(), "/session/token");
    let overview = ask(&desk, "security.overview", json!({}), Some(&session)).unwrap();
    let points = overview["points"].as_array().unwrap();
    let secret = points.iter().find(|point| point["id"] == "secret").unwrap();
    assert_eq!(secret["level"], "weak");
    let person = json!({ "user": "nurse", "name": "A nurse", "phone": "", "roles": ["nurse"],
                         "password": "mango9tractor" });
    assert!(ask(&desk, "staff.add", person, Some(&session)).is_err());
}

#[test]
fn every_wrong_letter_of_the_sheet_is_refused_and_nothing_is_written() {
    let clinic = SmallClinic::new();
    let other = SmallClinic::new();
    let folder = clinic.folder.path().join("clinic");
    let keys = || std::fs::read(folder.join("vaidya.keys")).unwrap();
    let (right, before) = (clinic.recovery_code.replace('-', ""), keys());
    let recover = |code: &str| {
        let given = json!({ "code": code, "user": "meera", "password": "nine yellow mangoes",
                            "keep_secret_in_file": false });
        ask(&clinic.desk, "desk.recover", given, None)
    };
    let mut refused = 0;
    for place in 0..right.len() {
        for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars() {
            if right[place..].starts_with(letter) {
                continue;
            }
            let mut typed = right.clone();
            typed.replace_range(place..=place, &letter.to_string());
            let error = recover(&typed).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("code"), "{typed}");
            refused += 1;
        }
    }
    assert_eq!(refused, 28 * 31);
    let theirs = recover(&other.recovery_code).unwrap_err();
    assert_eq!(&*theirs.message, "errors-vault-wrong-recovery-code");
    assert_eq!(keys(), before);
    // Nobody's work was closed by all this.
    clinic.get(&clinic.owner, "patients.find", json!({ "text": "", "limit": 1 }));
}
