//! What stands under a bill's table: totals, the amount in words, payments, the
//! payment code and the signature.

use super::bill::Bill;
use super::marks;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Theme, Voice};
use crate::list::Color;
use crate::qr::qr_modules;
use crate::sheet::mm;
use crate::text::{Align, Engine};
use crate::words::Words;

pub fn place_foot(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Bill,
    flow: &mut Flow,
) -> Result<()> {
    flow.skip(theme.base * 0.5);
    let right_width = width * 0.44;
    let left_width = width - right_width - theme.base * 2.0;
    let left = left_column(engine, theme, left_width, paper);
    let right = totals(engine, theme, right_width, paper);
    flow.place(Block::row([(0.0, left), (width - right_width, right)]));
    let body = theme.style(Voice::Small).aligned(Align::Start);
    for text in [paper.reverse_charge.as_deref().unwrap_or_default(), &paper.notes] {
        if !text.trim().is_empty() {
            flow.skip(theme.base * 0.4);
            flow.place_all(Block::text_lines(engine, text, &body, width));
        }
    }
    flow.skip(theme.base);
    flow.place(end(engine, theme, width, paper)?);
    Ok(())
}

fn left_column(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let small = theme.style(Voice::Small);
    let mut block = Block::empty(width, 0.0);
    if !paper.amount_in_words.is_empty() {
        let body = theme.style(Voice::Body).lines(4);
        block = block
            .below(Block::text(engine, "Amount in words", &small, width))
            .below(Block::text(engine, &paper.amount_in_words, &body, width))
            .gap(theme.base * 0.5);
    }
    if !paper.payments.is_empty() {
        block = block.below(Block::text(engine, "Received", &small, width));
    }
    for payment in &paper.payments {
        let how = [payment.method.as_str(), payment.reference.as_str()]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .collect::<Vec<_>>()
            .join("  ");
        block = block.below(marks::pair(engine, theme, width, &how, &payment.amount, Voice::Body));
    }
    block
}

fn totals(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let mut block = Block::empty(width, 0.0);
    let last = paper.totals.len().saturating_sub(1);
    for (nth, (label, amount)) in paper.totals.iter().enumerate() {
        let is_grand = nth == last;
        let voice = if is_grand { Voice::Heading } else { Voice::Body };
        if is_grand {
            block = block.below(Block::rule(width, 0.6, Color::SOFT)).gap(theme.base * 0.2);
        }
        block = block.below(marks::pair(engine, theme, width, label, amount, voice));
    }
    if let Some(due) = &paper.due {
        let pad = theme.base * 0.4;
        let row = marks::pair(engine, theme, width - 2.0 * pad, "Balance due", due, Voice::Strong);
        block = block.gap(theme.base * 0.3).below(row.padded(pad, pad * 0.5).framed(Color::INK));
    }
    block
}

fn end(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Result<Block> {
    let wide = width * 0.38;
    let default = [format!("For {}", paper.letterhead.clinic_name), "Authorised signatory".into()];
    let lines: &[String] =
        if paper.signature_lines.is_empty() { &default } else { &paper.signature_lines };
    let png = paper.signature_png.as_ref().filter(|_| !paper.draft);
    let signed = marks::signature(engine, theme, wide, png, lines)?;
    let mut block = Block::default().over(width - wide, 0.0, signed);
    if let Some(text) = paper.upi_qr.as_ref().filter(|_| !paper.draft) {
        let side = mm(30.0);
        let modules = qr_modules(text)?;
        let quiet = modules.quiet(side);
        let caption = pay_caption(engine, theme, width - wide - side - theme.base, paper);
        block = block.over(-quiet, 0.0, modules.block(side)).over(
            side - quiet + theme.base * 0.4,
            side * 0.3,
            caption,
        );
    }
    Ok(block)
}

fn pay_caption(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let strong = theme.style(Voice::Strong).lines(2);
    let mut block =
        Block::text(engine, &Words::of(Language::En).say("papers-scan-to-pay"), &strong, width);
    if paper.language != Language::En {
        let body = theme.style(Voice::Body).lines(2);
        let text = Words::of(paper.language).say("papers-scan-to-pay");
        block = block.below(Block::text(engine, &text, &body, width));
    }
    block.below(Block::text(engine, "UPI", &theme.style(Voice::Small), width))
}
