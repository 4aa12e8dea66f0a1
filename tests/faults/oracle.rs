//! What must be true after any fault: the clinic opens, nothing acknowledged is lost, no half
//! of a change is there, the pages are whole, the log proves itself, and the rows are what
//! their ops say.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use clinic::desk::seal_of;
use kernel::{
    Door, Fingerprint, Mint, OnlySeal, Opening, Seal, Session, SystemClock, fingerprint, rebuild,
    state,
};
use rusqlite::Connection;
use tests::PASSWORDS;
use vault::{Keeping, Place, PlaceState, Vault};

pub fn clerk() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clerk"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a clerk has said; of a bill the number too.
#[derive(Clone, Default)]
pub struct Said {
    pub patients: BTreeSet<String>,
    pub bills: BTreeSet<(String, String)>,
    /// The password that holds, and the one that may hold already.
    pub password: usize,
    pub tried: Option<usize>,
    /// Of a desk whose disk went back to what it was, and which wrote on before it was told.
    pub repeats: Option<String>,
}

impl Said {
    fn may_repeat(&self, number: &str) -> bool {
        self.repeats.as_ref().is_some_and(|series| number.starts_with(series))
    }

    pub fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["patient", id] => drop(self.patients.insert(id.into())),
            ["bill", id, number] => drop(self.bills.insert((id.into(), number.into()))),
            ["try", which] => self.tried = which.parse().ok(),
            ["password", which] => {
                self.password = which.parse().unwrap();
                self.tried = None;
            }
            _ => {}
        }
    }
}

/// Lines as they come, from a thread of their own: what was said before a kill is heard.
pub fn lines(child: &mut Child) -> Receiver<String> {
    let (send, lines) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        out.lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
    });
    lines
}

pub struct Clinic {
    folder: tempfile::TempDir,
    pub said: Said,
}

impl Clinic {
    pub fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = clerk().arg(folder.path()).arg("make").output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { folder, said: Said::default() }
    }

    /// One that was worked in elsewhere.
    pub fn of(folder: tempfile::TempDir, said: Said) -> Self {
        Self { folder, said }
    }

    pub fn database(&self) -> PathBuf {
        self.place().database_path()
    }

    pub fn place(&self) -> Place {
        Place::new(self.folder.path().join("clinic"))
    }

    pub fn worker(&self, rounds: u32) -> Command {
        let mut command = clerk();
        command.arg(self.folder.path()).arg("work").arg(rounds.to_string());
        command.arg(PASSWORDS[self.said.password]);
        command
    }

    /// Opens with the password that holds, and takes note of which one that is.
    pub fn vault(&mut self) -> Vault {
        let place = self.place();
        let PlaceState::Sealed { clinic_id, slots, .. } = place.state().unwrap() else {
            panic!("the clinic is gone");
        };
        assert_eq!(slots.len(), 1, "{clinic_id:?}");
        let secrets = place.secret_store(Keeping::File);
        for which in [Some(self.said.password), self.said.tried].into_iter().flatten() {
            if let Ok(vault) = place.open(secrets.as_ref(), slots[0].user_id, PASSWORDS[which]) {
                (self.said.password, self.said.tried) = (which, None);
                return vault;
            }
        }
        panic!("neither password opens the clinic");
    }

    pub fn assert_whole(&mut self) {
        let vault = self.vault();
        let db = vault.open_database().unwrap();
        assert_eq!(damage(&db), Vec::<String>::new());
        let text = |sql: &str| -> BTreeSet<String> {
            let mut statement = db.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let patients = text("SELECT lower(hex(id)) FROM patient");
        let lost: Vec<_> = self.said.patients.difference(&patients).collect();
        assert!(lost.is_empty(), "acknowledged patients are gone: {lost:?}");
        let bills = text("SELECT lower(hex(id)) FROM invoice");
        let lost: Vec<_> = self.said.bills.iter().filter(|(id, _)| !bills.contains(id)).collect();
        assert!(lost.is_empty(), "acknowledged bills are gone: {lost:?}");
        let twice = text("SELECT series || number FROM invoice GROUP BY 1 HAVING count(*) > 1");
        let twice: Vec<_> = twice.iter().filter(|of| !self.said.may_repeat(of)).collect();
        assert!(twice.is_empty(), "numbers were given twice: {twice:?}");
        let half = text(
            "SELECT lower(hex(id)) FROM invoice WHERE NOT EXISTS
                 (SELECT 1 FROM payment WHERE payment.invoice_id = invoice.id)",
        );
        assert!(half.is_empty(), "bills without the payment of their transaction: {half:?}");
        let report = kernel::verify::verify(&db, Vec::new(), Vec::new()).unwrap();
        assert!(report.is_whole(), "the log does not prove itself");
        drop(db);
        self.assert_rows_are_their_ops(vault.open_database().unwrap(), seal_of(&vault).unwrap());
    }

    pub fn assert_has(&mut self, rows: &BTreeSet<(String, String)>) {
        let db = self.vault().open_database().unwrap();
        for (table, id) in rows {
            let sql = format!("SELECT count(*) FROM {table} WHERE lower(hex(id)) = ?1");
            let found: i64 = db.query_row(&sql, [id], |row| row.get(0)).unwrap();
            assert_eq!(found, 1, "an acknowledged {table} is gone: {id}");
        }
    }

    /// All rows of all tables of ops: two that are equal hold the same clinic.
    pub fn rows(&mut self) -> (Fingerprint, String) {
        let vault = self.vault();
        let door = door(vault.open_database().unwrap(), seal_of(&vault).unwrap());
        let both = door.write(&Session::program(), |tx| {
            Ok((fingerprint(tx, door.catalog())?, state(tx, door.catalog())?))
        });
        both.unwrap()
    }

    fn assert_rows_are_their_ops(&self, writer: Connection, seal: Seal) {
        assert_eq!(rows_and_their_ops(writer, seal).as_deref(), Ok("same"));
    }
}

