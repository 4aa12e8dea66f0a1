//! What an idle connection costs the server, and how much of clinics' lives the simulator
//! turns over in an hour.

use std::time::{Duration, Instant};

use clinic::desk::Wire;
use simulator::{Knobs, Options, run};
use wire::HttpWire;

use crate::Any;
use crate::row::{Row, cpu_ns, median};
use crate::serving::Server;
use crate::sized;

/// A server takes no more than 1,100 from one address.
const CONNECTIONS: usize = 1_000;
const RUNS: usize = 5;
const SIMULATED: Duration = Duration::from_secs(40);
const MEETING: &str = "NOBODY-IS-THERE";

fn resident_kb(pid: u32) -> Any<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn sockets(pid: u32) -> usize {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    let links = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    links.filter(|to| to.to_string_lossy().starts_with("socket:")).count()
}

/// Kilobytes each: after its handshake and an answer, kept open as a desk keeps it.
fn one_run(connections: usize) -> Any<(f64, usize)> {
    let server = Server::start_for_all()?;
    let port = server.at.port();
    let wire = HttpWire::new()?;
    // One that is not counted: what the server makes at its first connection.
    let _ = wire.fetch(&format!("127.0.0.1:{port}"), MEETING, 1);
    let (before, sockets_before) = (resident_kb(server.pid())?, sockets(server.pid()));
    for at in 0..connections {
        // The same computer by many names: a wire keeps one connection to each.
        let address = format!("127.1.{}.{}:{port}", at / 250, at % 250 + 1);
        let _ = wire.fetch(&address, MEETING, 1);
    }
    std::thread::sleep(Duration::from_millis(500));
    let open = sockets(server.pid()) - sockets_before;
    Ok(((resident_kb(server.pid())? - before) / open as f64, open))
}

pub fn idle() -> Any<Vec<Row>> {
    let runs = (0..RUNS).map(|_| one_run(sized(CONNECTIONS, 100))).collect::<Any<Vec<_>>>()?;
    let open = runs.iter().map(|(_, open)| *open).min().unwrap_or(0);
    let each = median(runs.into_iter().map(|(each, _)| each).collect());
    let what = format!("memory of an idle TLS connection, {open} open");
    Ok(vec![
        Row::most("B-SCALE", what, each, "kB")
            .at_most(20.0)
            .beside("resident memory of the server's program, SQLite store; median of 5"),
    ])
}

pub fn simulated() -> Any<Vec<Row>> {
    let most = Duration::from_secs(sized(SIMULATED.as_secs() as usize, 3) as u64);
    let (began, cpu) = (Instant::now(), cpu_ns());
    let (mut seeds, mut desk_days, mut ops) = (0u64, 0.0, 0);
    while began.elapsed() < most {
        let options = Options::of(seeds, None);
        desk_days += options.desks as f64 * options.days as f64;
        let report = run(options, Knobs::default(), false);
        if let Some(broken) = report.violations.first() {
            return Err(format!("seed {seeds}: {}: {}", broken.invariant, broken.words).into());
        }
        ops += report.ops;
        seeds += 1;
    }
    let seconds = (cpu_ns() - cpu) as f64 / 1e9;
    let an_hour = seeds as f64 / seconds * 3_600.0;
    Ok(vec![
        Row::most("B-SIM", "seeds a core-hour, faults and all checks", an_hour, "seeds")
            .at_least(2_000.0)
            .beside(format!("{seeds} seeds, {ops} changes in {seconds:.0} s of CPU")),
        Row::most("B-SIM", "desk-days a core-second", desk_days / seconds, "desk-days")
            .more()
            .beside("desks × days of each seed, their healing not counted"),
    ])
}
