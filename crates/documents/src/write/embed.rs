use std::collections::BTreeMap;

use harfrust::ShaperFont;
use printpdf::{FontId, ParsedFont, PdfFont};
use subsetter::GlyphRemapper;

use crate::error::{Error, Result};
use crate::fonts::Face;
use crate::list::Glyph;

/// Readers take a gap wider than this, in thousandths of an em, for a space. Where
/// a font spreads its glyphs further, the code gets the spread width.
const WORD_GAP: i32 = 80;

/// The codes a document uses of each face. Every glyph with its text has a
/// code of its own, so one shape can stand for different texts.
#[derive(Default)]
pub struct Embedding {
    faces: BTreeMap<Face, FaceCodes>,
}

#[derive(Default)]
struct FaceCodes {
    /// Code 0 is the missing glyph; these count from 1.
    codes: Vec<Code>,
    known: BTreeMap<Code, u16>,
    advances: BTreeMap<u16, i32>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Code {
    glyph: u16,
    text: String,
    /// In thousandths of an em.
    width: i32,
}

/// A subset face ready for the file, and what the writer adds to it afterwards.
pub struct EmbeddedFont {
    pub id: FontId,
    pub pdf_font: PdfFont,
    pub base_font: String,
    /// Code to glyph of the subset, two bytes each, from code 0.
    pub code_to_glyph: Vec<u8>,
    pub to_unicode: String,
}

impl Embedding {
    pub fn font_id(&mut self, face: Face) -> FontId {
        self.faces.entry(face).or_default();
        FontId(format!("F{}{}", face.family as u8, if face.is_bold { "B" } else { "R" }))
    }

    /// The code for a glyph with its text, and the width a reader takes it to have.
    pub fn code(&mut self, face: Face, glyph: &Glyph) -> (u16, i32) {
        let codes = self.faces.entry(face).or_default();
        let own = *codes.advances.entry(glyph.id).or_insert_with(|| {
            ShaperFont::new(&face.load().font).default_glyph_h_advance(u32::from(glyph.id).into())
        });
        let width = if glyph.advance > own + WORD_GAP { glyph.advance } else { own };
        let code = Code { glyph: glyph.id, text: glyph.text.clone(), width };
        if let Some(known) = codes.known.get(&code) {
            return (*known, width);
        }
        let Ok(number) = u16::try_from(codes.codes.len() + 1) else { return (0, width) };
        codes.codes.push(code.clone());
        codes.known.insert(code, number);
        (number, width)
    }

    pub fn fonts(mut self) -> Result<Vec<EmbeddedFont>> {
        let faces: Vec<Face> = self.faces.keys().copied().collect();
        faces.into_iter().map(|face| self.embed(face)).collect()
    }

    fn embed(&mut self, face: Face) -> Result<EmbeddedFont> {
        let id = self.font_id(face);
        let codes = self.faces.get(&face).map(|codes| codes.codes.clone()).unwrap_or_default();
        let mut used: Vec<u16> = codes.iter().map(|code| code.glyph).collect();
        used.sort_unstable();
        used.dedup();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&used);
        let subset = subsetter::subset(face.load().bytes, 0, &remapper)
            .map_err(|_| Error::Broken { doing: "cutting a font to size" })?;
        let mut warnings = Vec::new();
        let mut parsed = ParsedFont::from_bytes(&subset, 0, &mut warnings)
            .ok_or(Error::Broken { doing: "reading a cut font" })?;
        let base_font = format!("{}+{}", tag(&used), face.load().postscript_name);
        parsed.font_name = Some(base_font.clone());
        parsed.glyph_widths.clear();
        let mut code_to_glyph = vec![0, 0];
        for (number, code) in (1u16..).zip(&codes) {
            parsed.set_glyph_width(number, u16::try_from(code.width).unwrap_or(0));
            code_to_glyph.extend(remapper.get(code.glyph).unwrap_or(0).to_be_bytes());
        }
        let to_unicode = to_unicode(&codes);
        Ok(EmbeddedFont {
            id,
            pdf_font: PdfFont::new(parsed),
            base_font,
            code_to_glyph,
            to_unicode,
        })
    }
}

/// Six capitals that name this subset, from the glyphs in it.
fn tag(used: &[u16]) -> String {
    let mut hash = used.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, glyph| {
        (hash ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01b3)
    });
    (0..6)
        .map(|_| {
            let letter = u8::try_from(hash % 26).unwrap_or(0);
            hash /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}

fn to_unicode(codes: &[Code]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let coded: Vec<(u16, &String)> = (1u16..).zip(codes.iter().map(|code| &code.text)).collect();
    for chunk in coded.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", chunk.len()));
        for (code, text) in chunk {
            let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            map.push_str(&format!("<{code:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
