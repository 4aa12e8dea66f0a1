//! Through the commands: who is registered is found.

use std::sync::Arc;

use kernel::{Door, Gone, ManualClock, Mint, NoHost, Opening, RowId, Session, Timestamp};
use proptest::prelude::*;

use super::letters::words;
use crate::patients::{
    ChangePatient, FindPatients, Matched, Patient, PatientForm, PatientRow, RegisterPatient, Sex,
};
use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

struct Desk(Door);

impl Desk {
    fn open() -> Self {
        let writer = rusqlite::Connection::open_in_memory().unwrap();
        let door = Door::open(Opening {
            writer,
            readers: Vec::new(),
            migrations: crate::api::MIGRATIONS,
            tables: crate::api::TABLES,
            routes: Vec::new(),
            clock: Arc::new(ManualClock::at(Timestamp(1_793_991_600_000))),
            host: Arc::new(NoHost),
            mint: Mint::seeded(7),
            zone: "Asia/Kolkata".parse().unwrap(),
        })
        .unwrap();
        let form = ClinicForm { name: "Clinic".into(), ..ClinicForm::default() };
        let mut clinic = serde_json::to_value(form).unwrap();
        clinic["id"] = CLINIC_ID.to_string().into();
        let clinic: Clinic = serde_json::from_value(clinic).unwrap();
        door.write(&Session::program(), |tx| tx.insert(&clinic)).unwrap();
        Self(door)
    }

    fn register(&self, name: &str, change: impl FnOnce(&mut PatientForm)) -> Patient {
        let mut form = form(name);
        change(&mut form);
        let command = RegisterPatient { form, is_not_duplicate: true };
        self.0.command(&Session::program(), command).unwrap()
    }

    fn rows(&self, text: &str) -> Vec<PatientRow> {
        let query = FindPatients { text: text.into(), limit: 20 };
        self.0.query(&Session::program(), query).unwrap()
    }

    fn finds(&self, text: &str) -> Vec<String> {
        self.rows(text).into_iter().map(|row| row.name).collect()
    }

    #[track_caller]
    fn first(&self, text: &str, name: &str) {
        assert_eq!(self.finds(text).first().map(String::as_str), Some(name), "{text}");
    }
}

