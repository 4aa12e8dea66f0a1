//! A desk's days of work as the sync sees them: a clinic of two desks, founded by the first,
//! and what it has sealed.

use std::sync::Arc;

use clinic::demo::{Seed, seed};
use ed25519_dalek::{Signer, SigningKey};
use kernel::{Door, Host, Result, SeededRandom, Session};
use replica::{Party, Replica};
use sync::{Bundle, ClinicId, DeskNo, Hash, Ledger, Remote, Stream, Zeroizing};

use crate::Any;
use crate::clinic_file::ClinicFile;

pub const CLINIC: ClinicId = ClinicId([7; 16]);
const PATIENTS: u32 = 400;
const DAYS: u32 = 60;

/// A desk that signs; nothing of a vault is needed.
pub struct Signing(SigningKey);

impl Signing {
    pub fn of(desk: u8) -> Self {
        Self(SigningKey::from_bytes(&[desk; 32]))
    }
}

impl Host for Signing {
    fn seal(&self) -> Arc<kernel::Seal> {
        Arc::new(kernel::Seal::open_to_all())
    }

    fn add_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn replace_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn remove_slot(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.0.sign(message).to_bytes())
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        Ok(self.0.verifying_key().to_bytes())
    }
}

pub fn said<T>(result: Result<T>) -> Any<T> {
    Ok(result.map_err(|error| error.to_string())?)
}

pub fn party(of: u8) -> Party {
    Party {
        clinic: CLINIC,
        exchange: Zeroizing::new([of | 128; 32]),
        key: SigningKey::from_bytes(&[of; 32]).verifying_key().to_bytes(),
        streams: vec![Stream::MAIN],
        schema: 1,
    }
}

/// The file of the first desk, with nothing done in it.
pub fn first_desk() -> Any<ClinicFile> {
    ClinicFile::signing(Arc::new(Signing::of(1)))
}

/// The demo's days; `after` each of them.
pub fn work(file: &ClinicFile, after: &mut dyn FnMut()) -> Any<()> {
    let (today, clock) =
        (said(file.door.read(&Session::program(), |r| Ok(r.today())))?, &file.clock);
    let plan =
        Seed { patients: PATIENTS, days: DAYS, seed: 7, today, has_wards: true, per_week: 60 };
    said(seed(&file.door, clock, &plan, &mut |_, _| after()))
}

/// The first desk founds the clinic and lets the second in.
pub fn founded<'a>(
    file: &'a ClinicFile,
    random: &mut SeededRandom,
) -> Any<(Replica<&'a Door>, Vec<Vec<u8>>)> {
    let mut one = said(Replica::open(&file.door, party(1)))?;
    said(one.found(0, random))?;
    let there = sync::control::Member {
        desk: DeskNo(2),
        key: party(2).key,
        exchange: sync::exchange_public(&party(2).exchange),
        may_administer: false,
    };
    let records = said(one.enrol(there, 0, random))?;
    said(one.admit_all(&records))?;
    let records = one.records_after(0).map_err(|fault| fault.0.to_string())?;
    Ok((one, records))
}

/// Everything sealed, as it goes to a server, and in how many seals.
pub fn bundles(one: &mut Replica<&Door>, random: &mut SeededRandom) -> Any<(Vec<Vec<u8>>, usize)> {
    said(one.seal_pending(random))?;
    let (mut bundles, mut seals) = (Vec::new(), 0);
    loop {
        let bundle =
            one.unsent(Remote(0), Stream::MAIN, usize::MAX).map_err(|f| f.0.to_string())?;
        if bundle.is_empty() {
            return Ok((bundles, seals));
        }
        let found = Bundle::seals(one.party().clinic, &bundle.bytes)?;
        let hashes: Vec<Hash> = found.iter().map(|seal| seal.hash).collect();
        seals += hashes.len();
        one.held(Remote(0), &hashes).map_err(|fault| fault.0.to_string())?;
        bundles.push(bundle.bytes);
    }
}
