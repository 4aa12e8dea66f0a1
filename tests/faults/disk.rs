use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::oracle::{Clinic, lines};
use crate::times;

const CALLS: [&str; 4] = ["pwrite64", "fsync", "fdatasync", "ftruncate"];
const CANARIES: [&str; 3] = ["Zebrunissa", "9123456780", "seven green parrots"];
/// What a call answers, and when: the nth alone, from then on, or every second one from then
/// on. Who is interrupted for ever may try for ever.
const FAULTS: [(&str, &str); 6] = [
    ("error=EIO", ""),
    ("error=EIO", "+"),
    ("error=ENOSPC", ""),
    ("error=ENOSPC", "+"),
    ("error=EINTR", ""),
    ("error=EINTR", "+2"),
];
/// A write that takes no byte and says so. The tracer cannot make a call take a part.
const NOTHING_WRITTEN: [(&str, &str); 2] = [("retval=0", ""), ("retval=0", "+")];

fn has_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    works.is_ok_and(|status| status.success())
}

/// The nth call of a kind fails, wherever in the whole run: what a dying disk and a full one do.
#[test]
fn a_failing_disk_is_told_in_words_and_loses_nothing() {
    assert!(has_strace(), "the Debian package strace injects the faults");
    let points = times("VAIDYA_FAULTS", 1);
    let mut clinic = Clinic::make();
    let (mut runs, mut refused, mut spread) = (0, 0, 7_u32);
    for call in CALLS {
        let length = calls_of_a_run(&mut clinic, call);
        let nothing = NOTHING_WRITTEN.iter().filter(|_| call == "pwrite64");
        for (fault, lasting) in FAULTS.iter().chain(nothing) {
            for point in 0..points {
                spread = spread.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                // One in each part of the run.
                let from = length * point / points;
                let to = (length * (point + 1) / points).max(from + 1);
                let nth = 1 + from + (spread >> 16) as usize % (to - from);
                let inject = format!("inject={call}:{fault}:when={nth}{lasting}");
                refused += usize::from(work_with(&mut clinic, &inject));
                runs += 1;
            }
        }
        clinic.assert_whole();
    }
    assert!(refused > 0, "no fault ever reached the clerk");
    // The disk is well again, or has room again.
    assert!(!work_again(&mut clinic), "work goes on");
    clinic.assert_whole();
    println!("faults {runs}, told to a person {refused}, lost 0");
}

