//! A long line on this one computer: so many bits a second each way, all connections
//! together, and so long on the way.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Any;

/// What lies before a narrow line at most, as in a small router.
const QUEUE: Duration = Duration::from_millis(250);
const PIECE: usize = 1_448;
/// Pieces that are on their way at once.
const FLYING: usize = 512;

/// As fast as this computer.
pub const NEAR: Shape = Shape { bits_a_second: None, round_trip: Duration::ZERO };

#[derive(Clone, Copy)]
pub struct Shape {
    /// None is as fast as this computer.
    pub bits_a_second: Option<f64>,
    /// There and back.
    pub round_trip: Duration,
}

/// One way of the line.
struct Way {
    shape: Mutex<Shape>,
    free_at: Mutex<Instant>,
    bytes: AtomicU64,
}

impl Way {
    fn new(shape: Shape) -> Arc<Self> {
        Arc::new(Self {
            shape: Mutex::new(shape),
            free_at: Mutex::new(Instant::now()),
            bytes: AtomicU64::new(0),
        })
    }

    fn shape(&self) -> Shape {
        *self.shape.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the last bit of these bytes is through at the far end.
    fn send(&self, bytes: usize) -> Instant {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let shape = self.shape();
        let rate = shape.bits_a_second.unwrap_or(f64::INFINITY);
        let takes = Duration::from_secs_f64(bytes as f64 * 8.0 / rate);
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = (*free_at).max(Instant::now()) + takes;
        *free_at + shape.round_trip / 2
    }

    /// Until there is room before the line again.
    fn wait_for_room(&self) {
        let free_at = *self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let queued = free_at.saturating_duration_since(Instant::now());
        std::thread::sleep(queued.saturating_sub(QUEUE));
    }
}

pub struct Line {
    pub at: SocketAddr,
    there: Arc<Way>,
    back: Arc<Way>,
    is_over: Arc<AtomicBool>,
}

impl Line {
    pub fn lay(server: SocketAddr, shape: Shape) -> Any<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let line = Self {
            at: listener.local_addr()?,
            there: Way::new(shape),
            back: Way::new(shape),
            is_over: Arc::default(),
        };
        let (there, back) = (line.there.clone(), line.back.clone());
        let is_over = line.is_over.clone();
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                let Ok((near, _)) = listener.accept() else {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                };
                let (there, back) = (there.clone(), back.clone());
                // A handshake of TCP before the first byte.
                std::thread::spawn(move || {
                    std::thread::sleep(there.shape().round_trip);
                    let _ = carry(near, server, &there, &back);
                });
            }
        });
        Ok(line)
    }

    /// From now on.
    pub fn become_like(&self, shape: Shape) {
        for way in [&self.there, &self.back] {
            *way.shape.lock().unwrap_or_else(PoisonError::into_inner) = shape;
        }
    }

    /// Bytes to the server and back from it.
    pub fn bytes(&self) -> (u64, u64) {
        (self.there.bytes.load(Ordering::Relaxed), self.back.bytes.load(Ordering::Relaxed))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

fn carry(
    near: TcpStream,
    server: SocketAddr,
    there: &Arc<Way>,
    back: &Arc<Way>,
) -> std::io::Result<()> {
    near.set_nonblocking(false)?;
    let far = TcpStream::connect(server)?;
    for (from, to, way) in [(&near, &far, there), (&far, &near, back)] {
        let (from, to, way) = (from.try_clone()?, to.try_clone()?, way.clone());
        to.set_nodelay(true)?;
        let (send, flying) = sync_channel(FLYING);
        std::thread::spawn(move || deliver(&to, &flying));
        std::thread::spawn(move || take(&from, &way, &send));
    }
    Ok(())
}

type Piece = (Instant, Vec<u8>);

fn take(mut from: &TcpStream, way: &Way, send: &SyncSender<Piece>) {
    let mut piece = [0; PIECE];
    while let Ok(got @ 1..) = from.read(&mut piece) {
        let bytes = piece.get(..got).unwrap_or_default().to_vec();
        if send.send((way.send(got), bytes)).is_err() {
            return;
        }
        way.wait_for_room();
    }
}

fn deliver(mut to: &TcpStream, flying: &Receiver<Piece>) {
    for (due, bytes) in flying {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
