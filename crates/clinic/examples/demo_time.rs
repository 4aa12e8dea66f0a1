use clinic::settings::{CLINIC_ID, Clinic, ClinicForm};
use kernel::{Door, ManualClock, Mint, NoHost, Opening, Session, Timestamp};
use std::sync::Arc;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = Arc::new(ManualClock::at(Timestamp(1_795_327_200_000)));
    let folder = tempfile::tempdir()?;
    let writer = rusqlite::Connection::open(folder.path().join("d.db"))?;
    writer.execute_batch("PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\"; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;")?;
    let door = Door::open(Opening {
        writer,
        readers: Vec::new(),
        migrations: clinic::api::MIGRATIONS,
        tables: clinic::api::TABLES,
        routes: Vec::new(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse()?,
    })
    .map_err(|e| e.to_string())?;
    let mut row =
        serde_json::to_value(ClinicForm { name: "Demo".into(), ..ClinicForm::default() })?;
    row.as_object_mut().ok_or("object")?.insert("id".into(), CLINIC_ID.to_string().into());
    let row: Clinic = serde_json::from_value(row)?;
    door.write(&Session::program(), |tx| tx.insert(&row)).map_err(|e| e.to_string())?;
    let begun = std::time::Instant::now();
    let seed =
        clinic::demo::Seed { patients: 2000, days: 90, seed: 5, today: "2026-11-22".parse()? };
    clinic::demo::seed(&door, &clock, &seed, &mut |_, _| {}).map_err(|e| e.to_string())?;
    println!("{:?}", begun.elapsed());
    for table in [
        "patient",
        "token",
        "visit",
        "vitals",
        "prescription",
        "invoice",
        "payment",
        "problem",
        "op",
        "access",
    ] {
        let n: Option<i64> = door
            .read(&Session::program(), |r| r.value(&format!("SELECT count(*) FROM {table}"), []))
            .map_err(|e| e.to_string())?;
        println!("{table} {n:?}");
    }
    let rows: Vec<String> = door.read(&Session::program(), |r| r.values("SELECT name || ' | ' || name_local || ' | ' || sex || ' | ' || birth_date || ' | ' || phone || ' | ' || guardian_name || ' | ' || village FROM patient ORDER BY registered_at LIMIT 25", [])).map_err(|e| e.to_string())?;
    for row in rows {
        println!("{row}");
    }
    Ok(())
}
