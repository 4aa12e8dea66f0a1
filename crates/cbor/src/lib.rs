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
            Cbor::Null => Flat::Null.write(out),
            Cbor::Int(number) => Flat::Int(*number).write(out),
            Cbor::Bytes(bytes) => Flat::Bytes(bytes).write(out),
            Cbor::Text(text) => Flat::Text(text).write(out),
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

/// A value that holds no others, where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flat<'a> {
    Null,
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
}

impl Flat<'_> {
    pub fn write(self, out: &mut Vec<u8>) {
        match self {
            Flat::Null => out.push(NULL),
            Flat::Int(number) if number >= 0 => head(out, 0, number.unsigned_abs()),
            Flat::Int(number) => head(out, 1, !number.cast_unsigned()),
            Flat::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Flat::Text(text) => {
                head(out, 3, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
        }
    }
}

/// Reads values whose shape is known without making a tree of them. It refuses what the
/// decoder refuses.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    input: Input<'a>,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { input: Input { rest: bytes } }
    }

    pub fn rest(&self) -> &'a [u8] {
        self.input.rest
    }

    /// How many items follow that belong to it.
    pub fn array(&mut self) -> Result<usize> {
        let number = self.expect(4, Junk("an array was expected"))?;
        self.input.length(number)
    }

    /// How many pairs follow that belong to it.
    pub fn map(&mut self) -> Result<usize> {
        let number = self.expect(5, Junk("a map was expected"))?;
        self.input.length(number)
    }

    /// A value that holds no others.
    pub fn flat(&mut self) -> Result<Flat<'a>> {
        match self.input.rest.first().map(|first| first >> 5) {
            Some(0 | 1) => self.int().map(Flat::Int),
            Some(3) => self.text().map(Flat::Text),
            _ => Ok(self.bytes_or_null()?.map_or(Flat::Null, Flat::Bytes)),
        }
    }

    pub fn int(&mut self) -> Result<i64> {
        let (major, number) = self.input.head()?;
        let magnitude = i64::try_from(number).map_err(|_| Junk("number too large"))?;
        match major {
            0 => Ok(magnitude),
            1 => Ok(!magnitude),
            _ => Err(Junk("a number was expected")),
        }
    }

    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let number = self.expect(2, Junk("bytes were expected"))?;
        let length = self.input.length(number)?;
        self.input.take(length)
    }

    pub fn bytes_or_null(&mut self) -> Result<Option<&'a [u8]>> {
        if let Some((&NULL, rest)) = self.input.rest.split_first() {
            self.input.rest = rest;
            return Ok(None);
        }
        self.bytes().map(Some)
    }

    pub fn text(&mut self) -> Result<&'a str> {
        let number = self.expect(3, Junk("a text was expected"))?;
        let length = self.input.length(number)?;
        std::str::from_utf8(self.input.take(length)?).map_err(|_| Junk("text not UTF-8"))
    }

    /// The next key of a map; `last` is the one before it.
    pub fn key(&mut self, last: &mut Option<u64>) -> Result<u64> {
        self.input.key(last)
    }

    /// A value of a map of the first depth, whatever it is.
    pub fn value(&mut self) -> Result<Cbor> {
        self.input.value(1)
    }

    fn expect(&mut self, major: u8, junk: Junk) -> Result<u64> {
        let (found, number) = self.input.head()?;
        if found == major { Ok(number) } else { Err(junk) }
    }
}

const NULL: u8 = 0xf6;

#[derive(Clone, Copy, Debug)]
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
            entries.insert(self.key(&mut last)?, self.value(depth + 1)?);
        }
        Ok(Cbor::Map(entries))
    }

    fn key(&mut self, last: &mut Option<u64>) -> Result<u64> {
        let (major, key) = self.head()?;
        if major != 0 {
            return Err(Junk("a key that is not a number"));
        }
        if last.is_some_and(|last| key <= last) {
            return Err(Junk("keys out of order"));
        }
        *last = Some(key);
        Ok(key)
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

    fn any_flat() -> impl Strategy<Value = Cbor> {
        prop_oneof![
            Just(Cbor::Null),
            any::<i64>().prop_map(Cbor::Int),
            any::<Vec<u8>>().prop_map(Cbor::Bytes),
            any::<String>().prop_map(Cbor::Text),
        ]
    }

    fn is_flat(value: &Cbor) -> bool {
        !matches!(value, Cbor::Array(_) | Cbor::Map(_))
    }

    /// An array of values that hold no others.
    fn read(bytes: &[u8]) -> Option<Vec<Cbor>> {
        let mut reader = Reader::new(bytes);
        let length = reader.array().ok()?;
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(match reader.flat().ok()? {
                Flat::Null => Cbor::Null,
                Flat::Int(number) => Cbor::Int(number),
                Flat::Bytes(bytes) => Cbor::Bytes(bytes.to_owned()),
                Flat::Text(text) => Cbor::Text(text.to_owned()),
            });
        }
        reader.rest().is_empty().then_some(items)
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(value in any_cbor()) {
            prop_assert_eq!(Cbor::decode(&value.encode()).unwrap(), value);
        }

        #[test]
        fn what_is_read_without_a_tree_is_what_is_decoded(
            items in proptest::collection::vec(any_flat(), 0..6),
            cut in any::<prop::sample::Index>(),
            flip in any::<u8>(),
        ) {
            let mut bytes = Cbor::Array(items).encode();
            for (at, byte) in [(None, 0), (Some(cut.index(bytes.len())), flip)] {
                if let Some(at) = at {
                    bytes[at] ^= byte;
                }
                let decoded = Cbor::decode(&bytes).and_then(Cbor::into_array);
                let decoded = decoded.ok().filter(|items| items.iter().all(is_flat));
                prop_assert_eq!(read(&bytes), decoded);
            }
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
