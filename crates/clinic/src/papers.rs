//! Papers for the window: a preview, a print, a file. Each slice draws its own; here they
//! are shown, sent to a printer or saved, and logged before a byte leaves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Command, Error, Nothing, Permission, Query, Read, Result, RowId, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The paper that shows how far the access log has come; the desk signs it there.
pub const DAY_CLOSE_ROUTE: &str = "billing.day_close";

const PREVIEW_DPI: u32 = 110;
/// Dots across the printable part of an 80 mm roll at 203 dpi; 58 mm has 384.
const ROLL80_DOTS: u32 = 576;
const ROLL58_DOTS: u32 = 384;
const COPIES_MAX: u16 = 20;

/// A paper as the window shows it: the PDF, and its pages as pictures.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Paper {
    pub title: String,
    pub file_name: String,
    pub pdf_base64: String,
    pub pages: Vec<String>,
}

/// A paper that has been drawn.
pub struct Drawn {
    pub title: String,
    /// Without extension; letters that no file system minds.
    pub name: String,
    pub pdf: documents::Pdf,
    pub subject: RowId,
}

impl Drawn {
    pub fn file_name(&self) -> String {
        let plain = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => letter,
            _ => '-',
        };
        format!("{}.pdf", self.name.chars().map(plain).collect::<String>())
    }

    pub fn shown(self) -> Result<Paper> {
        let pages = self.pdf.png_pages(PREVIEW_DPI).map_err(Error::internal)?;
        Ok(Paper {
            file_name: self.file_name(),
            title: self.title,
            pdf_base64: STANDARD.encode(&self.pdf.bytes),
            pages: pages.into_iter().map(|page| STANDARD.encode(page)).collect(),
        })
    }
}

/// A query whose answer is a paper.
pub trait PaperQuery: Query<Output = Paper> {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn>;
}

type Draw = fn(&Read<'_>, serde_json::Value) -> Result<Drawn>;

pub struct PaperRoute {
    name: &'static str,
    permission: Permission,
    draw: Draw,
}

impl PaperRoute {
    pub const fn of<Q: PaperQuery>() -> Self {
        Self {
            name: Q::ROUTE,
            permission: Q::PERMISSION,
            draw: |read, args| serde_json::from_value::<Q>(args)?.draw(read),
        }
    }
}

/// Which paper: the route that shows it, and its arguments.
#[derive(Deserialize, TS)]
pub struct PaperRequest {
    pub route: String,
    #[ts(type = "object")]
    pub args: serde_json::Value,
}

impl PaperRequest {
    fn draw(self, read: &Read<'_>) -> Result<Drawn> {
        let found = crate::api::PAPERS.iter().find(|paper| paper.name == self.route);
        let paper = found.ok_or_else(|| Error::no_such("paper"))?;
        read.session().check(paper.permission)?;
        (paper.draw)(read, self.args)
    }
}

fn sign(tx: &mut Tx<'_>, route: &str) -> Result<()> {
    if route == DAY_CLOSE_ROUTE { tx.sign_log() } else { Ok(()) }
}

#[derive(Deserialize, TS)]
pub struct PrintPaper {
    pub paper: PaperRequest,
    pub printer: String,
    pub copies: u16,
}

impl Command for PrintPaper {
    type Output = Nothing;
    const ROUTE: &'static str = "papers.print";
    const PERMISSION: Permission = Permission::ANYONE;
    const BEFORE: Option<What> = Some(What::Command);

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        if self.copies == 0 || self.copies > COPIES_MAX {
            return Err(Error::invalid("copies", "errors-out-of-range")
                .with("min", 1)
                .with("max", COPIES_MAX));
        }
        let route = self.paper.route.clone();
        let drawn = self.paper.draw(tx)?;
        tx.note(What::Print, &route, drawn.subject, &self.printer)?;
        sign(tx, &route)?;
        let roll = match drawn.pdf.sheet {
            documents::Sheet::Roll80 => Some(ROLL80_DOTS),
            documents::Sheet::Roll58 => Some(ROLL58_DOTS),
            _ => None,
        };
        match roll {
            Some(dots) => {
                let bytes = drawn.pdf.escpos(dots).map_err(Error::internal)?;
                for _ in 0..self.copies {
                    tx.host().print_raw(&self.printer, &bytes)?;
                }
            }
            None => tx.host().print(&self.printer, &drawn.pdf.bytes, self.copies)?,
        }
        Ok(Nothing {})
    }
}

#[derive(Deserialize, TS)]
pub struct SavePaper {
    pub paper: PaperRequest,
}

#[derive(Serialize, TS)]
pub struct SavedPaper {
    pub path: String,
}

impl Command for SavePaper {
    type Output = SavedPaper;
    const ROUTE: &'static str = "papers.save";
    const PERMISSION: Permission = Permission::ANYONE;
    const BEFORE: Option<What> = Some(What::Command);

    fn run(self, tx: &mut Tx<'_>) -> Result<SavedPaper> {
        let route = self.paper.route.clone();
        let drawn = self.paper.draw(tx)?;
        tx.note(What::Export, &route, drawn.subject, "pdf")?;
        sign(tx, &route)?;
        let path = tx.host().save(&drawn.file_name(), &drawn.pdf.bytes)?;
        Ok(SavedPaper { path })
    }
}

#[derive(Deserialize, TS)]
pub struct ListPrinters {}

impl Query for ListPrinters {
    type Output = Vec<kernel::Printer>;
    const ROUTE: &'static str = "papers.printers";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, read: &Read<'_>) -> Result<Vec<kernel::Printer>> {
        read.host().printers()
    }
}

/// How often a paper of this row was printed or saved before.
pub fn prints(read: &Read<'_>, route: &str, subject: RowId) -> Result<i64> {
    let sql = "SELECT count(*) FROM access
               WHERE what IN ('print', 'export') AND subject = ?1 AND route = ?2";
    Ok(read.value(sql, rusqlite::params![subject, route])?.unwrap_or(0))
}

/// The sheet that a setting names.
pub fn sheet(name: &str) -> documents::Sheet {
    match name {
        "a4" => documents::Sheet::A4,
        "roll80" => documents::Sheet::Roll80,
        "roll58" => documents::Sheet::Roll58,
        _ => documents::Sheet::A5,
    }
}
