use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use clinic::desk::seal_of;
use kernel::verify::Anchor;

use crate::oracle::{Clinic, damage, rows_and_their_ops};
use crate::times;

const PAGE: usize = 4096;

struct Worked {
    vault: vault::Vault,
    path: PathBuf,
    bytes: Vec<u8>,
    clinic: Clinic,
}

fn worked() -> Worked {
    let mut clinic = Clinic::make();
    let done = clinic.worker(3).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let vault = clinic.vault();
    let path = clinic.database();
    assert!(!path.with_extension("db-wal").exists(), "closed: the journal is gone");
    let bytes = fs::read(&path).unwrap();
    Worked { vault, path, bytes, clinic }
}

impl Worked {
    /// The same clinic some work later.
    fn later(mut self) -> Worked {
        let done = self.clinic.worker(12).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        self.bytes = fs::read(&self.path).unwrap();
        self
    }

    fn put(&self, bytes: &[u8]) {
        for journal in ["db-wal", "db-shm"] {
            let _ = fs::remove_file(self.path.with_extension(journal));
        }
        fs::write(&self.path, bytes).unwrap();
    }

    fn anchor_of(&self, bytes: &[u8]) -> Anchor {
        self.put(bytes);
        self.anchor()
    }

    /// The newest entry of the log, as a manifest, a paper or a server keeps it.
    fn anchor(&self) -> Anchor {
        let db = self.vault.open_database().unwrap();
        let sql = "SELECT n, link FROM access ORDER BY n DESC LIMIT 1";
        db.query_row(sql, [], |row| {
            Ok(Anchor { n: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)? })
        })
        .unwrap()
    }

    /// Which of the checks find anything, from the cheapest on: each is asked.
    fn finders(&self, bytes: &[u8], anchor: &Anchor) -> Vec<&'static str> {
        self.put(bytes);
        let mut finders = Vec::new();
        let Ok(db) = self.vault.open_database() else { return vec!["opening"] };
        if !damage(&db).is_empty() {
            finders.push("pages");
        }
        let is_whole = |anchors| {
            kernel::verify::verify(&db, Vec::new(), anchors).is_ok_and(|report| report.is_whole())
        };
        if !is_whole(Vec::new()) {
            finders.push("log");
        } else if !is_whole(vec![anchor.clone()]) {
            finders.push("head kept elsewhere");
        }
        drop(db);
        let db = self.vault.open_database().unwrap();
        if rows_and_their_ops(db, seal_of(&self.vault).unwrap()).as_deref() != Ok("same") {
            finders.push("ops");
        }
        finders
    }

    /// Whether a file with these bytes is refused or found damaged. Nothing is made anew.
    fn is_found(&self, bytes: &[u8]) -> bool {
        self.put(bytes);
        let found = match self.vault.open_database() {
            Err(_) => true,
            Ok(db) => !damage(&db).is_empty(),
        };
        assert!(fs::metadata(&self.path).unwrap().len() > 0, "what was there is kept");
        found
    }
}

#[test]
fn a_flipped_bit_in_any_page_is_found() {
    let worked = worked();
    assert!(!worked.is_found(&worked.bytes), "the whole file is whole");
    let pages = worked.bytes.len() / PAGE;
    let flips = times("VAIDYA_FLIPS", 60);
    let mut spread: u64 = 11;
    for flip in 0..flips {
        spread = spread.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let page = (flip * 7 + (spread >> 40) as usize) % pages;
        // Past the salt of the first page, which is part of the key and not of a page.
        let at = page * PAGE + (16 + (spread >> 20) as usize % (PAGE - 16));
        let mut bytes = worked.bytes.clone();
        bytes[at] ^= 1 << (spread >> 60 & 7);
        assert!(worked.is_found(&bytes), "page {page}, byte {at}");
    }
    println!("flipped bits {flips}, found {flips}");
}

