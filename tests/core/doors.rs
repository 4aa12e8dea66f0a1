//! Every route before whoever must not come in: no session, an expired one, a locked screen, a
//! closed vault, somebody else's right, nonsense and huge arguments; and races that must have
//! one effect.

use kernel::{Code, RouteKind, RowId};
use serde_json::{Value, json};
use tests::{PASSWORD, SmallClinic, ask, ask_once};

/// What a desk answers without anybody being signed in.
const BEFORE_SIGN_IN: [&str; 15] = [
    "desk.status",
    "desk.set_up",
    "desk.open_demo",
    "desk.leave_demo",
    "desk.sign_in",
    "desk.recover",
    "desk.use_reset_code",
    "desk.people",
    "desk.hubs_near",
    "desk.join_begin",
    "desk.join",
    "desk.join_finish",
    "desk.join_stop",
    "desk.switch",
    "queue.display",
];
/// Where a locked screen may still call: to come back, to leave, to close.
const BEHIND_THE_LOCK: [&str; 4] = ["desk.lock", "desk.unlock", "desk.sign_out", "desk.lock_vault"];

fn guarded() -> impl Iterator<Item = kernel::Route> {
    clinic::api::routes().into_iter().filter(|route| !BEFORE_SIGN_IN.contains(&route.name))
}

fn refusals(clinic: &SmallClinic, session: &str) -> Vec<(String, String)> {
    let rows = clinic.log(session, json!({ "only_refused": true }));
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "route"), text(row, "detail"))).collect()
}

#[test]
fn without_a_session_every_guarded_route_says_the_same_and_leaves_a_line() {
    let clinic = SmallClinic::new();
    let stranger = "0123456789abcdef0123456789abcdef";
    for route in guarded() {
        for token in [None, Some(""), Some(stranger)] {
            let refused = ask(&clinic.desk, route.name, json!({ "x": 1 }), token);
            let code = refused.unwrap_err().code;
            // Arguments of a desk's own route are read first; nothing is done with them.
            let is_own = route.kind == RouteKind::Open && code == Code::Invalid;
            assert!(code == Code::SignedOut || is_own, "{} {token:?} {code:?}", route.name);
        }
    }
    let lines = refusals(&clinic, &clinic.owner);
    for route in guarded().filter(|route| route.kind != RouteKind::Open) {
        let line = (route.name.to_owned(), "no session".to_owned());
        assert!(lines.contains(&line), "no line of {}", route.name);
    }
}

#[test]
fn behind_a_locked_screen_nothing_is_answered() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.lock", json!({}));
    for route in guarded().filter(|route| !BEHIND_THE_LOCK.contains(&route.name)) {
        let refused = clinic.ask(&clinic.owner, route.name, json!({ "x": 1 })).unwrap_err();
        let is_own = route.kind == RouteKind::Open && refused.code == Code::Invalid;
        assert!(refused.code == Code::Locked || is_own, "{} {:?}", route.name, refused.code);
    }
    clinic.get(&clinic.owner, "desk.unlock", json!({ "password": PASSWORD }));
    let lines = refusals(&clinic, &clinic.owner);
    for route in guarded().filter(|route| route.kind == RouteKind::Command) {
        let line = (route.name.to_owned(), "locked".to_owned());
        assert!(lines.contains(&line), "no line of {}", route.name);
    }
}

#[test]
fn of_a_closed_vault_every_token_is_worth_nothing() {
    let clinic = SmallClinic::new();
    clinic.get(&clinic.owner, "desk.lock_vault", json!({}));
    // A closed clinic can be brought back by whoever holds its recovery sheet.
    let restores = |name: &str| {
        name.starts_with("desk.restore") || name.starts_with("desk.job") || name == "desk.places"
    };
    for route in guarded().filter(|route| !restores(route.name)) {
        let refused = clinic.ask(&clinic.owner, route.name, json!({})).unwrap_err();
        let is_own = route.kind == RouteKind::Open && refused.code == Code::Invalid;
        assert!(refused.code == Code::SignedOut || is_own, "{} {:?}", route.name, refused.code);
    }
    clinic.sign_in("meera");
    // Not even once the vault is open again.
    let find = clinic.ask(&clinic.owner, "patients.find", json!({ "text": "", "limit": 1 }));
    assert_eq!(find.unwrap_err().code, Code::SignedOut);
}