fn form(name: &str) -> PatientForm {
    let mut form = serde_json::json!({ "name": name, "sex": "female",
        "age": { "years": 30, "months": 0, "days": 0 } });
    let blank = [
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
    for field in blank {
        form[field] = "".into();
    }
    serde_json::from_value(form).unwrap()
}

fn small_clinic() -> Desk {
    let desk = Desk::open();
    for (name, village, phone) in [
        ("Ramesh Kumar", "Wagholi", "9876543210"),
        ("Ramesh Patil", "Kharadi", "9876500001"),
        ("Lakshmi Narayanan", "Wagholi", "8123456789"),
        ("Mohammed Arif Khan", "Hadapsar", "7000012345"),
        ("Deepak Joshi", "Baner", ""),
        ("Sreenivas Rao", "Guntur", ""),
        ("Vikas Shah", "Surat", ""),
        ("Rameshwari Devi", "Bihta", "9876543210"),
        ("Ram Singh", "Bihta", ""),
    ] {
        desk.register(name, |form| {
            form.village = village.into();
            form.phone = phone.into();
        });
    }
    desk
}

#[test]
fn a_search_finds_names_begun_swapped_and_mistyped() {
    let desk = small_clinic();
    desk.first("Ram", "Ram Singh");
    desk.first("deepak joshi", "Deepak Joshi");
    desk.first("kumar ramesh", "Ramesh Kumar");
    desk.first("ramesh ku", "Ramesh Kumar");
    desk.first("laksmi narayann", "Lakshmi Narayanan");
    desk.first("naryanan", "Lakshmi Narayanan");
    desk.first("depeak josih", "Deepak Joshi");
    desk.first("sreenivaas", "Sreenivas Rao");
    assert_eq!(desk.finds("ramesh").len(), 3);
    assert_eq!(desk.finds("ramesh zzz"), [""; 0]);
}

#[test]
fn a_search_finds_a_name_spelled_another_way() {
    let desk = small_clinic();
    for (text, name) in [
        ("Laxmi", "Lakshmi Narayanan"),
        ("Mohd", "Mohammed Arif Khan"),
        ("Md Aarif", "Mohammed Arif Khan"),
        ("Dipak", "Deepak Joshi"),
        ("Shrinivas", "Sreenivas Rao"),
        ("Wikas", "Vikas Shah"),
        ("Raamesh Koomar", "Ramesh Kumar"),
    ] {
        desk.first(text, name);
    }
}

#[test]
fn a_search_reads_indian_scripts_typed_and_stored() {
    let desk = small_clinic();
    desk.register("Savita Pawar", |form| form.name_local = "सविता पवार".into());
    desk.register("सीता राम", |_| ());
    desk.first("लक्ष्मी", "Lakshmi Narayanan");
    desk.first("राम सिंह", "Ram Singh");
    desk.first("सविता", "Savita Pawar");
    desk.first("Sita Ram", "सीता राम");
    desk.first("Seeta", "सीता राम");
    desk.first("లక్ష్మి", "Lakshmi Narayanan");
}

#[test]
fn a_search_finds_a_phone_by_any_part_its_end_first() {
    let desk = small_clinic();
    for part in ["12345", "2345", "7000012345", "70000", "00123", "+91 70000 12345", "070000 12345"]
    {
        assert!(desk.finds(part).contains(&"Mohammed Arif Khan".into()), "{part}");
    }
    assert_eq!(desk.rows("43210").len(), 2, "a family shares a phone");
    assert_eq!(desk.rows("2345")[0].name, "Mohammed Arif Khan");
    assert_eq!(desk.rows("2345")[1].name, "Lakshmi Narayanan");
    assert_eq!(desk.rows("43210")[0].matched, Matched::Phone);
    assert_eq!(desk.finds("ramesh 43210"), ["Ramesh Kumar", "Rameshwari Devi"]);
    assert_eq!(desk.finds("९८७६५०"), ["Ramesh Patil"]);
}

#[test]
fn a_search_finds_a_registration_number_however_it_is_said() {
    let desk = small_clinic();
    for text in ["A-000003", "a-3", "A3", "3", "000003"] {
        let rows = desk.rows(text);
        assert_eq!(rows[0].name, "Lakshmi Narayanan", "{text}");
        assert_eq!(rows[0].matched, Matched::RegNo, "{text}");
    }
    assert!(desk.finds("B-3").is_empty());
}

#[test]
fn a_search_takes_a_village_for_any_of_its_words() {
    let desk = small_clinic();
    assert_eq!(desk.finds("wagholi ramesh"), ["Ramesh Kumar"]);
    let rows = desk.rows("wagholi");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].matched, Matched::Village);
    assert_eq!(desk.finds("ramesh kumar wagholi"), ["Ramesh Kumar"]);
}

#[test]
fn a_search_follows_a_changed_name_and_phone() {
    let desk = small_clinic();
    let patient = desk.register("Kamla Bai", |form| form.phone = "9000011111".into());
    let mut after = form("Vimal Bai");
    after.phone = "9000022222".into();
    desk.finds("11111");
    desk.0.command(&Session::program(), ChangePatient { id: patient.id, form: after }).unwrap();
    for gone in ["kamla", "11111"] {
        assert!(desk.finds(gone).is_empty(), "{gone}");
    }
    for there in ["vimal", "bai", "22222"] {
        assert_eq!(desk.finds(there), ["Vimal Bai"], "{there}");
    }
    let left: i64 = held(&desk, patient.id);
    assert_eq!(left, 3, "two words and a phone");
}

