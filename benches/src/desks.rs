//! Real desks: what a clinic has, on one computer.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clinic::desk::{Desk, DeskOptions, Secrets, seal_of};
use kernel::{Clock, Error, Host, Result, Seal};
use lan::{LanHub, Silence};
use serde_json::{Value, json};
use tests::{PASSWORD, Tray};
use vault::{KdfChoice, Keeping, MemorySecret, Place, PlaceState, SecretStore, Vault};
use wire::HttpWire;

use crate::Any;
use crate::days::said;
use crate::serving::free_port;

/// One computer with a desk on it; its sync runs while `InStep` is held.
pub struct Computer {
    pub desk: Arc<Desk>,
    pub name: &'static str,
    pub token: Mutex<String>,
    folder: tempfile::TempDir,
    secrets: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
}

pub fn desk(
    folder: &Path,
    clock: Arc<dyn Clock>,
    secrets: Arc<dyn SecretStore>,
    kdf: KdfChoice,
) -> Any<Arc<Desk>> {
    with_secrets(folder, clock, Arc::new(move |_: &Place, _: Keeping| secrets.clone()), kdf)
}

/// With its secrets where the program would have them.
pub fn with_secrets(
    folder: &Path,
    clock: Arc<dyn Clock>,
    secrets: Secrets,
    kdf: KdfChoice,
) -> Any<Arc<Desk>> {
    Ok(Arc::new(Desk::new(DeskOptions {
        folder: folder.to_owned(),
        clock,
        outside: Arc::new(Tray::default()),
        secrets,
        kdf,
        wire: Arc::new(HttpWire::new()?),
        hub: Arc::new(LanHub::from_port(folder, Arc::new(Silence), free_port()?)),
    })))
}

impl Computer {
    pub fn new(name: &'static str, clock: Arc<dyn Clock>) -> Any<Self> {
        let folder = tempfile::tempdir()?;
        let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecret::new());
        let desk = desk(folder.path(), clock.clone(), secrets.clone(), KdfChoice::Floor)?;
        Ok(Self { desk, name, token: Mutex::default(), folder, secrets, clock })
    }

    /// A clinic begins here, with an owner who is its doctor.
    pub fn founding(name: &'static str, clock: Arc<dyn Clock>) -> Any<Self> {
        let one = Self::new(name, clock)?;
        let mut form = tests::set_up();
        for (field, value) in [
            ("is_doctor", json!(true)),
            ("registration_no", json!("MMC-2011-0457")),
            ("qualification", json!("MBBS")),
        ] {
            form.as_object_mut().ok_or("a form")?.insert(field.into(), value);
        }
        one.call("desk.set_up", form)?;
        Ok(one)
    }

    pub fn call(&self, route: &str, args: Value) -> Any<Value> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let session = Some(token.as_str()).filter(|token| !token.is_empty());
        let answer = tests::ask(&self.desk, route, args, session);
        let answer = answer
            .map_err(|error| format!("{}, {route}: {} {error:?}", self.name, error.message))?;
        let found = ["/token", "/session/token"].into_iter();
        if let Some(token) = found.filter_map(|at| answer.pointer(at)?.as_str()).next() {
            *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token.to_owned();
        }
        Ok(answer)
    }

    pub fn confirm(&self) -> Any<()> {
        self.call("desk.confirm", json!({ "password": PASSWORD })).map(drop)
    }

    pub fn sign_in(&self) -> Any<()> {
        self.call("desk.sign_in", json!({ "user": "meera", "password": PASSWORD })).map(drop)
    }

    pub fn connect(&self, address: &str) -> Any<()> {
        self.confirm()?;
        let to = json!({ "address": address, "invitation": "", "name": self.name,
            "is_instead": false });
        self.call("desk.sync_server", to).map(drop)
    }

    /// What `work` does with the records while the desk itself has them closed.
    pub fn closed<T>(self, work: impl FnOnce(&Vault, Arc<dyn Host>) -> Any<T>) -> Any<(Self, T)> {
        let Self { desk: open, name, folder, secrets, clock, .. } = self;
        drop(open);
        let place = Place::new(folder.path().join("clinic"));
        let done = within(&place, secrets.as_ref(), PASSWORD, work)?;
        let desk = desk(folder.path(), clock.clone(), secrets.clone(), KdfChoice::Floor)?;
        let one = Self { desk, name, token: Mutex::default(), folder, secrets, clock };
        one.sign_in()?;
        Ok((one, done))
    }
}

