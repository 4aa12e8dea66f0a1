//! A new password must not be made of the login, the person or the clinic, and is longer where
//! the computer's secret lies in a file, wherever somebody chooses one.

use serde_json::{Value, json};
use tests::pair::{Hall, connect, given, let_in};
use tests::{PASSWORD, SmallClinic, another_desk, ask, set_up, text};

use super::backup::{Stick, add, begin, choices, computer, fault, run};

/// Of the person who is called Meera Deshpande; of the clinic, of its place, of its telephone.
const OWN: [&str; 4] = ["deshpande 12", "asha clinic 77", "wagholi 2026", "9876500000 ab"];
const GOOD: &str = "nine blue herons";
/// Ten letters and more, and fewer than fourteen.
const SHORT: &str = "mango9tractor";

fn message(answer: kernel::Result<Value>) -> String {
    answer.map_or_else(|error| error.message.to_string(), |_| String::new())
}

fn each_is_refused(choose: impl Fn(&str) -> kernel::Result<Value>) {
    for own in OWN {
        assert_eq!(message(choose(own)), "errors-password-clinic-word", "{own}");
    }
}

#[test]
fn a_changed_a_reset_and_a_given_password_are_none_of_the_clinics_words() {
    let clinic = SmallClinic::new();
    let owner = clinic.owner.clone();
    let change = |password: &str| {
        let args = json!({ "old_password": PASSWORD, "password": password });
        clinic.ask(&owner, "desk.change_password", args)
    };
    each_is_refused(change);
    let hire = |password: &str| {
        let person = json!({ "user": "kavita", "name": "Kavita Rangarajan", "phone": "",
                             "roles": ["nurse"], "password": password });
        clinic.ask(&owner, "staff.add", person)
    };
    assert_eq!(message(hire("rangarajan 1")), "errors-password-clinic-word");
    assert_eq!(message(hire("wagholi 2026")), "errors-password-clinic-word");
    hire(PASSWORD).unwrap();
    let me = clinic.get(&owner, "staff.list", json!({}));
    let me = me.as_array().unwrap().iter().find(|one| one["user"] == "meera").unwrap().clone();
    let reset = |open: bool| {
        let owner = clinic.sign_in("meera");
        let code = clinic.get(&owner, "desk.reset_code", json!({ "staff_id": me["id"] }));
        if !open {
            clinic.get(&owner, "desk.lock_vault", json!({}));
        }
        let using = |code: &str, password: &str| {
            let given = json!({ "user": "meera", "code": code, "password": password });
            ask(&clinic.desk, "desk.use_reset_code", given, None)
        };
        let code = text(&code, "/code");
        each_is_refused(|password| using(&code, password));
        // Without a code nobody learns what the person is called.
        let wrong = using("AAAA-AAAA-AAAA-AAAA-AAAA", OWN[0]);
        assert_eq!(message(wrong), "errors-vault-wrong-reset-code");
        using(&code, PASSWORD).unwrap();
    };
    reset(true);
    reset(false);
}

#[test]
fn nor_is_one_chosen_by_the_recovery_sheet_or_at_the_first_set_up() {
    let clinic = SmallClinic::new();
    let recover = |password: &str| {
        let given = json!({ "code": clinic.recovery_code, "user": "meera", "password": password,
                            "keep_secret_in_file": false });
        ask(&clinic.desk, "desk.recover", given, None)
    };
    each_is_refused(recover);
    clinic.get(&clinic.owner, "patients.find", json!({ "text": "", "limit": 1 }));
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    each_is_refused(recover);
    recover(GOOD).unwrap();

    let (_folder, desk) = computer();
    each_is_refused(|password| {
        let mut given = set_up();
        given["password"] = json!(password);
        ask(&desk, "desk.set_up", given, None)
    });
}

#[test]
fn a_restored_clinic_whose_secret_lies_in_a_file_takes_no_short_password() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    let (_folder, desk) = computer();
    let choice = choices(&desk, &stick, None)[0].clone();
    begin(&desk, &choice, Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let finish = |password: &str| {
        let given = json!({ "user": "meera", "password": password, "keep_secret_in_file": true });
        ask(&desk, "desk.restore_finish", given, None)
    };
    assert_eq!(message(finish(SHORT)), "errors-password-too-short-file");
    for own in ["deshpande deshpande", "asha wagholi 2026"] {
        assert_eq!(message(finish(own)), "errors-password-clinic-word", "{own}");
    }
    finish(GOOD).unwrap();
}

#[test]
fn nor_is_that_of_an_owner_at_a_computer_that_joins() {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let folder = tempfile::tempdir().unwrap();
    let two = another_desk(folder.path(), one.clock.clone(), hall);
    let_in(&one, &two);
    one.confirm();
    one.get(&one.owner, "desk.meet_give", given(false));
    ask(&two, "desk.join", json!({}), None).unwrap();
    let finish = json!({ "user": "meera", "password": OWN[0], "keep_secret_in_file": false });
    let refused = ask(&two, "desk.join_finish", finish, None);
    assert_eq!(message(refused), "errors-password-clinic-word");
}
