//! A disk that is really full: a small one of its own for the whole program. Where the system
//! lets nobody mount one, the same is asked of calls that fail as on a full disk.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::disk::work_with;
use crate::oracle::{Clinic, Said, lines};
use crate::times;

const DISK_MIB: u32 = 128;
const STEP_KIB: usize = 64;
const RESERVE: &str = "reserve";

/// A shell in a mount namespace of its own: its small disk is gone when it ends.
struct SmallDisk {
    shell: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    said: Said,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Option<SmallDisk> {
        let mut shell = Command::new("unshare")
            .args(["--mount", "sh"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = shell.stdin.take()?;
        let output = BufReader::new(shell.stdout.take()?);
        let folder = folder.to_owned();
        let mut disk = SmallDisk { shell, input, output, folder, said: Said::default() };
        let mounted = format!("mount -t tmpfs -o size={DISK_MIB}m tmpfs . && cd \"$PWD\"");
        let here = disk.folder.display().to_string();
        match disk.run(&format!("cd '{here}' && {mounted}")) {
            Some((0, _)) => Some(disk),
            _ => None,
        }
    }

    /// Its exit code and what it said; None if the shell is gone.
    fn run(&mut self, line: &str) -> Option<(i32, Vec<String>)> {
        writeln!(self.input, "{line}\necho \"== $?\"").ok()?;
        let mut said = Vec::new();
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            match line.strip_prefix("== ") {
                Some(code) => return Some((code.parse().ok()?, said)),
                None => said.push(line),
            }
        }
    }

    fn must(&mut self, line: &str) -> Vec<String> {
        let (code, said) = self.run(line).expect("the shell is there");
        assert_eq!(code, 0, "{line}: {said:?}");
        said
    }

    /// Leaves so much room, to the page.
    fn fill(&mut self, kib: usize) {
        let _ = self.run("rm -f filler; cat /dev/zero 2>/dev/null > filler");
        if kib > 0 {
            self.must(&format!("truncate -s -{kib}K filler"));
        }
    }

    fn empty(&mut self) {
        self.must("rm -f filler");
    }

    fn has_reserve(&mut self) -> bool {
        matches!(self.run(&format!("test -e clinic/{RESERVE}")), Some((0, _)))
    }

    /// The words of the refusal, if there was one.
    fn work(&mut self, rounds: u32) -> Option<String> {
        let clerk = env!("CARGO_BIN_EXE_clerk");
        let password = tests::PASSWORDS[self.said.password];
        let line = format!("'{clerk}' . work {rounds} '{password}' 2>&1");
        let (code, said) = self.run(&line).expect("the shell is there");
        said.iter().for_each(|line| self.said.hear(line));
        let refused = said.into_iter().find(|line| line.starts_with("refused "));
        match code {
            0 => None,
            3 => refused.or_else(|| panic!("no words")),
            code => panic!("the clerk ended with {code}"),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

#[test]
fn on_a_full_disk_the_patient_in_front_is_finished_and_nothing_is_lost() {
    let small = tempfile::tempdir().unwrap();
    match SmallDisk::mount(small.path()) {
        Some(disk) => {
            println!("on a disk of {DISK_MIB} MiB of its own");
            on_a_small_disk(disk);
        }
        None => {
            println!("no disk may be mounted here: by calls that fail as on a full disk");
            by_failing_calls();
        }
    }
}

fn on_a_small_disk(mut disk: SmallDisk) {
    let clerk = env!("CARGO_BIN_EXE_clerk");
    disk.must(&format!("'{clerk}' . make"));
    assert!(disk.has_reserve(), "laid when the clinic was made");
    let (mut given_up, mut refused) = (0, 0);
    for step in 0..times("VAIDYA_FULL", 4) {
        // With the reserve everything asked for is done, wherever the disk is full.
        disk.fill(step * STEP_KIB);
        let told = disk.work(if step == 0 { 4 } else { 2 });
        assert_eq!(told, None, "{} KiB free", step * STEP_KIB);
        given_up += usize::from(!disk.has_reserve());
        // Without it people are told; what they were told is done stays done.
        disk.fill(step * STEP_KIB);
        if !disk.has_reserve()
            && let Some(words) = disk.work(4)
        {
            assert!(words.starts_with("refused errors-"), "{words}");
            refused += 1;
        }
        disk.empty();
        assert_eq!(disk.work(1), None, "there is room again");
        assert!(disk.has_reserve(), "laid again");
    }
    assert!(given_up > 0 && refused > 0, "{given_up} given up, {refused} refused");
    let copy = tempfile::tempdir().unwrap();
    disk.must(&format!("cp -a clinic '{}'", copy.path().display()));
    let said = std::mem::take(&mut disk.said);
    let acknowledged = said.patients.len();
    Clinic::of(copy, said).assert_whole();
    println!("given up {given_up}, told {refused}, acknowledged {acknowledged}, lost 0");
}

/// Less than a copy leaves free, and far more than a save needs.
const CROWDED_KIB: usize = 60 << 10;

#[test]
fn long_work_leaves_the_room_that_saves_need() {
    let small = tempfile::tempdir().unwrap();
    let Some(mut disk) = SmallDisk::mount(small.path()) else {
        println!("no disk may be mounted here: not run");
        return;
    };
    let stick = tempfile::tempdir().unwrap();
    let stick = stick.path().display().to_string();
    let clerk = env!("CARGO_BIN_EXE_clerk");
    let password = tests::PASSWORDS[0];
    disk.must(&format!("'{clerk}' . make && mkdir folder"));
    let here = disk.must("pwd -P").concat() + "/folder";
    let copy = |disk: &mut SmallDisk, what: &str, to: &str| {
        let said = disk.must(&format!("'{clerk}' . copy {what} '{to}' '{password}' 2>&1"));
        said.iter().for_each(|line| disk.said.hear(line));
        assert!(said.iter().any(|line| line.starts_with("patient ")), "{said:?}");
        said.into_iter().find(|line| line.starts_with("job ")).unwrap()
    };
    for to in [&stick, &here] {
        assert_eq!(copy(&mut disk, "full", to), "job done");
    }
    assert_eq!(copy(&mut disk, "drill", &stick), "job done");
    disk.fill(CROWDED_KIB);
    let before = disk.must("find clinic folder safety 2>/dev/null | sort; true");
    for (what, to, told) in [
        ("full", &here, "job full-here"),
        ("ops", &here, "job full-here"),
        ("drill", &stick, "job full-here"),
        ("restore", &stick, "job errors-backup-full-here"),
        // A stick is another disk, and has room.
        ("full", &stick, "job done"),
        ("ops", &stick, "job done"),
    ] {
        assert_eq!(copy(&mut disk, what, to), told, "{what} to {to}");
        assert!(disk.has_reserve(), "{what}: nobody had to spend the reserve");
    }
    let after = disk.must("find clinic folder safety 2>/dev/null | sort; true");
    assert_eq!(after, before, "nothing half is left");
    disk.empty();
    assert_eq!(copy(&mut disk, "restore", &stick), "job done", "there is room again");
}

/// The disk of the records is full all of a sudden: others fill it too.
#[test]
fn a_drill_or_a_restore_that_finds_no_room_takes_its_file_away() {
    let mut clinic = Clinic::make();
    let stick = tempfile::tempdir().unwrap();
    let stick = stick.path().display().to_string();
    let (place, mut heard) = (clinic.place(), Vec::new());
    let mut copy = |what: &str, full: Option<(&Path, u32)>| {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64"]);
        if let Some((path, nth)) = full {
            command.arg("-P").arg(path);
            command.args(["-e", &format!("inject=pwrite64:error=ENOSPC:when={nth}+")]);
        }
        command.arg(env!("CARGO_BIN_EXE_clerk")).arg(place.folder().parent().unwrap());
        command.args(["copy", what, &stick, tests::PASSWORDS[0]]);
        let done = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "{said} {}", String::from_utf8_lossy(&done.stderr));
        heard.extend(said.lines().map(str::to_owned));
        said.lines().find_map(|line| line.strip_prefix("job ")).unwrap().to_owned()
    };
    assert_eq!(copy("full", None), "done");
    let journal = |path: &Path| PathBuf::from(format!("{}-journal", path.display()));
    let (drill, staged) = (place.folder().join("drill.db"), place.staging().database_path());
    for (what, path, nth) in [
        ("drill", drill.clone(), 1),
        ("drill", drill.clone(), 40),
        ("drill", journal(&drill), 3),
        ("restore", staged.clone(), 1),
        ("restore", staged.clone(), 40),
        ("restore", journal(&staged), 1),
    ] {
        assert_eq!(copy(what, Some((&path, nth))), "full-here", "{what} {}", path.display());
        for left in [&drill, &staged, &journal(&drill), &journal(&staged)] {
            assert!(!left.exists(), "{what}: {} is left", left.display());
        }
    }
    assert_eq!((copy("drill", None), copy("restore", None)), ("done".into(), "done".into()));
    heard.iter().for_each(|line| clinic.said.hear(line));
    clinic.assert_whole();
}

#[test]
fn a_save_that_finds_no_room_is_made_again_in_the_reserve() {
    by_failing_calls();
}

fn by_failing_calls() {
    let mut clinic = Clinic::make();
    let reserve = clinic.place().folder().join(RESERVE);
    let mut given_up = 0;
    for step in 0..times("VAIDYA_FULL", 4) {
        assert!(reserve.exists(), "laid when the clinic was made, and at each opening");
        let inject = format!("inject=pwrite64:error=ENOSPC:when={}", 9 + 14 * step);
        assert!(!work_with(&mut clinic, &inject), "{inject}: done with the reserve");
        given_up += usize::from(!reserve.exists());
        // A start with room lays it again.
        let mut next = clinic.worker(1).spawn().unwrap();
        let heard = lines(&mut next);
        assert!(next.wait().unwrap().success());
        heard.into_iter().for_each(|line| clinic.said.hear(&line));
    }
    assert!(given_up > 0, "no full disk ever reached the clerk");
    clinic.assert_whole();
}
