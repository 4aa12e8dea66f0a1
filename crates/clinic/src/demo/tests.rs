use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Door, ManualClock, Mint, NoHost, Opening, Session, Timestamp};

use super::cases::CASES;
use super::treat::{diagnosis_name, line, shipped};
use super::{PER_WEEK, Seed, seed};
use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

/// 22 November 2026, 11:30 in Pune.
const NOW: i64 = 1_795_327_200_000;

fn clinic(patients: u32, days: u32, chance: u64) -> Door {
    made(patients, days, chance, false)
}

fn made(patients: u32, days: u32, chance: u64, has_wards: bool) -> Door {
    let clock = Arc::new(ManualClock::at(Timestamp(NOW)));
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: Vec::new(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    let form = ClinicForm { name: "Demo".into(), ..ClinicForm::default() };
    let mut row = serde_json::to_value(form).unwrap();
    row["id"] = CLINIC_ID.to_string().into();
    let row: Clinic = serde_json::from_value(row).unwrap();
    door.write(&Session::program(), |tx| tx.insert(&row)).unwrap();
    let today = "2026-11-22".parse().unwrap();
    let mut last = (0, 0);
    let given = Seed { patients, days, seed: chance, today, has_wards, per_week: PER_WEEK };
    seed(&door, &clock, &given, &mut |done, all| last = (done, all)).unwrap();
    assert!(last.0 == last.1 && last.1 > 0, "progress ends at the last day");
    assert_eq!(kernel::Clock::now(&*clock).0, NOW, "the clock stands where it stood");
    door
}

fn count(door: &Door, sql: &str) -> i64 {
    let read = |read: &kernel::Read<'_>| read.value(sql, []);
    door.read(&Session::program(), read).unwrap().unwrap()
}

#[test]
fn the_demo_is_the_same_for_the_same_seed() {
    let state = |chance: u64| {
        let door = clinic(60, 12, chance);
        door.read(&Session::program(), |read| kernel::state(read, door.catalog())).unwrap()
    };
    let one = state(1);
    assert!(one == state(1), "the same seed gave another clinic");
    assert!(one != state(2), "another seed gave the same clinic");
}

#[test]
fn the_demo_has_months_of_work_and_half_a_day() {
    let door = clinic(200, 30, 5);
    let count = |sql: &str| count(&door, sql);
    assert_eq!(count("SELECT count(*) FROM patient"), 200);
    assert_eq!(count("SELECT count(*) FROM doctor"), 2);
    assert!(count("SELECT count(*) FROM visit") > 200, "some came again");
    assert!(count("SELECT count(DISTINCT day) FROM visit") >= 24);
    assert!(count("SELECT count(*) FROM prescription WHERE status = 'signed'") > 150);
    assert!(count("SELECT count(*) FROM vitals") > 200);
    assert!(count("SELECT count(*) FROM problem") > 5);
    assert_eq!(count("SELECT count(*) FROM visit WHERE status = 'open' AND day < '2026-11-22'"), 0);
    let today = |stage: &str| {
        count(&format!("SELECT count(*) FROM token WHERE day = '2026-11-22' AND stage = '{stage}'"))
    };
    for stage in ["done", "billing", "with_doctor", "waiting"] {
        assert!(today(stage) >= 1, "{stage}");
    }
    assert_eq!(
        count("SELECT count(*) FROM token WHERE day < '2026-11-22' AND stage <> 'done'"),
        0,
        "past days are over"
    );
    assert!(
        count(
            "SELECT count(*) FROM patient WHERE birth_date > '2008-11-22' AND guardian_name = ''"
        ) == 0
    );
    assert!(count("SELECT count(*) FROM patient WHERE name_local <> ''") > 20);
    assert!(
        count(
            "SELECT count(*) FROM (SELECT opened(phone, 'phone', id) AS open FROM patient WHERE phone <> '' GROUP BY open
             HAVING count(*) > 1)"
        ) > 10,
        "families share a phone"
    );
}

