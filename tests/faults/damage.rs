use std::fs;
use std::path::PathBuf;

use crate::oracle::{Clinic, damage};
use crate::times;

const PAGE: usize = 4096;

struct Worked {
    vault: vault::Vault,
    path: PathBuf,
    bytes: Vec<u8>,
    _clinic: Clinic,
}

fn worked() -> Worked {
    let mut clinic = Clinic::make();
    let done = clinic.worker(3).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let vault = clinic.vault();
    let path = clinic.database();
    assert!(!path.with_extension("db-wal").exists(), "closed: the journal is gone");
    let bytes = fs::read(&path).unwrap();
    Worked { vault, path, bytes, _clinic: clinic }
}

impl Worked {
    /// Whether a file with these bytes is refused or found damaged. Nothing is made anew.
    fn is_found(&self, bytes: &[u8]) -> bool {
        for journal in ["db-wal", "db-shm"] {
            let _ = fs::remove_file(self.path.with_extension(journal));
        }
        fs::write(&self.path, bytes).unwrap();
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
