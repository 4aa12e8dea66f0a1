use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The languages a patient can be given a paper in. The code is BCP 47.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Hi,
    Mr,
    Bn,
    Gu,
    Pa,
    Ta,
    Te,
    Kn,
    Ml,
    Ur,
}

impl Language {
    pub const ALL: [Self; 11] = [
        Self::En,
        Self::Hi,
        Self::Mr,
        Self::Bn,
        Self::Gu,
        Self::Pa,
        Self::Ta,
        Self::Te,
        Self::Kn,
        Self::Ml,
        Self::Ur,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Hi => "hi",
            Self::Mr => "mr",
            Self::Bn => "bn",
            Self::Gu => "gu",
            Self::Pa => "pa",
            Self::Ta => "ta",
            Self::Te => "te",
            Self::Kn => "kn",
            Self::Ml => "ml",
            Self::Ur => "ur",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language's name in its own script, for a list to choose from.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Hi => "हिन्दी",
            Self::Mr => "मराठी",
            Self::Bn => "বাংলা",
            Self::Gu => "ગુજરાતી",
            Self::Pa => "ਪੰਜਾਬੀ",
            Self::Ta => "தமிழ்",
            Self::Te => "తెలుగు",
            Self::Kn => "ಕನ್ನಡ",
            Self::Ml => "മലയാളം",
            Self::Ur => "اردو",
        }
    }

    pub const fn is_rtl(self) -> bool {
        matches!(self, Self::Ur)
    }
}
