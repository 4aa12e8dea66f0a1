//! Every chore of the house: `cargo xtask CHORE`. Needs nothing but the standard library,
//! so that it starts at once on a fresh machine.

mod chores;
mod fuzz;
mod shell;
mod tidy;

const HELP: &str = "cargo xtask CHORE

  run [ARGS]      build the screens and open the program (no display: serve on loopback)
  dev             the program with screens that reload
  test            everything that must be green
  quick           format, lints, tidy and the Rust tests without the shell
  keyring         the tests that need a keyring of the system
  browser         the journeys in Chromium
  desktop         the journeys in the real window
  codegen         write ui/src/api/generated.ts
  tidy            the rules of the house
  seed [ARGS]     make a demo clinic: --patients N --days D
  golden NAME     keep a backup of today's program, for every later one to restore
  assure          kills, faults and damage by the thousand: an hour and more
  fuzz [SECONDS] [TARGET]  bytes from strangers, each target for its own time or as said
  simulate [SEEDS] [--from N]  made-up clinics whose wires, disks and clocks fail; goes on
                  where it was stopped, and writes a thousand or more into docs/assurance.md
  bench [PART…]   measure everything of docs/benchmarks.md, or parts of it;
                  --check compares its ratios with those kept, --keep keeps them and writes
                  the table, --resume leaves out what is done of this commit
  dist            make the installer (.deb)
";

fn main() -> std::process::ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match chore.as_str() {
        "run" => chores::run(&rest),
        "dev" => chores::dev(),
        "test" => chores::test(),
        "quick" => chores::quick(),
        "keyring" => chores::keyring(),
        "browser" => chores::browser(),
        "desktop" => chores::desktop(),
        "codegen" => chores::codegen(),
        "tidy" => tidy::check(),
        "seed" => chores::seed(&rest),
        "bench" => chores::bench(&rest),
        "fuzz" => fuzz::run(&rest),
        "simulate" => chores::simulate(&rest),
        "golden" => chores::golden(&rest),
        "assure" => fuzz::assure(),
        "dist" => chores::dist(),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("\n{words}");
            std::process::ExitCode::FAILURE
        }
    }
}
