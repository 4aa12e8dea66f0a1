//! The demo clinic with a hundred thousand more patients, in a folder as the program has it.

use std::path::Path;
use std::sync::Arc;

use clinic::demo::DEMO_PASSWORD;
use kernel::{Clock, ManualClock, RowId, Session, SystemClock};
use vault::{KdfChoice, Keeping, Place};

use crate::Any;
use crate::clinic_file;
use crate::desks::{with_secrets, within};
use crate::people::{Dice, people};
use crate::sized;
use crate::visits::regular;

pub const PATIENTS: usize = 100_000;
const AT_WORK: u32 = 800;
const DAYS: u32 = 30;
/// As a booked-out clinic has them: the calendar of the bench of keys.
const PER_WEEK: u32 = 1_000;

/// Somebody of fifty visits, whom the window opens.
pub const REGULAR: &str = "Kesarbai Quenim";

pub fn patients() -> usize {
    sized(PATIENTS, 2_000)
}

pub fn make(folder: &Path) -> Any<()> {
    let secrets = Arc::new(|place: &Place, of: Keeping| Arc::from(place.secret_store(of)));
    let desk =
        with_secrets(folder, Arc::new(SystemClock::default()), secrets, KdfChoice::Calibrated)?;
    desk.seed_demo(AT_WORK, DAYS, PER_WEEK, &mut |_, _| {}).map_err(|error| error.to_string())?;
    drop(desk);
    let place = Place::new(folder.join("demo"));
    let secrets = place.secret_store(Keeping::File);
    within(&place, secrets.as_ref(), DEMO_PASSWORD, |vault, host| {
        let now = SystemClock::default().now();
        let clock = Arc::new(ManualClock::at(now));
        let (writer, readers) = (vault.open_database()?, vec![vault.open_reader()?]);
        let door = clinic_file::open(writer, readers, clinic::api::TABLES, clock.clone(), host)?;
        let one = "SELECT id FROM doctor WHERE ended IS NULL ORDER BY id LIMIT 1";
        let doctor: Option<RowId> = door
            .read(&Session::program(), |read| read.value(one, []))
            .map_err(|e| e.to_string())?;
        regular(&door, &clock, REGULAR, doctor.ok_or("no doctor")?, 1)?;
        // Their minutes lie before now, and their numbers after those of the demo.
        let most_days = 86_400_000 * 90;
        clock.travel(kernel::Timestamp(now.0 - most_days));
        people(&door, &clock, 500_000, patients(), &mut Dice(2026))?;
        Ok(())
    })
}
