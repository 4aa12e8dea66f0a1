//! What this desk knows by the server's numbers of things that were given away twice, told to all.

use ::sync::{Ledger, Remote, Stream};
use kernel::{Read, Result, Session};

use super::Desk;
use super::round::{RemoteRow, inner};
use crate::{appointments, claims, wards};

/// Days of bookings are looked through for it.
const LOOK_MS: i64 = 10_000;

fn untold(read: &Read<'_>) -> Result<Vec<claims::Untold>> {
    let mut found = wards::untold(read)?;
    found.extend(appointments::untold(read)?);
    Ok(found)
}

impl Desk {
    /// Called when everything is level with the remote: whatever it has numbered is known.
    pub(super) fn tell_order(&self, row: &RemoteRow) -> Result<()> {
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        let now = self.now();
        let looked = self.sync.inner().ordered.get(&row.id).copied();
        if looked.is_some_and(|(at, _)| (0..LOOK_MS).contains(&(now - at))) {
            return Ok(());
        }
        let replica = self.replica(&opened)?;
        let place = replica.place(Remote(row.id), Stream::MAIN);
        self.put_back(replica);
        let place = place.map_err(inner)?;
        if looked.is_some_and(|(_, known)| known == place) {
            return Ok(());
        }
        let program = Session::program();
        let found = opened.door.read(&program, untold)?;
        if !found.is_empty() {
            opened.door.write(&program, |tx| claims::tell(tx, &found))?;
            self.nudge();
        }
        self.sync.inner().ordered.insert(row.id, (now, place));
        Ok(())
    }
}
