//! The same encrypted file through programs made for copying: restic, borg, and SQLite's own
//! copy given to age. None of them can compress what is encrypted.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::row::{Row, median, process_cpu_ms};

const RUNS: usize = 5;
const PASSWORD: &str = "bench password";

/// Ours of the same run: milliseconds of a copy that is read back and of a restore, bytes.
pub struct Ours {
    pub copy_ms: f64,
    pub restore_ms: f64,
    pub bytes: f64,
}

struct Copied {
    ms: f64,
    cpu_ms: f64,
    bytes: f64,
    restore_ms: Option<f64>,
}

fn ran(command: &mut Command) -> Any<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let command = command.env("RESTIC_PASSWORD", PASSWORD).env("BORG_PASSPHRASE", PASSWORD);
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

fn bytes(folder: &Path) -> Any<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.metadata()?;
        sum += if kind.is_dir() { bytes(&entry.path())? } else { kind.len() };
    }
    Ok(sum)
}

type Restore<'a> = &'a mut dyn FnMut(&Path, &Path) -> Any<()>;

/// A new store each time, prepared before the clock runs.
fn median_of(
    mut prepare: impl FnMut(&Path) -> Any<()>,
    mut copy: impl FnMut(&Path) -> Any<()>,
    mut restore: Option<Restore<'_>>,
) -> Any<Copied> {
    let (mut times, mut work, mut back, mut size) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let folder = tempfile::tempdir()?;
        let store = folder.path().join("store");
        prepare(&store)?;
        let (began, cpu) = (Instant::now(), process_cpu_ms());
        copy(&store)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
        let now = process_cpu_ms();
        work.push(now.0 + now.1 - cpu.0 - cpu.1);
        size = bytes(&store)?;
        if let Some(restore) = restore.as_mut() {
            let to = folder.path().join("restored");
            std::fs::create_dir(&to)?;
            let began = Instant::now();
            restore(&store, &to)?;
            back.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    let restore_ms = (!back.is_empty()).then(|| median(back));
    Ok(Copied { ms: median(times), cpu_ms: median(work), bytes: size as f64, restore_ms })
}

fn restic(database: &Path) -> Any<Copied> {
    let restic = |store: &Path| {
        let mut command = Command::new("restic");
        command.args(["--quiet", "--no-cache", "--repo"]).arg(store);
        command
    };
    median_of(
        |store| ran(restic(store).arg("init")),
        |store| ran(restic(store).arg("backup").arg(database)),
        Some(&mut |store, to| ran(restic(store).args(["restore", "latest", "--target"]).arg(to))),
    )
}

fn borg(database: &Path) -> Any<Copied> {
    let folder = tempfile::tempdir()?;
    let borg = |of: &[&str]| {
        let mut command = Command::new("borg");
        command.args(of).env("BORG_BASE_DIR", folder.path());
        command
    };
    let archive = |store: &Path| format!("{}::copy", store.display());
    median_of(
        |store| ran(borg(&["init", "--encryption", "repokey-blake2"]).arg(store)),
        |store| ran(borg(&["create", "--compression", "none"]).arg(archive(store)).arg(database)),
        Some(&mut |store, to| ran(borg(&["extract"]).arg(archive(store)).current_dir(to))),
    )
}

/// The copy is encrypted under the database's own key, and by age for somebody's key.
fn vacuum(file: &ClinicFile) -> Any<Copied> {
    let keys = tempfile::tempdir()?;
    let key = keys.path().join("key.txt");
    ran(Command::new("age-keygen").arg("-o").arg(&key))?;
    let text = std::fs::read_to_string(&key)?;
    let public = text.lines().find_map(|line| line.strip_prefix("# public key: "));
    let public = public.ok_or("no public key")?.to_owned();
    let database = file.vault.open_database()?;
    // It copies into a database beside this one, which the product never has.
    database.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    median_of(
        |store| Ok(std::fs::create_dir(store)?),
        |store| {
            let plain = store.join("copy.db");
            database.execute("VACUUM INTO ?1", [plain.to_string_lossy()])?;
            let sealed = store.join("copy.age");
            let age = ["-e", "-r", &public, "-o"];
            ran(Command::new("age").args(age).arg(&sealed).arg(&plain))?;
            Ok(std::fs::remove_file(plain)?)
        },
        None,
    )
}

fn rows_of(peer: &str, ours: &Ours, theirs: &Copied) -> Vec<Row> {
    let told = format!(
        "{:.0} ms (CPU {:.0} ms), {:.1} MB; ours with every byte read back {:.0} ms, {:.1} MB",
        theirs.ms,
        theirs.cpu_ms,
        theirs.bytes / 1e6,
        ours.copy_ms,
        ours.bytes / 1e6
    );
    let times = ours.copy_ms / theirs.ms;
    let size = ours.bytes / theirs.bytes;
    let mut rows = vec![
        Row::most("B-BACKUP", format!("ours against {peer}: time"), times, "×").beside(told),
        Row::most("B-BACKUP", format!("ours against {peer}: size"), size, "of theirs"),
    ];
    if let Some(ms) = theirs.restore_ms {
        let what = format!("ours against {peer} restore");
        rows.push(
            Row::most("B-RESTORE", what, ours.restore_ms / ms, "×")
                .beside(format!("{:.0} ms against {ms:.0} ms", ours.restore_ms)),
        );
    }
    rows
}

pub fn rows(file: &ClinicFile, ours: &Ours) -> Any<Vec<Row>> {
    let settle = file.vault.open_database()?;
    settle.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(settle);
    let database = file.vault.place().database_path();
    let mut rows = Vec::new();
    for (peer, copied) in [
        ("restic", restic(&database)),
        ("borg", borg(&database)),
        ("VACUUM INTO and age", vacuum(file)),
    ] {
        match copied {
            Ok(theirs) => rows.extend(rows_of(peer, ours, &theirs)),
            Err(why) => rows.push(Row::not_run("B-BACKUP", peer, why.to_string())),
        }
    }
    Ok(rows)
}
