//! The keys of each stream, from the first epoch on: history stays readable, so none is
//! ever dropped and nothing is sealed anew.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::{Hash, KeyId, Stream};

const ID_CONTEXT: &str = "vaidya sync 1 key id";
const COMMITMENT_CONTEXT: &str = "vaidya sync 1 key commitment";

#[derive(Clone)]
pub struct StreamKey {
    secret: Zeroizing<[u8; 32]>,
    id: KeyId,
}

impl StreamKey {
    pub fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        let hash = blake3::derive_key(ID_CONTEXT, &secret[..]);
        let mut id = KeyId::default();
        id.0.iter_mut().zip(hash).for_each(|(id, byte)| *id = byte);
        Self { secret, id }
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Stands in the control log: no other key can be passed off for this one.
    pub fn commitment(&self) -> Hash {
        Hash(blake3::derive_key(COMMITMENT_CONTEXT, &self.secret[..]))
    }
}

#[derive(Clone, Default)]
pub struct Ring {
    keys: BTreeMap<(Stream, u32), StreamKey>,
}

impl Ring {
    pub fn add(&mut self, stream: Stream, epoch: u32, key: StreamKey) {
        self.keys.insert((stream, epoch), key);
    }

    pub fn key(&self, stream: Stream, id: KeyId) -> Option<&StreamKey> {
        self.keys.iter().rev().find(|((of, _), key)| *of == stream && key.id == id).map(|it| it.1)
    }

    pub fn epoch(&self, stream: Stream, epoch: u32) -> Option<&StreamKey> {
        self.keys.get(&(stream, epoch))
    }

    pub fn keys(&self) -> impl Iterator<Item = (Stream, u32, &StreamKey)> {
        self.keys.iter().map(|((stream, epoch), key)| (*stream, *epoch, key))
    }
}
