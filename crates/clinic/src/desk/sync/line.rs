//! The wire, as the desk knows it. Who runs the desk brings one; the desk opens no socket.

use std::sync::Arc;

use ::sync::{ClinicId, DeskNo, Heads};
use kernel::Result;

/// To whom, and as whom, one request goes.
pub struct Line<'a> {
    pub address: &'a str,
    /// SHA-256 of the server's TLS key, as it was when this desk was paired with it.
    pub pin: Option<[u8; 32]>,
    pub clinic: ClinicId,
    pub desk: DeskNo,
    /// This desk's Ed25519 signature.
    pub sign: &'a dyn Fn(&[u8]) -> Result<[u8; 64]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// Nothing came back: no cable, no server, cut on the way.
    Away,
    /// It has another key than the one that it was paired with.
    OtherKey,
    /// It does not let this desk in.
    NotAllowed,
    /// It does not know the clinic: its store was made anew.
    NoClinic,
    /// There is a server, and it is not one of ours, or it does not understand.
    NotOurs,
}

/// What a server tells when a clinic comes to it.
pub struct Welcome {
    /// SHA-256 of its TLS key; none where it is spoken to in the clear on this computer.
    pub pin: Option<[u8; 32]>,
}

/// Called once, when the remote spoke or can no longer be heard.
pub type Heard = Box<dyn FnOnce(std::result::Result<Heads, WireFault>) + Send>;

pub trait Wire: Send + Sync {
    /// One `sync::Request`; answers the bytes of a `sync::Reply`.
    fn ask(&self, line: &Line<'_>, request: &[u8]) -> std::result::Result<Vec<u8>, WireFault>;

    /// Answers at once; `heard` follows when the remote has more than `after`. Nobody who may
    /// not ask may listen. For a wire that does not carry this, the desk asks more often.
    fn listen(&self, _line: &Line<'_>, _after: &Heads, heard: Heard) {
        heard(Err(WireFault::Away));
    }

    /// Brings a clinic to a server: its control log, and the server's invitation.
    fn found(
        &self,
        line: &Line<'_>,
        records: &[Vec<u8>],
        invitation: &str,
    ) -> std::result::Result<Welcome, WireFault>;

    /// SHA-256 of the TLS key of whoever answers at this address; nothing else is told it.
    fn key(&self, address: &str) -> std::result::Result<Option<[u8; 32]>, WireFault>;

    /// Leaves a note at a server for whoever knows the meeting's name.
    fn leave(
        &self,
        address: &str,
        meeting: &str,
        number: u8,
        note: &[u8],
    ) -> std::result::Result<(), WireFault>;

    fn fetch(
        &self,
        address: &str,
        meeting: &str,
        number: u8,
    ) -> std::result::Result<Option<Vec<u8>>, WireFault>;
}

/// For desks that stay alone.
pub struct NoWire;

impl NoWire {
    pub fn shared() -> Arc<dyn Wire> {
        Arc::new(Self)
    }
}

impl Wire for NoWire {
    fn ask(&self, _: &Line<'_>, _: &[u8]) -> std::result::Result<Vec<u8>, WireFault> {
        Err(WireFault::Away)
    }

    fn found(
        &self,
        _: &Line<'_>,
        _: &[Vec<u8>],
        _: &str,
    ) -> std::result::Result<Welcome, WireFault> {
        Err(WireFault::Away)
    }

    fn key(&self, _: &str) -> std::result::Result<Option<[u8; 32]>, WireFault> {
        Err(WireFault::Away)
    }

    fn leave(&self, _: &str, _: &str, _: u8, _: &[u8]) -> std::result::Result<(), WireFault> {
        Err(WireFault::Away)
    }

    fn fetch(&self, _: &str, _: &str, _: u8) -> std::result::Result<Option<Vec<u8>>, WireFault> {
        Err(WireFault::Away)
    }
}

impl WireFault {
    /// A message id of `locales/*/sync.ftl`.
    pub fn words(self) -> &'static str {
        match self {
            WireFault::Away => "errors-sync-away",
            WireFault::OtherKey => "errors-sync-other-key",
            WireFault::NotAllowed | WireFault::NoClinic => "errors-sync-not-allowed",
            WireFault::NotOurs => "errors-sync-not-ours",
        }
    }

    pub fn error(self) -> kernel::Error {
        kernel::Error::conflict(self.words())
    }
}
