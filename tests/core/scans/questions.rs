//! Every query of the product, asked in the demo clinic with arguments that find something.

use clinic::api::routes;
use kernel::RouteKind;
use serde_json::{Map, Value, json};
use tests::{SmallClinic, ask, bill_line, text};

/// They look first and then refuse: the demo has no sheet in a safe, no document, no way of UPI,
/// and the first stay is not a newborn's.
const REFUSED: [&str; 4] =
    ["desk.recovery_sheet", "attachments.content", "billing.upi", "registers.propose_birth"];
/// Fewer things said than the whole: for each, other questions are asked.
const UNSAID: [&[&str]; 4] = [
    &[],
    &["day", "status"],
    &["patient_id", "visit_id", "status"],
    &["doctor_id", "day", "patient_id", "status"],
];

pub struct Demo<'a> {
    pub clinic: &'a SmallClinic,
    owner: String,
    others: Vec<String>,
}

impl<'a> Demo<'a> {
    /// Few people and days: a plan does not depend on how many they are.
    pub fn open(clinic: &'a SmallClinic) -> Self {
        clinic.desk.seed_demo(60, 6, 40, &mut |_, _| {}).unwrap();
        let owner = ask(&clinic.desk, "desk.open_demo", json!({}), None).unwrap();
        let sign_in = |user: &&str| {
            let given = json!({ "user": user, "password": clinic::demo::DEMO_PASSWORD });
            text(&ask(&clinic.desk, "desk.sign_in", given, None).unwrap(), "/token")
        };
        let others = ["doctor", "nurse"].iter().map(sign_in).collect();
        Self { clinic, owner: text(&owner, "/token"), others }
    }

    pub fn get(&self, route: &str, args: Value) -> Value {
        self.clinic.get(&self.owner, route, args)
    }

    /// One set for all: a route takes what it knows.
    fn given(&self) -> Map<String, Value> {
        let all = json!({ "day": null, "doctor_id": null, "patient_id": null, "status": null });
        let visit = &self.get("visits.list", all.clone())[0];
        let stays = self.get("wards.inpatients", json!({ "ward_id": null }));
        let bills = json!({ "day": null, "patient_id": null, "only_due": false, "limit": 5 });
        let invoice = &self.get("billing.list", bills)[0]["id"];
        let bill = self.get("billing.open", json!({ "invoice_id": invoice }));
        let today = &visit["day"];
        let diary = json!({ "from": today, "until": "2026-11-29", "doctor_id": null,
            "with_cancelled": true });
        let diary = self.get("appointments.calendar", diary);
        let dose = json!({ "text": "1-0-1 x 5 pc", "form": "tablet", "language": "en" });
        let found = json!({
            "patient_id": visit["patient_id"], "id": visit["patient_id"],
            "visit_id": visit["visit_id"], "admission_id": stays[0]["id"],
            "invoice_id": invoice, "payment_id": bill["payments"][0]["id"],
            "token_id": self.get("queue.board", all)[0]["id"],
            "doctor_id": stays[0]["doctor_id"], "ward_id": null,
            "appointment_id": diary["appointments"][0]["id"], "deposit_id": self.deposit(&stays),
            "day": today, "from": "2026-11-12", "to": today, "until": today, "days": 2,
            "dose": self.get("prescriptions.read_dose", dose)["dose"],
        });
        let said = json!({
            "text": "fever", "limit": 20, "name": "Sunita Pawar", "sex": "female",
            "birth_date": "1990-04-12", "age_years": null, "phone": "9876543210", "except": null,
            "table": "patient", "before": null, "after": 0, "filter": {}, "carry": null,
            "anchors": [], "language": "en", "sheet": null, "size": null, "form": "tablet",
        });
        let chosen = json!({
            "drug_id": "", "generic": "Amoxicillin", "brand": "", "replaces": null,
            "kind": "general", "procedure": "", "lines": [bill_line("Dressing")],
            "discount_paise": 0, "buyer": null, "only_due": true, "only_open": true,
            "with_ended": true, "with_cancelled": true, "minutes": null, "part": "any",
            "register": "births", "shift": 0, "status": "open", "key": "visit/1/complaint",
        });
        let all = [found, said, chosen];
        all.iter().flat_map(|some| some.as_object().unwrap().clone()).collect()
    }

