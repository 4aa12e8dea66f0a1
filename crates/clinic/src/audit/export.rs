use std::io::Write;

use kernel::{
    Command, Error, Permission, Read, Result, RowId, Timestamp, Tx, What, write_log_file,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::about::Names;
use super::csv;
use super::filter::AuditFilter;
use super::find::found;
use crate::permissions::AUDIT_EXPORT;

const ROWS_MAX: u64 = 1_000_000;
/// What is in memory at once.
const PAGE: i64 = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a spreadsheet: what the filter lets through, with names.
    Csv,
    /// The whole log with links and signatures, which `vaidya verify` proves alone.
    Proof,
}

/// Takes the log out of the program as a file.
#[derive(Deserialize, TS)]
pub struct ExportLog {
    pub format: LogFormat,
    pub filter: AuditFilter,
}

#[derive(Serialize, TS)]
pub struct ExportedLog {
    pub path: String,
    pub entries: u64,
    /// The newest entry and its eight characters, for a file that proves itself.
    pub head: Option<(u64, String)>,
}

impl Command for ExportLog {
    type Output = ExportedLog;
    const ROUTE: &'static str = "audit.export";
    const PERMISSION: Permission = AUDIT_EXPORT;
    const BEFORE: Option<What> = Some(What::Export);

    fn run(self, tx: &mut Tx<'_>) -> Result<ExportedLog> {
        let stamp = tx.now().local(tx.zone()).format("%Y-%m-%d-%H%M").to_string();
        let (path, entries, head) = match self.format {
            LogFormat::Csv => {
                let mut entries = 0;
                let mut write = |file: &mut dyn Write| {
                    entries = table(tx, &self.filter, file)?;
                    Ok(())
                };
                let name = format!("access-log-{stamp}.csv");
                (tx.host().save_written(&name, &mut write)?, entries, None)
            }
            LogFormat::Proof => {
                let mut head = None;
                // A log of ten years is larger than the memory of a small computer.
                let mut write = |mut file: &mut dyn Write| {
                    head = Some(write_log_file(tx.conn(), tx.host(), tx.now(), &mut file)?);
                    Ok(())
                };
                let name = format!("access-log-{stamp}.vlog");
                let path = tx.host().save_written(&name, &mut write)?;
                let head = head.ok_or_else(|| Error::internal("nothing was written"))?;
                (path, head.n, Some((head.n, head.code())))
            }
        };
        let format = if head.is_some() { "proof" } else { "csv" };
        tx.note(
            What::Command,
            Self::ROUTE,
            self.filter.patient_id,
            &format!("{format} {entries}"),
        )?;
        Ok(ExportedLog { path, entries, head })
    }
}

/// Page by page, newest first; answers how many entries.
fn table(read: &Read<'_>, filter: &AuditFilter, file: &mut dyn Write) -> Result<u64> {
    let mut put = |text: &str| file.write_all(text.as_bytes()).map_err(Error::internal);
    let head = [
        "n", "time", "person", "what", "route", "record", "number", "patient", "row", "outcome",
        "detail",
    ];
    // The mark by which spreadsheets know UTF-8.
    put("\u{feff}")?;
    put(&csv::line(&head))?;
    let (mut count, mut before) = (0, None);
    loop {
        let rows = found(read, filter, before, PAGE)?;
        let Some(last) = rows.last() else { return Ok(count) };
        before = Some(last.n);
        count += rows.len() as u64;
        if count > ROWS_MAX {
            return Err(Error::invalid("from", "errors-audit-too-many").with("max", ROWS_MAX));
        }
        let mut names = Names::default();
        for row in rows {
            let entry = row.told(read, &mut names)?;
            let about = entry.about.unwrap_or_default();
            put(&csv::line(&[
                &entry.n.to_string(),
                &moment(read, entry.at),
                &entry.user,
                entry.what.name(),
                &entry.route,
                &about.table,
                &about.label,
                &about.patient,
                &entry.subject.map(|id: RowId| id.to_string()).unwrap_or_default(),
                if entry.is_refused { "refused" } else { "done" },
                &entry.detail,
            ]))?;
        }
    }
}

fn moment(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
