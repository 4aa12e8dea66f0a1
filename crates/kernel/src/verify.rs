//! Proves the access log: every link from the first, every signature, every op that an
//! entry answers for, and the anchors that somebody kept elsewhere. It judges rows that
//! may have been altered by anybody, so that nothing here trusts a type or a length.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Statement, params};
use serde::{Deserialize, Serialize};

use crate::access::{UNLOGGED_ROUTE, What, origin};
use crate::chain::{Bound, Digest, Fold, Head, Keys, Line};
use crate::checkpoint::{Checkpoint, key_name};
use crate::{Error, Result};

/// Clocks are corrected by moments; more than this backwards is told.
const BACKWARDS_MS: i64 = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The entry, its link or a record that it wrote is not what it was.
    Changed,
    /// Entries are missing before this one.
    Missing,
    /// The number was there already.
    Repeated,
    /// The row cannot be read as an entry.
    Unreadable,
    /// A signature of the desk does not fit what it signed.
    Signature,
    /// Signed by a key that is not this desk's.
    Key,
    /// The entry that was signed or noted elsewhere is another one now.
    Replaced,
    /// What was signed or noted elsewhere is no longer there: the newest entries are gone.
    Cut,
    /// Records were written for which no entry answers.
    Unbound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Broken {
    pub n: u64,
    pub fault: Fault,
}

/// A head that somebody kept elsewhere: whole, or its first bytes from a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    pub n: u64,
    pub hash: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Report {
    /// The first entry that was looked at; 1 for a whole log.
    pub from: u64,
    pub head_n: u64,
    pub head: String,
    /// The eight characters that a paper shows for this head.
    pub code: String,
    pub entries: u64,
    pub checkpoints: u64,
    /// The newest entry that a good signature covers.
    pub signed_to: u64,
    /// Desk keys by their first characters, in order of appearance.
    pub keys: Vec<String>,
    pub anchors: u64,
    pub broken: u64,
    pub first: Option<Broken>,
    /// Entries that are dated before the one ahead of them.
    pub backwards: u64,
    pub first_backwards: Option<u64>,
    /// Entries by which the program told of records that nobody had logged.
    pub unlogged: u64,
}

impl Report {
    pub fn is_whole(&self) -> bool {
        self.broken == 0
    }
}

/// Reads a log from its beginning, an entry at a time. It can be set down after any entry
/// and taken up again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verifier {
    origin: u64,
    /// Keys that are known from elsewhere to be this desk's.
    known: Vec<Digest>,
    has_known: bool,
    introduced: Vec<String>,
    anchors: Vec<Anchor>,
    before: Digest,
    at: i64,
    bound: Option<(u64, u64)>,
    report: Report,
}

impl Verifier {
    pub fn new(origin: u64, known: Vec<Digest>, anchors: Vec<Anchor>) -> Self {
        let first = Keys::of(origin).first();
        let mut verifier = Self {
            origin,
            known,
            has_known: false,
            introduced: Vec::new(),
            anchors,
            before: first.hash,
            at: i64::MIN,
            bound: None,
            report: Report { from: 1, ..Report::default() },
        };
        verifier.meet_anchors(0);
        verifier
    }

    /// For a part of a log: what stands before it is taken as said.
    pub fn from(mut self, head: Head) -> Self {
        self.report.from = head.n + 1;
        self.report.head_n = head.n;
        self.before = head.hash;
        self.meet_anchors(head.n);
        self
    }

    pub fn n(&self) -> u64 {
        self.report.head_n
    }

    pub fn head(&self) -> Head {
        Head { n: self.report.head_n, hash: self.before }
    }

    pub(crate) fn broken(&mut self, n: u64, fault: Fault) {
        self.report.broken += 1;
        let is_first = self.report.first.is_none_or(|first| n < first.n);
        if is_first {
            self.report.first = Some(Broken { n, fault });
        }
    }

