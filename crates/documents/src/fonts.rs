//! The typefaces papers are set in: parsed once, embedded in the program, so a
//! paper looks the same on every machine. See `fonts/README.md` for their origin.

use std::collections::HashMap;
use std::sync::OnceLock;

use harfrust::{Font, Tag};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    Latin,
    Devanagari,
    Bengali,
    Gujarati,
    Gurmukhi,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Nastaliq,
    Math,
    Symbols,
}

impl Family {
    pub const ALL: [Self; 12] = [
        Self::Latin,
        Self::Devanagari,
        Self::Bengali,
        Self::Gujarati,
        Self::Gurmukhi,
        Self::Tamil,
        Self::Telugu,
        Self::Kannada,
        Self::Malayalam,
        Self::Nastaliq,
        Self::Math,
        Self::Symbols,
    ];

    pub const fn script_tag(self) -> [u8; 4] {
        match self {
            Self::Latin | Self::Math | Self::Symbols => *b"Latn",
            Self::Devanagari => *b"Deva",
            Self::Bengali => *b"Beng",
            Self::Gujarati => *b"Gujr",
            Self::Gurmukhi => *b"Guru",
            Self::Tamil => *b"Taml",
            Self::Telugu => *b"Telu",
            Self::Kannada => *b"Knda",
            Self::Malayalam => *b"Mlym",
            Self::Nastaliq => *b"Arab",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Face {
    pub family: Family,
    pub is_bold: bool,
}

pub struct LoadedFace {
    pub bytes: &'static [u8],
    pub font: Font,
    pub postscript_name: &'static str,
    /// Above and below the baseline, in thousandths of an em.
    pub ascent: f32,
    pub descent: f32,
    /// What the shaper leaves where a direction control stood.
    pub space: u16,
    characters: HashMap<u32, u16>,
}

impl LoadedFace {
    pub fn covers(&self, character: char) -> bool {
        self.characters.contains_key(&u32::from(character))
    }
}

macro_rules! face_file {
    ($name:literal) => {
        include_bytes!(concat!("../fonts/", $name, ".ttf"))
    };
}

/// File, PostScript name, ascent and descent in thousandths of an em. The two
/// lengths set the lines apart; the Indian ones leave room for stacked marks.
fn file(face: Face) -> (&'static [u8], &'static str, f32, f32) {
    match (face.family, face.is_bold) {
        (Family::Latin, false) => (face_file!("latin-regular"), "NotoSans-Regular", 0.97, 0.31),
        (Family::Latin, true) => (face_file!("latin-bold"), "NotoSans-Bold", 0.97, 0.31),
        (Family::Devanagari, false) => {
            (face_file!("devanagari-regular"), "NotoSansDevanagari-Regular", 0.98, 0.42)
        }
        (Family::Devanagari, true) => {
            (face_file!("devanagari-bold"), "NotoSansDevanagari-Bold", 0.98, 0.42)
        }
        (Family::Bengali, false) => {
            (face_file!("bengali-regular"), "NotoSansBengali-Regular", 0.95, 0.42)
        }
        (Family::Bengali, true) => (face_file!("bengali-bold"), "NotoSansBengali-Bold", 0.95, 0.42),
        (Family::Gujarati, false) => {
            (face_file!("gujarati-regular"), "NotoSansGujarati-Regular", 0.95, 0.42)
        }
        (Family::Gujarati, true) => {
            (face_file!("gujarati-bold"), "NotoSansGujarati-Bold", 0.95, 0.42)
        }
        (Family::Gurmukhi, false) => {
            (face_file!("gurmukhi-regular"), "NotoSansGurmukhi-Regular", 0.95, 0.42)
        }
        (Family::Gurmukhi, true) => {
            (face_file!("gurmukhi-bold"), "NotoSansGurmukhi-Bold", 0.95, 0.42)
        }
        (Family::Tamil, false) => {
            (face_file!("tamil-regular"), "NotoSansTamil-Regular", 0.97, 0.38)
        }
        (Family::Tamil, true) => (face_file!("tamil-bold"), "NotoSansTamil-Bold", 0.97, 0.38),
        (Family::Telugu, false) => {
            (face_file!("telugu-regular"), "NotoSansTelugu-Regular", 0.97, 0.50)
        }
        (Family::Telugu, true) => (face_file!("telugu-bold"), "NotoSansTelugu-Bold", 0.97, 0.50),
        (Family::Kannada, false) => {
            (face_file!("kannada-regular"), "NotoSansKannada-Regular", 0.97, 0.54)
        }
        (Family::Kannada, true) => (face_file!("kannada-bold"), "NotoSansKannada-Bold", 0.97, 0.54),
        (Family::Malayalam, false) => {
            (face_file!("malayalam-regular"), "NotoSansMalayalam-Regular", 0.97, 0.40)
        }
        (Family::Malayalam, true) => {
            (face_file!("malayalam-bold"), "NotoSansMalayalam-Bold", 0.97, 0.40)
        }
        (Family::Nastaliq, false) => {
            (face_file!("nastaliq-regular"), "NotoNastaliqUrdu-Regular", 1.60, 0.75)
        }
        (Family::Nastaliq, true) => {
            (face_file!("nastaliq-bold"), "NotoNastaliqUrdu-Bold", 1.60, 0.75)
        }
        (Family::Math, _) => (face_file!("math-regular"), "NotoSansMath-Regular", 0.97, 0.31),
        (Family::Symbols, _) => {
            (face_file!("symbols-regular"), "NotoSansSymbols2-Regular", 0.97, 0.31)
        }
    }
}

impl Face {
    /// Math and Symbols exist in one weight only.
    pub const fn new(family: Family, is_bold: bool) -> Self {
        let has_bold = !matches!(family, Family::Math | Family::Symbols);
        Self { family, is_bold: is_bold && has_bold }
    }

    pub fn load(self) -> &'static LoadedFace {
        static FACES: [[OnceLock<LoadedFace>; 2]; Family::ALL.len()] =
            [const { [OnceLock::new(), OnceLock::new()] }; Family::ALL.len()];
        FACES
            .get(self.family as usize)
            .and_then(|weights| weights.get(usize::from(self.is_bold)))
            .expect("there is one place for every family and weight")
            .get_or_init(|| self.parse())
    }

    fn parse(self) -> LoadedFace {
        let (bytes, postscript_name, ascent, descent) = file(self);
        let font = Font::new(bytes, 0).expect("the embedded fonts are whole; a test loads each");
        let characters: HashMap<u32, u16> = font
            .charmap()
            .unicodes()
            .filter_map(|(character, glyph)| Some((character, u16::try_from(glyph.to_u32()).ok()?)))
            .collect();
        let space = characters.get(&u32::from(' ')).copied().unwrap_or(0);
        LoadedFace { bytes, font, postscript_name, ascent, descent, space, characters }
    }

    pub fn script(self) -> Option<harfrust::Script> {
        harfrust::Script::from_iso15924_tag(Tag::new(&self.family.script_tag()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_loads_and_has_a_space() {
        for family in Family::ALL {
            for is_bold in [false, true] {
                let face = Face::new(family, is_bold).load();
                assert_eq!(face.font.units_per_em(), 1000, "{}", face.postscript_name);
                assert!(!face.characters.is_empty());
            }
        }
    }

    #[test]
    fn the_signs_of_a_prescription_have_glyphs() {
        for sign in "₹℞½¼¾≥≤→•±µ×°–—…↑↓✓☐".chars() {
            let covered = Family::ALL.into_iter().any(|f| Face::new(f, false).load().covers(sign));
            assert!(covered, "no face has {sign}");
        }
    }
}
