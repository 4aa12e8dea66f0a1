use std::path::PathBuf;
use std::sync::Arc;

use clinic::desk::{Desk, DeskOptions, NoWire, Outside, Secrets, Wire};
use kernel::SystemClock;
use lan::{LanHub, Multicast};
use vault::{KdfChoice, Keeping, Place, SecretStore};

/// Where this person's clinic lives: `VAIDYA_DATA`, or the system's place for program data.
pub fn data_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("VAIDYA_DATA") {
        return PathBuf::from(folder);
    }
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    let home = PathBuf::from(home.unwrap_or_default());
    let base = if cfg!(target_os = "windows") {
        std::env::var_os("LOCALAPPDATA").map_or_else(|| home.join("AppData/Local"), PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home.join("Library/Application Support")
    } else {
        std::env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from)
    };
    base.join("vaidya")
}

/// Without threads there is no line, and a desk that works alone.
fn wire() -> Arc<dyn Wire> {
    match wire::HttpWire::new() {
        Ok(wire) => Arc::new(wire),
        Err(error) => {
            eprintln!("line: {error}");
            NoWire::shared()
        }
    }
}

/// The desk of this computer.
pub fn open_desk(outside: Arc<dyn Outside>) -> Desk {
    let secrets: Secrets = Arc::new(|place: &Place, keeping: Keeping| -> Arc<dyn SecretStore> {
        Arc::from(place.secret_store(keeping))
    });
    Desk::new(DeskOptions {
        folder: data_folder(),
        clock: Arc::new(SystemClock::default()),
        outside,
        secrets,
        kdf: KdfChoice::Calibrated,
        wire: wire(),
        hub: Arc::new(LanHub::new(&data_folder(), Arc::new(Multicast::default()))),
    })
}
