//! How a desk proves to a server who it is, before it asks anything: it signs what the server
//! drew, together with the clinic, its number and the server's own key, so that no other
//! server can pass the proof on.

use std::collections::BTreeMap;

use cbor::Cbor;
use ed25519_dalek::{Signature, VerifyingKey};

use crate::code::{Fields, map};
use crate::header::keyed;
use crate::ids::{int, small};
use crate::{ClinicId, DeskNo, Error, Greeting, Result, Signer, Stream};

const PROOF_CONTEXT: &str = "vaidya sync 1 proof of a desk";
/// Longer than any of these messages.
const BYTES_MAX: usize = 4096;
pub const CHALLENGE_BYTES_MAX: usize = 128;

/// The first message to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    pub clinic: ClinicId,
    pub desk: DeskNo,
}

/// What the server says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    pub greeting: Greeting,
    pub challenge: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub clinic: ClinicId,
    pub desk: DeskNo,
    pub challenge: Vec<u8>,
    pub signature: [u8; 64],
}

/// Lets a desk ask for a while. `token` goes into the `Authorization: Bearer` header.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    pub token: String,
    /// Milliseconds since 1970, by the server's clock.
    pub until: i64,
}

/// How far each stream of a clinic is; stream 0 is the control log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads(pub BTreeMap<Stream, u64>);

fn fields(bytes: &[u8]) -> Result<Fields> {
    if bytes.len() > BYTES_MAX {
        return Err(Error::TooLarge);
    }
    Fields::of(Cbor::decode(bytes)?)
}

fn challenge(value: Cbor) -> Result<Vec<u8>> {
    let bytes = value.into_bytes()?;
    if bytes.len() > CHALLENGE_BYTES_MAX { Err(Error::TooLarge) } else { Ok(bytes) }
}

impl Hello {
    pub fn encode(&self) -> Vec<u8> {
        map([(1, self.clinic.to_cbor()), (2, self.desk.to_cbor())]).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = fields(bytes)?;
        let clinic = ClinicId::from_cbor(fields.need(1)?)?;
        let hello = Self { clinic, desk: DeskNo::from_cbor(fields.need(2)?)? };
        fields.end()?;
        Ok(hello)
    }
}

impl Welcome {
    pub fn encode(&self) -> Vec<u8> {
        map([(1, self.greeting.to_cbor()), (2, Cbor::Bytes(self.challenge.clone()))]).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = fields(bytes)?;
        let greeting = Greeting::from_cbor(fields.need(1)?)?;
        let welcome = Self { greeting, challenge: challenge(fields.need(2)?)? };
        fields.end()?;
        Ok(welcome)
    }
}

impl Proof {
    /// `server`: the key that the desk expects to talk to.
    pub fn sign(
        clinic: ClinicId,
        desk: DeskNo,
        server: &[u8; 32],
        challenge: Vec<u8>,
        signer: &dyn Signer,
    ) -> Result<Self> {
        let mut proof = Self { clinic, desk, challenge, signature: [0; 64] };
        proof.signature = signer.sign(&proof.to_sign(server))?;
        Ok(proof)
    }

    pub fn is_signed_by(&self, desk_key: &[u8; 32], server: &[u8; 32]) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        VerifyingKey::from_bytes(desk_key)
            .is_ok_and(|key| key.verify_strict(&self.to_sign(server), &signature).is_ok())
    }

    fn to_sign(&self, server: &[u8; 32]) -> [u8; 32] {
        let bytes = [&self.desk.0.to_be_bytes()[..], server, &self.challenge].concat();
        keyed(PROOF_CONTEXT, self.clinic, &bytes)
    }

    pub fn encode(&self) -> Vec<u8> {
        map([
            (1, self.clinic.to_cbor()),
            (2, self.desk.to_cbor()),
            (3, Cbor::Bytes(self.challenge.clone())),
            (4, Cbor::Bytes(self.signature.to_vec())),
        ])
        .encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = fields(bytes)?;
        let length = |_| Error::Junk("a signature of other length");
        let proof = Self {
            clinic: ClinicId::from_cbor(fields.need(1)?)?,
            desk: DeskNo::from_cbor(fields.need(2)?)?,
            challenge: challenge(fields.need(3)?)?,
            signature: fields.need(4)?.into_bytes()?.try_into().map_err(length)?,
        };
        fields.end()?;
        Ok(proof)
    }
}

impl Pass {
    pub fn encode(&self) -> Vec<u8> {
        map([(1, Cbor::Text(self.token.clone())), (2, Cbor::Int(self.until))]).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = fields(bytes)?;
        let pass = Self { token: fields.need(1)?.into_text()?, until: fields.need(2)?.into_int()? };
        fields.end()?;
        Ok(pass)
    }
}

impl Heads {
    pub fn encode(&self) -> Vec<u8> {
        map(self.0.iter().map(|(stream, seq)| (stream.0.into(), int(*seq)))).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let entries = Cbor::decode(bytes)?.into_map()?.into_iter();
        let heads = entries.map(|(stream, seq)| {
            let stream = u8::try_from(stream).map_err(|_| Error::Junk("no stream"))?;
            Ok((Stream(stream), small(seq)?))
        });
        heads.collect::<Result<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::Hash;

    const CLINIC: ClinicId = ClinicId([7; 16]);

    #[test]
    fn a_proof_is_worth_nothing_elsewhere() {
        let key = SigningKey::from_bytes(&[9; 32]);
        let (own, server) = (key.verifying_key().to_bytes(), [4; 32]);
        let proof = Proof::sign(CLINIC, DeskNo(2), &server, vec![1, 2, 3], &key).unwrap();
        let read = Proof::decode(&proof.encode()).unwrap();
        assert!(read == proof && read.is_signed_by(&own, &server));
        assert!(!read.is_signed_by(&own, &[5; 32]), "another server");
        assert!(!Proof { desk: DeskNo(3), ..proof.clone() }.is_signed_by(&own, &server));
        assert!(!Proof { clinic: ClinicId([8; 16]), ..proof.clone() }.is_signed_by(&own, &server));
        assert!(!Proof { challenge: vec![1], ..proof }.is_signed_by(&own, &server));
    }

    #[test]
    fn messages_come_back() {
        let hello = Hello { clinic: CLINIC, desk: DeskNo(900) };
        assert_eq!(Hello::decode(&hello.encode()), Ok(hello));
        let greeting = Greeting {
            server: [1; 32],
            incarnation: u64::MAX,
            now: -5,
            control_n: 3,
            control_head: Hash([2; 32]),
            newest: 1,
            oldest: 1,
        };
        let welcome = Welcome { greeting, challenge: vec![6; 72] };
        assert_eq!(Welcome::decode(&welcome.encode()), Ok(welcome));
        let pass = Pass { token: "abc".into(), until: 5 };
        assert!(Pass::decode(&pass.encode()) == Ok(pass));
        let heads = Heads([(Stream(0), 4), (Stream(200), 9)].into());
        assert_eq!(Heads::decode(&heads.encode()), Ok(heads));
        assert_eq!(Hello::decode(&vec![0; 100 << 20]), Err(Error::TooLarge));
    }
}
