//! Series of printed numbers. Each desk has its own, and the next number is one more than
//! the largest that the series held, read in the transaction that issues it.

use chrono::Datelike;
use kernel::{Day, Error, Read, Record, Result, Tx};

/// The next number of a series in a table with `series` and `number` columns and an index of
/// both.
pub fn next<R: Record>(read: &Read<'_>, series: &str) -> Result<i64> {
    let sql = format!("SELECT max(number) FROM {} WHERE series = ?1", R::TABLE);
    let last: Option<i64> = read.value::<Option<i64>>(&sql, [series])?.flatten();
    after(read, R::TABLE, series, last)
}

/// The next number of a series that one day has: the rows of other days are not looked at.
pub fn next_of_day<R: Record>(read: &Read<'_>, day: Day, series: &str) -> Result<i64> {
    let sql = format!("SELECT max(number) FROM {} WHERE day = ?1 AND series = ?2", R::TABLE);
    let last: Option<i64> = read.value::<Option<i64>>(&sql, [&day.to_string(), series])?.flatten();
    after(read, R::TABLE, series, last)
}

fn after(read: &Read<'_>, table: &str, series: &str, last: Option<i64>) -> Result<i64> {
    // The row of the last one may have been taken away.
    Ok(last.unwrap_or(0).max(read.kept_number(table, series)?) + 1)
}

/// The next number of a document, which is printed when it is frozen. Of two desks that freeze
/// one draft the earlier wins, and the later's number, printed all the same, is in no row any
/// more: the desk remembers it.
pub fn next_of_document<R: Record>(tx: &mut Tx<'_>, series: &str) -> Result<i64> {
    let number = next::<R>(tx, series)?;
    tx.keep_number(R::TABLE, series, number)?;
    Ok(number)
}

/// The Indian financial year of a day, April to March: `26-27`.
pub fn financial_year(day: Day) -> String {
    let start = if day.month() >= 4 { day.year() } else { day.year() - 1 };
    format!("{:02}-{:02}", start.rem_euclid(100), (start + 1).rem_euclid(100))
}

/// Fills `{desk}`, `{year}` and `{n}` or `{n:6}` (zero-padded) of a clinic's own format.
pub fn printed(format: &str, desk: &str, day: Day, number: i64) -> Result<String> {
    let mut text = format.replace("{desk}", desk).replace("{year}", &day.format("%y").to_string());
    for width in 1..=9 {
        text = text.replace(&format!("{{n:{width}}}"), &format!("{number:0width$}"));
    }
    text = text.replace("{n}", &number.to_string());
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '/');
    if is_plain && !text.is_empty() && text.len() <= 24 {
        Ok(text)
    } else {
        Err(Error::invalid("registration_format", "errors-registration-format"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_financial_year_turns_in_april() {
        for (day, year) in
            [("2026-03-31", "25-26"), ("2026-04-01", "26-27"), ("1999-12-31", "99-00")]
        {
            assert_eq!(financial_year(day.parse().unwrap()), year);
        }
    }

    #[test]
    fn a_registration_number_follows_the_clinics_format() {
        let day = "2026-11-22".parse().unwrap();
        assert_eq!(printed("{desk}-{n:6}", "A", day, 42).unwrap(), "A-000042");
        assert_eq!(printed("{year}/{desk}{n}", "B", day, 7).unwrap(), "26/B7");
        assert!(printed("नं {n}", "A", day, 7).is_err());
        assert!(printed("{x}", "A", day, 7).is_err());
    }
}
