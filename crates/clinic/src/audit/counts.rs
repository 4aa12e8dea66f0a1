use std::collections::BTreeMap;

use kernel::{Day, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::about::Names;
use super::filter::AuditFilter;
use crate::permissions::AUDIT_VIEW;

/// What each person did on each day, in numbers.
#[derive(Deserialize, TS)]
pub struct CountAccess {
    pub from: Day,
    pub to: Day,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct PersonDay {
    pub day: Day,
    pub user_id: Option<RowId>,
    pub user: String,
    pub sign_ins: u32,
    pub changes: u32,
    pub views: u32,
    pub prints: u32,
    pub exports: u32,
    pub refused: u32,
    pub first: Timestamp,
    pub last: Timestamp,
}

#[derive(Deserialize)]
struct Act {
    at: Timestamp,
    user: RowId,
    what: What,
}

impl PersonDay {
    fn add(&mut self, act: &Act) {
        match act.what {
            What::SignIn => self.sign_ins += 1,
            What::View => self.views += 1,
            What::Print => self.prints += 1,
            What::Export | What::Backup => self.exports += 1,
            What::Refused => self.refused += 1,
            What::Command | What::Restore | What::Key => self.changes += 1,
            What::SignOut | What::Lock | What::Clock | What::Start => {}
        }
        self.first = self.first.min(act.at);
        self.last = self.last.max(act.at);
    }
}

impl Query for CountAccess {
    type Output = Vec<PersonDay>;
    const ROUTE: &'static str = "audit.counts";
    const PERMISSION: Permission = AUDIT_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<PersonDay>> {
        let (from, to) = (Some(self.from), Some(self.to));
        let narrowed = AuditFilter { from, to, ..AuditFilter::default() }.narrow(read)?;
        let sql = format!(
            "SELECT at, user, what FROM access WHERE 1{} ORDER BY n LIMIT 5000000",
            narrowed.sql
        );
        let acts: Vec<Act> = read.all(&sql, rusqlite::params_from_iter(narrowed.values))?;
        let zone = read.zone();
        let mut days: BTreeMap<(Day, RowId), PersonDay> = BTreeMap::new();
        for act in &acts {
            let day = act.at.day(zone);
            let fresh = || PersonDay { day, first: act.at, last: act.at, ..PersonDay::default() };
            days.entry((day, act.user)).or_insert_with(fresh).add(act);
        }
        let mut names = Names::default();
        let told = days.into_iter().rev().map(|((_, user), mut row)| {
            row.user_id = (user != RowId::NONE).then_some(user);
            row.user = names.person(read, user)?;
            Ok(row)
        });
        told.collect()
    }
}
