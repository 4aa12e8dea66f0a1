use kernel::{Command, Permission, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Device;
use crate::forms;
use crate::permissions::SYNC_MANAGE;

/// What people call a computer; its code and its number stay.
#[derive(Deserialize, TS)]
pub struct RenameDevice {
    pub id: RowId,
    pub name: String,
}

#[derive(Serialize, TS)]
pub struct RenamedDevice {
    pub id: RowId,
}

impl Command for RenameDevice {
    type Output = RenamedDevice;
    const ROUTE: &'static str = "security.rename_device";
    const PERMISSION: Permission = SYNC_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RenamedDevice> {
        let name = forms::required("name", &self.name)?;
        let device: Device = tx.get(self.id)?;
        tx.change(&Device { name, ..device })?;
        Ok(RenamedDevice { id: self.id })
    }

    fn subject(output: &RenamedDevice) -> Option<RowId> {
        Some(output.id)
    }
}
