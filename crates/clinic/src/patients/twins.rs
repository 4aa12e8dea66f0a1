//! One person registered at two desks that did not see each other. At registration a like
//! record stops the form; these pairs came together later. They are noticed when either row
//! comes or changes, and judged anew from the rows whenever they are asked for.

use kernel::{Day, Read, Result, RowId, Timestamp};
use rusqlite::params;
use serde::Deserialize;

use super::apart::are_apart;
use super::blind::{self, By};
use super::link::linked;
use super::model::Sex;
use super::search;
use crate::age;

/// More than so many behind one phone or born on one day are not compared.
const NEAR_MAX: i64 = 500;
const TWINS_MAX: i64 = 500;
/// A guessed age and the true one lie hardly farther apart: a father and his son often share
/// a phone and, but for an initial, a name.
const YEARS_APART_MAX: u32 = 10;

#[derive(Clone, Debug, Deserialize)]
struct Known {
    id: RowId,
    name: String,
    sex: Sex,
    birth_date: Day,
    is_birth_estimated: bool,
    phone: String,
    series: String,
    registered_at: Timestamp,
}

const KNOWN: &str = "SELECT id, name, sex, birth_date, is_birth_estimated, phone, series,
    registered_at FROM patient";

/// Two records that may be of one person; `one` was registered first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    pub one: RowId,
    pub other: RowId,
    /// Message ids of the reasons.
    pub why: Vec<&'static str>,
    /// When the second record was made.
    pub at: Timestamp,
}

/// Called after every change of a patient, here or received, inside its transaction.
pub(super) fn notice(read: &Read<'_>, row: RowId) -> Result<()> {
    if is_alone(read)? {
        return Ok(());
    }
    let Some(one) = known(read, row)? else { return Ok(()) };
    let mut near: Vec<Known> = Vec::new();
    if !one.phone.is_empty() {
        let sql = format!(
            "{KNOWN} WHERE id IN (SELECT patient_id FROM patient_blind WHERE token = ?1)
                 AND ended IS NULL ORDER BY id LIMIT {NEAR_MAX}"
        );
        near.extend(read.all(&sql, [blind::token(read, By::Phone, &one.phone)])?);
    }
    if !one.is_birth_estimated {
        // Hundreds are written down as born on the first of January: whoever cannot be a twin
        // is passed by before a cell is opened.
        let sql = format!(
            "SELECT * FROM ({KNOWN} WHERE birth_date = ?1 AND is_birth_estimated = 0
                 AND ended IS NULL ORDER BY id LIMIT {NEAR_MAX})
             WHERE sex = (SELECT sex FROM patient WHERE id = ?2)
                 AND substr(series, 1, instr(series || '/', '/') - 1) <> ?3"
        );
        let born = params![one.birth_date.to_string(), one.id, desk_of(&one.series)];
        near.extend(read.all(&sql, born)?);
    }
    for other in near.iter().filter(|other| !reasons(&one, other).is_empty()) {
        read.conn()
            .prepare_cached("INSERT OR IGNORE INTO patient_twin VALUES (?1, ?2)")?
            .execute([one.id.min(other.id), one.id.max(other.id)])?;
    }
    Ok(())
}

/// Whether one log alone was ever written or taken in here: nobody else registers.
fn is_alone(read: &Read<'_>) -> Result<bool> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM log LIMIT 2)";
    Ok(read.conn().prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0))? <= 1)
}

fn desk_of(series: &str) -> &str {
    series.split_once('/').map_or(series, |(desk, _)| desk)
}

