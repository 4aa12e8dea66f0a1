//! What is sealed cannot be read from the rows, ops, replies and drafts, does not open in
//! another place, and is found all the same.

use std::sync::Arc;

use kernel::{Body, Door, ManualClock, Mint, NoHost, Opening, Session, Timestamp};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};

use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

const PHONE: &str = "9123456780";
const OTHER: &str = "8123456709";
const KIN: &str = "7123456098";
const ABHA: &str = "91234567098765";
const ABHA_ADDRESS: &str = "canary.of.asha@abdm";
const LAST4: &str = "4711";

fn open() -> Door {
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: crate::api::routes(),
        clock: Arc::new(ManualClock::at(Timestamp(1_793_991_600_000))),
        host: Arc::new(NoHost),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    let mut clinic = serde_json::to_value(ClinicForm::default()).unwrap();
    clinic["id"] = CLINIC_ID.to_string().into();
    let clinic: Clinic = serde_json::from_value(clinic).unwrap();
    door.write(&Session::program(), |tx| tx.insert(&clinic)).unwrap();
    door
}

fn form(name: &str, phone: &str) -> Value {
    let mut form = serde_json::to_value(crate::patients::PatientForm::default()).unwrap();
    form["name"] = json!(name);
    form["sex"] = json!("female");
    form["age"] = json!({ "years": 30, "months": 0, "days": 0 });
    form["phone"] = json!(phone);
    form
}

fn register(door: &Door, form: Value) -> Value {
    let request = door.write(&Session::program(), |tx| Ok(tx.new_id())).unwrap();
    let args = json!({ "form": form, "is_not_duplicate": true });
    door.call(&Session::program(), "patients.register", args, Some(request)).unwrap()
}

fn ids_of(door: &Door, text: &str) -> Vec<String> {
    let args = json!({ "text": text, "limit": 200 });
    let rows = door.call(&Session::program(), "patients.find", args, None).unwrap();
    // An end of four digits may be a registration number too.
    let by_seal =
        |row: &&Value| ["phone", "abha", "aadhaar"].contains(&row["matched"].as_str().unwrap());
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().filter(by_seal).map(id).collect()
}

/// Every cell of every table, as bytes.
fn dump(door: &Door) -> Vec<(String, Vec<u8>)> {
    let read = |read: &kernel::Read<'_>| {
        let names = read.values::<String>(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 500",
            [],
        )?;
        let mut cells = Vec::new();
        for name in names {
            let mut statement = read.conn().prepare(&format!("SELECT * FROM {name}"))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..width {
                    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(at)? {
                        cells.push((name.clone(), bytes.to_vec()));
                    }
                    // A packed body could hide what it holds.
                    if name == "op" && row.as_ref().column_name(at)? == "body" {
                        cells.push((name.clone(), row.get::<_, Body<'static>>(at)?.into()));
                    }
                }
            }
        }
        Ok(cells)
    };
    door.read(&Session::program(), read).unwrap()
}

fn holds(cells: &[(String, Vec<u8>)], needle: &[u8]) -> Vec<String> {
    let has = |bytes: &Vec<u8>| bytes.windows(needle.len()).any(|window| window == needle);
    cells.iter().filter(|(_, bytes)| has(bytes)).map(|(table, _)| table.clone()).collect()
}

