//! The command line alone, without the window's libraries.

use clap::Parser;
use cli::{Arguments, Chore};

fn main() -> std::process::ExitCode {
    let chore = Arguments::parse().chore.unwrap_or(Chore::Serve { port: 0 });
    match cli::run(chore) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("{words}");
            std::process::ExitCode::FAILURE
        }
    }
}
