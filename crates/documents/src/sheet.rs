use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the paper is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    #[default]
    A4,
    A5,
    /// Thermal roll, 80 mm wide of which the printer reaches 72 mm.
    Roll80,
    /// Thermal roll, 58 mm wide of which the printer reaches 48 mm.
    Roll58,
    /// ISO 7810 ID-1, the size of a bank card.
    Card,
    /// A wristband of a label printer.
    Band25x200,
    /// A label of 70 × 35 mm, for those who slip it into a band.
    Label70x35,
}

pub(crate) const fn mm(length: f32) -> f32 {
    length * 72.0 / 25.4
}

impl Sheet {
    pub(crate) const fn width_pt(self) -> f32 {
        match self {
            Self::A4 => mm(210.0),
            Self::A5 => mm(148.0),
            Self::Roll80 => mm(80.0),
            Self::Roll58 => mm(58.0),
            Self::Card => mm(85.6),
            Self::Band25x200 => mm(200.0),
            Self::Label70x35 => mm(70.0),
        }
    }

    /// A roll has no height of its own; the page is cut where the text ends, at
    /// the latest at the tallest page the PDF standard promises.
    pub(crate) const fn height_pt(self) -> f32 {
        match self {
            Self::A4 => mm(297.0),
            Self::A5 => mm(210.0),
            Self::Roll80 | Self::Roll58 => 14_000.0,
            Self::Card => mm(54.0),
            Self::Band25x200 => mm(25.0),
            Self::Label70x35 => mm(35.0),
        }
    }

    pub(crate) const fn margin_pt(self) -> f32 {
        match self {
            Self::A4 => mm(15.0),
            Self::A5 => mm(10.0),
            Self::Roll80 => mm(4.0),
            Self::Roll58 => mm(5.0),
            Self::Card => mm(4.0),
            Self::Band25x200 | Self::Label70x35 => mm(2.0),
        }
    }

    /// Thermal heads print black only.
    pub(crate) const fn is_black(self) -> bool {
        self.is_roll() || matches!(self, Self::Band25x200 | Self::Label70x35)
    }

    pub(crate) const fn is_roll(self) -> bool {
        matches!(self, Self::Roll80 | Self::Roll58)
    }
}
