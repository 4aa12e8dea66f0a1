//! A copy read from its folder, never trusted: first the manifest's proof, then every byte
//! against it. Memory is bounded by what the manifest claims, and that by a constant.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::SyncSender;

use crate::chunks::{CHUNK, Chunk, belt, summing};
use crate::error::{Error, Result};
use crate::folder::Found;
use crate::manifest::{Content, Manifest, OPS_BYTES_MAX};
use crate::ops::{LINE_BYTES_MAX, OpsLine};
use crate::seal::{Opened, Sum};
use crate::write::{Step, Watch};

/// Every byte of the image through `take`; an error if it is not what the manifest says.
/// What was taken before an error is worth nothing.
pub fn read_image(
    found: &Found,
    identities: &[impl AsRef<str> + Sync],
    watch: &mut Watch<'_>,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let Content::Image { page_bytes, pages, .. } = found.manifest.content else {
        return Err(Error::Damaged("this is no copy of the whole records"));
    };
    let expected = u64::from(page_bytes) * pages;
    let (plain, sealed) = pump(found.sealed()?, identities, expected, watch, &mut take)?;
    compare(&found.manifest, &plain, &sealed)
}

/// The whole file, decrypted, unpacked and hashed, for nothing but certainty.
pub fn read_back(
    found: &Found,
    identities: &[impl AsRef<str> + Sync],
    watch: &mut Watch<'_>,
) -> Result<()> {
    read_back_from(found.sealed()?, &found.manifest, identities, watch)
}

pub(crate) fn read_back_from(
    file: impl Read + Send,
    manifest: &Manifest,
    identities: &[impl AsRef<str> + Sync],
    watch: &mut Watch<'_>,
) -> Result<()> {
    let expected = match manifest.content {
        Content::Image { page_bytes, pages, .. } => u64::from(page_bytes) * pages,
        Content::Ops { bytes, .. } => bytes.min(OPS_BYTES_MAX),
    };
    let (plain, sealed) = pump(file, identities, expected, watch, &mut |_| Ok(()))?;
    compare(manifest, &plain, &sealed)
}

/// Unpacking, hashing and what `take` does with it: each has a thread.
fn pump(
    file: impl Read + Send,
    identities: &[impl AsRef<str> + Sync],
    expected: u64,
    watch: &mut Watch<'_>,
    take: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<(Sum, Sum)> {
    std::thread::scope(|scope| {
        let (sender, unpacked) = belt();
        let unpacking = scope.spawn(move || unpack(file, identities, expected, &sender));
        let (chunks, summing) = summing(scope, unpacked);
        let mut done = 0;
        let taken = chunks.into_iter().try_for_each(|chunk| {
            done += chunk.len() as u64;
            take(&chunk)?;
            watch.went(Step::Reading, done, expected)
        });
        let sealed = unpacking.join().map_err(|_| Error::Damaged("the unpacker stopped"))?;
        let plain = summing.join().map_err(|_| Error::Damaged("the hasher stopped"))?;
        taken?;
        Ok((plain, sealed?))
    })
}

fn unpack(
    file: impl Read,
    identities: &[impl AsRef<str>],
    expected: u64,
    sender: &SyncSender<Chunk>,
) -> Result<Sum> {
    let mut opened = Opened::new(file, identities)?;
    let mut done = 0;
    loop {
        let mut chunk = Chunk::with_capacity(CHUNK);
        let read = (&mut opened).take(CHUNK as u64).read_to_end(&mut chunk)?;
        done += read as u64;
        if done > expected {
            return Err(Error::Damaged("there is more than the manifest says"));
        }
        if read == 0 {
            break;
        }
        // Whoever took them has stopped, and says why.
        sender.send(chunk).map_err(|_| Error::Cancelled)?;
    }
    match done == expected {
        true => opened.finish(),
        false => Err(Error::Damaged("there is less than the manifest says")),
    }
}

fn compare(manifest: &Manifest, plain: &Sum, sealed: &Sum) -> Result<()> {
    let same = match &manifest.content {
        Content::Image { page_bytes, pages, blake3, sha256 } => {
            plain.bytes == u64::from(*page_bytes) * pages
                && plain.blake3 == *blake3
                && plain.sha256 == *sha256
        }
        Content::Ops { bytes, blake3, .. } => plain.bytes == *bytes && plain.blake3 == *blake3,
    };
    let seal = &manifest.seal;
    let is_same_file =
        (sealed.bytes, sealed.blake3, sealed.sha256) == (seal.bytes, seal.blake3, seal.sha256);
    match same && is_same_file {
        true => Ok(()),
        false => Err(Error::Damaged("the contents are not those that were written")),
    }
}

/// The lines of a segment. It is read whole once before the first line is given, so that
/// nothing of a damaged one is ever applied.
pub fn read_ops(
    found: &Found,
    identities: &[impl AsRef<str> + Sync],
    watch: &mut Watch<'_>,
    mut take: impl FnMut(OpsLine) -> Result<()>,
) -> Result<()> {
    let Content::Ops { bytes, .. } = found.manifest.content else {
        return Err(Error::Damaged("this is no copy of newer ops"));
    };
    read_back(found, identities, watch)?;
    let opened = Opened::new(found.sealed()?, identities)?;
    let mut lines = BufReader::new(opened.take(bytes));
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut lines).take(LINE_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let strange = |_| Error::Damaged("a line of newer ops cannot be read");
        take(serde_json::from_slice(&line).map_err(strange)?)?;
    }
}
