//! What people do at a desk: small transactions on the toy's tables, some of several ops, a
//! few that fail half way.

use kernel::{Error, Random, Read, Result, RowId, Session, Timestamp, Tx};

use crate::desk::Desk;
use crate::dice::Dice;
use crate::oracle::{Edit, Key, Moved, Oracle, Print, ops_from};
use crate::readers::{self, Shut};
use crate::toy::{
    CANARY, Invoice, Link, Movement, Note, OlderPatient, Patient, Payment, Photo, Reading,
    Referral, Stay,
};
use crate::{CLINIC, carry};

/// What an act leaves for the oracle beside its ops; `op` counts from the first of them.
enum Left {
    Nothing,
    Edit { row: RowId, over: String, value: String },
    Print { series: String, number: i64, row: RowId },
    Moved { item: i64, quantity: i64 },
    Photo { row: RowId },
    Note { row: RowId, text: String },
}

const BEDS: i64 = 6;
const ITEMS: i64 = 5;

fn some(read: &Read<'_>, table: &str, dice: &mut Dice) -> Result<Option<RowId>> {
    let count: i64 = read.value(&format!("SELECT count(*) FROM {table}"), [])?.unwrap_or(0);
    if count == 0 {
        return Ok(None);
    }
    // Mostly those of late, so that desks meet on one row.
    let newest = dice.one_in(3);
    let at = if newest {
        dice.below(4.min(count.unsigned_abs()))
    } else {
        dice.below(count.unsigned_abs())
    };
    let sql = format!("SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET ?1");
    read.value(&sql, [at.cast_signed()])
}

fn next(read: &Read<'_>, table: &str, series: &str) -> Result<i64> {
    let sql = format!("SELECT max(number) FROM {table} WHERE series = ?1");
    let last: Option<i64> = read.value::<Option<i64>>(&sql, [series])?.flatten();
    Ok(last.unwrap_or(0).max(read.kept_number(table, series)?) + 1)
}

fn register(tx: &mut Tx<'_>, dice: &mut Dice, is_older: bool) -> Result<Left> {
    let (id, series) = (tx.new_id(), tx.desk());
    let number = next(tx, "patient", &series)?;
    let name = format!("{CANARY} {:x}", dice.next());
    let (phone, allergy) = (format!("first {:x}", dice.next()), "none known".to_owned());
    let village = dice.one_in(2).then(|| format!("village {}", dice.below(9)));
    if is_older {
        tx.insert(&OlderPatient { id, name, phone, allergy, series: series.clone(), number })?;
    } else {
        let series = series.clone();
        tx.insert(&Patient { id, name, phone, allergy, series, number, village })?;
    }
    Ok(Left::Print { series, number, row: id })
}

fn edit(tx: &mut Tx<'_>, dice: &mut Dice, is_older: bool) -> Result<Left> {
    let Some(row) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let value = format!("p{:x}", dice.next());
    let over = match is_older {
        true => {
            let mut patient: OlderPatient = tx.get(row)?;
            let over = std::mem::replace(&mut patient.phone, value.clone());
            tx.change(&patient)?;
            over
        }
        false => {
            let mut patient: Patient = tx.get(row)?;
            let over = std::mem::replace(&mut patient.phone, value.clone());
            tx.change(&patient)?;
            over
        }
    };
    Ok(Left::Edit { row, over, value })
}

/// A cautious field, and one that the older program does not know.
fn edit_cautious(tx: &mut Tx<'_>, dice: &mut Dice, is_older: bool) -> Result<Left> {
    let Some(row) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let allergy = format!("allergy {:x}", dice.next() >> dice.below(60));
    if is_older {
        let patient: OlderPatient = tx.get(row)?;
        tx.change(&OlderPatient { allergy, ..patient })?;
    } else {
        let patient: Patient = tx.get(row)?;
        let village = dice.one_in(2).then(|| format!("village {}", dice.below(9)));
        tx.change(&Patient { allergy, village, ..patient })?;
    }
    Ok(Left::Nothing)
}

