use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::qr::qr_modules;
use crate::sheet::{Sheet, mm};
use crate::text::{Align, Engine, isolate};
use crate::words::Words;

/// The sheet an owner keeps in a safe. The code is a secret: nothing else of this
/// paper may be stored or logged with it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecoverySheet {
    pub clinic_name: String,
    /// Printed in groups of four, however it is given.
    pub code: String,
    pub qr_text: String,
    pub date: String,
    pub language: Language,
}

pub fn recovery_sheet(paper: &RecoverySheet) -> Result<Pdf> {
    let sheet = Sheet::A4;
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let mut flow = Flow::new(sheet, Frame::default());
    flow.place(head(&mut engine, &theme, width, paper));
    flow.skip(theme.base * 1.5);
    flow.place(code_box(&mut engine, &theme, width, &paper.code));
    flow.skip(theme.base * 1.5);
    let side = mm(52.0);
    let code = qr_modules(&paper.qr_text)?.block(side);
    let text_width = width - side - theme.base * 2.0;
    let text = explanation(&mut engine, &theme, text_width, paper.language);
    flow.place(Block::row([(0.0, text), (width - side, code)]));
    flow.skip(theme.base * 3.0);
    flow.place(blanks(&mut engine, &theme, width));
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, "Recovery sheet", paper.language, sheet)
}

fn head(engine: &mut Engine, theme: &Theme, width: f32, paper: &RecoverySheet) -> Block {
    let mut title = Words::of(Language::En).say("papers-recovery-title");
    if paper.language != Language::En {
        let own = Words::of(paper.language).say("papers-recovery-title");
        title = format!("{title}  ·  {}", isolate(&own));
    }
    let strong = theme.style(Voice::Strong).sized(theme.base * 1.2).lines(3);
    let small = theme.style(Voice::Body).colored(Color::SOFT);
    Block::text(engine, &title, &theme.style(Voice::Title), width)
        .below(Block::text(engine, &paper.clinic_name, &strong, width))
        .below(Block::text(engine, &paper.date, &small, width))
        .gap(theme.base * 0.5)
        .below(Block::rule(width, 1.4, Color::ACCENT))
}

/// Letters and digits only count; they are set apart in groups of four and each
/// group has the same width, so that a group left out is seen.
fn code_box(engine: &mut Engine, theme: &Theme, width: f32, code: &str) -> Block {
    let characters: Vec<char> = code.chars().filter(|c| c.is_alphanumeric()).take(64).collect();
    let style = theme.style(Voice::Strong).sized(theme.base * 2.0).aligned(Align::Center).lines(1);
    let columns = 4;
    let cell = width / columns as f32;
    let rows = characters.chunks(4 * columns).map(|row| {
        let groups = row.chunks(4).enumerate().map(|(nth, group)| {
            let text = group.iter().map(char::to_string).collect::<Vec<_>>().join("\u{2009}");
            (cell * nth as f32, Block::text(engine, &text, &style, cell))
        });
        Block::row(groups.collect::<Vec<_>>()).gap(theme.base * 0.6)
    });
    let block = Block::stack(rows.collect::<Vec<_>>()).lowered(theme.base * 0.6);
    Block { width, ..block }.framed(Color::INK)
}

fn explanation(engine: &mut Engine, theme: &Theme, width: f32, language: Language) -> Block {
    let style = theme.style(Voice::Body).aligned(Align::Start);
    let mut block = Block::default();
    let languages =
        if language == Language::En { vec![language] } else { vec![Language::En, language] };
    for language in languages {
        for id in ["papers-recovery-purpose", "papers-recovery-keep"] {
            let text = Words::of(language).say(id);
            block = block.below(Block::text(engine, &text, &style, width)).gap(theme.base * 0.5);
        }
    }
    block
}

/// Where the sheet is kept and who has seen it, to be filled in by hand.
fn blanks(engine: &mut Engine, theme: &Theme, width: f32) -> Block {
    let small = theme.style(Voice::Small);
    let half = width * 0.46;
    let line = |engine: &mut Engine, label: &str| {
        Block::rule(half, 0.6, Color::INK).below(Block::text(engine, label, &small, half))
    };
    let kept = line(engine, "Kept at");
    let by = line(engine, "Name and signature");
    Block::row([(0.0, kept), (width - half, by)])
}
