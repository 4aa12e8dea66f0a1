//! The same screens for a browser on this computer. Only loopback; the printed address
//! holds a token that is worth one visit and is exchanged for a cookie.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clinic::desk::{Desk, Envelope};
use kernel::{Code, Error, Mint};
use serde_json::{Value, json};

use crate::Outcome;
use crate::desk::open_desk;
use crate::outside::SystemOutside;
use crate::time::keep_time;

/// The built screens; a debug build reads them from the folder as they are.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../ui/dist"]
struct Screens;

/// A document of ten megabytes comes in one call, a third longer in base64.
const BODY_BYTES_MAX: usize = 16 << 20;
const CSP: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; \
                   script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'none'";

struct Server {
    desk: Arc<Desk>,
    /// Taken by the first visit.
    ticket: Mutex<Option<String>>,
    cookie: String,
    host: String,
}

pub struct Serving {
    pub address: String,
    listener: tokio::net::TcpListener,
    router: Router,
}

impl Serving {
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        axum::serve(self.listener, self.router).with_graceful_shutdown(stop).await
    }
}

pub async fn serve(desk: Arc<Desk>, port: u16) -> std::io::Result<Serving> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address).await?;
    let host = listener.local_addr()?.to_string();
    let mut mint = Mint::system();
    let (ticket, cookie) = (mint.token(), mint.token());
    let address = format!("http://{host}/?ticket={ticket}");
    let server = Server { desk, ticket: Mutex::new(Some(ticket)), cookie, host };
    let router = Router::new()
        .route("/api/call", post(call))
        .route("/", get(enter))
        .fallback(get(screen))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Arc::new(server));
    Ok(Serving { address, listener, router })
}

pub fn run(port: u16, is_demo: bool) -> Outcome {
    let desk = Arc::new(open_desk(Arc::new(SystemOutside)));
    desk.watch();
    keep_time(&desk);
    if is_demo {
        let route = "desk.open_demo".to_owned();
        let call = Envelope { route, args: json!({}), request: None, session: None };
        desk.call(call).map_err(|error| error.to_string())?;
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let serving = serve(desk, port).await.map_err(|error| error.to_string())?;
        println!("Open this address in a browser on this computer, once:\n{}", serving.address);
        serving
            .run(async {
                // Without a handler the system's own end comes at once, which is as well.
                let _ = tokio::signal::ctrl_c().await;
            })
            .await
            .map_err(|error| error.to_string())
    })
}

/// A page from elsewhere must neither call nor be mistaken for this one.
fn is_ours(server: &Server, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let is_host = text(header::HOST) == Some(server.host.as_str());
    let origin = text(header::ORIGIN).map(|origin| origin.trim_start_matches("http://"));
    is_host && origin.is_none_or(|origin| origin == server.host)
}

fn has_cookie(server: &Server, headers: &HeaderMap) -> bool {
    let wanted = format!("vaidya={}", server.cookie);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).any(|cookie| cookie.trim() == wanted)
}

async fn enter(
    State(server): State<Arc<Server>>,
    Query(query): Query<std::collections::HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if !is_ours(&server, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(given) = query.get("ticket") {
        let mut ticket = server.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        if ticket.as_ref() == Some(given) {
            *ticket = None;
            let cookie = format!("vaidya={}; HttpOnly; SameSite=Strict; Path=/", server.cookie);
            let go = [(header::SET_COOKIE, cookie), (header::LOCATION, "/".to_owned())];
            return (StatusCode::SEE_OTHER, go).into_response();
        }
    }
    match has_cookie(&server, &headers) {
        true => file("index.html"),
        false => (StatusCode::FORBIDDEN, "Start Vaidya again for a new address.").into_response(),
    }
}

async fn screen(State(server): State<Arc<Server>>, headers: HeaderMap, uri: Uri) -> Response {
    if !is_ours(&server, &headers) || !has_cookie(&server, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    file(uri.path().trim_start_matches('/'))
}

fn file(path: &str) -> Response {
    let Some(found) = Screens::get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, found.data.into_owned()).into_response()
}

async fn call(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_ours(&server, &headers) || !has_cookie(&server, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let envelope: Envelope = match serde_json::from_slice(&body) {
        Ok(envelope) => envelope,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let desk = server.desk.clone();
    let answer = tokio::task::spawn_blocking(move || desk.call(envelope)).await;
    // Its own words could name whom the call was about.
    let answer = answer.unwrap_or_else(|_| Err(Error::internal("a call broke off")));
    Json(reply(answer)).into_response()
}

/// One shape for every carrier.
pub fn reply(answer: Result<Value, Error>) -> Value {
    match answer {
        Ok(ok) => json!({ "ok": ok }),
        Err(error) => {
            if error.code == Code::Internal || error.code == Code::Storage {
                eprintln!("{error}");
            }
            json!({ "error": error })
        }
    }
}
