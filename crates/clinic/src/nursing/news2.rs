//! The National Early Warning Score 2 of the Royal College of Physicians (2017): seven
//! parameters, each 0 to 3 points, and what the sum asks of the ward. A pure function. It
//! is not for children under 16 nor in pregnancy, and a missing parameter is never taken
//! for a normal one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Consciousness {
    Alert,
    /// New confusion.
    Confused,
    Voice,
    Pain,
    Unresponsive,
}

/// Which range of saturation is wanted. The second is for those whose target is 88 to 92 %,
/// as in hypercapnic respiratory failure, and only by a doctor's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpO2Scale {
    #[default]
    One,
    Two,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    pub respiration: Option<i64>,
    pub spo2: Option<i64>,
    pub spo2_scale: SpO2Scale,
    pub is_on_oxygen: Option<bool>,
    pub systolic: Option<i64>,
    pub pulse: Option<i64>,
    pub consciousness: Option<Consciousness>,
    pub temp_decicelsius: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NewsParameter")]
pub enum Parameter {
    Respiration,
    Spo2,
    Oxygen,
    Systolic,
    Pulse,
    Consciousness,
    Temperature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "NewsPart")]
pub struct Part {
    pub parameter: Parameter,
    pub points: u8,
}

/// Why the score does not speak for this patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NewsNotValid")]
pub enum NotValid {
    Under16,
    Pregnant,
}

/// What a score asks for, from the least to the most urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NewsBand")]
pub enum Band {
    /// 0.
    None,
    /// 1 to 4.
    Low,
    /// Three points for one parameter, whatever the sum below five.
    LowMedium,
    /// 5 or 6.
    Medium,
    /// 7 and more.
    High,
}

impl Band {
    /// Whether somebody must answer it.
    pub fn is_alarm(self) -> bool {
        self >= Band::LowMedium
    }

