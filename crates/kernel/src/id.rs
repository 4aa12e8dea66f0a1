//! Row ids: eight random bytes and eight counting ones. The random half is drawn anew at
//! each start and after each 1,024 ids, so that a restored copy never mints an id again,
//! and neighbouring ids compress well.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Once, Result};

const IDS_PER_BLOCK: u64 = 1024;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub [u8; 16]);

impl RowId {
    pub const NONE: RowId = RowId([0; 16]);

    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.try_into().map_err(|_| Error::internal("a row id has 16 bytes"))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for RowId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for RowId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || Error::invalid("id", "errors-not-an-id");
        if text.len() != 32 || !text.is_ascii() {
            return Err(refuse());
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refuse())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
        }
        Ok(Self(bytes))
    }
}

/// Hex for people and JSON, bytes for rows and ops.
impl Serialize for RowId {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for RowId {
    fn deserialize<D: Deserializer<'de>>(source: D) -> std::result::Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = RowId;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a row id")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<RowId, E> {
                text.parse().map_err(|_| E::custom("not a row id"))
            }

            fn visit_bytes<E: serde::de::Error>(self, b: &[u8]) -> std::result::Result<RowId, E> {
                RowId::from_slice(b).map_err(E::custom)
            }
        }
        if source.is_human_readable() {
            source.deserialize_str(Visitor)
        } else {
            source.deserialize_bytes(Visitor)
        }
    }
}

impl rusqlite::ToSql for RowId {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::from(&self.0[..]))
    }
}

impl rusqlite::types::FromSql for RowId {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes.try_into().map(RowId).map_err(|_| rusqlite::types::FromSqlError::InvalidType)
    }
}

impl ts_rs::TS for RowId {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "string".into()
    }

    fn inline(_: &ts_rs::Config) -> String {
        "string".into()
    }
}

/// Where randomness comes from: the operating system, or a seed in tests and replays.
pub trait Random: Send {
    fn fill(&mut self, bytes: &mut [u8]);
}

pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// Deterministic randomness for tests, replays and the demo clinic; never for keys.
pub struct SeededRandom(pub u64);

impl Random for SeededRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            // splitmix64
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)) as u8;
        }
    }
}

pub struct Mint {
    random: Box<dyn Random>,
    block: [u8; 8],
    next: u64,
}

impl Mint {
    pub fn new(mut random: Box<dyn Random>) -> Self {
        let mut block = [0; 8];
        random.fill(&mut block);
        Self { random, block, next: 0 }
    }

    pub fn system() -> Self {
        Self::new(Box::new(SystemRandom))
    }

    pub fn seeded(seed: u64) -> Self {
        Self::new(Box::new(SeededRandom(seed)))
    }

    pub fn row_id(&mut self) -> RowId {
        if self.next == IDS_PER_BLOCK {
            self.random.fill(&mut self.block);
            self.next = 0;
        }
        self.next += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.block);
        id[8..].copy_from_slice(&self.next.to_be_bytes());
        RowId(id)
    }

    pub fn random_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    /// For one sealing.
    pub fn once(&mut self) -> Once {
        let mut nonce = [0; 12];
        self.random.fill(&mut nonce);
        Once(nonce)
    }

    /// 128 random bits in hex, for session tokens.
    pub fn token(&mut self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        RowId(bytes).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_distinct_and_the_block_changes_after_1024() {
        let mut mint = Mint::seeded(7);
        let ids: Vec<_> = (0..3000).map(|_| mint.row_id()).collect();
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        assert_eq!(ids[0].0[..8], ids[1023].0[..8]);
        assert_ne!(ids[1023].0[..8], ids[1024].0[..8]);
    }

    #[test]
    fn an_id_reads_back_from_its_hex_and_refuses_other_text() {
        let id = Mint::seeded(1).row_id();
        assert_eq!(id.to_string().parse::<RowId>().unwrap(), id);
        for junk in
            ["", "00", "zz000000000000000000000000000000", "é0000000000000000000000000000000"]
        {
            assert!(junk.parse::<RowId>().is_err());
        }
    }
}
