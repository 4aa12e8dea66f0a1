use kernel::{Command, Error, Money, Permission, Query, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::tax::classes;
use crate::forms;
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

/// Something that the clinic charges for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Service {
    pub id: RowId,
    pub code: String,
    pub name: String,
    pub grp: String,
    /// Services accounting code of the GST law.
    pub sac: String,
    pub price_paise: Money,
    pub tax_class: String,
    pub is_active: bool,
}

impl Record for Service {
    const TABLE: &'static str = "service";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct ListServices {}

impl Query for ListServices {
    type Output = Vec<Service>;
    const ROUTE: &'static str = "billing.services";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Service>> {
        read.all(
            "SELECT * FROM service WHERE ended IS NULL
             ORDER BY is_active DESC, grp, name, id LIMIT 5000",
            [],
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveService {
    pub id: Option<RowId>,
    pub code: String,
    pub name: String,
    pub grp: String,
    pub sac: String,
    pub price_paise: Money,
    pub tax_class: String,
    pub is_active: bool,
}

impl Command for SaveService {
    type Output = Service;
    const ROUTE: &'static str = "billing.save_service";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Service> {
        let service = Service {
            id: match self.id {
                Some(id) => id,
                None => tx.new_id(),
            },
            code: forms::optional("code", &self.code)?,
            name: forms::required("name", &self.name)?,
            grp: forms::optional("grp", &self.grp)?,
            sac: sac("sac", &self.sac)?,
            price_paise: forms::amount("price_paise", self.price_paise)?,
            tax_class: self.tax_class,
            is_active: self.is_active,
        };
        if !classes(tx)?.contains(&service.tax_class) {
            return Err(Error::invalid("tax_class", "errors-unknown-choice"));
        }
        match self.id {
            Some(_) => tx.change(&service)?,
            None => tx.insert(&service)?,
        }
        Ok(service)
    }
}

/// Four to eight digits, or empty.
pub fn sac(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    let is_code = (4..=8).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    if text.is_empty() || is_code {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid(field, "errors-sac"))
    }
}