/// Every pair that nobody has linked or told apart.
pub fn twins(read: &Read<'_>) -> Result<Vec<Twins>> {
    let sql = format!(
        "SELECT one_id AS one, other_id AS other FROM patient_twin
         ORDER BY one_id DESC, other_id DESC LIMIT {TWINS_MAX}"
    );
    #[derive(Deserialize)]
    struct Pair {
        one: RowId,
        other: RowId,
    }
    let mut found = Vec::new();
    for pair in read.all::<Pair>(&sql, [])? {
        let (Some(one), Some(other)) = (known(read, pair.one)?, known(read, pair.other)?) else {
            continue;
        };
        let why = reasons(&one, &other);
        let is_answered = why.is_empty()
            || are_apart(read, one.id, other.id)?
            || linked(read, one.id)?.contains(&other.id);
        if is_answered {
            continue;
        }
        let is_later = (one.registered_at, one.id) > (other.registered_at, other.id);
        let (first, second) = if is_later { (other, one) } else { (one, other) };
        found.push(Twins { one: first.id, other: second.id, why, at: second.registered_at });
    }
    Ok(found)
}

fn known(read: &Read<'_>, id: RowId) -> Result<Option<Known>> {
    read.one(&format!("{KNOWN} WHERE id = ?1 AND ended IS NULL LIMIT 1"), [id])
}

/// Why two records may be of one person; empty where they are not, or of one desk, which
/// was asked when it registered the second.
fn reasons(one: &Known, other: &Known) -> Vec<&'static str> {
    let is_one_desk = desk_of(&one.series) == desk_of(&other.series);
    if one.id == other.id || is_one_desk || one.sex != other.sex {
        return Vec::new();
    }
    let (early, late) =
        (one.birth_date.min(other.birth_date), one.birth_date.max(other.birth_date));
    let is_near = age::years(early, late) <= YEARS_APART_MAX;
    let has_same_phone = !one.phone.is_empty() && one.phone == other.phone && is_near;
    let are_sure = !one.is_birth_estimated && !other.is_birth_estimated;
    let has_same_birth = are_sure && one.birth_date == other.birth_date;
    if !(has_same_phone || has_same_birth) || !search::is_like(&one.name, &other.name) {
        return Vec::new();
    }
    let mut why = vec!["duplicate-name"];
    why.extend(has_same_phone.then_some("duplicate-phone"));
    why.extend(has_same_birth.then_some("duplicate-birth-date"));
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(id: u8, name: &str, birth: &str, series: &str) -> Known {
        Known {
            id: RowId([id; 16]),
            name: name.into(),
            sex: Sex::Female,
            birth_date: birth.parse().unwrap(),
            is_birth_estimated: false,
            phone: "9876543210".into(),
            series: series.into(),
            registered_at: Timestamp(0),
        }
    }

    #[test]
    fn only_records_of_two_desks_are_twins() {
        let asha = known(1, "Asha Rao", "1990-05-01", "A/26");
        let again = known(2, "Aasha Rao", "1991-05-01", "B/26");
        assert_eq!(reasons(&asha, &again), ["duplicate-name", "duplicate-phone"]);
        let same_desk = Known { series: "A/27".into(), ..again.clone() };
        assert!(reasons(&asha, &same_desk).is_empty(), "the form has asked already");
        let born = Known { phone: String::new(), ..known(3, "Asha Rao", "1990-05-01", "C") };
        assert_eq!(reasons(&asha, &born), ["duplicate-name", "duplicate-birth-date"]);
    }

    #[test]
    fn a_family_behind_one_phone_is_no_twin() {
        let mother = known(1, "Asha Rao", "1960-05-01", "A");
        let daughter = known(2, "Asha K Rao", "1990-05-01", "B");
        assert!(reasons(&mother, &daughter).is_empty());
        let sister = known(3, "Lata Rao", "1961-05-01", "B");
        assert!(reasons(&mother, &sister).is_empty());
        let guessed = Known { is_birth_estimated: true, phone: String::new(), ..mother.clone() };
        let other = Known { id: RowId([9; 16]), series: "B".into(), ..guessed.clone() };
        assert!(reasons(&guessed, &other).is_empty(), "a guessed day of birth says nothing");
    }
}
