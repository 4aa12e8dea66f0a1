//! The log of a database, read beside its ops and its checkpoints for the verifier. It
//! reads rows that anybody may have altered: no type and no length is trusted.

use std::iter::Peekable;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::vec::IntoIter;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Statement, params};

use super::{Anchor, Facts, Fault, Report, Verifier};
use crate::access::origin;
use crate::chain::{Bound, Digest, Fold, Head, Keys, Line};
use crate::checkpoint::Checkpoint;
use crate::redact::{Hole, Holes};
use crate::{Body, Error, Result};

/// A log id of the database, by its local number.
struct Logs(Vec<(i64, u64, bool)>);

impl Logs {
    fn read(conn: &Connection) -> Result<Self> {
        let mut statement =
            conn.prepare("SELECT id, log_id, reason <> 'remote' FROM log ORDER BY id")?;
        let rows = statement
            .query_map([], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned(), row.get(2)?))
            })?
            .collect::<std::result::Result<_, _>>()?;
        Ok(Self(rows))
    }

    fn log_id(&self, id: i64) -> Option<u64> {
        self.0.iter().find(|log| log.0 == id && log.2).map(|log| log.1)
    }

    fn id(&self, log_id: u64) -> Option<i64> {
        self.0.iter().find(|log| log.1 == log_id).map(|log| log.0)
    }
}

/// What lies at a number of a log.
enum Lies {
    Body(Vec<u8>),
    Gone(Hole),
}

/// Walks the ops of this desk's logs beside the entries that bind them.
struct Ops<'a> {
    rows: rusqlite::Rows<'a>,
    /// The next body, while a hole is before it.
    waits: Option<(i64, u64, Vec<u8>)>,
    holes: Peekable<IntoIter<((i64, u64), Hole)>>,
    next: Option<(i64, u64, Lies)>,
    fold: Option<(i64, Fold)>,
    is_left_behind: bool,
}

const OPS: &str = "SELECT op.log, op.n, op.body FROM log
    CROSS JOIN op ON op.id > max(log.id << 32, ?1 << 32 | ?2) AND op.id < (log.id + 1) << 32
    WHERE log.reason <> 'remote' ORDER BY log.id, op.id";

/// As older programs laid them: who verifies such a database changes nothing in it.
const OPS_OF_OLD: &str = "SELECT log, n, body FROM op
    WHERE (log, n) > (?1, ?2) AND log IN (SELECT id FROM log WHERE reason <> 'remote')
    ORDER BY log, n";

fn ops_of(conn: &Connection) -> Result<&'static str> {
    let mut placed = conn.prepare("SELECT 1 FROM pragma_table_xinfo('op') WHERE name = 'id'")?;
    Ok(if placed.exists([])? { OPS } else { OPS_OF_OLD })
}

const ENTRIES: &str = "SELECT n, at, user, session, what, route, subject, outcome, detail,
        ops_log, ops_to, link
    FROM access WHERE n > ?1 ORDER BY n LIMIT ?2";

impl<'a> Ops<'a> {
    fn after(statement: &'a mut Statement<'_>, holes: Holes, log: i64, to: u64) -> Result<Self> {
        let rows = statement.query(params![log, to.cast_signed()])?;
        let (waits, next, fold) = (None, None, None);
        let holes = holes.after(log, to).into_iter().peekable();
        let mut ops = Self { rows, waits, holes, next, fold, is_left_behind: false };
        ops.read()?;
        ops.step()?;
        Ok(ops)
    }

    fn bound(&mut self, logs: &Logs, marked: Option<(i64, u64)>) -> Result<Option<Bound>> {
        let Some((log, to)) = marked else { return Ok(None) };
        let log_id = logs.log_id(log).unwrap_or_default();
        Ok(Some(Bound { log_id, to, hash: self.fold(log, log_id, to)? }))
    }

    fn read(&mut self) -> Result<()> {
        self.waits = match self.rows.next()? {
            Some(row) => {
                let body = Body::as_found(blob(row, 2).unwrap_or_default()).into_owned();
                Some((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned(), body))
            }
            None => None,
        };
        Ok(())
    }

    fn step(&mut self) -> Result<()> {
        let body = self.waits.as_ref().map(|(log, n, _)| (*log, *n));
        let hole = self.holes.next_if(|(at, _)| body.is_none_or(|body| *at < body));
        if let Some(((log, n), hole)) = hole {
            self.next = Some((log, n, Lies::Gone(hole)));
            return Ok(());
        }
        self.next = self.waits.take().map(|(log, n, body)| (log, n, Lies::Body(body)));
        match self.next {
            Some(_) => self.read(),
            None => Ok(()),
        }
    }

    /// The digest of the ops of a log up to one.
    fn fold(&mut self, log: i64, log_id: u64, to: u64) -> Result<Digest> {
        let mut fold = match self.fold.take() {
            Some((of, fold)) if of == log => fold,
            _ => Fold::of(log_id),
        };
        while let Some((of, n, lies)) = &self.next {
            if *of > log || (*of == log && *n > to) {
                break;
            }
            self.is_left_behind |= *of < log;
            match lies {
                Lies::Body(body) if *of == log => fold.add(*n, body),
                Lies::Gone(hole) if *of == log => fold.pass(hole),
                _ => {}
            }
            self.step()?;
        }
        let digest = fold.take().unwrap_or_default();
        self.fold = Some((log, fold));
        Ok(digest)
    }
}

