//! A crash must not write keys and open records into a core file.

use std::io::Write;

use crate::error::{Error, Result};

/// Call once, first thing in `main`. Also keeps other programs of the same person
/// from reading this program's memory on Linux.
#[cfg(unix)]
pub fn harden_process() -> Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none).map_err(|e| refused(e.into()))?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|e| refused(e.into()))?;
    }
    Ok(())
}

/// Call once, beside [`harden_process`]. A panic says where it was and, of its words, only
/// those that stand in the program: the others may hold a name, as the library's own do when
/// a text is cut in the middle of a letter.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let words = panic.payload().downcast_ref::<&'static str>();
        let words = words.copied().unwrap_or("its words may name somebody");
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        // Standard error may be closed; then nobody is told.
        let _ = writeln!(std::io::stderr(), "The program broke off at {at}: {words}.");
    }));
}

/// Windows keeps error dumps out by an installer setting.
#[cfg(not(unix))]
pub fn harden_process() -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn refused(error: std::io::Error) -> Error {
    Error::io("turning off core files")(error)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_hardened_process_leaves_no_core() {
        harden_process().unwrap();
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
        let behavior = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(behavior, rustix::process::DumpableBehavior::NotDumpable);
    }
}
