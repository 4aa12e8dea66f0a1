//! Patients by their registration number: as printed, without its leading noughts, dashes
//! and desk, or by its last digits.

use kernel::{Read, Result, RowId};

/// Fewer last digits than this mean the number itself.
const SUFFIX_MIN: usize = 3;

pub struct ByNumber {
    pub exact: Vec<RowId>,
    pub suffix: Vec<RowId>,
}

pub fn by_number(read: &Read<'_>, text: &str, limit: usize) -> Result<ByNumber> {
    let mut found = ByNumber { exact: Vec::new(), suffix: Vec::new() };
    let wanted = runs(text);
    let Some((last, digits)) = wanted.last().and_then(|last| Some((last, last.parse().ok()?)))
    else {
        return Ok(found);
    };
    let digits: i64 = digits;
    let step = 10i64.checked_pow(u32::try_from(last.len()).unwrap_or(u32::MAX));
    for series in series(read)? {
        let row = |number: i64| -> Result<Option<RowId>> {
            let known: Option<(RowId, String)> = one(read, &series, number)?;
            Ok(known.filter(|(_, printed)| runs(printed).ends_with(&wanted)).map(|(id, _)| id))
        };
        found.exact.extend(row(digits)?);
        let is_bare = wanted.len() == 1 && last.len() >= SUFFIX_MIN;
        let Some(step) = step.filter(|_| is_bare) else { continue };
        let newest: Option<i64> = read
            .value::<Option<i64>>("SELECT max(number) FROM patient WHERE series = ?1", [&series])?
            .flatten();
        let mut number = newest.unwrap_or(0);
        number -= (number - digits).rem_euclid(step);
        while number > digits && found.suffix.len() < limit {
            found.suffix.extend(one(read, &series, number)?.map(|(id, _)| id));
            number -= step;
        }
    }
    found.exact.truncate(limit);
    Ok(found)
}

fn one(read: &Read<'_>, series: &str, number: i64) -> Result<Option<(RowId, String)>> {
    let mut statement = read.conn().prepare_cached(
        "SELECT id, reg_no FROM patient WHERE series = ?1 AND number = ?2 AND ended IS NULL
         ORDER BY id LIMIT 1",
    )?;
    let mut rows = statement.query(rusqlite::params![series, number])?;
    Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?)
}

/// The series there are, by a jump through the index from one to the next.
fn series(read: &Read<'_>) -> Result<Vec<String>> {
    read.values(
        "WITH RECURSIVE known (series) AS (
             SELECT min(series) FROM patient
             UNION ALL
             SELECT (SELECT min(series) FROM patient WHERE series > known.series)
             FROM known WHERE known.series IS NOT NULL)
         SELECT series FROM known WHERE series IS NOT NULL ORDER BY series DESC LIMIT 200",
        [],
    )
}

/// Letters and digits apart, without leading noughts: `A-000042` is `A`, `42`.
fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in text.chars().take(64).map(|letter| letter.to_ascii_uppercase()) {
        if letter.is_ascii_alphanumeric() {
            match runs.last_mut() {
                Some(run)
                    if before.is_ascii_alphanumeric()
                        && before.is_ascii_digit() == letter.is_ascii_digit() =>
                {
                    run.push(letter);
                }
                _ => runs.push(letter.into()),
            }
        }
        before = letter;
    }
    for run in &mut runs {
        let trimmed = run.trim_start_matches('0');
        if run.starts_with('0') && !trimmed.is_empty() {
            *run = trimmed.to_owned();
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_without_noughts_and_dashes() {
        for (text, read) in [
            ("A-000042", vec!["A", "42"]),
            ("a42", vec!["A", "42"]),
            ("26/B7", vec!["26", "B", "7"]),
            ("0042", vec!["42"]),
            ("0", vec!["0"]),
            ("-'%", vec![]),
        ] {
            assert_eq!(runs(text), read, "{text}");
        }
    }
}
