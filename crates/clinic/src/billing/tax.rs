//! Dated rates of tax. The shipped ones are a start that the clinic corrects; a bill takes
//! the rate of its own day.

use kernel::{Command, Day, Error, Permission, Query, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

pub const EXEMPT: &str = "exempt";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TaxRate {
    pub id: RowId,
    pub tax_class: String,
    /// 1800 is 18 %.
    pub percent_hundredths: u32,
    pub since: Day,
    pub until: Option<Day>,
    pub note: String,
}

impl Record for TaxRate {
    const TABLE: &'static str = "tax_rate";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// The classes and rates that a new clinic begins with.
pub fn shipped_rates(tx: &mut Tx<'_>) -> Result<()> {
    let start = Day::from_ymd_opt(2017, 7, 1).unwrap_or_default();
    let change = Day::from_ymd_opt(2025, 9, 22).unwrap_or_default();
    let rows = [
        ("standard", 1800, start, None, "Cosmetic care, rent, training and the like"),
        ("medicines", 1200, start, change.pred_opt(), "Medicines before 22-Sep-2025"),
        ("medicines", 500, change, None, "Medicines from 22-Sep-2025"),
        ("reduced", 500, start, None, "Goods and services at 5 %"),
        ("nil", 0, start, None, "Nil-rated goods"),
    ];
    for (class, percent_hundredths, since, until, note) in rows {
        let id = tx.new_id();
        let (tax_class, note) = (class.to_owned(), note.to_owned());
        tx.insert(&TaxRate { id, tax_class, percent_hundredths, since, until, note })?;
    }
    Ok(())
}

/// The rate of a class on a day, in hundredths of a percent.
pub fn rate(read: &Read<'_>, class: &str, day: Day) -> Result<u32> {
    if class == EXEMPT {
        return Ok(0);
    }
    let day = day.to_string();
    read.value(
        "SELECT percent_hundredths FROM tax_rate
         WHERE tax_class = ?1 AND since <= ?2 AND (until IS NULL OR until >= ?2)
             AND ended IS NULL
         ORDER BY since DESC, id LIMIT 1",
        [class, day.as_str()],
    )?
    .ok_or_else(|| Error::invalid("tax_class", "errors-no-tax-rate").with("class", class))
}

pub fn classes(read: &Read<'_>) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT tax_class FROM tax_rate WHERE ended IS NULL
               ORDER BY tax_class LIMIT 1000";
    let mut classes = vec![EXEMPT.to_owned()];
    classes.extend(read.values::<String>(sql, [])?);
    Ok(classes)
}

#[derive(Deserialize, TS)]
pub struct ListTaxRates {}

impl Query for ListTaxRates {
    type Output = Vec<TaxRate>;
    const ROUTE: &'static str = "billing.tax_rates";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<TaxRate>> {
        read.all(
            "SELECT * FROM tax_rate WHERE ended IS NULL ORDER BY tax_class, since, id LIMIT 1000",
            [],
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveTaxRate {
    pub id: Option<RowId>,
    pub tax_class: String,
    pub percent_hundredths: u32,
    pub since: Day,
    pub until: Option<Day>,
    pub note: String,
}

impl Command for SaveTaxRate {
    type Output = TaxRate;
    const ROUTE: &'static str = "billing.save_tax_rate";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TaxRate> {
        if self.percent_hundredths > 10_000 {
            return Err(Error::invalid("percent_hundredths", "errors-out-of-range")
                .with("min", 0)
                .with("max", 100));
        }
        if self.until.is_some_and(|until| until < self.since) {
            return Err(Error::invalid("until", "errors-ends-before-start"));
        }
        let tax_class = forms::required("tax_class", &self.tax_class)?;
        if tax_class == EXEMPT {
            return Err(Error::invalid("tax_class", "errors-exempt-has-no-rate"));
        }
        let id = match self.id {
            Some(id) => id,
            None => tx.new_id(),
        };
        let (since, until) = (self.since, self.until);
        let (percent_hundredths, note) = (self.percent_hundredths, self.note);
        let rate = TaxRate { id, tax_class, percent_hundredths, since, until, note };
        match self.id {
            Some(_) => tx.change(&rate)?,
            None => tx.insert(&rate)?,
        }
        Ok(rate)
    }
}
