//! This computer becomes a desk of a clinic that exists: the other side of `meet`.

use ::sync::Remote;
use ::sync::meeting::Newcomer;
use cbor::Cbor;
use kernel::{Error, Nothing, Result, Session, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Keeping, Key, PlaceState};
use zeroize::Zeroizing;

use super::meet::{ANSWERS, COMMITS, GIVES, SHOWS, plain_word, secrets};
use super::snapshot::{self, Arriving};
use super::{Desk, code_of};
use crate::api;
use crate::desk::errors::of_vault;
use crate::desk::host::slot_id;
use crate::desk::sign_in::SessionView;
use crate::forms;
use crate::staff::{OwnWords, staff_by_user};

/// The desk's number, until the control log tells it.
const EXPECTED: &str = "sync.desk";

#[derive(Deserialize, TS)]
pub struct BeginJoin {
    pub address: String,
    pub word: String,
    /// What people will call this computer.
    pub name: String,
}

#[derive(Deserialize, TS)]
pub struct FinishJoin {
    /// One of the owners, who will let the others in.
    pub user: String,
    pub password: String,
    pub keep_secret_in_file: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JoinStep {
    Waiting,
    Digits,
    /// The keys are here: an owner chooses a password.
    Ready,
    /// It belongs to the clinic: the records come.
    Arriving,
    Over,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct JoinPerson {
    pub user: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct JoinView {
    pub step: JoinStep,
    pub digits: String,
    pub clinic: String,
    pub owners: Vec<JoinPerson>,
    /// Of the key that answers at the address, to be compared by eye.
    pub fingerprint: String,
    pub arriving: Option<Arriving>,
}

#[derive(Serialize, TS)]
pub struct JoinDone {
    /// None while the owner's own record is still on its way: sign in as soon as it came.
    pub session: Option<SessionView>,
}

/// How long the first records are waited for.
const FIRST_MS: i64 = 20_000;
const LOOKS_MAX: usize = 400;

pub(super) struct Joining {
    address: String,
    word: String,
    newcomer: Newcomer,
    key: Key,
    exchange: Key,
    gift: Option<Gift>,
    has_answered: bool,
    view: JoinView,
}

struct Gift {
    keys: Zeroizing<Vec<u8>>,
    no: u16,
    address: String,
    kind: String,
    pin: Option<[u8; 32]>,
}

impl Desk {
    pub(super) fn only_empty(&self) -> Result<()> {
        match self.clinic_place().state().map_err(of_vault)? {
            PlaceState::Empty => Ok(()),
            PlaceState::Sealed { .. } => Err(Error::conflict("errors-vault-already-created")),
        }
    }

    pub(in crate::desk) fn begin_join(&self, given: BeginJoin) -> Result<JoinView> {
        self.only_empty()?;
        let address = forms::required("address", &given.address)?;
        let name = forms::required("name", &given.name)?;
        let word =
            plain_word(&given.word).ok_or_else(|| Error::invalid("word", "errors-sync-word"))?;
        let (key, exchange) = (Key::random(), Key::random());
        let public = ed25519_dalek::SigningKey::from_bytes(&key).verifying_key().to_bytes();
        let theirs = ::sync::exchange_public(&Zeroizing::new(*exchange));
        let schema = u32::try_from(api::MIGRATIONS.len()).map_err(Error::internal)?;
        let (newcomer, first) =
            Newcomer::begin(word.as_bytes(), (public, theirs), (&name, schema), &secrets());
        let wire = &self.options.wire;
        wire.leave(&address, &word, COMMITS, &first).map_err(|fault| {
            let mut error = fault.error();
            error.field = Some("address".into());
            error
        })?;
        let view = JoinView {
            step: JoinStep::Waiting,
            digits: String::new(),
            clinic: String::new(),
            owners: Vec::new(),
            fingerprint: super::hub::groups(wire.key(&address).ok().flatten()),
            arriving: None,
        };
        self.sync.inner().joining = Some(Joining {
            address,
            word,
            newcomer,
            key,
            exchange,
            gift: None,
            has_answered: false,
            view: view.clone(),
        });
        Ok(view)
    }

    pub(in crate::desk) fn joining(&self) -> Result<JoinView> {
        let entering = self.sync.inner().entering.clone();
        if let (Some(view), Some(opened)) = (entering, self.slot().clone()) {
            return Ok(JoinView { arriving: snapshot::arriving(&opened)?, ..view });
        }
        let none = || Error::conflict("errors-sync-no-meeting");
        let mut joining = self.sync.inner().joining.take().ok_or_else(none)?;
        let gone = self.come_on(&mut joining);
        let view = joining.view.clone();
        self.sync.inner().joining = Some(joining);
        gone.map(|()| view)
    }

    fn come_on(&self, joining: &mut Joining) -> Result<()> {
        let wire = &self.options.wire;
        if !joining.has_answered {
            let answer = wire.fetch(&joining.address, &joining.word, ANSWERS);
            let Some(answer) = answer.map_err(|fault| fault.error())? else { return Ok(()) };
            match joining.newcomer.answered(&answer) {
                Ok((digits, shown)) => {
                    wire.leave(&joining.address, &joining.word, SHOWS, &shown)
                        .map_err(|fault| fault.error())?;
                    joining.view.digits = digits;
                    joining.view.step = JoinStep::Digits;
                    joining.has_answered = true;
                }
                Err(_) => joining.view.step = JoinStep::Over,
            }
            return Ok(());
        }
        if joining.gift.is_none() {
            let shut = wire.fetch(&joining.address, &joining.word, GIVES);
            let Some(shut) = shut.map_err(|fault| fault.error())? else { return Ok(()) };
            let opened = joining.newcomer.receive(&shut).ok();
            match opened.and_then(|gift| read_gift(&gift, &mut joining.view).ok()) {
                Some(gift) => {
                    joining.gift = Some(gift);
                    joining.view.step = JoinStep::Ready;
                }
                None => joining.view.step = JoinStep::Over,
            }
        }
        Ok(())
    }

    pub(in crate::desk) fn stop_join(&self) -> Result<Nothing> {
        self.sync.inner().joining = None;
        Ok(Nothing {})
    }

    pub(in crate::desk) fn finish_join(&self, given: FinishJoin) -> Result<JoinDone> {
        self.only_empty()?;
        let none = || Error::conflict("errors-sync-no-meeting");
        let joining = self.sync.inner().joining.take().ok_or_else(none)?;
        if let Err(refused) = self.settle_in(&joining, &given) {
            self.sync.inner().joining = Some(joining);
            return Err(refused);
        }
        let view = JoinView { step: JoinStep::Arriving, ..joining.view };
        self.sync.inner().entering = Some(view);
        let session = self.first_session(&given.user);
        self.sync.inner().entering = None;
        Ok(JoinDone { session: session? })
    }

    /// Lets the owner in as soon as the owner's record is here.
    fn first_session(&self, user: &str) -> Result<Option<SessionView>> {
        let (user, began) = (user.trim().to_lowercase(), self.now());
        for _ in 0..LOOKS_MAX {
            let wait = self.sync()?;
            let Some(opened) = self.slot().clone() else { return Ok(None) };
            let is_here =
                opened.door.read(&Session::program(), |read| staff_by_user(read, &user))?.is_some();
            if is_here {
                return opened.sign_in_as(&user, self.now()).map(Some);
            }
            drop(opened);
            if self.now() - began > FIRST_MS {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(wait.clamp(5, 100).unsigned_abs()));
        }
        Ok(None)
    }

    fn settle_in(&self, joining: &Joining, given: &FinishJoin) -> Result<()> {
        let gift = joining.gift.as_ref().ok_or_else(|| Error::conflict("errors-sync-no-digits"))?;
        let user = given.user.trim().to_lowercase();
        if !joining.view.owners.iter().any(|owner| owner.user == user) {
            return Err(Error::invalid("user", "errors-unknown-choice").with("choice", &user));
        }
        let keeping = match given.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        let names = joining.view.owners.iter().filter(|owner| owner.user == user);
        let mut words: Vec<&str> = names.map(|owner| owner.name.as_str()).collect();
        words.push(&joining.view.clinic);
        let words = OwnWords::new(&user, None, None).and(&words);
        words.check_beside(keeping, &given.password)?;
        let place = self.clinic_place();
        let secrets = self.secrets(&place, keeping);
        // The slot is named after the clinic's id, which is in the keys.
        let clinic = vault_clinic(&gift.keys)?;
        let vault = place
            .join(
                &gift.keys,
                (&joining.key, &joining.exchange),
                (secrets.as_ref(), keeping),
                (slot_id(clinic, &user), &given.password),
                self.options.kdf,
            )
            .map_err(of_vault)?;
        let opened = self.open_clinic(&place, vault, keeping, false, self.clock())?;
        opened.door.take_code(&code_of(gift.no))?;
        opened.door.note(&Session::program(), What::Key, "desk.join_finish", "")?;
        opened.door.write(&Session::program(), |tx| {
            tx.keep_here(EXPECTED, Some(&gift.no.to_string()))?;
            // A hub is where this computer found it: its own desk knows it by another address.
            let is_hub = gift.kind == super::hub::HUB;
            let address = if is_hub { &joining.address } else { &gift.address };
            super::server::keep_remote(tx, Remote(0), &gift.kind, address, gift.pin)
        })?;
        self.adopt(opened);
        self.nudge();
        Ok(())
    }

    pub(super) fn expected_desk(&self) -> Result<Option<::sync::DeskNo>> {
        let Some(opened) = self.slot().clone() else { return Ok(None) };
        let kept = opened.door.read(&Session::program(), |read| read.kept_here(EXPECTED))?;
        Ok(kept.and_then(|no| no.parse().ok()).map(::sync::DeskNo))
    }
}

fn vault_clinic(gift: &[u8]) -> Result<[u8; 16]> {
    vault::clinic_of_gift(gift).map_err(of_vault)
}

fn read_gift(gift: &[u8], view: &mut JoinView) -> Result<Gift> {
    let mut map = Cbor::decode(gift)?.into_map()?;
    let mut need = |key: u64| map.remove(&key).ok_or_else(|| Error::internal("a gift without"));
    let keys = Zeroizing::new(need(1)?.into_bytes()?);
    let no = u16::try_from(need(2)?.into_int()?).map_err(Error::internal)?;
    let address = need(3)?.into_text()?;
    let pin = match need(4)? {
        Cbor::Null => None,
        pin => Some(pin.into_bytes()?.try_into().map_err(|_| Error::internal("a pin"))?),
    };
    view.owners = need(5)?
        .into_array()?
        .into_iter()
        .map(|person| {
            let mut parts = person.into_array()?.into_iter();
            let mut text = || parts.next().unwrap_or(Cbor::Null).into_text();
            Ok(JoinPerson { user: text()?, name: text()? })
        })
        .collect::<Result<_>>()?;
    view.clinic = need(6)?.into_text()?;
    let kind = need(7)?.into_text()?;
    Ok(Gift { keys, no, address, kind, pin })
}
