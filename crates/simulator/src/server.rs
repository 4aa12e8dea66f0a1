//! A remote as the simulator needs it, and the smallest that keeps the protocol: a list of
//! bundles, the tree of their seals, a control log.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use sync::{
    Ack, Bundle, Control, Cursor, DeskNo, Greeting, Hash, Header, Leaf, Manifest, Missing, Page,
    Piece, Refusal, Reply, Request, Seal, Stream, Why,
};

use crate::CLINIC;

/// What desks talk with.
pub trait Post {
    fn answer(&mut self, by: DeskNo, request: Request, now: i64) -> Reply;
    /// Everything is gone; what is made in its place has another name.
    fn wipe(&mut self, incarnation: u64);
    /// The store as it is, to be put back by somebody.
    fn keep(&self) -> Box<dyn Post>;
    fn seals(&self) -> Vec<Hash>;
    fn control(&self) -> Control;
    /// Bundles so far, of the main stream.
    fn seq(&self) -> u64;
    fn incarnation(&self) -> u64;
    /// Whether a place of the main stream is one of its own.
    fn has(&self, place: Cursor) -> bool;
    fn key(&self) -> [u8; 32];
    /// Bundles of the main stream, and pieces of its snapshot.
    fn bodies(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>);
}

#[derive(Clone, Default)]
struct Line {
    bundles: Vec<Vec<u8>>,
    /// As they were numbered, whatever was replaced since.
    ids: Vec<Hash>,
    /// The place after each bundle.
    places: Vec<Cursor>,
    seals: BTreeMap<Hash, (Header, Vec<u8>)>,
    /// In the order of arrival: parents first.
    order: Vec<Hash>,
    children: BTreeMap<Hash, Vec<Hash>>,
}

#[derive(Clone)]
pub struct Shelf {
    key: SigningKey,
    incarnation: u64,
    control: Control,
    records: Vec<Vec<u8>>,
    lines: BTreeMap<Stream, Line>,
    manifest: Option<Vec<u8>>,
    pieces: BTreeMap<Hash, Vec<u8>>,
    /// None: it is older than they are.
    blobs: Option<BTreeMap<Hash, Vec<u8>>>,
    /// Seals for which other bodies came, and the last record before that.
    replaced: BTreeMap<Hash, u64>,
}

impl Shelf {
    pub fn new(key: SigningKey, incarnation: u64) -> Self {
        let control = Control::new(CLINIC);
        let (records, lines, pieces) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let blobs = incarnation.is_multiple_of(2).then(BTreeMap::new);
        let (manifest, replaced) = (None, BTreeMap::new());
        Self { key, incarnation, control, records, lines, manifest, pieces, blobs, replaced }
    }

    fn put_blob(&mut self, id: Hash, bytes: Vec<u8>) -> Reply {
        match &mut self.blobs {
            Some(blobs) if sync::blob_id(CLINIC, &bytes) == id => {
                blobs.insert(id, bytes);
                Reply::Kept
            }
            Some(_) => refused(Why::Junk),
            None => refused(Why::Newer),
        }
    }

    fn get_blob(&self, id: Hash) -> Reply {
        match self.blobs.as_ref().map(|blobs| blobs.get(&id)) {
            Some(Some(bytes)) => {
                let length = u32::try_from(bytes.len()).unwrap_or_default();
                Reply::BlobPart { length, bytes: bytes.clone() }
            }
            Some(None) => refused(Why::NoSuch),
            None => refused(Why::Newer),
        }
    }

    fn publish(&mut self, bytes: Vec<u8>) -> Reply {
        let Ok(manifest) = Manifest::decode(&bytes) else { return refused(Why::Junk) };
        if manifest.redacted_n < self.control.redacted_n {
            return refused(Why::ControlMoved);
        }
        let before = self.manifest.as_ref().and_then(|bytes| Manifest::decode(bytes).ok());
        let is_newer = before.is_none_or(|before| before.cursor.seq < manifest.cursor.seq);
        if !self.has(manifest.cursor) || !is_newer {
            return refused(Why::OtherRun);
        }
        let named: Vec<Hash> = manifest.pieces.iter().map(|piece| piece.hash).collect();
        if !named.iter().all(|hash| self.pieces.contains_key(hash)) {
            return refused(Why::Gap);
        }
        self.pieces.retain(|hash, _| named.contains(hash));
        self.manifest = Some(bytes);
        Reply::Kept
    }

