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

#[test]
fn two_desks_that_took_one_slot_see_the_same_loser_and_one_command_solves_it() {
    let ((one, first_clock), (other, clock)) = (door(1), door(2));
    let mut row = serde_json::to_value(clinic::settings::ClinicForm::default()).unwrap();
    row["id"] = json!(clinic::settings::CLINIC_ID.to_string());
    let row: clinic::settings::Clinic = serde_json::from_value(row).unwrap();
    one.write(&Session::program(), |tx| tx.insert(&row)).unwrap();
    let form = json!({
        "staff_id": null, "name": "Dr Kavita Rao", "qualification": "MBBS",
        "registration_no": "MMC-2011-0457", "council": "", "specialty": "", "phone": "",
        "fee_paise": 0, "follow_up_fee_paise": 0, "room": "", "is_active": true,
    });
    let doctor = call(&one, "settings.save_doctor", json!({ "id": null, "form": form }));
    let patient = |name: &str| {
        let args = json!({ "form": patient_form(name), "is_not_duplicate": true });
        call(&one, "patients.register", args)["id"].clone()
    };
    let (asha, bina) = (patient("Asha More"), patient("Bina Shah"));
    let args = json!({ "id": null, "form": schedule(&doctor["id"]), "accept_affected": false });
    call(&one, "appointments.save_schedule", args);
    feed(&one, &other);

    // The line is down. Both give away Monday, nine o'clock; the other desk a minute later.
    let book = |door: &Door, patient: &Value| {
        let args = json!({
            "patient_id": patient, "doctor_id": doctor["id"], "day": "2026-11-23", "minute": 540,
            "minutes": null, "place": null, "reason": "", "is_overbooked": false, "repeat": null,
            "waiting_id": null,
        });
        call(door, "appointments.book", args)["appointment"]["id"].clone()
    };
    let first = book(&one, &asha);
    clock.advance_ms(60_000);
    let second = book(&other, &bina);
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
    let charu = patient("Charu Iyer");
    feed(&one, &other);
    let third = {
        let args = json!({
            "patient_id": charu, "doctor_id": doctor["id"], "day": "2026-11-23", "minute": 600,
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
