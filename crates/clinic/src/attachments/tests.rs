//! A document is what was put in, for whoever may see it, and nothing else is ever shown for it.

use std::sync::{Arc, Mutex};

use ::sync::BLOB_PART_BYTES;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Code, Door, Host, ManualClock, Mint, Opening, RowId, Seal, Session, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::keep;
use crate::patients::{Patient, PatientForm};
use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

#[derive(Default)]
struct Shelf(Mutex<Vec<(String, Vec<u8>)>>);

impl Host for Shelf {
    fn seal(&self) -> Arc<Seal> {
        Arc::new(Seal::open_to_all())
    }

    fn clinic_id(&self) -> kernel::Result<[u8; 16]> {
        Ok([9; 16])
    }

    fn save(&self, name: &str, bytes: &[u8]) -> kernel::Result<String> {
        self.0.lock().unwrap().push((name.to_owned(), bytes.to_owned()));
        Ok(name.to_owned())
    }
}

struct Small {
    door: Door,
    shelf: Arc<Shelf>,
    patient: RowId,
}

fn open() -> Small {
    let shelf = Arc::new(Shelf::default());
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: crate::api::routes(),
        clock: Arc::new(ManualClock::at(Timestamp(1_793_991_600_000))),
        host: shelf.clone(),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    let mut clinic = serde_json::to_value(ClinicForm::default()).unwrap();
    clinic["id"] = CLINIC_ID.to_string().into();
    let clinic: Clinic = serde_json::from_value(clinic).unwrap();
    door.write(&Session::program(), |tx| tx.insert(&clinic)).unwrap();
    let mut form = serde_json::to_value(PatientForm::default()).unwrap();
    form["name"] = json!("Asha Pawar");
    form["sex"] = json!("female");
    form["age"] = json!({ "years": 30, "months": 0, "days": 0 });
    let args = json!({ "form": form, "is_not_duplicate": true });
    let patient = door.call(&Session::program(), "patients.register", args, None).unwrap();
    let patient: Patient = serde_json::from_value(patient).unwrap();
    Small { door, shelf, patient: patient.id }
}

/// 640 by 480 dots, and after its head whatever is wanted.
fn jpeg(rest: &[u8]) -> Vec<u8> {
    let head = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 1, 0xe0, 2, 0x80, 3];
    [&head[..], rest].concat()
}

fn pdf(length: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend((0..length.saturating_sub(9)).map(|at| (at % 251) as u8));
    file
}

fn person(number: u8, permissions: &[&str]) -> Session {
    Session {
        id: number.into(),
        user: RowId([number; 16]),
        name: format!("Person {number}"),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
        ..Session::program()
    }
}

fn reception() -> Session {
    person(1, &["patients.view", "patients.edit"])
}

fn nurse() -> Session {
    person(2, &["patients.view", "patients.edit", "visits.view"])
}

impl Small {
    fn ask(&self, session: &Session, route: &str, args: Value) -> kernel::Result<Value> {
        self.door.call(session, route, args, None)
    }

    fn add(&self, session: &Session, file: &[u8], title: &str) -> kernel::Result<Value> {
        let args = json!({
            "patient_id": self.patient, "visit_id": null, "title": title, "kind": "scan",
            "base64": STANDARD.encode(file),
        });
        self.ask(session, "attachments.add", args)
    }

    fn file(&self, session: &Session, added: &Value) -> kernel::Result<Vec<u8>> {
        let shown = self.ask(session, "attachments.content", json!({ "id": added["id"] }))?;
        Ok(STANDARD.decode(shown["base64"].as_str().unwrap()).unwrap())
    }

    fn list(&self, session: &Session, with_ended: bool) -> Vec<Value> {
        let args = json!({ "patient_id": self.patient, "with_ended": with_ended });
        let list = self.ask(session, "attachments.of_patient", args).unwrap();
        list.as_array().unwrap().clone()
    }

    fn sql(&self, sql: &str) {
        let program = Session::program();
        self.door.write(&program, |tx| Ok(tx.conn().execute_batch(sql)?)).unwrap();
    }

