//! A clinic's history in few large pieces, for a desk that is new. A piece holds whole seals
//! taken apart: what their desks signed, and the ops, from which each is put together again
//! and proven. So a snapshot is believed for its seals, and for nothing that its maker says.

use cbor::Cbor;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::code::{Fields, map};
use crate::header::keyed;
use crate::ids::{int, small};
use crate::{
    ClinicId, Cursor, DeskNo, Error, Hash, KeyId, Result, Ring, Signer, Stream, StreamKey,
};

/// A piece as it travels.
pub const PIECE_BYTES_MAX: usize = 512 * 1024;
/// What it may unfold to.
pub const UNFOLDED_BYTES_MAX: usize = 16 * 1024 * 1024;
pub const PIECES_MAX: usize = 8_192;

const NONCE: usize = 24;
const TAG: usize = 16;
const LEVEL: i32 = 12;
const PIECE_CONTEXT: &str = "vaidya sync 1 piece of a snapshot";
const NONCE_CONTEXT: &str = "vaidya sync 1 nonce of a piece";
const MANIFEST_CONTEXT: &str = "vaidya sync 1 manifest of a snapshot";
const VERSION: u64 = 1;

/// What a piece is good for, in the order of fetching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Without it nobody can sign in or work: people, settings, lists.
    First,
    Rest,
    /// Seals that their bundle's desk could not open: as they came.
    AsIs,
}

/// One piece, as the manifest names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub hash: Hash,
    pub bytes: u32,
    pub ops: u32,
    pub part: Part,
}

/// What a snapshot is made of, in the order in which a new desk fetches it. Clear: a server
/// keeps what it names and throws away the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    pub stream: Stream,
    /// Who made it.
    pub desk: DeskNo,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Every seal of the bundles up to here is in it.
    pub cursor: Cursor,
    pub pieces: Vec<Piece>,
    /// The last record of the control log that took something away before it was made.
    pub redacted_n: u64,
    pub signature: [u8; 64],
}

impl Piece {
    /// Shuts what is plain. Equal pieces have equal bytes under one key, whoever makes them:
    /// the nonce is worked out from what it shuts, so no two contents share one.
    pub fn shut(
        clinic: ClinicId,
        stream: Stream,
        key: &StreamKey,
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        if plain.len() > UNFOLDED_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let packed = zstd::bulk::compress(plain, LEVEL).map_err(|_| Error::TooLarge)?;
        let packed = Zeroizing::new(packed);
        let nonce = nonce(key, &packed);
        let mut bytes = key.id().0.to_vec();
        bytes.extend(nonce);
        let about = about(clinic, stream, &bytes);
        let payload = Payload { msg: &packed, aad: &about };
        let cipher = XChaCha20Poly1305::new(key.secret().into());
        let shut = cipher.encrypt(&XNonce::from(nonce), payload);
        bytes.extend(shut.map_err(|_| Error::TooLarge)?);
        if bytes.len() > PIECE_BYTES_MAX { Err(Error::TooLarge) } else { Ok(bytes) }
    }

    pub fn open(
        clinic: ClinicId,
        stream: Stream,
        ring: &Ring,
        bytes: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        if bytes.len() > PIECE_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let cut = || Error::Junk("a piece cut short");
        let (id, rest) = bytes.split_at_checked(KeyId::LEN).ok_or_else(cut)?;
        let (nonce, shut) = rest.split_first_chunk::<NONCE>().ok_or_else(cut)?;
        if shut.len() < TAG {
            return Err(cut());
        }
        let key = ring.key(stream, KeyId::from_slice(id)?).ok_or(Error::KeyUnknown)?;
        let clear = bytes.get(..KeyId::LEN + NONCE).ok_or_else(cut)?;
        let about = about(clinic, stream, clear);
        let payload = Payload { msg: shut, aad: &about };
        let cipher = XChaCha20Poly1305::new(key.secret().into());
        let packed = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Error::Sealed)?;
        unfold(&Zeroizing::new(packed))
    }

    pub fn hash(clinic: ClinicId, bytes: &[u8]) -> Hash {
        Hash(keyed(PIECE_CONTEXT, clinic, bytes))
    }

    fn to_cbor(self) -> Cbor {
        let part = match self.part {
            Part::First => 1,
            Part::Rest => 2,
            Part::AsIs => 3,
        };
        Cbor::Array(vec![
            self.hash.to_cbor(),
            int(self.bytes.into()),
            int(self.ops.into()),
            int(part),
        ])
    }

    fn from_cbor(value: Cbor) -> Result<Self> {
        let parts = <[Cbor; 4]>::try_from(value.into_array()?);
        let [hash, bytes, ops, part] = parts.map_err(|_| Error::Junk("a piece has four parts"))?;
        let part = match small::<u8>(part)? {
            1 => Part::First,
            2 => Part::Rest,
            3 => Part::AsIs,
            _ => return Err(Error::Newer),
        };
        Ok(Self { hash: Hash::from_cbor(hash)?, bytes: small(bytes)?, ops: small(ops)?, part })
    }
}

