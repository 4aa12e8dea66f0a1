//! A clinic in an encrypted file, opened as the desk opens it: the vault's own profile, full
//! durability, the same readers.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use clinic::settings::{CLINIC_ID, Clinic, ClinicForm, Doctor};
use kernel::{
    Door, Host, ManualClock, Mint, NoHost, Opening, RowId, Session, TableSpec, Timestamp,
};
use rusqlite::Connection;
use vault::{KdfChoice, Keeping, MemorySecret, Place, PlaceState, SecretStore, Vault};

use crate::Any;
use crate::desks::doctor;

const PASSWORD: &str = "bench password";
static OPENED: AtomicU64 = AtomicU64::new(1_000);
/// Sunday, 22 November 2026, 10:00 in India.
pub const MORNING: Timestamp = Timestamp(1_795_321_800_000);

pub struct ClinicFile {
    pub door: Door,
    pub clock: Arc<ManualClock>,
    pub vault: Vault,
    pub doctor_id: RowId,
    /// Gone with it, where it is nobody else's.
    _folder: Option<tempfile::TempDir>,
}

impl ClinicFile {
    pub fn new() -> Any<Self> {
        Self::with_tables(clinic::api::TABLES)
    }

    /// With a clinic in it, and a desk that signs.
    pub fn signing(host: Arc<dyn Host>) -> Any<Self> {
        Self::made(clinic::api::TABLES, host, true)
    }

    /// With not a row in it.
    pub fn bare(host: Arc<dyn Host>) -> Any<Self> {
        Self::made(clinic::api::TABLES, host, false)
    }

    pub fn with_tables(tables: &[TableSpec]) -> Any<Self> {
        Self::made(tables, Arc::new(NoHost), true)
    }

    fn made(tables: &[TableSpec], host: Arc<dyn Host>, is_settled: bool) -> Any<Self> {
        let folder = tempfile::tempdir()?;
        let place = Place::new(folder.path().join("clinic"));
        let secrets = MemorySecret::new();
        let (vault, _) =
            place.create(&secrets, Keeping::Keyring, [1; 16], PASSWORD, KdfChoice::Floor)?;
        Self::of(vault, tables, host, (MORNING, is_settled), Some(folder))
    }

    /// In a folder that another part may open after this one.
    pub fn in_folder(folder: &Path) -> Any<Self> {
        let place = Place::new(folder.join("clinic"));
        let secrets = place.secret_store(Keeping::File);
        let (vault, _) =
            place.create(secrets.as_ref(), Keeping::File, [1; 16], PASSWORD, KdfChoice::Floor)?;
        Self::of(vault, clinic::api::TABLES, Arc::new(NoHost), (MORNING, true), None)
    }

    /// As another part left it, opened at `now`.
    pub fn left_in(folder: &Path, now: Timestamp) -> Any<Self> {
        let place = Place::new(folder.join("clinic"));
        let secrets: Box<dyn SecretStore> = place.secret_store(Keeping::File);
        let PlaceState::Sealed { slots, .. } = place.state()? else {
            return Err("there is no clinic".into());
        };
        let user = slots.first().ok_or("nobody may sign in")?.user_id;
        let vault = place.open(secrets.as_ref(), user, PASSWORD)?;
        // Opened then: a clock that jumps while it is open begins no financial year.
        let mut file = Self::of(vault, clinic::api::TABLES, Arc::new(NoHost), (now, false), None)?;
        file.doctor_id = doctor(&file.door)?;
        Ok(file)
    }

    fn of(
        vault: Vault,
        tables: &[TableSpec],
        host: Arc<dyn Host>,
        (at, is_settled): (Timestamp, bool),
        folder: Option<tempfile::TempDir>,
    ) -> Any<Self> {
        let clock = Arc::new(ManualClock::at(at));
        let writer = vault.open_database()?;
        let readers = vec![vault.open_reader()?];
        let door = open(writer, readers, tables, clock.clone(), host)?;
        let doctor_id = if is_settled { settle(&door)? } else { RowId::NONE };
        Ok(Self { door, clock, vault, doctor_id, _folder: folder })
    }

    /// Closed and opened again: what is in memory is gone.
    pub fn reopened(mut self) -> Any<Self> {
        let readers = vec![self.vault.open_reader()?];
        self.door = open(
            self.vault.open_database()?,
            readers,
            clinic::api::TABLES,
            self.clock.clone(),
            Arc::new(NoHost),
        )?;
        Ok(self)
    }

    /// A second connection to the same file, to weigh its tables or to race against it.
    pub fn connection(&self) -> Any<Connection> {
        Ok(self.vault.open_reader()?)
    }

    pub fn bytes(&self) -> Any<u64> {
        Ok(self.vault.place().database_path().metadata()?.len())
    }
}

pub fn open(
    writer: Connection,
    readers: Vec<Connection>,
    tables: &[TableSpec],
    clock: Arc<ManualClock>,
    host: Arc<dyn Host>,
) -> Any<Door> {
    Ok(Door::open(Opening {
        writer,
        readers,
        migrations: clinic::api::MIGRATIONS,
        tables,
        routes: clinic::api::routes(),
        clock,
        host,
        // Each has a log of its own: two of one name would be a database and its copy.
        mint: Mint::seeded(OPENED.fetch_add(1, Ordering::Relaxed)),
        zone: "Asia/Kolkata".parse()?,
    })
    .map_err(|error| error.to_string())?)
}

/// The clinic's own row and one doctor.
fn settle(door: &Door) -> Any<RowId> {
    let form = ClinicForm { name: "Bench".into(), ..ClinicForm::default() };
    let mut row = serde_json::to_value(form)?;
    if let Some(fields) = row.as_object_mut() {
        fields.insert("id".into(), CLINIC_ID.to_string().into());
    }
    let row: Clinic = serde_json::from_value(row)?;
    let made = door.write(&Session::program(), |tx| {
        tx.insert(&row)?;
        let id = tx.new_id();
        let doctor: Doctor = serde_json::from_value(serde_json::json!({
            "id": id, "staff_id": null, "name": "Dr Kavita Rao", "qualification": "MBBS, MD",
            "registration_no": "MMC-2011-0457", "council": "Maharashtra Medical Council",
            "specialty": "General medicine", "phone": "", "fee_paise": 50_000,
            "follow_up_fee_paise": 30_000, "room": "2", "is_active": true,
        }))
        .map_err(kernel::Error::internal)?;
        tx.insert(&doctor)?;
        Ok(id)
    });
    Ok(made.map_err(|error| error.to_string())?)
}