/// A verifier for the log of this database.
pub fn verifier(conn: &Connection, known: Vec<Digest>, anchors: Vec<Anchor>) -> Result<Verifier> {
    Ok(Verifier::new(origin(conn)?.unwrap_or_default(), known, anchors))
}

/// Entries on their way from the database to the judge, who gives it back empty: fresh memory
/// for each would cost more than the judging.
struct Batch {
    bytes: Vec<u8>,
    found: Vec<Found>,
}

enum Found {
    /// Facts, the end of its bytes, its link.
    Entry(Facts, usize, Option<Digest>),
    Unreadable(u64, Option<Digest>),
    Point(Box<Point>),
}

const BATCH: usize = 2_048;
/// Batches that may wait for the judge.
const AHEAD: usize = 8;
/// More than most entries take.
const ENTRY_BYTES: usize = 192;

impl Batch {
    fn new() -> Self {
        let bytes = Vec::with_capacity(BATCH * ENTRY_BYTES);
        // The signatures of an entry come behind it.
        Self { bytes, found: Vec::with_capacity(BATCH + 16) }
    }

    fn emptied(mut self) -> Self {
        self.bytes.clear();
        self.found.clear();
        self
    }

    fn judge(&self, verifier: &mut Verifier, keys: &Keys) {
        let mut begin = 0;
        for found in &self.found {
            match found {
                Found::Entry(facts, end, link) => {
                    let bytes = self.bytes.get(begin..*end).unwrap_or_default();
                    begin = *end;
                    verifier.entry(keys, facts, bytes, slice(link));
                }
                Found::Unreadable(n, link) => verifier.unreadable(*n, slice(link)),
                Found::Point(point) => point.judge(verifier),
            }
        }
    }
}

fn slice(link: &Option<Digest>) -> &[u8] {
    link.as_ref().map_or(&[], |link| &link[..])
}

/// What the reading left: entries read, and ops beside them that none binds.
struct Reading {
    count: usize,
    is_left_behind: bool,
    is_over: bool,
}

/// Goes on with at most `limit` entries of the database; answers whether the end was
/// reached. What is written meanwhile belongs to the next step. One thread reads and opens
/// the pages, the other judges.
pub fn step(conn: &Connection, verifier: &mut Verifier, limit: usize) -> Result<bool> {
    let keys = Keys::of(verifier.origin);
    let mut points = unjudged(conn, verifier.n())?.into_iter().peekable();
    let from = (verifier.n(), verifier.bound);
    let read = std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Batch>(AHEAD);
        let (give_back, spare) = sync_channel::<Batch>(AHEAD);
        let judge = &mut *verifier;
        let keys = &keys;
        let judging = scope.spawn(move || {
            for batch in receive {
                batch.judge(judge, keys);
                // Nobody takes it back any more: the end is near.
                let _ = give_back.try_send(batch.emptied());
            }
        });
        let read = entries(conn, from, limit, &mut points, (&send, &spare));
        drop(send);
        judging.join().map_err(|_| Error::internal("the judge of the log ended"))?;
        read
    })?;
    let last = verifier.n();
    if read.is_left_behind {
        verifier.broken(last, Fault::Unbound);
    }
    if read.count == limit {
        return Ok(false);
    }
    if !read.is_over {
        verifier.broken(last, Fault::Unbound);
    }
    for point in points {
        verifier.broken(last + 1, Fault::Cut);
        verifier.report.checkpoints += u64::from(matches!(point, Point::Read(_)));
    }
    Ok(true)
}

fn entries(
    conn: &Connection,
    (from, bound): (u64, Option<(u64, u64)>),
    limit: usize,
    points: &mut Peekable<IntoIter<Point>>,
    (send, spare): (&SyncSender<Batch>, &Receiver<Batch>),
) -> Result<Reading> {
    let logs = Logs::read(conn)?;
    let (log, to) = match bound {
        Some((log_id, to)) => (logs.id(log_id).unwrap_or_default(), to),
        None => (0, 0),
    };
    let mut statement = conn.prepare(ops_of(conn)?)?;
    let mut ops = Ops::after(&mut statement, Holes::vouched(conn)?, log, to)?;
    let mut entries = conn.prepare(ENTRIES)?;
    let mut rows = entries.query(params![from.cast_signed(), limit as i64])?;
    let mut batch = Batch::new();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let n = row.get::<_, i64>(0)?.cast_unsigned();
        while let Some(point) = points.next_if(|point| point.n() < n) {
            batch.found.push(Found::Point(Box::new(point)));
        }
        let link = blob(row, 11).and_then(|link| link.try_into().ok());
        match line(row) {
            Some((mut line, marked)) => {
                line.ops = ops.bound(&logs, marked)?;
                line.encode(&mut batch.bytes);
                batch.found.push(Found::Entry(Facts::of(&line), batch.bytes.len(), link));
            }
            None => batch.found.push(Found::Unreadable(n, link)),
        }
        while let Some(point) = points.next_if(|point| point.n() == n) {
            batch.found.push(Found::Point(Box::new(point)));
        }
        if batch.found.len() >= BATCH {
            // It fails only where the judge has ended, and that is told at its join.
            let next = spare.try_recv().unwrap_or_else(|_| Batch::new());
            let _ = send.send(std::mem::replace(&mut batch, next));
        }
    }
    let _ = send.send(batch);
    Ok(Reading { count, is_left_behind: ops.is_left_behind, is_over: ops.next.is_none() })
}

