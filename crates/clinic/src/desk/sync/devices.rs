//! What the others know of this computer, and of its records.

use std::sync::Arc;

use kernel::{Result, Session};

use super::{Desk, Opened};
use crate::security::Device;

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Desk {
    /// Nothing is on its way: the rows may be summed up, for the others to compare with theirs.
    pub(super) fn look_at_rows(&self) -> Result<()> {
        let Some(opened) = self.slot().clone() else { return Ok(()) };
        let mut replica = self.replica(&opened)?;
        let looked = replica.look_at_rows(self.now());
        self.put_back(replica);
        looked.map(|_| ())
    }

    /// After an upgrade the others learn of it by the way of all changes.
    pub(super) fn tell_version(&self, opened: &Arc<Opened>) -> Result<()> {
        if self.sync.inner().is_version_told {
            return Ok(());
        }
        let program = Session::program();
        let sql = "SELECT * FROM device WHERE ended IS NULL AND no = ?1 ORDER BY id LIMIT 1";
        let own: Option<Device> = opened.door.read(&program, |read| {
            let Some(no) = replica::own_desk(read)? else { return Ok(None) };
            read.one(sql, [i64::from(no)])
        })?;
        // Its own record may be on its way still.
        let Some(own) = own else { return Ok(()) };
        if own.version != VERSION {
            let device = Device { version: VERSION.into(), ..own };
            opened.door.write(&program, |tx| tx.change(&device))?;
        }
        self.sync.inner().is_version_told = true;
        Ok(())
    }
}