fn reading(tx: &mut Tx<'_>, dice: &mut Dice, count: u64) -> Result<Left> {
    let Some(patient) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let batch = (count > 1).then(|| tx.new_id());
    for _ in 0..count {
        let (id, value) = (tx.new_id(), dice.between(0, 300));
        let batch_size = i64::try_from(count).unwrap_or_default();
        tx.insert(&Reading { id, patient, value, batch, batch_size })?;
    }
    Ok(Left::Nothing)
}

fn draft(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let Some(patient) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let (id, total) = (tx.new_id(), dice.between(1, 900) * 100);
    tx.insert(&Invoice { id, patient, total, series: None, number: None })?;
    Ok(Left::Nothing)
}

/// Prints the number of a draft, or changes it.
fn issue(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let Some(row) = some(tx, "invoice", dice)? else { return Ok(Left::Nothing) };
    let invoice: Invoice = tx.get(row)?;
    if dice.one_in(3) {
        let total = dice.between(1, 900) * 100;
        tx.change(&Invoice { total, ..invoice })?;
        return Ok(Left::Nothing);
    }
    let series = format!("{}/I", tx.desk());
    // Of two desks that issue one draft the earlier wins, and the later's number, printed all
    // the same, is in no row any more: the desk remembers it.
    let kept = format!("number {series}");
    let printed = tx.kept_here(&kept)?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let number = next(tx, "invoice", &series)?.max(printed + 1);
    tx.keep_here(&kept, Some(&number.to_string()))?;
    tx.freeze(&Invoice { series: Some(series.clone()), number: Some(number), ..invoice })?;
    let paid = Payment { id: tx.new_id(), invoice: row, amount: dice.between(1, 900) };
    tx.insert(&paid)?;
    Ok(Left::Print { series, number, row })
}

fn movement(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let (item, quantity) = (dice.between(1, ITEMS), dice.between(-9, 12));
    let id = tx.new_id();
    tx.insert(&Movement { id, item, quantity })?;
    Ok(Left::Moved { item, quantity })
}

fn stay(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    if dice.one_in(3)
        && let Some(row) = some(tx, "stay", dice)?
    {
        let stay: Stay = tx.get(row)?;
        tx.change(&Stay { until_at: Some(tx.now()), ..stay })?;
        return Ok(Left::Nothing);
    }
    let from_at = Timestamp(tx.now().0 + dice.between(-3, 3) * 3_600_000);
    let until_at = dice.one_in(2).then_some(Timestamp(from_at.0 + 24 * 3_600_000));
    let (id, bed, claimed_at) = (tx.new_id(), dice.between(1, BEDS), tx.now());
    tx.insert(&Stay { id, bed, from_at, until_at, claimed_at })?;
    Ok(Left::Nothing)
}

fn link(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    if dice.one_in(2)
        && let Some(row) = some(tx, "link", dice)?
    {
        match dice.one_in(2) {
            true => tx.restore::<Link>(row)?,
            false => tx.end::<Link>(row)?,
        }
        return Ok(Left::Nothing);
    }
    let (one, other) = (some(tx, "patient", dice)?, some(tx, "patient", dice)?);
    if let (Some(one), Some(other)) = (one, other) {
        let id = tx.new_id();
        tx.insert(&Link { id, one, other })?;
    }
    Ok(Left::Nothing)
}

fn referral(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let Some(patient) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let words = format!("{CANARY} {:x}", dice.next());
    let id = tx.new_id();
    tx.insert(&Referral { id, patient, words })?;
    Ok(Left::Nothing)
}

fn photo(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let Some(patient) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let mut bytes = vec![0; dice.at(3_000) + 1];
    dice.fill(&mut bytes);
    let (id, blob) = (tx.new_id(), sync::blob_id(CLINIC, &bytes).to_string());
    let sql = "INSERT INTO blob (id, bytes, held) VALUES (?1, ?2, 0)";
    tx.conn().prepare_cached(sql)?.execute(rusqlite::params![blob, bytes])?;
    tx.insert(&Photo { id, patient, blob })?;
    Ok(Left::Photo { row: id })
}

