//! The running bill: a pure function of the facts of a stay, whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Offset, TimeZone};
use kernel::{Day, Money, RowId, Timestamp, Zone};
use serde::Serialize;
use ts_rs::TS;

use super::bed_days::{Away, BedDay, Spell, bed_days};
use super::charge::{ChargeKind, SAC_INPATIENT, WardCharge};
use super::final_bill::WardBill;
use super::room_tax::{RoomTax, tax_class};
use crate::billing::BillLineForm;
use crate::wards::model::{BedStay, PatientLeave};
use crate::wards::places::{Tariff, WardClass};
use crate::wards::rules::WardRules;

/// Everything that a running bill is made of. No list has an order that matters.
#[derive(Clone, Debug)]
pub struct Facts {
    pub rules: WardRules,
    pub zone: Zone,
    pub classes: Vec<WardClass>,
    pub tariffs: Vec<Tariff>,
    pub taxes: Vec<RoomTax>,
    pub stays: Vec<BedStay>,
    /// Those of them that another holds: nobody lay there.
    pub lost: Vec<RowId>,
    pub leaves: Vec<PatientLeave>,
    pub charges: Vec<WardCharge>,
    /// Bills that were made and not taken back.
    pub bills: Vec<WardBill>,
    /// Until when beds are charged: discharge, or now.
    pub until: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BillLine {
    pub kind: ChargeKind,
    /// The charge; none for bed days, which are worked out.
    pub charge_id: Option<RowId>,
    pub day: Day,
    pub until: Day,
    pub description: String,
    pub service_id: Option<RowId>,
    pub doctor_id: Option<RowId>,
    pub quantity: u32,
    pub price_paise: Money,
    pub amount_paise: Money,
    pub sac: String,
    pub tax_class: String,
    /// In a package: listed, and not charged.
    pub is_covered: bool,
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RunningBill {
    pub until: Timestamp,
    /// By kind and day. What is billed is not among them.
    pub lines: Vec<BillLine>,
    pub total_paise: Money,
    /// Message ids.
    pub warnings: Vec<&'static str>,
}

/// The charges, bed days and packages that no bill has taken in.
pub fn running_bill(facts: &Facts) -> RunningBill {
    let reversed: BTreeSet<RowId> =
        facts.charges.iter().filter_map(|charge| charge.reverses_id).collect();
    let mut charges: Vec<&WardCharge> = facts
        .charges
        .iter()
        .filter(|charge| charge.reverses_id.is_none() && !reversed.contains(&charge.id))
        .collect();
    charges.sort_by_key(|charge| (charge.kind, charge.day, charge.at, charge.id));
    let packages: Vec<&WardCharge> =
        charges.iter().filter(|charge| charge.package.is_some()).copied().collect();
    let billed: BTreeSet<RowId> =
        facts.bills.iter().flat_map(|bill| bill.charges.iter().copied()).collect();
    let mut lines = bed_lines(facts, &packages);
    for charge in charges.iter().filter(|charge| !billed.contains(&charge.id)) {
        lines.extend(charge_lines(facts, charge, &packages));
    }
    lines.sort_by_key(|line| (line.kind, line.day));
    let mut warnings = Vec::new();
    if facts.stays.iter().any(|stay| facts.tariffs.iter().all(|t| t.class_id != stay.class_id)) {
        warnings.push("warning-no-tariff");
    }
    RunningBill {
        until: facts.until,
        total_paise: lines.iter().map(|line| line.amount_paise).sum(),
        lines,
        warnings,
    }
}

/// Minutes of the clinic's own wall.
fn wall(zone: Zone, at: Timestamp) -> i64 {
    let local = zone.from_utc_datetime(&at.utc().naive_utc());
    let offset = i64::from(local.offset().fix().local_minus_utc());
    (at.0.div_euclid(1000) + offset).div_euclid(60)
}

fn date(minutes: i64) -> Day {
    Day::default() + chrono::Duration::days(minutes.div_euclid(24 * 60))
}

/// The rent of a class on a day; the oldest tariff for a day before all of them.
fn rent(tariffs: &[Tariff], class_id: RowId, day: Day) -> Money {
    let of_class = || tariffs.iter().filter(|tariff| tariff.class_id == class_id);
    let holds = of_class().filter(|t| t.since <= day).max_by_key(|t| (t.since, t.id));
    holds
        .or_else(|| of_class().min_by_key(|t| (t.since, t.id)))
        .map_or(Money::ZERO, |tariff| tariff.rent_paise)
}

fn charged_days(facts: &Facts) -> Vec<BedDay> {
    let spells: Vec<Spell> = facts
        .stays
        .iter()
        .filter(|stay| !facts.lost.contains(&stay.id) && stay.from_at <= facts.until)
        .map(|stay| Spell {
            class_id: stay.class_id,
            from: wall(facts.zone, stay.from_at),
            until: wall(facts.zone, stay.until_at.map_or(facts.until, |at| at.min(facts.until))),
        })
        .collect();
    let leaves: Vec<Away> = facts
        .leaves
        .iter()
        .map(|leave| Away {
            from: wall(facts.zone, leave.from_at),
            until: wall(facts.zone, leave.until_at.unwrap_or(facts.until)),
        })
        .collect();
    let price = |class: RowId, day: i64| rent(&facts.tariffs, class, date(day * 24 * 60));
    let mut days = bed_days(&facts.rules, &spells, &leaves, &price);
    // What a bill took in stays as it was billed, whatever the rules are now.
    if let Some(billed) = facts.bills.iter().map(|bill| bill.beds_until).max() {
        let billed = wall(facts.zone, billed);
        days.retain(|day| day.from >= billed);
    }
    days
}

/// Bed days in lines: those after one another that cost the same are one.
fn bed_lines(facts: &Facts, packages: &[&WardCharge]) -> Vec<BillLine> {
    let classes: BTreeMap<RowId, &WardClass> =
        facts.classes.iter().map(|class| (class.id, class)).collect();
    let mut lines: Vec<(BedDay, BillLine)> = Vec::new();
    for bed_day in charged_days(facts) {
        let day = date(bed_day.from);
        let class = classes.get(&bed_day.class_id);
        let is_covered = packages.iter().any(|charge| {
            let terms = charge.package.as_ref();
            terms.is_some_and(|t| t.covers_bed(charge.day, bed_day.class_id, day))
        });
        let is_critical = class.is_some_and(|class| class.is_critical_care);
        let tax_class = tax_class(&facts.taxes, is_critical, bed_day.rent, day);
        let until = date(bed_day.until.max(bed_day.from + 1) - 1);
        if let Some((last, line)) = lines.last_mut() {
            let is_same = (last.class_id, last.rent, last.halves, last.percent)
                == (bed_day.class_id, bed_day.rent, bed_day.halves, bed_day.percent);
            if is_same && line.is_covered == is_covered && line.tax_class == tax_class {
                line.quantity += 1;
                line.until = until;
                continue;
            }
        }
        let name = class.map(|class| class.name.clone()).unwrap_or_default();
        let half = if bed_day.halves == 1 { ", half day" } else { "" };
        let leave = if bed_day.percent < 100 { ", on leave" } else { "" };
        let line = BillLine {
            kind: ChargeKind::Bed,
            charge_id: None,
            day,
            until,
            description: format!("{name}{half}{leave}"),
            service_id: None,
            doctor_id: None,
            quantity: 1,
            price_paise: bed_day.amount(),
            amount_paise: Money::ZERO,
            sac: SAC_INPATIENT.into(),
            tax_class,
            is_covered,
            by: String::new(),
        };
        lines.push((bed_day, line));
    }
    let whole = |(_, mut line): (BedDay, BillLine)| {
        let range = match line.day == line.until {
            true => line.day.format("%d-%b").to_string(),
            false => format!("{} to {}", line.day.format("%d-%b"), line.until.format("%d-%b")),
        };
        line.description = format!("{}, {range}", line.description);
        line.amount_paise = amount(line.price_paise, line.quantity, line.is_covered);
        line
    };
    lines.into_iter().map(whole).collect()
}

fn amount(price: Money, quantity: u32, is_covered: bool) -> Money {
    if is_covered { Money::ZERO } else { Money(price.0.saturating_mul(i64::from(quantity))) }
}

fn charge_lines(facts: &Facts, charge: &WardCharge, packages: &[&WardCharge]) -> Vec<BillLine> {
    let is_covered = charge.kind != ChargeKind::Package
        && packages.iter().any(|package| {
            let terms = package.package.as_ref();
            terms.is_some_and(|terms| terms.covers(package.day, charge.kind, charge.day))
        });
    let line = BillLine {
        kind: charge.kind,
        charge_id: Some(charge.id),
        day: charge.day,
        until: charge.day,
        description: charge.description.clone(),
        service_id: charge.service_id,
        doctor_id: charge.doctor_id,
        quantity: charge.quantity,
        price_paise: charge.price_paise,
        amount_paise: amount(charge.price_paise, charge.quantity, is_covered),
        sac: charge.sac.clone(),
        tax_class: charge.tax_class.clone(),
        is_covered,
        by: charge.by.clone(),
    };
    match room_of_package(facts, charge) {
        Some(room) => {
            let rest = line.amount_paise - room.amount_paise;
            vec![BillLine { price_paise: rest, amount_paise: rest, ..line }, room]
        }
        None => vec![line],
    }
}

/// The room's part of a package, where the law taxes it: the rest stays exempt.
fn room_of_package(facts: &Facts, charge: &WardCharge) -> Option<BillLine> {
    let terms = charge.package.as_ref()?;
    let critical = |id: RowId| facts.classes.iter().any(|c| c.id == id && c.is_critical_care);
    let is_critical = terms.class_id.is_some_and(critical);
    let tax_class = tax_class(&facts.taxes, is_critical, terms.room_paise, charge.day);
    if tax_class == charge.tax_class {
        return None;
    }
    let quantity = u32::from(terms.days);
    Some(BillLine {
        kind: ChargeKind::Package,
        charge_id: Some(charge.id),
        day: charge.day,
        until: charge.day,
        description: format!("{}, room rent", charge.description),
        service_id: None,
        doctor_id: None,
        quantity,
        price_paise: terms.room_paise,
        amount_paise: amount(terms.room_paise, quantity, false),
        sac: SAC_INPATIENT.into(),
        tax_class,
        is_covered: false,
        by: charge.by.clone(),
    })
}

/// From this many lines on, medicines and consumables are one line a tax class; the
/// statement lists them.
const LINES_SHOWN: usize = 120;

/// The lines of the bill: the same thing at the same price is one line.
pub fn bill_lines(running: &RunningBill) -> Vec<BillLineForm> {
    let lines = grouped(running, false);
    if lines.len() <= LINES_SHOWN { lines } else { grouped(running, true) }
}

fn grouped(running: &RunningBill, is_short: bool) -> Vec<BillLineForm> {
    let mut forms: Vec<(ChargeKind, BillLineForm)> = Vec::new();
    for line in running.lines.iter().filter(|line| !line.is_covered) {
        let together = match line.kind {
            ChargeKind::Medicine if is_short => Some("Medicines"),
            ChargeKind::Consumable if is_short => Some("Consumables"),
            _ => None,
        };
        let form = BillLineForm {
            service_id: line.service_id.filter(|_| together.is_none()),
            doctor_id: line.doctor_id,
            description: together.map_or_else(|| line.description.clone(), str::to_owned),
            sac: line.sac.clone(),
            quantity: line.quantity,
            price_paise: line.price_paise,
            discount_paise: Money::ZERO,
            tax_class: line.tax_class.clone(),
        };
        let known = forms.iter_mut().find(|(kind, known)| {
            let is_same = (&known.description, &known.tax_class, &known.sac, known.doctor_id)
                == (&form.description, &form.tax_class, &form.sac, form.doctor_id);
            let is_price = together.is_some() || known.price_paise == form.price_paise;
            *kind == line.kind && is_same && is_price && line.kind != ChargeKind::Bed
        });
        match known {
            Some((_, known)) if together.is_some() => {
                known.price_paise += line.amount_paise;
            }
            Some((_, known)) => known.quantity += form.quantity,
            None if together.is_some() => {
                let whole = BillLineForm { quantity: 1, price_paise: line.amount_paise, ..form };
                forms.push((line.kind, whole));
            }
            None => forms.push((line.kind, form)),
        }
    }
    forms.into_iter().map(|(_, form)| form).collect()
}

#[cfg(test)]
#[path = "running_tests.rs"]
mod tests;