    fn number(&self, sql: &str) -> i64 {
        let program = Session::program();
        self.door.read(&program, |read| Ok(read.value(sql, [])?.unwrap_or(0))).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_goes_in_comes_out(
        rest in prop::collection::vec(any::<u8>(), 0..2_000), parts in 0usize..4,
    ) {
        let small = open();
        let file = jpeg(&[rest, vec![7; parts * 262_128]].concat());
        let added = small.add(&nurse(), &file, "Left hand").unwrap();
        prop_assert_eq!(small.file(&nurse(), &added).unwrap(), file);
        prop_assert_eq!((&added["width"], &added["height"]), (&json!(640), &json!(480)));
        prop_assert_eq!(&added["media_type"], "image/jpeg");
        prop_assert_eq!(&added["place"], "alone");
    }
}

#[test]
fn what_is_no_document_is_refused_and_leaves_nothing() {
    let small = open();
    let bomb = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0, 1, 0, 0, 0, 1, 0, 0]].concat();
    let refused = [
        (vec![], "errors-attachment-empty"),
        (pdf((10 << 20) + 1), "errors-attachment-too-large"),
        (vec![0; 40 << 20], "errors-attachment-too-large"),
        (b"<svg onload='x()'>".to_vec(), "errors-attachment-kind-of-file"),
        (b"<!doctype html>%PDF-1.7".to_vec(), "errors-attachment-kind-of-file"),
        (b"MZ\x90\0".to_vec(), "errors-attachment-kind-of-file"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "errors-attachment-unreadable"),
        (b"\xff\xd8\xff\xe0".to_vec(), "errors-attachment-unreadable"),
        (bomb, "errors-attachment-too-many-dots"),
    ];
    for (file, words) in refused {
        let error = small.add(&nurse(), &file, "Report").unwrap_err();
        assert_eq!((error.message.as_ref(), error.field.as_deref()), (words, Some("base64")));
    }
    let args = json!({ "patient_id": small.patient, "visit_id": null, "title": "A",
        "kind": "scan", "base64": "not base64 !" });
    let error = small.ask(&nurse(), "attachments.add", args).unwrap_err();
    assert_eq!(error.message, "errors-attachment-unreadable");
    let error = small.add(&nurse(), &jpeg(b""), &"x".repeat(201)).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("title"));
    assert!(small.add(&nurse(), &jpeg(b""), "  ").is_err());
    assert!(small.list(&nurse(), true).is_empty());
    assert_eq!(small.number("SELECT count(*) FROM blob"), 0);
    assert_eq!(small.number("SELECT count(*) FROM blob_part"), 0);
    small.add(&nurse(), &pdf(10 << 20), "As large as may be").unwrap();
}

#[test]
fn a_hostile_title_is_a_title_and_no_path() {
    let small = open();
    for title in ["../../etc/passwd", "C:\\x.exe", "a\u{0}b.html", "<img src=x>", "con.pdf.exe"] {
        let added = small.add(&nurse(), &pdf(100), title).unwrap();
        assert_eq!(added["title"], title);
        small.ask(&nurse(), "attachments.save", json!({ "id": added["id"] })).unwrap();
    }
    let saved = small.shelf.0.lock().unwrap();
    for (name, file) in saved.iter() {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
        assert!(name.starts_with("scan-") && name.ends_with(".pdf") && name.chars().all(plain));
        assert_eq!((name.matches('.').count(), file), (1, &pdf(100)), "{name}");
    }
    assert_eq!(saved.len(), 5);
}

