//! How desks tell each other what happened, through carriers that cannot read it.
//!
//! A [`Seal`] is a group of ops in a signed, compressed, encrypted envelope; the seals of a
//! desk form a chain (a tree, where a database was restored or cloned). The [`control`] log
//! says who belongs to the clinic and which keys are current. [`Request`] and [`Reply`] are
//! what goes over a wire, whichever wire it is; an [`Exchange`] asks and a
//! [`Ledger`] remembers. No clock, socket, random source or database
//! is in here: times, nonces and keys come in as arguments.

mod blob;
mod body;
#[doc(hidden)]
pub mod broken;
mod bundle;
mod code;
pub mod control;
mod error;
mod exchange;
pub mod fold;
mod header;
mod ids;
pub mod meeting;
mod message;
mod places;
mod ring;
mod seal;
mod session;
pub mod snapshot;
mod why;
mod witness;
mod wrap;

pub use blob::{
    BLOB_BYTES_MAX, BLOB_IDS_MAX, BLOB_PART_BYTES, BlobNaming, KeptBlob, blob_id, blob_part_bytes,
    blob_parts,
};
pub use body::Run;
pub use bundle::{BUNDLE_BYTES_MAX, Bundle, KEPT_BUNDLE_BYTES_MAX};
pub use control::{Control, Record};
pub use error::{Error, Result};
pub use exchange::{Exchange, Ledger, Lot, Notice, Nudge, Pace, Remote, Step, Took, fit};
pub use header::{Header, Opens};
pub use ids::{ClinicId, DeskNo, Hash, KeyId, LogId, Stream};
pub use message::{Ack, Cursor, FRAME_BYTES_MAX, Greeting, Leaf, Missing, Page, Reply, Request};
pub use places::Places;
pub use ring::{Ring, StreamKey};
pub use seal::{OPS_MAX, Opened, SEAL_BYTES_MAX, Seal, Sealing, Signer};
pub use session::{Heads, Hello, Pass, Proof, Welcome};
pub use snapshot::{Manifest, Part, Piece};
pub use why::{NotKept, Refusal, Why};
pub use witness::{Place, Witness};
pub use wrap::{Wrapped, exchange_public, unwrap, wrap};
pub use zeroize::Zeroizing;

/// Doors for the fuzz targets alone.
#[cfg(fuzzing)]
pub mod fuzzing {
    pub fn unpack(padded: &[u8]) {
        crate::body::unpack_any(padded);
        crate::snapshot::unfold_any(padded);
    }
}