    /// The next entry: its bytes as they are linked, what matters of its content, and the
    /// link that is stored with it.
    pub fn entry(&mut self, keys: &Keys, line: &Line<'_>, bytes: &[u8], link: &[u8]) {
        let n = line.n.cast_unsigned();
        self.report.entries += 1;
        let expected = self.report.head_n + 1;
        if n != expected {
            let fault = if n > expected { Fault::Missing } else { Fault::Repeated };
            self.broken(n, fault);
        } else if keys.link(&self.before, bytes) != link {
            self.broken(n, Fault::Changed);
        }
        self.before = link.try_into().unwrap_or_default();
        self.report.head_n = n.max(self.report.head_n);
        if let Some(ops) = line.ops {
            let is_further = self.bound.is_none_or(|(log, to)| log != ops.log_id || ops.to > to);
            if !is_further {
                self.broken(n, Fault::Changed);
            }
            self.bound = Some((ops.log_id, ops.to));
        }
        self.look_at(line, n);
        self.meet_anchors(n);
    }

    fn look_at(&mut self, line: &Line<'_>, n: u64) {
        if line.at.saturating_add(BACKWARDS_MS) < self.at {
            self.report.backwards += 1;
            self.report.first_backwards.get_or_insert(n);
        }
        self.at = line.at;
        if line.what == What::Start.name().as_bytes() {
            let detail = String::from_utf8_lossy(line.detail);
            let name = detail.split(' ').find_map(|word| word.strip_prefix("key="));
            if let Some(name) = name.filter(|name| !self.introduced.iter().any(|k| k == name)) {
                self.introduced.push(name.to_owned());
            }
        }
        if line.route == UNLOGGED_ROUTE.as_bytes() {
            self.report.unlogged += 1;
        }
    }

    /// A row that is no entry at all.
    pub fn unreadable(&mut self, n: u64, link: &[u8]) {
        self.report.entries += 1;
        self.broken(n, Fault::Unreadable);
        self.before = link.try_into().unwrap_or_default();
        self.report.head_n = n;
    }

    fn meet_anchors(&mut self, n: u64) {
        if !self.anchors.iter().any(|anchor| anchor.n <= n) {
            return;
        }
        let hash = self.before;
        let (met, ahead) = std::mem::take(&mut self.anchors).into_iter().partition(|a| a.n <= n);
        self.anchors = ahead;
        for anchor in met {
            let Anchor { n: at, hash: kept } = anchor;
            match at == n && !kept.is_empty() && hash.starts_with(&kept) {
                true => self.report.anchors += 1,
                false if at < self.report.from.saturating_sub(1) => {}
                false => self.broken(at, Fault::Replaced),
            }
        }
    }

    /// A checkpoint, after the entry that it signs.
    pub fn checkpoint(&mut self, point: &Checkpoint) {
        let n = point.head.n;
        self.report.checkpoints += 1;
        if !point.is_signed(self.origin) {
            return self.broken(n, Fault::Signature);
        }
        if n != self.report.head_n || point.head.hash != self.before {
            return self.broken(n, Fault::Replaced);
        }
        let name = key_name(&point.desk_key);
        let is_known = self.known.contains(&point.desk_key);
        let is_introduced = self.introduced.contains(&name);
        // A desk before this one may have signed; nobody may after this one began to.
        if !is_known && (self.has_known || !is_introduced) {
            return self.broken(n, Fault::Key);
        }
        self.has_known |= is_known;
        if !self.report.keys.contains(&name) {
            self.report.keys.push(name);
        }
        self.report.signed_to = n;
    }

    pub fn finish(mut self) -> Report {
        let last = self.report.head_n;
        for anchor in std::mem::take(&mut self.anchors) {
            if anchor.n > last {
                self.broken(last + 1, Fault::Cut);
            }
        }
        // Keys are known, and the good signatures are all somebody else's.
        if !self.known.is_empty() && !self.has_known && self.report.signed_to > 0 {
            self.broken(self.report.signed_to, Fault::Key);
        }
        let head = Head { n: last, hash: self.before };
        self.report.head = head.hex();
        self.report.code = head.code();
        self.report
    }
}

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