#[test]
fn no_digit_of_what_is_sealed_is_in_the_tables() {
    let door = open();
    let mut form = form("Asha Pawar", PHONE);
    form["phone_other"] = json!(OTHER);
    form["kin_phone"] = json!(KIN);
    form["abha_number"] = json!(ABHA);
    form["abha_address"] = json!(ABHA_ADDRESS);
    form["aadhaar_last4"] = json!(LAST4);
    let draft = json!({ "key": "patient.new", "body": form.to_string() });
    door.call(&Session::program(), "drafts.keep", draft, None).unwrap();
    let patient = register(&door, form);
    assert_eq!(patient["phone"], PHONE, "the command answers in the open");
    let cells = dump(&door);
    let open = holds(&cells, b"Asha Pawar");
    for table in ["patient", "op"] {
        assert!(open.iter().any(|name| name == table), "the search finds what is not sealed");
    }
    for canary in [PHONE, OTHER, KIN, ABHA, ABHA_ADDRESS] {
        assert_eq!(holds(&cells, canary.as_bytes()), Vec::<String>::new(), "{canary}");
        let last6 = &canary[canary.len() - 6..];
        assert_eq!(holds(&cells, last6.as_bytes()), Vec::<String>::new(), "{last6}");
    }
    // Two digits a byte, as the index of phones packs them.
    let packed = |digits: &str| -> Vec<u8> {
        let digits: Vec<u8> = digits.bytes().map(|digit| digit & 15).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    };
    for phone in [PHONE, OTHER, KIN] {
        assert_eq!(holds(&cells, &packed(&phone[2..])), Vec::<String>::new(), "{phone}");
    }
    let taken = json!({ "key": "patient.new" });
    let draft = door.call(&Session::program(), "drafts.take", taken, None).unwrap();
    assert!(draft["body"].as_str().unwrap().contains(ABHA));
    // Four digits stand somewhere by chance: they are asked for as a cell.
    assert!(!cells.iter().any(|(_, bytes)| bytes == LAST4.as_bytes()), "open in a cell");
    for typed in [PHONE, "6780", "456780", ABHA, "91-2345-6709-8765", ABHA_ADDRESS, LAST4] {
        assert_eq!(ids_of(&door, typed), [patient["id"].as_str().unwrap()], "{typed}");
    }
}

#[test]
fn a_repeated_request_is_answered_from_its_sealed_reply() {
    let door = open();
    let request = door.write(&Session::program(), |tx| Ok(tx.new_id())).unwrap();
    let args = json!({ "form": form("Asha Pawar", PHONE), "is_not_duplicate": true });
    let call = || {
        let (route, request) = ("patients.register", Some(request));
        door.call(&Session::program(), route, args.clone(), request).unwrap()
    };
    assert_eq!(call(), call());
    assert_eq!(ids_of(&door, PHONE).len(), 1);
}

#[test]
fn a_cell_moved_to_another_row_or_column_does_not_open() {
    let door = open();
    let first = register(&door, form("Asha Pawar", PHONE));
    let second = register(&door, form("Sunita More", OTHER));
    let change = |sql: &str| {
        door.write(&Session::program(), |tx| Ok(tx.conn().execute(sql, [])?)).unwrap();
    };
    let opens = |patient: &Value| {
        let args = json!({ "id": patient["id"] });
        door.call(&Session::program(), "patients.open", args, None).is_ok()
    };
    assert!(opens(&first) && opens(&second));
    change(
        "UPDATE patient SET phone = (SELECT phone FROM patient WHERE name = 'Sunita More' LIMIT 1)
         WHERE name = 'Asha Pawar'",
    );
    assert!(!opens(&first), "a phone of another row");
    change("UPDATE patient SET kin_phone = phone WHERE name = 'Sunita More'");
    assert!(!opens(&second), "a phone of another column");
}

#[test]
fn whole_phones_and_their_ends_find_exactly_whom_they_should() {
    let door = open();
    let mut runner = TestRunner::deterministic();
    // Few leading digits, so that ends meet and families share.
    let phones = proptest::collection::vec("[6-9][0-2]{5}[0-9]{4}", 400);
    let phones = phones.new_tree(&mut runner).unwrap().current();
    let registered: Vec<(String, String)> = (0..)
        .zip(&phones)
        .map(|(at, phone): (u32, _)| {
            let patient = register(&door, form(&format!("Name{at}"), phone));
            (patient["id"].as_str().unwrap().to_owned(), phone.clone())
        })
        .collect();
    for phone in phones.iter().step_by(7) {
        for end in [phone.as_str(), &phone[4..], &phone[6..]] {
            let wanted = registered.iter().filter(|(_, phone)| phone.ends_with(end));
            let wanted: std::collections::BTreeSet<_> = wanted.map(|(id, _)| id.clone()).collect();
            let found: std::collections::BTreeSet<_> = ids_of(&door, end).into_iter().collect();
            assert!(found.is_superset(&wanted), "{end} {phone} {} {}", found.len(), wanted.len());
            let has = |id: &String| registered.iter().any(|(i, p)| i == id && p.contains(end));
            assert!(found.iter().all(has), "{end}");
        }
        let args = json!({ "phone": phone, "except": null });
        let home = door.call(&Session::program(), "patients.household", args, None).unwrap();
        let same = registered.iter().filter(|(_, other)| other == phone).count();
        assert_eq!(home.as_array().unwrap().len(), same.min(50), "{phone}");
    }
}
