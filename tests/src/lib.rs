//! A small clinic for the journeys: a real desk over an encrypted folder of its own, driven
//! by names and JSON as the window drives it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

pub mod halls;
pub mod hold;
pub mod jam;
pub mod pair;

use std::path::Path;
use std::sync::{Arc, Mutex};

use clinic::desk::{Desk, DeskOptions, Envelope, Hub, NoHub, NoWire, Outside, Secrets, Wire};
use kernel::{Error, ManualClock, Printer, Result, RowId, Timestamp};
use serde_json::{Value, json};
use vault::{KdfChoice, Keeping, MemorySecret, Place, SecretStore};

pub const PASSWORD: &str = "seven green parrots";
/// Of somebody who changes theirs.
pub const PASSWORDS: [&str; 2] = [PASSWORD, "eleven blue herons"];
/// Sunday, 22 November 2026, 10:00 in India.
pub const MORNING: Timestamp = Timestamp(1_795_321_800_000);

/// A printer that keeps what it was given.
#[derive(Default)]
pub struct Tray {
    pub printed: Mutex<Vec<(String, Vec<u8>)>>,
}

impl Outside for Tray {
    fn printers(&self) -> Result<Vec<Printer>> {
        Ok(vec![Printer { name: "tray".into(), is_default: true }])
    }

    fn print(&self, printer: &str, pdf: &[u8], _: u16) -> Result<()> {
        self.keep(printer, pdf)
    }

    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()> {
        self.keep(printer, bytes)
    }

    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String> {
        self.keep(file_name, bytes)?;
        Ok(file_name.to_owned())
    }
}

impl Tray {
    fn keep(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut printed = self.printed.lock().map_err(|_| Error::internal("the tray"))?;
        printed.push((name.to_owned(), bytes.to_owned()));
        Ok(())
    }
}

pub struct SmallClinic {
    pub desk: Desk,
    pub clock: Arc<ManualClock>,
    pub tray: Arc<Tray>,
    pub folder: tempfile::TempDir,
    /// The keyring of this computer.
    pub secrets: Secrets,
    pub owner: String,
    pub recovery_code: String,
}

/// A desk on a computer whose keyring knows nothing.
pub fn new_desk(folder: &Path, clock: Arc<ManualClock>, tray: Arc<Tray>) -> Desk {
    desk_with(folder, clock, tray, new_keyring())
}

fn new_keyring() -> Secrets {
    let memory: Arc<dyn SecretStore> = Arc::new(MemorySecret::new());
    Arc::new(move |_: &Place, _: Keeping| memory.clone())
}

pub fn desk_with(
    folder: &Path,
    clock: Arc<ManualClock>,
    tray: Arc<Tray>,
    secrets: Secrets,
) -> Desk {
    wired_desk(folder, clock, tray, secrets, NoWire::shared())
}

fn wired_desk(
    folder: &Path,
    clock: Arc<ManualClock>,
    tray: Arc<Tray>,
    secrets: Secrets,
    wire: Arc<dyn Wire>,
) -> Desk {
    hub_desk(folder, clock, tray, secrets, (wire, NoHub::shared()))
}

/// A desk with a way to others and a hub of its own.
pub fn hub_desk(
    folder: &Path,
    clock: Arc<ManualClock>,
    tray: Arc<Tray>,
    secrets: Secrets,
    (wire, hub): (Arc<dyn Wire>, Arc<dyn Hub>),
) -> Desk {
    Desk::new(DeskOptions {
        folder: folder.to_owned(),
        clock,
        outside: tray,
        secrets,
        kdf: KdfChoice::Floor,
        wire,
        hub,
    })
}

/// One more computer, with a keyring of its own.
pub fn another_desk(folder: &Path, clock: Arc<ManualClock>, wire: Arc<dyn Wire>) -> Desk {
    wired_desk(folder, clock, Arc::default(), new_keyring(), wire)
}

impl SmallClinic {
    /// A clinic with an owner who is also its doctor.
    pub fn new() -> Self {
        Self::wired(NoWire::shared())
    }

