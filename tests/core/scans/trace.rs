//! What every connection of this process was asked, as the database itself tells it.
#![allow(unsafe_code, reason = "the C library takes what it calls for new connections raw")]

use std::collections::BTreeMap;
use std::ffi::{c_char, c_int};
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};

use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus, ffi};

/// Files and statements, and how many rows one of them went through in scans, all its runs
/// together: it is kept ready for the next.
static ASKED: Mutex<BTreeMap<(String, String), i32>> = Mutex::new(BTreeMap::new());

unsafe extern "C" fn listen(
    db: *mut ffi::sqlite3,
    fault: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    // The connection is the one that is being opened, and nothing here opens another.
    unsafe { init_auto_extension(db, fault, hear) }
}

fn hear(mut conn: Connection) -> rusqlite::Result<()> {
    let path = conn.path().unwrap_or_default().to_owned();
    let each = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let scanned = statement.get_status(StatementStatus::FullscanStep);
            let key = (path.clone(), statement.sql().into_owned());
            let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
            let most = asked.entry(key).or_default();
            *most = scanned.max(*most);
        }
    };
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(each))
}

/// From now on; connections that are open already are not heard.
pub fn begin() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| unsafe { register_auto_extension(listen).unwrap() });
}

/// Each statement once that the file of this name was asked, in any of these folders: other
/// tests may run in the same process.
pub fn asked(name: &str, folders: &[&Path]) -> BTreeMap<String, i32> {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut statements = BTreeMap::new();
    for ((path, sql), scanned) in asked.iter() {
        let path = Path::new(path);
        let is_here = folders.iter().any(|folder| path.starts_with(folder));
        if is_here && path.file_name().is_some_and(|file| file == name) {
            let most = statements.entry(sql.clone()).or_default();
            *most = (*scanned).max(*most);
        }
    }
    statements
}