    /// The log, narrowed in each way that its screen has.
    pub fn ask_the_log(&self) {
        let given = self.given();
        let narrow = [
            json!({ "patient_id": given["patient_id"] }),
            json!({ "person_id": given["doctor_id"] }),
            json!({ "what": "sign_in", "from": given["from"], "to": given["to"] }),
            json!({ "only_refused": true, "route": "billing." }),
        ];
        for filter in narrow {
            self.get("audit.find", json!({ "filter": filter, "before": null, "limit": 20 }));
        }
    }

    fn deposit(&self, stays: &Value) -> Value {
        let running = stays.as_array().unwrap().iter().map(|stay| {
            let args = json!({ "admission_id": stay["id"], "discount_paise": 0 });
            self.get("wards.running", args)["deposits"][0]["id"].clone()
        });
        running.into_iter().find(|id| !id.is_null()).expect("somebody left a deposit")
    }

    /// Each query by the owner, narrowed in several ways, and by others as it is.
    pub fn ask_everything(&self) {
        let given = self.given();
        let mut unanswered = Vec::new();
        for route in routes().iter().filter(|route| route.kind == RouteKind::Query) {
            let mut answers = Vec::new();
            let all = UNSAID.iter().map(|unsaid| (&self.owner, *unsaid));
            for (who, unsaid) in all.chain(self.others.iter().map(|other| (other, UNSAID[0]))) {
                // A paper is slow to draw, and asks the same each time.
                if !answers.iter().any(is_paper) {
                    let args = args(route.name, &given, unsaid);
                    answers.push(self.clinic.ask(who, route.name, args));
                }
            }
            if answers.iter().all(Result::is_err) && !REFUSED.contains(&route.name) {
                unanswered.push(format!("{}: {:?}", route.name, answers[0]));
            }
        }
        assert!(unanswered.is_empty(), "these were not answered:\n{}", unanswered.join("\n"));
    }

    /// Each command once, at the end, with what the queries got: most refuse, and have looked.
    pub fn try_everything(&self) {
        let given = self.given();
        for route in routes().iter().filter(|route| route.kind == RouteKind::Command) {
            let args = args(route.name, &given, &[]);
            let _ = self.clinic.ask(&self.owner, route.name, args);
        }
    }
}

fn is_paper(answer: &kernel::Result<Value>) -> bool {
    answer.as_ref().is_ok_and(|answer| answer["pdf_base64"].is_string())
}

/// With the form that the route wants.
fn args(route: &str, given: &Map<String, Value>, unsaid: &[&str]) -> Value {
    let mut args = given.clone();
    for name in unsaid {
        args.insert((*name).to_owned(), Value::Null);
    }
    if let Some(form) = form(route, given) {
        args.insert("form".into(), form);
    }
    Value::Object(args)
}

fn form(route: &str, given: &Map<String, Value>) -> Option<Value> {
    let doctor = &given["doctor_id"];
    Some(match route {
        "appointments.affected_by_leave" => json!({ "doctor_id": doctor, "from_day": "2026-11-23",
            "until_day": "2026-11-24", "from_minute": null, "until_minute": null,
            "reason": "" }),
        "appointments.affected_by_schedule" => json!({ "doctor_id": doctor, "place": "Wagholi",
            "valid_from": "2026-11-23", "valid_until": null, "slot_minutes": 15, "capacity": 1,
            "hours": [{ "from": 540, "until": 720, "weekday": 1 }], "breaks": [] }),
        "nursing.check_observation" => json!({ "taken_at": null, "systolic": 120, "diastolic": 80,
            "pulse": 80, "respiration": 16, "spo2": 98, "spo2_scale": null,
            "is_on_oxygen": false, "oxygen_decilitres": null, "consciousness": "alert",
            "pain": 0, "weight_g": null, "glucose_mg_dl": null, "temp_decicelsius": 370,
            "note": "" }),
        "visits.check_vitals" => json!({ "systolic": 120, "diastolic": 80, "pulse": 80,
            "respiration": null, "spo2": 98, "temp_decicelsius": 370, "weight_g": 61_500,
            "height_mm": 1580, "waist_mm": null, "muac_mm": null, "head_mm": null,
            "glucose_mg_dl": null, "pain": 0, "note": "" }),
        _ => return None,
    })
}
