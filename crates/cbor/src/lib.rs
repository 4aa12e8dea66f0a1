//! Deterministic CBOR (RFC 8949 section 4.2): shortest integers, definite lengths, sorted
//! integer keys, no floats, no tags. The decoder refuses every other form, so that equal
//! values have equal bytes, and every length is checked before memory is taken.

use std::collections::BTreeMap;
use std::fmt;

/// Why bytes are not deterministic CBOR, or not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Junk(pub &'static str);

impl fmt::Display for Junk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl std::error::Error for Junk {}

pub type Result<T> = std::result::Result<T, Junk>;

const DEPTH_MAX: u8 = 8;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cbor {
    Null,
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Cbor>),
    Map(BTreeMap<u64, Cbor>),
}

impl Cbor {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Cbor::Null => out.push(0xf6),
            Cbor::Int(number) if *number >= 0 => head(out, 0, number.unsigned_abs()),
            Cbor::Int(number) => head(out, 1, !number.cast_unsigned()),
            Cbor::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Cbor::Text(text) => {
                head(out, 3, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Cbor::Array(items) => {
                head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Cbor::Map(entries) => {
                head(out, 5, entries.len() as u64);
                for (key, value) in entries {
                    head(out, 0, *key);
                    value.write(out);
                }
            }
        }
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Input { rest: bytes };
        let value = input.value(0)?;
        if !input.rest.is_empty() {
            return Err(Junk("bytes after the value"));
        }
        Ok(value)
    }

    /// The first of several values, and the bytes behind it.
    pub fn decode_first(bytes: &[u8]) -> Result<(Self, &[u8])> {
        let mut input = Input { rest: bytes };
        let value = input.value(0)?;
        Ok((value, input.rest))
    }

    pub fn into_int(self) -> Result<i64> {
        match self {
            Cbor::Int(number) => Ok(number),
            _ => Err(Junk("a number was expected")),
        }
    }

    pub fn into_text(self) -> Result<String> {
        match self {
            Cbor::Text(text) => Ok(text),
            _ => Err(Junk("a text was expected")),
        }
    }

    pub fn into_bytes(self) -> Result<Vec<u8>> {
        match self {
            Cbor::Bytes(bytes) => Ok(bytes),
            _ => Err(Junk("bytes were expected")),
        }
    }

    pub fn into_array(self) -> Result<Vec<Cbor>> {
        match self {
            Cbor::Array(items) => Ok(items),
            _ => Err(Junk("an array was expected")),
        }
    }

    pub fn into_map(self) -> Result<BTreeMap<u64, Cbor>> {
        match self {
            Cbor::Map(entries) => Ok(entries),
            _ => Err(Junk("a map was expected")),
        }
    }
}

/// The first byte of an item with its length or number, for those who write without a tree.
pub fn head(out: &mut Vec<u8>, major: u8, number: u64) {
    let major = major << 5;
    if number < 24 {
        out.push(major | number as u8);
    } else if let Ok(byte) = u8::try_from(number) {
        out.extend([major | 24, byte]);
    } else if let Ok(short) = u16::try_from(number) {
        out.push(major | 25);
        out.extend(short.to_be_bytes());
    } else if let Ok(word) = u32::try_from(number) {
        out.push(major | 26);
        out.extend(word.to_be_bytes());
    } else {
        out.push(major | 27);
        out.extend(number.to_be_bytes());
    }
}

struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Junk("cut short"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn head(&mut self) -> Result<(u8, u64)> {
        let first = self.take(1)?.first().copied().unwrap_or(0);
        let (major, info) = (first >> 5, first & 0x1f);
        let width = match info {
            0..24 => return Ok((major, u64::from(info))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(Junk("indefinite length")),
        };
        let number = self.take(width)?.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        let least = match width {
            1 => 24,
            2 => 1 << 8,
            4 => 1 << 16,
            _ => 1 << 32,
        };
        if number < least || major == 7 {
            return Err(Junk("a number that is not in its shortest form"));
        }
        Ok((major, number))
    }

    fn length(&mut self, number: u64) -> Result<usize> {
        let length = usize::try_from(number).map_err(|_| Junk("too long"))?;
        // Every item takes at least one byte, so a longer claim is a lie.
        if length > self.rest.len() { Err(Junk("cut short")) } else { Ok(length) }
    }

    fn value(&mut self, depth: u8) -> Result<Cbor> {
        if depth > DEPTH_MAX {
            return Err(Junk("nested too deep"));
        }
        let (major, number) = self.head()?;
        match major {
            0 => i64::try_from(number).map(Cbor::Int).map_err(|_| Junk("number too large")),
            1 => {
                let magnitude = i64::try_from(number).map_err(|_| Junk("number too large"))?;
                Ok(Cbor::Int(!magnitude))
            }
            2 => {
                let length = self.length(number)?;
                Ok(Cbor::Bytes(self.take(length)?.to_owned()))
            }
            3 => {
                let length = self.length(number)?;
                let text = std::str::from_utf8(self.take(length)?);
                text.map(|text| Cbor::Text(text.to_owned())).map_err(|_| Junk("text not UTF-8"))
            }
            4 => {
                let length = self.length(number)?;
                (0..length).map(|_| self.value(depth + 1)).collect::<Result<_>>().map(Cbor::Array)
            }
            5 => self.map(number, depth),
            7 if number == 22 => Ok(Cbor::Null),
            _ => Err(Junk("a tag, a float or a simple value")),
        }
    }

    fn map(&mut self, number: u64, depth: u8) -> Result<Cbor> {
        let length = self.length(number)?;
        let mut entries = BTreeMap::new();
        let mut last = None;
        for _ in 0..length {
            let (major, key) = self.head()?;
            if major != 0 {
                return Err(Junk("a key that is not a number"));
            }
            if last.is_some_and(|last| key <= last) {
                return Err(Junk("keys out of order"));
            }
            last = Some(key);
            entries.insert(key, self.value(depth + 1)?);
        }
        Ok(Cbor::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_cbor() -> impl Strategy<Value = Cbor> {
        let leaf = prop_oneof![
            Just(Cbor::Null),
            any::<i64>().prop_map(Cbor::Int),
            any::<Vec<u8>>().prop_map(Cbor::Bytes),
            any::<String>().prop_map(Cbor::Text),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Cbor::Array),
                proptest::collection::btree_map(any::<u64>(), inner, 0..6).prop_map(Cbor::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(value in any_cbor()) {
            prop_assert_eq!(Cbor::decode(&value.encode()).unwrap(), value);
        }

        #[test]
        fn what_is_decoded_had_the_only_possible_bytes(
            bytes in proptest::collection::vec(any::<u8>(), 0..40)
        ) {
            if let Ok(value) = Cbor::decode(&bytes) {
                prop_assert_eq!(value.encode(), bytes);
            }
        }
    }

    #[test]
    fn other_forms_of_the_same_value_are_refused() {
        for bytes in [
            &[0x18, 0x05][..],                                       // 5 in two bytes
            &[0x5f, 0xff],                                           // indefinite bytes
            &[0xa2, 0x02, 0xf6, 0x01, 0xf6],                         // keys out of order
            &[0xf9, 0x3c, 0x00],                                     // a float
            &[0xf8, 0x16],                                           // null in two bytes
            &[0x00, 0x00],                                           // something after the value
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // a lie about length
        ] {
            assert!(Cbor::decode(bytes).is_err(), "{bytes:02x?}");
        }
    }
}
