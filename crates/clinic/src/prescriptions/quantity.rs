//! How many units a dose takes over its days. As-needed doses and local application
//! cannot be counted; somebody types those.

use documents::dose::{Amount, Dose, DoseUnit, When};
use kernel::{Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::PRESCRIPTIONS_VIEW;

/// What a teaspoon holds, in ml: spoons are dispensed from a bottle.
const SPOON_ML: u32 = 5;

/// Whole units, rounded up; none where the dose cannot tell.
pub fn quantity(dose: &Dose) -> Option<u32> {
    if matches!(
        dose.unit,
        DoseUnit::Application | DoseUnit::Drop | DoseUnit::Puff | DoseUnit::Spray
    ) {
        return None;
    }
    let days = u32::from(dose.days.unwrap_or(0));
    let quarters = |amount: &Amount| u32::from(amount.0);
    let total = match &dose.when {
        When::Taper { steps } => steps
            .iter()
            .map(|step| {
                let day = [&step.morning, &step.afternoon, &step.evening, &step.night];
                day.into_iter().map(quarters).sum::<u32>() * u32::from(step.days)
            })
            .sum(),
        When::AtOnce { amount } => quarters(amount),
        When::AsNeeded { .. } => return None,
        _ if days == 0 => return None,
        When::Slots { morning, afternoon, evening, night } => {
            [morning, afternoon, evening, night].into_iter().map(quarters).sum::<u32>() * days
        }
        When::Times { amount, per_day } => quarters(amount) * u32::from(*per_day) * days,
        When::EveryHours { amount, hours } => {
            quarters(amount) * (24 * days).div_ceil(u32::from(*hours).max(1))
        }
        When::Bedtime { amount } => quarters(amount) * days,
        When::AlternateDays { amount } => quarters(amount) * days.div_ceil(2),
        When::Weekly { amount } => quarters(amount) * days.div_ceil(7),
        When::Monthly { amount } => quarters(amount) * days.div_ceil(30),
    };
    let per_unit = if dose.unit == DoseUnit::Teaspoon { SPOON_ML } else { 1 };
    Some((total * per_unit).div_ceil(4))
}

pub fn unit_name(unit: DoseUnit) -> &'static str {
    match unit {
        DoseUnit::Tablet => "tab",
        DoseUnit::Capsule => "cap",
        DoseUnit::Ml | DoseUnit::Teaspoon => "ml",
        DoseUnit::Drop | DoseUnit::Puff | DoseUnit::Spray => "",
        DoseUnit::Sachet => "sachet",
        DoseUnit::Injection => "inj",
        DoseUnit::Unit => "units",
        DoseUnit::Application => "",
        DoseUnit::Gram => "g",
        DoseUnit::Lozenge => "lozenge",
        DoseUnit::Suppository => "suppository",
        DoseUnit::Patch => "patch",
    }
}

#[derive(Deserialize, TS)]
pub struct QuantityOf {
    pub dose: Dose,
}

#[derive(Debug, PartialEq, Serialize, TS)]
pub struct Quantity {
    /// None where somebody has to type it.
    pub quantity: Option<u32>,
    pub unit: String,
}

impl Query for QuantityOf {
    type Output = Quantity;
    const ROUTE: &'static str = "prescriptions.quantity";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;

    fn run(self, _: &Read<'_>) -> Result<Quantity> {
        Ok(Quantity { quantity: quantity(&self.dose), unit: unit_name(self.dose.unit).to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::dose_text::read;
    use super::*;

    #[test]
    fn quantity_is_worked_out_from_pattern_and_days() {
        for (text, form, count) in [
            ("1-0-1 5 days", "tablet", Some(10)),
            ("½-0-½ 7 days", "tablet", Some(7)),
            ("½ od 5 days", "tablet", Some(3)),
            ("5 ml tds 3 days", "syrup", Some(45)),
            ("1 tsp tds 3 days", "syrup", Some(45)),
            ("q6h 2 days", "tablet", Some(8)),
            ("alternate days 1 week", "tablet", Some(4)),
            ("weekly 8 weeks", "capsule", Some(8)),
            ("2-0-0 5d then 1-0-0 5d then ½-0-0 5d", "tablet", Some(18)),
            ("stat", "tablet", Some(1)),
            ("sos fever", "tablet", None),
            ("bd", "tablet", None),
            ("bd 5 days", "cream", None),
        ] {
            assert_eq!(quantity(&read(text, form).unwrap()), count, "{text}");
        }
    }
}
