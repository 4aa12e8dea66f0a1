use lopdf::{Dictionary, Document, Object, Stream, StringFormat};

use super::Title;
use super::embed::EmbeddedFont;
use crate::error::{Error, Result};

/// Adds to printpdf's document tree what it leaves out or leaves to chance, and
/// gives the bytes of the file.
pub fn bytes(mut tree: Document, fonts: &[EmbeddedFont], title: &Title<'_>) -> Result<Vec<u8>> {
    "1.7".clone_into(&mut tree.version);
    for font in fonts {
        map_codes(&mut tree, font);
    }
    settle_description(&mut tree, title);
    tree.compress();
    let mut bytes = Vec::new();
    tree.save_modern(&mut bytes)
        .map_err(|_| Error::Broken { doing: "writing the finished file" })?;
    Ok(bytes)
}

/// Our codes are not glyph ids: the file gets the way from code to glyph and
/// from code to text.
fn map_codes(tree: &mut Document, font: &EmbeddedFont) {
    let glyphs = tree.add_object(Stream::new(Dictionary::new(), font.code_to_glyph.clone()));
    let unicode =
        tree.add_object(Stream::new(Dictionary::new(), font.to_unicode.clone().into_bytes()));
    let mut replaced = Vec::new();
    for object in tree.objects.values_mut() {
        if let Ok(dictionary) = object.as_dict_mut() {
            visit_fonts(dictionary, font.base_font.as_bytes(), &mut |type0| {
                if let Ok(old) = type0.get(b"ToUnicode").and_then(Object::as_reference) {
                    replaced.push(old);
                }
                type0.set("ToUnicode", Object::Reference(unicode));
                if let Ok(Object::Array(descendants)) = type0.get_mut(b"DescendantFonts") {
                    for descendant in descendants {
                        if let Ok(cid_font) = descendant.as_dict_mut() {
                            cid_font.set("CIDToGIDMap", Object::Reference(glyphs));
                        }
                    }
                }
            });
        }
    }
    for old in replaced {
        tree.objects.remove(&old);
    }
}

fn visit_fonts(
    dictionary: &mut Dictionary,
    base_font: &[u8],
    act: &mut impl FnMut(&mut Dictionary),
) {
    let is_type0 = dictionary.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Type0");
    if is_type0 && dictionary.get(b"BaseFont").and_then(Object::as_name).ok() == Some(base_font) {
        act(dictionary);
        return;
    }
    for (_, value) in dictionary.iter_mut() {
        if let Ok(inner) = value.as_dict_mut() {
            visit_fonts(inner, base_font, act);
        }
    }
}

fn settle_description(tree: &mut Document, title: &Title<'_>) {
    let info = Dictionary::from_iter([("Title", text(title.title)), ("Producer", text("Vaidya"))]);
    let info = tree.add_object(info);
    if let Ok(old) = tree.trailer.get(b"Info").and_then(Object::as_reference) {
        tree.objects.remove(&old);
    }
    tree.trailer.set("Info", Object::Reference(info));
    if let Ok(catalog) = tree.catalog_mut() {
        catalog.set("Lang", Object::string_literal(title.language));
        catalog.set(
            "ViewerPreferences",
            Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]),
        );
    }
    let id = Object::String(fingerprint(tree), StringFormat::Hexadecimal);
    tree.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}

fn text(plain: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(plain.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Sixteen bytes that follow from the content alone; not a security measure.
fn fingerprint(tree: &Document) -> Vec<u8> {
    let mut halves = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
    for object in tree.objects.values() {
        if let Ok(stream) = object.as_stream() {
            for byte in &stream.content {
                for half in &mut halves {
                    *half = (*half ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
    }
    halves.iter().flat_map(|half| half.to_be_bytes()).collect()
}
