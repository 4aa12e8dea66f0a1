//! One function for each path.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sync::{
    ClinicId, DeskNo, FRAME_BYTES_MAX, Hello, Proof, Refusal, Reply, Request, Stream, Welcome, Why,
};

use super::body::{self, Unread};
use super::limits::network;
use super::meetings::{self, Left};
use super::paths::{CBOR, INVITE};
use super::{Admission, Hub, Peer, since};
use crate::Store;

const SMALL_BYTES_MAX: usize = 4_096;
/// A founding makes others wait longer than a hello.
const FOUNDING_COST: f64 = 20.0;
const WAIT: Duration = Duration::from_secs(55);
/// Streams that one wait may name.
const STREAMS_MAX: usize = 16;
const INVITE_CONTEXT: &str = "vaidya server 1 invitation";

/// The hash under which an invitation is kept; its code is read by people and typed again.
pub fn invite_hash(code: &str) -> [u8; 32] {
    let typed = code.chars().filter(char::is_ascii_alphanumeric);
    let typed: String = typed.map(|letter| letter.to_ascii_uppercase()).collect();
    blake3::derive_key(INVITE_CONTEXT, typed.as_bytes())
}

/// Why a request ends early.
enum Stop {
    Refused(Refusal),
    /// No pass, or a proof that proves nothing.
    NoPass,
    TooSlow,
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Stop::Refused(Refusal::of(why))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

impl From<Unread> for Stop {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Why::TooLarge.into(),
            Unread::Broken => Why::Junk.into(),
            Unread::TooSlow => Stop::TooSlow,
        }
    }
}

fn junk(error: sync::Error) -> Stop {
    match error {
        sync::Error::TooLarge => Why::TooLarge.into(),
        sync::Error::Newer => Why::Newer.into(),
        _ => Why::Junk.into(),
    }
}

fn status(why: Why) -> (StatusCode, &'static str) {
    match why {
        Why::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Why::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        Why::ControlMoved => (StatusCode::CONFLICT, "control_moved"),
        Why::Gap => (StatusCode::CONFLICT, "gap"),
        Why::OtherRun => (StatusCode::CONFLICT, "other_run"),
        Why::Revoked => (StatusCode::FORBIDDEN, "revoked"),
        Why::NotEnrolled => (StatusCode::FORBIDDEN, "not_enrolled"),
        Why::Quota => (StatusCode::INSUFFICIENT_STORAGE, "quota"),
        Why::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        Why::Junk => (StatusCode::BAD_REQUEST, "junk"),
        Why::Newer => (StatusCode::BAD_REQUEST, "newer"),
        Why::NoSuch => (StatusCode::NOT_FOUND, "no_such"),
    }
}

/// A finished answer and the word for it in counts and logs.
struct Answer {
    status: StatusCode,
    outcome: &'static str,
    retry_after_ms: u32,
    bytes: Vec<u8>,
}

impl Answer {
    fn good(bytes: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, outcome: "ok", retry_after_ms: 0, bytes }
    }

    fn reply(reply: &Reply) -> Self {
        match reply {
            Reply::Refused(refusal) => Self::refused(*refusal),
            _ => Self::good(reply.encode()),
        }
    }

    fn refused(refusal: Refusal) -> Self {
        let (status, outcome) = status(refusal.why);
        let bytes = Reply::Refused(refusal).encode();
        Self { status, outcome, retry_after_ms: refusal.retry_after_ms, bytes }
    }
}

impl From<Stop> for Answer {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => Answer::refused(refusal),
            Stop::NoPass => Answer {
                status: StatusCode::UNAUTHORIZED,
                outcome: "no_pass",
                ..Answer::refused(Refusal::of(Why::NotEnrolled))
            },
            Stop::TooSlow => Answer {
                status: StatusCode::REQUEST_TIMEOUT,
                outcome: "too_slow",
                ..Answer::refused(Refusal::of(Why::Busy))
            },
        }
    }
}

