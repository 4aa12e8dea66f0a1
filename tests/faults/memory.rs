//! What a whole desk leaves in its memory when its vault is locked, and in words and files
//! when a call breaks off.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Stdio};

use tests::PASSWORDS;
use tests::hold::{COMPLAINT, DRESSING, NAME, NOTE, PHONE, PIN};
use tests::jam::NAME as NAME_OF_JAM;
use vault::Keeping;
use vault::scanner::{Needle, keys_of, scan};

use crate::oracle::{Clinic, clerk};

/// Of the keys that come from the master key by a label, all that a desk of its own uses.
const LABELS: [&str; 3] = ["field seal 1", "blind", "stamp of a backup manifest 1"];

/// What an open desk cannot be without; the scanner must be able to find it.
const SEEN_WHILE_OPEN: [&str; 7] =
    ["master key", "database key", "sensitive key", "field seal 1", "blind", "password", "pin"];

fn canaries() -> Vec<Needle> {
    let words = NAME.split(' ').map(str::to_owned);
    let lower = words.clone().map(|word| word.to_lowercase());
    let texts = [PHONE, NOTE, COMPLAINT, DRESSING].map(str::to_owned);
    words
        .chain(lower)
        .chain(texts)
        .map(|text| Needle::new(&format!("canary {text}"), text.as_bytes()))
        .collect()
}

fn wait_for(out: &mut BufReader<ChildStdout>, word: &str) {
    let mut line = String::new();
    while line.trim_end() != word {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the clerk never said {word}");
    }
}

#[test]
fn a_desk_with_a_locked_vault_holds_no_key_no_password_and_no_patient() {
    let mut clinic = Clinic::make();
    let stick = tempfile::tempdir().unwrap();
    let mut command = clerk();
    command.arg(clinic.place().folder().parent().unwrap()).arg("hold").arg(stick.path());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    wait_for(&mut out, "open");
    let vault = clinic.vault();
    let secrets = clinic.place().secret_store(Keeping::File);
    let mut needles = keys_of(&vault, secrets.as_ref(), &LABELS).unwrap();
    needles.push(Needle::new("password", PASSWORDS[0].as_bytes()));
    needles.push(Needle::new("pin", PIN.as_bytes()));
    needles.extend(canaries());
    let open = scan(child.id(), &needles).unwrap();
    child.stdin.as_mut().unwrap().write_all(b"lock\n").unwrap();
    wait_for(&mut out, "locked");
    let locked = scan(child.id(), &needles).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    for ((needle, open), locked) in needles.iter().zip(&open).zip(&locked) {
        println!("{}: {open} open, {locked} locked", needle.name);
    }
    let seen =
        |name: &str| needles.iter().zip(&open).any(|(of, count)| of.name == name && *count > 0);
    for name in SEEN_WHILE_OPEN {
        assert!(seen(name), "the scanner sees no {name} while open");
    }
    for canary in needles.iter().filter(|needle| needle.name.starts_with("canary")) {
        assert!(seen(&canary.name), "the scanner sees no {} while open", canary.name);
    }
    let left = needles.iter().zip(&locked).filter(|(_, count)| **count > 0);
    let left: Vec<_> = left.map(|(needle, count)| (&needle.name, count)).collect();
    assert!(left.is_empty(), "in the memory of a locked program: {left:?}");
}

#[test]
fn a_call_that_panics_tells_nobodys_name_and_no_key_and_the_desk_goes_on() {
    let mut clinic = Clinic::make();
    let folder = clinic.place().folder().to_owned();
    let mut command = clerk();
    command.arg(folder.parent().unwrap()).arg("jam").env("RUST_BACKTRACE", "full");
    let done = command.output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!((said.as_str(), done.status.success()), ("panicked\nalive\n", true));
    let words = done.stderr;
    assert!(String::from_utf8_lossy(&words).contains("tests/src/jam.rs"), "told where");
    let vault = clinic.vault();
    let secrets = clinic.place().secret_store(Keeping::File);
    let mut needles = keys_of(&vault, secrets.as_ref(), &LABELS).unwrap();
    needles.extend(NAME_OF_JAM.split(' ').map(|word| Needle::new("name", word.as_bytes())));
    needles.push(Needle::new("password", PASSWORDS[0].as_bytes()));
    let mut written = vec![("standard error".into(), words)];
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The computer's secret itself lies in a file here, as this clinic has chosen; the
        // reserve holds nothing.
        let is_apart = path.extension().is_some_and(|end| end == "secret")
            || path.file_name().is_some_and(|name| name == "reserve");
        if path.is_file() && !is_apart {
            written.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    for (place, bytes) in written {
        for needle in &needles {
            let found = bytes.windows(needle.bytes.len()).any(|part| part == &needle.bytes[..]);
            assert!(!found, "{} in {place}", needle.name);
        }
    }
}
