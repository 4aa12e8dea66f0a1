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
struct Running(Child);

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

/// A sealed clinic of nobody, so that the first screen is sign-in.
fn sealed(folder: &Path) -> Any<()> {
    let place = Place::new(folder.join("clinic"));
    let secrets = place.secret_store(Keeping::File);
    place.create(secrets.as_ref(), Keeping::File, [1; 16], "bench password", KdfChoice::Floor)?;
    Ok(())
}

fn started(data: &Path, frame: &Path) -> Any<(Running, f64)> {
    let begun = Instant::now();
    let child = Command::new(program())
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
fn memory_kb(pid: u32) -> u64 {
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
    let file = format!("/proc/{pid}/task/{pid}/children");
    let own = std::fs::read_to_string(file).unwrap_or_default();
    own.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

pub fn rows() -> Any<Vec<Row>> {
    if !program().exists() {
        return Err("target/release/vaidya is not built".into());
    }
    let (frames, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    sealed(data.path())?;
    let _screen = screen(frames.path())?;
    let frame = frames.path().join("Xvfb_screen0");
    let (mut times, mut whole, mut core) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (child, seconds) = started(data.path(), &frame)?;
        times.push(seconds);
        std::thread::sleep(Duration::from_secs(3));
        whole.push(memory_kb(child.0.id()) as f64 / 1e3);
        core.push(own_memory_kb(child.0.id()) as f64 / 1e3);
        drop(child);
        std::thread::sleep(Duration::from_millis(700));
    }
    let mut rows = vec![
        Row::most("B-START", "process start to painted sign-in, wall", median(times), "s")
            .at_most(1.0)
            .beside("Xvfb, software drawing"),
        Row::not_run(
            "B-START",
            "an empty Tauri window",
            "no such program is built here: it would be a second shell to keep",
        ),
        Row::most("B-MEM", "first process, at sign-in", median(core), "MB").at_most(80.0),
        Row::most("B-MEM", "with its webview, at sign-in", median(whole), "MB").at_most(350.0),
        Row::not_run(
            "B-MEM",
            "100,000 patients, after an hour of the day generator",
            "a release build cannot be driven by design, and a debug build holds other memory",
        ),
    ];
    rows.extend(sizes()?);
    Ok(rows)
}

fn sizes() -> Any<Vec<Row>> {
    let megabytes = |path: &Path| Ok::<_, std::io::Error>(path.metadata()?.len() as f64 / 1e6);
    let installer = std::fs::read_dir("target/release/bundle/deb").into_iter().flatten().flatten();
    let mut installers = installer
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "deb"));
    Ok(vec![
        Row::most(
            "B-SIZE",
            "installed: the program, screens and fonts inside",
            megabytes(&program())?,
            "MB",
        )
        .at_most(60.0),
        match installers.next() {
            Some(path) => {
                Row::most("B-SIZE", "installer (.deb)", megabytes(&path)?, "MB").at_most(25.0)
            }
            None => Row::not_run("B-SIZE", "installer (.deb)", "first: cargo xtask dist"),
        },
        Row::not_run(
            "B-SIZE",
            "cold build and test on a fresh machine",
            "a bench inside the build cannot time it: ./start test on a new clone",
        ),
    ])
}
