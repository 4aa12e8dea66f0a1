//! Proves the access log, of the clinic here or of a file from anywhere, and says in words
//! what was found.

use std::path::{Path, PathBuf};

use clinic::desk::Envelope;
use kernel::verify::{Anchor, Fault, Report};
use kernel::{Timestamp, from_hex, read_log_file};
use serde_json::{Value, json};

use crate::Outcome;
use crate::call::session_of;
use crate::desk::open_desk;
use crate::outside::SystemOutside;

#[derive(clap::Args)]
pub struct Verify {
    /// A log that was saved with its proof; the clinic's own log when absent.
    file: Option<PathBuf>,
    /// A head that was noted elsewhere: `812:ABCD-EFGH` from a paper, or `812:` and 64
    /// digits of hex. May be given again.
    #[arg(long, value_name = "N:CODE")]
    head: Vec<String>,
    /// A manifest of a backup, whose head is met. May be given again.
    #[arg(long, value_name = "FILE")]
    manifest: Vec<PathBuf>,
    /// A key that is known to be this desk's, 64 digits of hex (for a file).
    #[arg(long, value_name = "HEX")]
    key: Vec<String>,
    /// Who signs in; the password is asked for, or read from VAIDYA_PASSWORD.
    #[arg(long)]
    user: Option<String>,
    /// Use the demo clinic.
    #[arg(long)]
    demo: bool,
}

pub fn run(given: &Verify) -> Outcome {
    let heads = given.head.iter().map(|head| head_of(head));
    let manifests: Vec<(u64, String)> =
        given.manifest.iter().map(|path| manifest(path)).collect::<Result<_, _>>()?;
    let seen: Vec<(u64, &Path)> = std::iter::zip(&manifests, &given.manifest)
        .map(|((n, _), path)| (*n, path.as_path()))
        .collect();
    let anchors: Vec<(u64, String)> =
        heads.chain(manifests.iter().cloned().map(Ok)).collect::<Result<_, _>>()?;
    let (report, since) = match &given.file {
        Some(path) => (file(path, &anchors, &given.key)?, None),
        None => live(given, &anchors)?,
    };
    tell(&report, since, anchors.len()).map_err(|said| format!("{said}{}", gone(&report, &seen)))
}

/// Which backups saw what is gone: of what comes after the first broken place nothing is the
/// same any more.
fn gone(report: &Report, seen: &[(u64, &Path)]) -> String {
    let first = report.first.map_or(u64::MAX, |first| first.n);
    let seen = seen.iter().filter(|(n, _)| *n >= first);
    seen.map(|(n, path)| {
        format!("\n{} saw entry {n}: it is not here, or is another one now.", path.display())
    })
    .collect()
}

fn head_of(text: &str) -> Result<(u64, String), String> {
    let (n, code) =
        text.split_once(':').ok_or("A head is written N:CODE, such as 812:ABCD-EFGH")?;
    let n = n.trim().parse().map_err(|_| format!("{n} is not the number of an entry"))?;
    Ok((n, code.trim().to_owned()))
}

fn manifest(path: &Path) -> Result<(u64, String), String> {
    let named = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read(path).map_err(|error| named(&error))?;
    let json: Value = serde_json::from_slice(&text).map_err(|error| named(&error))?;
    let head = json.get("access_head").unwrap_or(&Value::Null);
    match (head.get("n").and_then(Value::as_u64), head.get("hash").and_then(Value::as_str)) {
        (Some(n), Some(hash)) => Ok((n, hash.to_owned())),
        _ => Err(named(&"it names no head of the access log")),
    }
}

fn form(anchor: &(u64, String)) -> clinic::audit::AnchorForm {
    clinic::audit::AnchorForm { n: anchor.0, code: anchor.1.clone() }
}

fn file(path: &Path, anchors: &[(u64, String)], keys: &[String]) -> Result<Report, String> {
    let anchors: Vec<Anchor> = anchors
        .iter()
        .map(|anchor| form(anchor).anchor().map_err(|_| format!("{} is no head", anchor.1)))
        .collect::<Result<_, _>>()?;
    let key = |text: &String| {
        let bytes = from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| "A key is 64 digits of hex".to_owned())
    };
    let known = keys.iter().map(key).collect::<Result<_, _>>()?;
    let bytes =
        std::fs::read(path).map_err(|error| format!("{} is not read: {error}", path.display()))?;
    read_log_file(&bytes, known, anchors)
        .map_err(|_| format!("{} is not an access log saved by this program", path.display()))
}

