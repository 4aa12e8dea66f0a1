//! The operating system's keyring. It may hang on a password window that nobody
//! sees, so one thread of its own talks to it and every caller waits only so
//! long. An answer that comes too late is dropped.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use zeroize::Zeroizing;

use super::{Secret, SecretStore, StoreError};

const SERVICE: &str = "Vaidya";
/// The window must answer within three seconds (docs: a slow keyring).
const PATIENCE: Duration = Duration::from_millis(2_500);

type Answer = Result<Option<Secret>, StoreError>;
type Connect = fn() -> keyring_core::Result<Arc<CredentialStore>>;

enum Ask {
    Get,
    Set(Secret),
    Remove,
}

struct Question {
    id: String,
    ask: Ask,
    /// After this nobody waits any more: what was to be kept then must not be kept late.
    until: Instant,
    reply: Sender<Answer>,
}

pub struct OsKeyring {
    questions: Mutex<Sender<Question>>,
    patience: Duration,
}

impl OsKeyring {
    pub fn new() -> OsKeyring {
        OsKeyring::with(connect, PATIENCE)
    }

    fn with(connect: Connect, patience: Duration) -> OsKeyring {
        let (questions, inbox) = mpsc::channel::<Question>();
        // Without a thread every question is answered "missing", see `ask`.
        let _ = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let mut store = None;
            for question in inbox {
                if Instant::now() >= question.until {
                    continue;
                }
                let answer = answer(&mut store, connect, &question);
                // A caller who has stopped waiting is not an error.
                let _ = question.reply.send(answer);
            }
        });
        OsKeyring { questions: Mutex::new(questions), patience }
    }

    fn ask(&self, id: &str, ask: Ask) -> Answer {
        let (reply, answers) = mpsc::channel();
        let until = Instant::now() + self.patience;
        let question = Question { id: id.to_owned(), ask, until, reply };
        let sent = self.questions.lock().unwrap_or_else(PoisonError::into_inner).send(question);
        sent.map_err(|_| StoreError::Missing)?;
        match answers.recv_timeout(self.patience) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(StoreError::Silent),
            Err(RecvTimeoutError::Disconnected) => Err(StoreError::Missing),
        }
    }
}

impl Default for OsKeyring {
    fn default() -> OsKeyring {
        OsKeyring::new()
    }
}

impl SecretStore for OsKeyring {
    fn get(&self, id: &str) -> Result<Option<Secret>, StoreError> {
        self.ask(id, Ask::Get)
    }

    fn set(&self, id: &str, secret: &Secret) -> Result<(), StoreError> {
        self.ask(id, Ask::Set(secret.clone())).map(|_| ())
    }

    fn remove(&self, id: &str) -> Result<(), StoreError> {
        self.ask(id, Ask::Remove).map(|_| ())
    }
}

fn answer(
    store: &mut Option<Arc<CredentialStore>>,
    connect: Connect,
    question: &Question,
) -> Answer {
    let ready = match store.take() {
        Some(ready) => ready,
        None => connect().map_err(|error| match explain(error) {
            StoreError::Locked => StoreError::Locked,
            _ => StoreError::Missing,
        })?,
    };
    let answer = entry(&ready, &question.id).and_then(|entry| answer_from(&entry, &question.ask));
    match answer {
        Ok(secret) => {
            *store = Some(ready);
            secret.ok_or_else(|| StoreError::Failed("an entry of another kind".to_owned()))
        }
        Err(KeyringError::NoEntry) => {
            *store = Some(ready);
            Ok(None)
        }
        // The connection is dropped and made anew for the next question.
        Err(error) => Err(explain(error)),
    }
}

/// The outer `Option` is `None` when the entry is not one of ours.
fn answer_from(entry: &Entry, ask: &Ask) -> keyring_core::Result<Option<Option<Secret>>> {
    match ask {
        Ask::Get => {
            let text = Zeroizing::new(entry.get_password()?);
            let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new).unwrap_or_default();
            Ok(Secret::from_bytes(&bytes).map(Some))
        }
        Ask::Set(secret) => {
            let text = Zeroizing::new(STANDARD.encode(secret.bytes()));
            entry.set_password(&text).map(|()| Some(None))
        }
        Ask::Remove => entry.delete_credential().map(|()| Some(None)),
    }
}

fn explain(error: KeyringError) -> StoreError {
    match error {
        KeyringError::NoStorageAccess(_) => StoreError::Locked,
        // Only the kind: some errors carry the entry's own bytes.
        KeyringError::PlatformFailure(why) => StoreError::Failed(why.to_string()),
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(_, _) => {
            StoreError::Failed("an entry of another kind".to_owned())
        }
        KeyringError::Ambiguous(_) => StoreError::Failed("two entries of one name".to_owned()),
        _ => StoreError::Failed("the keyring refused".to_owned()),
    }
}

#[cfg(target_os = "windows")]
fn entry(store: &Arc<CredentialStore>, id: &str) -> keyring_core::Result<Entry> {
    // The default would roam to other computers with a domain profile.
    let local = std::collections::HashMap::from([("persistence", "Local")]);
    store.build(SERVICE, id, Some(&local))
}

#[cfg(not(target_os = "windows"))]
fn entry(store: &Arc<CredentialStore>, id: &str) -> keyring_core::Result<Entry> {
    store.build(SERVICE, id, None)
}

#[cfg(target_os = "linux")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(KeyringError::NoDefaultStore)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    fn mock() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(keyring_core::mock::Store::new()?)
    }

    #[test]
    fn a_secret_comes_back_and_an_unknown_one_is_absent() {
        let keyring = OsKeyring::with(mock, Duration::from_secs(60));
        assert!(keyring.get("a").unwrap().is_none());
        let secret = Secret::new_random();
        keyring.set("a", &secret).unwrap();
        assert_eq!(keyring.get("a").unwrap().unwrap().bytes(), secret.bytes());
        keyring.remove("a").unwrap();
        assert!(keyring.get("a").unwrap().is_none());
    }

    #[test]
    fn a_hanging_keyring_is_reported_and_never_waited_for() {
        fn hang() -> keyring_core::Result<Arc<CredentialStore>> {
            loop {
                thread::park();
            }
        }
        let keyring = OsKeyring::with(hang, SHORT);
        assert_eq!(keyring.get("a").unwrap_err(), StoreError::Silent);
        assert_eq!(keyring.set("a", &Secret::new_random()).unwrap_err(), StoreError::Silent);
    }

    #[test]
    fn no_bus_and_a_locked_collection_are_told_apart() {
        fn no_bus() -> keyring_core::Result<Arc<CredentialStore>> {
            Err(KeyringError::PlatformFailure("no bus".into()))
        }
        fn locked() -> keyring_core::Result<Arc<CredentialStore>> {
            Err(KeyringError::NoStorageAccess("prompt dismissed".into()))
        }
        let patience = Duration::from_secs(60);
        let missing = OsKeyring::with(no_bus, patience).get("a").unwrap_err();
        assert_eq!(missing, StoreError::Missing);
        assert_eq!(OsKeyring::with(locked, patience).get("a").unwrap_err(), StoreError::Locked);
    }
}
