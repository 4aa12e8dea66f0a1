use std::collections::BTreeSet;

use kernel::{
    Command, Error, Nothing, Permission, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::list::gather;
use super::model::Thing;
use crate::permissions::INBOX_VIEW;

/// Somebody has dealt with a thing that no program can mend. Ending it takes the word back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InboxDone {
    pub id: RowId,
    pub key: String,
    pub done_at: Timestamp,
}

impl Record for InboxDone {
    const TABLE: &'static str = "inbox_done";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

pub fn keys(read: &Read<'_>) -> Result<BTreeSet<String>> {
    let sql = "SELECT key FROM inbox_done WHERE ended IS NULL ORDER BY key LIMIT 10000";
    Ok(read.values::<String>(sql, [])?.into_iter().collect())
}

/// A number that came twice, changes put aside, a copy that was used: looked at and dealt
/// with. What can be answered is answered, never put away.
#[derive(Deserialize, TS)]
pub struct SetInboxDone {
    pub key: String,
}

impl Command for SetInboxDone {
    type Output = Nothing;
    const ROUTE: &'static str = "inbox.set_done";
    const PERMISSION: Permission = INBOX_VIEW;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        // Only what the person may see is there.
        let found = gather(tx)?.into_iter().find(|item| item.key == self.key);
        let found = found.ok_or_else(|| Error::conflict("errors-inbox-changed"))?;
        match found.thing {
            Thing::Number { .. } | Thing::Aside { .. } | Thing::Fork { .. } => {}
            Thing::Field { .. } | Thing::Slot { .. } | Thing::Bed { .. } | Thing::Twins { .. } => {
                return Err(Error::conflict("errors-inbox-answer"));
            }
        }
        let id = tx.new_id();
        tx.insert(&InboxDone { id, key: self.key.clone(), done_at: tx.now() })?;
        tx.note(What::Command, Self::ROUTE, id, &self.key)?;
        Ok(Nothing {})
    }
}

#[derive(Deserialize, TS)]
pub struct UndoInboxDone {
    pub key: String,
}

impl Command for UndoInboxDone {
    type Output = Nothing;
    const ROUTE: &'static str = "inbox.undo_done";
    const PERMISSION: Permission = INBOX_VIEW;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let said: Vec<RowId> = tx.values(
            "SELECT id FROM inbox_done WHERE key = ?1 AND ended IS NULL ORDER BY id LIMIT 100",
            [&self.key],
        )?;
        for id in said {
            tx.end::<InboxDone>(id)?;
            tx.note(What::Command, Self::ROUTE, id, &self.key)?;
        }
        Ok(Nothing {})
    }
}
