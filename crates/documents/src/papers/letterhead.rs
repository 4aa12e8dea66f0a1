use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::layout::{Block, Theme, Voice};
use crate::list::Color;
use crate::pdf::read_picture;
use crate::sheet::mm;
use crate::text::{Align, Engine, Style};

/// The clinic as it appears at the head of its papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    pub clinic_name: String,
    pub tagline: String,
    pub address_lines: Vec<String>,
    pub phone: String,
    pub email: String,
    pub gstin: Option<String>,
    /// The clinic's own registration, for instance under the Clinical
    /// Establishments Act.
    pub registration_no: Option<String>,
    pub logo_png: Option<Vec<u8>>,
    /// The clinic's own preprinted pad: no head is printed and this much, in
    /// millimetres, stays free at the top of every page.
    pub blank_top_mm: Option<u16>,
}

impl Letterhead {
    /// Free height at the top of every page, in points. A pad that claims more
    /// than a third of the sheet would leave no room to write.
    pub(crate) fn blank_top(&self, page_height: f32) -> f32 {
        self.blank_top_mm.map_or(0.0, |blank| mm(f32::from(blank)).min(page_height / 3.0))
    }

    /// The whole head with `beside` (the doctor) on its right.
    pub(crate) fn head(
        &self,
        engine: &mut Engine,
        theme: &Theme,
        width: f32,
        beside: Option<Block>,
    ) -> Result<Block> {
        if self.blank_top_mm.is_some() {
            return Ok(beside.map_or_else(Block::default, |block| {
                let x = width - block.width;
                Block::default().over(x, 0.0, block).gap(theme.base * 0.5)
            }));
        }
        let logo_side = theme.base * 5.4;
        let logo = match &self.logo_png {
            Some(png) => {
                let picture = read_picture(png, "logo")?;
                Some(Block::picture_within(picture, logo_side, logo_side))
            }
            None => None,
        };
        let indent = logo.as_ref().map_or(0.0, |logo| logo.width + theme.base * 0.9);
        let gap = theme.base * 1.6;
        let right_width = beside.as_ref().map_or(0.0, |block| block.width + gap);
        let name_width = f32::max(width - indent - right_width, width * 0.3);
        let lines = self.lines(engine, theme, name_width);
        let mut head = Block::default().over(indent, 0.0, lines);
        if let Some(logo) = logo {
            head = head.over(0.0, theme.base * 0.25, logo);
        }
        if let Some(beside) = beside {
            head = head.over(width - beside.width, theme.base * 0.25, beside);
        }
        let gap = theme.base * 0.55;
        Ok(head.gap(gap).below(Block::rule(width, 1.4, Color::ACCENT)).gap(theme.base * 0.6))
    }

    fn lines(&self, engine: &mut Engine, theme: &Theme, width: f32) -> Block {
        let title = theme.style(Voice::Title).lines(3);
        let small = theme.style(Voice::Small).lines(2);
        let mut block = Block::text(engine, &self.clinic_name, &title, width);
        if !self.tagline.is_empty() {
            let tagline = theme.style(Voice::Body).colored(Color::SOFT).lines(2);
            block = block.below(Block::text(engine, &self.tagline, &tagline, width));
        }
        for line in self.small_lines(engine, &small, width) {
            block = block.below(Block::text(engine, &line, &small, width));
        }
        block
    }

    /// Narrow and centred, for a roll.
    pub(crate) fn roll_head(
        &self,
        engine: &mut Engine,
        theme: &Theme,
        width: f32,
    ) -> Result<Block> {
        let title = theme.style(Voice::Heading).sized(theme.base * 1.45).aligned(Align::Center);
        let small = theme.style(Voice::Small).aligned(Align::Center).lines(3);
        let mut block = Block::default();
        if let Some(png) = &self.logo_png {
            let picture = read_picture(png, "logo")?;
            let logo = Block::picture_within(picture, width * 0.3, theme.base * 4.0);
            block = block.over((width - logo.width) / 2.0, 0.0, logo).gap(theme.base * 0.3);
        }
        block = block.below(Block::text(engine, &self.clinic_name, &title.lines(4), width));
        for line in self.small_lines(engine, &small, width) {
            block = block.below(Block::text(engine, &line, &small, width));
        }
        Ok(block.gap(theme.base * 0.5))
    }

    /// Address, contact and numbers; two that do not fit on one line stand on two,
    /// so that no number is broken.
    fn small_lines(&self, engine: &mut Engine, style: &Style, width: f32) -> Vec<String> {
        let phone = (!self.phone.is_empty()).then(|| format!("Phone {}", self.phone));
        let email = (!self.email.is_empty()).then(|| self.email.clone());
        let gstin = self.gstin.as_ref().map(|gstin| format!("GSTIN {gstin}"));
        let registration = self.registration_no.as_ref().map(|no| format!("Clinic reg. no. {no}"));
        let mut lines = self.address_lines.clone();
        for pair in [[phone, email], [gstin, registration]] {
            let parts: Vec<String> = pair.into_iter().flatten().collect();
            let joined = parts.join("  ·  ");
            if engine.width(&joined, style) <= width {
                lines.push(joined);
            } else {
                lines.extend(parts);
            }
        }
        lines.retain(|line| !line.trim().is_empty());
        lines
    }
}