/// Every entry as it is linked, oldest first; one that cannot be read ends it.
pub(crate) struct Entries<'a> {
    conn: &'a Connection,
    logs: Logs,
}

impl<'a> Entries<'a> {
    pub fn of(conn: &'a Connection) -> Result<Self> {
        Ok(Self { conn, logs: Logs::read(conn)? })
    }

    pub fn each(&self, mut take: impl FnMut(&Line<'_>, &[u8]) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare(ops_of(self.conn)?)?;
        let mut ops = Ops::after(&mut statement, Holes::vouched(self.conn)?, 0, 0)?;
        let mut entries = self.conn.prepare(ENTRIES)?;
        let mut rows = entries.query(params![0, i64::MAX])?;
        while let Some(row) = rows.next()? {
            let read = line(row).zip(blob(row, 11));
            let ((mut line, marked), link) =
                read.ok_or_else(|| Error::conflict("errors-audit-unreadable"))?;
            line.ops = ops.bound(&self.logs, marked)?;
            take(&line, link)?;
        }
        Ok(())
    }
}

/// The whole log of the database.
pub fn verify(conn: &Connection, known: Vec<Digest>, anchors: Vec<Anchor>) -> Result<Report> {
    let mut verifier = verifier(conn, known, anchors)?;
    while !step(conn, &mut verifier, 1 << 20)? {}
    Ok(verifier.finish())
}

enum Point {
    Read(Checkpoint),
    Unreadable(u64),
}

impl Point {
    fn n(&self) -> u64 {
        match self {
            Point::Read(point) => point.head.n,
            Point::Unreadable(n) => *n,
        }
    }

    fn judge(&self, verifier: &mut Verifier) {
        match self {
            Point::Read(point) => verifier.checkpoint(point),
            Point::Unreadable(n) => verifier.broken(*n, Fault::Signature),
        }
    }
}

fn unjudged(conn: &Connection, from: u64) -> Result<Vec<Point>> {
    let mut statement = conn.prepare(
        "SELECT n, at, link, desk_key, signature FROM checkpoint
         WHERE n > ?1 OR n <= 0 ORDER BY n",
    )?;
    let mut rows = statement.query([from.cast_signed()])?;
    let mut points = Vec::new();
    while let Some(row) = rows.next()? {
        let n = row.get::<_, i64>(0)?.cast_unsigned();
        let read = || {
            Some(Checkpoint {
                head: Head { n, hash: blob(row, 2)?.try_into().ok()? },
                at: number(row, 1)?,
                desk_key: blob(row, 3)?.try_into().ok()?,
                signature: blob(row, 4)?.try_into().ok()?,
            })
        };
        points.push(read().map_or(Point::Unreadable(n), Point::Read));
    }
    // A number that became negative stands last.
    points.sort_by_key(Point::n);
    Ok(points)
}

fn cell<'a>(row: &'a Row<'_>, at: usize) -> ValueRef<'a> {
    row.get_ref(at).unwrap_or(ValueRef::Null)
}

fn number(row: &Row<'_>, at: usize) -> Option<i64> {
    match cell(row, at) {
        ValueRef::Integer(number) => Some(number),
        _ => None,
    }
}

fn blob<'a>(row: &'a Row<'_>, at: usize) -> Option<&'a [u8]> {
    match cell(row, at) {
        ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    }
}

fn text<'a>(row: &'a Row<'_>, at: usize) -> Option<&'a [u8]> {
    match cell(row, at) {
        ValueRef::Text(bytes) => Some(bytes),
        _ => None,
    }
}

type Marked<'a> = (Line<'a>, Option<(i64, u64)>);

fn line<'a>(row: &'a Row<'_>) -> Option<Marked<'a>> {
    let subject = match cell(row, 6) {
        ValueRef::Null => None,
        ValueRef::Blob(bytes) => Some(bytes),
        _ => return None,
    };
    let marked = match (cell(row, 9), cell(row, 10)) {
        (ValueRef::Null, ValueRef::Null) => None,
        (ValueRef::Integer(log), ValueRef::Integer(to)) => Some((log, to.cast_unsigned())),
        _ => return None,
    };
    let line = Line {
        n: number(row, 0)?,
        at: number(row, 1)?,
        user: blob(row, 2)?,
        session: number(row, 3)?,
        what: text(row, 4)?,
        route: text(row, 5)?,
        subject,
        outcome: text(row, 7)?,
        detail: text(row, 8)?,
        ops: None,
    };
    Some((line, marked))
}
