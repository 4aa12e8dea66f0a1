//! A dose as a doctor orders it and as a patient reads it. Stored by the clinic,
//! previewed on the screen and printed: all three from the same data.

mod amount;
mod sentence;
mod short;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use amount::Amount;
pub use sentence::sentence;
pub use short::short;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dose {
    pub unit: DoseUnit,
    pub when: When,
    #[serde(default)]
    pub food: Food,
    /// None: until the doctor says otherwise.
    #[serde(default)]
    pub days: Option<u16>,
    #[serde(default)]
    pub site: Option<Site>,
    #[serde(default)]
    pub extra: Vec<Extra>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoseUnit {
    Tablet,
    Capsule,
    Ml,
    /// Five millilitres.
    Teaspoon,
    Drop,
    Puff,
    Sachet,
    Injection,
    Unit,
    Application,
    Gram,
    Lozenge,
    Suppository,
    Patch,
    Spray,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum When {
    Slots { morning: Amount, afternoon: Amount, evening: Amount, night: Amount },
    Times { amount: Amount, per_day: u8 },
    EveryHours { amount: Amount, hours: u8 },
    AlternateDays { amount: Amount },
    Weekly { amount: Amount },
    Monthly { amount: Amount },
    AsNeeded { amount: Amount, reason: Option<Reason>, max_per_day: Option<u8> },
    AtOnce { amount: Amount },
    Bedtime { amount: Amount },
    Taper { steps: Vec<TaperStep> },
}

/// One step of a dose that goes down or up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TaperStep {
    pub morning: Amount,
    pub afternoon: Amount,
    pub evening: Amount,
    pub night: Amount,
    pub days: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Food {
    #[default]
    None,
    Before,
    After,
    With,
    EmptyStomach,
    WithMilk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    RightEye,
    LeftEye,
    BothEyes,
    RightEar,
    LeftEar,
    BothEars,
    EachNostril,
    AffectedArea,
    UnderTongue,
    Mouth,
    Scalp,
    Skin,
    UnderSkin,
    Muscle,
    Vein,
    Rectum,
    Vagina,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Fever,
    Pain,
    Vomiting,
    Cough,
    Itching,
    Breathless,
    Acidity,
    LooseMotion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    ShakeWell,
    DissolveInWater,
    Chew,
    Gargle,
    Drowsy,
    FullCourse,
    StopIfRash,
}

impl DoseUnit {
    pub const ALL: [Self; 15] = [
        Self::Tablet,
        Self::Capsule,
        Self::Ml,
        Self::Teaspoon,
        Self::Drop,
        Self::Puff,
        Self::Sachet,
        Self::Injection,
        Self::Unit,
        Self::Application,
        Self::Gram,
        Self::Lozenge,
        Self::Suppository,
        Self::Patch,
        Self::Spray,
    ];

    /// Measured things are written 2.5, counted things 2½.
    pub const fn is_measured(self) -> bool {
        matches!(self, Self::Ml | Self::Unit | Self::Gram)
    }
}

impl Site {
    pub const ALL: [Self; 17] = [
        Self::RightEye,
        Self::LeftEye,
        Self::BothEyes,
        Self::RightEar,
        Self::LeftEar,
        Self::BothEars,
        Self::EachNostril,
        Self::AffectedArea,
        Self::UnderTongue,
        Self::Mouth,
        Self::Scalp,
        Self::Skin,
        Self::UnderSkin,
        Self::Muscle,
        Self::Vein,
        Self::Rectum,
        Self::Vagina,
    ];
}

impl Reason {
    pub const ALL: [Self; 8] = [
        Self::Fever,
        Self::Pain,
        Self::Vomiting,
        Self::Cough,
        Self::Itching,
        Self::Breathless,
        Self::Acidity,
        Self::LooseMotion,
    ];
}

impl Extra {
    pub const ALL: [Self; 7] = [
        Self::ShakeWell,
        Self::DissolveInWater,
        Self::Chew,
        Self::Gargle,
        Self::Drowsy,
        Self::FullCourse,
        Self::StopIfRash,
    ];
}