#[test]
fn a_document_is_put_away_with_a_reason_and_comes_back() {
    let small = open();
    let added = small.add(&nurse(), &pdf(100), "Report").unwrap();
    let id = &added["id"];
    let end = |reason: &str| json!({ "id": id, "reason": reason });
    assert!(small.ask(&nurse(), "attachments.end", end(" ")).is_err());
    let ended = small.ask(&nurse(), "attachments.end", end("Of another patient")).unwrap();
    assert_eq!(
        (ended["end_reason"].as_str(), ended["ended_at"].is_i64()),
        (Some("Of another patient"), true)
    );
    assert!(small.list(&nurse(), false).is_empty());
    assert_eq!(small.list(&nurse(), true).len(), 1);
    let change = json!({ "id": id, "title": "X-ray", "kind": "photo" });
    let error = small.ask(&nurse(), "attachments.change", change.clone()).unwrap_err();
    assert_eq!(error.message, "errors-attachment-ended");
    assert_eq!(small.file(&nurse(), &added).unwrap(), pdf(100), "nothing is thrown away");
    let back = small.ask(&nurse(), "attachments.restore", json!({ "id": id })).unwrap();
    assert_eq!((back["end_reason"].as_str(), back["ended_at"].is_null()), (Some(""), true));
    small.ask(&nurse(), "attachments.change", change).unwrap();
    let list = small.list(&nurse(), false);
    assert_eq!((&list[0]["title"], &list[0]["kind"]), (&json!("X-ray"), &json!("photo")));
}

#[test]
fn who_may_not_read_the_chart_sees_only_what_they_added() {
    let small = open();
    let hers = small.add(&reception(), &pdf(100), "Referral").unwrap();
    let other = small.add(&nurse(), &pdf(200), "Wound").unwrap();
    assert_eq!(small.list(&reception(), false).len(), 1);
    assert_eq!(small.list(&nurse(), false).len(), 2);
    small.file(&reception(), &hers).unwrap();
    for (route, args) in [
        ("attachments.content", json!({ "id": other["id"] })),
        ("attachments.save", json!({ "id": other["id"] })),
        ("attachments.change", json!({ "id": other["id"], "title": "A", "kind": "scan" })),
        ("attachments.end", json!({ "id": other["id"], "reason": "A" })),
        ("attachments.restore", json!({ "id": other["id"] })),
    ] {
        let refused = small.ask(&reception(), route, args).unwrap_err();
        assert_eq!(refused.code, Code::Forbidden, "{route}");
    }
    assert_eq!(small.number("SELECT count(*) FROM access WHERE outcome = 'refused'"), 5);
    let lab = person(3, &["patients.view"]);
    assert_eq!(small.add(&lab, &pdf(100), "Report").unwrap_err().code, Code::Forbidden);
    let looked = "SELECT count(*) FROM access WHERE route = 'attachments.content'
                  AND what = 'view' AND subject IS NOT NULL AND outcome = 'done'";
    assert_eq!(small.number(looked), 1);
}

#[test]
fn a_visit_of_somebody_else_is_refused() {
    let small = open();
    let args = json!({ "patient_id": small.patient, "visit_id": RowId([5; 16]),
        "title": "A", "kind": "scan", "base64": STANDARD.encode(pdf(100)) });
    assert!(small.ask(&nurse(), "attachments.add", args).is_err());
}

#[test]
fn bytes_that_were_changed_on_the_disk_are_never_shown() {
    let hurt = [
        "UPDATE blob_part SET part = CASE part WHEN 0 THEN 9 WHEN 1 THEN 8 ELSE part END;
         UPDATE blob_part SET part = CASE part WHEN 9 THEN 1 WHEN 8 THEN 0 ELSE part END",
        "DELETE FROM blob_part WHERE part = 2",
        "DELETE FROM blob_part",
        "UPDATE blob_part SET bytes = substr(bytes, 2) WHERE part = 1",
        "UPDATE attachment SET media_type = 'image/png'",
        "UPDATE attachment SET file_bytes = file_bytes - 1",
        "UPDATE attachment SET blob_id = (SELECT max(id) FROM blob WHERE id <> blob_id)",
    ];
    for sql in hurt {
        let small = open();
        let added = small.add(&nurse(), &pdf(600_000), "Report").unwrap();
        small.add(&nurse(), &pdf(600_000), "Report").unwrap();
        small.file(&nurse(), &added).unwrap();
        small.sql(sql);
        let refused = small.file(&nurse(), &added).unwrap_err();
        assert_eq!(refused.message, "errors-attachment-damaged", "{sql}");
    }
}

