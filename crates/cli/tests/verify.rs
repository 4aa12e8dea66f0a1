//! A clinic whose newest entries somebody cut, and the program that names what is missing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use clinic::desk::{Desk, DeskOptions, Envelope, NoHub, NoWire};
use kernel::SystemClock;
use serde_json::{Value, json};
use vault::{KdfChoice, Keeping, Place, SecretStore};

const PASSWORD: &str = "seven green parrots";

fn ask(desk: &Desk, route: &str, args: Value, session: Option<&str>) -> Value {
    let session = session.map(str::to_owned);
    let envelope = Envelope { route: route.to_owned(), args, request: None, session };
    desk.call(envelope).unwrap_or_else(|error| panic!("{route}: {error}"))
}

/// The manifest of a whole copy, and the recovery code.
fn copied_clinic(folder: &Path, stick: &Path) -> (PathBuf, String) {
    let secrets = |place: &Place, _: Keeping| -> Arc<dyn SecretStore> {
        Arc::from(place.secret_store(Keeping::File))
    };
    let desk = Desk::new(DeskOptions {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock::default()),
        outside: Arc::new(cli::SystemOutside),
        secrets: Arc::new(secrets),
        kdf: KdfChoice::Floor,
        wire: NoWire::shared(),
        hub: NoHub::shared(),
    });
    let clinic = json!({
        "clinic_name": "Asha Clinic", "phone": "9876500000", "address": "12, Station Road",
        "place": "Wagholi", "state_code": "27", "owner_name": "Meera Deshpande",
        "user": "meera", "password": PASSWORD, "is_doctor": false, "registration_no": "",
        "qualification": "", "language": "en", "keep_secret_in_file": true,
    });
    let done = ask(&desk, "desk.set_up", clinic, None);
    let token = done["session"]["token"].as_str();
    let target = json!({ "name": "Blue stick", "path": stick.display().to_string() });
    let target = ask(&desk, "backup.add_target", target, token);
    ask(&desk, "desk.backup_run", json!({ "target_id": target, "kind": "full" }), token);
    desk.finish_job();
    let mut folders = std::fs::read_dir(stick).unwrap().map(|entry| entry.unwrap().path());
    let own = folders.find(|path| path.is_dir()).unwrap();
    (own.join("000001.manifest"), done["recovery_code"].as_str().unwrap().to_owned())
}

fn verify(folder: &Path, manifest: &Path) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_vaidya-cli"))
        .args(["verify", "--user", "meera", "--manifest"])
        .arg(manifest)
        .env("VAIDYA_DATA", folder)
        .env("VAIDYA_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    let words = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(words).unwrap())
}

#[test]
fn the_head_of_a_real_backup_names_the_entry_that_is_gone() {
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (manifest, code) = copied_clinic(folder.path(), stick.path());
    let (is_whole, words) = verify(folder.path(), &manifest);
    assert!(is_whole && words.contains("1 of 1 heads kept elsewhere fit"), "{words}");

    let text: Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    let n = text["access_head"]["n"].as_i64().unwrap();
    let cut = |to: i64| {
        let place = Place::new(folder.path().join("clinic"));
        let db = place.open_with_recovery(&code).unwrap().open_database().unwrap();
        for table in ["checkpoint", "access"] {
            db.execute(&format!("DELETE FROM {table} WHERE n > ?1"), [to]).unwrap();
        }
    };
    // So far back that the sign-in of the check does not reach the entry again.
    cut(n - 4);
    let (is_whole, words) = verify(folder.path(), &manifest);
    assert!(!is_whole && words.contains("CHANGED"), "{words}");
    let named = format!("{} saw entry {n}", manifest.display());
    assert!(words.contains(&named), "{words}");
    // And so little that others stand in its place now.
    for _ in 0..3 {
        verify(folder.path(), &manifest);
    }
    let (is_whole, words) = verify(folder.path(), &manifest);
    let replaced = format!("Entry {n} is not the one that was signed or noted");
    assert!(!is_whole && words.contains(&replaced) && words.contains(&named), "{words}");
}
