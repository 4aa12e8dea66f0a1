//! Numbers of any size in few bytes, and a reader that no bytes make panic.

use crate::{Error, Result};

pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Small numbers of either sign are small.
pub fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

pub fn zagzig(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

pub fn width(number: u64) -> usize {
    (64 - number.leading_zeros() as usize).div_ceil(7).max(1)
}

pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// What is left of some bytes.
#[derive(Clone, Copy, Default)]
pub struct Input<'a>(pub &'a [u8]);

fn cut() -> Error {
    Error::Junk("a piece that ends too soon")
}

impl<'a> Input<'a> {
    pub fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().ok_or_else(cut)?;
        self.0 = rest;
        Ok(*first)
    }

    pub fn number(&mut self) -> Result<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Error::Junk("a number without an end"))
    }

    /// A count of things that take a byte each at least.
    pub fn count(&mut self, most: usize) -> Result<usize> {
        let count = usize::try_from(self.number()?).map_err(|_| Error::TooLarge)?;
        if count > most { Err(Error::TooLarge) } else { Ok(count) }
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(cut)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or_else(cut)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.count(self.0.len())?;
        self.take(length)
    }

    pub fn input(&mut self) -> Result<Input<'a>> {
        self.bytes().map(Input)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, -1, 63, -64, 64, 8_191, -8_192, i64::MAX, i64::MIN] {
            assert_eq!(zagzig(zigzag(number)), number);
            let mut out = Vec::new();
            put(&mut out, zigzag(number));
            assert_eq!(out.len(), width(zigzag(number)));
            assert_eq!(Input(&out).number(), Ok(zigzag(number)));
            assert!(Input(&out[..out.len() - 1]).number().is_err());
        }
        assert!(Input(&[0xff; 20]).number().is_err());
    }
}
