use std::process::{Command, Stdio};
use std::time::Duration;

use crate::oracle::{Clinic, lines};
use crate::times;

const CALLS: [&str; 4] = ["pwrite64", "fsync", "fdatasync", "ftruncate"];
const CANARIES: [&str; 3] = ["Zebrunissa", "9123456780", "seven green parrots"];

fn has_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    works.is_ok_and(|status| status.success())
}

/// The nth call of a kind fails, once or from then on: what a dying disk and a full one do.
#[test]
fn a_failing_disk_is_told_in_words_and_loses_nothing() {
    assert!(has_strace(), "the Debian package strace injects the faults");
    let points = times("VAIDYA_FAULTS", 2);
    let mut clinic = Clinic::make();
    let (mut runs, mut refused, mut spread) = (0, 0, 7_u32);
    for call in CALLS {
        for error in ["EIO", "ENOSPC"] {
            for lasting in ["", "+"] {
                for _ in 0..points {
                    spread = spread.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                    let nth = 1 + (spread >> 16) % 60;
                    let inject = format!("inject={call}:error={error}:when={nth}{lasting}");
                    refused += usize::from(work_with(&mut clinic, &inject));
                    runs += 1;
                }
            }
        }
        clinic.assert_whole();
    }
    assert!(refused > 0, "no fault ever reached the clerk");
    // The disk is well again, or has room again.
    let mut after = clinic.worker(1).spawn().unwrap();
    let heard = lines(&mut after);
    assert!(after.wait().unwrap().success(), "work goes on");
    heard.into_iter().for_each(|line| clinic.said.hear(&line));
    clinic.assert_whole();
    println!("faults {runs}, told to a person {refused}, lost 0");
}

/// Whether the clerk was refused something. A panic, a signal or a canary in its words fails.
pub fn work_with(clinic: &mut Clinic, inject: &str) -> bool {
    let worker = clinic.worker(2);
    let mut command = Command::new("strace");
    let call = inject.split(['=', ':']).nth(1).unwrap();
    command.args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e"]);
    command.arg(format!("trace={call}")).arg("-e").arg(inject);
    command.arg(worker.get_program()).args(worker.get_args());
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
