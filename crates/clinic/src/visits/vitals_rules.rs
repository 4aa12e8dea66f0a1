//! Which measurements cannot be true, and which ones somebody must look at. Impossible
//! values are refused; unusual ones are only said. Ranges are those of common practice,
//! by age; a doctor judges.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::vitals::VitalsForm;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FlagLevel {
    Low,
    High,
    Critical,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Flag {
    pub field: &'static str,
    pub level: FlagLevel,
    /// A message id.
    pub message: &'static str,
}

/// Limits outside which a value is a slip of the finger, in the units of the form.
const POSSIBLE: &[(&str, i64, i64)] = &[
    ("systolic", 30, 300),
    ("diastolic", 10, 200),
    ("pulse", 20, 300),
    ("respiration", 3, 120),
    ("spo2", 40, 100),
    ("temp_decicelsius", 250, 450),
    ("weight_g", 300, 350_000),
    ("height_mm", 200, 2500),
    ("waist_mm", 200, 2500),
    ("muac_mm", 40, 600),
    ("head_mm", 200, 700),
    ("glucose_mg_dl", 10, 1000),
    ("pain", 0, 10),
];

pub fn check_possible(form: &VitalsForm) -> Result<()> {
    let mut any = false;
    for (field, value) in form.numbers() {
        let Some(value) = value else { continue };
        any = true;
        let known = POSSIBLE.iter().find(|(name, ..)| *name == field);
        if let Some((_, min, max)) = known.filter(|(_, min, max)| !(min..=max).contains(&&value)) {
            return Err(Error::invalid(field, "errors-vital-impossible")
                .with("min", min)
                .with("max", max));
        }
    }
    if let (Some(systolic), Some(diastolic)) = (form.systolic, form.diastolic)
        && diastolic >= systolic
    {
        return Err(Error::invalid("diastolic", "errors-diastolic-above-systolic"));
    }
    if !any && form.note.trim().is_empty() {
        return Err(Error::invalid("systolic", "errors-vitals-empty"));
    }
    Ok(())
}

/// What is usual below an age, in months.
struct Usual {
    below_months: u32,
    pulse: (i64, i64),
    respiration: (i64, i64),
    systolic_min: i64,
}

const fn usual(
    below_months: u32,
    pulse: (i64, i64),
    respiration: (i64, i64),
    systolic_min: i64,
) -> Usual {
    Usual { below_months, pulse, respiration, systolic_min }
}

const BY_AGE: &[Usual] = &[
    usual(1, (100, 160), (30, 60), 60),
    usual(12, (100, 160), (30, 50), 70),
    usual(36, (90, 150), (24, 40), 72),
    usual(72, (80, 140), (20, 30), 76),
    usual(144, (70, 120), (18, 25), 82),
    usual(u32::MAX, (50, 110), (10, 24), 90),
];

pub fn flags(form: &VitalsForm, age_months: u32) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut say = |field, level, message| flags.push(Flag { field, level, message });
    if let Some(usual) = BY_AGE.iter().find(|usual| age_months < usual.below_months) {
        let pulse = ["pulse", "vitals-pulse-low", "vitals-pulse-high"];
        outside(form.pulse, usual.pulse, pulse, &mut say);
        let respiration = ["respiration", "vitals-respiration-low", "vitals-respiration-high"];
        outside(form.respiration, usual.respiration, respiration, &mut say);
        if form.systolic.is_some_and(|value| value < usual.systolic_min) {
            say("systolic", FlagLevel::Critical, "vitals-systolic-low");
        }
    }
    if age_months >= ADULT_MONTHS {
        pressure(form, &mut say);
    }
    general(form, &mut say);
    flags
}

const ADULT_MONTHS: u32 = 18 * 12;

type Say<'a> = &'a mut dyn FnMut(&'static str, FlagLevel, &'static str);

