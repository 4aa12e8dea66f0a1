//! How people come and go: the second factor, one-time codes, temporary people, leaving, the
//! recovery sheet, and a supervisor at the counter.

use kernel::Code;
use serde_json::{Value, json};
use tests::{PASSWORD, SmallClinic, ask, new_desk, text};
use totp_rs::{Algorithm, Builder, Secret};

const DAY_MS: i64 = 24 * 3_600_000;
const NEW_PASSWORD: &str = "nine yellow mangoes";

pub fn digits(secret: &str, at_ms: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build().unwrap();
    totp.generate(at_ms as u64 / 1000).to_string()
}

pub fn now(clinic: &SmallClinic) -> i64 {
    kernel::Clock::now(clinic.clock.as_ref()).0
}

fn sign_in(
    clinic: &SmallClinic,
    user: &str,
    password: &str,
    second: Value,
) -> kernel::Result<Value> {
    let given = json!({ "user": user, "password": password, "second": second });
    ask(&clinic.desk, "desk.sign_in", given, None)
}

/// The owner's phone is enrolled; gives its secret and the recovery words.
fn enrolled() -> (SmallClinic, String, Vec<String>) {
    let clinic = SmallClinic::new();
    let offer = clinic.get(&clinic.owner, "desk.begin_second_factor", json!({}));
    assert!(text(&offer, "/png_base64").len() > 100);
    let secret = text(&offer, "/secret");
    let wrong =
        clinic.ask(&clinic.owner, "desk.enrol_second_factor", json!({ "second": "000000" }));
    assert_eq!(wrong.unwrap_err().field.as_deref(), Some("second"));
    let right = json!({ "second": digits(&secret, now(&clinic)) });
    let done = clinic.get(&clinic.owner, "desk.enrol_second_factor", right);
    let words = done["words"].as_array().unwrap().iter();
    let words: Vec<String> = words.filter_map(|word| word.as_str().map(str::to_owned)).collect();
    (clinic, secret, words)
}

#[test]
fn a_second_factor_is_asked_for_and_its_digits_are_good_once() {
    let (clinic, secret, words) = enrolled();
    assert_eq!(words.len(), 8);
    let asked = sign_in(&clinic, "meera", PASSWORD, Value::Null).unwrap_err();
    assert_eq!(&*asked.message, "errors-second-factor-needed");
    // The digits that enrolled the phone are used up.
    let used = sign_in(&clinic, "meera", PASSWORD, json!(digits(&secret, now(&clinic))));
    assert_eq!(&*used.unwrap_err().message, "errors-second-factor-used");
    clinic.clock.advance_ms(30_000);
    // A phone half a minute behind or ahead is good, once.
    let ahead = digits(&secret, now(&clinic) + 30_000);
    sign_in(&clinic, "meera", PASSWORD, json!(ahead)).unwrap();
    assert!(sign_in(&clinic, "meera", PASSWORD, json!(ahead)).is_err());
    assert!(sign_in(&clinic, "meera", PASSWORD, json!(digits(&secret, now(&clinic)))).is_err());
    let far = sign_in(&clinic, "meera", PASSWORD, json!(digits(&secret, now(&clinic) + 900_000)));
    assert_eq!(&*far.unwrap_err().message, "errors-second-factor-clock");
}

#[test]
fn the_second_factor_holds_when_the_clinic_is_closed_and_leaves_nothing_open() {
    let (clinic, secret, _) = enrolled();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    assert!(sign_in(&clinic, "meera", PASSWORD, Value::Null).is_err());
    let status = ask(&clinic.desk, "desk.status", json!({}), None).unwrap();
    assert_eq!(text(&status, "/state"), "locked");
    clinic.clock.advance_ms(60_000);
    let view = sign_in(&clinic, "meera", PASSWORD, json!(digits(&secret, now(&clinic)))).unwrap();
    assert_eq!(view["has_second_factor"], true);
}

