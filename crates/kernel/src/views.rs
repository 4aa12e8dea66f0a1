//! Looking at one record again is one entry of the access log for five minutes. Prints,
//! exports and refusals are never joined.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{RowId, Session};

const JOINED_MS: i64 = 5 * 60_000;
const KEPT: usize = 4_096;

type Looked = (RowId, u64, String, Option<RowId>);

#[derive(Default)]
pub struct Views(Mutex<HashMap<Looked, i64>>);

impl Views {
    fn kept(&self) -> MutexGuard<'_, HashMap<Looked, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this session looked at this record by this route within five minutes; `now`
    /// is monotonic.
    pub fn is_known(
        &self,
        session: &Session,
        route: &str,
        subject: Option<RowId>,
        now: i64,
    ) -> bool {
        let looked = (session.user, session.id, route.to_owned(), subject);
        self.kept().get(&looked).is_some_and(|at| now - at < JOINED_MS)
    }

    pub fn keep(&self, session: &Session, route: &str, subject: Option<RowId>, now: i64) {
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.retain(|_, at| now - *at < JOINED_MS);
            if kept.len() >= KEPT {
                kept.clear();
            }
        }
        kept.insert((session.user, session.id, route.to_owned(), subject), now);
    }
}