/// How many postings hold a patient.
fn held(desk: &Desk, id: RowId) -> i64 {
    let count = |read: &kernel::Read<'_>| {
        let number = super::vocabulary::Vocabulary::of(read)?.number(read, id)?;
        let rows: Vec<(u32, u32, Vec<u8>)> = read
            .conn()
            .prepare("SELECT word, first, body FROM search_posting")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let rows = rows
            .into_iter()
            .map(|(word, first, body)| {
                Ok((first, super::postings::opened(read, word, first, body)?))
            })
            .collect::<kernel::Result<Vec<_>>>()?;
        let entries = rows.iter().flat_map(|(first, body)| super::postings::entries(*first, body));
        Ok(entries.filter(|entry| entry.number == number).count() as i64)
    };
    desk.0.read(&Session::program(), count).unwrap()
}

#[test]
fn a_search_leaves_out_ended_patients_and_takes_them_back() {
    let desk = small_clinic();
    let id = desk.rows("deepak")[0].id;
    let program = Session::program();
    desk.0.write(&program, |tx| tx.end::<Patient>(id)).unwrap();
    assert!(desk.finds("deepak").is_empty());
    assert_eq!(held(&desk, id), 0);
    desk.0.write(&program, |tx| tx.restore::<Patient>(id)).unwrap();
    desk.first("deepak", "Deepak Joshi");
}

#[test]
fn a_search_forgets_what_was_rolled_back() {
    let desk = small_clinic();
    let refused = desk.0.write(&Session::program(), |tx| {
        kernel::Command::run(
            RegisterPatient { form: form("Zubeida Qureshi"), is_not_duplicate: true },
            tx,
        )?;
        Err::<(), _>(kernel::Error::conflict("errors-test"))
    });
    assert!(refused.is_err());
    assert!(desk.finds("zubeida").is_empty());
    desk.register("Yamuna Qureshi", |_| ());
    desk.register("Zubeida Qureshi", |_| ());
    assert_eq!(desk.finds("zubeida"), ["Zubeida Qureshi"]);
    assert_eq!(desk.finds("qureshi"), ["Zubeida Qureshi", "Yamuna Qureshi"]);
}

#[test]
fn a_search_index_stands_after_a_rebuild() {
    let desk = small_clinic();
    let before: Vec<_> = ["ram", "wagholi", "laxmi", "210"].map(|text| desk.finds(text)).into();
    let bodies = |desk: &Desk| -> Vec<String> {
        desk.0
            .read(&Session::program(), |read| {
                read.values(
                    "SELECT word || ' ' || first || ' ' || hex(body) FROM search_posting
                     ORDER BY word, first LIMIT 1000",
                    [],
                )
            })
            .unwrap()
    };
    let held = bodies(&desk);
    desk.0.write(&Session::program(), |tx| kernel::rebuild(tx, desk.0.catalog())).unwrap();
    assert_eq!(bodies(&desk), held);
    let after: Vec<_> = ["ram", "wagholi", "laxmi", "210"].map(|text| desk.finds(text)).into();
    assert_eq!(before, after);
}