#[test]
fn a_recovery_word_opens_once_and_a_confirmation_needs_the_factor_too() {
    let (clinic, secret, words) = enrolled();
    let loose = words[0].to_lowercase().replace('-', " ");
    let session = text(&sign_in(&clinic, "meera", PASSWORD, json!(loose)).unwrap(), "/token");
    let again = sign_in(&clinic, "meera", PASSWORD, json!(words[0])).unwrap_err();
    assert_eq!(&*again.message, "errors-second-factor-wrong");
    clinic.clock.advance_ms(6 * 60_000);
    let confirm = |second: Value| {
        clinic.ask(&session, "desk.confirm", json!({ "password": PASSWORD, "second": second }))
    };
    assert_eq!(&*confirm(Value::Null).unwrap_err().message, "errors-second-factor-needed");
    confirm(json!(digits(&secret, now(&clinic)))).unwrap();
    let staff = clinic.get(&session, "staff.list", json!({}));
    assert_eq!(staff[0]["has_second_factor"], true);
    let end = json!({ "staff_id": staff[0]["id"] });
    clinic.get(&session, "desk.end_second_factor", end);
    sign_in(&clinic, "meera", PASSWORD, Value::Null).unwrap();
}

#[test]
fn unlocking_by_the_password_alone_is_no_proof_of_who_has_a_second_factor() {
    let (clinic, secret, _) = enrolled();
    let allow = || {
        let cell = json!({ "role": "nurse", "permission": "billing.view", "is_allowed": true });
        clinic.ask(&clinic.owner, "staff.set_permission", cell)
    };
    allow().unwrap();
    clinic.get(&clinic.owner, "desk.lock", json!({}));
    clinic.get(&clinic.owner, "desk.unlock", json!({ "password": PASSWORD }));
    // The screen is open; what hurts for long asks again, and for both.
    clinic.get(&clinic.owner, "patients.find", json!({ "text": "", "limit": 1 }));
    assert_eq!(allow().unwrap_err().code, Code::Confirm);
    for route in ["desk.rotate_keys", "desk.new_recovery_sheet", "desk.begin_second_factor"] {
        assert_eq!(clinic.ask(&clinic.owner, route, json!({})).unwrap_err().code, Code::Confirm);
    }
    let asked = clinic.ask(&clinic.owner, "desk.confirm", json!({ "password": PASSWORD }));
    assert_eq!(&*asked.unwrap_err().message, "errors-second-factor-needed");
    clinic.clock.advance_ms(60_000);
    let both = json!({ "password": PASSWORD, "second": digits(&secret, now(&clinic)) });
    clinic.get(&clinic.owner, "desk.confirm", both);
    allow().unwrap();
    // Who has none was asked for all there is.
    let nurse = clinic.hire("nurse");
    clinic.clock.advance_ms(6 * 60_000);
    clinic.get(&nurse, "desk.lock", json!({}));
    clinic.get(&nurse, "desk.unlock", json!({ "password": PASSWORD }));
    clinic.get(&nurse, "desk.set_pin", json!({ "pin": "908172" }));
}

#[test]
fn of_two_who_use_the_same_digits_at_once_one_comes_in() {
    let (clinic, secret, _) = enrolled();
    clinic.clock.advance_ms(60_000);
    let code = digits(&secret, now(&clinic));
    let came_in = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| sign_in(&clinic, "meera", PASSWORD, json!(code)).is_ok()))
            .collect();
        tries.into_iter().filter(|_| true).map(|one| one.join().unwrap()).filter(|ok| *ok).count()
    });
    assert_eq!(came_in, 1);
}

fn staff_id(clinic: &SmallClinic, session: &str, user: &str) -> Value {
    let staff = clinic.get(session, "staff.list", json!({}));
    let one = staff.as_array().unwrap().iter().find(|one| one["user"] == user).unwrap();
    one["id"].clone()
}

fn new_code(clinic: &SmallClinic, user: &str) -> String {
    let id = staff_id(clinic, &clinic.owner, user);
    text(&clinic.get(&clinic.owner, "desk.reset_code", json!({ "staff_id": id })), "/code")
}