    /// How soon the next observations are due, at the latest. The chart asks for 12 hours,
    /// 4 to 6 hours, 1 hour and continuous monitoring; continuous is written down each 30
    /// minutes.
    pub fn next_minutes(self) -> i64 {
        match self {
            Band::None => 12 * 60,
            Band::Low => 4 * 60,
            Band::LowMedium | Band::Medium => 60,
            Band::High => 30,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct News2 {
    /// None while a parameter is missing or the score is not for this patient.
    pub total: Option<u8>,
    pub band: Option<Band>,
    pub parts: Vec<Part>,
    pub missing: Vec<Parameter>,
    pub not_valid: Option<NotValid>,
}

impl News2 {
    pub fn is_alarm(&self) -> bool {
        // A single three, or five points already, call for help though something is missing.
        let known: u8 = self.parts.iter().map(|part| part.points).sum();
        let is_extreme = self.parts.iter().any(|part| part.points == 3);
        self.not_valid.is_none() && (known >= 5 || is_extreme)
    }
}

pub fn news2(measured: &Measured, not_valid: Option<NotValid>) -> News2 {
    let on_oxygen = measured.is_on_oxygen;
    let all = [
        (Parameter::Respiration, measured.respiration.map(respiration)),
        (Parameter::Spo2, spo2(measured)),
        (Parameter::Oxygen, on_oxygen.map(|is_on| if is_on { 2 } else { 0 })),
        (Parameter::Systolic, measured.systolic.map(systolic)),
        (Parameter::Pulse, measured.pulse.map(pulse)),
        (Parameter::Consciousness, measured.consciousness.map(consciousness)),
        (Parameter::Temperature, measured.temp_decicelsius.map(temperature)),
    ];
    if not_valid.is_some() {
        let (parts, missing) = (Vec::new(), Vec::new());
        return News2 { total: None, band: None, parts, missing, not_valid };
    }
    let missing = all.iter().filter(|(_, points)| points.is_none()).map(|(what, _)| *what);
    let missing: Vec<Parameter> = missing.collect();
    let parts: Vec<Part> = all
        .into_iter()
        .filter_map(|(parameter, points)| Some(Part { parameter, points: points? }))
        .collect();
    let total = missing.is_empty().then(|| parts.iter().map(|part| part.points).sum::<u8>());
    let has_three = parts.iter().any(|part| part.points == 3);
    News2 { total, band: total.map(|total| band(total, has_three)), parts, missing, not_valid }
}

fn band(total: u8, has_three: bool) -> Band {
    match total {
        7.. => Band::High,
        5..=6 => Band::Medium,
        _ if has_three => Band::LowMedium,
        1..=4 => Band::Low,
        0 => Band::None,
    }
}

fn respiration(per_minute: i64) -> u8 {
    match per_minute {
        ..=8 => 3,
        9..=11 => 1,
        12..=20 => 0,
        21..=24 => 2,
        25.. => 3,
    }
}

fn spo2(measured: &Measured) -> Option<u8> {
    let percent = measured.spo2?;
    match measured.spo2_scale {
        SpO2Scale::One => Some(match percent {
            ..=91 => 3,
            92..=93 => 2,
            94..=95 => 1,
            96.. => 0,
        }),
        SpO2Scale::Two => match percent {
            ..=83 => Some(3),
            84..=85 => Some(2),
            86..=87 => Some(1),
            88..=92 => Some(0),
            // Above the target only oxygen does harm; without that known there is no score.
            93.. => Some(match (measured.is_on_oxygen?, percent) {
                (false, _) => 0,
                (true, ..=94) => 1,
                (true, 95..=96) => 2,
                (true, 97..) => 3,
            }),
        },
    }
}

fn systolic(mm_hg: i64) -> u8 {
    match mm_hg {
        ..=90 => 3,
        91..=100 => 2,
        101..=110 => 1,
        111..=219 => 0,
        220.. => 3,
    }
}

fn pulse(per_minute: i64) -> u8 {
    match per_minute {
        ..=40 => 3,
        41..=50 => 1,
        51..=90 => 0,
        91..=110 => 1,
        111..=130 => 2,
        131.. => 3,
    }
}

fn consciousness(level: Consciousness) -> u8 {
    match level {
        Consciousness::Alert => 0,
        Consciousness::Confused
        | Consciousness::Voice
        | Consciousness::Pain
        | Consciousness::Unresponsive => 3,
    }
}

fn temperature(decicelsius: i64) -> u8 {
    match decicelsius {
        ..=350 => 3,
        351..=360 => 1,
        361..=380 => 0,
        381..=390 => 1,
        391.. => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> Measured {
        Measured {
            respiration: Some(16),
            spo2: Some(98),
            spo2_scale: SpO2Scale::One,
            is_on_oxygen: Some(false),
            systolic: Some(120),
            pulse: Some(72),
            consciousness: Some(Consciousness::Alert),
            temp_decicelsius: Some(370),
        }
    }

    fn total(measured: Measured) -> u8 {
        news2(&measured, None).total.unwrap()
    }

    /// Each edge of each band of the printed chart, both sides.
    #[test]
    fn every_band_of_every_parameter_scores_as_printed() {
        for (value, points) in
            [(3, 3), (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3), (60, 3)]
        {
            let measured = Measured { respiration: Some(value), ..well() };
            assert_eq!(total(measured), points, "respiration {value}");
        }
        for (value, points) in
            [(70, 3), (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)]
        {
            let measured = Measured { spo2: Some(value), ..well() };
            assert_eq!(total(measured), points, "SpO2 {value} scale 1");
        }
        for (value, on_air, on_oxygen) in [
            (70, 3, 3),
            (83, 3, 3),
            (84, 2, 2),
            (85, 2, 2),
            (86, 1, 1),
            (87, 1, 1),
            (88, 0, 0),
            (92, 0, 0),
            (93, 0, 1),
            (94, 0, 1),
            (95, 0, 2),
            (96, 0, 2),
            (97, 0, 3),
            (100, 0, 3),
        ] {
            let scale = Measured { spo2: Some(value), spo2_scale: SpO2Scale::Two, ..well() };
            assert_eq!(total(scale), on_air, "SpO2 {value} scale 2 on air");
            let oxygen = Measured { is_on_oxygen: Some(true), ..scale };
            assert_eq!(total(oxygen), on_oxygen + 2, "SpO2 {value} scale 2 on oxygen");
        }
        for (is_on_oxygen, points) in [(false, 0), (true, 2)] {
            let measured = Measured { is_on_oxygen: Some(is_on_oxygen), ..well() };
            assert_eq!(total(measured), points);
        }
        for (value, points) in [
            (60, 3),
            (90, 3),
            (91, 2),
            (100, 2),
            (101, 1),
            (110, 1),
            (111, 0),
            (219, 0),
            (220, 3),
            (280, 3),
        ] {
            let measured = Measured { systolic: Some(value), ..well() };
            assert_eq!(total(measured), points, "systolic {value}");
        }
        for (value, points) in [
            (30, 3),
            (40, 3),
            (41, 1),
            (50, 1),
            (51, 0),
            (90, 0),
            (91, 1),
            (110, 1),
            (111, 2),
            (130, 2),
            (131, 3),
            (200, 3),
        ] {
            let measured = Measured { pulse: Some(value), ..well() };
            assert_eq!(total(measured), points, "pulse {value}");
        }
        for (level, points) in [
            (Consciousness::Alert, 0),
            (Consciousness::Confused, 3),
            (Consciousness::Voice, 3),
            (Consciousness::Pain, 3),
            (Consciousness::Unresponsive, 3),
        ] {
            let measured = Measured { consciousness: Some(level), ..well() };
            assert_eq!(total(measured), points, "{level:?}");
        }
        for (value, points) in [
            (340, 3),
            (350, 3),
            (351, 1),
            (360, 1),
            (361, 0),
            (380, 0),
            (381, 1),
            (390, 1),
            (391, 2),
            (410, 2),
        ] {
            let measured = Measured { temp_decicelsius: Some(value), ..well() };
            assert_eq!(total(measured), points, "temperature {value}");
        }
    }

    #[test]
    fn the_sum_says_what_is_to_be_done() {
        assert_eq!(news2(&well(), None).band, Some(Band::None));
        let low = Measured { pulse: Some(100), ..well() };
        assert_eq!(news2(&low, None).band, Some(Band::Low));
        let single = Measured { pulse: Some(135), ..well() };
        assert_eq!((total(single), news2(&single, None).band), (3, Some(Band::LowMedium)));
        let five = Measured { pulse: Some(135), is_on_oxygen: Some(true), ..well() };
        assert_eq!((total(five), news2(&five, None).band), (5, Some(Band::Medium)));
        let worked = Measured {
            respiration: Some(22),
            spo2: Some(94),
            systolic: Some(105),
            pulse: Some(112),
            temp_decicelsius: Some(385),
            ..well()
        };
        assert_eq!((total(worked), news2(&worked, None).band), (7, Some(Band::High)));
        let four = Measured { pulse: Some(112), respiration: Some(22), ..well() };
        assert!(!news2(&four, None).is_alarm(), "four points of two parameters");
        for alarm in [single, five, worked] {
            assert!(news2(&alarm, None).is_alarm());
        }
    }

    #[test]
    fn a_missing_parameter_makes_no_score_and_is_named() {
        let measured = Measured { consciousness: None, temp_decicelsius: None, ..well() };
        let score = news2(&measured, None);
        assert_eq!((score.total, score.band), (None, None));
        assert_eq!(score.missing, [Parameter::Consciousness, Parameter::Temperature]);
        assert_eq!(news2(&Measured::default(), None).missing.len(), 7);
        let unknown_oxygen =
            Measured { spo2: Some(95), spo2_scale: SpO2Scale::Two, is_on_oxygen: None, ..well() };
        let score = news2(&unknown_oxygen, None);
        assert_eq!(score.missing, [Parameter::Spo2, Parameter::Oxygen]);
    }

    #[test]
    fn a_single_three_calls_though_something_is_missing() {
        let measured = Measured { systolic: Some(84), consciousness: None, ..well() };
        let score = news2(&measured, None);
        assert_eq!(score.total, None);
        assert!(score.is_alarm());
    }

    #[test]
    fn children_under_16_and_the_pregnant_have_no_score_and_it_says_so() {
        let ill = Measured { pulse: Some(150), ..well() };
        for why in [NotValid::Under16, NotValid::Pregnant] {
            let score = news2(&ill, Some(why));
            assert_eq!((score.total, score.not_valid), (None, Some(why)));
            assert!(!score.is_alarm());
        }
    }
}
