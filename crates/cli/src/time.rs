//! Time passes for a desk that nobody asks anything: its timetable of copies is looked at
//! every few seconds, as long as the desk is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use clinic::desk::Desk;

const EVERY: Duration = Duration::from_secs(15);

pub fn keep_time(desk: &Arc<Desk>) {
    let weak: Weak<Desk> = Arc::downgrade(desk);
    let named = std::thread::Builder::new().name("timetable".into());
    let begun = named.spawn(move || {
        loop {
            std::thread::sleep(EVERY);
            let Some(desk) = weak.upgrade() else { return };
            if let Err(error) = desk.tick() {
                eprintln!("timetable: {error}");
            }
        }
    });
    if let Err(error) = begun {
        eprintln!("timetable: {error}");
    }
}
