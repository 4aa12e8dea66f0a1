use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DoseUnit;

/// How much at one time, in quarters of a unit: 2 is a half, 4 is one. Stored as
/// that number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[serde(transparent)]
pub struct Amount(pub u16);

impl Amount {
    pub const NONE: Self = Self(0);

    pub const fn quarters(quarters: u16) -> Self {
        Self(quarters)
    }

    pub const fn whole(units: u16) -> Self {
        Self(units.saturating_mul(4))
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// As a doctor writes a count: "½", "1", "1½".
    pub fn fraction(self) -> String {
        let whole = self.0 / 4;
        let part = match self.0 % 4 {
            1 => "¼",
            2 => "½",
            3 => "¾",
            _ => "",
        };
        match (whole, part) {
            (0, "") => "0".to_owned(),
            (0, part) => part.to_owned(),
            (whole, part) => format!("{whole}{part}"),
        }
    }

    /// As a measure is written: "2.5", with a leading and without a trailing zero.
    pub fn decimal(self) -> String {
        let whole = self.0 / 4;
        match self.0 % 4 {
            1 => format!("{whole}.25"),
            2 => format!("{whole}.5"),
            3 => format!("{whole}.75"),
            _ => whole.to_string(),
        }
    }

    pub fn text(self, unit: DoseUnit) -> String {
        if unit.is_measured() { self.decimal() } else { self.fraction() }
    }

    /// Which of the three wordings of a unit fits; Fluent selects on it.
    pub(super) const fn wording(self) -> &'static str {
        match self.0 {
            2 => "half",
            0..=4 => "one",
            _ => "many",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_the_way_doctors_write_them() {
        let written: Vec<String> = [0, 1, 2, 3, 4, 6, 40].map(|q| Amount(q).fraction()).into();
        assert_eq!(written, ["0", "¼", "½", "¾", "1", "1½", "10"]);
        assert_eq!(Amount(10).text(DoseUnit::Ml), "2.5");
        assert_eq!(Amount(2).text(DoseUnit::Ml), "0.5");
    }
}
