//! Bytes into a sealed file and out of it again: zstd inside age, hashed on both sides,
//! with memory bounded whatever the file claims.

use std::cell::RefCell;
use std::io::{self, BufReader, Read, Write};
use std::rc::Rc;

use age::x25519;
use sha2::{Digest, Sha256};
use zstd::zstd_safe::CParameter;

use crate::error::{Error, Result};
use crate::hex::Hex;

/// Between levels 2 and 3 of zstd: two hash tables, as small as a processor's near memory, and a
/// window of 2 MiB. Packs as well as level 3 and takes a quarter less time.
const LEVEL: i32 = 3;
const TABLES: [CParameter; 2] = [CParameter::HashLog(16), CParameter::ChainLog(15)];
/// 8 MiB: more than our level uses, and all that a stranger's file may ask for.
const WINDOW_LOG_MAX: u32 = 23;
/// Ours have two recipients and one line of noise.
const HEADER_BYTES_MAX: usize = 8 * 1024;
const HEADER: &[u8] = b"age-encryption.org/v1\n";

pub(crate) struct Sum {
    pub bytes: u64,
    pub blake3: Hex<32>,
    pub sha256: Hex<32>,
}

/// Hashes what goes through.
pub(crate) struct Summing<T> {
    inner: T,
    bytes: u64,
    blake3: blake3::Hasher,
    sha256: Sha256,
}

impl<T> Summing<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, bytes: 0, blake3: blake3::Hasher::new(), sha256: Sha256::new() }
    }

    pub fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.blake3.update(bytes);
        self.sha256.update(bytes);
    }

    pub fn finish(self) -> (T, Sum) {
        let blake3 = Hex(*self.blake3.finalize().as_bytes());
        let sha256 = Hex(self.sha256.finalize().into());
        (self.inner, Sum { bytes: self.bytes, blake3, sha256 })
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.add(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.add(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

type Age<W> = age::stream::StreamWriter<Summing<W>>;

pub(crate) struct Sealer<W: Write> {
    zstd: zstd::Encoder<'static, Age<W>>,
}

impl<W: Write> Sealer<W> {
    pub fn new(output: W, recipients: &[String]) -> Result<Self> {
        let parsed: Vec<x25519::Recipient> =
            recipients.iter().filter_map(|text| text.parse().ok()).collect();
        if parsed.is_empty() || parsed.len() != recipients.len() {
            return Err(Error::WrongKey);
        }
        let each = parsed.iter().map(|recipient| recipient as &dyn age::Recipient);
        let age = age::Encryptor::with_recipients(each).map_err(|_| Error::WrongKey)?;
        let age = age.wrap_output(Summing::new(output))?;
        let mut zstd = zstd::Encoder::new(age, LEVEL)?;
        TABLES.iter().try_for_each(|table| zstd.set_parameter(*table))?;
        zstd.include_checksum(true)?;
        Ok(Self { zstd })
    }

    /// What came out.
    pub fn finish(self) -> Result<Sum> {
        Ok(self.zstd.finish()?.finish()?.finish().1)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zstd.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zstd.flush()
    }
}

type Sealed<R> = BufReader<io::Chain<io::Cursor<Vec<u8>>, Shared<R>>>;

/// The age reader keeps its input to itself, so that the sums of it are shared.
struct Shared<R>(Rc<RefCell<Summing<R>>>);

impl<R: Read> Read for Shared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

pub(crate) struct Opened<R: Read> {
    zstd: zstd::Decoder<'static, BufReader<age::stream::StreamReader<Sealed<R>>>>,
    sealed: Rc<RefCell<Summing<R>>>,
}

impl<R: Read> Opened<R> {
    pub fn new(input: R, identities: &[impl AsRef<str>]) -> Result<Self> {
        let sealed = Rc::new(RefCell::new(Summing::new(input)));
        let header = header(&mut Shared(sealed.clone()))?;
        let parsed: Vec<x25519::Identity> =
            identities.iter().filter_map(|text| text.as_ref().parse().ok()).collect();
        let each = parsed.iter().map(|identity| identity as &dyn age::Identity);
        let input = BufReader::new(io::Cursor::new(header).chain(Shared(sealed.clone())));
        let age = age::Decryptor::new_buffered(input).map_err(of_age)?;
        let age = age.decrypt(each).map_err(of_age)?;
        let mut zstd = zstd::Decoder::with_buffer(BufReader::with_capacity(64 << 10, age))?;
        zstd.window_log_max(WINDOW_LOG_MAX)?;
        Ok(Self { zstd: zstd.single_frame(), sealed })
    }

    /// After the last byte was read: nothing may follow it, inside or outside. Answers what
    /// the file itself held.
    pub fn finish(self) -> Result<Sum> {
        let mut age = self.zstd.finish();
        if age.read(&mut [0; 1])? != 0 {
            return Err(Error::Damaged("something follows the records"));
        }
        // Its readers go first: the last holder of the sums is left.
        drop(age);
        let sealed = Rc::into_inner(self.sealed).ok_or(Error::Damaged("a file is still open"))?;
        Ok(sealed.into_inner().finish().1)
    }
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.zstd.read(buffer)
    }
}

fn of_age(error: age::DecryptError) -> Error {
    match error {
        age::DecryptError::NoMatchingKeys => Error::WrongKey,
        age::DecryptError::Io(error) => error.into(),
        _ => Error::Damaged("this is no sealed backup"),
    }
}

/// Reads the header byte by byte within a bound: a stranger's may go on for ever, or ask
/// for the work of a passphrase.
fn header(input: &mut impl Read) -> Result<Vec<u8>> {
    let strange = || Error::Damaged("this is no sealed backup");
    let (mut header, mut line) = (Vec::with_capacity(1024), Vec::new());
    let mut byte = [0; 1];
    while header.len() + line.len() < HEADER_BYTES_MAX {
        // Nothing beyond the header may be taken from the input.
        input.read_exact(&mut byte)?;
        line.extend_from_slice(&byte);
        if !line.ends_with(b"\n") {
            continue;
        }
        let is_first = header.is_empty();
        if is_first != (line == HEADER) || line.starts_with(b"-> scrypt") {
            return Err(strange());
        }
        header.append(&mut line);
        if header.ends_with(b"\n") && is_last(&header) {
            return Ok(header);
        }
    }
    Err(strange())
}

fn is_last(header: &[u8]) -> bool {
    let mut lines = header.trim_ascii_end().rsplit(|byte| *byte == b'\n');
    lines.next().is_some_and(|line| line.starts_with(b"---"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Gives the same bytes for ever, and counts what was taken.
    struct Endless<'a> {
        bytes: &'static [u8],
        taken: &'a Cell<usize>,
    }

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let from = self.taken.get();
            for (at, byte) in buffer.iter_mut().enumerate() {
                *byte = self.bytes[(from + at) % self.bytes.len()];
            }
            self.taken.set(from + buffer.len());
            Ok(buffer.len())
        }
    }

    #[test]
    fn no_header_takes_more_than_its_bound() {
        let stanza = b"-> X25519 bBjlhJVYZeE4aqUdmtRHfw\nLzVBD2ZHEHlVQjLPLLLcUzV6WmE5QsYMl4\n";
        for bytes in [&b"x"[..], b"\n", stanza, b"--"] {
            let taken = Cell::new(0);
            let begun = HEADER.chain(Endless { bytes, taken: &taken });
            assert!(Opened::new(begun, &[""; 0]).is_err());
            assert!(taken.get() <= HEADER_BYTES_MAX, "{} bytes", taken.get());
        }
    }
}