/// How often the busiest thread of a run makes the call: the tracer counts by thread.
fn calls_of_a_run(clinic: &mut Clinic, call: &str) -> usize {
    let log = tempfile::NamedTempFile::new().unwrap();
    let worker = clinic.worker(2);
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qq", "-e", &format!("trace={call}"), "-o"]);
    command.arg(log.path()).arg(worker.get_program()).args(worker.get_args());
    let done = command.stdin(Stdio::null()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().lines().for_each(|line| clinic.said.hear(line));
    let mut by_thread: BTreeMap<String, usize> = BTreeMap::new();
    for line in std::fs::read_to_string(log.path()).unwrap().lines() {
        let mut words = line.split_whitespace();
        let thread = words.next().unwrap_or_default().to_owned();
        // A call that another thread interrupted has a second line.
        if words.next().is_some_and(|word| word.starts_with(call)) {
            *by_thread.entry(thread).or_default() += 1;
        }
    }
    let length = by_thread.into_values().max().unwrap_or(1);
    println!("{call}: {length} in a run");
    length
}

/// A disk that fails while the journal of a killed program is looked at: it may hold saves that
/// are nowhere else, and is not taken for a stranger's.
#[test]
fn a_disk_that_fails_at_the_start_after_a_kill_loses_nothing() {
    let mut clinic = Clinic::make();
    let mut first = clinic.worker(u32::MAX).spawn().unwrap();
    let heard = lines(&mut first);
    for _ in 0..12 {
        clinic.said.hear(&heard.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    first.kill().unwrap();
    let _ = first.wait();
    heard.into_iter().for_each(|line| clinic.said.hear(&line));
    let (said, records) = (clinic.said.clone(), clinic.database());
    let files = ["db", "db-wal"].map(|end| records.with_extension(end));
    let left = files.clone().map(|file| std::fs::read(file).unwrap());
    assert!(left[1].len() > 100_000, "the saves are in the journal");
    for nth in 1..=times("VAIDYA_FAULTS", 1).min(10) * 4 {
        for error in ["ENOSPC", "EIO"] {
            // As the kill left it, each time.
            let _ = std::fs::remove_file(records.with_extension("db-shm"));
            for (file, bytes) in files.iter().zip(&left) {
                std::fs::write(file, bytes).unwrap();
            }
            clinic.said = said.clone();
            work_with(&mut clinic, &format!("inject=pwrite64:error={error}:when={nth}"));
            assert!(!work_again(&mut clinic), "work goes on");
            clinic.assert_whole();
        }
    }
}

/// A file that may not grow past a byte takes a part of the write that crosses it, and nothing
/// of the next: honest short writes.
#[test]
fn short_writes_are_told_in_words_and_lose_nothing() {
    let mut clinic = Clinic::make();
    let (mut refused, runs) = (0, times("VAIDYA_FAULTS", 1) * 8);
    let mut spread: u64 = 5;
    for run in 0..runs {
        spread = spread.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        // Around what the records have, for the database, and below it, for its journal.
        let blocks = std::fs::metadata(clinic.database()).unwrap().len() / 512;
        let limit = match run % 4 {
            3 => blocks + (spread >> 40) % 64,
            _ => 1 + (spread >> 40) % blocks,
        };
        let worker = clinic.worker(2);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""]);
        command.arg(limit.to_string()).arg(worker.get_program()).args(worker.get_args());
        refused += usize::from(told(&mut clinic, command, &format!("{limit} blocks")));
        if run % 4 == 3 {
            // What a cut-off checkpoint left half in the records stands whole in the journal:
            // a start that may write takes it over.
            assert!(!work_again(&mut clinic), "work goes on");
            clinic.assert_whole();
        }
    }
    assert!(refused > 0, "no short write ever reached the clerk");
    println!("short writes {runs}, told to a person {refused}, lost 0");
}

/// Whether the clerk was refused something. A panic, a signal or a canary in its words fails.
pub fn work_with(clinic: &mut Clinic, inject: &str) -> bool {
    let worker = clinic.worker(2);
    let mut command = Command::new("strace");
    let call = inject.split(['=', ':']).nth(1).unwrap();
    command.args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e"]);
    command.arg(format!("trace={call}")).arg("-e").arg(inject);
    command.arg(worker.get_program()).args(worker.get_args());
    told(clinic, command, inject)
}

/// Whether it was refused.
fn work_again(clinic: &mut Clinic) -> bool {
    let worker = clinic.worker(1);
    told(clinic, worker, "well again")
}

fn told(clinic: &mut Clinic, mut command: Command, inject: &str) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let heard = lines(&mut child);
    let mut words = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut words).unwrap();
    let status = child.wait().unwrap();
    heard.into_iter().for_each(|line| clinic.said.hear(&line));
    for canary in CANARIES {
        assert!(!words.contains(canary), "{inject}: a canary in {words}");
    }
    match status.code() {
        Some(0) => false,
        Some(3) => {
            assert!(words.starts_with("refused errors-"), "{inject}: {words}");
            true
        }
        code => panic!("{inject}: {code:?} {words}"),
    }
}

#[test]
fn a_second_program_is_refused_and_harms_nothing() {
    let mut clinic = Clinic::make();
    let mut first = clinic.worker(u32::MAX).spawn().unwrap();
    let heard = lines(&mut first);
    assert_eq!(heard.recv_timeout(Duration::from_secs(20)).unwrap(), "open");
    let second = clinic.worker(1).output().unwrap();
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(words.contains("errors-vault-already-open"), "{words}");
    first.kill().unwrap();
    let _ = first.wait();
    heard.into_iter().for_each(|line| clinic.said.hear(&line));
    clinic.assert_whole();
}
