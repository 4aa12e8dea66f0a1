use std::cmp::Reverse;

use kernel::{Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::computers::Computers;
use super::model::InboxItem;
use super::{clashes, done, fields, numbers, seals};
use crate::permissions::{APPOINTMENTS_VIEW, INBOX_VIEW, SYNC_MANAGE, WARDS_VIEW};

const PAGE_MAX: u16 = 200;

/// Everything that waits for a person who may see it, newest first; what nobody can date
/// comes last.
pub fn gather(read: &Read<'_>) -> Result<Vec<InboxItem>> {
    let session = read.session();
    let computers = Computers::new(read);
    let mut items = fields::fields(read, &computers)?;
    items.extend(clashes::twins(read)?);
    if session.may(APPOINTMENTS_VIEW) {
        items.extend(clashes::slots(read)?);
    }
    if session.may(WARDS_VIEW) {
        items.extend(clashes::beds(read)?);
    }
    items.extend(numbers::numbers(read)?);
    if session.may(SYNC_MANAGE) {
        items.extend(seals::aside(read, &computers)?);
        items.extend(seals::forks(read, &computers)?);
    }
    let done = done::keys(read)?;
    items.retain(|item| !done.contains(&item.key));
    items.sort_by(|a, b| (Reverse(a.at), &a.key).cmp(&(Reverse(b.at), &b.key)));
    Ok(items)
}

#[derive(Deserialize, TS)]
pub struct ListInbox {
    /// So many of the newest were seen already.
    pub after: u32,
    pub limit: u16,
}

#[derive(Serialize, TS)]
pub struct InboxPage {
    pub items: Vec<InboxItem>,
    /// Of all pages.
    #[ts(type = "number")]
    pub count: usize,
}

impl Query for ListInbox {
    type Output = InboxPage;
    const ROUTE: &'static str = "inbox.list";
    const PERMISSION: Permission = INBOX_VIEW;

    fn run(self, read: &Read<'_>) -> Result<InboxPage> {
        let items = gather(read)?;
        let count = items.len();
        let after = usize::try_from(self.after).unwrap_or(usize::MAX);
        let limit = usize::from(self.limit.clamp(1, PAGE_MAX));
        Ok(InboxPage { items: items.into_iter().skip(after).take(limit).collect(), count })
    }
}

/// How many things wait.
#[derive(Deserialize, TS)]
pub struct CountInbox {}

#[derive(Serialize, TS)]
pub struct InboxCount {
    #[ts(type = "number")]
    pub count: usize,
}

impl Query for CountInbox {
    type Output = InboxCount;
    const ROUTE: &'static str = "inbox.count";
    const PERMISSION: Permission = INBOX_VIEW;

    fn run(self, read: &Read<'_>) -> Result<InboxCount> {
        Ok(InboxCount { count: gather(read)?.len() })
    }
}
