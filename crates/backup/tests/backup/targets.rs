//! B3: what happens to a folder while a copy is written, and that earlier ones stay.

use std::fs;
use std::path::Path;
use std::process::Command;

use backup::{Folder, Hex, Link, MARKER, Marker, Watch, write_full};

use crate::support::{Clinic, code, read_back};

fn files(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_stopped_copy_leaves_the_earlier_ones_and_nothing_of_its_own() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let first = clinic.full(&root).unwrap();
    let before = files(&first.folder);
    assert_eq!(before, ["000001.age", "000001.manifest"]);
    assert_eq!(code(clinic.watched(&root, &mut |_| false)), "cancelled");
    assert_eq!(files(&first.folder), before);

    // A power cut leaves a partial file; the next copy clears it away.
    fs::write(first.folder.path().join("000002.age.partial"), b"torn").unwrap();
    fs::write(first.folder.path().join("holiday.partial"), b"somebody's").unwrap();
    let next = clinic.full(&root).unwrap();
    assert_eq!(next.manifest.number, 2);
    assert!(!files(&next.folder).contains(&"000002.age.partial".to_owned()));
    assert!(files(&next.folder).contains(&"holiday.partial".to_owned()));
    read_back(&clinic, &first).unwrap();
}

#[test]
fn junk_beside_the_copies_is_neither_counted_nor_touched() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let found = clinic.full(&root).unwrap();
    let folder = found.folder.path();
    for number in 0..200 {
        fs::write(folder.join(format!("{:06}.manifest", 500 + number)), "{}").unwrap();
    }
    fs::write(folder.join("000900.manifest"), found.manifest.encode()).unwrap();
    fs::write(folder.join("000777.AGE"), "shouting").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/dev/zero", folder.join("000901.manifest")).unwrap();
    assert_eq!(found.folder.list().unwrap().len(), 1);
    let next = clinic.full(&root).unwrap();
    assert!(next.manifest.number > 901, "no name that is there is used again");
    assert!(folder.join("000777.AGE").exists());
}

#[test]
fn a_name_in_other_letters_is_taken_and_a_copy_cut_short_is_no_copy() {
    let clinic = Clinic::new();
    let found = clinic.full(&clinic.root()).unwrap();
    let path = found.folder.path().join("000001.age");
    fs::rename(&path, found.folder.path().join("000001.AGE")).unwrap();
    assert!(found.folder.list().unwrap().is_empty());
    fs::write(&path, b"short").unwrap();
    assert!(found.folder.list().unwrap().is_empty());
}

#[test]
fn a_folder_that_is_gone_or_closed_says_so() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let missing = root.join("unplugged");
    assert_eq!(code(clinic.full(&missing)), "gone");
    assert_eq!(code(Folder::below(&missing)), "gone");
    assert_eq!(code(Marker::write(&missing, Hex([1; 16]))), "gone");
    // Pulled out in the middle.
    let first = clinic.full(&root).unwrap();
    let away = clinic.folder.path().join("away");
    let pulled = clinic.watched(&root, &mut |_| {
        if root.exists() {
            fs::rename(&root, &away).unwrap();
        }
        true
    });
    assert_eq!(code(pulled), "gone");
    fs::rename(&away, &root).unwrap();
    read_back(&clinic, &first).unwrap();
    clinic.full(&root).unwrap();
}

#[test]
fn a_stick_is_known_again_by_its_marker() {
    let clinic = Clinic::new();
    let root = clinic.root();
    assert_eq!(Marker::read(&root), None);
    let marker = Marker::write(&root, Hex([7; 16])).unwrap();
    let moved = clinic.folder.path().join("other-letter");
    fs::rename(&root, &moved).unwrap();
    assert_eq!(Marker::read(&moved), Some(marker));
    assert_eq!(Marker::write(&moved, Hex([8; 16])).unwrap(), marker, "the first id stays");
    fs::write(moved.join(MARKER), "junk").unwrap();
    assert_eq!(Marker::read(&moved), None);
}

const INNER: &str = "VAIDYA_TEST_SMALL_DISK";

/// In a mount namespace of its own, so that a small disk needs no administrator.
fn on_a_small_disk(options: &str, case: &str) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o {options} none '{}' && exec '{}' --exact targets::inside --nocapture",
        folder.path().display(),
        std::env::current_exe().unwrap().display()
    );
    let done = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .env(INNER, format!("{case}:{}", folder.path().display()))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && words.contains("seen inside"), "{words} {done:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_keeps_what_was_there() {
    on_a_small_disk("size=200k", "full");
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_cannot_be_written_says_so() {
    on_a_small_disk("size=4m", "read-only");
}

/// Does nothing unless one of the two above started it.
#[test]
fn inside() {
    let Ok(given) = std::env::var(INNER) else { return };
    let (case, root) = given.split_once(':').unwrap();
    let root = Path::new(root);
    let clinic = Clinic::new();
    let mut whole = Vec::new();
    if case == "full" {
        // Copies until nothing fits any more.
        let refused = loop {
            match clinic.full(root) {
                Ok(found) => whole.push(found),
                Err(error) => break error,
            }
            clinic.write(whole.len() as i64 * 3000, whole.len() as i64 * 3000 + 500);
            assert!(whole.len() < 50);
        };
        assert_eq!(refused.code(), "full", "{refused}");
    } else {
        whole.push(clinic.full(root).unwrap());
        let remount = ["-o", "remount,ro", &root.display().to_string()].map(str::to_owned);
        assert!(Command::new("mount").args(remount).status().unwrap().success());
        assert_eq!(code(clinic.full(root)), "read-only");
    }
    for found in &whole {
        read_back(&clinic, found).unwrap();
    }
    assert!(!whole.is_empty());
    let listed = whole[0].folder.list().unwrap();
    assert_eq!(listed.len(), whole.len(), "nothing half is listed");
    println!("seen inside");
}

#[test]
fn a_chain_of_numbers_names_the_one_before() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let first = clinic.full(&root).unwrap();
    let link = Link::of(&clinic.vault);
    let previous = Some(first.manifest.hash());
    let next = write_full(
        clinic.begin(),
        &root,
        9,
        previous,
        |m| link.prove(m),
        &mut Watch(&mut |_| true),
    )
    .unwrap();
    assert_eq!((next.manifest.number, next.manifest.previous), (9, previous));
    next.folder.remove(&first.manifest).unwrap();
    assert_eq!(files(&next.folder), ["000009.age", "000009.manifest"]);
}
