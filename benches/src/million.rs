//! The largest clinic takes minutes to make: the part that searches it leaves it to the part
//! that grows to the same size, in the same run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kernel::Timestamp;

use crate::Any;
use crate::clinic_file::{ClinicFile, MORNING};
use crate::people::Person;

const FOLDER: &str = "target/bench-people";
const MINUTE_MS: i64 = 60_000;

fn list() -> PathBuf {
    Path::new(FOLDER).join("people.tsv")
}

pub fn forget() {
    let _ = std::fs::remove_dir_all(FOLDER);
}

pub fn begin() -> Any<ClinicFile> {
    forget();
    std::fs::create_dir_all(FOLDER)?;
    ClinicFile::in_folder(Path::new(FOLDER))
}

/// The file is whole and closed.
pub fn leave(people: &[Person]) -> Any<()> {
    let mut text = String::new();
    for one in people {
        let Person { id, known_as, given, family, village, phone, reg_no, local } = one;
        writeln!(
            text,
            "{id}\t{known_as}\t{given}\t{family}\t{village}\t{phone}\t{reg_no}\t{local}"
        )?;
    }
    Ok(std::fs::write(list(), text)?)
}

fn person(line: &str) -> Option<Person> {
    let mut cells = line.split('\t');
    let mut next = || cells.next().map(str::to_owned);
    Some(Person {
        id: next()?.parse().ok()?,
        known_as: next()?,
        given: next()?,
        family: next()?,
        village: next()?,
        phone: next()?,
        reg_no: next()?,
        local: next()?,
    })
}

/// The clinic that was left, when it has so many patients; whoever takes it may change it.
pub fn left(count: usize) -> Any<Option<(ClinicFile, Vec<Person>)>> {
    let Ok(text) = std::fs::read_to_string(list()) else { return Ok(None) };
    let people: Vec<Person> = text.lines().filter_map(person).collect();
    if people.len() != count {
        return Ok(None);
    }
    std::fs::remove_file(list())?;
    // A day after the last of them.
    let now = Timestamp(MORNING.0 + MINUTE_MS * (i64::try_from(count)? + 1_440));
    let file = ClinicFile::left_in(Path::new(FOLDER), now)?;
    Ok(Some((file, people)))
}
