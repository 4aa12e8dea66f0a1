//! What the sheets of the ward have in common: whose they are, and which days they cover.

use chrono::Days;
use kernel::{Day, Error, Read, Result, Timestamp};

use crate::patients::{Patient, patient_line};
use crate::settings::{Doctor, clinic};
use crate::visits::allergies;
use crate::wards::{Admission, Place, last_place_of};

/// No sheet covers more days.
pub const DAYS_MAX: i64 = 31;

pub fn who(read: &Read<'_>, admission: &Admission) -> Result<documents::WardPatient> {
    let patient: Patient = read.get(admission.patient_id)?;
    let doctor: Option<Doctor> = read.find(admission.doctor_id)?;
    let known = allergies(read, admission.patient_id)?;
    Ok(documents::WardPatient {
        clinic_name: clinic(read)?.name,
        patient: patient_line(read, &patient),
        admission_no: admission.printed_number.clone(),
        admitted: moment(read, admission.admitted_at),
        place: last_place_of(read, admission.id)?.as_ref().map(place).unwrap_or_default(),
        doctor: doctor.map(|doctor| doctor.name).unwrap_or_default(),
        diagnosis: admission.diagnosis.clone(),
        allergies: known.into_iter().map(|allergy| allergy.substance).collect(),
        printed: moment(read, read.now()),
    })
}

pub fn place(place: &Place) -> String {
    let mut shown = vec![place.ward.as_str(), place.room.as_str(), place.bed.as_str()];
    shown.retain(|part| !part.is_empty());
    // A room with one bed often has its name.
    shown.dedup();
    shown.join(" · ")
}

pub fn moment(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%d-%b-%Y %H:%M").to_string()
}

pub fn clock(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%H:%M").to_string()
}

pub fn date(day: Day) -> String {
    day.format("%d-%b-%Y").to_string()
}

/// A balance with its sign.
pub fn signed(ml: i64) -> String {
    if ml == 0 { "0".into() } else { format!("{ml:+}") }
}

/// "22-Nov-2026 to 24-Nov-2026", or the one day.
pub fn range(from: Day, until: Day) -> String {
    match from == until {
        true => date(from),
        false => format!("{} to {}", date(from), date(until)),
    }
}

/// The days of a range, if it is one and not too long.
pub fn days(from: Day, until: Day) -> Result<Vec<Day>> {
    let count = (until - from).num_days() + 1;
    if count < 1 {
        return Err(Error::invalid("until", "errors-ends-before-start"));
    }
    if count > DAYS_MAX {
        return Err(Error::invalid("until", "errors-too-many-days").with("max", DAYS_MAX));
    }
    let count = usize::try_from(count).unwrap_or(1);
    Ok(from.iter_days().take(count).collect())
}

pub fn next_day(day: Day) -> Day {
    day + Days::new(1)
}

/// "Anita Kale" as "AK": who signed, where there is no room for a name.
pub fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter(|word| !word.ends_with('.') && *word != "Dr");
    words.filter_map(|word| word.chars().next()).take(3).collect()
}
