use qrcode::types::Color as Module;
use qrcode::{EcLevel, QrCode};

use crate::error::{Error, Result};
use crate::layout::Block;
use crate::list::{Area, Color, Item};

/// White modules around the code; the standard asks for four.
const QUIET_MODULES: usize = 4;

/// A QR code as rows of modules, dark ones true, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrModules {
    pub size: usize,
    pub rows: Vec<Vec<bool>>,
}

/// Error correction M, as UPI asks for.
pub fn qr_modules(text: &str) -> Result<QrModules> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::QrTooLong)?;
    let size = code.width();
    let modules = code.to_colors();
    let rows = modules
        .chunks(size.max(1))
        .map(|row| row.iter().map(|module| *module == Module::Dark).collect())
        .collect();
    Ok(QrModules { size, rows })
}

/// A square PNG no larger than `px` (unless the code itself needs more), black on
/// white, quiet zone included.
pub fn qr_png(text: &str, px: u32) -> Result<Vec<u8>> {
    let code = qr_modules(text)?;
    let modules = code.size + 2 * QUIET_MODULES;
    let scale = (px as usize / modules).max(1);
    let side = modules * scale;
    let mut grey = vec![0xFF_u8; side * side];
    for (y, line) in grey.chunks_mut(side).enumerate() {
        for (x, dot) in line.iter_mut().enumerate() {
            if code.is_dark(x / scale, y / scale) {
                *dot = 0;
            }
        }
    }
    crate::raster::grey_png(side, side, &grey)
}

impl QrModules {
    /// Counted from the corner of the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_MODULES);
        let (Some(x), Some(y)) = (inside(x), inside(y)) else { return false };
        self.rows.get(y).and_then(|row| row.get(x)).copied().unwrap_or(false)
    }

    /// How wide the quiet zone is when the whole code is `side` wide; the margin of
    /// a page serves as quiet zone too, so the dark part can stand on its edge.
    pub(crate) fn quiet(&self, side: f32) -> f32 {
        side * QUIET_MODULES as f32 / (self.size + 2 * QUIET_MODULES) as f32
    }

    /// The code as a square block with its quiet zone; dark modules that touch in
    /// a row are one rectangle.
    pub(crate) fn block(&self, side: f32) -> Block {
        let module = side / (self.size + 2 * QUIET_MODULES) as f32;
        let mut areas = Vec::new();
        for (y, row) in self.rows.iter().enumerate() {
            let mut from = None;
            for x in 0..=row.len() {
                let is_dark = row.get(x).copied().unwrap_or(false);
                match (is_dark, from) {
                    (true, None) => from = Some(x),
                    (false, Some(start)) => {
                        areas.push(Area {
                            x: (start + QUIET_MODULES) as f32 * module,
                            y: (y + QUIET_MODULES) as f32 * module,
                            width: (x - start) as f32 * module,
                            height: module,
                        });
                        from = None;
                    }
                    _ => {}
                }
            }
        }
        let color = Color(0.0, 0.0, 0.0);
        Block { width: side, height: side, items: vec![Item::Fill { areas, color }] }
    }
}
