//! Records on their way between threads, in chunks: one reads, one hashes, one packs. Each
//! takes about as long as the others, and a clinic's computer has two processors.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use crate::seal::{Sum, Summing};

pub(crate) const CHUNK: usize = 256 << 10;
/// Chunks between two threads: 2 MiB.
const AHEAD: usize = 8;

pub(crate) type Chunk = Vec<u8>;

pub(crate) fn belt() -> (SyncSender<Chunk>, Receiver<Chunk>) {
    sync_channel(AHEAD)
}

/// Hashes what passes. It ends where either neighbour has ended.
pub(crate) fn summing<'scope>(
    scope: &'scope Scope<'scope, '_>,
    before: Receiver<Chunk>,
) -> (Receiver<Chunk>, ScopedJoinHandle<'scope, Sum>) {
    let (sender, after) = belt();
    let thread = scope.spawn(move || {
        let mut sum = Summing::new(io::sink());
        for chunk in before {
            sum.add(&chunk);
            if sender.send(chunk).is_err() {
                break;
            }
        }
        sum.finish().1
    });
    (after, thread)
}

/// What is written goes on in chunks. An empty one is the end: without it the writer gave up.
pub(crate) struct Chunks {
    sender: SyncSender<Chunk>,
    chunk: Chunk,
}

impl Chunks {
    pub fn new(sender: SyncSender<Chunk>) -> Self {
        Self { sender, chunk: Vec::with_capacity(CHUNK) }
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        self.sender.send(chunk).map_err(|_| io::Error::other("the packer stopped"))
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() { Ok(()) } else { self.send() }
    }
}