    pub fn wired(wire: Arc<dyn Wire>) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let clock = Arc::new(ManualClock::at(MORNING));
        let tray = Arc::new(Tray::default());
        let secrets = new_keyring();
        let (at, tray_too) = (clock.clone(), tray.clone());
        let desk = wired_desk(folder.path(), at, tray_too, secrets.clone(), wire);
        let done = ask(&desk, "desk.set_up", set_up(), None).expect("the clinic is set up");
        let owner = text(&done, "/session/token");
        let recovery_code = text(&done, "/recovery_code");
        Self { desk, clock, tray, folder, secrets, owner, recovery_code }
    }

    pub fn ask(&self, session: &str, route: &str, args: Value) -> Result<Value> {
        ask(&self.desk, route, args, Some(session))
    }

    /// The answer, or a panic that says what went wrong.
    pub fn get(&self, session: &str, route: &str, args: Value) -> Value {
        self.ask(session, route, args).unwrap_or_else(|error| panic!("{route}: {error}"))
    }

    /// Adds a person with one role and signs them in.
    pub fn hire(&self, role: &str) -> String {
        let person = json!({
            "user": role, "name": format!("Some {role}"), "phone": "", "roles": [role],
            "password": PASSWORD,
        });
        let staff_id = self.get(&self.owner, "staff.add", person);
        if role == "doctor" {
            let form = json!({
                "staff_id": staff_id, "name": "Dr Kavita Rao", "qualification": "MBBS, MD",
                "registration_no": "MMC-2011-0457", "council": "Maharashtra Medical Council",
                "specialty": "General medicine", "phone": "", "fee_paise": 50_000,
                "follow_up_fee_paise": 30_000, "room": "2", "is_active": true,
            });
            let args = json!({ "id": null, "form": form });
            self.get(&self.owner, "settings.save_doctor", args);
        }
        self.sign_in(role)
    }

    /// The owner types the password again.
    pub fn confirm(&self) {
        self.get(&self.owner, "desk.confirm", json!({ "password": PASSWORD }));
    }

    pub fn sign_in(&self, user: &str) -> String {
        let given = json!({ "user": user, "password": PASSWORD });
        let view = ask(&self.desk, "desk.sign_in", given, None).expect("signs in");
        text(&view, "/token")
    }

    pub fn register(&self, session: &str, name: &str, phone: &str) -> Value {
        let mut form = patient_form(name);
        form["phone"] = json!(phone);
        let args = json!({ "form": form, "is_not_duplicate": true });
        self.get(session, "patients.register", args)
    }

    /// The access log, newest first; a filter of `audit.find`, or `{}` for all of it.
    pub fn log(&self, session: &str, filter: Value) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let before = all.last().map(|entry| entry["n"].clone());
            let args = json!({ "filter": filter, "before": before, "limit": 500 });
            let page = self.get(session, "audit.find", args);
            all.extend(page["entries"].as_array().cloned().unwrap_or_default());
            if page["has_more"] == false {
                return all;
            }
        }
    }

    pub fn doctor_id(&self) -> Value {
        self.get(&self.owner, "settings.doctors", json!({}))
            .as_array()
            .and_then(|doctors| doctors.first())
            .map(|doctor| doctor["id"].clone())
            .expect("a doctor")
    }
}

impl Default for SmallClinic {
    fn default() -> Self {
        Self::new()
    }
}

pub fn ask(desk: &Desk, route: &str, args: Value, session: Option<&str>) -> Result<Value> {
    let session = session.map(str::to_owned);
    desk.call(Envelope { route: route.to_owned(), args, request: None, session })
}

pub fn ask_once(
    desk: &Desk,
    route: &str,
    args: Value,
    session: &str,
    request: RowId,
) -> Result<Value> {
    let (route, session) = (route.to_owned(), Some(session.to_owned()));
    desk.call(Envelope { route, args, request: Some(request), session })
}

pub fn set_up() -> Value {
    json!({
        "clinic_name": "Asha Clinic", "phone": "9876500000", "address": "12, Station Road",
        "place": "Wagholi", "state_code": "27", "owner_name": "Meera Deshpande",
        "user": "meera", "password": PASSWORD, "is_doctor": false, "registration_no": "",
        "qualification": "", "language": "en", "keep_secret_in_file": false,
    })
}

pub fn patient_form(name: &str) -> Value {
    let texts = [
        "name_local",
        "phone",
        "phone_other",
        "guardian_name",
        "guardian_relation",
        "address",
        "village",
        "district",
        "state_code",
        "pin",
        "language",
        "email",
        "blood_group",
        "marital_status",
        "occupation",
        "kin_name",
        "kin_relation",
        "kin_phone",
        "abha_number",
        "abha_address",
        "aadhaar_last4",
        "scheme_name",
        "scheme_id",
        "referred_by",
        "note",
    ];
    let mut form = json!({
        "name": name, "sex": "female", "birth_date": null,
        "age": { "years": 34, "months": 0, "days": 0 },
    });
    for field in texts {
        form[field] = json!("");
    }
    form
}

pub fn bill_line(description: &str) -> Value {
    json!({ "service_id": null, "doctor_id": null, "description": description, "sac": "999312",
            "quantity": 1, "price_paise": 20_000, "discount_paise": 0, "tax_class": "exempt" })
}

/// The text at a JSON pointer.
pub fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer} of {value}")).to_owned()
}
