//! The program as a person meets it: from start to the painted sign-in screen, under Xvfb, and
//! the memory that it then takes with its webview. The screen's own memory is read, so that
//! nothing is asked of the program that is measured.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use vault::{KdfChoice, Keeping, Place};

use crate::Any;
use crate::row::{Row, median};

const RUNS: usize = 5;
const DISPLAY: &str = ":97";
const PATIENCE: Duration = Duration::from_secs(30);
/// A painted screen has letters, and so many colours; an empty window has two or three.
const COLOURS: usize = 24;

/// A process that ends with the bench.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn screen(folder: &Path) -> Any<Running> {
    let child = Command::new("Xvfb")
        .args([DISPLAY, "-screen", "0", "1280x800x24", "-fbdir"])
        .arg(folder)
        .stderr(Stdio::null())
        .spawn()?;
    std::thread::sleep(Duration::from_millis(800));
    Ok(Running(child))
}

fn colours(frame: &Path) -> usize {
    let bytes = std::fs::read(frame).unwrap_or_default();
    let dots = bytes.chunks_exact(4).skip(1024).step_by(7);
    dots.take(400_000).map(<[u8]>::to_vec).collect::<HashSet<_>>().len()
}

fn program() -> PathBuf {
    PathBuf::from("target/release/vaidya")
}

/// A window like ours with an empty input in it.
fn empty() -> PathBuf {
    PathBuf::from("target/release/examples/empty")
}

/// A sealed clinic of nobody, so that the first screen is sign-in.
fn sealed(folder: &Path) -> Any<()> {
    let place = Place::new(folder.join("clinic"));
    let secrets = place.secret_store(Keeping::File);
    place.create(secrets.as_ref(), Keeping::File, [1; 16], "bench password", KdfChoice::Floor)?;
    Ok(())
}

fn started(program: &Path, data: &Path, frame: &Path) -> Any<(Running, f64)> {
    let begun = Instant::now();
    let child = Command::new(program)
        .env("DISPLAY", DISPLAY)
        .env("VAIDYA_DATA", data)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let child = Running(child);
    while colours(frame) < COLOURS {
        if begun.elapsed() > PATIENCE {
            return Err("the window was never painted".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok((child, begun.elapsed().as_secs_f64()))
}

/// Kilobytes that a process and those it started hold alone, with their share of the rest.
pub fn memory_kb(pid: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let own = rollup
        .lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0);
    own + children(pid).into_iter().map(memory_kb).sum::<u64>()
}

fn own_memory_kb(pid: u32) -> u64 {
    memory_kb(pid) - children(pid).into_iter().map(memory_kb).sum::<u64>()
}

fn children(pid: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let own = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        text.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<u32>>()
    };
    threads.flat_map(own).collect()
}

/// Medians of a program that starts again and again.
struct Started {
    seconds: f64,
    own_mb: f64,
    whole_mb: f64,
}

fn runs(program: &Path, data: &Path, frame: &Path) -> Any<Started> {
    if !program.exists() {
        return Err(format!("{} is not built", program.display()).into());
    }
    let (mut times, mut whole, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (child, seconds) = started(program, data, frame)?;
        times.push(seconds);
        std::thread::sleep(Duration::from_secs(3));
        whole.push(memory_kb(child.0.id()) as f64 / 1e3);
        own.push(own_memory_kb(child.0.id()) as f64 / 1e3);
        // Its webview goes with it, and the screen is black again.
        drop(child);
        std::thread::sleep(Duration::from_millis(700));
    }
    Ok(Started { seconds: median(times), own_mb: median(own), whole_mb: median(whole) })
}

pub fn rows() -> Any<Vec<Row>> {
    let (frames, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    sealed(data.path())?;
    let _screen = screen(frames.path())?;
    let frame = frames.path().join("Xvfb_screen0");
    let ours = runs(&program(), data.path(), &frame)?;
    let mut rows = vec![
        Row::most("B-START", "process start to painted sign-in, wall", ours.seconds, "s")
            .at_most(1.0)
            .beside("Xvfb, software drawing"),
        Row::most("B-MEM", "first process, at sign-in", ours.own_mb, "MB").at_most(80.0),
        Row::most("B-MEM", "with its webview, at sign-in", ours.whole_mb, "MB").at_most(350.0),
    ];
    const EMPTY: &str = "an empty Tauri window";
    match runs(&empty(), data.path(), &frame) {
        Ok(limit) => {
            let limits = [limit.seconds, limit.own_mb, limit.whole_mb];
            rows = rows.into_iter().zip(limits).map(|(row, of)| row.against(EMPTY, of)).collect();
        }
        Err(why) => rows.push(Row::not_run("B-START", EMPTY, why.to_string())),
    }
    rows.extend(sizes()?);
    Ok(rows)
}

/// The newest installer of those that lie there.
fn installer() -> Option<PathBuf> {
    let entries = std::fs::read_dir("target/release/bundle/deb").into_iter().flatten().flatten();
    let debs = entries.map(|of| of.path()).filter(|of| of.extension().is_some_and(|e| e == "deb"));
    debs.max_by_key(|path| path.metadata().and_then(|of| of.modified()).ok())
}

fn sizes() -> Any<Vec<Row>> {
    let megabytes = |path: &Path| Ok::<_, std::io::Error>(path.metadata()?.len() as f64 / 1e6);
    let mut rows = vec![Row::most(
        "B-SIZE",
        "the program, screens and fonts inside",
        megabytes(&program())?,
        "MB",
    )];
    let Some(deb) = installer() else {
        rows.push(Row::not_run("B-SIZE", "installer (.deb)", "first: cargo xtask dist"));
        return Ok(rows);
    };
    let output = Command::new("dpkg-deb").arg("-f").arg(&deb).arg("Installed-Size").output()?;
    let kilobytes: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    rows.push(Row::most("B-SIZE", "installer (.deb)", megabytes(&deb)?, "MB").at_most(25.0));
    rows.push(
        Row::most("B-SIZE", "installed, as its package says", kilobytes * 1.024e-3, "MB")
            .at_most(60.0),
    );
    Ok(rows)
}
