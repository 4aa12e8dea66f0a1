//! A stream key for one desk: HPKE (RFC 9180), X25519, HKDF-SHA256, ChaCha20-Poly1305.

use std::convert::Infallible;

use cbor::Cbor;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroizing;

use crate::code::{Fields, map};
use crate::ids::{int, small};
use crate::{ClinicId, DeskNo, Error, Result, Stream, StreamKey};

const INFO: &[u8] = b"vaidya sync 1 stream key";

/// One key of one epoch, shut for one desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped {
    pub desk: DeskNo,
    pub stream: Stream,
    pub epoch: u32,
    /// HPKE's encapsulated key, then the ciphertext.
    pub shut: Vec<u8>,
}

impl Wrapped {
    pub fn to_cbor(&self) -> Cbor {
        map([
            (1, self.desk.to_cbor()),
            (2, self.stream.to_cbor()),
            (3, int(self.epoch.into())),
            (4, Cbor::Bytes(self.shut.clone())),
        ])
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let wrapped = Self {
            desk: DeskNo::from_cbor(fields.need(1)?)?,
            stream: Stream::from_cbor(fields.need(2)?)?,
            epoch: small(fields.need(3)?)?,
            shut: fields.need(4)?.into_bytes()?,
        };
        fields.end()?;
        Ok(wrapped)
    }
}

/// What binds a wrapped key to its place: it opens nowhere else.
fn place(clinic: ClinicId, desk: DeskNo, stream: Stream, epoch: u32) -> Vec<u8> {
    [&clinic.0[..], &desk.0.to_be_bytes(), &[stream.0], &epoch.to_be_bytes()].concat()
}

/// `seed`: 32 random bytes, for this one wrapping.
pub fn wrap(
    clinic: ClinicId,
    (desk, exchange): (DeskNo, &[u8; 32]),
    (stream, epoch, key): (Stream, u32, &StreamKey),
    seed: Zeroizing<[u8; 32]>,
) -> Result<Wrapped> {
    let recipient = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(exchange);
    let recipient = recipient.map_err(|_| Error::Junk("no X25519 key"))?;
    let about = place(clinic, desk, stream, epoch);
    let sealed = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &recipient,
        INFO,
        key.secret(),
        &about,
        &mut Given::new(&seed),
    );
    let (encapsulated, shut) = sealed.map_err(|_| Error::Sealed)?;
    let shut = [&encapsulated.to_bytes()[..], &shut].concat();
    Ok(Wrapped { desk, stream, epoch, shut })
}

pub fn unwrap(
    clinic: ClinicId,
    wrapped: &Wrapped,
    exchange: &Zeroizing<[u8; 32]>,
) -> Result<StreamKey> {
    let junk = || Error::Junk("a wrapped key");
    let own = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&exchange[..]);
    let own = own.map_err(|_| junk())?;
    let (encapsulated, shut) = wrapped.shut.split_at_checked(32).ok_or_else(junk)?;
    let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated);
    let about = place(clinic, wrapped.desk, wrapped.stream, wrapped.epoch);
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &own,
        &encapsulated.map_err(|_| junk())?,
        INFO,
        shut,
        &about,
    );
    let opened = Zeroizing::new(opened.map_err(|_| Error::Sealed)?);
    let secret = <[u8; 32]>::try_from(&opened[..]).map_err(|_| junk())?;
    Ok(StreamKey::new(Zeroizing::new(secret)))
}

/// The public half of an exchange key.
pub fn exchange_public(exchange: &Zeroizing<[u8; 32]>) -> [u8; 32] {
    let secret = x25519_dalek::StaticSecret::from(**exchange);
    x25519_dalek::PublicKey::from(&secret).to_bytes()
}

/// The caller's seed, stretched: this crate draws nothing itself.
struct Given(blake3::OutputReader);

impl Given {
    fn new(seed: &[u8; 32]) -> Self {
        Self(blake3::Hasher::new_keyed(seed).finalize_xof())
    }
}

impl TryRng for Given {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> std::result::Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Given {}
