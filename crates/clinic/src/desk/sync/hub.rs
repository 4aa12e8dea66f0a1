//! This computer as the clinic's hub, and the way to the hub of the clinic. Who runs the desk
//! brings the hub; the desk says when it runs, and opens no socket.

use std::sync::Arc;

use ::sync::{ClinicId, Remote};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Nothing, Result, Session, Timestamp, What, hex};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::PlaceState;

use super::home::Place;
use super::round::{RemoteRow, remotes};
use super::server::Bringing;
use super::successor::Successor;
use super::{Desk, Opened, WireFault, clinic_of};
use crate::forms;
use crate::permissions::SYNC_MANAGE;

pub(super) const HUB: &str = "hub";
/// The one server or hub of the clinic.
pub(super) const SERVER: Remote = Remote(0);
const PICTURE_PX: u32 = 240;
/// Voices in the network that are tried in one look: anybody may shout.
const TRIES_MAX: usize = 4;
/// A hub that is gone is looked for this often.
const LOOK_MS: i64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubFault {
    /// This port and those after it belong to other programs.
    Ports,
    /// Another Vaidya on this computer is the hub already.
    Elsewhere,
    Full,
    /// The folder may not be written.
    Denied,
    /// What lies in the hub's folder cannot be read.
    Broken,
    /// It was the hub of a clinic that is not the one of this computer.
    OtherClinic,
    /// This program cannot be a hub.
    Never,
}

impl HubFault {
    pub fn words(self) -> &'static str {
        match self {
            HubFault::Ports => "errors-hub-ports",
            HubFault::Elsewhere => "errors-hub-elsewhere",
            HubFault::Full => "errors-hub-full",
            HubFault::Denied => "errors-hub-denied",
            HubFault::Broken => "errors-hub-broken",
            HubFault::OtherClinic => "errors-hub-other-clinic",
            HubFault::Never => "errors-hub-never",
        }
    }

    fn error(self) -> Error {
        Error::conflict(self.words())
    }
}

/// How a hub that runs is reached on this computer, and known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HubAt {
    pub port: u16,
    /// SHA-256 of its TLS key.
    pub pin: [u8; 32],
}

#[derive(Clone, Debug, Default)]
pub struct HubState {
    /// What the switch says.
    pub is_on: bool,
    /// `address:port` of this computer in each network that it is in.
    pub addresses: Vec<String>,
    /// Whether the network is told; without it people type the address.
    pub is_announced: bool,
    pub fault: Option<HubFault>,
    /// Each desk's number and when it last showed who it is, in milliseconds since 1970.
    pub seen: Vec<(u16, i64)>,
}

pub trait Hub: Send + Sync {
    /// From now on, and whenever the program starts again, this computer serves the clinic.
    fn turn_on(&self, clinic: ClinicId) -> std::result::Result<HubAt, HubFault>;
    fn turn_off(&self) -> std::result::Result<(), HubFault>;
    /// Makes true what the switch says, as far as it can be.
    fn tend(&self, clinic: ClinicId);
    fn serving(&self) -> Option<HubAt>;
    fn state(&self) -> HubState;
    /// Addresses of hubs of whatever clinic that were heard in this network.
    fn heard(&self) -> Vec<String>;
    /// Those that speak as hubs of this clinic. Their key is the only proof.
    fn ours(&self, clinic: ClinicId) -> Vec<String>;
}

/// For desks that are never a hub and hear none.
pub struct NoHub;

impl NoHub {
    pub fn shared() -> Arc<dyn Hub> {
        Arc::new(Self)
    }
}

impl Hub for NoHub {
    fn turn_on(&self, _: ClinicId) -> std::result::Result<HubAt, HubFault> {
        Err(HubFault::Never)
    }

    fn turn_off(&self) -> std::result::Result<(), HubFault> {
        Ok(())
    }

    fn tend(&self, _: ClinicId) {}

    fn serving(&self) -> Option<HubAt> {
        None
    }

    fn state(&self) -> HubState {
        HubState::default()
    }

    fn heard(&self) -> Vec<String> {
        Vec::new()
    }

    fn ours(&self, _: ClinicId) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Deserialize, TS)]
