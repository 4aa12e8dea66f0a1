//! A program that is killed while it copies, adds newer ops to a copy, drills or restores.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use backup::{Found, Link};

use crate::oracle::{Clinic, Said, clerk, lines};
use crate::times;

/// As the clerk calls them; each is drawn in turn.
const WORKS: [&str; 5] = ["full", "ops", "drill", "restore", "finish"];

struct Copied {
    clinic: Clinic,
    stick: tempfile::TempDir,
    /// What the newest copy holds at least.
    copied: Said,
    /// Whether a whole copy of this log was told done: a restored desk begins a new one, and
    /// has nothing that newer ops could be put on.
    has_base: bool,
    /// How many states restores have put aside.
    replaced: usize,
}

impl Copied {
    /// Whether the work was told done, and how long it took from the open clinic on.
    fn work(&mut self, what: &str, kill_after: Option<Duration>) -> (bool, Duration) {
        let mut command = clerk();
        command.arg(self.clinic.place().folder().parent().unwrap()).args(["copy", what]);
        command.arg(self.stick.path()).arg(tests::PASSWORDS[0]);
        let mut child = command.spawn().unwrap();
        let heard = lines(&mut child);
        assert_eq!(heard.recv_timeout(Duration::from_secs(30)).as_deref(), Ok("open"));
        let began = Instant::now();
        let took = match kill_after {
            Some(after) => {
                std::thread::sleep(after);
                child.kill().unwrap();
                after
            }
            None => {
                assert!(child.wait().unwrap().success(), "{what}");
                began.elapsed()
            }
        };
        let _ = child.wait();
        let before = self.clinic.said.clone();
        let mut is_done = false;
        for line in heard {
            match line.as_str() {
                "job gone" if what == "ops" && !self.has_base => continue,
                "job done" if what == "full" || what == "ops" => self.copied = before.clone(),
                // Everything since the copy is gone, as was asked.
                "restored" => {
                    self.clinic.said = self.copied.clone();
                    self.has_base = false;
                }
                line => self.clinic.said.hear(line),
            }
            is_done |= line == "job done";
            self.has_base |= what == "full" && line == "job done";
            assert!(!line.starts_with("job ") || line == "job done", "{what}: {line}");
        }
        (is_done, took)
    }

    /// The old or the new state: which one the folder of the replaced one tells.
    fn assert_old_or_new(&mut self) {
        // Opening finishes what was cut off.
        drop(self.clinic.vault());
        let names = names_in(self.clinic.place().folder());
        let replaced = names.iter().filter(|name| name.starts_with("replaced-")).count();
        if replaced > self.replaced {
            // What was acknowledged since the copy may be there too: a copy that was whole
            // before the kill was not told of any more.
            self.clinic.said = self.copied.clone();
            self.replaced = replaced;
            self.has_base = false;
        }
        self.clinic.assert_whole();
    }

    /// Every copy that has a name can be restored, and the desk calls none good that is not
    /// there.
    fn assert_copies_are_whole(&mut self) -> usize {
        let vault = self.clinic.vault();
        let identity = vault.backup_identity().unwrap();
        let mut all: Vec<Found> = Vec::new();
        for folder in backup::Folder::below(self.stick.path()).unwrap() {
            all.extend(folder.list().unwrap());
        }
        for found in &all {
            Link::of(&vault).check(&found.manifest).unwrap();
            let watch = &mut backup::Watch(&mut |_| true);
            let name = found.manifest.file_name();
            backup::read_back(found, &[&*identity], watch)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        let hashes: BTreeSet<String> =
            all.iter().map(|found| found.manifest.hash().text()).collect();
        let db = vault.open_reader().unwrap();
        let sql = "SELECT lower(hex(manifest_hash)) FROM backup_run
                   WHERE fault = '' AND kind <> 'drill'";
        let mut good = db.prepare(sql).unwrap();
        for hash in good.query_map([], |row| row.get::<_, String>(0)).unwrap() {
            let hash = hash.unwrap();
            assert!(hashes.contains(&hash), "a copy that was called good is not there: {hash}");
        }
        all.len()
    }

    /// A start takes away what a cut-off drill or restore left.
    fn assert_next_start_clears(&mut self) {
        let next = self.clinic.worker(0).output().unwrap();
        assert!(next.status.success(), "{}", String::from_utf8_lossy(&next.stderr));
        let names = names_in(self.clinic.place().folder());
        let left = names.iter().filter(|name| name.starts_with("drill.db") || *name == "staged");
        assert_eq!(left.collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn half_copies(stick: &Path) -> usize {
    let folders = names_in(stick).into_iter().map(|name| stick.join(name));
    folders.flat_map(|folder| names_in(&folder)).filter(|name| name.ends_with("partial")).count()
}

#[test]
fn a_killed_copy_drill_or_restore_leaves_nothing_half() {
    let mut clinic = Clinic::make();
    let mut worker = clinic.worker(3).spawn().unwrap();
    lines(&mut worker).into_iter().for_each(|line| clinic.said.hear(&line));
    assert!(worker.wait().unwrap().success());
    let stick = tempfile::tempdir().unwrap();
    let mut copied =
        Copied { clinic, stick, copied: Said::default(), has_base: false, replaced: 0 };
    let lengths = WORKS.map(|what| copied.work(what, None));
    assert!(lengths.iter().all(|(is_done, _)| *is_done));
    copied.replaced = 1;
    let kills = times("VAIDYA_COPY_KILLS", 15);
    let mut spread: u64 = 0x9E37_79B9_7F4A_7C15;
    let (mut cut_off, mut half) = (0, 0);
    for kill in 0..kills {
        let which = kill % WORKS.len();
        spread = spread.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let share = (spread >> 40) as u32 % 1000;
        let (is_done, _) = copied.work(WORKS[which], Some(lengths[which].1 * share / 1000));
        cut_off += usize::from(!is_done);
        half += half_copies(copied.stick.path());
        copied.assert_old_or_new();
        copied.assert_next_start_clears();
        if kill % 5 == 4 || kill + 1 == kills {
            copied.assert_copies_are_whole();
        }
    }
    assert!(cut_off > kills / 4, "kills fell into the works: {cut_off}");
    let (is_done, _) = copied.work("full", None);
    assert!(is_done && half_copies(copied.stick.path()) == 0, "the next copy clears the stick");
    let copies = copied.assert_copies_are_whole();
    println!("kills {kills}, in the work {cut_off}, half copies seen {half}, whole {copies}");
}
