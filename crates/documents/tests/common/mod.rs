//! Running the readers and checkers a paper must satisfy.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use documents::dose::{Amount, Dose, DoseUnit, Extra, Food, Reason, Site, TaperStep, When};

/// Runs a tool and gives what it wrote. A tool that is not there fails the test
/// and says which Debian package has it.
pub fn run(package: &str, program: &str, args: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|_| panic!("{program} is not installed: apt install {package}"));
    assert!(
        output.status.success() || !output.stdout.is_empty(),
        "{program} refused: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

pub fn run_text(package: &str, program: &str, args: &[&str]) -> String {
    String::from_utf8(run(package, program, args)).expect("the tool writes UTF-8")
}

/// A file in the test's own folder, gone when the test ends.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub fn beside(&self, name: &str) -> String {
        self.0.with_file_name(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = self.0.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Doses that together use every unit, time, food, site, reason and remark.
pub fn every_dose() -> Vec<Dose> {
    let plain = |unit, when| Dose {
        unit,
        when,
        food: Food::After,
        days: Some(5),
        site: None,
        extra: Vec::new(),
    };
    let one = Amount::whole(1);
    let mut doses: Vec<Dose> = DoseUnit::ALL
        .into_iter()
        .flat_map(|unit| {
            [2, 4, 8].map(|quarters| {
                let amount = Amount(quarters);
                plain(
                    unit,
                    When::Slots {
                        morning: amount,
                        afternoon: amount,
                        evening: amount,
                        night: amount,
                    },
                )
            })
        })
        .collect();
    let step = TaperStep {
        morning: one,
        afternoon: Amount::NONE,
        evening: Amount::NONE,
        night: Amount(2),
        days: 3,
    };
    let whens = [
        When::Times { amount: one, per_day: 1 },
        When::Times { amount: one, per_day: 2 },
        When::Times { amount: one, per_day: 3 },
        When::Times { amount: one, per_day: 6 },
        When::EveryHours { amount: one, hours: 6 },
        When::AlternateDays { amount: one },
        When::Weekly { amount: one },
        When::Monthly { amount: one },
        When::AsNeeded { amount: one, reason: None, max_per_day: Some(3) },
        When::AtOnce { amount: one },
        When::Bedtime { amount: one },
        When::Taper { steps: vec![step, step] },
    ];
    doses
        .extend(whens.into_iter().map(|when| Dose { days: None, ..plain(DoseUnit::Tablet, when) }));
    doses.extend(Reason::ALL.into_iter().map(|reason| {
        plain(
            DoseUnit::Tablet,
            When::AsNeeded { amount: one, reason: Some(reason), max_per_day: None },
        )
    }));
    doses.extend(Site::ALL.into_iter().map(|site| Dose {
        site: Some(site),
        ..plain(DoseUnit::Application, When::Times { amount: one, per_day: 2 })
    }));
    doses.extend(Extra::ALL.into_iter().map(|extra| Dose {
        extra: vec![extra],
        ..plain(DoseUnit::Capsule, When::Bedtime { amount: one })
    }));
    doses.extend(
        [Food::Before, Food::With, Food::EmptyStomach, Food::WithMilk]
            .map(|food| Dose { food, ..plain(DoseUnit::Tablet, When::Weekly { amount: one }) }),
    );
    doses
}
