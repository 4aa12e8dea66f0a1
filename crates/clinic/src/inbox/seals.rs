//! What the sync keeps for a person: changes without effect, and copies used side by side.

use kernel::{Read, Result, hex};

use super::computers::Computers;
use super::model::{InboxItem, Thing};

pub fn aside(read: &Read<'_>, computers: &Computers<'_>) -> Result<Vec<InboxItem>> {
    let item = |branch: replica::Branch| {
        let hash = hex(&branch.hash.0);
        Ok(InboxItem {
            key: format!("aside {hash}"),
            at: None,
            thing: Thing::Aside {
                hash,
                computer: computers.of_desk(branch.desk.0)?,
                changes: branch.ops,
                is_broken: branch.is_broken,
            },
        })
    };
    replica::branches_aside(read)?.into_iter().map(item).collect()
}

pub fn forks(read: &Read<'_>, computers: &Computers<'_>) -> Result<Vec<InboxItem>> {
    let item = |fork: replica::Fork| {
        Ok(InboxItem {
            // One more copy is a new question.
            key: format!("fork {} {} {}", fork.desk.0, hex(&fork.parent.0), fork.branches),
            at: None,
            thing: Thing::Fork {
                computer: computers.of_desk(fork.desk.0)?,
                branches: fork.branches,
            },
        })
    };
    replica::forks(read)?.into_iter().map(item).collect()
}
