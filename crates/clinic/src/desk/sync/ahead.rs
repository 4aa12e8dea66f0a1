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

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(of: &[u8]) -> Vec<Hash> {
        of.iter().map(|one| Hash([*one; 32])).collect()
    }

    fn request(of: &[u8]) -> Request {
        Request::Pieces { stream: Stream::MAIN, hashes: hashes(of), bytes_max: 9 }
    }

    fn reply(of: &[u8]) -> Reply {
        Reply::Pieces { pieces: of.iter().map(|one| vec![*one]).collect() }
    }

    #[test]
    fn what_did_not_fit_is_asked_for_ahead_and_nothing_else() {
        let asked = request(&[1, 2, 3]);
        assert_eq!(Ahead::next(&asked, &reply(&[1])), Some(request(&[2, 3])));
        for all in [&[1, 2, 3][..], &[1, 2, 3, 4], &[]] {
            assert_eq!(Ahead::next(&asked, &reply(all)), None, "{all:?}");
        }
        assert_eq!(Ahead::next(&asked, &Reply::Kept), None);
        assert_eq!(Ahead::next(&Request::Greet, &reply(&[1])), None);
    }

    #[test]
    fn it_answers_only_a_request_that_begins_with_its_pieces() {
        let ahead = Ahead::of(request(&[2, 3, 4]), |asked| {
            assert_eq!(*asked, request(&[2, 3, 4]));
            Some(reply(&[2, 3]))
        });
        let ahead = ahead.unwrap();
        for begins in [&[2, 3][..], &[2, 3, 4], &[2, 3, 9]] {
            assert!(ahead.answers(&request(begins)), "{begins:?}");
        }
        for other in [&[][..], &[2], &[3, 2], &[1, 2, 3], &[2, 4, 3]] {
            assert!(!ahead.answers(&request(other)), "{other:?}");
        }
        let (stream, bytes_max) = (Stream::RESTRICTED, 9);
        let elsewhere = Request::Pieces { stream, hashes: hashes(&[2, 3]), bytes_max };
        assert!(!ahead.answers(&elsewhere));
        assert!(!ahead.answers(&Request::Lacks { stream: Stream::MAIN, hashes: hashes(&[2, 3]) }));
        assert_eq!(ahead.reply(), reply(&[2, 3]));
    }

    #[test]
    fn an_answer_without_pieces_gives_none() {
        for nothing in [None, Some(reply(&[])), Some(Reply::Kept)] {
            assert!(Ahead::of(request(&[2, 3]), |_| nothing).is_none());
        }
    }
}