fn outside(
    value: Option<i64>,
    (min, max): (i64, i64),
    [field, low, high]: [&'static str; 3],
    say: Say<'_>,
) {
    match value {
        Some(value) if value < min => say(field, FlagLevel::Low, low),
        Some(value) if value > max => say(field, FlagLevel::High, high),
        _ => {}
    }
}

fn pressure(form: &VitalsForm, say: Say<'_>) {
    let (systolic, diastolic) = (form.systolic.unwrap_or(0), form.diastolic.unwrap_or(0));
    if systolic >= 180 || diastolic >= 120 {
        say("systolic", FlagLevel::Critical, "vitals-pressure-crisis");
    } else if systolic >= 140 || diastolic >= 90 {
        say("systolic", FlagLevel::High, "vitals-pressure-high");
    }
}

fn general(form: &VitalsForm, say: Say<'_>) {
    match form.spo2 {
        Some(..90) => say("spo2", FlagLevel::Critical, "vitals-spo2-low"),
        Some(90..94) => say("spo2", FlagLevel::Low, "vitals-spo2-low"),
        _ => {}
    }
    match form.temp_decicelsius {
        Some(..350) => say("temp_decicelsius", FlagLevel::Critical, "vitals-temp-low"),
        Some(400..) => say("temp_decicelsius", FlagLevel::Critical, "vitals-temp-high"),
        Some(380..) => say("temp_decicelsius", FlagLevel::High, "vitals-temp-high"),
        _ => {}
    }
    match form.glucose_mg_dl {
        Some(..70) => say("glucose_mg_dl", FlagLevel::Critical, "vitals-glucose-low"),
        Some(301..) => say("glucose_mg_dl", FlagLevel::Critical, "vitals-glucose-high"),
        Some(181..) => say("glucose_mg_dl", FlagLevel::High, "vitals-glucose-high"),
        _ => {}
    }
    if form.pain.is_some_and(|pain| pain >= 7) {
        say("pain", FlagLevel::High, "vitals-pain-high");
    }
}

/// Body mass index in tenths of kg/m², for adults and children old enough to stand.
pub fn bmi_tenths(form: &VitalsForm) -> Option<i64> {
    let (weight, height) = (form.weight_g?, form.height_mm?);
    if height < 500 {
        return None;
    }
    // g / mm² × 1000 = kg / m²
    Some((weight * 10_000 + height * height / 2) / (height * height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> VitalsForm {
        VitalsForm::default()
    }

    #[test]
    fn body_mass_index_is_rounded_to_tenths() {
        let measured = VitalsForm { weight_g: Some(70_000), height_mm: Some(1750), ..form() };
        assert_eq!(bmi_tenths(&measured), Some(229));
        let infant = VitalsForm { weight_g: Some(4_000), height_mm: Some(480), ..form() };
        assert_eq!(bmi_tenths(&infant), None);
    }

    #[test]
    fn nought_is_a_value_and_an_impossible_one_is_refused_at_its_field() {
        assert!(check_possible(&VitalsForm { pain: Some(0), ..form() }).is_ok());
        let refused = check_possible(&VitalsForm { pulse: Some(720), ..form() }).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("pulse"));
        let swapped = VitalsForm { systolic: Some(80), diastolic: Some(120), ..form() };
        assert_eq!(check_possible(&swapped).unwrap_err().field.as_deref(), Some("diastolic"));
        assert!(check_possible(&form()).is_err());
    }

    #[test]
    fn a_pulse_of_130_is_usual_in_an_infant_and_high_in_an_adult() {
        let measured = VitalsForm { pulse: Some(130), ..form() };
        assert!(flags(&measured, 6).is_empty());
        assert_eq!(flags(&measured, 400).first().map(|flag| flag.level), Some(FlagLevel::High));
    }

    #[test]
    fn a_crisis_is_said_as_one() {
        let measured = VitalsForm { systolic: Some(190), diastolic: Some(100), ..form() };
        assert_eq!(
            flags(&measured, 600),
            [Flag {
                field: "systolic",
                level: FlagLevel::Critical,
                message: "vitals-pressure-crisis"
            }]
        );
    }
}
