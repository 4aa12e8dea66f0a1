//! The house from nothing: cloned into an empty folder, built and tested with an empty target.
//! Minutes, and every core: only when it is asked for by name. What the machine has of crates
//! and packages is there already; a fresh one fetches them in about a minute.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Any;
use crate::row::Row;
use crate::sized;

const FOLDER: &str = "target/cold";

fn ran(program: &str, arguments: &[&str], folder: &str) -> Any<f64> {
    let began = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null())
        .stdout(Stdio::inherit())
        .status()?;
    match status.success() {
        true => Ok(began.elapsed().as_secs_f64()),
        false => Err(format!("{program} {} failed ({status})", arguments.join(" ")).into()),
    }
}

pub fn rows() -> Any<Vec<Row>> {
    let _ = std::fs::remove_dir_all(FOLDER);
    ran("git", &["clone", "--quiet", ".", FOLDER], ".")?;
    let chore: &[&str] = if sized(1, 0) == 1 { &["xtask", "test"] } else { &["xtask", "tidy"] };
    let seconds = ran("cargo", chore, FOLDER);
    let _ = std::fs::remove_dir_all(FOLDER);
    Ok(vec![
        Row::most("B-SIZE", "cold build and every test, wall", seconds? / 60.0, "minutes")
            .at_most(20.0)
            .beside(format!(
                "a new clone, an empty target, cargo {}; crates and packages were fetched before",
                chore.join(" ")
            )),
    ])
}
