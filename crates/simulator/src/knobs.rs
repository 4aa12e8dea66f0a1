//! Guards that a test takes away, each to see its check fail: most of them around the
//! product, in its wires, its server and its ledger; a few inside it.

use kernel::Random;
use sync::{
    Bundle, Control, Cursor, DeskNo, Hash, Leaf, Ledger, Lot, Page, Remote, Reply, Request, Stream,
    Took,
};

use crate::dice::Dice;
use crate::server::Post;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A restored database opens a new log.
    RestoredOpensLog,
    /// Nonces are drawn, not counted.
    NoncesAreDrawn,
    /// The server's numbers stay with their bundles.
    NumbersStay,
    /// The server checks the run of a cursor.
    RunIsChecked,
    /// A place that was reached is kept.
    PlaceIsKept,
    /// Everything that the remote lacks is sent.
    AllIsSent,
    /// A page is given again to whoever asks again.
    PagesAreGivenAgain,
    /// A part of a blob waits until every change is sent.
    ChangesGoFirst,
    /// A server replaces what it is told to replace.
    BodiesAreReplaced,
    /// One inside the product, behind its feature `broken-guards`.
    Product(&'static str),
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Knobs {
    pub removed: Option<Guard>,
}

impl Knobs {
    pub fn without(guard: Guard) -> Self {
        Self { removed: Some(guard) }
    }

    /// Takes away what lies in the product, in this thread; or puts it back.
    pub(crate) fn take_away(&self) {
        let name = match self.removed {
            Some(Guard::Product(name)) => name,
            _ => "",
        };
        kernel::broken::remove_guard(name);
        sync::broken::remove_guard(name);
    }

    pub fn lacks(&self, guard: Guard) -> bool {
        self.removed == Some(guard)
    }

    /// A server's answer, whole unless a guard was taken from it.
    pub(crate) fn answer(
        &self,
        post: &mut dyn Post,
        by: DeskNo,
        asked: Request,
        now: i64,
    ) -> Reply {
        if let Request::Log { cursor, .. } = &asked
            && self.lacks(Guard::RunIsChecked)
            && !post.has(*cursor)
        {
            let (bundles, replaced) = Default::default();
            return Reply::Page(Page { bundles, cursor: *cursor, is_last: true, replaced });
        }
        if self.lacks(Guard::BodiesAreReplaced) && matches!(asked, Request::Replace { .. }) {
            return Reply::Kept;
        }
        let reply = post.answer(by, asked, now);
        match reply {
            Reply::Page(mut page) if self.lacks(Guard::NumbersStay) && page.cursor.seq > 6 => {
                page.bundles.reverse();
                Reply::Page(page)
            }
            reply => reply,
        }
    }

    pub fn restores_keep_their_log(&self) -> bool {
        self.lacks(Guard::RestoredOpensLog)
    }

    pub fn random_of_seals<'a>(&self, dice: &'a mut Dice) -> Box<dyn Random + 'a> {
        match self.lacks(Guard::NoncesAreDrawn) {
            true => Box::new(Dice::new(3)),
            false => Box::new(Borrowed(dice)),
        }
    }

    pub fn ledger<'a, L: Ledger>(&self, ledger: &'a mut L, of: usize) -> Leaky<'a, L> {
        Leaky { inner: ledger, knobs: *self, of }
    }
}

struct Borrowed<'a>(&'a mut Dice);

impl Random for Borrowed<'_> {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

/// A desk's ledger, whole unless a guard was taken from it.
pub struct Leaky<'a, L> {
    inner: &'a mut L,
    knobs: Knobs,
    of: usize,
}

impl<L: Ledger> Ledger for Leaky<'_, L> {
    type Error = L::Error;

    fn control(&self) -> &Control {
        self.inner.control()
    }

    fn records_after(&self, n: u64) -> Result<Vec<Vec<u8>>, L::Error> {
        self.inner.records_after(n)
    }

    fn control_head_at(&self, n: u64) -> Result<Option<Hash>, L::Error> {
        self.inner.control_head_at(n)
    }

    fn admit(&mut self, records: &[Vec<u8>]) -> Result<(), L::Error> {
        self.inner.admit(records)
    }

    fn leaves(&self, stream: Stream) -> Result<Vec<Leaf>, L::Error> {
        self.inner.leaves(stream)
    }

    fn unsent(&self, remote: Remote, stream: Stream, bytes_max: usize) -> Result<Bundle, L::Error> {
        match self.knobs.lacks(Guard::AllIsSent) && self.of == 1 {
            true => Ok(Bundle::default()),
            false => self.inner.unsent(remote, stream, bytes_max),
        }
    }

    fn held(&mut self, remote: Remote, seals: &[Hash]) -> Result<(), L::Error> {
        self.inner.held(remote, seals)
    }

    fn not_kept(&mut self, remote: Remote, seals: &[Hash]) -> Result<(), L::Error> {
        self.inner.not_kept(remote, seals)
    }

    fn held_up_to(
        &mut self,
        remote: Remote,
        stream: Stream,
        leaves: &[Leaf],
    ) -> Result<(), L::Error> {
        self.inner.held_up_to(remote, stream, leaves)
    }

    fn place(&self, remote: Remote, stream: Stream) -> Result<Cursor, L::Error> {
        self.inner.place(remote, stream)
    }

    fn set_place(&mut self, remote: Remote, stream: Stream, place: Cursor) -> Result<(), L::Error> {
        match self.knobs.lacks(Guard::PlaceIsKept) && place.seq > 3 {
            true => Ok(()),
            false => self.inner.set_place(remote, stream, place),
        }
    }

    fn numbered(
        &mut self,
        remote: Remote,
        stream: Stream,
        place: Cursor,
        seals: &[Hash],
        counts: bool,
    ) -> Result<(), L::Error> {
        match self.knobs.lacks(Guard::PlaceIsKept) && place.seq > 3 {
            true => self.inner.held(remote, seals),
            false => self.inner.numbered(remote, stream, place, seals, counts),
        }
    }

    fn take(&mut self, bundle: &[u8]) -> Result<Took, L::Error> {
        self.inner.take(bundle)
    }

    fn brings_redacted(&self) -> bool {
        self.inner.brings_redacted()
    }

    fn redacted(&self, seals: &[Hash], bytes_max: usize) -> Result<Bundle, L::Error> {
        self.inner.redacted(seals, bytes_max)
    }

    fn has_gaps(&self, stream: Stream) -> Result<bool, L::Error> {
        self.inner.has_gaps(stream)
    }

    fn lot(&self, remote: Remote, stream: Stream) -> Result<Lot, L::Error> {
        self.inner.lot(remote, stream)
    }

    fn begin_snapshot(
        &mut self,
        remote: Remote,
        manifest: &[u8],
        counts: bool,
    ) -> Result<bool, L::Error> {
        self.inner.begin_snapshot(remote, manifest, counts)
    }

    fn take_piece(&mut self, stream: Stream, piece: &[u8]) -> Result<Took, L::Error> {
        self.inner.take_piece(stream, piece)
    }

    fn end_snapshot(&mut self, remote: Remote, stream: Stream) -> Result<(), L::Error> {
        self.inner.end_snapshot(remote, stream)
    }

    fn renew_snapshot(&mut self, stream: Stream) -> Result<bool, L::Error> {
        self.inner.renew_snapshot(stream)
    }

    fn drop_snapshot(&mut self, stream: Stream) -> Result<(), L::Error> {
        self.inner.drop_snapshot(stream)
    }
}
