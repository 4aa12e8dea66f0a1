//! Whatever is done to a series, and whenever: the past stays as it was.

use std::sync::Arc;

use kernel::{Command, Door, ManualClock, Mint, NoHost, Opening, Session, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::book::{BookAppointment, Repeat};
use super::model::{Appointment, Status, Unit};
use super::series::{CancelSeries, ChangeSeries, SeriesScope};
use crate::settings::{CLINIC_ID, Clinic, ClinicForm, DoctorForm, SaveDoctor};

/// Sunday, 22 November 2026, 10:00 in India.
const START: i64 = 1_795_321_800_000;
const DAY: i64 = 24 * 3_600_000;

fn door() -> (Door, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp(START)));
    let opening = Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: Vec::new(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse().unwrap(),
    };
    (Door::open(opening).unwrap(), clock)
}

/// A clinic with one series of bookings; its appointments in order.
fn series(door: &Door, unit: Unit, every: i64, count: i64, minute: i64) -> Vec<Appointment> {
    let mut row = serde_json::to_value(ClinicForm::default()).unwrap();
    row["id"] = json!(CLINIC_ID.to_string());
    let row: Clinic = serde_json::from_value(row).unwrap();
    door.write(&Session::program(), |tx| {
        tx.insert(&row)?;
        let doctor = SaveDoctor {
            id: None,
            form: DoctorForm {
                name: "Dr Rao".into(),
                registration_no: "1".into(),
                is_active: true,
                ..DoctorForm::default()
            },
        };
        let doctor = doctor.run(tx)?;
        let patient =
            crate::patients::Patient { phone: "9876543210".into(), ..patient(tx.new_id()) };
        tx.insert(&patient)?;
        // Hours are no matter here: everything is put where it is on purpose or refused.
        let schedule = super::model::Schedule {
            id: tx.new_id(),
            doctor_id: doctor.id,
            place: "Here".into(),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_until: None,
            slot_minutes: 15,
            capacity: 2,
            hours: (1..=7)
                .map(|weekday| super::model::Hours { weekday, from: 480, until: 1200 })
                .collect(),
            breaks: Vec::new(),
        };
        tx.insert(&schedule)?;
        BookAppointment {
            patient_id: patient.id,
            doctor_id: doctor.id,
            day: "2026-11-23".into(),
            minute,
            minutes: None,
            place: None,
            reason: String::new(),
            is_overbooked: false,
            repeat: Some(Repeat { unit, every, count: Some(count), until: None }),
            waiting_id: None,
        }
        .run(tx)
    })
    .unwrap();
    all(door)
}

fn patient(id: kernel::RowId) -> crate::patients::Patient {
    let texts = [
        "reg_no",
        "name",
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
        "series",
    ];
    let mut row = json!({
        "id": id, "sex": "female", "birth_date": "1990-01-01", "is_birth_estimated": false,
        "registered_at": START, "number": 1,
    });
    texts.iter().for_each(|name| row[*name] = json!(""));
    serde_json::from_value(row).unwrap()
}

fn all(door: &Door) -> Vec<Appointment> {
    let sql = "SELECT * FROM appointment ORDER BY booked_at, id LIMIT 1000";
    door.read(&Session::program(), |read| read.all(sql, [])).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_series_edit_never_touches_the_past(
        unit in prop_oneof![Just(Unit::Days), Just(Unit::Weeks), Just(Unit::Months)],
        every in 1i64..4, count in 2i64..9, minute in 32i64..78, which in 0usize..9,
        passed_minutes in 0i64..60 * 24 * 60, shift_days in -20i64..20, new_minute in 30i64..82,
        is_cancelled in any::<bool>(),
        scope in prop_oneof![Just(SeriesScope::Later), Just(SeriesScope::All)],
    ) {
        let (door, clock) = door();
        let before = series(&door, unit, every, count, minute * 15);
        clock.set(Timestamp(START + passed_minutes * 60_000));
        let now = Timestamp(START + passed_minutes * 60_000);
        let this = &before[which % before.len()];
        let day = this.day + chrono::Duration::days(shift_days);
        let held = held(&door, &before, now);
        let done = door.write(&Session::program(), |tx| match is_cancelled {
            true => CancelSeries { appointment_id: this.id, scope, reason: "x".into() }.run(tx),
            false => ChangeSeries {
                appointment_id: this.id,
                scope,
                doctor_id: None,
                day: day.to_string(),
                minute: new_minute * 15,
                minutes: None,
            }
            .run(tx),
        });
        prop_assert!(done.is_ok(), "{:?}", done);
        let done = done.unwrap();
        let mut coming = 0;
        for (was, is) in before.iter().zip(all(&door)) {
            prop_assert_eq!(was.id, is.id);
            let is_past = was.starts_at <= now;
            let is_before = scope == SeriesScope::Later && was.starts_at < this.starts_at;
            if Some(was.id) == held {
                prop_assert_eq!(is.status, Status::Arrived, "who came has come");
                prop_assert_eq!(was.starts_at, is.starts_at);
            } else if is_past || is_before {
                prop_assert_eq!(was, &is, "the past, and what comes before, is untouched");
            } else {
                coming += 1;
                prop_assert!(!is_cancelled || is.status == Status::Cancelled, "all to come");
            }
            // And nothing is put into the past.
            let was_moved = is.starts_at != was.starts_at;
            prop_assert!(!was_moved || Timestamp(is.starts_at.0 + DAY / 96) > now);
        }
        prop_assert_eq!(done.changed + done.not_changed.len(), coming, "every one of the scope");
    }
}

/// The next one to come was checked in early, as happens.
fn held(door: &Door, all: &[Appointment], now: Timestamp) -> Option<kernel::RowId> {
    let next = all.iter().find(|one| one.starts_at > now)?;
    let arrived = Appointment { status: Status::Arrived, ..next.clone() };
    door.write(&Session::program(), |tx| tx.change(&arrived)).unwrap();
    Some(next.id)
}
