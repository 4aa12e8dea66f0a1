//! Money is whole paise. It is never a float and is written with the lakh grouping.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
)]
#[serde(transparent)]
pub struct Money(#[ts(type = "number")] pub i64);

/// The largest amount that a field accepts: one hundred crore rupees.
pub const MONEY_MAX: Money = Money(1_000_000_000 * 100);

impl Money {
    pub const ZERO: Money = Money(0);

    pub fn rupees(rupees: i64) -> Self {
        Self(rupees * 100)
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// `self × share ÷ whole`, half a paisa away from zero.
    pub fn share(self, share: i64, whole: i64) -> Self {
        let product = i128::from(self.0) * i128::from(share);
        let whole = i128::from(whole.max(1));
        let half = if product < 0 { -whole / 2 } else { whole / 2 };
        Self(i64::try_from((product + half) / whole).unwrap_or(i64::MAX))
    }

    /// Rounded to the nearest multiple of `step`, halves away from zero.
    pub fn rounded_to(self, step: Money) -> Self {
        if step.0 <= 1 {
            return self;
        }
        Self(self.share(1, step.0).0 * step.0)
    }
}

/// `₹ 1,23,456.50`
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (rupees, paise) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        write!(out, "{sign}₹ {}.{paise:02}", grouped(rupees))
    }
}

fn grouped(rupees: u64) -> String {
    let (head, tail) = (rupees / 1000, rupees % 1000);
    if head == 0 {
        return tail.to_string();
    }
    let mut pairs = Vec::new();
    let mut rest = head;
    while rest >= 100 {
        pairs.push(format!("{:02}", rest % 100));
        rest /= 100;
    }
    pairs.push(rest.to_string());
    pairs.reverse();
    format!("{},{tail:03}", pairs.join(","))
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(items: I) -> Money {
        items.fold(Money::ZERO, Add::add)
    }
}

impl rusqlite::types::FromSql for Money {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_i64().map(Money)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupees_are_grouped_by_lakh_and_crore() {
        assert_eq!(Money(12_345_650).to_string(), "₹ 1,23,456.50");
        assert_eq!(Money(99_999).to_string(), "₹ 999.99");
        assert_eq!(Money(-100_000).to_string(), "-₹ 1,000.00");
        assert_eq!(Money::rupees(123_456_789).to_string(), "₹ 12,34,56,789.00");
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(Money(150).rounded_to(Money(100)), Money(200));
        assert_eq!(Money(-150).rounded_to(Money(100)), Money(-200));
        assert_eq!(Money(149).rounded_to(Money(100)), Money(100));
        assert_eq!(Money(10_000).share(5, 105), Money(476));
    }
}
