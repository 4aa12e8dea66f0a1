//! Copies over years: a folder that fills, a clock that was wrong, and records that were put
//! back behind the program's back.

use serde_json::json;
use tests::SmallClinic;

use super::backup::{Stick, add, run};

/// How often this process has asked the system for bytes of a file.
#[cfg(target_os = "linux")]
fn reads() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap();
    let line = io.lines().find_map(|line| line.strip_prefix("syscr: ")).unwrap();
    line.parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_segment_reads_no_more_because_many_lie_there() {
    let clinic = SmallClinic::new();
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    let segment = |name: &str| {
        clinic.register(&clinic.owner, name, "");
        let before = reads();
        assert_eq!(run(&clinic, &target, "ops"), "");
        reads() - before
    };
    let alone = segment("Asha More");
    let folder = stick.desk_folder();
    let manifest = std::fs::read(folder.join("000001.0001.ops.manifest")).unwrap();
    let sealed = std::fs::read(folder.join("000001.0001.ops.age")).unwrap();
    for part in 2..=6000 {
        std::fs::write(folder.join(format!("000001.{part:04}.ops.manifest")), &manifest).unwrap();
        std::fs::write(folder.join(format!("000001.{part:04}.ops.age")), &sealed).unwrap();
    }
    let crowded = segment("Bina Shah");
    assert!(crowded < alone + 3000, "{alone} reads before, {crowded} now");
    let view = clinic.get(&clinic.owner, "backup.show", json!({ "limit": 5 }));
    assert_eq!(view["state"]["health"], "good");
    assert!(folder.join("000001.6001.ops.age").exists());
}
