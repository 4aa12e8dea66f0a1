//! The product without a window: the same routes by name, the same permissions, and the
//! same screens on loopback for browsers.

mod call;
mod desk;
mod outside;
mod serve;
mod time;
mod verify;

use clap::{Parser, Subcommand};

pub use desk::{data_folder, open_desk};
pub use outside::SystemOutside;
pub use serve::{Serving, reply, serve};
pub use time::keep_time;

/// What a command answers: its words, or why it could not.
pub type Outcome = Result<(), String>;

#[derive(Parser)]
#[command(name = "vaidya", version, about = "The clinic's own record keeper")]
pub struct Arguments {
    #[command(subcommand)]
    pub chore: Option<Chore>,
}

#[derive(Subcommand)]
pub enum Chore {
    /// Call one route: `vaidya call patients.find '{"text":"asha","limit":5}'`
    Call {
        route: String,
        /// Arguments as JSON.
        #[arg(default_value = "{}")]
        args: String,
        /// Who signs in; the password is asked for, or read from VAIDYA_PASSWORD.
        #[arg(long)]
        user: Option<String>,
        /// Use the demo clinic.
        #[arg(long)]
        demo: bool,
    },
    /// List every route with what it needs.
    Routes,
    /// Serve the screens on loopback and print the address to open.
    Serve {
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Prove that nothing in the access log was changed or left out.
    Verify(verify::Verify),
    /// Make the demo clinic anew, of any size.
    Seed {
        #[arg(long, default_value_t = 2000)]
        patients: u32,
        #[arg(long, default_value_t = 90)]
        days: u32,
        /// Appointments in the coming week.
        #[arg(long, default_value_t = 120)]
        per_week: u32,
    },
    /// Serve the demo clinic's screens on loopback.
    Demo {
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

pub fn run(chore: Chore) -> Outcome {
    vault::harden_process().map_err(|error| error.to_string())?;
    vault::quiet_panics();
    match chore {
        Chore::Call { route, args, user, demo } => call::call(&route, &args, user.as_deref(), demo),
        Chore::Routes => call::routes(),
        Chore::Verify(given) => verify::run(&given),
        Chore::Seed { patients, days, per_week } => seed(patients, days, per_week),
        Chore::Serve { port } => serve::run(port, false),
        Chore::Demo { port } => serve::run(port, true),
    }
}

fn seed(patients: u32, days: u32, per_week: u32) -> Outcome {
    let desk = open_desk(std::sync::Arc::new(SystemOutside));
    let mut said = |day: u32, of: u32| {
        if day.is_multiple_of(10) || day == of {
            println!("day {day} of {of}");
        }
    };
    desk.seed_demo(patients, days, per_week, &mut said).map_err(|error| error.to_string())
}