pub struct TurnHub {
    pub is_on: bool,
    /// What people call this computer; asked once.
    pub name: String,
    /// The hub of the clinic is lost, or the clinic leaves its server: this computer takes the
    /// place.
    pub is_instead: bool,
}

#[derive(Serialize, TS)]
pub struct SeenDesk {
    pub no: u16,
    pub at: Timestamp,
}

#[derive(Serialize, TS)]
pub struct HubView {
    pub is_on: bool,
    pub is_serving: bool,
    /// To be typed on other computers; the first is the likeliest.
    pub addresses: Vec<String>,
    pub is_announced: bool,
    /// The first address as a picture, for a computer with a reader.
    pub png_base64: String,
    /// Of the hub's key, to be compared by eye; empty where no hub is known.
    pub fingerprint: String,
    /// A message id; empty while all is well.
    pub fault: String,
    pub seen: Vec<SeenDesk>,
    pub successor: Option<Successor>,
}

#[derive(Serialize, TS)]
pub struct HubNear {
    pub address: String,
}

/// Eighty bits of a hub's key, as two people read them to each other.
pub(super) fn groups(pin: Option<[u8; 32]>) -> String {
    let Some(pin) = pin else { return String::new() };
    let text = hex(&pin);
    let groups: Vec<&str> = (0..5).filter_map(|at| text.get(at * 4..at * 4 + 4)).collect();
    groups.join(" ")
}

pub(super) fn picture(text: &str) -> Result<String> {
    let png = documents::qr_png(text, PICTURE_PX).map_err(Error::internal)?;
    Ok(STANDARD.encode(png))
}

impl Desk {
    /// Called when the program starts and again and again, whoever is signed in or nobody.
    pub fn tend_hub(&self) {
        if let Ok(PlaceState::Sealed { clinic_id, .. }) = self.clinic_place().state() {
            self.options.hub.tend(ClinicId(clinic_id));
        }
    }

    pub(in crate::desk) fn hub_view(&self, token: Option<&str>) -> Result<HubView> {
        let opened = self.active(token, "desk.hub")?;
        opened.permitted(token, SYNC_MANAGE, "desk.hub")?;
        let row = opened.door.read(&Session::program(), remotes)?.into_iter().next();
        let (state, serving) = (self.options.hub.state(), self.options.hub.serving());
        let successor = self.successor(row.as_ref());
        let pin = row.filter(|row| row.kind == HUB).and_then(|row| row.pin);
        let png_base64 = match state.addresses.first() {
            Some(address) if serving.is_some() => picture(address)?,
            _ => String::new(),
        };
        let seen = state.seen.into_iter().map(|(no, at)| SeenDesk { no, at: Timestamp(at) });
        Ok(HubView {
            is_on: state.is_on,
            is_serving: serving.is_some(),
            addresses: state.addresses,
            is_announced: state.is_announced,
            png_base64,
            fingerprint: groups(serving.map(|at| at.pin).or(pin)),
            fault: state.fault.map(HubFault::words).unwrap_or_default().into(),
            seen: seen.collect(),
            successor,
        })
    }

