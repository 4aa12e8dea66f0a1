//! What dictionaries are trained on: `bench samples FOLDER` writes ops of made-up clinics, one a
//! file, and groups of them folded as seals fold them. zstd's trainer makes the dictionaries of
//! these files (`zstd -r --train KIND`): that of ops has 32 KiB and its default parameters, that
//! of groups 128 KiB with k=1000, d=8. No bench measures these clinics.

use std::path::Path;
use std::sync::Arc;

use clinic::demo::{Seed, seed};
use kernel::Session;

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::days::{Signing, said};
use crate::sync::ops;

const SEEDS: [u64; 4] = [101, 102, 103, 104];
const GROUPS: [usize; 5] = [2, 5, 10, 25, 50];

pub fn write(folder: &Path) -> Any<()> {
    for kind in ["op", "fold"] {
        std::fs::create_dir_all(folder.join(kind))?;
    }
    for of in SEEDS {
        let file = ClinicFile::signing(Arc::new(Signing::of(1)))?;
        let today = said(file.door.read(&Session::program(), |read| Ok(read.today())))?;
        let plan =
            Seed { patients: 60, days: 20, seed: of, today, has_wards: of % 2 == 0, per_week: 60 };
        said(seed(&file.door, &file.clock, &plan, &mut |_, _| {}))?;
        let ops = ops(&file)?;
        for (at, op) in ops.iter().enumerate() {
            std::fs::write(folder.join(format!("op/{of}-{at:05}")), op)?;
        }
        let mut from = 0;
        for (at, size) in GROUPS.iter().cycle().enumerate() {
            let Some(group) = ops.get(from..from + size) else { break };
            from += size;
            let mut folded = Vec::new();
            sync::fold::fold(&mut folded, group.iter().map(Vec::as_slice));
            std::fs::write(folder.join(format!("fold/{of}-{at:05}")), folded)?;
        }
    }
    Ok(())
}
