use kernel::{Day, Money, Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Method;
use crate::permissions::BILLING_VIEW;

/// What a day brought in, by method: payments of bills and deposits alike.
#[derive(Deserialize, TS)]
pub struct ShowDay {
    pub day: Option<Day>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MethodTotal {
    pub method: Method,
    pub amount_paise: Money,
    pub refunds_paise: Money,
    pub count: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct DaySummary {
    pub day: Day,
    pub by_method: Vec<MethodTotal>,
    /// Received less given back.
    pub total_paise: Money,
    pub refunds_paise: Money,
    pub bills: i64,
    pub billed_paise: Money,
    /// Everything still owed, over all days.
    pub dues_paise: Money,
}

impl Query for ShowDay {
    type Output = DaySummary;
    const ROUTE: &'static str = "billing.day";
    const PERMISSION: Permission = BILLING_VIEW;

    fn run(self, read: &Read<'_>) -> Result<DaySummary> {
        summary(read, self.day.unwrap_or_else(|| read.today()))
    }
}

pub fn summary(read: &Read<'_>, day: Day) -> Result<DaySummary> {
    let text = day.to_string();
    let by_method: Vec<MethodTotal> = read.all(
        "SELECT method, sum(amount_paise) AS amount_paise, count(*) AS count,
             -sum(min(amount_paise, 0)) AS refunds_paise
         FROM (SELECT method, amount_paise FROM payment WHERE day = ?1
             UNION ALL SELECT method, amount_paise FROM deposit WHERE day = ?1)
         GROUP BY method ORDER BY method LIMIT 100",
        [&text],
    )?;
    let whole =
        |sql: &str| Ok::<_, kernel::Error>(read.value::<Money>(sql, [])?.unwrap_or_default());
    Ok(DaySummary {
        day,
        total_paise: by_method.iter().map(|method| method.amount_paise).sum(),
        refunds_paise: by_method.iter().map(|method| method.refunds_paise).sum(),
        by_method,
        bills: read.value("SELECT count(*) FROM invoice WHERE day = ?1", [&text])?.unwrap_or(0),
        billed_paise: read
            .value("SELECT coalesce(sum(total_paise), 0) FROM invoice WHERE day = ?1", [&text])?
            .unwrap_or_default(),
        dues_paise: whole("SELECT coalesce(sum(total_paise), 0) FROM invoice")?
            - whole("SELECT coalesce(sum(amount_paise), 0) FROM payment")?
            - whole("SELECT coalesce(sum(amount_paise), 0) FROM set_off")?
            - whole("SELECT coalesce(sum(amount_paise), 0) FROM credit_note")?,
    })
}
