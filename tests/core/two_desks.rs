//! Two desks of one clinic that cannot see each other give away the same slot.

use std::sync::Arc;

use kernel::{Door, ManualClock, Mint, NoHost, Opening, Session};
use serde_json::{Value, json};
use tests::{MORNING, patient_form};

use super::appointments::schedule;

/// A door of its own, as another desk of the same clinic has one.
pub fn door(seed: u64) -> (Door, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(MORNING));
    let opening = Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: clinic::api::MIGRATIONS,
        tables: clinic::api::TABLES,
        routes: clinic::api::routes(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(seed),
        zone: "Asia/Kolkata".parse().unwrap(),
    };
    (Door::open(opening).unwrap(), clock)
}

pub fn call(door: &Door, route: &str, args: Value) -> Value {
    door.call(&Session::program(), route, args, None).unwrap_or_else(|e| panic!("{route}: {e}"))
}

/// What one desk wrote, received by the other.
pub fn feed(from: &Door, to: &Door) {
    let ops: Vec<(i64, i64, Vec<u8>)> = from
        .read(&Session::program(), |read| {
            let mut ops = read.conn().prepare(
                "SELECT log.log_id, op.n, op.body FROM op JOIN log ON log.id = op.log
                 WHERE log.reason = 'first' ORDER BY op.n",
            )?;
            let rows = ops.query_map([], |row| {
                let body: kernel::Body<'static> = row.get(2)?;
                Ok((row.get(0)?, row.get(1)?, body.into()))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    to.write(&Session::program(), |tx| {
        for (log, n, body) in ops {
            kernel::receive(tx, to.catalog(), &body, log.cast_unsigned(), n.cast_unsigned())?;
        }
        Ok(())
    })
    .unwrap();
}

fn state(door: &Door) -> String {
    door.read(&Session::program(), |read| kernel::state(read, door.catalog())).unwrap()
}

/// A clinic with a doctor who has hours on Mondays, and two patients.
fn a_doctor_and_two_patients(one: &Door) -> (Value, [Value; 2]) {
    let mut row = serde_json::to_value(clinic::settings::ClinicForm::default()).unwrap();
    row["id"] = json!(clinic::settings::CLINIC_ID.to_string());
    let row: clinic::settings::Clinic = serde_json::from_value(row).unwrap();
    one.write(&Session::program(), |tx| tx.insert(&row)).unwrap();
    let form = json!({
        "staff_id": null, "name": "Dr Kavita Rao", "qualification": "MBBS",
        "registration_no": "MMC-2011-0457", "council": "", "specialty": "", "phone": "",
        "fee_paise": 0, "follow_up_fee_paise": 0, "room": "", "is_active": true,
    });
    let doctor = call(one, "settings.save_doctor", json!({ "id": null, "form": form }));
    let patients = [register(one, "Asha More"), register(one, "Bina Shah")];
    let args = json!({ "id": null, "form": schedule(&doctor["id"]), "accept_affected": false });
    call(one, "appointments.save_schedule", args);
    (doctor["id"].clone(), patients)
}

fn register(door: &Door, name: &str) -> Value {
    let args = json!({ "form": patient_form(name), "is_not_duplicate": true });
    call(door, "patients.register", args)["id"].clone()
}

fn book_at_nine(door: &Door, doctor: &Value, patient: &Value) -> Value {
    let args = json!({
        "patient_id": patient, "doctor_id": doctor, "day": "2026-11-23", "minute": 540,
        "minutes": null, "place": null, "reason": "", "is_overbooked": false, "repeat": null,
        "waiting_id": null,
    });
    call(door, "appointments.book", args)["appointment"]["id"].clone()
}

#[test]
fn two_desks_that_took_one_slot_see_the_same_loser_and_one_command_solves_it() {
    let ((one, first_clock), (other, clock)) = (door(1), door(2));
    let (doctor, [asha, bina]) = a_doctor_and_two_patients(&one);
    feed(&one, &other);

    // The line is down. Both give away Monday, nine o'clock; the other desk a minute later.
    let first = book_at_nine(&one, &doctor, &asha);
    clock.advance_ms(60_000);
    let second = book_at_nine(&other, &doctor, &bina);
    feed(&one, &other);
    feed(&other, &one);
    assert_eq!(state(&one), state(&other));

    let clashing = |door: &Door| -> Vec<Value> {
        let args = json!({ "from": "2026-11-23", "until": "2026-11-23", "doctor_id": null,
                           "with_cancelled": false });
        let shown = call(door, "appointments.calendar", args)["appointments"].clone();
        let rows = shown.as_array().cloned().unwrap_or_default();
        assert!(rows.len() >= 2, "all are kept");
        rows.into_iter()
            .filter(|row| row["is_clashing"] == true)
            .map(|row| row["id"].clone())
            .collect()
    };
    assert_eq!(clashing(&one), std::slice::from_ref(&second));
    assert_eq!(clashing(&other), std::slice::from_ref(&second), "both desks name the same one");
    let tasks = call(&one, "appointments.to_move", json!({}));
    assert_eq!((&tasks[0]["why"], &tasks[0]["appointment"]["id"]), (&json!("clash"), &second));

    let refused = one
        .call(
            &Session::program(),
            "appointments.solve_clash",
            json!({ "appointment_id": first }),
            None,
        )
        .unwrap_err();
    assert_eq!(refused.message, "errors-no-clash", "who came first stays");
    let solved = call(&one, "appointments.solve_clash", json!({ "appointment_id": second }));
    assert_eq!(solved["appointments"][0]["minute"], 555);
    feed(&one, &other);
    assert!(clashing(&one).is_empty() && clashing(&other).is_empty());
    assert_eq!(state(&one), state(&other));

    // Who moves into a slot claims it then, however long ago they booked another.
    let charu = register(&one, "Charu Iyer");
    feed(&one, &other);
    let third = {
        let args = json!({
            "patient_id": charu, "doctor_id": doctor, "day": "2026-11-23", "minute": 600,
            "minutes": null, "place": null, "reason": "", "is_overbooked": false, "repeat": null,
            "waiting_id": null,
        });
        call(&other, "appointments.book", args)["appointment"]["id"].clone()
    };
    first_clock.advance_ms(600_000);
    let args = json!({
        "appointment_id": first, "doctor_id": null, "day": "2026-11-23", "minute": 600,
        "minutes": null, "is_overbooked": false, "reason": "",
    });
    call(&one, "appointments.move", args);
    feed(&one, &other);
    feed(&other, &one);
    assert_eq!(clashing(&one), std::slice::from_ref(&first));
    assert_eq!(clashing(&other), [first]);
    assert!(!clashing(&other).contains(&third));
}

/// The clinic has a server, and it gave the ops of these rows their numbers.
fn number(door: &Door, rows: &[(&Value, i64)]) {
    let sql = "INSERT INTO seal (hash, parent, stream, desk, no, log, first, ops, state, why,
                   is_leaf, taken_at, body, numbering, seq, within)
               SELECT randomblob(32), zeroblob(32), 1, 1, 1, log.log_id, op_row.n, 1,
                   'applied', '', 0, 0, x'', 1, ?2, 0
               FROM op_row JOIN log ON log.id = op_row.log WHERE hex(row) = ?1";
    let done = door.write(&Session::program(), |tx| {
        let server = "INSERT OR IGNORE INTO remote (id, kind, address) VALUES (0, 'server', '')";
        tx.conn().execute(server, [])?;
        for (row, seq) in rows {
            let row = row.as_str().unwrap_or_default().replace('-', "").to_uppercase();
            assert_eq!(tx.conn().execute(sql, (row, seq))?, 1);
        }
        Ok(())
    });
    done.unwrap();
}

#[test]
fn the_slot_is_whose_booking_the_server_numbered_first() {
    let ((one, _), (other, clock)) = (door(1), door(2));
    let (doctor, patients) = a_doctor_and_two_patients(&one);
    feed(&one, &other);
    let first = book_at_nine(&one, &doctor, &patients[0]);
    clock.advance_ms(60_000);
    let second = book_at_nine(&other, &doctor, &patients[1]);
    feed(&one, &other);
    feed(&other, &one);
    let shown = |door: &Door| {
        let slots = call(door, "inbox.list", json!({ "after": 0, "limit": 10 }))["items"].clone();
        let slots = slots.as_array().cloned().unwrap_or_default();
        let slot = slots.iter().map(|item| &item["thing"]).find(|thing| thing["kind"] == "slot");
        let slot = slot.cloned().unwrap_or_default();
        let row = &slot["appointment"];
        (row["id"].clone(), slot["holder"].clone(), row["is_provisional"].clone())
    };
    for door in [&one, &other] {
        let by_clock = (second.clone(), json!("Asha More"), json!(false));
        assert_eq!(shown(door), by_clock, "no server is waited for");
        number(door, &[]);
        assert_eq!(shown(door).2, true);
        number(door, &[(&second, 1)]);
        let numbered = (first.clone(), json!("Bina Shah"), json!(false));
        assert_eq!(shown(door), numbered, "who has a number is before who has none");
        number(door, &[(&first, 2)]);
        assert_eq!(shown(door), numbered);
    }
    let refused = one.call(
        &Session::program(),
        "appointments.solve_clash",
        json!({ "appointment_id": second }),
        None,
    );
    assert_eq!(refused.unwrap_err().message, "errors-no-clash");
    let solved = call(&one, "appointments.solve_clash", json!({ "appointment_id": first }));
    assert_eq!(solved["appointments"][0]["minute"], 555);
}
