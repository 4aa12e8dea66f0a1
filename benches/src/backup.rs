//! A full copy of a large clinic while somebody writes in it, and its way back. Beside it:
//! what reading and decrypting the same pages costs alone.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ::backup::{Content, Error, Found, Link, Step, Watch, Writer, read_image, write_full};
use clinic::demo::{PER_WEEK, Seed, seed};
use kernel::{RowId, Session};
use rusqlite::Connection;

use crate::Any;
use crate::backup_peers::{self, Ours};
use crate::clinic_file::ClinicFile;
use crate::days::{Signing, said};
use crate::row::{Row, median, percentile, process_cpu_ms};
use crate::sized;
use crate::visits::visit;

const PATIENTS: usize = 100_000;
const DAYS: u32 = 365;
const RUNS: usize = 5;
const COMMITS: usize = 1_000;
const QUIET: usize = 200;

struct Clinic {
    file: ClinicFile,
    patients: Vec<RowId>,
    visits: i64,
}

/// The demo's year: everybody comes once, some come again, and forty beds.
fn clinic() -> Any<Clinic> {
    let file = ClinicFile::signing(Arc::new(Signing::of(1)))?;
    let today = said(file.door.read(&Session::program(), |read| Ok(read.today())))?;
    let plan = Seed {
        patients: u32::try_from(sized(PATIENTS, 600))?,
        days: DAYS,
        seed: 7,
        today,
        has_wards: true,
        per_week: PER_WEEK,
    };
    said(seed(&file.door, &file.clock, &plan, &mut |_, _| {}))?;
    let (patients, visits) = said(file.door.read(&Session::program(), |read| {
        let patients = read.values("SELECT id FROM patient ORDER BY id", [])?;
        Ok((patients, read.value("SELECT count(*) FROM visit", [])?.unwrap_or_default()))
    }))?;
    Ok(Clinic { file, patients, visits })
}

/// Every page read and decrypted, and nothing else done with it: by the clock, and CPU.
fn reading_alone(clinic: &Clinic) -> Any<(f64, f64)> {
    let (begun, cpu) = (Instant::now(), process_cpu_ms().0);
    clinic.file.vault.read_image(|_| Ok::<(), vault::Error>(()))?;
    Ok((begun.elapsed().as_secs_f64() * 1e3, process_cpu_ms().0 - cpu))
}

struct Copied {
    found: Found,
    /// Until the file is on the disk, and with every byte read back.
    written_ms: f64,
    whole_ms: f64,
    cpu_ms: f64,
}

fn copy(clinic: &Clinic, root: &Path) -> Any<Copied> {
    let vault = &clinic.file.vault;
    let (begun, cpu) = (Instant::now(), process_cpu_ms().0);
    let (mut written_ms, mut cpu_ms) = (0.0, 0.0);
    let mut went = |progress: ::backup::Progress| {
        if progress.step == Step::Reading && written_ms == 0.0 {
            written_ms = begun.elapsed().as_secs_f64() * 1e3;
            cpu_ms = process_cpu_ms().0 - cpu;
        }
        true
    };
    let writer = Writer::begin(vault, "A", "bench", 0)?;
    let prove = |manifest: &mut _| Link::of(vault).prove(manifest);
    let found = write_full(writer, root, 1, None, prove, &mut Watch(&mut went))?;
    Ok(Copied { found, written_ms, whole_ms: begun.elapsed().as_secs_f64() * 1e3, cpu_ms })
}

/// As the desk does it: a copy in a thread that gives way to everybody.
fn copy_meanwhile(clinic: &Clinic, root: &Path) -> Any<()> {
    std::thread::scope(|scope| {
        let copying = scope.spawn(|| {
            ::backup::give_way();
            copy(clinic, root).map(|_| ()).map_err(|error| error.to_string())
        });
        copying.join().map_err(|_| "the copy stopped")?.map_err(Into::into)
    })
}

