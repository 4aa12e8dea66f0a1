//! A database that came back from a copy opens a log of its own, and its desk a code that
//! heads no number printed so far: what the lost days printed is never printed again.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::{Error, Log, Mint, Result, Timestamp};

/// No vowels, no letter that is read as a digit. Always three in all: a head of one letter
/// and the letter of a series (`AC`, credit notes of desk A) can then never meet a code.
const LETTERS: &[u8; 28] = b"23456789BCDFGHJKLMNPQRSTVWXZ";
const TRIES: usize = 10_000;

/// Opens the next log. `taken` are codes seen elsewhere (later copies, the database that is
/// replaced). Two letters are drawn, so that even one copy that is restored twice, by people
/// who do not know of each other, has two codes in 783 of 784 cases.
pub fn open_restored_log(
    conn: &Connection,
    mint: &mut Mint,
    now: Timestamp,
    taken: &[String],
) -> Result<Log> {
    let mut codes: BTreeSet<String> = taken.iter().cloned().collect();
    // Logs of other desks lie beside this one's, and their codes are not known here.
    let own = "SELECT desk FROM log WHERE reason <> 'remote' ORDER BY id";
    let mut statement = conn.prepare(own)?;
    let own = statement.query_map([], |row| row.get::<_, String>(0))?;
    let own = own.collect::<std::result::Result<Vec<_>, _>>()?;
    let first = own.iter().rev().find_map(|code| code.chars().next());
    let first = first.filter(char::is_ascii_uppercase).unwrap_or('A');
    codes.extend(own);
    let drawn = (0..TRIES).map(|_| code(first, mint.random_u64()));
    let desk = drawn.into_iter().find(|code| !codes.contains(code));
    let desk = desk.ok_or_else(|| Error::internal("every code of this desk is taken"))?;
    let log_id = mint.random_u64();
    conn.execute(
        "INSERT INTO log (log_id, desk, opened_at, reason) VALUES (?1, ?2, ?3, 'restored')",
        params![log_id.cast_signed(), desk, now],
    )?;
    Ok(Log { id: conn.last_insert_rowid(), log_id, desk })
}

fn code(first: char, random: u64) -> String {
    let letter = |random: u64| {
        let at = usize::try_from(random % LETTERS.len() as u64).unwrap_or_default();
        char::from(*LETTERS.get(at).unwrap_or(&b'2'))
    };
    [first, letter(random), letter(random >> 32)].into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../migrations/0001_ledger.sql")).unwrap();
        conn.execute_batch("INSERT INTO log VALUES (1, 7, 'B', 0, 'first')").unwrap();
        conn
    }

    #[test]
    fn every_restored_log_has_a_code_that_was_never_used() {
        let (conn, mut mint) = (ledger(), Mint::seeded(1));
        let mut seen = BTreeSet::from(["B".to_owned()]);
        for number in 2..=100 {
            let log = open_restored_log(&conn, &mut mint, Timestamp(5), &[]).unwrap();
            assert!(log.id == number && log.desk.len() == 3 && log.desk.starts_with('B'));
            assert!(seen.insert(log.desk));
        }
    }

    #[test]
    fn a_desk_that_has_met_others_keeps_its_own_letter() {
        let (conn, mut mint) = (ledger(), Mint::seeded(1));
        conn.execute_batch("INSERT INTO log VALUES (2, 8, '?', 0, 'remote')").unwrap();
        let log = open_restored_log(&conn, &mut mint, Timestamp(5), &[]).unwrap();
        assert!(log.desk.starts_with('B'), "{}", log.desk);
    }

    #[test]
    fn a_code_that_is_known_elsewhere_is_left_alone() {
        let (conn, mut mint) = (ledger(), Mint::seeded(1));
        let all: Vec<String> = LETTERS
            .iter()
            .flat_map(|a| LETTERS.iter().map(|b| format!("B{}{}", char::from(*a), char::from(*b))))
            .collect();
        let (free, taken) = all.split_last().unwrap();
        let log = open_restored_log(&conn, &mut mint, Timestamp(5), taken).unwrap();
        assert_eq!(log.desk, *free);
        assert!(open_restored_log(&conn, &mut mint, Timestamp(5), &all).is_err());
    }
}