#[test]
fn nonsense_and_huge_arguments_are_refused_by_every_route_without_a_panic() {
    let clinic = SmallClinic::new();
    let huge = "क".repeat(300_000);
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let kinds = [json!(null), json!([]), json!(7), json!("x"), json!({ "text": huge }), deep];
    for route in clinic::api::routes() {
        if ["desk.open_demo", "desk.lock_vault", "desk.sign_out", "desk.rotate_keys"]
            .contains(&route.name)
        {
            continue;
        }
        for args in &kinds {
            // Routes without arguments answer; a panic would be an error of its own.
            if let Err(error) = clinic.ask(&clinic.owner, route.name, args.clone()) {
                assert_ne!(error.code, Code::Internal, "{} {error}", route.name);
            }
            if route.name == "desk.lock" {
                clinic.get(&clinic.owner, "desk.unlock", json!({ "password": PASSWORD }));
            }
        }
    }
}

#[test]
fn the_desks_own_acts_are_refused_to_those_without_the_right() {
    let clinic = SmallClinic::new();
    let nurse = clinic.hire("nurse");
    let owner = clinic.get(&clinic.owner, "staff.list", json!({}))[0]["id"].clone();
    for (route, args) in [
        ("desk.reset_code", json!({ "staff_id": owner })),
        ("desk.end_second_factor", json!({ "staff_id": owner })),
        ("desk.new_recovery_sheet", json!({})),
        ("desk.rotate_keys", json!({})),
        ("desk.check_database", json!({})),
    ] {
        assert_eq!(clinic.ask(&nurse, route, args).unwrap_err().code, Code::Forbidden, "{route}");
        let lines = refusals(&clinic, &clinic.owner);
        assert!(lines.contains(&(route.to_owned(), "staff.manage".to_owned())), "{route}");
    }
}

/// Four at once, each with its own request: one effect.
fn one_of_four(clinic: &SmallClinic, route: &str, args: &Value) -> usize {
    std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| clinic.ask(&clinic.owner, route, args.clone()).is_ok()))
            .collect();
        tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    })
}

#[test]
fn two_credits_or_two_people_of_one_name_at_once_have_one_effect() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let bill = json!({
        "patient_id": patient["id"], "visit_id": null, "discount_paise": 0,
        "discount_reason": "", "buyer": null, "payments": [],
        "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                    "sac": "", "quantity": 1, "price_paise": 10_000, "discount_paise": 0,
                    "tax_class": "exempt" }],
    });
    let bill = clinic.get(&clinic.owner, "billing.issue", bill);
    let credit = json!({ "invoice_id": bill["id"], "amount_paise": 10_000, "reason": "Wrong",
                         "refund_method": null });
    assert_eq!(one_of_four(&clinic, "billing.credit", &credit), 1);
    let person = json!({ "user": "asha", "name": "Asha", "phone": "", "roles": ["nurse"],
                         "password": PASSWORD });
    assert_eq!(one_of_four(&clinic, "staff.add", &person), 1);
}

#[test]
fn one_request_sent_from_many_threads_has_one_effect() {
    let clinic = SmallClinic::new();
    let form = tests::patient_form("Sunita Pawar");
    let args = json!({ "form": form, "is_not_duplicate": true });
    let request = RowId([7; 16]);
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let (desk, owner) = (&clinic.desk, clinic.owner.as_str());
                    ask_once(desk, "patients.register", args.clone(), owner, request).unwrap()
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    let found = clinic.get(&clinic.owner, "patients.find", json!({ "text": "", "limit": 10 }));
    assert_eq!(found.as_array().map(Vec::len), Some(1));
}
