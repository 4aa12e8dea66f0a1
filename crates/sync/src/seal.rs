//! Groups of ops in an envelope: `u16 header length | header | signature | key id | nonce |
//! ciphertext`. The ciphertext is XChaCha20-Poly1305 over the zstd of salt and ops, padded,
//! with the clear bytes in front of it as associated data.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, VerifyingKey};
use zeroize::Zeroizing;

use crate::broken::is_removed;
use crate::fold;
use crate::header::{HEADER_BYTES_MAX, Header, keyed};
use crate::{
    ClinicId, DeskNo, Error, Hash, KeyId, LogId, Opens, Result, Ring, Stream, StreamKey, Witness,
};

/// A whole seal, as it travels.
pub const SEAL_BYTES_MAX: usize = 256 * 1024;
/// What it may unfold to.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
pub const OPS_MAX: usize = 8_192;

const SIGNATURE: usize = 64;
const NONCE: usize = 24;
const SALT: usize = 16;
const TAG: usize = 16;
const LEVEL: i32 = 9;
const COMMIT_CONTEXT: &str = "vaidya sync 1 commitment";

/// Signs with the desk's key, wherever it is kept.
pub trait Signer {
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE]>;
}

impl Signer for ed25519_dalek::SigningKey {
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE]> {
        Ok(ed25519_dalek::Signer::sign(self, message).to_bytes())
    }
}

/// What a seal is made of.
pub struct Sealing<'a> {
    pub clinic: ClinicId,
    pub stream: Stream,
    pub desk: DeskNo,
    pub log: LogId,
    pub no: u64,
    pub parent: Hash,
    pub first: u64,
    pub ops: &'a [Vec<u8>],
    pub schema: u32,
    pub opens: Option<Opens>,
    pub witness: Option<Witness>,
    pub key: &'a StreamKey,
    /// Drawn for this seal alone; never counted, so that a restored desk repeats none.
    pub nonce: [u8; NONCE],
    pub salt: [u8; SALT],
}

impl Sealing<'_> {
    pub fn seal(&self, signer: &dyn Signer) -> Result<Seal> {
        if self.ops.is_empty() || self.ops.len() > OPS_MAX {
            return Err(Error::TooLarge);
        }
        let header = Header {
            stream: self.stream,
            desk: self.desk,
            log: self.log,
            no: self.no,
            parent: self.parent,
            first: self.first,
            ops: u32::try_from(self.ops.len()).map_err(|_| Error::TooLarge)?,
            root: root(&self.salt, self.ops.iter().map(Vec::as_slice)),
            schema: self.schema,
            opens: self.opens,
            witness: self.witness.clone(),
        };
        let encoded = header.encode();
        let signature = signer.sign(&Header::to_sign(self.clinic, &encoded))?;
        let mut bytes = Vec::with_capacity(encoded.len() + 256);
        let length = u16::try_from(encoded.len()).map_err(|_| Error::TooLarge)?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(&encoded);
        bytes.extend(signature);
        bytes.extend(self.key.id().0);
        bytes.extend(self.nonce);
        let body = padded(&pack(&self.salt, self.ops)?)?;
        let about = associated(self.clinic, &bytes);
        let payload = Payload { msg: &body, aad: &about };
        let cipher = XChaCha20Poly1305::new(self.key.secret().into());
        let shut = cipher.encrypt(&XNonce::from(self.nonce), payload);
        bytes.extend(shut.map_err(|_| Error::TooLarge)?);
        if is_removed("bodies are shut") {
            bytes.truncate(bytes.len() - body.len() - TAG);
            bytes.extend(&body);
            bytes.extend([0; TAG]);
        }
        if bytes.len() > SEAL_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        Ok(Seal { hash: Header::hash(self.clinic, &encoded), header, bytes })
    }
}

/// A seal as it travels and is kept: verbatim, with its header read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub hash: Hash,
    pub header: Header,
    pub bytes: Vec<u8>,
}

impl Seal {
    /// Reads the clear part; nothing is trusted yet.
    pub fn read(clinic: ClinicId, bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() > SEAL_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let parts = Parts::of(&bytes)?;
        let (header, hash) = (Header::decode(parts.header)?, Header::hash(clinic, parts.header));
        Ok(Self { hash, header, bytes })
    }

    /// Whether the desk with this key signed it.
    pub fn verify(&self, clinic: ClinicId, desk_key: &[u8; 32]) -> Result<()> {
        let parts = Parts::of(&self.bytes)?;
        let key = VerifyingKey::from_bytes(desk_key).map_err(|_| Error::Signature)?;
        let signature = Signature::from_slice(parts.signature).map_err(|_| Error::Signature)?;
        key.verify_strict(&Header::to_sign(clinic, parts.header), &signature)
            .map_err(|_| Error::Signature)
    }