fn finish<S: Store>(
    hub: &Hub<S>,
    kind: &'static str,
    began: Instant,
    answer: Result<Answer, Stop>,
) -> Response {
    let answer = answer.unwrap_or_else(Answer::from);
    let took = since(began);
    hub.metrics.answered(kind, answer.outcome, took);
    hub.metrics.bytes_out.fetch_add(answer.bytes.len() as u64, Ordering::Relaxed);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(kind, outcome = answer.outcome, ms, bytes = answer.bytes.len(), "answered");
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(CBOR));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    if answer.retry_after_ms > 0 {
        headers.insert(header::RETRY_AFTER, answer.retry_after_ms.div_ceil(1_000).into());
    }
    (answer.status, headers, answer.bytes).into_response()
}

fn address(request: &HttpRequest) -> IpAddr {
    let peer = request.extensions().get::<Peer>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0)
}

fn often(retry_after_ms: u32) -> Stop {
    Refusal { why: Why::RateLimited, retry_after_ms }.into()
}

/// The body of somebody who has proven nothing yet.
async fn stranger<S: Store>(
    hub: &Hub<S>,
    request: HttpRequest,
    bytes_max: usize,
    cost: f64,
) -> Result<Vec<u8>, Stop> {
    let address = network(address(&request));
    hub.addresses.take(address, cost, Instant::now()).map_err(often)?;
    let promised = body::promised(request.headers(), bytes_max)?;
    let held = hub.strangers.try_acquire_many(u32::try_from(promised).unwrap_or(u32::MAX));
    let _held = held.map_err(|_| Refusal { why: Why::Busy, retry_after_ms: 1_000 })?;
    let bytes = body::read(request.into_body(), bytes_max, hub.settings.patience).await?;
    hub.metrics.bytes_in.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    Ok(bytes)
}

/// Who shows a pass, at a pace that is allowed.
fn bearer<S: Store>(hub: &Hub<S>, headers: &HeaderMap) -> Result<(ClinicId, DeskNo), Stop> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")).ok_or(Stop::NoPass)?;
    let desk = hub.passes.bearer(token, hub.now_ms()).ok_or(Stop::NoPass)?;
    hub.desks.take(desk, 1.0, Instant::now()).map_err(often)?;
    Ok(desk)
}

pub async fn hello<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let answer = async {
        let bytes = stranger(&hub, request, SMALL_BYTES_MAX, 1.0).await?;
        let Hello { clinic, desk } = Hello::decode(&bytes).map_err(junk)?;
        let now_ms = hub.now_ms();
        let busy = |_| Refusal { why: Why::Busy, retry_after_ms: 1_000 };
        let greeting = hub.service.greet(clinic, now_ms).await.map_err(busy)?;
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Why::Busy)?;
        let challenge = hub.passes.challenge(clinic, desk, nonce, now_ms);
        Ok(Answer::good(Welcome { greeting, challenge }.encode()))
    };
    finish(&hub, "hello", began, answer.await)
}

pub async fn auth<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let answer = async {
        let bytes = stranger(&hub, request, SMALL_BYTES_MAX, 1.0).await?;
        let proof = Proof::decode(&bytes).map_err(junk)?;
        let (clinic, desk, now_ms) = (proof.clinic, proof.desk, hub.now_ms());
        if !hub.passes.is_challenge(clinic, desk, &proof.challenge, now_ms) {
            return Err(Stop::NoPass);
        }
        let key = hub.service.desk_key(clinic, desk).await?;
        if !proof.is_signed_by(&key, &hub.service.server()) {
            tracing::info!(%clinic, desk = desk.0, "a proof that proves nothing");
            return Err(Stop::NoPass);
        }
        if let Err(error) = hub.service.saw(clinic, desk, now_ms).await {
            tracing::warn!(%error, "when a desk was seen last is not kept");
        }
        Ok(Answer::good(hub.passes.pass(clinic, desk, now_ms).encode()))
    };
    finish(&hub, "auth", began, answer.await)
}

fn query(request: &HttpRequest, name: &str) -> Option<String> {
    let pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.replace("%3A", ":"))
}