fn use_code(clinic: &SmallClinic, user: &str, code: &str, password: &str) -> kernel::Result<Value> {
    let given = json!({ "user": user, "code": code, "password": password });
    ask(&clinic.desk, "desk.use_reset_code", given, None)
}

#[test]
fn a_one_time_code_gives_an_own_password_once_open_or_closed() {
    let clinic = SmallClinic::new();
    let nurse = clinic.hire("nurse");
    let id = staff_id(&clinic, &clinic.owner, "nurse");
    let refused = clinic.ask(&nurse, "desk.reset_code", json!({ "staff_id": id }));
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
    let code = new_code(&clinic, "nurse");
    assert_eq!(code.len(), 24);
    let weak = use_code(&clinic, "nurse", &code, "short").unwrap_err();
    assert_eq!(weak.field.as_deref(), Some("password"));
    // Until it is used the present password is good.
    sign_in(&clinic, "nurse", PASSWORD, Value::Null).unwrap();
    use_code(&clinic, "nurse", &code.to_lowercase().replace('-', " "), NEW_PASSWORD).unwrap();
    assert_eq!(
        &*use_code(&clinic, "nurse", &code, "eight red apples").unwrap_err().message,
        "errors-vault-wrong-reset-code"
    );
    assert!(sign_in(&clinic, "nurse", PASSWORD, Value::Null).is_err());
    sign_in(&clinic, "nurse", NEW_PASSWORD, Value::Null).unwrap();
    // A newer code replaces an older one; the clinic may be closed.
    let (older, newer) = (new_code(&clinic, "nurse"), new_code(&clinic, "nurse"));
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    assert!(use_code(&clinic, "nurse", &older, "eight red apples").is_err());
    assert!(use_code(&clinic, "meera", &newer, "eight red apples").is_err(), "another's code");
    clinic.clock.advance_ms(61_000);
    use_code(&clinic, "nurse", &newer, "eight red apples").unwrap();
    sign_in(&clinic, "nurse", "eight red apples", Value::Null).unwrap();
}

#[test]
fn a_code_is_good_for_a_day_and_setting_the_clock_back_does_not_help() {
    let clinic = SmallClinic::new();
    clinic.hire("nurse");
    let code = new_code(&clinic, "nurse");
    let before = kernel::Clock::now(clinic.clock.as_ref());
    clinic.clock.advance_ms(DAY_MS + 1);
    let owner = clinic.sign_in("meera");
    let late = use_code(&clinic, "nurse", &code, NEW_PASSWORD).unwrap_err();
    assert_eq!(&*late.message, "errors-vault-reset-expired");
    clinic.register(&owner, "Sunita Pawar", "");
    clinic.clock.set(before);
    let back = use_code(&clinic, "nurse", &code, NEW_PASSWORD).unwrap_err();
    assert_eq!(&*back.message, "errors-vault-reset-expired");
    // Nor on a closed clinic, whose newest record is known only once it is open.
    clinic.get(&owner, "desk.lock_vault", json!({}));
    let closed = use_code(&clinic, "nurse", &code, NEW_PASSWORD).unwrap_err();
    assert_eq!(&*closed.message, "errors-vault-reset-expired");
    let status = ask(&clinic.desk, "desk.status", json!({}), None).unwrap();
    assert_eq!(text(&status, "/state"), "locked");
}

#[test]
fn of_two_who_use_one_code_at_once_one_comes_in() {
    let clinic = SmallClinic::new();
    clinic.hire("nurse");
    let code = new_code(&clinic, "nurse");
    let came_in: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = ["eight red apples", "seven blue kites", "nine yellow mangoes"]
            .map(|password| scope.spawn(|| use_code(&clinic, "nurse", &code, password).is_ok()))
            .into_iter()
            .collect();
        tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    });
    assert_eq!(came_in, 1);
}

