//! The shipped list of generics with their common Indian brands, found while typing by
//! generic, brand or synonym, one slip of the finger forgiven.

use std::sync::OnceLock;

use kernel::{Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::PRESCRIPTIONS_VIEW;

/// Columns: generic, form, strengths, route, schedule, class, brands, usual, food, synonyms.
const DRUGS: &str = include_str!("../../data/drugs.tsv");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DrugRow {
    pub drug_id: String,
    pub generic: String,
    /// The brand that met the search, if one did.
    pub brand: String,
    pub form: String,
    pub strengths: Vec<String>,
    pub route: String,
    pub schedule: String,
    pub class: String,
    pub usual: String,
    pub food: String,
}

struct Drug {
    row: DrugRow,
    /// Lower-case generic, synonyms and brands, each with the brand that it shows.
    names: Vec<(String, &'static str)>,
}

fn drugs() -> &'static [Drug] {
    static ALL: OnceLock<Vec<Drug>> = OnceLock::new();
    ALL.get_or_init(|| DRUGS.lines().skip(1).filter_map(drug).collect())
}

fn drug(line: &'static str) -> Option<Drug> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().unwrap_or_default();
    let (generic, form, strengths, route, schedule) = (next(), next(), next(), next(), next());
    let (class, brands, usual, food, synonyms) = (next(), next(), next(), next(), next());
    if generic.is_empty() {
        return None;
    }
    let list = |text: &'static str| {
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>()
    };
    let brands = list(brands);
    let mut names = vec![(generic.to_lowercase(), "")];
    names.extend(list(synonyms).into_iter().map(|name| (name.to_lowercase(), "")));
    names.extend(brands.iter().map(|brand| (brand.to_lowercase(), *brand)));
    let row = DrugRow {
        drug_id: format!("{generic}|{form}|{route}"),
        generic: generic.into(),
        brand: String::new(),
        form: form.into(),
        strengths: list(strengths).into_iter().map(String::from).collect(),
        route: route.into(),
        schedule: schedule.into(),
        class: class.into(),
        usual: usual.into(),
        food: food.into(),
    };
    Some(Drug { row, names })
}

/// The class of a drug of the shipped list, by its row or by its generic name; empty for one
/// that was typed freely.
pub fn class_of(drug_id: &str, generic: &str) -> &'static str {
    let by_id = drugs().iter().find(|drug| drug.row.drug_id == drug_id);
    let by_name = || drugs().iter().find(|drug| drug.row.generic.eq_ignore_ascii_case(generic));
    by_id.or_else(by_name).map(|drug| drug.row.class.as_str()).unwrap_or_default()
}

#[derive(Deserialize, TS)]
pub struct FindDrug {
    pub text: String,
    pub limit: u16,
}

impl Query for FindDrug {
    type Output = Vec<DrugRow>;
    const ROUTE: &'static str = "prescriptions.find_drug";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;

    fn run(self, _: &Read<'_>) -> Result<Vec<DrugRow>> {
        Ok(find(&self.text, usize::from(self.limit.min(50))))
    }
}

/// The first word says which drug, a second one narrows the form ("para syr").
fn find(text: &str, limit: usize) -> Vec<DrugRow> {
    let text: String = text.trim().to_lowercase().chars().take(60).collect();
    if text.chars().count() < 2 {
        return Vec::new();
    }
    let mut found: Vec<((u8, bool, usize), DrugRow)> = Vec::new();
    for drug in drugs() {
        // Where both begin alike, a generic comes before the other names of another.
        let best = drug.names.iter().enumerate().filter_map(|(at, (name, brand))| {
            let class = rank(name, &drug.row.form, &text)?;
            Some(((class, at > 0, name.len()), *brand))
        });
        if let Some((rank, brand)) = best.min() {
            found.push((rank, DrugRow { brand: brand.into(), ..drug.row.clone() }));
        }
    }
    found.sort_by(|(one_rank, one), (other_rank, other)| {
        let one = (one_rank, &one.generic, form_order(&one.form));
        one.cmp(&(other_rank, &other.generic, form_order(&other.form)))
    });
    found.into_iter().take(limit).map(|(.., row)| row).collect()
}

/// Tablets are given most, then what children take.
fn form_order(form: &str) -> usize {
    let order = ["tablet", "capsule", "syrup", "suspension", "drops", "injection"];
    order.iter().position(|known| *known == form).unwrap_or(order.len())
}

fn rank(name: &str, form: &str, text: &str) -> Option<u8> {
    if name == text {
        return Some(0);
    }
    if name.starts_with(text) {
        return Some(1);
    }
    if name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(text)) {
        return Some(2);
    }
    if let Some((head, tail)) = text.rsplit_once(' ')
        && form.split_whitespace().any(|word| word.starts_with(tail))
    {
        if name.starts_with(head) {
            return Some(3);
        }
        if is_near(name, head) {
            return Some(5);
        }
    }
    is_near(name, text).then_some(4)
}

/// Whether the typed beginning is one slip away from the name's: a letter changed, left
/// out, doubled or swapped with its neighbour.
fn is_near(name: &str, typed: &str) -> bool {
    if typed.chars().count() < 4 || name.chars().next() != typed.chars().next() {
        return false;
    }
    let typed: Vec<char> = typed.chars().collect();
    let lengths = [typed.len() - 1, typed.len(), typed.len() + 1];
    let allowed = if typed.len() >= 8 { 2 } else { 1 };
    lengths.iter().any(|length| {
        let head: Vec<char> = name.chars().take(*length).collect();
        crate::distance::slips(&head, &typed) <= allowed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_400_generics_and_brands_for_100_of_them() {
        let generics: std::collections::BTreeSet<_> =
            drugs().iter().map(|drug| &drug.row.generic).collect();
        let branded: std::collections::BTreeSet<_> = drugs()
            .iter()
            .filter(|drug| drug.names.iter().any(|(_, brand)| !brand.is_empty()))
            .map(|drug| &drug.row.generic)
            .collect();
        assert!(generics.len() >= 400, "{}", generics.len());
        assert!(branded.len() >= 100, "{}", branded.len());
    }

    #[test]
    fn every_row_of_the_list_has_an_id_of_its_own() {
        let ids: std::collections::BTreeSet<_> =
            drugs().iter().map(|drug| &drug.row.drug_id).collect();
        assert_eq!(ids.len(), drugs().len());
    }

    #[test]
    fn a_drug_is_found_by_generic_brand_synonym_and_a_slip() {
        let first = |text: &str| find(text, 10).first().map(|row| row.generic.clone());
        for text in ["paracetamol", "crocin", "dolo", "pcm", "paracetmol", "parcetamol", "para tab"]
        {
            assert_eq!(first(text).as_deref(), Some("Paracetamol"), "{text}");
        }
        let by_brand = find("crocin", 1);
        assert_eq!(by_brand.first().map(|row| row.brand.as_str()), Some("Crocin"));
        assert!(find("para syr", 3).iter().all(|row| row.form != "tablet"));
        assert!(find("q", 10).is_empty());
    }
}