/// A clinic's id, as it is written for people.
pub fn clinic_of_hex(text: &str) -> Option<ClinicId> {
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    let digits = (0..16).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok());
    ClinicId::from_slice(&digits.collect::<Option<Vec<u8>>>()?).ok()
}

pub async fn clinics<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let answer = async {
        let clinic = query(&request, "clinic").and_then(|text| clinic_of_hex(&text));
        let invite = request.headers().get(INVITE).and_then(|code| code.to_str().ok());
        let invite = invite.map(invite_hash);
        let bytes = stranger(&hub, request, FRAME_BYTES_MAX, FOUNDING_COST).await?;
        let clinic = clinic.ok_or(Why::Junk)?;
        let invite = match (hub.settings.admission, invite) {
            (Admission::Open, _) => None,
            (Admission::Only(own), _) if own == clinic => None,
            (Admission::Invited, Some(hash)) => Some(hash),
            (Admission::Invited, None) | (Admission::Only(_) | Admission::Closed, _) => {
                return Err(Why::NotEnrolled.into());
            }
        };
        let Request::Extend { head: sync::Hash::NONE, records } =
            Request::decode(&bytes).map_err(junk)?
        else {
            return Err(Why::Junk.into());
        };
        let (service, now_ms) = (hub.service.clone(), hub.now_ms());
        // Goes on if whoever asked goes away.
        let founding = async move { service.found(clinic, records, invite, now_ms).await };
        let reply = tokio::spawn(founding).await.map_err(|_| Why::Busy)?;
        if !matches!(reply, Reply::Refused(_)) {
            tracing::info!(%clinic, "a clinic has its place");
        }
        Ok(Answer::reply(&reply))
    };
    finish(&hub, "found", began, answer.await)
}

/// The word of a meeting and the number of a note in it.
fn note(request: &HttpRequest) -> Option<(String, u8)> {
    let word = query(request, "word").filter(|word| meetings::is_word(word))?;
    Some((word, query(request, "note")?.parse().ok()?))
}

pub async fn leave<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let answer = async {
        let (word, number) = note(&request).ok_or(Why::Junk)?;
        let bytes = stranger(&hub, request, meetings::NOTE_BYTES_MAX, 1.0).await?;
        match hub.meetings.leave(&word, number, bytes, hub.now_ms()) {
            Left::Kept => Ok(Answer::good(Vec::new())),
            Left::Taken => Err(Why::ControlMoved.into()),
            Left::Full => Err(often(60_000)),
            Left::Junk => Err(Why::Junk.into()),
        }
    };
    finish(&hub, "leave", began, answer.await)
}

pub async fn fetch<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    finish(&hub, "fetch", began, fetched(&hub, &request))
}

fn fetched<S: Store>(hub: &Hub<S>, request: &HttpRequest) -> Result<Answer, Stop> {
    hub.addresses.take(network(address(request)), 1.0, Instant::now()).map_err(often)?;
    let (word, number) = note(request).ok_or(Why::Junk)?;
    let kept = hub.meetings.fetch(&word, number, hub.now_ms());
    Ok(Answer::good(kept.ok_or(Why::NoSuch)?))
}

fn kind(request: &Request) -> &'static str {
    match request {
        Request::Greet => "greet",
        Request::Control { .. } => "control",
        Request::Extend { .. } => "extend",
        Request::Leaves { .. } => "leaves",
        Request::Put { .. } => "put",
        Request::Log { .. } => "log",
        Request::Missing(_) => "missing",
        Request::Snapshot { .. } => "snapshot",
        Request::Pieces { .. } => "pieces",
        Request::Lacks { .. } => "lacks",
        Request::KeepPiece { .. } => "keep_piece",
        Request::Publish { .. } => "publish",
        Request::BlobState { .. } => "blob_state",
        Request::BlobPut { .. } => "blob_put",
        Request::BlobGet { .. } => "blob_get",
        Request::Unredacted { .. } => "unredacted",
        Request::Replace { .. } => "replace",
    }
}