#[test]
fn the_demo_pays_its_bills_to_the_paisa() {
    let door = clinic(200, 30, 6);
    let invoices = count(&door, "SELECT count(*) FROM invoice");
    assert!(invoices > 120, "{invoices}");
    let mut by_status: BTreeMap<String, u32> = BTreeMap::new();
    let views = door
        .read(&Session::program(), |read| {
            let ids: Vec<kernel::RowId> =
                read.values("SELECT id FROM invoice ORDER BY id LIMIT 10000", [])?;
            ids.into_iter().map(|id| crate::billing::view(read, id)).collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    for view in views {
        assert_eq!(view.paid_paise + view.due_paise, view.invoice.total_paise);
        assert!(!view.due_paise.is_negative());
        let lines: kernel::Money = view.invoice.lines.iter().map(|line| line.total_paise).sum();
        assert_eq!(lines + view.invoice.round_off_paise, view.invoice.total_paise);
        *by_status.entry(format!("{:?}", view.status)).or_default() += 1;
    }
    assert!(by_status["Paid"] * 10 > 8 * invoices as u32, "{by_status:?}");
    assert!(by_status.len() > 1, "a few are due: {by_status:?}");
    assert!(count(&door, "SELECT count(*) FROM invoice WHERE discount_paise > 0") > 0);
    let unnamed = "SELECT count(*) FROM invoice WHERE discount_paise > 0 AND discount_reason = ''";
    assert_eq!(count(&door, unnamed), 0);
}

#[test]
fn the_demo_prescribes_what_the_lists_hold() {
    let door = clinic(1, 1, 1);
    for case in &CASES {
        assert!(diagnosis_name(case.code).is_some(), "{}", case.code);
        for drug in case.adult.iter().chain(case.child) {
            let (generic, form, strength, _) = *drug;
            let Some([strengths, ..]) = shipped().get(&(generic, form)) else {
                panic!("{generic} {form} is not in the list");
            };
            assert!(strengths.split(';').any(|known| known == strength), "{generic} {strength}");
            door.write(&Session::program(), |tx| line(tx, drug)?.checked()).unwrap();
        }
    }
}

#[test]
fn the_demo_has_wards_that_fill_and_empty() {
    let door = made(240, 30, 5, true);
    let count = |sql: &str| count(&door, sql);
    assert_eq!(count("SELECT count(*) FROM bed"), 40);
    let open = count("SELECT count(*) FROM bed_stay WHERE until_at IS NULL AND ended IS NULL");
    assert!((24..=34).contains(&open), "{open} beds are taken");
    assert!(count("SELECT count(*) FROM admission WHERE outcome IS NOT NULL") > 60);
    assert!(count("SELECT count(*) FROM admission WHERE kind = 'newborn'") > 3);
    assert!(count("SELECT count(*) FROM invoice WHERE admission_id IS NOT NULL") > 50);
    assert!(count("SELECT count(*) FROM deposit WHERE amount_paise < 0") > 5);
    let clash = "SELECT count(*) FROM bed_stay AS a JOIN bed_stay AS b ON a.bed_id = b.bed_id
        AND a.id < b.id AND (a.until_at IS NULL OR a.until_at > b.from_at)
        AND (b.until_at IS NULL OR b.until_at > a.from_at)";
    assert_eq!(count(clash), 0, "two patients in one bed");
    let now = format!("SELECT count(*) FROM admission WHERE admitted_at > {NOW}");
    assert_eq!(count(&now), 0, "nobody comes tomorrow");
}

#[test]
fn the_demo_has_a_calendar_before_and_after_today() {
    let door = clinic(200, 30, 5);
    let count = |sql: &str| count(&door, sql);
    let of = |tail: &str| count(&format!("SELECT count(*) FROM appointment WHERE {tail}"));
    assert_eq!(count("SELECT count(*) FROM schedule"), 3);
    assert!(of("status = 'arrived' AND day < '2026-11-22' AND token_id IS NOT NULL") > 20);
    assert!(of("status = 'no_show' AND day < '2026-11-22'") > 5);
    assert_eq!(of("status = 'booked' AND day < '2026-11-22'"), 0, "past days are over");
    let week = of("status = 'booked' AND day > '2026-11-22' AND day <= '2026-11-29'");
    assert!((90..=140).contains(&week), "{week}");
    assert!(of("status = 'booked' AND day > '2026-11-29'") > 20);
    assert!(of("is_overbooked") > 0 && of("series_id IS NOT NULL") > 3);
    assert!(count("SELECT count(*) FROM outbox WHERE state = 'pending'") > 20);
    assert!(count("SELECT count(*) FROM outbox WHERE state = 'blocked_no_consent'") > 5);
    assert!(count("SELECT count(*) FROM waiting_wish") > 1);
    let twice = "SELECT count(*) FROM appointment one JOIN appointment other
        ON one.patient_id = other.patient_id AND one.id < other.id
            AND one.starts_at < other.starts_at + other.minutes * 60000
            AND other.starts_at < one.starts_at + one.minutes * 60000
        WHERE one.status = 'booked' AND other.status = 'booked'";
    assert_eq!(count(twice), 0, "nobody is in two places at one time");
}
