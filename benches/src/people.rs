//! Made-up patients of the search bench: skewed names of several regions, a long tail, and
//! the ways in which desks spell and mistype them.

use std::collections::HashMap;

use clinic::patients::{Patient, Sex};
use kernel::{Door, ManualClock, RowId, Session, Timestamp};

use crate::Any;

const NAMES: &str = include_str!("../../crates/clinic/data/names.tsv");
const VILLAGES: &str = include_str!("../../crates/clinic/data/villages.tsv");
/// Other rows take ids between two patients.
const IDS_BETWEEN: u32 = 6;

pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    pub fn is(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// Few are common and many are rare.
    pub fn skewed<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let one = self.roll(1 << 20) as f64 / (1u64 << 20) as f64;
        let at = ((of.len() as f64 + 1.0).powf(one) - 1.0) as usize;
        of.get(at).or_else(|| of.last()).expect("a list has items")
    }

    pub fn any<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        of.get(self.roll(of.len())).expect("a list has items")
    }
}

#[derive(Clone)]
pub struct Person {
    pub id: RowId,
    /// The name before somebody wrote it in another way.
    pub known_as: String,
    pub given: String,
    pub family: String,
    pub village: String,
    pub phone: String,
    pub reg_no: String,
    pub local: String,
}

struct Pool {
    given: Vec<(String, String)>,
    family: Vec<(String, String)>,
}

fn pools() -> Vec<Pool> {
    let mut pools: HashMap<&str, Pool> = HashMap::new();
    for line in NAMES.lines().skip(1) {
        let mut cells = line.split('\t').map(str::trim);
        let mut next = || cells.next().unwrap_or_default();
        let (region, kind, name, local) = (next(), next(), next(), next());
        let new = || Pool { given: Vec::new(), family: Vec::new() };
        let pool = pools.entry(region).or_insert_with(new);
        let list = if kind == "family" { &mut pool.family } else { &mut pool.given };
        list.push((name.to_owned(), local.to_owned()));
    }
    let mut sorted: Vec<_> = pools.into_iter().collect();
    sorted.sort_by_key(|(region, _)| *region);
    sorted.into_iter().map(|(_, pool)| pool).collect()
}

/// Given names of the long tail are made of parts.
fn rare(dice: &mut Dice) -> String {
    const HEADS: [&str; 16] = [
        "Chandra", "Raja", "Deva", "Jaya", "Hari", "Sri", "Indra", "Maha", "Nanda", "Purna",
        "Ratna", "Satya", "Uma", "Vira", "Yoga", "Guru",
    ];
    const TAILS: [&str; 16] = [
        "kanta", "lakshmi", "mohan", "nath", "priya", "raj", "sena", "vati", "bhushan", "dutt",
        "shekhar", "murthy", "prasad", "vardhan", "latha", "swami",
    ];
    const LINKS: [&str; 8] = ["", "bala", "deep", "gopal", "sundar", "veer", "mani", "shiv"];
    let (head, tail) = (dice.any(&HEADS), dice.any(&TAILS));
    let link = format!("{}{}", dice.any(&LINKS), dice.any(&LINKS));
    format!("{head}{link}{tail}")
}

const RESPELLINGS: [(&str, &str); 14] = [
    ("ksh", "x"),
    ("sh", "s"),
    ("v", "w"),
    ("ee", "i"),
    ("oo", "u"),
    ("th", "t"),
    ("i", "ee"),
    ("dh", "d"),
    ("bh", "b"),
    ("u", "oo"),
    ("z", "j"),
    ("kh", "k"),
    ("a", "aa"),
    ("s", "sh"),
];

pub fn respelled(word: &str, dice: &mut Dice) -> String {
    let from = dice.roll(RESPELLINGS.len());
    let rules = RESPELLINGS.iter().cycle().skip(from).take(RESPELLINGS.len());
    let lower = word.to_lowercase();
    let (from, to) =
        rules.into_iter().find(|(from, _)| lower.contains(from)).unwrap_or(&("a", "a"));
    lower.replacen(from, to, 1)
}