/// "same", "differs", or why that cannot be told.
pub fn rows_and_their_ops(writer: Connection, seal: Seal) -> Result<String, String> {
    let door = opened_door(writer, seal).map_err(|error| error.to_string())?;
    let told = door.write::<()>(&Session::program(), |tx| {
        let before = state(tx, door.catalog())?;
        rebuild(tx, door.catalog())?;
        let is_same = before == state(tx, door.catalog())?;
        // Rolled back: this is a look, not a repair.
        Err(kernel::Error::internal(if is_same { "same" } else { "differs" }))
    });
    match told.unwrap_err().cause {
        Some(cause) if cause == "same" || cause == "differs" => Ok(cause),
        cause => Err(cause.unwrap_or_default()),
    }
}

fn door(writer: Connection, seal: Seal) -> Door {
    opened_door(writer, seal).unwrap()
}

fn opened_door(writer: Connection, seal: Seal) -> kernel::Result<Door> {
    let opening = Opening {
        writer,
        readers: Vec::new(),
        migrations: clinic::api::MIGRATIONS,
        tables: clinic::api::TABLES,
        routes: Vec::new(),
        clock: Arc::new(SystemClock::default()),
        host: Arc::new(OnlySeal(Arc::new(seal))),
        mint: Mint::system(),
        zone: kernel::Zone::Asia__Kolkata,
    };
    Door::open(opening)
}

/// What the two checks of the database say of its pages.
pub fn damage(db: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for (pragma, good) in [("cipher_integrity_check", None), ("integrity_check", Some("ok"))] {
        let mut statement = match db.prepare(&format!("PRAGMA {pragma}")) {
            Ok(statement) => statement,
            Err(error) => {
                found.push(error.to_string());
                continue;
            }
        };
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        let rows: Vec<_> = rows.map(Iterator::collect).unwrap_or_default();
        for row in rows {
            match row {
                Ok(text) if Some(text.as_str()) == good => {}
                Ok(text) => found.push(text),
                Err(error) => found.push(error.to_string()),
            }
        }
    }
    found
}
