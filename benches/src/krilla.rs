//! The same page through another writer of PDF: our layout, krilla's file.

use std::collections::HashMap;

use documents::list::{Area, Color, GlyphRun, Item, Page, Picture};
use documents::{Face, Prescription, Sheet};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::Any;

/// Read once, as ours are.
#[derive(Default)]
pub struct Fonts(HashMap<Face, Font>);

impl Fonts {
    fn of(&mut self, face: Face) -> Any<Font> {
        if let Some(font) = self.0.get(&face) {
            return Ok(font.clone());
        }
        let font = Font::new(face.load().bytes.into(), 0).ok_or("a font that it cannot read")?;
        self.0.insert(face, font.clone());
        Ok(font)
    }
}

fn colour(of: Color) -> rgb::Color {
    let byte = |part: f32| (part * 255.0).round() as u8;
    rgb::Color::new(byte(of.0), byte(of.1), byte(of.2))
}

fn fill(of: Color) -> Option<Fill> {
    Some(Fill { paint: colour(of).into(), opacity: NormalizedF32::ONE, ..Fill::default() })
}

fn rect(of: &Area) -> Any<Rect> {
    Ok(Rect::from_xywh(of.x, of.y, of.width, of.height).ok_or("an area without an inside")?)
}

fn glyphs(surface: &mut Surface<'_>, run: &GlyphRun, fonts: &mut Fonts) -> Any<()> {
    let mut text = String::new();
    let em = |thousandths: i32| thousandths as f32 / 1000.0;
    let mut glyph = |glyph: &documents::list::Glyph| {
        let from = text.len();
        text.push_str(&glyph.text);
        KrillaGlyph::new(
            GlyphId::new(glyph.id.into()),
            em(glyph.advance),
            em(glyph.x_offset),
            em(glyph.y_offset),
            0.0,
            from..text.len(),
            None,
        )
    };
    let glyphs: Vec<KrillaGlyph> = run.glyphs.iter().map(&mut glyph).collect();
    let font = fonts.of(run.face)?;
    let at = Point::from_xy(run.x, run.baseline);
    surface.draw_glyphs(at, &glyphs, font, &text, run.size, false);
    Ok(())
}

fn picture(surface: &mut Surface<'_>, picture: &Picture, area: &Area) -> Any<()> {
    let image = Image::from_rgba8(picture.rgba.to_vec(), picture.width, picture.height);
    let size = Size::from_wh(area.width, area.height).ok_or("a picture without a size")?;
    surface.push_transform(&Transform::from_translate(area.x, area.y));
    surface.draw_image(image, size);
    surface.pop();
    Ok(())
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &mut Fonts) -> Any<()> {
    let mut path = PathBuilder::new();
    surface.set_stroke(None);
    match item {
        Item::Glyphs(run) => {
            surface.set_fill(fill(run.color));
            return glyphs(surface, run, fonts);
        }
        Item::Picture { picture: of, area } => return picture(surface, of, area),
        Item::Fill { areas, color } => {
            for area in areas {
                path.push_rect(rect(area)?);
            }
            surface.set_fill(fill(*color));
        }
        Item::Line { points, thickness, color } => {
            for (at, (x, y)) in points.iter().enumerate() {
                if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
            }
            let paint = colour(*color).into();
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { paint, width: *thickness, ..Stroke::default() }));
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    Ok(())
}

fn written(pages: &[Page], fonts: &mut Fonts) -> Any<Vec<u8>> {
    let settings = SerializeSettings { compress_content_streams: true, ..Default::default() };
    let mut document = Document::new_with(settings);
    for page in pages {
        let size = PageSettings::from_wh(page.width, page.height).ok_or("a page without a size")?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        for item in &page.items {
            draw(&mut surface, item, fonts)?;
        }
        surface.finish();
        sheet.finish();
    }
    Ok(document.finish().map_err(|error| format!("{error:?}"))?)
}

/// A whole paper, laid out and written.
pub fn prescription(of: &Prescription, fonts: &mut Fonts) -> Any<Vec<u8>> {
    written(&documents::prescription_pages(of, Sheet::A5)?, fonts)
}