#[test]
fn a_search_for_hostile_text_finds_nothing_and_breaks_nothing() {
    let desk = small_clinic();
    let long = "ramesh".repeat(1_600);
    let many = "ram ".repeat(2_000);
    for text in [
        "'",
        "\"",
        "%",
        "_",
        "%%%",
        "\0",
        "ram\0esh",
        "🙂",
        "🙂🙂 ram",
        "\u{202e}hsemar",
        "محمد",
        "' OR 1=1 --",
        "\u{94d}\u{93c}",
        "्राम",
        "999999999999999999999999",
        "-",
        "\\",
        "٣٤٥",
        &long,
        &many,
        "\u{1f468}\u{200d}\u{1f469}",
        "ß",
        "ﬁ",
        "İ",
        "0",
        "000",
    ] {
        desk.rows(text);
        desk.register(&format!("Odd {text}"), |form| form.village = text.into());
        assert!(!desk.finds("odd").is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_search_finds_every_patient_by_each_of_their_words(
        names in proptest::collection::vec("[a-zA-Zऀ-ॿಀ-ೖ .'-]{1,24}", 1..12),
        village in "[A-Za-z]{2,12}",
    ) {
        let desk = Desk::open();
        for name in &names {
            let name = format!("Z{name}");
            let guardian = name.chars().rev().collect::<String>();
            let patient = desk.register(&name, |form| {
                form.village = village.clone();
                form.guardian_name = guardian.clone();
            });
            let all = [words(&name), words(&guardian), words(&village)].concat();
            for word in all {
                let found = desk.rows(&word);
                prop_assert!(found.iter().any(|row| row.id == patient.id), "{} of {}", word, name);
            }
        }
    }

    #[test]
    fn a_search_survives_any_text(text in "\\PC{0,60}") {
        let desk = small_clinic();
        desk.rows(&text);
    }

    #[test]
    fn postings_cut_anywhere_are_read_without_harm(
        body in proptest::collection::vec(any::<u8>(), 0..80), first: u32,
    ) {
        for entry in super::postings::entries(first, &body) {
            prop_assert!(entry.number >= first);
            prop_assert!(entry.others().count() <= 22);
        }
    }
}

#[test]
fn a_name_that_looks_like_a_registration_number_is_found_beside_the_number() {
    let desk = Desk::open();
    let first = desk.register("Asha Pawar", |_| ());
    let named = desk.register("Z-a१-", |_| ());
    let found: Vec<RowId> = desk.rows("a1").into_iter().map(|row| row.id).collect();
    assert_eq!(found, [first.id, named.id]);
}

#[test]
fn a_search_over_a_full_row_of_the_index_loses_nobody() {
    let desk = Desk::open();
    let all: Vec<RowId> =
        (0..150).map(|at| desk.register(&format!("Sita Devi {at}"), |_| ()).id).collect();
    for (at, id) in all.iter().enumerate() {
        let found = desk.rows(&format!("sita {at}"));
        assert!(found.iter().any(|row| row.id == *id), "{at}");
    }
    assert_eq!(desk.rows("sita devi")[0].id, all[149], "the newest first");
    assert_eq!(Sex::Female, desk.rows("sita")[0].sex);
}

#[test]
fn of_whoever_is_taken_away_no_word_is_left_and_no_number_comes_again() {
    let desk = Desk::open();
    let session = Session::program();
    desk.register("Sunita Patil", |_| {});
    let gone = desk.register("Kamaladevi Patil", |form| form.phone = "9876543210".into());
    desk.first("Kamaladevi", "Kamaladevi Patil");
    let sql = "SELECT op.n, op.body FROM op_row JOIN op USING (log, n) WHERE row = ?1";
    let taken = desk.0.write(&session, |tx| {
        let ops: Vec<(i64, kernel::Body<'static>)> = {
            let mut statement = tx.conn().prepare(sql)?;
            let rows = statement.query_map([gone.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        let log = (**tx).log().log_id;
        let op = |(n, body): &(i64, kernel::Body<'static>)| (n.cast_unsigned(), body.to_vec());
        let ops: Vec<(u64, Vec<u8>)> = ops.iter().map(op).collect();
        let ops: Vec<Gone<'_>> = ops.iter().map(|(n, body)| Gone { log, n: *n, body }).collect();
        tx.redact(&ops)
    });
    assert_eq!(taken.unwrap(), 1);
    assert_eq!(desk.finds("Kamaladevi"), Vec::<String>::new());
    assert_eq!(desk.finds("9876543210"), Vec::<String>::new());
    desk.first("Patil", "Sunita Patil");
    let left: Vec<String> =
        desk.0.read(&session, |read| read.values("SELECT text FROM search_word", [])).unwrap();
    assert!(left.contains(&"patil".to_owned()) && !left.iter().any(|text| text.contains("kamala")));
    let next = desk.register("Kamaladevi Rao", |_| {});
    assert_eq!((next.series, next.number), (gone.series, gone.number + 1));
    desk.first("Kamaladevi", "Kamaladevi Rao");
}
