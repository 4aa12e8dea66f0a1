//! Time passes for a desk that nobody asks anything: its timetable of copies is looked at
//! every few seconds, as long as the desk is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use clinic::desk::Desk;

/// After a fault of the desk itself, which the next look may not have.
const AFTER_FAULT: Duration = Duration::from_secs(5);

/// The desk among the others: a look as often as it wishes, and when there is something to do.
fn keep_in_step(desk: &Arc<Desk>) {
    let (weak, bell): (Weak<Desk>, _) = (Arc::downgrade(desk), desk.bell());
    let named = std::thread::Builder::new().name("sync".into());
    let begun = named.spawn(move || {
        loop {
            let Some(desk) = weak.upgrade() else { return };
            let wait = match desk.sync() {
                Ok(wait_ms) => Duration::from_millis(wait_ms.unsigned_abs()),
                Err(error) => {
                    eprintln!("sync: {error}");
                    AFTER_FAULT
                }
            };
            drop(desk);
            bell.rest(wait);
        }
    });
    if let Err(error) = begun {
        eprintln!("sync: {error}");
    }
}

const EVERY: Duration = Duration::from_secs(15);

pub fn keep_time(desk: &Arc<Desk>) {
    keep_in_step(desk);
    // The clinic's hub serves from the start, before anybody has signed in.
    desk.tend_hub();
    let weak: Weak<Desk> = Arc::downgrade(desk);
    let named = std::thread::Builder::new().name("timetable".into());
    let begun = named.spawn(move || {
        loop {
            std::thread::sleep(EVERY);
            let Some(desk) = weak.upgrade() else { return };
            desk.tend_hub();
            if let Err(error) = desk.tick() {
                eprintln!("timetable: {error}");
            }
        }
    });
    if let Err(error) = begun {
        eprintln!("timetable: {error}");
    }
}
