//! GST on the rent of a room. A room of more than ₹ 5,000 a day is taxed at 5 % on the whole
//! rent without input credit since 18 July 2022; ICU, CCU, ICCU and NICU are exempt at any
//! price (notification 12/2017-CT(R) as amended by 04/2022; rate by 03/2022-CT(R), entry
//! 31A). The rate is that of the room for a day, whatever part of the day is charged.
//! Threshold and class are dated data: the law changes, the program does not.

use kernel::{
    Command, Day, Error, Money, Permission, Query, Read, Record, Result, RowId, Rule, Tx,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::billing::EXEMPT;
use crate::forms;
use crate::permissions::{SETTINGS_VIEW, WARDS_MANAGE};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RoomTax {
    pub id: RowId,
    pub since: Day,
    pub until: Option<Day>,
    /// A day's rent above this is taxed, one of just this is not.
    pub threshold_paise: Money,
    /// Of the tax rates of billing.
    pub tax_class: String,
    pub note: String,
}

impl Record for RoomTax {
    const TABLE: &'static str = "room_tax";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// The same row on every desk that corrects it.
const SHIPPED_ID: RowId = RowId(*b"room tax of 2022");

fn shipped() -> RoomTax {
    RoomTax {
        id: SHIPPED_ID,
        since: Day::from_ymd_opt(2022, 7, 18).unwrap_or_default(),
        until: None,
        threshold_paise: Money::rupees(5_000),
        tax_class: "reduced".into(),
        note: "Notification 03/2022-CT(R), entry 31A: 5 % without input credit".into(),
    }
}

/// The clinic's own rows, and the shipped one unless it was corrected.
pub fn room_taxes(read: &Read<'_>) -> Result<Vec<RoomTax>> {
    let mut rows: Vec<RoomTax> =
        read.all("SELECT * FROM room_tax WHERE ended IS NULL ORDER BY since, id LIMIT 200", [])?;
    if rows.iter().all(|row| row.id != SHIPPED_ID) {
        rows.push(shipped());
        rows.sort_by_key(|row| (row.since, row.id));
    }
    Ok(rows)
}

/// The tax class of a day in a room at this rent.
pub fn tax_class(taxes: &[RoomTax], is_critical_care: bool, rent: Money, day: Day) -> String {
    let holds = |tax: &&RoomTax| tax.since <= day && tax.until.is_none_or(|until| day <= until);
    let tax = taxes.iter().filter(holds).max_by_key(|tax| (tax.since, tax.id));
    match tax {
        Some(tax) if !is_critical_care && rent > tax.threshold_paise => tax.tax_class.clone(),
        _ => EXEMPT.to_owned(),
    }
}

#[derive(Deserialize, TS)]
pub struct ListRoomTaxes {}

impl Query for ListRoomTaxes {
    type Output = Vec<RoomTax>;
    const ROUTE: &'static str = "wards.room_taxes";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<RoomTax>> {
        room_taxes(read)
    }
}

#[derive(Deserialize, TS)]
pub struct SaveRoomTax {
    pub id: Option<RowId>,
    pub since: Day,
    pub until: Option<Day>,
    pub threshold_paise: Money,
    pub tax_class: String,
    pub note: String,
}

impl Command for SaveRoomTax {
    type Output = RoomTax;
    const ROUTE: &'static str = "wards.save_room_tax";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RoomTax> {
        if self.until.is_some_and(|until| until < self.since) {
            return Err(Error::invalid("until", "errors-ends-before-start"));
        }
        if !crate::billing::classes(tx)?.contains(&self.tax_class) {
            return Err(Error::invalid("tax_class", "errors-unknown-choice"));
        }
        let tax = RoomTax {
            id: match self.id {
                Some(id) => id,
                None => tx.new_id(),
            },
            since: self.since,
            until: self.until,
            threshold_paise: forms::amount("threshold_paise", self.threshold_paise)?,
            tax_class: self.tax_class,
            note: forms::optional("note", &self.note)?,
        };
        match tx.find::<RoomTax>(tax.id)? {
            Some(_) => tx.change(&tax)?,
            None => tx.insert(&tax)?,
        }
        Ok(tax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dear_room_outside_critical_care_is_taxed_since_july_2022() {
        let taxes = [shipped()];
        for (rupees, paise, is_critical, day, class) in [
            (4_999, 99, false, "2026-11-22", "exempt"),
            (5_000, 0, false, "2026-11-22", "exempt"),
            (5_000, 1, false, "2026-11-22", "reduced"),
            (12_000, 0, false, "2026-11-22", "reduced"),
            (12_000, 0, true, "2026-11-22", "exempt"),
            (12_000, 0, false, "2022-07-17", "exempt"),
            (12_000, 0, false, "2022-07-18", "reduced"),
        ] {
            let rent = Money(rupees * 100 + paise);
            let found = tax_class(&taxes, is_critical, rent, day.parse().unwrap());
            assert_eq!(found, class, "{rupees}.{paise:02} {is_critical} {day}");
        }
    }

    #[test]
    fn a_later_law_holds_from_its_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let later = RoomTax {
            id: RowId([9; 16]),
            since: day("2027-04-01"),
            threshold_paise: Money::rupees(7_500),
            ..shipped()
        };
        let taxes = [later, shipped()];
        let rent = Money::rupees(6_000);
        assert_eq!(tax_class(&taxes, false, rent, day("2027-03-31")), "reduced");
        assert_eq!(tax_class(&taxes, false, rent, day("2027-04-01")), "exempt");
    }
}
