//! A clinic of nobody is founded in the store, something is put into it and read back. It is
//! the same clinic each time, and the same seal: a store does not grow by being tested.

use ed25519_dalek::SigningKey;
use sync::control::{Act, Member};
use sync::{
    Bundle, ClinicId, Control, Cursor, DeskNo, Hash, LogId, Opens, Reply, Request, Sealing, Stream,
    StreamKey, blob_id,
};
use zeroize::Zeroizing;

use super::Service;
use crate::store::{Error, Result, Store};

const CLINIC: ClinicId = ClinicId(*b"vaidya self-test");

fn wrong(_: sync::Error) -> Error {
    Error::Damaged("the test's own seal")
}

impl<S: Store> Service<S> {
    pub async fn self_test(&self) -> Result<()> {
        // Not secret: whoever writes into this clinic gains nothing.
        let key = SigningKey::from_bytes(blake3::hash(b"vaidya self-test").as_bytes());
        let member = Member {
            desk: DeskNo(1),
            key: key.verifying_key().to_bytes(),
            exchange: [0; 32],
            may_administer: true,
        };
        let control = Control::new(CLINIC);
        let record = control.record(DeskNo(1), 0, Act::Found(member));
        let record = record.sign(CLINIC, &key).map_err(wrong)?;
        let founded = self.found(CLINIC, vec![record], None, 0).await;
        let Reply::Control { .. } = founded else {
            return Err(Error::Damaged("a clinic cannot be founded"));
        };
        let stream_key = StreamKey::new(Zeroizing::new([1; 32]));
        let sealing = Sealing {
            clinic: CLINIC,
            stream: Stream::MAIN,
            desk: DeskNo(1),
            log: LogId(1),
            no: 1,
            parent: Hash::NONE,
            first: 1,
            ops: &[vec![0x5a; 1_000]],
            schema: 1,
            opens: Some(Opens::First),
            witness: None,
            key: &stream_key,
            nonce: [2; 24],
            salt: [3; 16],
        };
        let mut bundle = Bundle::default();
        let seal = sealing.seal(&key).map_err(wrong)?;
        bundle.add(&seal.bytes, usize::MAX);
        let stream = Stream::MAIN;
        let put = Request::Put { stream, bundle: bundle.bytes };
        let Reply::Put { .. } = self.answer(CLINIC, DeskNo(1), put, 0).await else {
            return Err(Error::Damaged("a bundle is not taken"));
        };
        let log = Request::Log { stream, cursor: Cursor::default(), bytes_max: u32::MAX };
        let Reply::Page(page) = self.answer(CLINIC, DeskNo(1), log, 0).await else {
            return Err(Error::Damaged("a bundle does not come back"));
        };
        // An earlier version may have put it there in other bytes: the hash is the same.
        let first = page.bundles.first().map(Vec::as_slice).unwrap_or_default();
        let back = Bundle::seals(CLINIC, first).map_err(wrong)?;
        let is_back = back.first().is_some_and(|back| {
            back.hash == seal.hash && back.verify(CLINIC, key.verifying_key().as_bytes()).is_ok()
        });
        match is_back {
            true => self.blob_test().await,
            false => Err(Error::Damaged("not what was put")),
        }
    }

    async fn blob_test(&self) -> Result<()> {
        if self.bodies.is_none() {
            return Ok(());
        }
        let bytes = vec![0x5a; 1_000];
        let id = blob_id(CLINIC, &bytes);
        let put = Request::BlobPut { id, length: 1_000, part: 0, bytes: bytes.clone() };
        let Reply::Kept = self.answer(CLINIC, DeskNo(1), put, 0).await else {
            return Err(Error::Damaged("a blob is not taken"));
        };
        match self.answer(CLINIC, DeskNo(1), Request::BlobGet { id, part: 0 }, 0).await {
            Reply::BlobPart { bytes: back, .. } if back == bytes => Ok(()),
            // What the disk lost is forgotten by being asked for, and brought again.
            _ => Err(Error::Damaged("a blob does not come back")),
        }
    }
}
