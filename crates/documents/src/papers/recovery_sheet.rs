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
    /// `AGE-SECRET-KEY-1…`: opens backups with public tools alone. Empty leaves the part out.
    pub backup_key: String,
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
    flow.skip(theme.base * 1.5);
    if !paper.backup_key.is_empty() {
        flow.place(by_hand(&mut engine, &theme, width, &paper.backup_key)?);
        flow.skip(theme.base * 2.5);
    }
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

/// For the day when the program is not at hand: the key of the backups, which the program
/// itself works out of the code above, and what to type.
fn by_hand(engine: &mut Engine, theme: &Theme, width: f32, key: &str) -> Result<Block> {
    const KEY_HEAD: &str = "AGE-SECRET-KEY-1";
    const KEY_GROUP: usize = 6;
    let side = mm(40.0);
    let column = width - side - theme.base * 2.0;
    let style = theme.style(Voice::Body).aligned(Align::Start);
    let strong = theme.style(Voice::Strong).aligned(Align::Start);
    let typed = strong;
    let rest = key.strip_prefix(KEY_HEAD).unwrap_or(key);
    let letters: Vec<char> = rest.chars().take(128).collect();
    let groups = letters.chunks(KEY_GROUP).map(|group| group.iter().collect::<String>());
    let groups = std::iter::once(KEY_HEAD.to_owned()).filter(|_| rest != key).chain(groups);
    let groups = groups.collect::<Vec<_>>().join("   ");
    let mut text = Block::text(engine, "Without this program", &strong, column);
    text = text.gap(theme.base * 0.3);
    let words = "This key opens every backup made while this sheet is the clinic's, with the \
                 free programs age, zstd and sqlite3. It belongs to the code above and is as \
                 secret. Keep an old sheet as long as you keep backups of its time.";
    text = text.below(Block::text(engine, words, &style, column)).gap(theme.base * 0.5);
    text = text.below(Block::text(engine, &groups, &typed, column)).gap(theme.base * 0.5);
    let steps = [
        "1.  Write the key, without spaces, into a file key.txt (or scan the code beside it).",
        "2.  Of the backups take the file with the highest number, such as 000012.age, and type:",
        "     age -d -i key.txt 000012.age | zstd -d > clinic.sqlite",
        "3.  sqlite3 clinic.sqlite shows the records. They are open to everybody who has this \
         file: delete it and key.txt when you are done.",
    ];
    for (at, step) in steps.into_iter().enumerate() {
        let style = if at == 2 { &typed } else { &style };
        text = text.below(Block::text(engine, step, style, column)).gap(theme.base * 0.2);
    }
    let parts = Block::row([(0.0, text), (width - side, qr_modules(key)?.block(side))]);
    Ok(Block::rule(width, 0.6, Color::SOFT).gap(theme.base).below(parts))
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
