//! Groups of ops in an envelope: `u16 header length | header | signature | key id | nonce |
//! ciphertext`. The ciphertext is XChaCha20-Poly1305 over the zstd of salt and ops, padded,
//! with the clear bytes in front of it as associated data. Header and signature say nothing of
//! the ciphertext: a body is sealed anew, with ops taken away, under the same of both.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, VerifyingKey};
use zeroize::Zeroizing;

use crate::body::{Body, SALT};
use crate::broken::is_removed;
use crate::header::{HEADER_BYTES_MAX, Header};
use crate::{
    ClinicId, DeskNo, Error, Hash, KeyId, LogId, Opens, Places, Result, Ring, Run, Stream,
    StreamKey, Witness,
};

/// A whole seal, as it travels.
pub const SEAL_BYTES_MAX: usize = 256 * 1024;
pub const OPS_MAX: usize = 8_192;

const SIGNATURE: usize = 64;
const NONCE: usize = 24;
const TAG: usize = 16;

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
        let body = Body::Whole { salt: self.salt, ops: self.ops.into() };
        let header = Header {
            stream: self.stream,
            desk: self.desk,
            log: self.log,
            no: self.no,
            parent: self.parent,
            first: self.first,
            ops: body.count()?,
            root: body.root(),
            schema: self.schema,
            opens: self.opens,
            witness: self.witness.clone(),
        };
        let encoded = header.encode();
        let signature = signer.sign(&Header::to_sign(self.clinic, &encoded))?;
        let bytes = Shutting {
            clinic: self.clinic,
            header: &encoded,
            signature: &signature,
            key: self.key,
        }
        .shut(&body.pack()?, self.nonce)?;
        Ok(Seal { hash: Header::hash(self.clinic, &encoded), header, bytes })
    }
}

/// Everything of a seal but its body.
struct Shutting<'a> {
    clinic: ClinicId,
    header: &'a [u8],
    signature: &'a [u8],
    key: &'a StreamKey,
}

impl Shutting<'_> {
    fn shut(&self, body: &[u8], nonce: [u8; NONCE]) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.header.len() + body.len() + 256);
        bytes.extend(u16::try_from(self.header.len()).map_err(|_| Error::TooLarge)?.to_be_bytes());
        bytes.extend(self.header);
        bytes.extend(self.signature);
        bytes.extend(self.key.id().0);
        bytes.extend(nonce);
        let about = associated(self.clinic, &bytes);
        let payload = Payload { msg: body, aad: &about };
        let cipher = XChaCha20Poly1305::new(self.key.secret().into());
        let shut = cipher.encrypt(&XNonce::from(nonce), payload);
        bytes.extend(shut.map_err(|_| Error::TooLarge)?);
        if is_removed("bodies are shut") {
            bytes.truncate(bytes.len() - body.len() - TAG);
            bytes.extend(body);
            bytes.extend([0; TAG]);
        }
        if bytes.len() > SEAL_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        Ok(bytes)
    }

    /// Under a nonce that is worked out from what is shut: the same comes out the same again,
    /// whoever shuts it.
    fn shut_alike(&self, body: &[u8]) -> Result<Vec<u8>> {
        self.shut(body, crate::snapshot::nonce(self.key, body))
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

    /// The ops that are in it, each proven to be the one that was signed for its place.
    pub fn open(&self, clinic: ClinicId, ring: &Ring) -> Result<Vec<Run>> {
        self.opened(clinic, ring).map(Body::into_runs)
    }

    /// Everything of which [`Opened::shut`] makes it again. None where a snapshot's columns do
    /// not hold all that its header says, and of a seal that was redacted: its salt is no more.
    pub fn take_apart(&self, clinic: ClinicId, ring: &Ring) -> Result<Option<Opened>> {
        let Body::Whole { salt, ops } = self.opened(clinic, ring)? else { return Ok(None) };
        let parts = Parts::of(&self.bytes)?;
        if self.header.witness.is_some() || self.header.encode() != parts.header {
            return Ok(None);
        }
        let length = |_| Error::Junk("a signature of other length");
        let signature = parts.signature.try_into().map_err(length)?;
        let key_id = KeyId::from_slice(parts.key_id)?;
        let (header, ops) = (self.header.clone(), ops.into_owned());
        Ok(Some(Opened { header, signature, key_id, salt, ops }))
    }

    /// The same seal without the ops at these places: of each its commitment stays, and of the
    /// others the salts, so that all that was signed can still be proven and nothing of what was
    /// taken away can be guessed. The bytes are the same whoever makes it under one key.
    pub fn redact(
        &self,
        clinic: ClinicId,
        ring: &Ring,
        places: &Places,
        key: &StreamKey,
    ) -> Result<Self> {
        let body = self.opened(clinic, ring)?;
        if !body.has_any(places) {
            return Ok(self.clone());
        }
        let parts = Parts::of(&self.bytes)?;
        let (header, signature) = (parts.header, parts.signature);
        let bytes = Shutting { clinic, header, signature, key }
            .shut_alike(&body.without(places).pack()?)?;
        Ok(Self { hash: self.hash, header: self.header.clone(), bytes })
    }

    /// Whether one of these places holds its op yet.
    pub fn has_any(&self, clinic: ClinicId, ring: &Ring, places: &Places) -> Result<bool> {
        Ok(self.opened(clinic, ring)?.has_any(places))
    }

    fn opened(&self, clinic: ClinicId, ring: &Ring) -> Result<Body<'static>> {
        let parts = Parts::of(&self.bytes)?;
        let key = ring.key(self.header.stream, KeyId::from_slice(parts.key_id)?);
        let key = key.ok_or(Error::KeyUnknown)?;
        let about = associated(clinic, parts.clear);
        let nonce: [u8; NONCE] = parts.nonce.try_into().map_err(|_| Error::Junk("nonce"))?;
        let payload = Payload { msg: parts.shut, aad: &about };
        let cipher = XChaCha20Poly1305::new(key.secret().into());
        let body = cipher.decrypt(&XNonce::from(nonce), payload);
        let body = Zeroizing::new(body.map_err(|_| Error::Sealed)?);
        let body = Body::unpack(&body)?;
        if body.count()? != self.header.ops || body.root() != self.header.root {
            return Err(Error::Commitment);
        }
        Ok(body)
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
        let body = Body::Whole { salt: self.salt, ops: self.ops.as_slice().into() };
        (self.header.ops, self.header.root) = (body.count()?, body.root());
        let encoded = self.header.encode();
        let shutting = Shutting { clinic, header: &encoded, signature: &self.signature, key };
        let bytes = shutting.shut_alike(&body.pack()?)?;
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

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
