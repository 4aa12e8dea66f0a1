//! The switch, and what follows from it.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clinic::desk::{Hub, HubAt, HubFault, HubState};
use sync::ClinicId;

use crate::air::{Air, Voice};
use crate::kept::{Kept, lock, make};
use crate::serving::Serving;

/// As that of a server; those after it where it is taken.
const PORT: u16 = 8443;

pub struct LanHub {
    folder: PathBuf,
    first_port: u16,
    air: Arc<dyn Air>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    serving: Option<Serving>,
    is_announced: bool,
    fault: Option<HubFault>,
}

impl LanHub {
    /// `desk`: where everything of this desk lies. The hub has a folder of its own in it, so
    /// that a clinic that is restored beside it finds its hub as it was.
    pub fn new(desk: &Path, air: Arc<dyn Air>) -> Self {
        Self::from_port(desk, air, PORT)
    }

    pub fn from_port(desk: &Path, air: Arc<dyn Air>, first_port: u16) -> Self {
        Self { folder: desk.join("hub"), first_port, air, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves; the port is the one of the last time where that is free.
    fn start(&self, inner: &mut Inner, clinic: ClinicId) -> Result<HubAt, HubFault> {
        if let Some(serving) = inner.serving.as_ref().filter(|serving| serving.is_running()) {
            return Ok(serving.at);
        }
        inner.serving = None;
        make(&self.folder)?;
        let held = lock(&self.folder)?;
        let kept = Kept::read(&self.folder)?;
        if kept.is_on && !kept.is_of(clinic) {
            return Err(HubFault::OtherClinic);
        }
        let port = if kept.port == 0 { self.first_port } else { kept.port };
        let serving = match Serving::start(&self.folder, clinic, port, held) {
            // Everything near the old place is taken: from the beginning again.
            Err(HubFault::Ports) if port != self.first_port => {
                let held = lock(&self.folder)?;
                Serving::start(&self.folder, clinic, self.first_port, held)?
            }
            serving => serving?,
        };
        let at = serving.at;
        Kept { is_on: true, clinic: clinic.0, port: at.port }.write(&self.folder)?;
        inner.serving = Some(serving);
        let mut nonce = [0; 16];
        let is_drawn = getrandom::fill(&mut nonce).is_ok();
        inner.is_announced = is_drawn && self.air.say(at.port, Voice::of(clinic, nonce));
        Ok(at)
    }
}

impl Drop for LanHub {
    fn drop(&mut self) {
        self.air.hush();
    }
}

/// Of this computer in its networks, as others type it.
fn addresses(port: u16) -> Vec<String> {
    let found = if_addrs::get_if_addrs().unwrap_or_default().into_iter();
    let found = found.filter(|interface| !interface.is_loopback());
    typed(found.map(|interface| (interface.name.clone(), interface.ip())).collect(), port)
}

/// The short ones before the long ones, those of the house before those of the world, and of a
/// bare cable last. What means something on one cable alone cannot be typed elsewhere.
fn typed(mut found: Vec<(String, IpAddr)>, port: u16) -> Vec<String> {
    let is_of_house = |ip: &IpAddr| match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    };
    let is_of_cable = |ip: &IpAddr| matches!(ip, IpAddr::V4(ip) if ip.is_link_local());
    found.retain(|(_, ip)| !matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local()));
    found.sort_by_key(|(name, ip)| {
        (is_of_cable(ip), ip.is_ipv6(), !is_of_house(ip), name.clone(), *ip)
    });
    found.into_iter().map(|(_, ip)| SocketAddr::new(ip, port).to_string()).collect()
}

impl Hub for LanHub {
    fn turn_on(&self, clinic: ClinicId) -> Result<HubAt, HubFault> {
        let mut inner = self.inner();
        let started = self.start(&mut inner, clinic);
        inner.fault = started.err();
        started
    }

    fn turn_off(&self) -> Result<(), HubFault> {
        let mut inner = self.inner();
        self.air.hush();
        inner.serving = None;
        (inner.is_announced, inner.fault) = (false, None);
        if !self.folder.exists() {
            return Ok(());
        }
        let kept = Kept::read(&self.folder)?;
        Kept { is_on: false, ..kept }.write(&self.folder)
    }

    fn tend(&self, clinic: ClinicId) {
        let mut inner = self.inner();
        match Kept::read(&self.folder) {
            Ok(kept) if kept.is_on => inner.fault = self.start(&mut inner, clinic).err(),
            Ok(_) => inner.fault = None,
            Err(fault) => inner.fault = Some(fault),
        }
    }

    fn serving(&self) -> Option<HubAt> {
        let inner = self.inner();
        let serving = inner.serving.as_ref().filter(|serving| serving.is_running());
        serving.map(|serving| serving.at)
    }

    fn state(&self) -> HubState {
        let inner = self.inner();
        let serving = inner.serving.as_ref().filter(|serving| serving.is_running());
        HubState {
            is_on: Kept::read(&self.folder).is_ok_and(|kept| kept.is_on),
            addresses: serving.map(|serving| addresses(serving.at.port)).unwrap_or_default(),
            is_announced: inner.is_announced && serving.is_some(),
            fault: inner.fault,
            seen: serving.map(Serving::seen).unwrap_or_default(),
        }
    }

    fn heard(&self) -> Vec<String> {
        let mut heard: Vec<String> =
            self.air.heard().into_iter().map(|(address, _)| address).collect();
        heard.dedup();
        heard
    }

    fn ours(&self, clinic: ClinicId) -> Vec<String> {
        let heard = self.air.heard().into_iter().filter(|(_, voice)| voice.is_of(clinic));
        heard.map(|(address, _)| address).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_as_they_are_typed_the_likely_ones_first() {
        let of = |name: &str, ip: &str| (name.to_owned(), ip.parse().unwrap());
        let found = vec![
            of("lan0", "fe80::1"),
            of("lan0", "2001:db8::7"),
            of("lan0", "fd00::7"),
            of("cable", "169.254.3.4"),
            of("world", "203.0.113.9"),
            of("lan0", "192.168.1.20"),
        ];
        let wanted = [
            "192.168.1.20:8443",
            "203.0.113.9:8443",
            "[fd00::7]:8443",
            "[2001:db8::7]:8443",
            "169.254.3.4:8443",
        ];
        assert_eq!(typed(found, 8443), wanted);
    }
}
