//! A desk of the clinic lets a new computer in: it shows a word to type there, both show six
//! digits, a person says that they are the same, and the clinic's keys go over, sealed.

use std::sync::Arc;

use ::sync::meeting::{Opener, Secrets, Shown};
use ::sync::{Ledger, Reply, Request};
use cbor::Cbor;
use kernel::{Error, Nothing, Random, Result, RowId, Session, SystemRandom, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::restricted::DeviceReads;
use super::round::{RemoteRow, remotes};
use super::{Desk, Opened, code_of};
use crate::permissions::SYNC_MANAGE;
use crate::security::Device;
use crate::settings;
use crate::staff::Staff;

/// Numbers of the notes that the two computers leave for each other.
pub(super) const COMMITS: u8 = 1;
pub(super) const ANSWERS: u8 = 2;
pub(super) const SHOWS: u8 = 3;
pub(super) const GIVES: u8 = 4;

/// Without I, L, O, U: read aloud across a corridor.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const WORD: usize = 8;
const MINUTES: i64 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MeetStep {
    /// Nobody came yet.
    Waiting,
    /// Both computers show the digits.
    Digits,
    Done,
    /// Ten minutes are over, or somebody stood between.
    Over,
}

#[derive(Deserialize, TS)]
pub struct LetIn {
    /// The new computer may let in and send away others: where only one may and it breaks,
    /// nobody can.
    pub may_administer: bool,
    /// Confidential notes open on it.
    pub reads_confidential: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct MeetView {
    pub step: MeetStep,
    /// To be typed on the new computer.
    pub word: String,
    pub address: String,
    /// Address and word as a picture, for a new computer with a reader.
    pub png_base64: String,
    /// Of the server's key, to be compared by eye.
    pub fingerprint: String,
    pub digits: String,
    /// What the new computer calls itself.
    pub name: String,
}

pub(super) struct Meeting {
    word: String,
    row: RemoteRow,
    until: i64,
    opener: Option<Opener>,
    shown: Option<Shown>,
    view: MeetView,
}

pub(super) fn secrets() -> Secrets {
    let mut secrets = Secrets { ephemeral: Zeroizing::new([0; 32]), nonce: [0; 32] };
    SystemRandom.fill(&mut secrets.ephemeral[..]);
    SystemRandom.fill(&mut secrets.nonce);
    secrets
}

/// As it was typed: case, gaps and the letters that look like digits do not matter.
pub(super) fn plain_word(typed: &str) -> Option<String> {
    let mut word = String::new();
    for letter in typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        LETTERS.iter().any(|known| char::from(*known) == letter).then_some(())?;
        word.push(letter);
    }
    (word.len() == WORD).then_some(word)
}

fn new_word() -> String {
    let mut bytes = [0; WORD];
    SystemRandom.fill(&mut bytes);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
    bytes.iter().map(|byte| char::from(letter(byte))).collect()
}

impl Desk {
    /// An owner who has just proven to be there.
    pub(super) fn sync_owner(
        &self,
        token: Option<&str>,
        route: &str,
    ) -> Result<(Arc<Opened>, Session)> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.permitted(token, SYNC_MANAGE, route)?;
        opened.confirmed(token, self.now())?;
        if opened.is_demo {
            return Err(Error::conflict("errors-sync-demo"));
        }
        Ok((opened, session))
    }

    pub(in crate::desk) fn begin_meeting(&self, token: Option<&str>) -> Result<MeetView> {
        let (opened, session) = self.sync_owner(token, "desk.meet_begin")?;
        let row = opened.door.read(&Session::program(), remotes)?.into_iter().next();
        let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
        let replica = self.administering(&opened)?;
        self.put_back(replica);
        let word = new_word();
        let address = self.address_for_others(&row);
        let view = MeetView {
            step: MeetStep::Waiting,
            word: format!("{} {}", &word[..4], &word[4..]),
            png_base64: super::hub::picture(&format!("vaidya:{address}#{word}"))?,
            fingerprint: super::hub::groups(row.pin),
            address,
            digits: String::new(),
            name: String::new(),
        };
        let until = self.now() + MINUTES * 60_000;
        let meeting = Meeting { word, row, until, opener: None, shown: None, view: view.clone() };
        self.sync.inner().meeting = Some(meeting);
        opened.door.note(&session, What::Key, "desk.meet_begin", "")?;
        Ok(view)
    }

    /// How far it is; asked again every second.
    pub(in crate::desk) fn meeting(&self, token: Option<&str>) -> Result<MeetView> {
        let opened = self.active(token, "desk.touch")?;
        opened.permitted(token, SYNC_MANAGE, "desk.meet")?;
        let none = || Error::conflict("errors-sync-no-meeting");
        let mut meeting = self.sync.inner().meeting.take().ok_or_else(none)?;
        let gone = self.go_on(&mut meeting);
        let view = meeting.view.clone();
        self.sync.inner().meeting = Some(meeting);
        gone.map(|()| view)
    }

    fn go_on(&self, meeting: &mut Meeting) -> Result<()> {
        if matches!(meeting.view.step, MeetStep::Done | MeetStep::Over) {
            return Ok(());
        }
        if self.now() > meeting.until {
            meeting.view.step = MeetStep::Over;
            return Ok(());
        }
        let (wire, address) = (&self.options.wire, meeting.row.address.as_str());
        let place = meeting.word.clone().into_bytes();
        if meeting.opener.is_none() {
            let first = wire.fetch(address, &meeting.word, COMMITS).map_err(|f| f.error())?;
            let Some(first) = first else { return Ok(()) };
            let Ok((opener, answer)) = Opener::begin(&place, &first, &secrets()) else {
                meeting.view.step = MeetStep::Over;
                return Ok(());
            };
            wire.leave(address, &meeting.word, ANSWERS, &answer).map_err(|f| f.error())?;
            meeting.opener = Some(opener);
        }
        if meeting.shown.is_none() {
            let shown = wire.fetch(address, &meeting.word, SHOWS).map_err(|f| f.error())?;
            let (Some(shown), Some(opener)) = (shown, meeting.opener.as_mut()) else {
                return Ok(());
            };
            match opener.shown(&shown) {
                Ok((digits, shown)) => {
                    meeting.view.digits = digits;
                    meeting.view.name.clone_from(&shown.name);
                    meeting.view.step = MeetStep::Digits;
                    meeting.shown = Some(shown);
                }
                Err(_) => meeting.view.step = MeetStep::Over,
            }
        }
        Ok(())
    }

    pub(in crate::desk) fn stop_meeting(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let (session, _) = opened.held(token)?;
        self.sync.inner().meeting = None;
        opened.door.note(&session, What::Key, "desk.meet_stop", "")?;
        Ok(Nothing {})
    }

    /// The digits are the same: the computer becomes a desk of the clinic.
    pub(in crate::desk) fn finish_meeting(
        &self,
        token: Option<&str>,
        given: LetIn,
    ) -> Result<MeetView> {
        let (opened, session) = self.sync_owner(token, "desk.meet_give")?;
        let none = || Error::conflict("errors-sync-no-meeting");
        let mut meeting = self.sync.inner().meeting.take().ok_or_else(none)?;
        let given = self.between_rounds(|| self.give(&opened, &session, &mut meeting, &given));
        let view = meeting.view.clone();
        self.sync.inner().meeting = Some(meeting);
        given.map(|()| view)
    }

    fn give(
        &self,
        opened: &Arc<Opened>,
        session: &Session,
        meeting: &mut Meeting,
        given: &LetIn,
    ) -> Result<()> {
        let (Some(shown), Some(opener)) = (&meeting.shown, &meeting.opener) else {
            return Err(Error::conflict("errors-sync-no-digits"));
        };
        if meeting.view.step != MeetStep::Digits || self.now() > meeting.until {
            meeting.view.step = MeetStep::Over;
            return Err(Error::conflict("errors-sync-over"));
        }
        let at = self.options.clock.now().0;
        let replica = self.administering(opened)?;
        self.put_back(replica);
        if let Some((head, records)) = self.restricted_begun(opened)? {
            self.extend(opened, &meeting.row, head, &records)?;
        }
        let replica = self.replica(opened)?;
        let no = replica.control().next_desk();
        let member = ::sync::control::Member {
            desk: no,
            key: shown.key,
            exchange: shown.exchange,
            may_administer: given.may_administer,
        };
        let head = replica.control().head;
        let records = replica.enrol(member, at, &mut SystemRandom);
        self.put_back(replica);
        let records = records?;
        self.extend(opened, &meeting.row, head, &records)?;
        opened.door.write(session, |tx| {
            let device = Device {
                id: tx.new_id(),
                no: i64::from(no.0),
                code: code_of(no.0),
                name: device_name(&shown.name, no.0),
                version: String::new(),
                joined_at: tx.now(),
            };
            tx.insert(&device)?;
            tx.note(What::Key, "desk.meet_give", device.id, &device.code)
        })?;
        let gift = gift(opened, &meeting.row, no.0)?;
        let mut nonce = [0; 24];
        SystemRandom.fill(&mut nonce);
        let shut = opener.give(&gift, nonce).map_err(Error::internal)?;
        let (wire, row) = (&self.options.wire, &meeting.row);
        wire.leave(&row.address, &meeting.word, GIVES, &shut).map_err(|fault| fault.error())?;
        meeting.view.step = MeetStep::Done;
        if given.reads_confidential {
            let reads = DeviceReads { no: no.0, reads_confidential: true };
            // It is in all the same; the list of computers says where notes open.
            let _ = self.let_read(opened, &meeting.row, &reads);
        }
        self.nudge();
        Ok(())
    }

    /// Records that the server must take before they count here.
    pub(super) fn extend(
        &self,
        opened: &Arc<Opened>,
        row: &RemoteRow,
        head: ::sync::Hash,
        records: &[Vec<u8>],
    ) -> Result<()> {
        let replica = self.replica(opened)?;
        let desk = replica.desk();
        self.put_back(replica);
        let desk = desk.ok_or_else(|| Error::conflict("errors-sync-not-enrolled"))?;
        let sign = |message: &[u8]| self.signed(message);
        let line = super::Line {
            address: &row.address,
            pin: row.pin,
            clinic: super::clinic_of(opened),
            desk,
            sign: &sign,
        };
        let request = Request::Extend { head, records: records.to_vec() };
        let reply = self.options.wire.ask(&line, &request.encode()).map_err(|f| f.error())?;
        match Reply::decode(&reply) {
            Ok(Reply::Control { .. }) => {}
            Ok(Reply::Refused(refusal)) if refusal.why == ::sync::Why::ControlMoved => {
                self.nudge();
                return Err(Error::conflict("errors-sync-control"));
            }
            _ => return Err(super::WireFault::NotOurs.error()),
        }
        let mut replica = self.replica(opened)?;
        let admitted = replica.admit_all(records);
        self.put_back(replica);
        admitted
    }
}

