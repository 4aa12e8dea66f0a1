//! Ages: from years, months and days as people say them to a birth date and back.

use chrono::{Datelike, Days, Months};
use kernel::{Day, Error, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub const AGE_YEARS_MAX: u32 = 130;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Age {
    pub years: u32,
    pub months: u32,
    pub days: u32,
}

impl Age {
    /// The birth date that somebody of this age is given: exactly that long ago.
    pub fn birth_date(self, today: Day) -> Result<Day> {
        if self.years > AGE_YEARS_MAX || self.months > 1200 || self.days > 4000 {
            return Err(Error::invalid("age", "errors-age-too-high").with("max", AGE_YEARS_MAX));
        }
        today
            .checked_sub_months(Months::new(self.years * 12 + self.months))
            .and_then(|day| day.checked_sub_days(Days::new(u64::from(self.days))))
            .ok_or_else(|| Error::invalid("age", "errors-age-too-high").with("max", AGE_YEARS_MAX))
    }
}

/// Refuses the future and an age over 130 years.
pub fn checked_birth_date(field: &str, birth: Day, today: Day) -> Result<Day> {
    if birth > today {
        return Err(Error::invalid(field, "errors-birth-in-future"));
    }
    if years(birth, today) > AGE_YEARS_MAX {
        return Err(Error::invalid(field, "errors-age-too-high").with("max", AGE_YEARS_MAX));
    }
    Ok(birth)
}

pub fn years(birth: Day, on: Day) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

pub fn months(birth: Day, on: Day) -> u32 {
    let years = on.year() - birth.year();
    let months = years * 12 + on.month() as i32 - birth.month() as i32;
    let whole = if on.day() < birth.day() { months - 1 } else { months };
    u32::try_from(whole).unwrap_or(0)
}

/// Days below 28 days, months below 2 years, years and months below 5, years from then on.
pub fn text(birth: Day, on: Day) -> String {
    let days = (on - birth).num_days().max(0);
    let months = months(birth, on);
    match (days, months) {
        (0..28, _) => format!("{days} d"),
        (_, 0..24) => format!("{} m", months.max(1)),
        (_, 24..60) if !months.is_multiple_of(12) => format!("{} y {} m", months / 12, months % 12),
        _ => format!("{} y", years(birth, on)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn age_nought_is_an_age() {
        let today = day("2026-11-22");
        assert_eq!(Age::default().birth_date(today).unwrap(), today);
        assert_eq!(text(today, today), "0 d");
    }

    #[test]
    fn an_age_is_said_as_the_ward_says_it() {
        let today = day("2026-11-22");
        for (birth, said) in [
            ("2026-11-01", "21 d"),
            ("2026-10-22", "1 m"),
            ("2025-01-30", "21 m"),
            ("2023-08-22", "3 y 3 m"),
            ("2000-02-29", "26 y"),
        ] {
            assert_eq!(text(day(birth), today), said);
        }
    }

    #[test]
    fn the_31st_of_a_short_month_and_an_age_of_131_are_handled() {
        let age = Age { years: 0, months: 1, days: 0 };
        assert_eq!(age.birth_date(day("2026-03-31")).unwrap(), day("2026-02-28"));
        assert!(Age { years: 131, ..Age::default() }.birth_date(day("2026-03-31")).is_err());
        let limit = Age { years: 130, ..Age::default() };
        assert!(limit.birth_date(day("2026-03-31")).is_ok());
        assert!(checked_birth_date("birth_date", day("2027-01-01"), day("2026-12-31")).is_err());
    }
}