    pub fn key_id(&self) -> Result<KeyId> {
        KeyId::from_slice(Parts::of(&self.bytes)?.key_id)
    }

    /// The ops, each proven to be the one that was signed.
    pub fn open(&self, clinic: ClinicId, ring: &Ring) -> Result<Vec<Vec<u8>>> {
        self.opened(clinic, ring).map(|(_, ops)| ops)
    }

    /// Everything of which [`Opened::shut`] makes it again. None where a snapshot's columns do
    /// not hold all that its header says.
    pub fn take_apart(&self, clinic: ClinicId, ring: &Ring) -> Result<Option<Opened>> {
        let (salt, ops) = self.opened(clinic, ring)?;
        let parts = Parts::of(&self.bytes)?;
        if self.header.witness.is_some() || self.header.encode() != parts.header {
            return Ok(None);
        }
        let length = |_| Error::Junk("a signature of other length");
        let signature = parts.signature.try_into().map_err(length)?;
        let key_id = KeyId::from_slice(parts.key_id)?;
        Ok(Some(Opened { header: self.header.clone(), signature, key_id, salt, ops }))
    }

    fn opened(&self, clinic: ClinicId, ring: &Ring) -> Result<([u8; SALT], Vec<Vec<u8>>)> {
        let parts = Parts::of(&self.bytes)?;
        let key = ring.key(self.header.stream, KeyId::from_slice(parts.key_id)?);
        let key = key.ok_or(Error::KeyUnknown)?;
        let about = associated(clinic, parts.clear);
        let nonce: [u8; NONCE] = parts.nonce.try_into().map_err(|_| Error::Junk("nonce"))?;
        let payload = Payload { msg: parts.shut, aad: &about };
        let cipher = XChaCha20Poly1305::new(key.secret().into());
        let body = cipher.decrypt(&XNonce::from(nonce), payload);
        let body = Zeroizing::new(body.map_err(|_| Error::Sealed)?);
        let (salt, ops) = unpack(&body)?;
        let count = u32::try_from(ops.len()).map_err(|_| Error::TooLarge)?;
        let root = root(&salt, ops.iter().map(Vec::as_slice));
        if count != self.header.ops || root != self.header.root {
            return Err(Error::Commitment);
        }
        Ok((salt, ops))
    }
}

/// A seal taken apart. What its desk signed is the header, and so these ops under this salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub header: Header,
    pub signature: [u8; SIGNATURE],
    pub key_id: KeyId,
    pub salt: [u8; SALT],
    pub ops: Vec<Vec<u8>>,
}

impl Opened {
    /// The seal again: the same name and signature over ops that it commits to. Whether the
    /// desk signed it, [`Seal::verify`] says. Its nonce is worked out from what it shuts.
    pub fn shut(mut self, clinic: ClinicId, key: &StreamKey) -> Result<(Seal, Vec<Vec<u8>>)> {
        self.header.ops = u32::try_from(self.ops.len()).map_err(|_| Error::TooLarge)?;
        self.header.root = root(&self.salt, self.ops.iter().map(Vec::as_slice));
        let encoded = self.header.encode();
        let body = padded(&pack(&self.salt, &self.ops)?)?;
        let nonce = crate::snapshot::nonce(key, &body);
        let mut bytes = Vec::with_capacity(encoded.len() + body.len() + 256);
        bytes.extend(u16::try_from(encoded.len()).map_err(|_| Error::TooLarge)?.to_be_bytes());
        bytes.extend(&encoded);
        bytes.extend(self.signature);
        bytes.extend(key.id().0);
        bytes.extend(nonce);
        let about = associated(clinic, &bytes);
        let payload = Payload { msg: &body, aad: &about };
        let cipher = XChaCha20Poly1305::new(key.secret().into());
        let shut = cipher.encrypt(&XNonce::from(nonce), payload);
        bytes.extend(shut.map_err(|_| Error::TooLarge)?);
        if bytes.len() > SEAL_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let hash = Header::hash(clinic, &encoded);
        Ok((Seal { hash, header: self.header, bytes }, self.ops))
    }
}

struct Parts<'a> {
    header: &'a [u8],
    signature: &'a [u8],
    key_id: &'a [u8],
    nonce: &'a [u8],
    /// All of the above with its length.
    clear: &'a [u8],
    shut: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self> {
        let cut = || Error::Junk("a seal cut short");
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(cut)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length > HEADER_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let (header, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        let (signature, rest) = rest.split_at_checked(SIGNATURE).ok_or_else(cut)?;
        let (key_id, rest) = rest.split_at_checked(KeyId::LEN).ok_or_else(cut)?;
        let (nonce, shut) = rest.split_at_checked(NONCE).ok_or_else(cut)?;
        let clear = bytes.get(..bytes.len() - shut.len()).ok_or_else(cut)?;
        Ok(Self { header, signature, key_id, nonce, clear, shut })
    }
}

