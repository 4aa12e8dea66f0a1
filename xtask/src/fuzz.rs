//! Fuzzing with the stable compiler: libFuzzer's coverage is asked for by plain flags.

use std::process::Command;

use crate::shell::{Outcome, output, root, run_in};

/// With the seconds that each gets in every test run.
const FUZZ: [(&str, u32); 12] = [
    ("key_file", 60),
    ("slot", 60),
    ("manifest", 60),
    ("backup_stream", 60),
    ("log_file", 60),
    ("op", 60),
    ("request", 60),
    ("reply", 60),
    ("seal", 60),
    ("bundle", 60),
    ("control_record", 60),
    ("snapshot", 60),
];
/// More than a first chunk of age, which is of 64 KiB.
const LONG: [(&str, u32); 1] = [("backup_stream", 200_000)];
const LENGTH_MAX: u32 = 8192;
/// For one input; the whole process with what the fuzzer itself keeps. Megabytes.
const SECONDS_MAX: u32 = 1;
const MEMORY_MAX: u32 = 256;
/// Coverage for libFuzzer with the stable compiler: its flags, without cargo-fuzz.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1 -Cdebug-assertions --cfg fuzzing";

/// Every target for so many seconds, as many at once as there are processors; what they find
/// lies in `target/fuzz/found`.
pub fn run(arguments: &[String]) -> Outcome {
    let mut seconds = None;
    let mut wanted: Vec<&str> = Vec::new();
    for argument in arguments {
        match argument.bytes().all(|byte| byte.is_ascii_digit()) {
            true => seconds = Some(argument.as_str()),
            false => wanted.push(argument),
        }
    }
    let host = host_triple()?;
    let flags = COVERAGE.split_whitespace().collect::<Vec<_>>().join(" ");
    let build =
        ["build", "--profile", "fuzz", "--package", "fuzz", "--target", &host, "--target-dir"];
    let status = Command::new("cargo")
        .args(build)
        .arg("target/fuzz")
        .env("RUSTFLAGS", flags)
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err("the fuzz targets did not build".into());
    }
    let is_wanted = |(target, _): &&(&str, u32)| wanted.is_empty() || wanted.contains(target);
    let wanted: Vec<_> = FUZZ.iter().filter(is_wanted).collect();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    for few in wanted.chunks(processors) {
        std::thread::scope(|scope| -> Outcome {
            let each = |(target, own): &&(&'static str, u32)| {
                let (target, host) = (*target, host.as_str());
                let seconds = seconds.map_or_else(|| own.to_string(), str::to_owned);
                scope.spawn(move || one(target, host, &seconds))
            };
            let running: Vec<_> = few.iter().map(each).collect();
            let done =
                running.into_iter().map(|one| one.join().map_err(|_| "stopped".to_owned())?);
            done.collect()
        })?;
    }
    Ok(())
}

/// One target, as long as it is given; what it said is told where it found something.
fn one(target: &str, host: &str, seconds: &str) -> Outcome {
    let corpus = format!("target/fuzz/corpus/{target}");
    let found = format!("target/fuzz/found/{target}/");
    for folder in [&corpus, &found] {
        std::fs::create_dir_all(root().join(folder)).map_err(|error| error.to_string())?;
    }
    let kept = format!("fuzz/corpus/{target}");
    let mut all = vec![corpus];
    all.extend(root().join(&kept).exists().then_some(kept));
    all.extend([format!("-max_total_time={seconds}"), format!("-artifact_prefix={found}")]);
    let long = LONG.iter().find(|(long, _)| *long == target);
    all.push(format!("-max_len={}", long.map_or(LENGTH_MAX, |(_, length)| *length)));
    all.push(format!("-rss_limit_mb={MEMORY_MAX}"));
    all.push(format!("-timeout={SECONDS_MAX}"));
    all.extend(["-print_final_stats=1", "-verbosity=0"].map(str::to_owned));
    let program = root().join(format!("target/fuzz/{host}/fuzz/{target}"));
    let mut fuzzer = Command::new(program);
    fuzzer.args(&all).current_dir(root());
    if long.is_some() {
        // The fuzzer never comes by itself upon two chunks that fit: it is given some.
        fuzzer.env("VAIDYA_FUZZ_SEEDS", format!("target/fuzz/corpus/{target}"));
    }
    let done = fuzzer.output();
    let done = done.map_err(|error| format!("{target} could not be started: {error}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        return Err(format!("{said}\nfuzz: {target} found something: see {found}"));
    }
    let runs = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    println!("fuzz: {target}, {seconds} s, {} runs", runs.unwrap_or("unknown").trim());
    Ok(())
}

fn host_triple() -> Result<String, String> {
    let text = output("rustc", &["-vV"])?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not name its host".into())
}

/// The long forms: kills, faults and flipped bits by the thousand, days of desks, and an
/// hour's bytes.
pub fn assure() -> Outcome {
    let long = "VAIDYA_KILLS=1000 VAIDYA_COPY_KILLS=400 VAIDYA_FAULTS=40 \
                VAIDYA_FLIPS=1000 VAIDYA_FULL=64 VAIDYA_DAYS=12 VAIDYA_BURSTS=40 \
                cargo test --package tests --test faults -- --nocapture";
    run_in(".", "sh", &["-c", long])?;
    run(&["600".to_owned()])
}
