use crate::shell::{Outcome, cargo, output, root, run_in};
use crate::{fuzz, tidy};

const GENERATED: &str = "ui/src/api/generated.ts";

/// Packages of the screens, exactly as locked, and the built screens.
fn screens() -> Outcome {
    run_in("ui", "npm", &["ci", "--no-audit", "--no-fund"])?;
    run_in("ui", "npm", &["run", "build"])
}

pub fn run(arguments: &[String]) -> Outcome {
    screens()?;
    let mut all = vec!["run", "--release", "--bin", "vaidya", "--"];
    all.extend(arguments.iter().map(String::as_str));
    cargo(&all)
}

pub fn dev() -> Outcome {
    run_in("ui", "npm", &["ci", "--no-audit", "--no-fund"])?;
    run_in("ui", "npx", &["tauri", "dev"])
}

pub fn seed(arguments: &[String]) -> Outcome {
    let mut all = vec!["run", "--release", "--package", "cli", "--", "seed"];
    all.extend(arguments.iter().map(String::as_str));
    cargo(&all)
}

fn generated() -> Result<String, String> {
    output("cargo", &["run", "--quiet", "--package", "clinic", "--example", "typescript"])
}

pub fn codegen() -> Outcome {
    let text = generated()?;
    std::fs::write(root().join(GENERATED), text).map_err(|error| error.to_string())
}

fn is_fresh() -> Outcome {
    let kept = std::fs::read_to_string(root().join(GENERATED)).map_err(|e| e.to_string())?;
    match kept == generated()? {
        true => Ok(()),
        false => Err(format!("{GENERATED} is stale: run cargo xtask codegen")),
    }
}

/// The stock SQLCipher library, to open our file with another program than ours.
fn python() -> Outcome {
    run_in(".", "python3", &["-m", "venv", "target/python"])?;
    let pip = "target/python/bin/pip";
    run_in(".", pip, &["install", "--quiet", "--disable-pip-version-check", "sqlcipher3==0.6.4"])
}

pub fn quick() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    tidy::check()?;
    is_fresh()?;
    python()?;
    let core = ["--workspace", "--exclude", "vaidya", "--exclude", "fuzz", "--all-targets"];
    cargo(&[&["clippy"], &core[..]].concat())?;
    run_in("crates/documents/tests/readers", "npm", &["ci", "--no-audit", "--no-fund"])?;
    // Guards of the kernel can be taken away in the simulator's build of it, and only there.
    cargo(&[&["test"], &core[..5], &["--exclude", "simulator"]].concat())?;
    cargo(&["test", "--package", "simulator"])
}

pub fn simulate(arguments: &[String]) -> Outcome {
    let mut all = vec!["run", "--release", "--package", "simulator", "--bin", "simulate", "--"];
    all.extend(arguments.iter().map(String::as_str));
    cargo(&all)
}

/// Made by the test that knows how to read it again.
pub fn golden(arguments: &[String]) -> Outcome {
    let [name] = arguments else {
        return Err("A name is needed, such as the year and the month: 2026-11.".to_owned());
    };
    let make = "cargo test --quiet --package tests --test core -- --ignored golden::make";
    run_in(".", "sh", &["-c", &format!("VAIDYA_GOLDEN=\"$1\" {make}"), "sh", name])
}

/// The tests that need a keyring of the system, on a bus of their own, and then none.
pub fn keyring() -> Outcome {
    let test = "cargo test --quiet --package vault --test real_keyring";
    let home = "export XDG_DATA_HOME=$PWD/target/keyring; mkdir -p $XDG_DATA_HOME";
    let unlocked = "printf practice | gnome-keyring-daemon --unlock --components=secrets";
    let with = format!("{home}; {unlocked} >/dev/null && {test} kept_by_the_real_keyring");
    run_in(".", "dbus-run-session", &["--", "sh", "-c", &with])?;
    let without = format!(
        "unset DBUS_SESSION_BUS_ADDRESS; XDG_RUNTIME_DIR=/nonexistent {test} without_a_session_bus"
    );
    run_in(".", "sh", &["-c", &without])
}

pub fn browser() -> Outcome {
    cargo(&["build", "--package", "cli", "--package", "server"])?;
    run_in("tests/browser", "npm", &["ci", "--no-audit", "--no-fund"])?;
    run_in("tests/browser", "npm", &["test"])
}

pub fn desktop() -> Outcome {
    cargo(&["clippy", "--all-targets"])?;
    cargo(&["build"])?;
    run_in("tests/browser", "npm", &["run", "desktop"])
}

pub fn test() -> Outcome {
    screens()?;
    run_in("ui", "npm", &["run", "check"])?;
    run_in("ui", "npm", &["run", "test"])?;
    quick()?;
    keyring()?;
    fuzz::run(&[])?;
    browser()?;
    desktop()?;
    println!("\nEverything is green.");
    Ok(())
}

/// Everything that BENCH measures, or parts by their names. What a part needs is made first;
/// where that fails, its row says why, and the others are measured.
pub fn bench(arguments: &[String]) -> Outcome {
    let named: Vec<&String> = arguments.iter().filter(|name| !name.starts_with("--")).collect();
    let is_asked = |name: &str| named.is_empty() || named.iter().any(|one| *one == name);
    let tell = |done: Outcome| {
        if let Err(words) = done {
            eprintln!("{words}");
        }
    };
    let own = ["build", "--release", "--package", "benches", "--package", "server"];
    // Without one of the peers rather than without all.
    cargo(&[&own[..], &["--features", "benches/krilla"]].concat()).or_else(|_| cargo(&own))?;
    if is_asked("window") {
        // The program, as it is installed, and the installer.
        tell(dist());
        tell(cargo(&["build", "--release", "--example", "empty"]));
    }
    if is_asked("peers") || is_asked("search") || is_asked("first") {
        tell(run_in("benches/peers", "npm", &["ci", "--no-audit", "--no-fund"]));
    }
    if is_asked("keys") {
        tell(screens());
        tell(run_in("tests/browser", "npm", &["ci", "--no-audit", "--no-fund"]));
        tell(cargo(&["build", "--bin", "vaidya", "--example", "empty"]));
    }
    // As it was built, beside the server's program.
    let all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run_in(".", "./target/release/bench", &all)
}

pub fn dist() -> Outcome {
    run_in("ui", "npm", &["ci", "--no-audit", "--no-fund"])?;
    run_in(".", "ui/node_modules/.bin/tauri", &["build", "--bundles", "deb"])?;
    println!("\nThe installer lies in target/release/bundle/deb/.");
    Ok(())
}