fn unfold(packed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let plain = zstd::bulk::decompress(packed, UNFOLDED_BYTES_MAX);
    plain.map(Zeroizing::new).map_err(|_| Error::Junk("not zstd, or too much of it"))
}

fn about(clinic: ClinicId, stream: Stream, clear: &[u8]) -> Vec<u8> {
    [PIECE_CONTEXT.as_bytes(), &clinic.0, &[stream.0], clear].concat()
}

/// Worked out from the key and what is shut, for what must come out the same again.
pub(crate) fn nonce(key: &StreamKey, shut: &[u8]) -> [u8; NONCE] {
    let own = Zeroizing::new(blake3::derive_key(NONCE_CONTEXT, key.secret()));
    let hash = blake3::keyed_hash(&own, shut);
    let mut nonce = [0; NONCE];
    nonce.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    nonce
}

impl Manifest {
    pub fn sign(mut self, clinic: ClinicId, signer: &dyn Signer) -> Result<Self> {
        self.signature = signer.sign(&self.to_sign(clinic))?;
        Ok(self)
    }

    pub fn is_signed_by(&self, clinic: ClinicId, desk_key: &[u8; 32]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
        ed25519_dalek::VerifyingKey::from_bytes(desk_key)
            .is_ok_and(|key| key.verify_strict(&self.to_sign(clinic), &signature).is_ok())
    }

    pub fn ops(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.ops)).sum()
    }

    fn to_sign(&self, clinic: ClinicId) -> [u8; 32] {
        keyed(MANIFEST_CONTEXT, clinic, &map(self.fields()).encode())
    }

    fn fields(&self) -> impl Iterator<Item = (u64, Cbor)> {
        let pieces = self.pieces.iter().map(|piece| piece.to_cbor()).collect();
        let redacted = (self.redacted_n > 0).then(|| (8, int(self.redacted_n)));
        let fields = [
            (1, int(VERSION)),
            (2, self.stream.to_cbor()),
            (3, self.desk.to_cbor()),
            (4, Cbor::Int(self.at)),
            (5, self.cursor.to_cbor()),
            (6, Cbor::Array(pieces)),
        ];
        fields.into_iter().chain(redacted)
    }

    pub fn encode(&self) -> Vec<u8> {
        let signature = (7, Cbor::Bytes(self.signature.to_vec()));
        map(self.fields().chain([signature])).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > crate::FRAME_BYTES_MAX - 64 {
            return Err(Error::TooLarge);
        }
        let mut fields = Fields::of(Cbor::decode(bytes)?)?;
        if small::<u64>(fields.need(1)?)? != VERSION {
            return Err(Error::Newer);
        }
        let length = |_| Error::Junk("a signature of other length");
        let manifest = Self {
            stream: Stream::from_cbor(fields.need(2)?)?,
            desk: DeskNo::from_cbor(fields.need(3)?)?,
            at: fields.need(4)?.into_int()?,
            cursor: Cursor::from_cbor(fields.need(5)?)?,
            pieces: fields.each(6, Piece::from_cbor)?,
            signature: fields.need(7)?.into_bytes()?.try_into().map_err(length)?,
            redacted_n: fields.may(8).map(small).transpose()?.unwrap_or_default(),
        };
        fields.end()?;
        let is_fit = |piece: &Piece| {
            usize::try_from(piece.bytes).is_ok_and(|bytes| bytes <= PIECE_BYTES_MAX)
        };
        if manifest.pieces.len() > PIECES_MAX || !manifest.pieces.iter().all(is_fit) {
            return Err(Error::TooLarge);
        }
        Ok(manifest)
    }
}

#[cfg(fuzzing)]
pub fn unfold_any(packed: &[u8]) {
    if let Ok(plain) = unfold(packed) {
        assert!(plain.len() <= UNFOLDED_BYTES_MAX);
    }
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
