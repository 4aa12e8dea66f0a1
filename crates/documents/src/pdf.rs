use std::sync::Arc;

use crate::error::{Error, Result};
use crate::language::Language;
use crate::list::{Page, Picture};
use crate::raster::{self, Bitmap};
use crate::sheet::Sheet;
use crate::write::{Title, write};

/// A finished paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sheet: Sheet,
    pages: usize,
}

impl Pdf {
    pub(crate) fn write(
        pages: &[Page],
        title: &str,
        language: Language,
        sheet: Sheet,
    ) -> Result<Self> {
        let bytes = write(pages, &Title { title, language: language.code() })?;
        Ok(Self { bytes, sheet, pages: pages.len() })
    }

    pub fn page_count(&self) -> usize {
        self.pages
    }

    /// Every page as a PNG picture, for the preview on the screen.
    pub fn png_pages(&self, dpi: u32) -> Result<Vec<Vec<u8>>> {
        let scale = dpi as f32 / 72.0;
        raster::pixmaps(&self.bytes, scale, None)?
            .into_iter()
            .map(|page| raster::rgb_png(page.width, page.height, &page.rgba))
            .collect()
    }

    /// All pages below each other as black dots `dots_wide` across: 576 for an
    /// 80 mm printer, 384 for 58 mm. The margins a roll printer cannot reach are
    /// left out.
    pub fn raster_1bit(&self, dots_wide: u32) -> Result<Bitmap> {
        let cut = if self.sheet.is_roll() { self.sheet.margin_pt() } else { 0.0 };
        raster::bitmap(&self.bytes, dots_wide, self.sheet.width_pt(), cut)
    }

    /// The same dots as ESC/POS: reset, raster bit image (GS v 0), feed and cut.
    pub fn escpos(&self, dots_wide: u32) -> Result<Vec<u8>> {
        Ok(self.raster_1bit(dots_wide)?.escpos())
    }
}

/// Reads a PNG a clinic uploaded. Refuses what no logo is.
pub(crate) fn read_picture(png: &[u8], which: &'static str) -> Result<Picture> {
    const SIDE_MAX: u32 = 4000;
    let bad = || Error::BadImage { which };
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|_| bad())?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX {
        return Err(bad());
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or_else(bad)?];
    let frame = reader.next_frame(&mut pixels).map_err(|_| bad())?;
    pixels.truncate(frame.buffer_size());
    let rgba = to_rgba(frame.color_type, &pixels).ok_or_else(bad)?;
    Ok(Picture { width, height, rgba: Arc::new(rgba) })
}

fn to_rgba(color: png::ColorType, pixels: &[u8]) -> Option<Vec<u8>> {
    let each = color.samples();
    let rgba = pixels.chunks_exact(each).flat_map(|pixel| match *pixel {
        [grey] => [grey, grey, grey, 0xFF],
        [grey, alpha] => [grey, grey, grey, alpha],
        [red, green, blue] => [red, green, blue, 0xFF],
        [red, green, blue, alpha] => [red, green, blue, alpha],
        _ => [0xFF; 4],
    });
    (color != png::ColorType::Indexed).then(|| rgba.collect())
}