/// Whole visits, one after the other, until told to stop or enough are done.
fn commits(clinic: &Clinic, most: usize, stop: &AtomicBool) -> Vec<f64> {
    let mut times = Vec::new();
    for patient in clinic.patients.iter().rev().cycle().take(most) {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let begun = Instant::now();
        let done = clinic
            .file
            .door
            .write(&Session::program(), |tx| visit(tx, *patient, clinic.file.doctor_id));
        if done.is_ok() {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    times
}

/// Kilobytes: how far the memory of this process reached since the mark was reset.
fn peak_kb(is_reset: bool) -> f64 {
    if is_reset {
        // "5" resets the mark; where it may not be written the peak is of the whole run.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0.0)
}

fn restore(clinic: &Clinic, found: &Found, path: &Path) -> Any<f64> {
    let begun = Instant::now();
    restore_to(clinic, found, path)?;
    let ms = begun.elapsed().as_secs_f64() * 1e3;
    std::fs::remove_file(path)?;
    Ok(ms)
}

fn restore_to(clinic: &Clinic, found: &Found, path: &Path) -> Any<()> {
    let vault = &clinic.file.vault;
    Link::of(vault).check(&found.manifest)?;
    let identity = vault.backup_identity()?;
    let mut staged = vault.stage_image(path)?;
    let mut go = |_| true;
    read_image(found, &[identity.as_str()], &mut Watch(&mut go), |bytes| {
        staged.take(bytes).map_err(Error::from)
    })?;
    staged.finish()?;
    Ok(())
}

/// What all rows of the tables come to that a restore must bring back.
fn sums(db: &Connection) -> Any<Vec<(&'static str, blake3::Hash)>> {
    let tables = clinic::api::TABLES.iter().map(|table| table.name);
    let of = |table: &'static str| -> Any<_> {
        let mut sum = blake3::Hasher::new();
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..width {
                sum.update(format!("{:?},", row.get_ref(at)?).as_bytes());
            }
        }
        Ok((table, sum.finalize()))
    };
    tables.chain(["log", "op", "access", "checkpoint"]).map(of).collect()
}

fn same(name: &str, ours: &[(&str, blake3::Hash)], theirs: &[(&str, blake3::Hash)]) -> Any<()> {
    let other = ours.iter().zip(theirs).find(|(one, other)| one != other);
    other.map_or(Ok(()), |((table, _), _)| Err(format!("{name}: {table} is another").into()))
}

/// A copy while nobody writes, its way back by our program and by public programs alone, and
/// every table of both held beside the clinic's. Answers the seconds of the public ones.
fn by_hand(clinic: &Clinic, folder: &Path) -> Any<f64> {
    let Copied { found, .. } = copy(clinic, folder)?;
    let ours = sums(&clinic.file.connection()?)?;
    let staged = folder.join("restored.db");
    restore_to(clinic, &found, &staged)?;
    same("restored", &ours, &sums(&clinic.file.vault.open_staged(&staged)?)?)?;
    std::fs::remove_file(&staged)?;
    std::fs::write(folder.join("key.txt"), clinic.file.vault.backup_identity()?.as_bytes())?;
    let copied = found.folder.path().join(found.manifest.file_name());
    let begun = Instant::now();
    let done = Command::new("bash")
        .args(["-eu", "-o", "pipefail", "-c"])
        .arg(
            "age -d -i key.txt \"$0\" | zstd -q -d > plain.db
              sqlite3 plain.db 'PRAGMA integrity_check'",
        )
        .arg(copied)
        .current_dir(folder)
        .output()?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&done.stdout);
    if said.trim() != "ok" {
        return Err(format!("{said}{}", String::from_utf8_lossy(&done.stderr)).into());
    }
    let plain = folder.join("plain.db");
    same("by hand", &ours, &sums(&Connection::open(&plain)?)?)?;
    std::fs::remove_file(plain)?;
    Ok(seconds)
}

