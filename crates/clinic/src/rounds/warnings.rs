//! A look over a medicine while it is ordered: allergies of the patient, substances that are
//! already given, medicines that take two. It compares words, nothing more; no warning is no
//! proof that a drug is safe. Who orders against an allergy or a duplicate says why.

use kernel::{Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::high_risk::is_high_risk;
use super::hours::ward_hours;
use super::known::current_orders;
use super::model::WardOrder;
use crate::permissions::ROUNDS_VIEW;
use crate::prescriptions::{Line, class_of};
use crate::visits::{Allergy, allergies};
use crate::wards::Admission;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderWarningKind {
    Allergy,
    Duplicate,
    HighRisk,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OrderWarning {
    pub kind: OrderWarningKind,
    /// The substance that it is about.
    pub substance: String,
}

impl OrderWarning {
    pub fn needs_reason(&self) -> bool {
        matches!(self.kind, OrderWarningKind::Allergy | OrderWarningKind::Duplicate)
    }
}

/// What would be warned of; asked while an order is written.
#[derive(Deserialize, TS)]
pub struct CheckOrder {
    pub admission_id: RowId,
    pub drug_id: String,
    pub generic: String,
    pub brand: String,
    /// The order that would be replaced: it is no duplicate.
    pub replaces: Option<RowId>,
}

impl Query for CheckOrder {
    type Output = Vec<OrderWarning>;
    const ROUTE: &'static str = "rounds.check_order";
    const PERMISSION: Permission = ROUNDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<OrderWarning>> {
        let admission: Admission = read.get(self.admission_id)?;
        let drug = Drug { drug_id: &self.drug_id, generic: &self.generic, brand: &self.brand };
        warnings(read, &admission, &drug, self.replaces)
    }
}

pub struct Drug<'a> {
    pub drug_id: &'a str,
    pub generic: &'a str,
    pub brand: &'a str,
}

impl<'a> Drug<'a> {
    pub fn of(line: &'a Line) -> Self {
        Self { drug_id: &line.drug_id, generic: &line.generic, brand: &line.brand }
    }
}

pub fn warnings(
    read: &Read<'_>,
    admission: &Admission,
    drug: &Drug<'_>,
    replaces: Option<RowId>,
) -> Result<Vec<OrderWarning>> {
    let known = allergies(read, admission.patient_id)?;
    let mut found: Vec<OrderWarning> = allergy_hits(drug, &known)
        .into_iter()
        .map(|substance| OrderWarning { kind: OrderWarningKind::Allergy, substance })
        .collect();
    let orders = current_orders(read, admission.id)?;
    let others = orders.iter().filter(|order| Some(order.id) != replaces);
    if let Some(substance) = duplicate(drug.generic, others) {
        found.push(OrderWarning { kind: OrderWarningKind::Duplicate, substance });
    }
    if is_high_risk(drug.generic, &ward_hours(read)?) {
        let substance = drug.generic.to_owned();
        found.push(OrderWarning { kind: OrderWarningKind::HighRisk, substance });
    }
    Ok(found)
}

/// Shorter words are "acid", "of" and the like.
const LEAST_LETTERS: usize = 4;

/// Spellings of one substance brought together: sulpha and sulfa, amoxycillin and amoxicillin.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("ph", "f").replace('y', "i");
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.chars().count() >= LEAST_LETTERS).map(str::to_owned).collect()
}

/// The allergies whose substance stands in the drug's generic, brand or class.
fn allergy_hits(drug: &Drug<'_>, allergies: &[Allergy]) -> Vec<String> {
    let class = class_of(drug.drug_id, drug.generic);
    let names = words(&format!("{} {} {class}", drug.generic, drug.brand));
    let stands = |word: &String| {
        let stem = word.strip_suffix('s').unwrap_or(word);
        names.iter().any(|name| name.starts_with(stem) || stem.starts_with(name.as_str()))
    };
    allergies
        .iter()
        .filter(|allergy| words(&allergy.substance).iter().any(stands))
        .map(|allergy| allergy.substance.clone())
        .collect()
}

/// The substance that a current order also contains: paracetamol hides in many mixtures.
fn duplicate<'a>(generic: &str, mut others: impl Iterator<Item = &'a WardOrder>) -> Option<String> {
    let mine = parts(generic);
    others.find_map(|other| {
        let line = other.line.as_ref()?;
        parts(&line.generic).into_iter().find(|part| mine.contains(part))
    })
}

fn parts(generic: &str) -> Vec<String> {
    let parts = generic.split('+').map(|part| part.trim().to_lowercase());
    parts.filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::visits::Severity;

    fn allergy(substance: &str) -> Allergy {
        Allergy {
            id: RowId::NONE,
            patient_id: RowId::NONE,
            substance: substance.into(),
            reaction: String::new(),
            severity: Severity::Severe,
            noted_at: Timestamp(0),
            end_reason: String::new(),
        }
    }

    #[test]
    fn an_allergy_is_met_by_name_spelling_and_class() {
        let hit = |generic: &str, substance: &str| {
            let drug = Drug { drug_id: "", generic, brand: "" };
            !allergy_hits(&drug, &[allergy(substance)]).is_empty()
        };
        assert!(hit("Amoxicillin", "amoxycillin"));
        assert!(hit("Amoxicillin", "Penicillins"), "by its class");
        assert!(hit("Sulphasalazine", "sulfa"));
        assert!(!hit("Paracetamol", "Penicillin"));
        assert!(!hit("Azithromycin", "dust"));
    }

    #[test]
    fn a_substance_inside_a_mixture_is_a_duplicate() {
        assert_eq!(parts("Tramadol + Paracetamol"), ["tramadol", "paracetamol"]);
    }
}
