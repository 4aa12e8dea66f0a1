//! Every role against every route, from the one table: what is not allowed is refused and
//! the refusal is in the access log.

use clinic::permissions::{ROLES, is_shipped};
use kernel::{Code, RouteKind};
use serde_json::json;
use tests::SmallClinic;

#[test]
fn every_forbidden_cell_is_refused_and_logged() {
    let clinic = SmallClinic::new();
    let mut forbidden = 0;
    for role in ROLES {
        let session = match role {
            "owner" => clinic.owner.clone(),
            other => clinic.hire(other),
        };
        for route in clinic::api::routes() {
            if route.kind == RouteKind::Open {
                continue;
            }
            // Arguments that no route accepts: an allowed call goes no further than them.
            let answer = clinic.ask(&session, route.name, json!({ "no such": "argument" }));
            let is_refused = answer.is_err_and(|error| error.code == Code::Forbidden);
            let is_allowed = route.permission.0.is_empty() || is_shipped(role, route.permission.0);
            assert_eq!(is_refused, !is_allowed, "{role} {}", route.name);
            forbidden += usize::from(is_refused);
        }
    }
    let logged = refusals(&clinic);
    assert!(forbidden > 100, "the table forbids too little: {forbidden}");
    assert_eq!(logged, forbidden);
}

fn refusals(clinic: &SmallClinic) -> usize {
    clinic.log(&clinic.owner, json!({ "only_refused": true })).len()
}

#[test]
fn without_a_session_every_route_is_refused() {
    let clinic = SmallClinic::new();
    for route in clinic::api::routes() {
        let is_public = route.kind == RouteKind::Open || route.name == "queue.display";
        if !is_public {
            let refused = tests::ask(&clinic.desk, route.name, json!({}), None).unwrap_err();
            assert_eq!(refused.code, Code::SignedOut, "{}", route.name);
        }
    }
}

#[test]
fn a_changed_permission_holds_at_once_and_an_ended_person_is_out() {
    let clinic = SmallClinic::new();
    let nurse = clinic.hire("nurse");
    let list = json!({ "day": null, "patient_id": null, "only_due": false, "limit": 1 });
    assert!(clinic.ask(&nurse, "billing.list", list.clone()).is_err());
    clinic.get(
        &clinic.owner,
        "staff.set_permission",
        json!({ "role": "nurse", "permission": "billing.view", "is_allowed": true }),
    );
    clinic.get(&nurse, "billing.list", list.clone());
    let staff = clinic.get(&clinic.owner, "staff.list", json!({}));
    let id = staff.as_array().and_then(|all| all.iter().find(|one| one["user"] == "nurse"));
    let args = json!({ "id": id.map(|one| one["id"].clone()), "reason": "Left" });
    clinic.get(&clinic.owner, "staff.end", args);
    let refused = clinic.ask(&nurse, "billing.list", list).unwrap_err();
    assert_eq!(refused.code, Code::SignedOut);
    let given = json!({ "user": "nurse", "password": tests::PASSWORD });
    assert!(tests::ask(&clinic.desk, "desk.sign_in", given, None).is_err());
}