pub async fn ask<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let mut name = "ask";
    let answer = async {
        let (clinic, desk) = bearer(&hub, request.headers())?;
        let promised = body::promised(request.headers(), FRAME_BYTES_MAX)?;
        let cost = u32::try_from(promised).unwrap_or(u32::MAX);
        hub.desk_bytes.take((clinic, desk), cost.into(), Instant::now()).map_err(often)?;
        let held = hub.bodies.try_acquire_many(cost);
        let _held = held.map_err(|_| Refusal { why: Why::Busy, retry_after_ms: 1_000 })?;
        let bytes = body::read(request.into_body(), FRAME_BYTES_MAX, hub.settings.patience).await?;
        hub.metrics.bytes_in.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let request = Request::decode(&bytes).map_err(junk)?;
        drop(bytes);
        name = kind(&request);
        let (service, now_ms) = (hub.service.clone(), hub.now_ms());
        let asked = async move { service.answer(clinic, desk, request, now_ms).await };
        let reply = tokio::spawn(asked).await.map_err(|_| Why::Busy)?;
        if matches!((name, &reply), ("put", Reply::Put { .. }) | ("extend", Reply::Control { .. }))
        {
            hub.news.ring(clinic);
        }
        if let Reply::Put { forks, .. } = &reply
            && !forks.is_empty()
        {
            tracing::warn!(%clinic, desk = desk.0, forks = forks.len(), "seals with two children");
        }
        let answer = Answer::reply(&reply);
        hub.desk_bytes.charge((clinic, desk), answer.bytes.len() as f64, Instant::now());
        Ok(answer)
    }
    .await;
    finish(&hub, name, began, answer)
}

fn after(text: &str) -> Option<BTreeMap<Stream, u64>> {
    let pairs: Vec<&str> = text.split(',').collect();
    if pairs.len() > STREAMS_MAX {
        return None;
    }
    let pair = |pair: &str| {
        let (stream, seq) = pair.split_once(':')?;
        Some((Stream(stream.parse().ok()?), seq.parse().ok()?))
    };
    pairs.into_iter().map(pair).collect()
}

pub async fn wait<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    let began = Instant::now();
    let answer = async {
        let (clinic, desk) = bearer(&hub, request.headers())?;
        let after = query(&request, "after").and_then(|text| after(&text)).ok_or(Why::Junk)?;
        drop(request);
        let deadline = tokio::time::Instant::now() + WAIT;
        let waiting = hub.news.wait(clinic);
        loop {
            // Listened to before looking: nothing comes in between.
            let mut bell = std::pin::pin!(waiting.bell.notified());
            bell.as_mut().enable();
            let mut closing = std::pin::pin!(hub.closing.notified());
            closing.as_mut().enable();
            let heads = hub.service.heads(clinic, desk).await?;
            let is_news =
                after.iter().any(|(stream, seq)| heads.0.get(stream).copied().unwrap_or(0) > *seq);
            let is_over =
                tokio::time::Instant::now() >= deadline || hub.is_closed.load(Ordering::SeqCst);
            if is_news || is_over {
                return Ok(Answer::good(heads.encode()));
            }
            tokio::select! {
                () = &mut bell => {}
                () = &mut closing => {}
                () = tokio::time::sleep_until(deadline) => {}
            }
        }
    };
    let answer = answer.await;
    // Time spent waiting is not time that the server took.
    let began = if answer.is_ok() { Instant::now() } else { began };
    finish(&hub, "wait", began, answer)
}

pub async fn health<S: Store>(State(hub): State<Arc<Hub<S>>>) -> Response {
    match hub.service.greet(ClinicId::default(), 0).await {
        Ok(_) => match hub.service.lost() {
            0 => "ok\n".into_response(),
            lost => format!(
                "ok, but {lost} times the body of a bundle was missing or changed at --bodies: the \
                 log names it, and a copy of that place has it\n"
            )
            .into_response(),
        },
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}

pub async fn metrics<S: Store>(State(hub): State<Arc<Hub<S>>>, request: HttpRequest) -> Response {
    if !address(&request).is_loopback() && !hub.settings.are_metrics_public {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, hub.metrics.text(hub.news.waiting(), hub.service.lost())).into_response()
}
