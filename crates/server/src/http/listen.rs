//! Connections: as many as there is room for, each with little time to say what it wants.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use super::limits::network;
use super::{Hub, Peer};
use crate::Store;

const GRACE: Duration = Duration::from_secs(20);
const HEADERS_BYTES_MAX: usize = 16 * 1024;
const CONNECTIONS_MAX: usize = 60_000;
/// A clinic's desks come from one address; nobody needs more than this.
const OF_ADDRESS_MAX: usize = 1_100;

#[derive(Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

struct Place {
    addresses: Arc<Addresses>,
    address: IpAddr,
}

impl Addresses {
    fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= OF_ADDRESS_MAX {
            return None;
        }
        *count += 1;
        Some(Place { addresses: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Serves until `stop`, then lets what has begun come to its end. Without TLS only on
/// loopback: tokens and numbers are for nobody on the way.
pub async fn serve<S: Store>(
    hub: Arc<Hub<S>>,
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    if tls.is_none() && !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::other("without TLS it serves this computer alone"));
    }
    let router = super::router(hub.clone());
    let acceptor = tls.map(TlsAcceptor::from);
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    let addresses = Arc::new(Addresses::default());
    let watch = tokio::spawn(super::watch(hub.clone()));
    let sweep = tokio::spawn(super::tidy_up(hub.clone()));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // No file handle is left, or the like: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(permit) = room.clone().try_acquire_owned() else { continue };
        let Some(place) = addresses.enter(network(peer.ip())) else { continue };
        let _ = stream.set_nodelay(true);
        let (router, acceptor, hub) = (router.clone(), acceptor.clone(), hub.clone());
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _held = (permit, place);
            hub.metrics.connections.fetch_add(1, Ordering::Relaxed);
            let patience = hub.settings.patience;
            let service = Connected { router, peer: Peer(peer.ip()), patience };
            match acceptor {
                None => service.run(stream, watcher).await,
                Some(acceptor) => {
                    let shaken = Box::pin(shake_hands(acceptor, stream, patience)).await;
                    if let Some(stream) = shaken {
                        service.run(stream, watcher).await;
                    }
                }
            }
            hub.metrics.connections.fetch_sub(1, Ordering::Relaxed);
        });
    }
    drop(listener);
    hub.close();
    watch.abort();
    sweep.abort();
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    Ok(())
}

struct Connected {
    router: Router,
    peer: Peer,
    patience: Duration,
}

type Watcher = hyper_util::server::graceful::Watcher;

async fn shake_hands(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    patience: Duration,
) -> Option<Box<TlsStream<TcpStream>>> {
    match tokio::time::timeout(patience, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => return Some(Box::new(stream)),
        Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
    None
}

impl Connected {
    /// Thousands wait idle: what they wait in lies once in memory, in a box, where the states
    /// of an `async fn` would hold it two and three times.
    fn run(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        watcher: Watcher,
    ) -> impl Future<Output = ()> + Send {
        let patience = self.patience;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(self.peer);
            self.router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            // Also between two requests of one connection.
            .header_read_timeout(patience * 2)
            .max_buf_size(HEADERS_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service);
        let connection = Box::pin(watcher.watch(connection));
        async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        }
    }
}