fn live(given: &Verify, anchors: &[(u64, String)]) -> Result<(Report, Option<Timestamp>), String> {
    let desk = open_desk(std::sync::Arc::new(SystemOutside));
    let session = session_of(&desk, given.user.as_deref(), given.demo)?;
    let anchors: Vec<Value> =
        anchors.iter().map(|(n, code)| json!({ "n": n, "code": code })).collect();
    let mut carry = Value::Null;
    loop {
        let args = json!({ "carry": carry, "anchors": anchors });
        let (route, session) = ("audit.verify".to_owned(), Some(session.clone()));
        let envelope = Envelope { route, args, request: None, session };
        let step = desk.call(envelope).map_err(|error| error.to_string())?;
        let report = step.get("report").filter(|report| !report.is_null());
        if let Some(report) = report {
            let since = step.get("since").and_then(Value::as_i64).map(Timestamp);
            let report: Report =
                serde_json::from_value(report.clone()).map_err(|error| error.to_string())?;
            return Ok((report, since));
        }
        carry = step.get("carry").cloned().unwrap_or(Value::Null);
    }
}

/// Zero when all fits; the words of what does not are the error.
fn tell(report: &Report, since: Option<Timestamp>, anchors: usize) -> Outcome {
    println!("{} entries, from {} to {}", report.entries, report.from, report.head_n);
    println!("newest entry {}: {} ({})", report.head_n, report.code, report.head);
    println!("{} signatures, up to entry {}", report.checkpoints, report.signed_to);
    for key in &report.keys {
        println!("signed by the desk whose key begins {key}");
    }
    if anchors > 0 {
        println!("{} of {anchors} heads kept elsewhere fit", report.anchors);
    }
    if report.backwards > 0 {
        let first = report.first_backwards.unwrap_or_default();
        println!("{} entries are dated before the one ahead, first {first}", report.backwards);
    }
    if report.unlogged > 0 {
        println!("{} times records were found that nobody had logged", report.unlogged);
    }
    match report.first {
        Some(first) => {
            let said = words(first.fault, first.n);
            Err(format!("CHANGED. {said} In all {} places do not fit.", report.broken))
        }
        None => {
            let since = since.map(|at| at.utc().format(" since %d-%b-%Y %H:%M UTC").to_string());
            println!("WHOLE. Nothing was changed{}.", since.unwrap_or_default());
            Ok(())
        }
    }
}

fn words(fault: Fault, n: u64) -> String {
    match fault {
        Fault::Changed => format!("Entry {n}, or a record that it wrote, was changed."),
        Fault::Missing => format!("Entries before number {n} were removed."),
        Fault::Repeated => format!("Number {n} is there twice."),
        Fault::Unreadable => format!("Entry {n} cannot be read any more."),
        Fault::Signature => format!("The signature at entry {n} was changed."),
        Fault::Key => format!("Entry {n} was signed with a key that is not this desk's."),
        Fault::Replaced => format!("Entry {n} is not the one that was signed or noted."),
        Fault::Cut => format!("Entries from number {n} on were removed."),
        Fault::Unbound => format!("After entry {n} records were written without an entry."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_from_a_paper_and_from_a_manifest() {
        assert_eq!(head_of("812: ABCD-EFGH").unwrap(), (812, "ABCD-EFGH".to_owned()));
        assert!(head_of("812").is_err() && head_of("x:ABCD").is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.json");
        std::fs::write(&path, r#"{"access_head":{"n":9,"hash":"00ff"}}"#).unwrap();
        assert_eq!(manifest(&path).unwrap(), (9, "00ff".to_owned()));
        std::fs::write(&path, "{}").unwrap();
        assert!(manifest(&path).is_err());
    }

    #[test]
    fn what_is_no_log_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.vlog");
        std::fs::write(&path, "something else").unwrap();
        assert!(file(&path, &[], &[]).unwrap_err().contains("not an access log"));
        assert!(file(&path, &[(1, "ABC".into())], &[]).unwrap_err().contains("no head"));
    }
}
