//! Pages as dots: for the preview, for thermal printers and for the tests.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf as SyntaxPdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::error::{Error, Result};

/// One page, eight-bit RGBA.
pub struct RenderedPage {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<u8>,
}

/// Black dots, eight to a byte, the leftmost in the highest bit, rows padded to a
/// whole byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub rows: Vec<u8>,
}

pub fn pixmaps(bytes: &[u8], scale: f32, threshold: Option<u8>) -> Result<Vec<RenderedPage>> {
    let broken = Error::Broken { doing: "drawing the finished page" };
    let pdf = SyntaxPdf::new(bytes.to_vec()).map_err(|_| broken)?;
    let settings = InterpreterSettings::default();
    let render_settings = RenderSettings {
        aliasing_threshold: threshold,
        hinting: false,
        ..RenderSettings::default()
    };
    let pixmap_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let pages = pdf
        .pages()
        .iter()
        .map(|page| {
            let pixmap = render(page, &cache, &settings, &render_settings, &pixmap_settings);
            RenderedPage {
                width: usize::from(pixmap.width()),
                height: usize::from(pixmap.height()),
                rgba: pixmap.data_as_u8_slice().to_vec(),
            }
        })
        .collect();
    Ok(pages)
}

/// `page_width` and `margin` in points; the margins are cut off left and right.
pub fn bitmap(bytes: &[u8], dots_wide: u32, page_width: f32, margin: f32) -> Result<Bitmap> {
    let scale = dots_wide as f32 / (page_width - 2.0 * margin);
    let left = (margin * scale).round() as usize;
    let width = dots_wide as usize;
    let row_bytes = width.div_ceil(8);
    let mut whole = Bitmap { width, height: 0, rows: Vec::new() };
    for page in pixmaps(bytes, scale, Some(127))? {
        for line in page.rgba.chunks_exact(page.width.max(1) * 4) {
            let mut row = vec![0_u8; row_bytes];
            let dots = line.chunks_exact(4).skip(left).take(width);
            for (x, dot) in dots.enumerate() {
                if let (true, Some(byte)) = (is_dark(dot), row.get_mut(x / 8)) {
                    *byte |= 0x80 >> (x % 8);
                }
            }
            whole.rows.extend(row);
            whole.height += 1;
        }
    }
    Ok(whole)
}

fn is_dark(dot: &[u8]) -> bool {
    let sum: u32 = dot.iter().take(3).map(|part| u32::from(*part)).sum();
    sum < 3 * 140
}

impl Bitmap {
    /// Printers hold a picture in memory before they print it; bands this high
    /// fit the smallest.
    const BAND_ROWS: usize = 512;

    pub fn escpos(&self) -> Vec<u8> {
        let row_bytes = self.width.div_ceil(8);
        let mut out = vec![0x1B, b'@'];
        for band in self.rows.chunks(row_bytes.max(1) * Self::BAND_ROWS) {
            let rows = band.len() / row_bytes.max(1);
            out.extend([0x1D, b'v', b'0', 0]);
            out.extend(u16::try_from(row_bytes).unwrap_or(u16::MAX).to_le_bytes());
            out.extend(u16::try_from(rows).unwrap_or(u16::MAX).to_le_bytes());
            out.extend(band);
        }
        out.extend([0x1B, b'd', 4, 0x1D, b'V', b'B', 0]);
        out
    }

    pub fn png(&self) -> Result<Vec<u8>> {
        let row_bytes = self.width.div_ceil(8).max(1);
        let mut grey = Vec::with_capacity(self.width * self.height);
        for row in self.rows.chunks(row_bytes) {
            let dots = row.iter().flat_map(|byte| (0..8).map(move |bit| byte & (0x80 >> bit) != 0));
            grey.extend(dots.take(self.width).map(|is_black| if is_black { 0 } else { 0xFF }));
        }
        grey_png(self.width, self.height, &grey)
    }
}

pub fn grey_png(width: usize, height: usize, grey: &[u8]) -> Result<Vec<u8>> {
    encode(width, height, png::ColorType::Grayscale, grey)
}

/// Pages are opaque, so the alpha channel is left out.
pub fn rgb_png(width: usize, height: usize, rgba: &[u8]) -> Result<Vec<u8>> {
    let rgb: Vec<u8> =
        rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
    encode(width, height, png::ColorType::Rgb, &rgb)
}

fn encode(width: usize, height: usize, color: png::ColorType, samples: &[u8]) -> Result<Vec<u8>> {
    let broken = Error::Broken { doing: "writing a picture" };
    let side = |length: usize| u32::try_from(length).map_err(|_| broken.clone());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side(width)?, side(height)?);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|_| broken.clone())?;
    writer.write_image_data(samples).map_err(|_| broken.clone())?;
    writer.finish().map_err(|_| broken)?;
    Ok(bytes)
}