/// Where its key is not, nothing is written.
fn note(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Left> {
    let Some(patient) = some(tx, "patient", dice)? else { return Ok(Left::Nothing) };
    let (id, text) = (tx.new_id(), format!("{CANARY} shut {:x}", dice.next()));
    tx.insert(&Note { id, patient, text: text.clone() })?;
    Ok(Left::Note { row: id, text })
}

fn act(tx: &mut Tx<'_>, dice: &mut Dice, is_older: bool, import_max: u64) -> Result<Left> {
    let left = match dice.below(100) {
        0..18 => register(tx, dice, is_older)?,
        18..34 => edit(tx, dice, is_older)?,
        34..42 => edit_cautious(tx, dice, is_older)?,
        42..52 => reading(tx, dice, 1)?,
        52..55 => {
            let count = 2 + dice.below(import_max);
            reading(tx, dice, count)?
        }
        55..63 => draft(tx, dice)?,
        63..73 => issue(tx, dice)?,
        73..82 => movement(tx, dice)?,
        82..87 => stay(tx, dice)?,
        87..95 => link(tx, dice)?,
        _ if is_older => movement(tx, dice)?,
        _ => referral(tx, dice)?,
    };
    match dice.one_in(40) {
        true => Err(Error::conflict("errors-somebody-thought-better-of-it")),
        false => Ok(left),
    }
}

/// One act; answers how many ops were saved, or why none was.
pub fn once(desk: &mut Desk, oracle: &mut Oracle, shut: &mut Shut, import_max: u64) -> Result<u64> {
    let wants = desk.wants && desk.dice.one_in(20);
    if wants && desk.dice.one_in(2) {
        carry::ask_people(desk)?;
    }
    readers::learn(desk);
    let Some(life) = &mut desk.life else { return Ok(0) };
    let has_notes = desk.has_notes;
    let (dice, is_older, has_photos) = (&mut desk.dice, desk.is_older, desk.has_photos);
    let (door, program) = (life.door.clone(), Session::program());
    let last = |read: &Read<'_>| {
        let log = read.log();
        let n: Option<i64> = read
            .value::<Option<i64>>(
                "SELECT max(id) & 4294967295 FROM op WHERE id > ?1 << 32 AND id < (?1 + 1) << 32",
                [log.id],
            )?
            .flatten();
        Ok((log, n.unwrap_or(0).cast_unsigned()))
    };
    let (log, before) = door.read(&program, last)?;
    let carrier = &mut life.carrier;
    let left = door.write(&program, |tx| {
        let left = if has_photos && dice.one_in(6) {
            photo(tx, dice)?
        } else if has_notes && dice.one_in(6) {
            note(tx, dice)?
        } else {
            act(tx, dice, is_older, import_max)?
        };
        if wants && let Some(row) = some(tx, "patient", dice)? {
            carry::want(tx, dice, carrier, row)?;
        }
        Ok(left)
    })?;
    let keys: Vec<Key> = door.read(&program, |read| {
        Ok(ops_from(read.conn(), log.id, log.log_id, before + 1, u64::MAX))
    })?;
    let first = keys.first().copied();
    match (left, first) {
        (Left::Edit { row, over, value }, Some(op)) => {
            oracle.edits.push(Edit { op, row, over, value });
        }
        (Left::Moved { item, quantity }, Some(op)) => {
            oracle.moved.push(Moved { op, item, quantity });
        }
        (Left::Note { row, text }, Some(_)) => _ = shut.notes.insert(row, text),
        (Left::Photo { row }, Some(op)) => oracle.photos.push((op, row)),
        (Left::Print { series, number, row }, Some(_)) => {
            let is_excused = desk.is_unaware;
            let (desk, log) = (desk.name, log.log_id);
            oracle.prints.push(Print { series, number, row, desk, log, is_excused });
        }
        _ => {}
    }
    let count = keys.len() as u64;
    oracle.saved.extend(keys);
    Ok(count)
}
