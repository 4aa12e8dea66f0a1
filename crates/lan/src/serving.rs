//! A hub that runs, in a thread of its own with all that listens inside.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clinic::desk::{HubAt, HubFault};
use server::http::{self, Admission, Settings, tls};
use server::{Bodies, Config, Service, SqliteStore};
use socket2::{Domain, Socket, Type};
use sync::ClinicId;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

use crate::kept::of_io;

const STORE: &str = "store.sqlite";
const PORTS: u16 = 20;
/// What has begun may come to its end; people wait at the switch.
const GRACE: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(1);
/// The disk is the limit: it is the clinic's own.
const QUOTA: u64 = 1 << 50;

pub struct Serving {
    pub at: HubAt,
    service: Arc<Service<SqliteStore>>,
    clinic: ClinicId,
    handle: Handle,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

const WAITING_MAX: i32 = 128;

/// One socket for both kinds of address; some systems would give it IPv6 alone.
fn bind_both(port: u16) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM, None)?;
    socket.set_only_v6(false)?;
    // A hub that starts again has its port at once; Windows means another thing by it.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)).into())?;
    socket.listen(WAITING_MAX)?;
    Ok(socket.into())
}

fn bind(port: u16) -> io::Result<TcpListener> {
    match bind_both(port) {
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
            // A computer without IPv6.
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))
        }
        bound => bound,
    }
}

fn listen(first: u16) -> Result<(TcpListener, u16), HubFault> {
    for port in (0..PORTS).filter_map(|step| first.checked_add(step)) {
        match bind(port) {
            Ok(listener) => {
                listener.set_nonblocking(true).map_err(|error| of_io(&error))?;
                let port = listener.local_addr().map_err(|error| of_io(&error))?.port();
                return Ok((listener, port));
            }
            Err(error) => match error.kind() {
                io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied => {}
                _ => return Err(of_io(&error)),
            },
        }
    }
    Err(HubFault::Ports)
}

impl Serving {
    pub fn start(
        folder: &Path,
        clinic: ClinicId,
        first_port: u16,
        lock: File,
    ) -> Result<Self, HubFault> {
        let mut incarnation = [0; 8];
        getrandom::fill(&mut incarnation).map_err(|_| HubFault::Broken)?;
        let key = tls::signing_key(folder).map_err(|error| of_io(&error))?;
        let tls = tls::load_or_make(folder).map_err(|error| of_io(&error))?;
        let store = SqliteStore::open(&folder.join(STORE), u64::from_be_bytes(incarnation));
        let store = store.map_err(|_| HubFault::Broken)?;
        let config = Config { key, incarnation: store.incarnation(), quota_bytes: QUOTA };
        let bodies = Bodies::folder(folder).map_err(|_| HubFault::Broken)?;
        let service = Arc::new(Service::new(store, config).with_bodies(bodies));
        let settings = Settings::new(Admission::Only(clinic), Arc::new(now_ms));
        let hub = http::Hub::new(service.clone(), settings);
        let (listener, port) = listen(first_port)?;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| of_io(&error))?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = watch::channel(false);
        let work = move || {
            let _held = lock;
            let done = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let (mut begun, mut late) = (stopped.clone(), stopped);
                let wait = async move {
                    let _ = begun.wait_for(|is_over| *is_over).await;
                };
                tokio::select! {
                    served = http::serve(hub, listener, Some(tls.config), wait) => served,
                    () = async {
                        let _ = late.wait_for(|is_over| *is_over).await;
                        tokio::time::sleep(GRACE).await;
                    } => Ok(()),
                }
            });
            if let Err(error) = done {
                eprintln!("hub: {error}");
            }
            runtime.shutdown_timeout(GRACE);
        };
        let thread = std::thread::Builder::new().name("hub".into()).spawn(work);
        let thread = Some(thread.map_err(|error| of_io(&error))?);
        let at = HubAt { port, pin: tls.key };
        Ok(Self { at, service, clinic, handle, stop, thread })
    }

    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Each desk's number and when it last proved who it is.
    pub fn seen(&self) -> Vec<(u16, i64)> {
        let (answer, answered) = mpsc::channel();
        let (service, clinic) = (self.service.clone(), self.clinic);
        self.handle.spawn(async move {
            let _ = answer.send(service.desks(clinic).await);
        });
        let desks = answered.recv_timeout(LOOK).ok().and_then(Result::ok).flatten();
        let seen = desks.unwrap_or_default().into_iter();
        seen.filter_map(|desk| Some((desk.desk.0, desk.last_seen?))).collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_hub_is_reached_by_both_kinds_of_address() {
        let (_first, port) = listen(28_450).unwrap();
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        let has_six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        assert_eq!(TcpStream::connect((Ipv6Addr::LOCALHOST, port)).is_ok(), has_six);
        let (_second, next) = listen(port).unwrap();
        assert_ne!(next, port, "a port that is taken, by either kind, is left alone");
    }
}