pub fn rows() -> Any<Vec<Row>> {
    let clinic = clinic()?;
    let folder = tempfile::tempdir()?;
    let never = AtomicBool::new(false);
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    let (mut alone, mut copied) = (Vec::new(), Vec::new());
    let before = peak_kb(true);
    // In turn: what else runs on the machine comes to all of them.
    for _ in 0..RUNS {
        alone.push(reading_alone(&clinic)?);
        copied.push(copy(&clinic, folder.path())?);
    }
    let memory_mb = (peak_kb(false) - before) / 1e3;
    for _ in 0..RUNS {
        quiet.extend(commits(&clinic, QUIET, &never));
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| -> Any<()> {
            let writing = scope.spawn(|| commits(&clinic, COMMITS, &stop));
            let done = copy_meanwhile(&clinic, folder.path());
            stop.store(true, Ordering::SeqCst);
            busy.extend(writing.join().map_err(|_| "the writer stopped")?);
            done
        })?;
    }
    let (quiet_p99, busy_p99) = (percentile(&mut quiet, 99), percentile(&mut busy, 99));
    let (quiet_p50, busy_p50) = (percentile(&mut quiet, 50), percentile(&mut busy, 50));
    let both = || alone.iter().zip(&copied);
    let times = median(both().map(|(alone, copy)| copy.written_ms / alone.0).collect());
    let work = median(both().map(|(alone, copy)| copy.cpu_ms / alone.1).collect());
    let whole_times = median(both().map(|(alone, copy)| copy.whole_ms / alone.0).collect());
    let alone = median(alone.iter().map(|one| one.0).collect());
    let written = median(copied.iter().map(|one| one.written_ms).collect());
    let whole = median(copied.iter().map(|one| one.whole_ms).collect());

    let newest = copied.last().ok_or("a copy")?;
    // Of the moment that was copied: what the writer did later is in neither.
    let bytes = match newest.found.manifest.content {
        Content::Image { page_bytes, pages, .. } => (u64::from(page_bytes) * pages) as f64,
        Content::Ops { .. } => return Err("a whole copy".into()),
    };
    let staged = folder.path().join("restored.db");
    let restored =
        (0..RUNS).map(|_| restore(&clinic, &newest.found, &staged)).collect::<Any<Vec<_>>>()?;
    let restored = median(restored);
    let packed = newest.found.manifest.seal.bytes as f64;
    let size = format!(
        "{:.1} MB of {:.1} MB; {} patients, {} visits of the demo generator",
        packed / 1e6,
        bytes / 1e6,
        clinic.patients.len(),
        clinic.visits
    );
    let by_hand = by_hand(&clinic, folder.path());
    let ours = Ours { copy_ms: whole, restore_ms: restored, bytes: packed };
    let mut rows = vec![
        Row::most("B-BACKUP", "full copy against reading the pages alone", times, "×")
            .at_most(1.5)
            .beside(format!("{alone:.0} ms for the pages, {written:.0} ms for the copy")),
        Row::most("B-BACKUP", "the same, CPU", work, "×"),
        Row::most("B-BACKUP", "the same with every byte read back", whole_times, "×")
            .beside(format!("{whole:.0} ms")),
        Row::most("B-BACKUP", "size of the copy", packed / bytes, "of the database")
            .at_most(0.25)
            .beside(size),
        Row::most("B-BACKUP", "memory beyond what the desk has", memory_mb, "MB").at_most(64.0),
        Row::most("B-BACKUP", "p99 of a writer meanwhile", busy_p99 / quiet_p99, "×")
            .at_most(2.0)
            .beside(format!(
                "{quiet_p99:.1} ms undisturbed, {busy_p99:.1} ms; medians {quiet_p50:.1} and \
                 {busy_p50:.1} ms"
            )),
        Row::most("B-RESTORE", "into a proven encrypted file", restored / whole, "× the copy")
            .at_most(2.0)
            .beside(format!("{restored:.0} ms")),
    ];
    const BY_HAND: &str = "by age, zstd and sqlite3 alone";
    rows.push(match by_hand {
        Ok(seconds) => Row::most("B-RESTORE", BY_HAND, seconds, "s")
            .beside("not encrypted; every row of it, and of ours, is the clinic's"),
        Err(why) => Row::not_run("B-RESTORE", BY_HAND, why.to_string()),
    });
    rows.extend(backup_peers::rows(&clinic.file, &ours)?);
    Ok(rows)
}
