//! mDNS: `_vaidya._tcp`, under a drawn name. Neither the clinic's nor the computer's is said.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mdns_sd::{
    IfKind, Receiver, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo,
};

use crate::air::{Air, Voice};

const KIND: &str = "_vaidya._tcp.local.";
const NONCE: &str = "n";
const MARK: &str = "m";
/// A network full of voices fills no memory.
const HEARD_MAX: usize = 64;

#[derive(Default)]
pub struct Multicast {
    inner: Mutex<Inner>,
    is_on_loopback: bool,
}

#[derive(Default)]
struct Inner {
    daemon: Option<ServiceDaemon>,
    events: Option<Receiver<ServiceEvent>>,
    heard: BTreeMap<String, Vec<(String, Voice)>>,
    said: Option<String>,
}

impl Multicast {
    /// Inside this computer and nowhere else, for tests.
    pub fn on_loopback() -> Self {
        Self { is_on_loopback: true, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sockets are opened when they are first needed, and by few programs ever.
    fn daemon(&self, inner: &mut Inner) -> Option<ServiceDaemon> {
        if inner.daemon.is_none() {
            let daemon = ServiceDaemon::new().ok()?;
            if self.is_on_loopback {
                daemon.disable_interface(IfKind::All).ok()?;
                daemon.enable_interface(IfKind::LoopbackV4).ok()?;
            }
            inner.daemon = Some(daemon);
        }
        inner.daemon.clone()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(text: Option<&str>) -> Option<[u8; 16]> {
    let text = text.filter(|text| text.len() == 32 && text.is_ascii())?;
    let mut bytes = [0; 16];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Where it can be met. What means something on one cable alone names no cable here: it is
/// left out, and so is another computer's own loopback.
fn met(found: &ResolvedService, with_loopback: bool) -> Vec<SocketAddr> {
    let of = |ip: IpAddr| SocketAddr::new(ip, found.get_port());
    let all = found.get_addresses().iter().map(ScopedIp::to_ip_addr);
    let mut met: Vec<SocketAddr> = all.filter(|ip| is_met(ip, with_loopback)).map(of).collect();
    // Those of IPv4 first.
    met.sort();
    met
}

fn is_met(ip: &IpAddr, with_loopback: bool) -> bool {
    let is_of_cable = matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local());
    !is_of_cable && (with_loopback || !ip.is_loopback())
}

fn read(found: &ResolvedService, with_loopback: bool) -> Vec<(String, Voice)> {
    let text = |key: &str| bytes(found.get_property_val_str(key));
    let (Some(nonce), Some(mark)) = (text(NONCE), text(MARK)) else { return Vec::new() };
    let voice = Voice { nonce, mark };
    let met = met(found, with_loopback).into_iter();
    met.map(|address| (address.to_string(), voice)).collect()
}

impl Air for Multicast {
    fn say(&self, port: u16, voice: Voice) -> bool {
        self.hush();
        let mut inner = self.inner();
        let Some(daemon) = self.daemon(&mut inner) else { return false };
        let name = hex(&voice.mark);
        let host = format!("{name}.local.");
        let (nonce, mark) = (hex(&voice.nonce), hex(&voice.mark));
        let words = [(NONCE, nonce.as_str()), (MARK, mark.as_str())];
        // Addresses are those of the moment, and follow when the router gives others.
        let info = ServiceInfo::new(KIND, &name, &host, "", port, &words[..]);
        let Ok(info) = info.map(ServiceInfo::enable_addr_auto) else { return false };
        let full = info.get_fullname().to_owned();
        let is_said = daemon.register(info).is_ok();
        inner.said = is_said.then_some(full);
        is_said
    }

    fn hush(&self) {
        let mut inner = self.inner();
        let Some(said) = inner.said.take() else { return };
        if let Some(daemon) = &inner.daemon
            && let Ok(done) = daemon.unregister(&said)
        {
            // The goodbye goes out before the program ends.
            let _ = done.recv_timeout(std::time::Duration::from_millis(500));
        }
    }

    fn heard(&self) -> Vec<(String, Voice)> {
        let mut inner = self.inner();
        if inner.events.is_none() {
            let Some(daemon) = self.daemon(&mut inner) else { return Vec::new() };
            inner.events = daemon.browse(KIND).ok();
        }
        let Some(events) = inner.events.clone() else { return Vec::new() };
        while let Ok(event) = events.try_recv() {
            match event {
                ServiceEvent::ServiceResolved(found) if inner.heard.len() < HEARD_MAX => {
                    let voices = read(&found, self.is_on_loopback);
                    inner.heard.insert(found.get_fullname().to_owned(), voices);
                }
                ServiceEvent::ServiceRemoved(_, name) => {
                    inner.heard.remove(&name);
                }
                _ => {}
            }
        }
        inner.heard.values().flatten().cloned().collect()
    }
}

impl Drop for Multicast {
    fn drop(&mut self) {
        self.hush();
        if let Some(daemon) = self.inner().daemon.take() {
            let _ = daemon.shutdown();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_said_and_junk_is_nobody() {
        let mark = [0xa7; 16];
        assert_eq!(bytes(Some(&hex(&mark))), Some(mark));
        for junk in [None, Some(""), Some("zz"), Some("zz3456789012345678901234567890zz")] {
            assert_eq!(bytes(junk), None);
        }
        assert_eq!(bytes(Some("ééééééééééééééééé")), None);
    }

    #[test]
    fn an_address_without_its_cable_is_left_out() {
        let is_met = |ip: &str, with_loopback| is_met(&ip.parse().unwrap(), with_loopback);
        assert!(is_met("192.168.1.20", false) && is_met("fd00::7", false));
        assert!(!is_met("fe80::1", false) && !is_met("fe80::1", true));
        assert!(!is_met("127.0.0.1", false) && !is_met("::1", false) && is_met("::1", true));
    }
}