/// Walks the ops of this desk's logs beside the entries that bind them.
struct Ops<'a> {
    rows: rusqlite::Rows<'a>,
    next: Option<(i64, u64, Vec<u8>)>,
    fold: Option<(i64, Fold)>,
    is_left_behind: bool,
}

const OPS: &str = "SELECT log, n, body FROM op
    WHERE (log, n) > (?1, ?2) AND log IN (SELECT id FROM log WHERE reason <> 'remote')
    ORDER BY log, n";

const ENTRIES: &str = "SELECT n, at, user, session, what, route, subject, outcome, detail,
        ops_log, ops_to, link
    FROM access WHERE n > ?1 ORDER BY n LIMIT ?2";

impl<'a> Ops<'a> {
    fn after(statement: &'a mut Statement<'_>, log: i64, to: u64) -> Result<Self> {
        let rows = statement.query(params![log, to.cast_signed()])?;
        let mut ops = Self { rows, next: None, fold: None, is_left_behind: false };
        ops.step()?;
        Ok(ops)
    }

    fn bound(&mut self, logs: &Logs, marked: Option<(i64, u64)>) -> Result<Option<Bound>> {
        let Some((log, to)) = marked else { return Ok(None) };
        let log_id = logs.log_id(log).unwrap_or_default();
        Ok(Some(Bound { log_id, to, hash: self.fold(log, log_id, to)? }))
    }

    fn step(&mut self) -> Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => {
                let body = blob(row, 2).unwrap_or_default().to_owned();
                Some((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned(), body))
            }
            None => None,
        };
        Ok(())
    }

    /// The digest of the ops of a log up to one.
    fn fold(&mut self, log: i64, log_id: u64, to: u64) -> Result<Digest> {
        let mut fold = match self.fold.take() {
            Some((of, fold)) if of == log => fold,
            _ => Fold::of(log_id),
        };
        while let Some((of, n, body)) = &self.next {
            if *of > log || (*of == log && *n > to) {
                break;
            }
            self.is_left_behind |= *of < log;
            if *of == log {
                fold.add(*n, body);
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

/// Goes on with at most `limit` entries of the database; answers whether the end was
/// reached. What is written meanwhile belongs to the next step.
pub fn step(conn: &Connection, verifier: &mut Verifier, limit: usize) -> Result<bool> {
    let keys = Keys::of(verifier.origin);
    let logs = Logs::read(conn)?;
    let from = verifier.n();
    let mut points = unjudged(conn, from)?.into_iter().peekable();
    let (log, to) = match verifier.bound {
        Some((log_id, to)) => (logs.id(log_id).unwrap_or_default(), to),
        None => (0, 0),
    };
    let mut statement = conn.prepare(OPS)?;
    let mut ops = Ops::after(&mut statement, log, to)?;
    let mut entries = conn.prepare(ENTRIES)?;
    let mut rows = entries.query(params![from.cast_signed(), limit as i64])?;
    let mut bytes = Vec::new();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let n = row.get::<_, i64>(0)?.cast_unsigned();
        while let Some(point) = points.next_if(|point| point.n() < n) {
            point.judge(verifier);
        }
        match line(row) {
            Some((mut line, marked)) => {
                line.ops = ops.bound(&logs, marked)?;
                bytes.clear();
                line.encode(&mut bytes);
                verifier.entry(&keys, &line, &bytes, blob(row, 11).unwrap_or_default());
            }
            None => verifier.unreadable(n, blob(row, 11).unwrap_or_default()),
        }
        while let Some(point) = points.next_if(|point| point.n() == n) {
            point.judge(verifier);
        }
    }
    let last = verifier.n();
    if ops.is_left_behind {
        verifier.broken(last, Fault::Unbound);
    }
    if count == limit {
        return Ok(false);
    }
    if ops.next.is_some() {
        verifier.broken(last, Fault::Unbound);
    }
    for point in points {
        verifier.broken(last + 1, Fault::Cut);
        verifier.report.checkpoints += u64::from(matches!(point, Point::Read(_)));
    }
    Ok(true)
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
        let mut statement = self.conn.prepare(OPS)?;
        let mut ops = Ops::after(&mut statement, 0, 0)?;
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