    fn put(&mut self, by: DeskNo, stream: Stream, bundle: Vec<u8>, now: i64) -> Reply {
        let Ok(seals) = Bundle::seals(CLINIC, &bundle) else { return refused(Why::Junk) };
        let line = self.lines.entry(stream).or_default();
        let (mut new, mut mended): (Vec<Seal>, Vec<Seal>) = (Vec::new(), Vec::new());
        for seal in seals {
            let Some(desk) = self.control.desk(seal.header.desk) else {
                return refused(Why::NotEnrolled);
            };
            if seal.header.stream != stream || seal.verify(CLINIC, &desk.member.key).is_err() {
                return refused(Why::Junk);
            }
            let parent = seal.header.parent;
            let is_here = |hash: &Hash| {
                line.seals.contains_key(hash) || new.iter().any(|seal| seal.hash == *hash)
            };
            if parent != Hash::NONE && !is_here(&parent) {
                return refused(Why::Gap);
            }
            if !is_here(&seal.hash) {
                new.push(seal);
            } else if by == seal.header.desk
                && line.seals.get(&seal.hash).is_some_and(|(_, kept)| *kept != seal.bytes)
            {
                // The owner's copy is sent to everybody.
                mended.push(seal);
            }
        }
        let mut forks = Vec::new();
        let place = line.places.last().copied().unwrap_or(start(self.incarnation));
        let place = match new.is_empty() && mended.is_empty() {
            true => place,
            false => {
                // As the server does: what is known has its place, and gets no other.
                let mut kept = Bundle::default();
                for seal in new.iter().chain(&mended) {
                    kept.add(&seal.bytes, usize::MAX);
                }
                let id = Bundle::id(CLINIC, &kept.bytes);
                let place = place.after(CLINIC, id);
                line.bundles.push(kept.bytes);
                line.ids.push(id);
                line.places.push(place);
                place
            }
        };
        for seal in mended {
            self.replaced.remove(&seal.hash);
            line.seals.insert(seal.hash, (seal.header, seal.bytes));
        }
        for seal in new {
            let family = match seal.header.parent {
                // A desk's first seals have no parent to tell their families apart.
                Hash::NONE => Hash([seal.header.desk.0.to_be_bytes()[1]; 32]),
                parent => parent,
            };
            let siblings = line.children.entry(family).or_default();
            siblings.push(seal.hash);
            if siblings.len() > 1 {
                forks.push(seal.hash);
            }
            line.order.push(seal.hash);
            line.seals.insert(seal.hash, (seal.header, seal.bytes));
        }
        let term = self.control.term;
        let ack = Ack { stream, term, cursor: place, at: now, signature: [0; 64] };
        let ack = match self.control.server == Some(self.key.verifying_key().to_bytes()) {
            true => ack.sign(CLINIC, &self.key).expect("a key signs"),
            false => ack,
        };
        Reply::Put { ack, forks, not_kept: Vec::new() }
    }

