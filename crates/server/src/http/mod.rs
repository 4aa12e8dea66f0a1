//! The service behind HTTP. The router is a value: the program `vaidya-server` serves it, and
//! so may a desktop that is the clinic's hub.

mod body;
mod handlers;
mod limits;
mod listen;
mod meetings;
mod metrics;
mod news;
mod passes;
mod paths;
pub mod tls;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::{get, post};
use sync::{ClinicId, DeskNo};
use tokio::sync::{Notify, Semaphore};

pub use handlers::{clinic_of_hex, invite_hash};
pub use limits::Rate;
pub use listen::serve;
pub use passes::PASS_MS;
pub use paths::{INVITE, openapi};

use crate::{Service, Store};
use limits::Limiter;
use meetings::Meetings;
use metrics::Metrics;
use news::News;
use passes::Passes;
use paths::{Name, PATHS};

/// How a clinic comes to be here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Whoever asks is given a place.
    Open,
    /// Whoever has an invitation.
    Invited,
    /// This one alone: it is the clinic's own hub.
    Only(ClinicId),
    Closed,
}

/// Milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

#[derive(Clone)]
pub struct Settings {
    pub admission: Admission,
    pub clock: Clock,
    /// Requests of one desk, and bytes that it sends and is sent.
    pub desk: Rate,
    pub desk_bytes: Rate,
    /// Requests without a pass, from one address.
    pub address: Rate,
    /// How long a sender may be silent in the middle of something.
    pub patience: Duration,
    pub are_metrics_public: bool,
    /// Bodies of bundles that are older go to where blobs are; none stay where they are.
    pub move_after_ms: Option<i64>,
}

impl Settings {
    pub fn new(admission: Admission, clock: Clock) -> Self {
        Self {
            admission,
            clock,
            desk: Rate { per_second: 50.0, burst: 500.0 },
            desk_bytes: Rate { per_second: 8e6, burst: 64e6 },
            address: Rate { per_second: 20.0, burst: 400.0 },
            patience: Duration::from_secs(15),
            are_metrics_public: false,
            move_after_ms: None,
        }
    }
}

/// Whose connection it is; nobody's where the router runs without one.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Bytes of bodies that may be in memory at once, of desks and of strangers.
const BODIES_BYTES_MAX: usize = 128 << 20;
const STRANGERS_BYTES_MAX: usize = 16 << 20;

pub struct Hub<S> {
    service: Arc<Service<S>>,
    settings: Settings,
    passes: Passes,
    metrics: Metrics,
    news: News,
    meetings: Meetings,
    desks: Limiter<(ClinicId, DeskNo)>,
    desk_bytes: Limiter<(ClinicId, DeskNo)>,
    addresses: Limiter<IpAddr>,
    bodies: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
    closing: Notify,
    is_closed: std::sync::atomic::AtomicBool,
}

impl<S: Store> Hub<S> {
    pub fn new(service: Arc<Service<S>>, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            passes: Passes::new(service.key()),
            desks: Limiter::new(settings.desk),
            desk_bytes: Limiter::new(settings.desk_bytes),
            addresses: Limiter::new(settings.address),
            bodies: Arc::new(Semaphore::new(BODIES_BYTES_MAX)),
            strangers: Arc::new(Semaphore::new(STRANGERS_BYTES_MAX)),
            metrics: Metrics::default(),
            news: News::default(),
            meetings: Meetings::default(),
            closing: Notify::new(),
            is_closed: std::sync::atomic::AtomicBool::new(false),
            service,
            settings,
        })
    }

    /// The key by which desks know this server.
    pub fn server(&self) -> [u8; 32] {
        self.service.server()
    }

    fn now_ms(&self) -> i64 {
        (self.settings.clock)()
    }

    /// Whoever waits is answered now.
    fn close(&self) {
        self.is_closed.store(true, std::sync::atomic::Ordering::SeqCst);
        self.closing.notify_waiters();
    }

    /// A clinic has something new by another way than this router.
    pub fn ring(&self, clinic: ClinicId) {
        self.news.ring(clinic);
    }
}

pub fn router<S: Store>(hub: Arc<Hub<S>>) -> Router {
    let mut router = Router::new();
    for path in &PATHS {
        let handler = match path.name {
            Name::Hello => post(handlers::hello::<S>),
            Name::Auth => post(handlers::auth::<S>),
            Name::Clinics => post(handlers::clinics::<S>),
            Name::Ask => post(handlers::ask::<S>),
            Name::Leave => post(handlers::leave::<S>),
            Name::Fetch => get(handlers::fetch::<S>),
            Name::Wait => get(handlers::wait::<S>),
            Name::Health => get(handlers::health::<S>),
            Name::Metrics => get(handlers::metrics::<S>),
        };
        router = router.route(path.path, handler);
    }
    router.with_state(hub)
}

/// Looks for what other nodes put into a shared store.
async fn watch<S: Store>(hub: Arc<Hub<S>>) {
    const EVERY: Duration = Duration::from_secs(1);
    if !hub.service.store().is_shared() {
        return;
    }
    loop {
        tokio::time::sleep(EVERY).await;
        let clinics = hub.news.clinics();
        if clinics.is_empty() {
            continue;
        }
        match hub.service.news(clinics).await {
            Ok(news) => hub.news.learn(news),
            Err(error) => tracing::warn!(%error, "no news from the store"),
        }
    }
}

/// What nobody went on with is swept, and what is old is moved, while the clinic has other
/// things to do.
async fn tidy_up<S: Store>(hub: Arc<Hub<S>>) {
    const FIRST: Duration = Duration::from_secs(10 * 60);
    const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
    const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
    tokio::time::sleep(FIRST).await;
    loop {
        let (now_ms, service) = (hub.now_ms(), &hub.service);
        if let Some(after_ms) = hub.settings.move_after_ms {
            match service.move_old(now_ms.saturating_sub(after_ms), now_ms).await {
                Ok(moved) => tracing::info!(moved, "bodies of old bundles are moved"),
                Err(error) => tracing::warn!(%error, "bodies of old bundles stay where they are"),
            }
        }
        let before = now_ms.saturating_sub(KEPT_MS);
        let swept = (service.sweep_blobs(before).await, service.sweep_bundles(before).await);
        for (swept, what) in [(swept.0, "blobs"), (swept.1, "bodies of bundles")] {
            match swept {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, what, "what nobody speaks of is swept"),
                Err(error) => tracing::warn!(%error, what, "what nobody speaks of is not swept"),
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn since(began: Instant) -> Duration {
    began.elapsed()
}