#[test]
fn lost_swapped_and_cut_pages_are_found() {
    let worked = worked();
    let pages = worked.bytes.len() / PAGE;
    let page = |number: usize| number * PAGE..(number + 1) * PAGE;
    for number in [1, pages / 2, pages - 1] {
        let mut zero = worked.bytes.clone();
        zero[page(number)].fill(0);
        assert!(worked.is_found(&zero), "page {number} is zero");
        let mut swapped = worked.bytes.clone();
        let (one, other) = (page(number), page((number + 3) % pages));
        swapped[one.clone()].copy_from_slice(&worked.bytes[other.clone()]);
        swapped[other].copy_from_slice(&worked.bytes[one]);
        assert!(worked.is_found(&swapped), "page {number} is elsewhere");
    }
    for length in [PAGE * (pages - 1), PAGE * (pages / 2), PAGE * (pages - 1) + 100, PAGE, 100] {
        assert!(worked.is_found(&worked.bytes[..length]), "cut to {length} bytes");
    }
}

/// The cipher seals a page with its number, not with its time: an older page of the same place
/// opens.
#[test]
fn an_older_page_put_back_is_found() {
    let older = worked();
    let before = older.bytes.clone();
    let worked = older.later();
    let anchor = worked.anchor_of(&worked.bytes);
    assert_eq!(worked.finders(&worked.bytes, &anchor), Vec::<&str>::new(), "whole as it is");
    let page = |number: usize| number * PAGE..(number + 1) * PAGE;
    let changed: Vec<usize> = (0..before.len() / PAGE)
        .filter(|number| before[page(*number)] != worked.bytes[page(*number)])
        .collect();
    let (mut found, mut by) = (0, BTreeMap::<&str, usize>::new());
    let mut missed = Vec::new();
    for number in &changed {
        let mut bytes = worked.bytes.clone();
        bytes[page(*number)].copy_from_slice(&before[page(*number)]);
        let finders = worked.finders(&bytes, &anchor);
        found += usize::from(!finders.is_empty());
        finders.iter().for_each(|finder| *by.entry(finder).or_default() += 1);
        if finders.is_empty() {
            missed.push(*number);
        }
    }
    worked.put(&worked.bytes);
    let db = worked.vault.open_database().unwrap();
    let mut of = BTreeMap::<String, usize>::new();
    for number in missed {
        let sql = "SELECT name FROM dbstat WHERE pageno = ?1";
        let name: String = db.query_row(sql, [number as i64 + 1], |row| row.get(0)).unwrap();
        // What the program works out again, or its notes about itself: no fact.
        let is_fact = clinic::api::TABLES.iter().any(|table| name == table.name);
        assert!(!is_fact && name != "op" && name != "access", "an older page of {name}");
        *of.entry(name).or_default() += 1;
    }
    println!("older pages put back {}, found {found}, by {by:?}, missed {of:?}", changed.len());
    assert!(found * 2 > changed.len(), "{found} of {}", changed.len());
}

/// A whole file of an earlier moment is whole in itself: only what is kept elsewhere knows.
#[test]
fn an_older_file_put_back_is_found_by_a_head_kept_elsewhere_and_by_nothing_else() {
    let older = worked();
    let (before, was) = (older.bytes.clone(), older.anchor());
    let worked = older.later();
    assert_eq!(worked.finders(&before, &worked.anchor_of(&worked.bytes)), ["head kept elsewhere"]);
    assert_eq!(worked.finders(&before, &was), Vec::<&str>::new());
}

#[test]
fn a_journal_of_another_time_or_another_clinic_gets_no_row_in() {
    let worked = worked();
    let other = self::worked();
    let db = other.vault.open_database().unwrap();
    db.execute("UPDATE patient SET name = 'From elsewhere'", []).unwrap();
    let foreign = fs::read(other.path.with_extension("db-wal")).unwrap();
    drop(db);
    for journal in [&foreign[..], &foreign[..foreign.len() / 2], b"not a journal at all"] {
        fs::write(&worked.path, &worked.bytes).unwrap();
        fs::write(worked.path.with_extension("db-wal"), journal).unwrap();
        if let Ok(db) = worked.vault.open_database() {
            let strange = "SELECT count(*) FROM patient WHERE name = 'From elsewhere'";
            let strange: Result<i64, _> = db.query_row(strange, [], |row| row.get(0));
            // Refused, or as if the journal were not there.
            assert!(!matches!(strange, Ok(1..)));
        }
        fs::remove_file(worked.path.with_extension("db-wal")).ok();
        fs::remove_file(worked.path.with_extension("db-shm")).ok();
    }
    assert!(!worked.is_found(&worked.bytes));
}
