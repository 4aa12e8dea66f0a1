//! The next pieces of a snapshot come while those before them are taken in: a long line and
//! the desk's own work wait for each other no longer.

use std::panic::resume_unwind;
use std::thread;

use ::sync::{Hash, Reply, Request, Stream};

/// Pieces that nobody has asked for yet.
pub(super) struct Ahead {
    stream: Stream,
    hashes: Vec<Hash>,
    pieces: Vec<Vec<u8>>,
}

impl Ahead {
    /// What will be asked for once this reply is taken in: the pieces that did not fit.
    pub fn next(request: &Request, reply: &Reply) -> Option<Request> {
        let (Request::Pieces { stream, hashes, bytes_max }, Reply::Pieces { pieces }) =
            (request, reply)
        else {
            return None;
        };
        let hashes = hashes.get(pieces.len()..).filter(|rest| !rest.is_empty())?.to_vec();
        (!pieces.is_empty()).then_some(Request::Pieces {
            stream: *stream,
            hashes,
            bytes_max: *bytes_max,
        })
    }

    /// None where nothing came of it: it is asked again in its turn.
    pub fn of(request: Request, ask: impl FnOnce(&Request) -> Option<Reply>) -> Option<Self> {
        let Some(Reply::Pieces { pieces }) = ask(&request) else { return None };
        let Request::Pieces { stream, mut hashes, .. } = request else { return None };
        if pieces.is_empty() {
            return None;
        }
        hashes.truncate(pieces.len());
        Some(Self { stream, hashes, pieces })
    }

    /// The request begins with just these.
    pub fn answers(&self, request: &Request) -> bool {
        let Request::Pieces { stream, hashes, .. } = request else { return false };
        *stream == self.stream && hashes.starts_with(&self.hashes)
    }

    pub fn reply(self) -> Reply {
        Reply::Pieces { pieces: self.pieces }
    }
}

/// Does one thing here and, where there is another, that in a thread of its own.
pub(super) fn beside<A, B: Send>(
    here: impl FnOnce() -> A,
    there: Option<impl FnOnce() -> Option<B> + Send>,
) -> (A, Option<B>) {
    thread::scope(|scope| {
        let there = there.map(|work| scope.spawn(work));
        let done = here();
        let there = there.and_then(|thread| match thread.join() {
            Ok(there) => there,
            Err(panic) => resume_unwind(panic),
        });
        (done, there)
    })
}
