//! What protects this desk, what is weak, and how to mend it. It reads and explains; the
//! locks themselves are the desk's and the vault's.

mod desk_settings;
mod devices;
mod overview;
mod points;
mod rename_device;
mod trust_clock;

use kernel::Route;

pub use desk_settings::{ChangeDesk, DeskSettings, ListDeskSettings, desk_settings};
pub use devices::{Device, DeviceView, ListDevices};
pub use overview::{Overview, SecurityOverview, WayInRow};
pub use points::{Act, Level, Point};
pub use rename_device::{RenameDevice, RenamedDevice};
pub use trust_clock::TrustClock;

/// Where the desk keeps what it found out, for this page to tell.
pub const DATABASE_CHECKED: &str = "database.checked";
pub const SHEET_PROVEN: &str = "recovery_sheet.proven_at";

pub const ROUTES: &[Route] = &[
    Route::query::<SecurityOverview>(),
    Route::query::<ListDevices>(),
    Route::command::<RenameDevice>(),
    Route::query::<ListDeskSettings>(),
    Route::command::<ChangeDesk>(),
    Route::command::<TrustClock>(),
];
