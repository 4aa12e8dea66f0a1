//! Turns the display list into a PDF file with `printpdf`. The bytes depend on
//! the list alone.

mod embed;
mod finish;
mod glyphs;
mod lines;
mod outlines;
mod pictures;

use printpdf::{
    Color as PdfColor, Op, PaintMode, PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect, Rgb,
    WindingOrder,
};

use crate::error::Result;
use crate::list::{Area, Color, Item, Page};
use embed::Embedding;
use pictures::Pictures;

/// The file's own description; nothing about a patient belongs here.
pub struct Title<'a> {
    pub title: &'a str,
    pub language: &'a str,
}

pub fn write(pages: &[Page], title: &Title<'_>) -> Result<Vec<u8>> {
    let mut embedding = Embedding::default();
    let mut pictures = Pictures::default();
    let mut document = PdfDocument::new(title.title);
    for page in pages {
        let ops = page_ops(page, &mut embedding, &mut pictures);
        document.pages.push(pdf_page(page, ops));
    }
    let fonts = embedding.fonts()?;
    for font in &fonts {
        document.resources.fonts.map.insert(font.id.clone(), font.pdf_font.clone());
    }
    pictures.register(&mut document);
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let mut warnings = Vec::new();
    finish::bytes(document.to_lopdf_document(&options, &mut warnings), &fonts, title)
}

fn pdf_page(page: &Page, ops: Vec<Op>) -> PdfPage {
    let whole = Rect {
        x: Pt(0.0),
        y: Pt(0.0),
        width: Pt(page.width),
        height: Pt(page.height),
        mode: None,
        winding_order: None,
    };
    PdfPage { media_box: whole.clone(), trim_box: whole.clone(), crop_box: whole, ops }
}

fn page_ops(page: &Page, embedding: &mut Embedding, pictures: &mut Pictures) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut is_in_text = false;
    for item in &page.items {
        let is_text = matches!(item, Item::Glyphs(_));
        if is_text != is_in_text {
            ops.push(if is_text { Op::StartTextSection } else { Op::EndTextSection });
            is_in_text = is_text;
        }
        match item {
            Item::Glyphs(run) => {
                glyphs::push_run(&mut ops, run, page.height, embedding);
                let shapes = outlines::textless(run, page.height);
                if !shapes.is_empty() {
                    ops.push(Op::EndTextSection);
                    ops.extend(shapes);
                    is_in_text = false;
                }
            }
            Item::Fill { areas, color } => push_areas(&mut ops, areas, *color, page.height),
            Item::Picture { picture, area } => {
                ops.push(pictures.place(picture, *area, page.height));
            }
            Item::Line { points, thickness, color } => {
                ops.extend(lines::push(points, *thickness, *color, page.height));
            }
        }
    }
    if is_in_text {
        ops.push(Op::EndTextSection);
    }
    ops
}

fn push_areas(ops: &mut Vec<Op>, areas: &[Area], color: Color, page_height: f32) {
    ops.push(fill(color));
    for area in areas {
        ops.push(Op::DrawRectangle {
            rectangle: Rect {
                x: Pt(area.x),
                y: Pt(page_height - area.y - area.height),
                width: Pt(area.width),
                height: Pt(area.height),
                mode: Some(PaintMode::Fill),
                winding_order: Some(WindingOrder::NonZero),
            },
        });
    }
}

pub(super) fn fill(color: Color) -> Op {
    let Color(r, g, b) = color;
    Op::SetFillColor { col: PdfColor::Rgb(Rgb { r, g, b, icc_profile: None }) }
}
