//! A desk's copy of the clinic: its own ops sealed, those of others taken in. It keeps every
//! seal as it came, so that any desk can give a wiped server, or a new desk, everything back.
//!
//! Nothing is refused for a clock, a schema, a missing parent or a late revocation: it is
//! kept, shown, and tried again when what it lacks has come.

mod administer;
mod clocks;
mod control;
mod held;
mod order;
mod outbox;
mod redact;
mod restricted;
mod ring;
mod seals;
mod snapshot;
mod take;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use kernel::{RowId, Session};
use rusqlite::Connection;
use sync::control::Tip;
use sync::{Bundle, Control, Cursor, DeskNo, Hash, Leaf, Ledger, Lot, Remote, Ring, Stream, Took};
use zeroize::Zeroizing;

pub use clocks::Far;
pub use kernel::{Error, Result};
pub use order::{OwnPlace, Place};
pub use restricted::{EPOCHS_MAX, Keys, readers};
pub use seals::{Aside, Branch, Fork, Progress};
#[cfg(fuzzing)]
pub use snapshot::fuzzing;
pub use snapshot::{Made, Plan, Share};
pub use witness::Differing;

/// The desk's own door, however it is held.
pub trait Door: Deref<Target = kernel::Door> {}
impl<T: Deref<Target = kernel::Door>> Door for T {}

/// Who this desk is in the clinic.
pub struct Party {
    pub clinic: sync::ClinicId,
    /// Its X25519 key, to which stream keys are wrapped.
    pub exchange: Zeroizing<[u8; 32]>,
    /// Its Ed25519 public key; the door's host signs with the other half.
    pub key: [u8; 32],
    pub streams: Vec<Stream>,
    /// The number of migrations of this program.
    pub schema: u32,
}

/// One desk's replica. It writes through the desk's own door and holds no rows itself.
pub struct Replica<D: Door> {
    door: D,
    party: Party,
    control: Control,
    ring: Ring,
    watch: witness::Watch,
    not_kept: NotKept,
    /// A disk that was full stopped what the control log or a seal brought with it.
    is_behind: bool,
    session: Session,
}

/// A replica without its door: what is worth keeping between two looks at the database.
pub struct Kept {
    party: Party,
    control: Control,
    ring: Ring,
    watch: witness::Watch,
    not_kept: NotKept,
    is_behind: bool,
}

/// Seals that a remote said it does not keep. Asked again by every new run of the program.
type NotKept = BTreeMap<Remote, BTreeSet<Hash>>;

impl<D: Door> Replica<D> {
    pub fn resume(door: D, kept: Kept) -> Self {
        let Kept { party, control, ring, watch, not_kept, is_behind } = kept;
        let session = Session::program();
        Self { door, party, control, ring, watch, not_kept, is_behind, session }
    }

    pub fn into_kept(self) -> Kept {
        let Self { party, control, ring, watch, not_kept, is_behind, .. } = self;
        Kept { party, control, ring, watch, not_kept, is_behind }
    }

    pub fn open(door: D, party: Party) -> Result<Self> {
        let session = Session::program();
        let control = door.read(&session, |read| control::read(read.conn(), party.clinic))?;
        let (ring, watch) = (Ring::default(), witness::Watch::default());
        let (not_kept, is_behind) = (NotKept::new(), true);
        let mut replica = Self { door, party, control, ring, watch, not_kept, is_behind, session };
        replica.ring = replica.read_ring()?;
        replica.catch_up()?;
        for stream in replica.party.streams.clone() {
            replica.end_pieces(stream)?;
        }
        Ok(replica)
    }

    pub fn door(&self) -> &D {
        &self.door
    }

    pub fn party(&self) -> &Party {
        &self.party
    }

    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// This desk's number, once it is enrolled.
    pub fn desk(&self) -> Option<DeskNo> {
        self.control.by_key(&self.party.key).map(|desk| desk.member.desk)
    }

    pub fn progress(&self) -> Result<Progress> {
        self.read(|read| seals::progress(read.conn()))
    }

    /// Seals without effect, for people to look at.
    pub fn aside(&self) -> Result<Vec<Aside>> {
        self.read(|read| seals::aside(read.conn()))
    }