    fn log(&self, stream: Stream, cursor: Cursor, bytes_max: u32) -> Reply {
        let nothing = Line::default();
        let line = self.lines.get(&stream).unwrap_or(&nothing);
        let seq = usize::try_from(cursor.seq).unwrap_or(usize::MAX);
        let known = match seq {
            0 => Some(start(self.incarnation)),
            seq => line.places.get(seq - 1).copied(),
        };
        if known != Some(cursor) {
            return refused(Why::OtherRun);
        }
        let mut size = 0;
        let mut bundles: Vec<Vec<u8>> = Vec::new();
        for bundle in line.bundles.iter().skip(seq) {
            size += bundle.len();
            if !bundles.is_empty() && size > usize::try_from(bytes_max).unwrap_or(usize::MAX) {
                break;
            }
            bundles.push(bundle.clone());
        }
        let reached = seq + bundles.len();
        let place = reached.checked_sub(1).and_then(|at| line.places.get(at)).copied();
        let cursor = place.unwrap_or(start(self.incarnation));
        let ids = line.ids.iter().skip(seq);
        let is_other =
            |(_, (bundle, id)): &(u32, (&Vec<u8>, &Hash))| Bundle::id(CLINIC, bundle) != **id;
        let replaced = (0..).zip(bundles.iter().zip(ids)).filter(is_other);
        let replaced = replaced.map(|(at, (_, id))| (at, *id)).collect();
        Reply::Page(Page { bundles, cursor, is_last: reached == line.bundles.len(), replaced })
    }

    fn unredacted(&self, stream: Stream) -> Vec<Hash> {
        let Some(line) = self.lines.get(&stream) else { return Vec::new() };
        let n = self.control.redacted_n;
        let is_old = |seal: &Hash| self.replaced.get(seal).is_none_or(|at| *at < n);
        let named = self.control.redacted.keys();
        named.filter(|seal| line.seals.contains_key(seal) && is_old(seal)).copied().collect()
    }

    /// Every copy of a seal that is in some bundle.
    fn replace(&mut self, stream: Stream, bundle: &[u8]) -> Reply {
        let Ok(seals) = Bundle::seals(CLINIC, bundle) else { return refused(Why::Junk) };
        let Some(line) = self.lines.get_mut(&stream) else { return refused(Why::Junk) };
        for seal in seals {
            if !self.control.redacted.contains_key(&seal.hash) {
                return refused(Why::Junk);
            }
            for bundle in &mut line.bundles {
                let there = Bundle::seals(CLINIC, bundle).unwrap_or_default();
                if !there.iter().any(|other| other.hash == seal.hash) {
                    continue;
                }
                let bodies = there.iter().map(|other| match other.hash == seal.hash {
                    true => &seal.bytes,
                    false => &other.bytes,
                });
                let with_length =
                    |body: &Vec<u8>| [&(body.len() as u32).to_be_bytes()[..], body].concat();
                *bundle = bodies.flat_map(with_length).collect();
            }
            self.replaced.insert(seal.hash, self.control.redacted_n);
            line.seals.insert(seal.hash, (seal.header, seal.bytes));
        }
        Reply::Kept
    }

    fn leaves(&self, stream: Stream) -> Vec<Leaf> {
        let Some(line) = self.lines.get(&stream) else { return Vec::new() };
        let leaves = line.seals.iter().filter(|(hash, _)| !line.children.contains_key(*hash));
        leaves
            .map(|(hash, (header, _))| Leaf { desk: header.desk, no: header.no, hash: *hash })
            .collect()
    }

    fn missing(&self, missing: &Missing) -> Reply {
        let Some(line) = self.lines.get(&missing.stream) else {
            return Reply::Seals { bundle: Vec::new(), is_last: true };
        };
        let mut known = std::collections::BTreeSet::new();
        for leaf in &missing.have {
            let mut at = leaf.hash;
            while let Some((header, _)) = line.seals.get(&at)
                && known.insert(at)
            {
                at = header.parent;
            }
        }
        let mut bundle = Bundle::default();
        let most = usize::try_from(missing.bytes_max).unwrap_or(usize::MAX);
        let mut is_last = true;
        for hash in line.order.iter().filter(|hash| !known.contains(hash)) {
            let Some((_, bytes)) = line.seals.get(hash) else { continue };
            if !bundle.add(bytes, most) {
                is_last = false;
                break;
            }
        }
        Reply::Seals { bundle: bundle.bytes, is_last }
    }
}

fn start(incarnation: u64) -> Cursor {
    Cursor { incarnation, ..Cursor::default() }
}

fn refused(why: Why) -> Reply {
    Reply::Refused(Refusal::of(why))
}

