//! Small bytes made smaller with zstd and dictionaries that the program brings along. A
//! dictionary never changes and never goes: a better one gets a number of its own, and what was
//! packed with an older one is read for ever. Nothing is signed or hashed in this form.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::CParameter;

/// Why packed bytes do not come apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Packed with a dictionary that this program does not have: a newer one wrote it.
    Newer,
    /// Not packed by this, or more than was asked for.
    Junk,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Error::Newer => "packed by a newer version",
            Error::Junk => "packed bytes that do not come apart",
        })
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

/// Every frame of zstd begins so; it is left out and put back.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Bodies that begin with a smaller byte are packed; the byte is the dictionary's number. An op
/// is a map and begins with a greater one.
const RAW: u8 = 0x20;
/// Below it a frame's own head outweighs what it saves.
const PACKED_MIN: usize = 24;
/// Contexts that wait for their next use, each with what it worked on last.
const SPARE_MAX: usize = 4;

/// A dictionary, and what was made ready of it.
pub struct Dictionary {
    pub number: u8,
    pub bytes: &'static [u8],
    level: i32,
    pack: OnceLock<EncoderDictionary<'static>>,
    unpack: OnceLock<DecoderDictionary<'static>>,
    packers: Mutex<Vec<Compressor<'static>>>,
    unpackers: Mutex<Vec<Decompressor<'static>>>,
}

/// For bodies of ops, one by one, as they lie in the database.
pub static OP: Dictionary = Dictionary::of(1, include_bytes!("../dictionaries/op-1.zdict"), 1);
/// For groups of ops folded into columns, as seals hold them.
pub static FOLD: Dictionary = Dictionary::of(1, include_bytes!("../dictionaries/fold-1.zdict"), 9);

impl Dictionary {
    const fn of(number: u8, bytes: &'static [u8], level: i32) -> Self {
        Self {
            number,
            bytes,
            level,
            pack: OnceLock::new(),
            unpack: OnceLock::new(),
            packers: Mutex::new(Vec::new()),
            unpackers: Mutex::new(Vec::new()),
        }
    }

    /// A frame without its first four bytes; none where zstd could make none.
    pub fn pack(&'static self, raw: &[u8]) -> Option<Vec<u8>> {
        let mut packer = match take(&self.packers) {
            Some(packer) => packer,
            None => self.packer().ok()?,
        };
        let frame = packer.compress(raw).ok();
        give_back(&self.packers, packer);
        frame?.strip_prefix(&MAGIC).map(<[u8]>::to_vec)
    }

    fn packer(&'static self) -> std::io::Result<Compressor<'static>> {
        let ready = self.pack.get_or_init(|| EncoderDictionary::copy(self.bytes, self.level));
        let mut packer = Compressor::with_prepared_dictionary(ready)?;
        // What stands beside the frame says which dictionary it is.
        packer.set_parameter(CParameter::DictIdFlag(false))?;
        packer.set_parameter(CParameter::ChecksumFlag(false))?;
        Ok(packer)
    }

    /// No more memory is taken than `most` bytes, whatever the frame says.
    pub fn unpack(&'static self, packed: &[u8], most: usize) -> Result<Vec<u8>> {
        let frame = [&MAGIC, packed].concat();
        let mut unpacker = match take(&self.unpackers) {
            Some(unpacker) => unpacker,
            None => {
                let ready = self.unpack.get_or_init(|| DecoderDictionary::copy(self.bytes));
                Decompressor::with_prepared_dictionary(ready).map_err(|_| Error::Junk)?
            }
        };
        let raw = unpacker.decompress(&frame, most).map_err(|_| Error::Junk);
        give_back(&self.unpackers, unpacker);
        raw
    }

    fn forget(&self) {
        self.packers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.unpackers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn take<T>(of: &Mutex<Vec<T>>) -> Option<T> {
    of.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn give_back<T>(to: &Mutex<Vec<T>>, one: T) {
    let mut spare = to.lock().unwrap_or_else(PoisonError::into_inner);
    if spare.len() < SPARE_MAX {
        spare.push(one);
    }
}

/// A context still holds parts of what it worked on: called when the records are closed.
pub fn forget() {
    OP.forget();
    FOLD.forget();
}

/// The body of an op as it is kept: packed, or as it is where that is smaller.
pub fn keep(body: &[u8]) -> Cow<'_, [u8]> {
    let is_plain = body.first().is_some_and(|first| *first >= RAW);
    if is_plain && body.len() < PACKED_MIN {
        return Cow::Borrowed(body);
    }
    match OP.pack(body) {
        Some(mut packed) if !is_plain || packed.len() + 1 < body.len() => {
            packed.insert(0, OP.number);
            Cow::Owned(packed)
        }
        _ => Cow::Borrowed(body),
    }
}

/// The body again, of at most so many bytes.
pub fn kept(bytes: &[u8], most: usize) -> Result<Cow<'_, [u8]>> {
    match bytes.split_first() {
        Some((number, packed)) if *number == OP.number => OP.unpack(packed, most).map(Cow::Owned),
        Some((number, _)) if *number < RAW => Err(Error::Newer),
        _ if bytes.len() > most => Err(Error::Junk),
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

#[cfg(test)]
mod tests;
