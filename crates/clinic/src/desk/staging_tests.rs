use backup::{Link, Manifest, Writer, write_full, write_ops};
use kernel::{Hlc, Kind, NoHost, Opening, RowId, Value};
use vault::{KdfChoice, Keeping, MemorySecret, Place, Vault};

use super::*;
use crate::api;
use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

const NOW: Timestamp = Timestamp(1_793_991_600_000);
/// Another desk's log.
const THEIRS: u64 = 9;

struct Made {
    folder: tempfile::TempDir,
    vault: Vault,
    door: Door,
}

fn made() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().join("clinic"));
    let secrets = MemorySecret::new();
    let made =
        place.create(&secrets, Keeping::Keyring, [1; 16], "neem kettle 12", KdfChoice::Floor);
    let (vault, _) = made.unwrap();
    let door = Door::open(Opening {
        writer: vault.open_database().unwrap(),
        readers: Vec::new(),
        migrations: api::MIGRATIONS,
        tables: api::TABLES,
        routes: Vec::new(),
        clock: Arc::new(kernel::ManualClock::at(NOW)),
        host: Arc::new(NoHost),
        mint: Mint::seeded(1),
        zone: kernel::Zone::Asia__Kolkata,
    });
    let door = door.unwrap();
    let mut clinic = serde_json::to_value(ClinicForm::default()).unwrap();
    clinic["id"] = CLINIC_ID.to_string().into();
    let clinic: Clinic = serde_json::from_value(clinic).unwrap();
    door.write(&Session::program(), |tx| tx.insert(&clinic)).unwrap();
    Made { folder, vault, door }
}

impl Made {
    /// The other desk's change of the clinic's name, as the `n`th op of its log.
    fn takes(&self, n: u64, name: &str) {
        let table = self.door.catalog().table("clinic").unwrap();
        let fields = [(table.number("name").unwrap(), Value::Text(name.into()))].into();
        let op = Op {
            kind: Kind::Change,
            table: "clinic".into(),
            row: CLINIC_ID,
            fields,
            replaces: BTreeMap::new(),
            // All in one moment: what decides is the log that they are stamped with.
            hlc: Hlc::from_ms(NOW.0 + 60_000),
            user: RowId([4; 16]),
            session: 1,
            unknown: BTreeMap::new(),
        };
        let body = op.encode().unwrap();
        self.door.write(&Session::program(), |tx| tx.receive(&body, THEIRS, n)).unwrap();
    }

    fn writer(&self) -> Writer {
        Writer::begin(&self.vault, "A", "0.1.0", NOW.0).unwrap()
    }

    fn prove(&self, manifest: &mut Manifest) -> backup::Result<()> {
        Link::of(&self.vault).prove(manifest)
    }
}

/// Every row, and every log with the one that it branched from.
fn told(door: &Door) -> String {
    let told = door.read(&Session::program(), |read| {
        let mut logs = Vec::new();
        let sql = "SELECT log_id || ' ' || coalesce(stamped, '-') FROM log
                   WHERE reason <> 'restored' ORDER BY id";
        logs.extend(read.values::<String>(sql, [])?);
        Ok(format!("{logs:?} {}", kernel::state(read, door.catalog())?))
    });
    told.unwrap()
}

#[test]
fn a_branch_of_another_log_comes_back_with_the_stamps_that_it_had() {
    let made = made();
    made.takes(1, "One");
    made.takes(1, "Other");
    let watch = &mut |_| true;
    let mut watch = Watch(watch);
    let root = made.folder.path();
    let image = write_full(made.writer(), root, 1, None, |m| made.prove(m), &mut watch).unwrap();
    // A branch that the image knows, and one that is new in the segment.
    made.takes(2, "Second");
    made.takes(2, "Second, elsewhere");
    made.takes(1, "Third database");
    let since = (1, &image.manifest.heads);
    let segment =
        write_ops(made.writer(), root, 2, None, since, |m| made.prove(m), &mut watch).unwrap();
    let plan = Plan {
        image,
        segments: vec![segment],
        until: None,
        identities: vec![made.vault.backup_identity().unwrap()],
        taken: Vec::new(),
        now: NOW,
    };
    let path = root.join("staged.db");
    let writer = made.vault.stage_image(&path).unwrap();
    let open = || Ok(made.vault.open_staged(&path)?);
    stage(&plan, writer, &open, Arc::new(Seal::open_to_all()), &mut watch).unwrap();
    let there = scratch_door(open().unwrap(), NOW, Arc::new(Seal::open_to_all())).unwrap();
    let here = told(&made.door);
    assert_eq!(here.matches(" 9\"").count(), 2, "two branches: {here}");
    assert_eq!(told(&there), here);
    // And the ops alone make the same rows again.
    let rebuilt = there.write(&Session::program(), |tx| kernel::rebuild(tx, there.catalog()));
    rebuilt.unwrap();
    assert_eq!(told(&there), here);
}