impl Post for Shelf {
    fn answer(&mut self, by: DeskNo, request: Request, now: i64) -> Reply {
        if self.control.n > 0 {
            match self.control.desk(by) {
                None => return refused(Why::NotEnrolled),
                Some(desk) if desk.cut.is_some() => return refused(Why::Revoked),
                Some(_) => {}
            }
        }
        match request {
            Request::Greet => Reply::Greeting(Greeting {
                server: self.key.verifying_key().to_bytes(),
                incarnation: self.incarnation,
                now,
                control_n: self.control.n,
                control_head: self.control.head,
                newest: 1,
                oldest: 1,
            }),
            Request::Control { after } => {
                let after = usize::try_from(after).unwrap_or(usize::MAX);
                let records = self.records.iter().skip(after).take(20).cloned().collect();
                Reply::Control { records }
            }
            Request::Extend { head, records } => {
                if head != self.control.head {
                    return refused(Why::ControlMoved);
                }
                let before = self.control.redacted_n;
                for record in records {
                    if self.control.admit(&record).is_err() {
                        return refused(Why::Junk);
                    }
                    self.records.push(record);
                }
                if self.control.redacted_n > before {
                    (self.manifest, self.pieces) = (None, BTreeMap::new());
                }
                Reply::Control { records: Vec::new() }
            }
            Request::Leaves { stream } => Reply::Leaves { leaves: self.leaves(stream) },
            Request::Put { stream, bundle } => self.put(by, stream, bundle, now),
            Request::Log { stream, cursor, bytes_max } => self.log(stream, cursor, bytes_max),
            Request::Missing(missing) => self.missing(&missing),
            Request::Snapshot { .. } => Reply::Snapshot { manifest: self.manifest.clone() },
            Request::Pieces { hashes, .. } => {
                match hashes.first().map(|one| self.pieces.get(one)) {
                    Some(Some(piece)) => Reply::Pieces { pieces: vec![piece.clone()] },
                    _ => refused(Why::NoSuch),
                }
            }
            Request::Lacks { hashes, .. } => {
                let is_lacking = |hash: &Hash| !self.pieces.contains_key(hash);
                Reply::Lacks { hashes: hashes.into_iter().filter(is_lacking).collect() }
            }
            Request::KeepPiece { redacted_n, .. } if redacted_n < self.control.redacted_n => {
                refused(Why::ControlMoved)
            }
            Request::KeepPiece { piece, .. } => {
                self.pieces.insert(Piece::hash(CLINIC, &piece), piece);
                Reply::Kept
            }
            Request::Publish { manifest } => self.publish(manifest),
            Request::Unredacted { stream } => Reply::Lacks { hashes: self.unredacted(stream) },
            Request::Replace { stream, bundle } => self.replace(stream, &bundle),
            // Blobs of these clinics are of one part, and nobody asks how much of one is there.
            Request::BlobState { .. } => refused(Why::Newer),
            Request::BlobPut { id, bytes, .. } => self.put_blob(id, bytes),
            Request::BlobGet { id, .. } => self.get_blob(id),
        }
    }

    fn wipe(&mut self, incarnation: u64) {
        *self = Self::new(self.key.clone(), incarnation);
    }

    fn keep(&self) -> Box<dyn Post> {
        Box::new(self.clone())
    }

    fn seals(&self) -> Vec<Hash> {
        self.lines.values().flat_map(|line| line.order.iter().copied()).collect()
    }

    fn control(&self) -> Control {
        self.control.clone()
    }

    fn seq(&self) -> u64 {
        self.lines.get(&Stream::MAIN).map_or(0, |line| line.bundles.len() as u64)
    }

    fn incarnation(&self) -> u64 {
        self.incarnation
    }

    fn has(&self, place: Cursor) -> bool {
        let line = self.lines.get(&Stream::MAIN);
        place == start(self.incarnation) || line.is_some_and(|line| line.places.contains(&place))
    }

    fn key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    fn bodies(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let line = self.lines.get(&Stream::MAIN);
        let bundles = line.map(|line| line.bundles.clone()).unwrap_or_default();
        (bundles, self.pieces.values().cloned().collect())
    }
}
