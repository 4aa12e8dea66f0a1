//! A cable that can be bad: it stands between desks and their server, and cuts, delays and
//! drops what goes over it, as its weather and its seed will.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair = 0,
    /// Connections die after some bytes, or answer late.
    Rough = 1,
    /// Connections are taken and dropped at once.
    Down = 2,
}

/// Splitmix64: spread well from any seed, and the same each time.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

#[derive(Default)]
struct Shared {
    weather: AtomicU8,
    is_over: AtomicBool,
    taken: AtomicU64,
    cut: AtomicU64,
}

pub struct Cable {
    pub at: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

/// What becomes of one connection in rough weather.
#[derive(Clone, Copy)]
struct Fate {
    /// After so many bytes, both ways together.
    cut_after: u64,
    delay_ms: u64,
}

impl Cable {
    pub fn lay(server: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (at, shared) = (listener.local_addr().unwrap(), Arc::new(Shared::default()));
        let all = shared.clone();
        let chance = Mutex::new(Chance::new(seed));
        let listener = std::thread::spawn(move || {
            while !all.is_over.load(Ordering::SeqCst) {
                let Ok((desk, _)) = listener.accept() else {
                    std::thread::sleep(Duration::from_millis(3));
                    continue;
                };
                all.taken.fetch_add(1, Ordering::SeqCst);
                carry(desk, server, fate(&mut chance.lock().unwrap()), &all);
            }
        });
        Self { at, shared, listener: Some(listener) }
    }

    pub fn set(&self, weather: Weather) {
        self.shared.weather.store(weather as u8, Ordering::SeqCst);
    }

    /// Connections so far, and how many of them this cable cut.
    pub fn counts(&self) -> (u64, u64) {
        (self.shared.taken.load(Ordering::SeqCst), self.shared.cut.load(Ordering::SeqCst))
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        let _ = self.listener.take().map(JoinHandle::join);
    }
}

/// Five of six are cut, anywhere between the first byte and some frames; some are slow.
fn fate(chance: &mut Chance) -> Fate {
    let cut_after = match chance.below(6) {
        0 => chance.below(600),
        1 | 2 => chance.below(6_000),
        3 | 4 => chance.below(20_000),
        _ => u64::MAX,
    };
    let delay_ms = if chance.below(3) == 0 { chance.below(250) } else { 0 };
    Fate { cut_after, delay_ms }
}

fn carry(desk: TcpStream, server: SocketAddr, fate: Fate, shared: &Arc<Shared>) {
    if shared.weather.load(Ordering::SeqCst) == Weather::Down as u8 {
        shared.cut.fetch_add(1, Ordering::SeqCst);
        return;
    }
    let Ok(server) = TcpStream::connect(server) else { return };
    let passed = Arc::new(AtomicU64::new(0));
    for (from, to) in [(&desk, &server), (&server, &desk)] {
        let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let (passed, shared) = (passed.clone(), shared.clone());
        std::thread::spawn(move || {
            pump(&from, &to, fate, &passed, &shared);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}

fn pump(mut from: &TcpStream, mut to: &TcpStream, fate: Fate, passed: &AtomicU64, all: &Shared) {
    let _ = from.set_nonblocking(false);
    let _ = (from.set_read_timeout(Some(Duration::from_millis(50))), to.set_nodelay(true));
    let mut piece = [0; 4096];
    while !all.is_over.load(Ordering::SeqCst) {
        let weather = all.weather.load(Ordering::SeqCst);
        if weather == Weather::Down as u8 {
            all.cut.fetch_add(1, Ordering::SeqCst);
            return;
        }
        let got = match from.read(&mut piece) {
            Ok(0) => return,
            Ok(got) => got,
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
            Err(_) => return,
        };
        let mut goes = got;
        if weather == Weather::Rough as u8 {
            std::thread::sleep(Duration::from_millis(fate.delay_ms));
            let before = passed.fetch_add(got as u64, Ordering::SeqCst);
            let room = fate.cut_after.saturating_sub(before);
            goes = got.min(usize::try_from(room).unwrap_or(usize::MAX));
        }
        if to.write_all(&piece[..goes]).is_err() {
            return;
        }
        if goes < got {
            all.cut.fetch_add(1, Ordering::SeqCst);
            return;
        }
    }
}
