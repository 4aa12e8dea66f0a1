//! A package: one price for so many days, with what is in it; all else is charged beside it.

use kernel::{
    Command, Day, Error, Money, Permission, Query, Read, Record, Result, RowId, Rule, Tx,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::charge::{ChargeKind, SAC_INPATIENT, WardCharge, day_within};
use crate::billing::EXEMPT;
use crate::forms;
use crate::permissions::{WARDS_CHARGE, WARDS_MANAGE, WARDS_VIEW};
use crate::wards::model::Admission;
use crate::wards::places::WardClass;

const DAYS_MAX: u16 = 365;

/// What a package holds; copied into the charge, so that a package changed later changes no
/// bill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PackageTerms {
    pub days: u16,
    pub kinds: Vec<ChargeKind>,
    /// Bed days of this class alone; of any when absent.
    pub class_id: Option<RowId>,
    /// The part of the price that is the room's rent for a day: the law on room rent asks
    /// for it where it is above the threshold.
    pub room_paise: Money,
}

impl PackageTerms {
    pub fn covers(&self, since: Day, kind: ChargeKind, day: Day) -> bool {
        let passed = (day - since).num_days();
        self.kinds.contains(&kind) && (0..i64::from(self.days)).contains(&passed)
    }

    pub fn covers_bed(&self, since: Day, class_id: RowId, day: Day) -> bool {
        self.covers(since, ChargeKind::Bed, day) && self.class_id.is_none_or(|own| own == class_id)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardPackage {
    pub id: RowId,
    pub name: String,
    pub price_paise: Money,
    pub terms: PackageTerms,
    pub is_active: bool,
}

impl Record for WardPackage {
    const TABLE: &'static str = "ward_package";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct ListPackages {}

impl Query for ListPackages {
    type Output = Vec<WardPackage>;
    const ROUTE: &'static str = "wards.packages";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<WardPackage>> {
        read.all(
            "SELECT * FROM ward_package WHERE ended IS NULL
             ORDER BY is_active DESC, name, id LIMIT 500",
            [],
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SavePackage {
    pub id: Option<RowId>,
    pub name: String,
    pub price_paise: Money,
    pub terms: PackageTerms,
    pub is_active: bool,
}

impl Command for SavePackage {
    type Output = WardPackage;
    const ROUTE: &'static str = "wards.save_package";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardPackage> {
        let price = forms::amount("price_paise", self.price_paise)?;
        let mut terms = self.terms;
        if terms.days == 0 || terms.days > DAYS_MAX {
            return Err(Error::invalid("terms.days", "errors-out-of-range")
                .with("min", 1)
                .with("max", DAYS_MAX));
        }
        if let Some(class_id) = terms.class_id {
            tx.get::<WardClass>(class_id)?;
        }
        terms.room_paise = forms::amount("terms.room_paise", terms.room_paise)?;
        if Money(terms.room_paise.0.saturating_mul(i64::from(terms.days))) > price {
            return Err(Error::invalid("terms.room_paise", "errors-room-above-package"));
        }
        terms.kinds.retain(|kind| *kind != ChargeKind::Package);
        terms.kinds.sort();
        terms.kinds.dedup();
        let package = WardPackage {
            id: match self.id {
                Some(id) => id,
                None => tx.new_id(),
            },
            name: forms::required("name", &self.name)?,
            price_paise: price,
            terms,
            is_active: self.is_active,
        };
        match self.id {
            Some(_) => tx.change(&package)?,
            None => tx.insert(&package)?,
        }
        Ok(package)
    }
}

/// Puts a package on the running bill, from a day of the stay on.
#[derive(Deserialize, TS)]
pub struct ApplyPackage {
    pub admission_id: RowId,
    pub package_id: RowId,
    /// The day of admission when absent.
    pub day: Option<Day>,
}

impl Command for ApplyPackage {
    type Output = WardCharge;
    const ROUTE: &'static str = "wards.apply_package";
    const PERMISSION: Permission = WARDS_CHARGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardCharge> {
        let admission: Admission = tx.get(self.admission_id)?;
        let package: WardPackage = tx.get(self.package_id)?;
        if !package.is_active {
            return Err(Error::invalid("package_id", "errors-unknown-choice"));
        }
        let day = day_within(tx, &admission, Some(self.day.unwrap_or(admission.day)))?;
        let charge = WardCharge {
            id: tx.new_id(),
            admission_id: admission.id,
            patient_id: admission.patient_id,
            kind: ChargeKind::Package,
            description: package.name,
            service_id: None,
            doctor_id: None,
            quantity: 1,
            price_paise: package.price_paise,
            sac: SAC_INPATIENT.into(),
            tax_class: EXEMPT.into(),
            package: Some(package.terms),
            day,
            at: tx.now(),
            by: tx.session().name.clone(),
            reverses_id: None,
            reason: String::new(),
        };
        tx.insert(&charge)?;
        Ok(charge)
    }

    fn subject(charge: &WardCharge) -> Option<RowId> {
        Some(charge.admission_id)
    }
}