    pub(in crate::desk) fn turn_hub(&self, token: Option<&str>, given: TurnHub) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.turn_hub")?;
        match given.is_on {
            true => self.begin_hub(&opened, &session, &given)?,
            false => self.options.hub.turn_off().map_err(HubFault::error)?,
        }
        let detail = if given.is_on { "on" } else { "off" };
        opened.door.note(&session, What::Key, "desk.turn_hub", detail)?;
        self.nudge();
        Ok(Nothing {})
    }

    fn begin_hub(&self, opened: &Arc<Opened>, session: &Session, given: &TurnHub) -> Result<()> {
        let (hub, clinic) = (&self.options.hub, clinic_of(opened));
        self.between_rounds(|| {
            let row = opened.door.read(session, remotes)?.into_iter().next();
            let name = match &row {
                Some(row) if row.kind != HUB && !given.is_instead => {
                    return Err(Error::conflict("errors-hub-has-server"));
                }
                Some(_) => String::new(),
                None => forms::required("name", &given.name)?,
            };
            let was_on = hub.state().is_on;
            let at = hub.turn_on(clinic).map_err(HubFault::error)?;
            let begun = match row {
                Some(row) if row.pin == Some(at.pin) => Ok(()),
                Some(_) if given.is_instead => self.take_place(opened, session, at),
                Some(_) => Err(Error::conflict("errors-hub-other")),
                None => {
                    let address = own_address(at);
                    let bringing =
                        Bringing { kind: HUB, address: &address, name: &name, invitation: "" };
                    self.bring(opened, session, &bringing)
                }
            };
            if begun.is_err() && !was_on {
                // A switch that did not do its work is not on.
                let _ = hub.turn_off();
            }
            begun
        })
    }

    /// The others hear of it at the old place while that answers; from a hub that is lost they
    /// follow by hand.
    fn take_place(&self, opened: &Arc<Opened>, session: &Session, at: HubAt) -> Result<()> {
        let own = own_address(at);
        self.begin_at(opened, &own, "")?;
        let to = self.options.hub.state().addresses.into_iter().next().unwrap_or(own);
        self.move_to(opened, session, &Place { kind: HUB, address: &to, pin: Some(at.pin) })
    }

    /// A computer without a clinic looks around.
    pub(in crate::desk) fn hubs_near(&self) -> Result<Vec<HubNear>> {
        self.only_empty()?;
        let heard = self.options.hub.heard();
        Ok(heard.into_iter().map(|address| HubNear { address }).collect())
    }

    /// What people type on another computer to come to this desk's server.
    pub(super) fn address_for_others(&self, row: &RemoteRow) -> String {
        let serves = |at: HubAt| Some(at.pin) == row.pin;
        let own = self.options.hub.serving().filter(|at| row.kind == HUB && serves(*at));
        let first = own.and_then(|_| self.options.hub.state().addresses.into_iter().next());
        first.unwrap_or_else(|| row.address.clone())
    }

    /// Follows a hub that has moved: known by its key, not by its address.
    pub(super) fn where_they_are(
        &self,
        opened: &Arc<Opened>,
        mut rows: Vec<RemoteRow>,
    ) -> Result<Vec<RemoteRow>> {
        for row in rows.iter_mut().filter(|row| row.kind == HUB) {
            let Some(address) = self.moved_to(row, clinic_of(opened)) else { continue };
            opened.door.write(&Session::program(), |tx| {
                let moved = rusqlite::params![row.id, address];
                tx.conn().execute("UPDATE remote SET address = ?2 WHERE id = ?1", moved)?;
                tx.note(What::Command, "desk.hub_moved", None, &address)
            })?;
            row.address = address;
            self.nudge();
        }
        Ok(rows)
    }

    fn moved_to(&self, row: &RemoteRow, clinic: ClinicId) -> Option<String> {
        let hub = &self.options.hub;
        if let Some(at) = hub.serving().filter(|at| Some(at.pin) == row.pin) {
            return Some(own_address(at)).filter(|own| *own != row.address);
        }
        let told = self.sync.inner().faults.get(&row.id).copied()?;
        let gone = [WireFault::Away, WireFault::OtherKey, WireFault::NotOurs];
        if !gone.iter().any(|fault| fault.words() == told) {
            return None;
        }
        if self.now() < self.sync.inner().look_at {
            return None;
        }
        self.sync.inner().look_at = self.now() + LOOK_MS;
        let (same, others): (Vec<String>, Vec<String>) =
            hub.ours(clinic).into_iter().partition(|address| *address == row.address);
        let (mut found, mut successor) = (None, None);
        for address in others.into_iter().take(TRIES_MAX) {
            match self.options.wire.key(&address) {
                Ok(key) if key.is_some() && key == row.pin => found = Some(address),
                Ok(Some(other)) => successor = Some((address, other)),
                Ok(None) | Err(_) => {}
            }
        }
        self.sync.inner().successor = successor.filter(|_| found.is_none());
        if found.is_none() && !same.is_empty() {
            // It may speak again where it was: its turn does not wait for the end of a silence.
            self.nudge();
        }
        found
    }
}

pub(super) fn own_address(at: HubAt) -> String {
    format!("127.0.0.1:{}", at.port)
}
