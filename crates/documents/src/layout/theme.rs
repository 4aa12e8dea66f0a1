use crate::language::Language;
use crate::list::Color;
use crate::sheet::Sheet;
use crate::text::{Align, Style};

/// How loud a text speaks on the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    Title,
    Heading,
    Strong,
    Body,
    Small,
    Label,
}

/// Sizes for one sheet and the patient's language for the shaper.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    pub base: f32,
    pub language: Language,
    pub is_roll: bool,
}

impl Theme {
    pub fn new(sheet: Sheet, language: Language) -> Self {
        let base = match sheet {
            Sheet::A4 => 10.0,
            Sheet::A5 => 8.8,
            Sheet::Roll80 => 9.5,
            Sheet::Roll58 => 8.5,
            Sheet::Card => 8.4,
            Sheet::Band25x200 => 8.6,
            Sheet::Label70x35 => 8.0,
        };
        Self { base, language, is_roll: sheet.is_black() }
    }

    /// Thermal heads print black only, so a roll has no greys and no colours.
    pub fn style(&self, voice: Voice) -> Style {
        let (scale, is_bold, color) = match voice {
            Voice::Title => (1.75, true, Color::ACCENT),
            Voice::Heading => (1.12, true, Color::ACCENT),
            Voice::Strong => (1.0, true, Color::INK),
            Voice::Body => (1.0, false, Color::INK),
            Voice::Small => (0.84, false, Color::SOFT),
            Voice::Label => (0.80, true, Color::SOFT),
        };
        Style {
            size: self.base * if self.is_roll { f32::max(scale, 0.9) } else { scale },
            is_bold,
            color: if self.is_roll { Color(0.0, 0.0, 0.0) } else { color },
            language: self.language,
            align: Align::Left,
            lines_max: 400,
        }
    }
}

impl Style {
    pub fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }

    pub fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn lines(self, lines_max: usize) -> Self {
        Self { lines_max, ..self }
    }
}
