//! Running other programs from the root of the house.

use std::path::{Path, PathBuf};
use std::process::Command;

pub type Outcome = Result<(), String>;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Runs a program in a folder below the root and waits for it.
pub fn run_in(folder: &str, program: &str, arguments: &[&str]) -> Outcome {
    println!("\n» {program} {} ({folder})", arguments.join(" "));
    let program_name = match (cfg!(windows), program) {
        (true, "npm") => "npm.cmd",
        _ => program,
    };
    let status = Command::new(program_name)
        .args(arguments)
        .current_dir(root().join(folder))
        .status()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{program} {} failed", arguments.join(" "))),
    }
}

pub fn run(program: &str, arguments: &[&str]) -> Outcome {
    run_in(".", program, arguments)
}

pub fn cargo(arguments: &[&str]) -> Outcome {
    run(&cargo_path(), arguments)
}

fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// What a program printed.
pub fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let program = if program == "cargo" { cargo_path() } else { program.to_owned() };
    let output = Command::new(&program)
        .args(arguments)
        .current_dir(root())
        .output()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