#[test]
fn what_has_not_come_yet_says_so() {
    let small = open();
    let added = small.add(&nurse(), &pdf(600_000), "Report").unwrap();
    small.sql("UPDATE blob SET is_whole = 0; DELETE FROM blob_part WHERE part > 0");
    let refused = small.file(&nurse(), &added).unwrap_err();
    assert_eq!(refused.message, "errors-attachment-not-here");
    let list = small.list(&nurse(), false);
    assert_eq!((&list[0]["place"], &list[0]["percent"]), (&json!("coming"), &json!(33)));
    small.sql("DELETE FROM blob; DELETE FROM blob_part");
    assert_eq!(small.list(&nurse(), false)[0]["place"], "absent");
}

#[test]
fn a_rebuild_keeps_every_byte_and_no_row_shows_a_key() {
    let small = open();
    let file = pdf(600_000);
    let added = small.add(&nurse(), &file, "Report").unwrap();
    let program = Session::program();
    let fingerprint = |small: &Small| {
        small.door.read(&program, |read| kernel::fingerprint(read, small.door.catalog())).unwrap()
    };
    let before = fingerprint(&small);
    small.door.write(&program, |tx| kernel::rebuild(tx, small.door.catalog())).unwrap();
    assert_eq!(fingerprint(&small), before);
    assert_eq!(small.file(&nurse(), &added).unwrap(), file);

    let owner = person(4, &["patients.view", "visits.view", "audit.view"]);
    let args = json!({ "table": "attachment", "id": added["id"] });
    let history = small.ask(&owner, "audit.history", args).unwrap().to_string();
    assert!(history.contains("Report") && !history.contains("blob_key"), "{history}");
    let sealed = small.number("SELECT count(*) FROM attachment WHERE unicode(blob_key) = 1");
    assert_eq!(sealed, 1, "the key is shut in its cell");
    let read = |read: &kernel::Read<'_>| {
        read.get::<super::Attachment>(serde_json::from_value(added["id"].clone())?)
    };
    let key = small.door.read(&program, read).unwrap().blob_key;
    assert_eq!(key.len(), 64);
    assert!(!history.contains(&key) && !added.to_string().contains(&key));
}

#[test]
fn what_is_whole_is_never_written_over() {
    let small = open();
    let added = small.add(&nurse(), &pdf(600_000), "Report").unwrap();
    let program = Session::program();
    let blob = small.door.read(&program, |read| keep::unsent(read, 1, 9)).unwrap().remove(0);
    let wanted = keep::Wanted { id: blob.id, length: blob.length, have: 0 };
    let other = vec![7; BLOB_PART_BYTES];
    small.door.write(&program, |tx| keep::take_part(tx, &wanted, 0, &other)).unwrap();
    assert_eq!(small.file(&nurse(), &added).unwrap(), pdf(600_000));
}

#[test]
fn only_what_a_document_names_is_given_to_others() {
    let small = open();
    let ended = small.add(&nurse(), &pdf(100), "Report").unwrap();
    let end = json!({ "id": ended["id"], "reason": "Of another patient" });
    small.ask(&nurse(), "attachments.end", end).unwrap();
    small.add(&nurse(), &pdf(600_000), "Report").unwrap();
    let program = Session::program();
    let named = |small: &Small| small.door.read(&program, keep::named).unwrap();
    assert_eq!(named(&small), (2, 600_100 + 4 * 16), "put away is not gone");
    // As a redaction leaves it, or a line that was cut.
    small.sql("DELETE FROM attachment WHERE file_bytes = 100");
    assert_eq!(named(&small), (1, 600_000 + 3 * 16));
    small.sql("UPDATE blob SET is_whole = 0");
    assert_eq!(named(&small), (0, 0));
    let lacking = small.door.read(&program, keep::lacking).unwrap();
    let lengths: Vec<u32> = lacking.values().map(|wanted| wanted.length).collect();
    assert_eq!(lengths, [600_000 + 3 * 16], "and only that is missing");
    let after = small.door.read(&program, |read| keep::named_after(read, "", 9)).unwrap();
    assert!(after.is_empty());
}