fn device_name(name: &str, no: u16) -> String {
    match name.trim() {
        "" => format!("{no}"),
        name => name.to_owned(),
    }
}

/// What the new computer needs: the clinic's keys, its number, the way to the server, and
/// who may sign in.
fn gift(opened: &Arc<Opened>, row: &RemoteRow, no: u16) -> Result<Zeroizing<Vec<u8>>> {
    let keys = opened.vault().gift().map_err(super::of_vault)?;
    let program = Session::program();
    let (staff, clinic): (Vec<Staff>, Option<settings::Clinic>) =
        opened.door.read(&program, |read| {
            let sql = "SELECT * FROM staff WHERE ended IS NULL AND is_active = 1 ORDER BY name";
            Ok((read.all(sql, [])?, read.find(settings::CLINIC_ID)?))
        })?;
    let person = |staff: &Staff| {
        Cbor::Array(vec![Cbor::Text(staff.user.clone()), Cbor::Text(staff.name.clone())])
    };
    let pin = row.pin.map_or(Cbor::Null, |pin| Cbor::Bytes(pin.to_vec()));
    let gift = Cbor::Map(
        [
            (1, Cbor::Bytes(keys.to_vec())),
            (2, Cbor::Int(no.into())),
            (3, Cbor::Text(row.address.clone())),
            (4, pin),
            (5, Cbor::Array(staff.iter().filter(|staff| staff.is_owner()).map(person).collect())),
            (6, Cbor::Text(clinic.map(|clinic| clinic.name).unwrap_or_default())),
            (7, Cbor::Text(row.kind.clone())),
        ]
        .into(),
    );
    Ok(Zeroizing::new(gift.encode()))
}

/// This desk among the others, told once.
pub(super) fn add_own_device(tx: &mut Tx<'_>, no: u16, name: &str) -> Result<RowId> {
    let device = Device {
        id: tx.new_id(),
        no: i64::from(no),
        code: tx.desk(),
        name: device_name(name, no),
        version: env!("CARGO_PKG_VERSION").into(),
        joined_at: tx.now(),
    };
    tx.insert(&device)?;
    Ok(device.id)
}