    /// Takes records in that this desk signed and no server has to agree to.
    pub fn admit_all(&mut self, records: &[Vec<u8>]) -> Result<()> {
        let admitted = self.admit_each(records);
        // Those before one that does not follow have their effect.
        self.ring = self.read_ring()?;
        self.is_behind = true;
        self.catch_up()?;
        admitted
    }

    /// All that is here has its effect, as far as the disk lets it: what it does not is done
    /// at the next look.
    pub(crate) fn catch_up(&mut self) -> Result<()> {
        if !self.is_behind {
            return Ok(());
        }
        self.keep_clock_fixes()?;
        self.retry()?;
        self.carry_out()?;
        self.is_behind = false;
        Ok(())
    }

    fn admit_each(&mut self, records: &[Vec<u8>]) -> Result<()> {
        for body in records {
            let mut control = self.control.clone();
            let record = control.admit(body).map_err(broken)?;
            let clinic = self.party.clinic;
            self.write(|tx| control::keep(tx.conn(), clinic, record.n, body))?;
            self.control = control;
            self.not_kept.clear();
        }
        Ok(())
    }

    fn write<T>(&self, work: impl FnOnce(&mut kernel::Tx<'_>) -> Result<T>) -> Result<T> {
        self.door.write(&self.session, work)
    }

    fn read<T>(&self, work: impl FnOnce(&kernel::Read<'_>) -> Result<T>) -> Result<T> {
        self.door.read(&self.session, work)
    }
}

impl<D: Door> Ledger for Replica<D> {
    type Error = Fault;

    fn control(&self) -> &Control {
        &self.control
    }

    fn records_after(&self, n: u64) -> Answer<Vec<Vec<u8>>> {
        Ok(self.read(|read| control::after(read.conn(), n))?)
    }

    fn control_head_at(&self, n: u64) -> Answer<Option<Hash>> {
        Ok(self.read(|read| control::head_at(read.conn(), n))?)
    }

    fn admit(&mut self, records: &[Vec<u8>]) -> Answer<()> {
        Ok(self.admit_all(records)?)
    }

    fn leaves(&self, stream: Stream) -> Answer<Vec<Leaf>> {
        Ok(self.read(|read| seals::leaves(read.conn(), stream))?)
    }

    fn unsent(&self, remote: Remote, stream: Stream, bytes_max: usize) -> Answer<Bundle> {
        let besides = self.not_kept.get(&remote);
        Ok(self.read(|read| held::unsent(read.conn(), remote, stream, bytes_max, besides))?)
    }

    fn held(&mut self, remote: Remote, seals: &[Hash]) -> Answer<()> {
        Ok(self.write(|tx| held::held(tx.conn(), remote, seals))?)
    }

    fn not_kept(&mut self, remote: Remote, seals: &[Hash]) -> Answer<()> {
        self.not_kept.entry(remote).or_default().extend(seals);
        Ok(())
    }

    fn held_up_to(&mut self, remote: Remote, stream: Stream, leaves: &[Leaf]) -> Answer<()> {
        self.not_kept.remove(&remote);
        Ok(self.write(|tx| held::held_up_to(tx.conn(), remote, stream, leaves))?)
    }

    fn place(&self, remote: Remote, stream: Stream) -> Answer<Cursor> {
        Ok(self.read(|read| held::place(read.conn(), remote, stream))?)
    }

    fn set_place(&mut self, remote: Remote, stream: Stream, place: Cursor) -> Answer<()> {
        Ok(self.write(|tx| held::set_place(tx.conn(), remote, stream, place))?)
    }

    fn numbered(
        &mut self,
        remote: Remote,
        stream: Stream,
        place: Cursor,
        seals: &[Hash],
        counts: bool,
    ) -> Answer<()> {
        let conn = |tx: &mut kernel::Tx<'_>| {
            held::numbered(tx.conn(), remote, stream, place, seals, counts)
        };
        Ok(self.write(conn)?)
    }

    fn take(&mut self, bundle: &[u8]) -> Answer<Took> {
        self.catch_up()?;
        let took = self.take_bundle(bundle);
        self.is_behind |= took.is_err();
        Ok(took?)
    }

    fn brings_redacted(&self) -> bool {
        self.brings_redacted_to().unwrap_or_default()
    }

    fn redacted(&self, seals: &[Hash], bytes_max: usize) -> Answer<Bundle> {
        Ok(self.redacted_of(seals, bytes_max)?)
    }

    fn has_gaps(&self, stream: Stream) -> Answer<bool> {
        Ok(self.read(|read| seals::has_gaps(read.conn(), stream))?)
    }

    fn lot(&self, remote: Remote, stream: Stream) -> Answer<Lot> {
        Ok(self.snapshot_lot(remote, stream)?)
    }

    fn begin_snapshot(&mut self, remote: Remote, manifest: &[u8], counts: bool) -> Answer<bool> {
        Ok(self.begin_snapshot_of(remote, manifest, counts)?)
    }

    fn take_piece(&mut self, stream: Stream, piece: &[u8]) -> Answer<Took> {
        self.catch_up()?;
        let took = self.take_snapshot_piece(stream, piece);
        self.is_behind |= took.is_err();
        Ok(took?)
    }

    fn end_snapshot(&mut self, remote: Remote, stream: Stream) -> Answer<()> {
        Ok(self.end_snapshot_of(remote, stream)?)
    }

    fn renew_snapshot(&mut self, stream: Stream) -> Answer<bool> {
        Ok(self.renew_snapshot_of(stream)?)
    }

    fn drop_snapshot(&mut self, stream: Stream) -> Answer<()> {
        Ok(self.drop_snapshot_of(stream)?)
    }
}

type Answer<T> = std::result::Result<T, Fault>;

/// What waits on this desk, told without a replica.
pub fn progress(read: &kernel::Read<'_>) -> Result<Progress> {
    seals::progress(read.conn())
}

/// How many seals hold what is no op yet, and how long the control log is: while both stay as
/// they are, so does what waits for a clock.
pub fn waits_for_sense(read: &kernel::Read<'_>) -> Result<(u64, u64)> {
    let sql = "SELECT (SELECT count(*) FROM seal WHERE state = 'applied' AND why = 'ops'),
                      (SELECT coalesce(max(n), 0) FROM control)";
    let mut statement = read.conn().prepare_cached(sql)?;
    let counts =
        statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
    Ok((counts.0.cast_unsigned(), counts.1.cast_unsigned()))
}

/// The version that an owner has said every computer must have.
pub fn schema_floor(read: &kernel::Read<'_>) -> Result<u32> {
    use sync::control::Act;
    let mut floor = 0;
    for body in control::after(read.conn(), 0)? {
        if let Act::SchemaFloor { schema } = sync::Record::parse(&body).map_err(broken)?.act {
            floor = floor.max(schema);
        }
    }
    Ok(floor)
}

/// Desks that hold the same changes and came to other records, as far as is known.
pub fn differing(read: &kernel::Read<'_>) -> Result<Vec<Differing>> {
    witness::differing(read.conn())
}

/// How much of a snapshot is here, while one is on its way.
pub fn share(read: &kernel::Read<'_>, stream: Stream) -> Result<Option<Share>> {
    snapshot::share(read.conn(), stream)
}

/// What of desks that were sent away has no effect, each branch by its last seal.
pub fn branches_aside(read: &kernel::Read<'_>) -> Result<Vec<Branch>> {
    seals::branches_aside(read.conn())
}

/// Where copies of one database went on beside each other.
pub fn forks(read: &kernel::Read<'_>) -> Result<Vec<Fork>> {
    seals::forks(read.conn())
}

/// The number of the desk that wrote a log, once a seal of it is here.
pub fn desk_of_log(read: &kernel::Read<'_>, log: u64) -> Result<Option<u16>> {
    Ok(seals::desk_of_log(read.conn(), log)?.map(|desk| desk.0))
}

/// Of the changes of a row: how many there are, and how many the remote lacks.
pub fn of_row(read: &kernel::Read<'_>, remote: Remote, row: RowId) -> Result<(u64, u64)> {
    held::of_row(read.conn(), remote, row)
}

/// Where the clinic's server put the op that wrote what a column holds now; none while no
/// server has numbered it.
pub fn place_of(
    read: &kernel::Read<'_>,
    table: &str,
    row: RowId,
    column: &str,
) -> Result<Option<Place>> {
    match kernel::writer_of(read, table, row, column)? {
        Some(stamp) => order::place_of(read.conn(), stamp.log, stamp.n),
        None => Ok(None),
    }
}

/// The same of a row that this desk wrote, where no copy of its database can have written it.
pub fn own_place_of(
    read: &kernel::Read<'_>,
    table: &str,
    row: RowId,
    column: &str,
) -> Result<OwnPlace> {
    let own = read.log();
    match kernel::writer_of(read, table, row, column)? {
        Some(stamp) if stamp.log == own.log_id => {
            order::own_place_of(read.conn(), own.id, stamp.log, stamp.n)
        }
        _ => Ok(OwnPlace::Doubtful),
    }
}

/// The name of the server's store that gave a place; none for what came with a snapshot.
pub fn store_of(read: &kernel::Read<'_>, place: Place) -> Result<Option<u64>> {
    order::store_of(read.conn(), place)
}

/// The name of the server's store that this desk follows; none before it met one.
pub fn last_store(read: &kernel::Read<'_>) -> Result<Option<u64>> {
    order::last_store(read.conn(), Stream::MAIN)
}

/// Something that the server numbered between two places, or before both and may still come, has
/// no effect here: nobody here knows what it says.
pub fn has_unread(read: &kernel::Read<'_>, first: Place, then: Place) -> Result<bool> {
    order::has_unread(read.conn(), Stream::MAIN, first, then)
}

/// Sealed ops of any desk that the remote is not known to have.
pub fn unsent_ops(read: &kernel::Read<'_>, remote: Remote) -> Result<u64> {
    held::unsent_ops(read.conn(), remote)
}

/// A bundle of the seals after the one with this local number, and the last one's number.
pub fn sealed_after(
    read: &kernel::Read<'_>,
    stream: Stream,
    after: i64,
    bytes_max: usize,
) -> Result<Option<(Vec<u8>, i64)>> {
    held::after(read.conn(), stream, after, bytes_max)
}

/// This desk's number, as its own control log has it.
pub fn own_desk(read: &kernel::Read<'_>) -> Result<Option<u16>> {
    let Ok(key) = read.host().desk_key() else { return Ok(None) };
    Ok(members(read)?.into_iter().find(|desk| desk.1 == key).map(|desk| desk.0))
}

pub fn is_revoked(read: &kernel::Read<'_>, desk: u16) -> Result<bool> {
    Ok(members(read)?.into_iter().any(|(no, _, is_cut)| no == desk && is_cut))
}

/// Number, key, and whether it was sent away; admitted once, and not proven again.
fn members(read: &kernel::Read<'_>) -> Result<Vec<(u16, [u8; 32], bool)>> {
    use sync::control::Act;
    let mut found: Vec<(u16, [u8; 32], bool)> = Vec::new();
    for body in control::after(read.conn(), 0)? {
        match sync::Record::parse(&body).map_err(broken)?.act {
            Act::Found(member) | Act::Enrol(member) => {
                found.push((member.desk.0, member.key, false));
            }
            Act::Revoke { desk, .. } => {
                found.iter_mut().filter(|known| known.0 == desk.0).for_each(|known| known.2 = true);
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The newest seals of one desk, for its cut.
fn tips(conn: &Connection, stream: Stream, desk: DeskNo) -> Result<Vec<Tip>> {
    let leaves = seals::leaves(conn, stream)?;
    let of = leaves.into_iter().filter(|leaf| leaf.desk == desk);
    Ok(of.map(|leaf| Tip { stream, no: leaf.no, hash: leaf.hash }).collect())
}

/// What a wire's error is to the kernel.
pub struct Fault(pub Error);

impl From<sync::Error> for Fault {
    fn from(error: sync::Error) -> Self {
        Self(broken(error))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, out)
    }
}

pub(crate) fn broken(error: sync::Error) -> Error {
    Error::internal(error)
}