/// The AEAD commits to no key by itself: the key's id is among the associated bytes.
fn associated(clinic: ClinicId, clear: &[u8]) -> Vec<u8> {
    [&clinic.0[..], clear].concat()
}

/// Each op under a key of its own, so that one can be shown without the others.
fn root<'a>(salt: &[u8; SALT], ops: impl Iterator<Item = &'a [u8]>) -> Hash {
    let mut all = blake3::Hasher::new_derive_key(COMMIT_CONTEXT);
    for (at, op) in ops.enumerate() {
        all.update(&commitment(&salt_of(salt, at), op));
    }
    Hash(all.finalize().into())
}

pub fn commitment(salt: &[u8; SALT], op: &[u8]) -> [u8; 32] {
    keyed(COMMIT_CONTEXT, ClinicId(*salt), op)
}

fn salt_of(salt: &[u8; SALT], at: usize) -> [u8; SALT] {
    let hash = keyed(COMMIT_CONTEXT, ClinicId(*salt), &(at as u64).to_be_bytes());
    let mut own = [0; SALT];
    own.iter_mut().zip(hash).for_each(|(own, byte)| *own = byte);
    own
}

/// Salt and folded ops, packed: with which dictionary, and the bytes. A dictionary of number 0
/// is none, and the bytes are a whole frame of zstd; otherwise its first four bytes are left out.
struct Packed {
    dictionary: u8,
    bytes: Vec<u8>,
}

fn pack(salt: &[u8; SALT], ops: &[Vec<u8>]) -> Result<Packed> {
    let size: usize = ops.iter().map(|op| op.len() + 1).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(size / 2 + SALT));
    body.extend(salt);
    fold::fold(&mut body, ops.iter().map(Vec::as_slice));
    if size.max(body.len()) > BODY_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    if let Some(bytes) = dense::FOLD.pack(&body) {
        return Ok(Packed { dictionary: dense::FOLD.number, bytes });
    }
    let bytes = zstd::bulk::compress(&body, LEVEL).map_err(|_| Error::TooLarge)?;
    Ok(Packed { dictionary: 0, bytes })
}

fn unpack(padded: &[u8]) -> Result<([u8; SALT], Vec<Vec<u8>>)> {
    let (length, rest) = padded.split_first_chunk::<4>().ok_or(Error::Junk("no body"))?;
    let [dictionary, length @ ..] = *length;
    let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    let packed = rest.get(..length).ok_or(Error::Junk("a body cut short"))?;
    let body = match dictionary {
        0 => zstd::bulk::decompress(packed, BODY_BYTES_MAX).map_err(|_| dense::Error::Junk),
        known if known == dense::FOLD.number => dense::FOLD.unpack(packed, BODY_BYTES_MAX),
        _ => Err(dense::Error::Newer),
    };
    let body = Zeroizing::new(body.map_err(|error| match error {
        dense::Error::Newer => Error::Newer,
        dense::Error::Junk => Error::Junk("not zstd, or too much of it"),
    })?);
    let (salt, rest) = body.split_first_chunk::<SALT>().ok_or(Error::Junk("no salt"))?;
    let mut input = fold::Input(rest);
    let mut unfold = fold::Unfold::of(&mut input, BODY_BYTES_MAX)?;
    let mut ops = Vec::new();
    while !unfold.is_over() {
        if ops.len() == OPS_MAX {
            return Err(Error::TooLarge);
        }
        ops.push(unfold.op()?);
    }
    Ok((*salt, ops))
}

#[cfg(fuzzing)]
pub fn unpack_any(padded: &[u8]) {
    if let Ok((_, ops)) = unpack(padded) {
        assert!(ops.len() <= OPS_MAX);
        assert!(ops.iter().map(Vec::len).sum::<usize>() <= BODY_BYTES_MAX);
    }
}

/// Lengths tell what was written: they are rounded up as PADMÉ does, by 12 % at most and by
/// less the longer they are. `dictionary | u24 length | bytes | zeros`
fn padded(packed: &Packed) -> Result<Vec<u8>> {
    let [0, length @ ..] =
        u32::try_from(packed.bytes.len()).map_err(|_| Error::TooLarge)?.to_be_bytes()
    else {
        return Err(Error::TooLarge);
    };
    let mut body = vec![packed.dictionary];
    body.extend(length);
    body.extend(&packed.bytes);
    let size = padme(body.len());
    body.resize(size, 0);
    Ok(body)
}

fn padme(length: usize) -> usize {
    let bits = usize::BITS - length.leading_zeros();
    let kept = usize::BITS - bits.leading_zeros();
    let mask = (1usize << bits.saturating_sub(1 + kept)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
