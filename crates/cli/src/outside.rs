//! Printers and files of the system. Printing goes to the system's spooler, never through
//! a webview.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clinic::desk::Outside;
use kernel::{Code, Error, Printer, Result, Written};

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
        self.save_written(file_name, &mut |file| file.write_all(bytes).map_err(failed))
    }

    fn save_written(&self, file_name: &str, write: Written<'_>) -> Result<String> {
        let path = papers()?.join(file_name);
        write_whole(&path, write)?;
        Ok(path.display().to_string())
    }
}

/// Until its end it has a name that nobody takes for whole.
fn write_whole(path: &Path, write: Written<'_>) -> Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let kept = File::create(&part).map_err(failed).and_then(|file| {
        let mut file = BufWriter::new(file);
        write(&mut file)?;
        file.flush().and_then(|()| std::fs::rename(&part, path)).map_err(failed)
    });
    if kept.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    kept
}

/// The folder where people look for what they saved.
fn papers() -> Result<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    let home = PathBuf::from(home.unwrap_or_default());
    let folder = std::env::var_os("VAIDYA_PAPERS")
        .map_or_else(|| home.join("Documents").join("Vaidya"), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    Ok(folder)
}

fn failed(error: std::io::Error) -> Error {
    let mut out = Error::new(Code::Storage, "errors-save-file");
    out.cause = Some(error.to_string());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_to_its_end_is_not_kept_and_harms_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.vlog");
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        let mut half = |file: &mut dyn Write| {
            file.write_all(&[7; 100_000]).map_err(failed)?;
            Err(Error::internal("the power went"))
        };
        assert!(write_whole(&path, &mut half).is_err());
        assert_eq!(names(), 0);
        write_whole(&path, &mut |file| file.write_all(b"whole").map_err(failed)).unwrap();
        assert!(write_whole(&path, &mut half).is_err());
        assert_eq!((names(), std::fs::read(&path).unwrap()), (1, b"whole".to_vec()));
    }
}