pub fn mistyped(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    if letters.len() < 3 {
        return word.into();
    }
    let at = dice.roll(letters.len() - 1);
    let other = char::from(b'a' + dice.roll(26) as u8);
    match dice.roll(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, other),
        _ => letters.splice(at..=at, [other]).for_each(drop),
    }
    letters.into_iter().collect()
}

fn patient(
    id: RowId,
    number: i64,
    person: &Person,
    guardian: String,
    at: Timestamp,
) -> Any<Patient> {
    let blank = [
        "phone_other",
        "guardian_relation",
        "address",
        "district",
        "state_code",
        "pin",
        "language",
        "email",
        "blood_group",
        "marital_status",
        "occupation",
        "kin_name",
        "kin_relation",
        "kin_phone",
        "abha_number",
        "abha_address",
        "aadhaar_last4",
        "scheme_name",
        "scheme_id",
        "referred_by",
        "note",
    ];
    let mut row: serde_json::Map<String, serde_json::Value> =
        blank.iter().map(|field| ((*field).to_owned(), "".into())).collect();
    let name = format!("{} {}", person.given, person.family);
    for (field, value) in [
        ("id", id.to_string()),
        ("reg_no", format!("A-{number:06}")),
        ("name", name),
        ("name_local", person.local.clone()),
        ("birth_date", "1990-01-01".into()),
        ("phone", person.phone.clone()),
        ("guardian_name", guardian),
        ("village", person.village.clone()),
        ("series", "A".into()),
        ("sex", "female".into()),
    ] {
        row.insert(field.into(), value.into());
    }
    row.insert("is_birth_estimated".into(), false.into());
    row.insert("registered_at".into(), at.0.into());
    row.insert("number".into(), number.into());
    let patient: Patient = serde_json::from_value(row.into())?;
    assert_eq!(patient.sex, Sex::Female);
    Ok(patient)
}

/// So many people, registered after `from` others.
pub fn people(
    door: &Door,
    clock: &ManualClock,
    from: usize,
    count: usize,
    dice: &mut Dice,
) -> Any<Vec<Person>> {
    let pools = pools();
    let places: Vec<&str> =
        VILLAGES.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let kinds =
        ["", "", "", " Khurd", " Budruk", " Kalan", "pur", "wadi", "nagar", "gaon", "palli"];
    let villages: Vec<String> =
        (0..12_000).map(|_| format!("{}{}", dice.any(&places), dice.any(&kinds))).collect();
    let mut people = Vec::with_capacity(count);
    let program = Session::program();
    while people.len() < count {
        let batch = 2_000.min(count - people.len());
        let made = door.write(&program, |tx| {
            let mut made = Vec::new();
            for at in 0..batch {
                clock.advance_ms(60_000);
                let pool = dice.any(&pools);
                let ((given, given_local), (family, family_local)) =
                    (dice.skewed(&pool.given).clone(), dice.skewed(&pool.family).clone());
                let has_local = !given_local.is_empty() && !family_local.is_empty() && dice.is(20);
                let given = if !has_local && dice.is(22) { rare(dice) } else { given };
                let known_as = format!("{given} {family}");
                let given = if dice.is(18) { respelled(&given, dice) } else { given };
                let family = if dice.is(10) { respelled(&family, dice) } else { family };
                let father = format!("{} {family}", dice.skewed(&pool.given).0);
                for _ in 0..IDS_BETWEEN {
                    let _ = tx.new_id();
                }
                let number = (from + people.len() + at + 1) as i64;
                let person = Person {
                    id: tx.new_id(),
                    known_as,
                    given,
                    family,
                    village: dice.skewed(&villages).clone(),
                    phone: format!("{}{:09}", 6 + dice.roll(4), dice.roll(1_000_000_000)),
                    reg_no: format!("A-{number:06}"),
                    local: if has_local {
                        format!("{given_local} {family_local}")
                    } else {
                        String::new()
                    },
                };
                let guardian = if dice.is(40) { father } else { String::new() };
                let row = patient(person.id, number, &person, guardian, tx.now());
                tx.insert(&row.map_err(kernel::Error::internal)?)?;
                made.push(person);
            }
            Ok(made)
        });
        people.extend(made.map_err(|error| error.to_string())?);
    }
    Ok(people)
}