/// What `work` does with the records of a clinic that no desk has open.
pub fn within<T>(
    place: &Place,
    secrets: &dyn SecretStore,
    password: &str,
    work: impl FnOnce(&Vault, Arc<dyn Host>) -> Any<T>,
) -> Any<T> {
    let PlaceState::Sealed { slots, .. } = place.state()? else {
        return Err("there is no clinic".into());
    };
    let user = slots.first().ok_or("nobody may sign in")?.user_id;
    let vault = place.open(secrets, user, password)?;
    let seal = Arc::new(seal_of(&vault)?);
    let own = place.open(secrets, user, password)?;
    work(&vault, Arc::new(OfVault { vault: Mutex::new(own), seal }))
}

/// Signs as the desk does, and has its keys of sealed fields.
struct OfVault {
    vault: Mutex<Vault>,
    seal: Arc<Seal>,
}

impl Host for OfVault {
    fn seal(&self) -> Arc<Seal> {
        self.seal.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        vault.sign(message).map_err(Error::internal)
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        vault.desk_key().map_err(Error::internal)
    }
}

/// Looks at the sync as often as the program does.
pub struct InStep {
    is_over: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl InStep {
    pub fn of(computer: &Computer) -> Self {
        let (desk, is_over) = (computer.desk.clone(), Arc::new(AtomicBool::new(false)));
        let over = is_over.clone();
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let wait = desk.sync().unwrap_or(500);
                desk.bell().rest(Duration::from_millis(wait.unsigned_abs()));
            }
        });
        Self { is_over, thread: Some(thread) }
    }
}

impl Drop for InStep {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

fn text(value: &Value, at: &str) -> Any<String> {
    Ok(value.pointer(at).and_then(Value::as_str).ok_or("no such text")?.to_owned())
}

/// As people do it: a word, typed; six digits, compared. Answers when the owner pressed the
/// last button of the new computer, whose first session may be still to come.
pub fn let_in(front: &Computer, other: &Computer, address: &str) -> Any<Instant> {
    front.confirm()?;
    let word = text(&front.call("desk.meet_begin", json!({}))?, "/word")?;
    other
        .call("desk.join_begin", json!({ "address": address, "word": word, "name": other.name }))?;
    front.call("desk.meet", json!({}))?;
    let theirs = text(&other.call("desk.join", json!({}))?, "/digits")?;
    let ours = text(&front.call("desk.meet", json!({}))?, "/digits")?;
    if ours != theirs {
        return Err("they see other digits".into());
    }
    front.call("desk.meet_give", json!({ "may_administer": false, "reads_confidential": true }))?;
    if text(&other.call("desk.join", json!({}))?, "/step")? != "ready" {
        return Err("the new computer is not ready".into());
    }
    let pressed = Instant::now();
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
    other.call("desk.join_finish", finish)?;
    Ok(pressed)
}

/// Until it is so.
pub fn until(most: Duration, what: &str, is_so: impl FnMut() -> Any<bool>) -> Any<()> {
    until_looking(Duration::from_millis(10), most, what, is_so)
}

/// Looks so often: each look is a question to the desk, beside its work.
pub fn until_looking(
    pause: Duration,
    most: Duration,
    what: &str,
    mut is_so: impl FnMut() -> Any<bool>,
) -> Any<()> {
    let began = Instant::now();
    while !is_so()? {
        if began.elapsed() > most {
            return Err(format!("{what} took more than {} s", most.as_secs()).into());
        }
        std::thread::sleep(pause);
    }
    Ok(())
}

pub fn is_level(computer: &Computer) -> Any<bool> {
    let view = computer.call("desk.sync", json!({}))?;
    let is = |at: &str, word: &str| view.pointer(at).and_then(Value::as_str) == Some(word);
    Ok(is("/state", "level") && view.get("arriving").is_none_or(Value::is_null))
}

pub fn ops(vault: &Vault) -> Any<i64> {
    let database = vault.open_reader()?;
    Ok(database.query_row("SELECT count(*) FROM op", [], |row| row.get(0))?)
}

pub fn doctor(door: &kernel::Door) -> Any<kernel::RowId> {
    said(door.read(&kernel::Session::program(), |read| {
        let id = read.conn().query_row("SELECT id FROM doctor LIMIT 1", [], |row| row.get(0))?;
        Ok(id)
    }))
}
