//! Proves the access log: every link from the first, every signature, every op that an
//! entry answers for, and the anchors that somebody kept elsewhere. It judges rows that
//! may have been altered by anybody, so that nothing here trusts a type or a length.

mod database;

use serde::{Deserialize, Serialize};

use crate::access::{UNLOGGED_ROUTE, What};
use crate::chain::{Digest, Head, Keys, Line};
use crate::checkpoint::{Checkpoint, key_name};

pub(crate) use database::Entries;
pub use database::{step, verifier, verify};

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

/// What the verifier needs to know of an entry beside its bytes.
pub(crate) struct Facts {
    n: u64,
    at: i64,
    bound: Option<(u64, u64)>,
    /// The key by which a desk said that it signs from here on.
    key: Option<String>,
    is_unlogged: bool,
}

impl Facts {
    pub fn of(line: &Line<'_>) -> Self {
        let is_start = line.what == What::Start.name().as_bytes();
        let detail = is_start.then(|| String::from_utf8_lossy(line.detail));
        let key = detail.and_then(|detail| {
            detail.split(' ').find_map(|word| word.strip_prefix("key=").map(str::to_owned))
        });
        Self {
            n: line.n.cast_unsigned(),
            at: line.at,
            bound: line.ops.map(|ops| (ops.log_id, ops.to)),
            key,
            is_unlogged: line.route == UNLOGGED_ROUTE.as_bytes(),
        }
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
    pub(crate) fn entry(&mut self, keys: &Keys, facts: &Facts, bytes: &[u8], link: &[u8]) {
        let n = facts.n;
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
        if let Some((log_id, to)) = facts.bound {
            let is_further = self.bound.is_none_or(|(log, before)| log != log_id || to > before);
            if !is_further {
                self.broken(n, Fault::Changed);
            }
            self.bound = facts.bound;
        }
        self.look_at(facts);
        self.meet_anchors(n);
    }

    fn look_at(&mut self, facts: &Facts) {
        if facts.at.saturating_add(BACKWARDS_MS) < self.at {
            self.report.backwards += 1;
            self.report.first_backwards.get_or_insert(facts.n);
        }
        self.at = facts.at;
        if let Some(name) = &facts.key
            && !self.introduced.contains(name)
        {
            self.introduced.push(name.clone());
        }
        self.report.unlogged += u64::from(facts.is_unlogged);
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