#[test]
fn somebody_new_comes_in_by_a_code_without_anybody_knowing_the_password() {
    let clinic = SmallClinic::new();
    let person = json!({ "user": "locum", "name": "Dr Asha", "phone": "", "roles": ["nurse"],
                         "password": "", "until": "2026-11-24" });
    clinic.get(&clinic.owner, "staff.add", person);
    assert!(sign_in(&clinic, "locum", "", Value::Null).is_err());
    let code = new_code(&clinic, "locum");
    let token = text(&use_code(&clinic, "locum", &code, NEW_PASSWORD).unwrap(), "/token");
    let list = || clinic.ask(&token, "patients.find", json!({ "text": "", "limit": 1 }));
    list().unwrap();
    // The last day is the 24th: over at midnight, even for a session that is open, and for a
    // clock that is set back.
    let sunday = kernel::Clock::now(clinic.clock.as_ref());
    for _ in 0..4 {
        clinic.clock.advance_ms(10 * 3_600_000);
        sign_in(&clinic, "locum", NEW_PASSWORD, Value::Null).unwrap();
    }
    clinic.clock.advance_ms(DAY_MS - 2 * 3_600_000 - 600_000);
    let late = sign_in(&clinic, "locum", NEW_PASSWORD, Value::Null).unwrap();
    let late = text(&late, "/token");
    let find = || clinic.ask(&late, "patients.find", json!({ "text": "", "limit": 1 }));
    find().unwrap();
    clinic.clock.advance_ms(15 * 60_000);
    assert_eq!(&*find().unwrap_err().message, "errors-staff-expired");
    let owner = clinic.sign_in("meera");
    clinic.register(&owner, "Sunita Pawar", "");
    clinic.clock.set(sunday);
    let refused = sign_in(&clinic, "locum", NEW_PASSWORD, Value::Null).unwrap_err();
    assert_eq!(&*refused.message, "errors-staff-expired");
}

#[test]
fn a_last_day_that_is_over_is_refused_and_an_owner_stays_without_one() {
    let clinic = SmallClinic::new();
    let person = json!({ "user": "locum", "name": "Dr Asha", "phone": "", "roles": ["nurse"],
                         "password": PASSWORD, "until": "2026-11-21" });
    let refused = clinic.ask(&clinic.owner, "staff.add", person).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("until"));
    let id = staff_id(&clinic, &clinic.owner, "meera");
    let change = json!({ "id": id, "name": "Meera", "phone": "", "roles": ["owner"],
                         "until": "2026-11-30" });
    let refused = clinic.ask(&clinic.owner, "staff.change", change).unwrap_err();
    assert_eq!(&*refused.message, "errors-last-owner");
}

#[test]
fn who_leaves_loses_slot_code_pin_and_session_at_once() {
    let clinic = SmallClinic::new();
    let nurse = clinic.hire("nurse");
    clinic.get(&nurse, "desk.set_pin", json!({ "pin": "270561" }));
    let code = new_code(&clinic, "nurse");
    let id = staff_id(&clinic, &clinic.owner, "nurse");
    clinic.get(&clinic.owner, "staff.end", json!({ "id": id, "reason": "Left" }));
    let find = clinic.ask(&nurse, "patients.find", json!({ "text": "", "limit": 1 }));
    assert_eq!(find.unwrap_err().code, Code::SignedOut);
    let switch = json!({ "user": "nurse", "pin": "270561" });
    let refused = ask(&clinic.desk, "desk.switch", switch, None).unwrap_err();
    assert_eq!(&*refused.message, "errors-pin-password");
    assert!(sign_in(&clinic, "nurse", PASSWORD, Value::Null).is_err());
    assert!(use_code(&clinic, "nurse", &code, NEW_PASSWORD).is_err());
    assert_eq!(
        clinic.ask(&clinic.owner, "desk.reset_code", json!({ "staff_id": id })).unwrap_err().code,
        Code::Conflict
    );
}

