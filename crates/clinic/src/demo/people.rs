//! Made-up people: names of one region and language in each family, common names far more
//! often than rare ones, a phone for a household, somebody who answers for a child.

use std::sync::OnceLock;

use super::dice::Dice;
use crate::age::Age;
use crate::patients::{PatientForm, Sex};

const NAMES: &str = include_str!("../../data/names.tsv");
const VILLAGES: &str = include_str!("../../data/villages.tsv");

/// The demo clinic stands near Pune.
const STATE: (&str, &str) = ("Maharashtra", "27");
const DISTRICT: &str = "Pune";
/// Regions with their share in a hundred, and the language of the prescription.
const REGIONS: [(&str, u32, &str); 8] = [
    ("marathi", 60, "mr"),
    ("hindi", 16, "hi"),
    ("muslim", 11, "hi"),
    ("gujarati", 4, "gu"),
    ("kannada", 3, "kn"),
    ("telugu", 3, "te"),
    ("malayali", 2, "ml"),
    ("punjabi", 1, "pa"),
];
const OCCUPATIONS: [&str; 8] =
    ["Farmer", "Driver", "Teacher", "Shopkeeper", "Tailor", "Mason", "Clerk", "Student"];

struct Name {
    region: &'static str,
    kind: &'static str,
    name: &'static str,
    local: &'static str,
    weight: u32,
}

struct Place {
    place: &'static str,
    district: &'static str,
    pin: &'static str,
}

fn names() -> &'static [Name] {
    static ALL: OnceLock<Vec<Name>> = OnceLock::new();
    ALL.get_or_init(|| {
        let name = |line: &'static str| {
            let mut cells = line.split('\t').map(str::trim);
            let mut next = || cells.next().unwrap_or_default();
            let (region, kind, name, local) = (next(), next(), next(), next());
            let common: u32 = next().parse().unwrap_or(1);
            // Squared, so that a few names are borne by very many.
            Name { region, kind, name, local, weight: common * common }
        };
        NAMES.lines().skip(1).map(name).collect()
    })
}

fn places() -> &'static [Place] {
    static ALL: OnceLock<Vec<Place>> = OnceLock::new();
    ALL.get_or_init(|| {
        let cells = VILLAGES.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let place = |cells: Vec<&'static str>| match cells[..] {
            [place, district, state, pin] if state == STATE.0 => {
                Some(Place { place, district, pin })
            }
            _ => None,
        };
        cells.filter_map(place).collect()
    })
}

/// People of one roof: they share the family name, the village and the phone.
#[derive(Clone)]
pub struct Household {
    region: &'static str,
    pub language: &'static str,
    family: &'static str,
    family_local: &'static str,
    head: &'static str,
    phone: String,
    village: &'static str,
    district: &'static str,
    pin: String,
}

impl Household {
    pub fn new(dice: &mut Dice) -> Self {
        let found = dice.weighed(&REGIONS, |(_, share, _)| *share);
        let (region, _, language) = *found.unwrap_or(&("marathi", 0, "mr"));
        let family = name(dice, region, "family");
        let home = |place: &Place| if place.district == DISTRICT { 20 } else { 1 };
        let place = dice.weighed(places(), home);
        Self {
            region,
            language,
            family: family.map(|family| family.name).unwrap_or("Patil"),
            family_local: family.map(|family| family.local).unwrap_or_default(),
            head: name(dice, region, "given_m").map(|name| name.name).unwrap_or("Ramesh"),
            phone: format!("9{:09}", dice.roll(1_000_000_000)),
            village: place.map(|place| place.place).unwrap_or_default(),
            district: place.map(|place| place.district).unwrap_or_default(),
            pin: place
                .map(|place| format!("{}{:03}", place.pin, dice.roll(90)))
                .unwrap_or_default(),
        }
    }
}

fn name(dice: &mut Dice, region: &str, kind: &str) -> Option<&'static Name> {
    let fits = |name: &Name| name.region == region && name.kind == kind;
    dice.weighed(names(), |name| if fits(name) { name.weight } else { 0 })
}

/// Years, months and days, as a clinic of families sees them.
fn age(dice: &mut Dice) -> Age {
    let years = match dice.roll(100) {
        0..4 => 0,
        4..13 => dice.between(1, 4),
        13..27 => dice.between(5, 17),
        27..63 => dice.between(18, 40),
        63..86 => dice.between(41, 60),
        _ => dice.between(61, 88),
    };
    let years = u32::try_from(years).unwrap_or(30);
    Age { years, months: 1 + dice.roll(11), days: dice.roll(28) }
}

pub struct Person {
    pub form: PatientForm,
    pub years: u32,
    pub language: &'static str,
}

pub fn person(dice: &mut Dice, home: &Household) -> Person {
    let age = age(dice);
    let sex = if dice.is(52) { Sex::Female } else { Sex::Male };
    let kind = if sex == Sex::Female { "given_f" } else { "given_m" };
    let given = name(dice, home.region, kind);
    let local = given.map(|given| given.local).unwrap_or_default();
    let has_local = !local.is_empty() && !home.family_local.is_empty();
    let is_minor = age.years < 18;
    let is_wife = sex == Sex::Female && age.years >= 24;
    let is_head = given.is_some_and(|given| given.name == home.head);
    let guardian = match is_minor || (is_wife && dice.is(60)) {
        true if is_head => name(dice, home.region, "given_f").map_or("Asha", |name| name.name),
        true => home.head,
        false => "",
    };
    let relation = match (guardian, is_minor) {
        ("", _) => "",
        (_, true) if is_head => "mother",
        (_, true) => "father",
        (_, false) => "husband",
    };
    let full = |given: &str| format!("{given} {}", home.family);
    let text = |text: &str| text.to_owned();
    let occupation = match age.years {
        0..4 => "",
        4..18 => "Student",
        _ => dice.any(&OCCUPATIONS).copied().unwrap_or_default(),
    };
    let blood = ["", "", "", "O+", "B+", "A+", "AB+", "O-"];
    let form = PatientForm {
        name: full(given.map(|given| given.name).unwrap_or("Asha")),
        name_local: if has_local { format!("{local} {}", home.family_local) } else { text("") },
        sex: Some(sex),
        birth_date: None,
        age: Some(age),
        phone: if age.years < 75 || dice.is(50) { home.phone.clone() } else { text("") },
        phone_other: text(""),
        guardian_name: if guardian.is_empty() { text("") } else { full(guardian) },
        guardian_relation: text(relation),
        address: format!("House {}", dice.between(1, 400)),
        village: text(home.village),
        district: text(home.district),
        state_code: text(STATE.1),
        pin: home.pin.clone(),
        language: text(home.language),
        email: text(""),
        blood_group: text(dice.any(&blood).copied().unwrap_or_default()),
        marital_status: text(if age.years >= 26 { "married" } else { "" }),
        occupation: text(occupation),
        kin_name: text(""),
        kin_relation: text(""),
        kin_phone: text(""),
        abha_number: text(""),
        abha_address: text(""),
        aadhaar_last4: text(""),
        scheme_name: text(""),
        scheme_id: text(""),
        referred_by: text(""),
        note: text(""),
    };
    Person { form, years: age.years, language: home.language }
}
