//! Printers and files of the system. Printing goes to the system's spooler, never through
//! a webview.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clinic::desk::Outside;
use kernel::{Code, Error, Printer, Result};

pub struct SystemOutside;

fn spooler(error: impl std::fmt::Display) -> Error {
    let mut out = Error::new(Code::Conflict, "errors-printing");
    out.cause = Some(error.to_string());
    out
}

/// Hands bytes to `lp` on its standard input: nothing is left on the disk by us.
fn lp(arguments: &[&str], bytes: &[u8]) -> Result<()> {
    let mut child = Command::new("lp")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(spooler)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(bytes).map_err(spooler)?;
    }
    let output = child.wait_with_output().map_err(spooler)?;
    if output.status.success() {
        Ok(())
    } else {
        Err(spooler(String::from_utf8_lossy(&output.stderr)))
    }
}

/// A printer's name is an argument of `lp`: nothing that could be an option.
fn checked(printer: &str) -> Result<&str> {
    let is_plain = !printer.is_empty()
        && !printer.starts_with('-')
        && printer.chars().all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    if is_plain { Ok(printer) } else { Err(Error::invalid("printer", "errors-no-printer")) }
}

impl Outside for SystemOutside {
    fn printers(&self) -> Result<Vec<Printer>> {
        let names = |arguments: &[&str]| {
            let output = Command::new("lpstat").args(arguments).stdin(Stdio::null()).output();
            output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        };
        // No spooler at all is no printer, not an error.
        let (Ok(all), Ok(default)) = (names(&["-e"]), names(&["-d"])) else {
            return Ok(Vec::new());
        };
        let default = default.rsplit(':').next().unwrap_or_default().trim().to_owned();
        let names = all.lines().map(str::trim).filter(|name| !name.is_empty());
        Ok(names
            .map(|name| Printer { name: name.to_owned(), is_default: name == default })
            .collect())
    }

    fn print(&self, printer: &str, pdf: &[u8], copies: u16) -> Result<()> {
        let copies = copies.to_string();
        lp(&["-d", checked(printer)?, "-n", &copies, "-o", "fit-to-page", "-s"], pdf)
    }

    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()> {
        lp(&["-d", checked(printer)?, "-o", "raw", "-s"], bytes)
    }

    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String> {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
        let home = PathBuf::from(home.unwrap_or_default());
        let folder = std::env::var_os("VAIDYA_PAPERS")
            .map_or_else(|| home.join("Documents").join("Vaidya"), PathBuf::from);
        let failed = |error: std::io::Error| {
            let mut out = Error::new(Code::Storage, "errors-save-file");
            out.cause = Some(error.to_string());
            out
        };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let path = folder.join(file_name);
        std::fs::write(&path, bytes).map_err(failed)?;
        Ok(path.display().to_string())
    }
}