#[test]
fn the_sheet_is_used_up_by_a_recovery_which_gives_a_new_one_and_ends_the_second_factor() {
    let (clinic, ..) = enrolled();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    let SmallClinic { folder, clock, tray, recovery_code, .. } = clinic;
    let desk = new_desk(folder.path(), clock, tray);
    let recover = |code: &str| {
        let given = json!({ "code": code, "user": "meera", "password": NEW_PASSWORD,
                            "keep_secret_in_file": false });
        ask(&desk, "desk.recover", given, None)
    };
    let done = recover(&recovery_code).unwrap();
    let (sheet, session) = (text(&done, "/recovery_code"), text(&done, "/session/token"));
    assert_ne!(sheet, recovery_code);
    let status = ask(&desk, "desk.status", json!({}), Some(&session)).unwrap();
    assert_eq!(status["is_recovery_proven"], false);
    let given = json!({ "user": "meera", "password": NEW_PASSWORD });
    ask(&desk, "desk.sign_in", given, None).unwrap();
    ask(&desk, "desk.lock_vault", json!({}), Some(&session)).unwrap();
    assert_eq!(&*recover(&recovery_code).unwrap_err().message, "errors-vault-wrong-recovery-code");
    recover(&sheet).unwrap();
}

#[test]
fn a_new_sheet_replaces_the_old_one_at_once() {
    let clinic = SmallClinic::new();
    let sheet = clinic.get(&clinic.owner, "desk.new_recovery_sheet", json!({}));
    let code = text(&sheet, "/recovery_code");
    let old = json!({ "code": clinic.recovery_code });
    assert!(clinic.ask(&clinic.owner, "desk.prove_recovery", old).is_err());
    clinic.get(&clinic.owner, "desk.prove_recovery", json!({ "code": code }));
}

#[test]
fn a_supervisor_allows_a_discount_or_a_credit_by_pin_or_password() {
    let clinic = SmallClinic::new();
    let desk = clinic.hire("receptionist");
    clinic.hire("cashier");
    clinic.get(&clinic.owner, "desk.set_pin", json!({ "pin": "270561" }));
    let patient = clinic.register(&desk, "Sunita Pawar", "");
    let issue = |discount: i64, approval: Value| {
        let bill = json!({
            "patient_id": patient["id"], "visit_id": null, "discount_paise": discount,
            "discount_reason": "Poor", "buyer": null, "payments": [], "approval": approval,
            "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                        "sac": "", "quantity": 1, "price_paise": 10_000, "discount_paise": 0,
                        "tax_class": "exempt" }],
        });
        clinic.ask(&desk, "billing.issue", bill)
    };
    let by = |user: &str, secret: &str| json!({ "user": user, "secret": secret });
    assert_eq!(&*issue(9000, Value::Null).unwrap_err().message, "errors-discount-limit");
    let wrong = issue(9000, by("meera", "270562")).unwrap_err();
    assert_eq!(
        (&*wrong.message, wrong.field.as_deref()),
        ("errors-pin-wrong", Some("approval.secret"))
    );
    assert_eq!(
        issue(9000, by("cashier", PASSWORD)).unwrap_err().field.as_deref(),
        Some("approval.user"),
        "a cashier approves no discount"
    );
    let refused = clinic.log(&clinic.owner, json!({ "what": "refused" }));
    let told: Vec<(String, String, String)> = refused
        .iter()
        .filter(|entry| entry["route"] == "billing.issue")
        .map(|entry| (text(entry, "/detail"), text(entry, "/about/label"), text(entry, "/user")))
        .collect();
    let at_counter = |detail: &str, about: &str| {
        (detail.to_owned(), about.to_owned(), "Some receptionist".to_owned())
    };
    let wanted = [
        at_counter("errors-approval-user", "Some cashier"),
        at_counter("errors-pin-wrong", "Meera Deshpande"),
    ];
    assert_eq!(told, wanted, "whose PIN was tried, and at whose screen");
    issue(9000, by("meera", "270561")).unwrap();
    let bill = issue(9000, by("meera", PASSWORD)).unwrap();
    let credit = |approval: Value| {
        let args = json!({ "invoice_id": bill["id"], "amount_paise": 500,
                           "reason": "Wrong", "refund_method": null, "approval": approval });
        clinic.ask(&desk, "billing.credit", args)
    };
    assert_eq!(&*credit(Value::Null).unwrap_err().message, "errors-approval-needed");
    credit(by("cashier", PASSWORD)).unwrap();
}
