use kernel::{Command, Day, Error, Money, Permission, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::package::PackageTerms;
use crate::billing::{EXEMPT, Service, classes, sac};
use crate::forms;
use crate::permissions::{BILLING_ISSUE, WARDS_CHARGE};
use crate::settings::Doctor;
use crate::wards::model::Admission;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    Bed,
    Visit,
    Procedure,
    Service,
    Medicine,
    Consumable,
    Package,
}

/// Something that was done or given, with its price: a fact. What was wrong is reversed by
/// a row that names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardCharge {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub kind: ChargeKind,
    pub description: String,
    pub service_id: Option<RowId>,
    pub doctor_id: Option<RowId>,
    pub quantity: u32,
    pub price_paise: Money,
    pub sac: String,
    pub tax_class: String,
    /// What it covers, of a package.
    pub package: Option<PackageTerms>,
    /// The day on which it was done.
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
    pub reverses_id: Option<RowId>,
    pub reason: String,
}

impl Record for WardCharge {
    const TABLE: &'static str = "ward_charge";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// Inpatient services.
pub const SAC_INPATIENT: &str = "999311";
const QUANTITY_MAX: u32 = 10_000;
const AT_ONCE_MAX: usize = 100;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, TS)]
pub struct ChargeForm {
    pub kind: ChargeKind,
    pub service_id: Option<RowId>,
    /// Whose visit it was.
    pub doctor_id: Option<RowId>,
    /// The name of the service or of the doctor when empty.
    pub description: String,
    pub quantity: u32,
    /// The price of the service or the fee of the doctor when absent.
    pub price_paise: Option<Money>,
    /// What a patient of the wards gets is exempt when absent.
    pub tax_class: Option<String>,
    /// Today when absent.
    pub day: Option<Day>,
}

#[derive(Deserialize, TS)]
pub struct AddCharges {
    pub admission_id: RowId,
    pub charges: Vec<ChargeForm>,
}

impl Command for AddCharges {
    type Output = Vec<WardCharge>;
    const ROUTE: &'static str = "wards.add_charges";
    const PERMISSION: Permission = WARDS_CHARGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Vec<WardCharge>> {
        let admission: Admission = tx.get(self.admission_id)?;
        if self.charges.is_empty() {
            return Err(Error::invalid("charges", "errors-required"));
        }
        if self.charges.len() > AT_ONCE_MAX {
            return Err(Error::invalid("charges", "errors-too-many").with("max", AT_ONCE_MAX));
        }
        let mut added = Vec::new();
        for (at, form) in self.charges.into_iter().enumerate() {
            let charge = charge(tx, &admission, form)
                .map_err(|error| error.under(format!("charges.{at}")))?;
            tx.insert(&charge)?;
            added.push(charge);
        }
        Ok(added)
    }

    fn subject(charges: &Vec<WardCharge>) -> Option<RowId> {
        charges.first().map(|charge| charge.admission_id)
    }
}

fn charge(tx: &mut Tx<'_>, admission: &Admission, form: ChargeForm) -> Result<WardCharge> {
    let service = form.service_id.map(|id| tx.get::<Service>(id)).transpose()?;
    let doctor = form.doctor_id.map(|id| tx.get::<Doctor>(id)).transpose()?;
    let known = service
        .as_ref()
        .map(|service| (service.name.clone(), service.price_paise))
        .or_else(|| doctor.as_ref().map(|d| (format!("Visit, {}", d.name), d.fee_paise)));
    if form.kind == ChargeKind::Package {
        return Err(Error::invalid("kind", "errors-unknown-choice"));
    }
    if form.quantity == 0 || form.quantity > QUANTITY_MAX {
        return Err(Error::invalid("quantity", "errors-out-of-range")
            .with("min", 1)
            .with("max", QUANTITY_MAX));
    }
    let listed = known.as_ref().map(|(_, price)| *price);
    let price = match (form.price_paise, listed) {
        (Some(price), _) => forms::amount("price_paise", price)?,
        (None, Some(listed)) => listed,
        (None, None) => return Err(Error::invalid("price_paise", "errors-required")),
    };
    forms::amount("price_paise", Money(price.0.saturating_mul(i64::from(form.quantity))))?;
    // A lower price is a discount, and that is for who makes the bills.
    if listed.is_some_and(|listed| price < listed) && !tx.session().may(BILLING_ISSUE) {
        return Err(Error::invalid("price_paise", "errors-price-listed")
            .with("price", listed.unwrap_or_default()));
    }
    let description = match form.description.trim() {
        "" => known.map(|(name, _)| name).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let tax_class = form.tax_class.unwrap_or_else(|| EXEMPT.to_owned());
    if !classes(tx)?.contains(&tax_class) {
        return Err(Error::invalid("tax_class", "errors-unknown-choice"));
    }
    let code = service.map(|service| service.sac).filter(|code| !code.is_empty());
    Ok(WardCharge {
        id: tx.new_id(),
        admission_id: admission.id,
        patient_id: admission.patient_id,
        kind: form.kind,
        description: forms::required("description", &description)?,
        service_id: form.service_id,
        doctor_id: form.doctor_id,
        quantity: form.quantity,
        price_paise: price,
        sac: sac("sac", code.as_deref().unwrap_or(SAC_INPATIENT))?,
        tax_class,
        package: None,
        day: day_within(tx, admission, form.day)?,
        at: tx.now(),
        by: tx.session().name.clone(),
        reverses_id: None,
        reason: String::new(),
    })
}

/// A day of the stay: not before it, not after it, not still to come.
pub fn day_within(tx: &Tx<'_>, admission: &Admission, day: Option<Day>) -> Result<Day> {
    let today = tx.today();
    let last = admission.discharged_at.map_or(today, |at| at.day(tx.zone())).min(today);
    let day = day.unwrap_or(last);
    if day < admission.day || day > last {
        return Err(Error::invalid("day", "errors-day-of-stay")
            .with("since", admission.day.format("%d-%b-%Y"))
            .with("until", last.format("%d-%b-%Y")));
    }
    Ok(day)
}

/// Takes a charge back. Both stay in sight of who looks for them.
#[derive(Deserialize, TS)]
pub struct ReverseCharge {
    pub charge_id: RowId,
    pub reason: String,
}

impl Command for ReverseCharge {
    type Output = WardCharge;
    const ROUTE: &'static str = "wards.reverse_charge";
    const PERMISSION: Permission = WARDS_CHARGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardCharge> {
        let wrong: WardCharge = tx.get(self.charge_id)?;
        let reversed: Option<RowId> = tx.value(
            "SELECT id FROM ward_charge WHERE admission_id = ?1 AND reverses_id = ?2
             ORDER BY id LIMIT 1",
            [wrong.admission_id, wrong.id],
        )?;
        if wrong.reverses_id.is_some() || reversed.is_some() {
            return Err(Error::conflict("errors-charge-reversed"));
        }
        let billed = super::facts::bills(tx, wrong.admission_id)?;
        if billed.iter().any(|bill| bill.charges.contains(&wrong.id)) {
            return Err(Error::conflict("errors-charge-billed"));
        }
        let reason = forms::required("reason", &self.reason)?;
        let reversal = WardCharge {
            id: tx.new_id(),
            reverses_id: Some(wrong.id),
            reason,
            at: tx.now(),
            by: tx.session().name.clone(),
            ..wrong
        };
        tx.insert(&reversal)?;
        Ok(reversal)
    }

    fn subject(charge: &WardCharge) -> Option<RowId> {
        Some(charge.admission_id)
    }
}
