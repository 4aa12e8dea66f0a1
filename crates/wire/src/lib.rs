//! The desk's line to its server: HTTP/1.1 under TLS 1.3, to the key that the server had when
//! the desk was paired with it and to no other. In the clear only to this same computer.

mod tls;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clinic::desk::{Heard, Line, Welcome, Wire, WireFault};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request as HttpRequest, StatusCode};
use hyper_util::rt::TokioIo;
use sync::{ClinicId, DeskNo, FRAME_BYTES_MAX, Heads, Hello, Pass, Proof, Reply, Request, Why};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

const CBOR: &str = "application/cbor";
const INVITE: &str = "x-vaidya-invite";
const PORT: u16 = 8443;
const CONNECT: Duration = Duration::from_secs(10);
/// Who answers at an address that was only heard of.
const LOOK: Duration = Duration::from_secs(2);
/// A frame of a megabyte over the worst line that is still one.
const ANSWER: Duration = Duration::from_secs(120);
/// The server ends each wait by itself before.
const SILENCE: Duration = Duration::from_secs(70);

type Outcome<T> = Result<T, WireFault>;

/// One connection, kept while it lives, and the passes that were given over it.
pub struct HttpWire {
    runtime: Runtime,
    open: Kept,
    /// Those on which a server is waited for, beside those on which it is asked.
    listening: Kept,
    passes: Mutex<HashMap<(String, ClinicId, DeskNo), String>>,
}

type Kept = Arc<Mutex<HashMap<String, Open>>>;

struct Open {
    send: SendRequest<Full<Bytes>>,
    pin: Option<[u8; 32]>,
}

struct Answer {
    status: StatusCode,
    bytes: Vec<u8>,
    pin: Option<[u8; 32]>,
}

struct Call<'a> {
    address: &'a str,
    pin: Option<[u8; 32]>,
    method: Method,
    path: String,
    header: Option<(&'static str, String)>,
    body: Vec<u8>,
}

impl HttpWire {
    pub fn new() -> std::io::Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (open, listening) = (Kept::default(), Kept::default());
        Ok(Self { runtime, open, listening, passes: Mutex::default() })
    }

    fn call(&self, call: &Call<'_>) -> Outcome<Answer> {
        self.runtime.block_on(carry(&self.open, call, ANSWER))
    }

    fn post(&self, line: &Line<'_>, path: &str, body: Vec<u8>) -> Outcome<Answer> {
        self.call(&Call {
            address: line.address,
            pin: line.pin,
            method: Method::POST,
            path: path.to_owned(),
            header: None,
            body,
        })
    }

    /// Proves who this desk is.
    fn pass(&self, line: &Line<'_>) -> Outcome<String> {
        let hello = Hello { clinic: line.clinic, desk: line.desk };
        let answer = self.post(line, "/v1/hello", hello.encode())?;
        let welcome = sync::Welcome::decode(&answer.bytes).map_err(|_| not_ours(answer.status))?;
        if welcome.greeting.control_n == 0 {
            return Err(WireFault::NoClinic);
        }
        let signer = BySign(line);
        let server = welcome.greeting.server;
        let proof = Proof::sign(line.clinic, line.desk, &server, welcome.challenge, &signer);
        let proof = proof.map_err(|_| WireFault::NotAllowed)?;
        let answer = self.post(line, "/v1/auth", proof.encode())?;
        match answer.status {
            StatusCode::OK => {
                let pass = Pass::decode(&answer.bytes).map_err(|_| WireFault::NotOurs)?;
                Ok(pass.token)
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
                Err(WireFault::NotAllowed)
            }
            status => Err(not_ours(status)),
        }
    }

    fn ask_with(&self, line: &Line<'_>, token: &str, request: &[u8]) -> Outcome<Answer> {
        self.call(&Call {
            address: line.address,
            pin: line.pin,
            method: Method::POST,
            path: "/v1/ask".into(),
            header: Some((AUTHORIZATION.as_str(), format!("Bearer {token}"))),
            body: request.to_vec(),
        })
    }
}

/// A page of somebody else, or a server that has trouble.
fn not_ours(status: StatusCode) -> WireFault {
    match status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        true => WireFault::Away,
        false => WireFault::NotOurs,
    }
}

struct BySign<'a, 'b>(&'a Line<'b>);

impl sync::Signer for BySign<'_, '_> {
    fn sign(&self, message: &[u8]) -> sync::Result<[u8; 64]> {
        (self.0.sign)(message).map_err(|_| sync::Error::Signature)
    }
}

impl Wire for HttpWire {
    fn ask(&self, line: &Line<'_>, request: &[u8]) -> Outcome<Vec<u8>> {
        let key = (line.address.to_owned(), line.clinic, line.desk);
        let passes = || self.passes.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = passes().get(&key).cloned();
        for kept in [kept, None] {
            let token = match kept {
                Some(token) => token,
                None => {
                    let token = self.pass(line)?;
                    passes().insert(key.clone(), token.clone());
                    token
                }
            };
            let answer = self.ask_with(line, &token, request)?;
            if answer.status == StatusCode::UNAUTHORIZED {
                passes().remove(&key);
                continue;
            }
            // A refusal is an answer too; a captive portal's page is none.
            return match Reply::decode(&answer.bytes) {
                Ok(_) => Ok(answer.bytes),
                Err(_) => Err(not_ours(answer.status)),
            };
        }
        Err(WireFault::NotAllowed)
    }

    fn listen(&self, line: &Line<'_>, after: &Heads, heard: Heard) {
        let key = (line.address.to_owned(), line.clinic, line.desk);
        let passes = self.passes.lock().unwrap_or_else(PoisonError::into_inner);
        // A pass is given for asking, and renewed there.
        let Some(token) = passes.get(&key).cloned() else { return heard(Err(WireFault::Away)) };
        drop(passes);
        let after: Vec<String> =
            after.0.iter().map(|(stream, seq)| format!("{}:{seq}", stream.0)).collect();
        let path = format!("/v1/wait?after={}", after.join(","));
        let (kept, address, pin) = (self.listening.clone(), line.address.to_owned(), line.pin);
        self.runtime.spawn(async move {
            let header = Some((AUTHORIZATION.as_str(), format!("Bearer {token}")));
            let (method, body) = (Method::GET, Vec::new());
            let call = Call { address: &address, pin, method, path, header, body };
            let answer = carry(&kept, &call, SILENCE).await;
            heard(answer.and_then(|answer| match answer.status {
                StatusCode::OK => Heads::decode(&answer.bytes).map_err(|_| WireFault::NotOurs),
                status => Err(not_ours(status)),
            }));
        });
    }

    fn found(&self, line: &Line<'_>, records: &[Vec<u8>], invite: &str) -> Outcome<Welcome> {
        let request = Request::Extend { head: sync::Hash::NONE, records: records.to_vec() };
        let answer = self.call(&Call {
            address: line.address,
            pin: line.pin,
            method: Method::POST,
            path: format!("/v1/clinics?clinic={}", line.clinic),
            header: (!invite.is_empty()).then(|| (INVITE, invite.to_owned())),
            body: request.encode(),
        })?;
        match Reply::decode(&answer.bytes) {
            Ok(Reply::Control { .. }) => Ok(Welcome { pin: answer.pin }),
            // It is there already: the answer to the first try was lost.
            Ok(Reply::Refused(refusal)) if refusal.why == Why::ControlMoved => {
                Ok(Welcome { pin: answer.pin })
            }
            Ok(Reply::Refused(_)) => Err(WireFault::NotAllowed),
            _ => Err(not_ours(answer.status)),
        }
    }

    fn key(&self, address: &str) -> Outcome<Option<[u8; 32]>> {
        self.runtime.block_on(async {
            let open = tokio::time::timeout(LOOK, connect(address, None)).await;
            Ok(open.map_err(|_| WireFault::Away)??.pin)
        })
    }

    fn leave(&self, address: &str, meeting: &str, number: u8, note: &[u8]) -> Outcome<()> {
        let answer = self.call(&Call {
            address,
            pin: None,
            method: Method::POST,
            path: format!("/v1/meet?word={meeting}&note={number}"),
            header: None,
            body: note.to_vec(),
        })?;
        match answer.status {
            StatusCode::OK => Ok(()),
            status => Err(not_ours(status)),
        }
    }

    fn fetch(&self, address: &str, meeting: &str, number: u8) -> Outcome<Option<Vec<u8>>> {
        let answer = self.call(&Call {
            address,
            pin: None,
            method: Method::GET,
            path: format!("/v1/meet?word={meeting}&note={number}"),
            header: None,
            body: Vec::new(),
        })?;
        match answer.status {
            StatusCode::OK => Ok(Some(answer.bytes)),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(not_ours(status)),
        }
    }
}

/// Over the connection that is kept, or a new one, which is kept then.
async fn carry(kept: &Kept, call: &Call<'_>, most: Duration) -> Outcome<Answer> {
    let keep = || kept.lock().unwrap_or_else(PoisonError::into_inner);
    let open = keep().remove(call.address);
    let open = open.filter(|open| call.pin.is_none() || open.pin == call.pin);
    // What the server closed meanwhile is opened anew, once.
    if let Some(open) = open
        && let Ok((open, answer)) = send(open, call, most).await
    {
        keep().insert(call.address.to_owned(), open);
        return Ok(answer);
    }
    let open = tokio::time::timeout(CONNECT, connect(call.address, call.pin)).await;
    let (open, answer) = send(open.map_err(|_| WireFault::Away)??, call, most).await?;
    keep().insert(call.address.to_owned(), open);
    Ok(answer)
}

async fn send(mut open: Open, call: &Call<'_>, most: Duration) -> Outcome<(Open, Answer)> {
    let mut request = HttpRequest::builder()
        .method(call.method.clone())
        .uri(&call.path)
        .header(HOST, "vaidya-server")
        .header(CONTENT_TYPE, CBOR);
    if let Some((name, value)) = &call.header {
        request = request.header(*name, value);
    }
    let body = Full::new(Bytes::from(call.body.clone()));
    let request = request.body(body).map_err(|_| WireFault::NotOurs)?;
    let work = async {
        open.send.ready().await.map_err(|_| WireFault::Away)?;
        let response = open.send.send_request(request).await.map_err(|_| WireFault::Away)?;
        let status = response.status();
        let body = Limited::new(response.into_body(), FRAME_BYTES_MAX + 1024);
        let bytes = body.collect().await.map_err(|_| WireFault::Away)?.to_bytes();
        Ok((status, bytes.to_vec()))
    };
    let done = tokio::time::timeout(most, work).await;
    let (status, bytes) = done.map_err(|_| WireFault::Away)??;
    let pin = open.pin;
    Ok((open, Answer { status, bytes, pin }))
}

/// `host`, `host:port`, `[v6]:port`, or `http://127.0.0.1:port` on this same computer.
fn split(address: &str) -> Outcome<(String, u16, bool)> {
    let (rest, is_plain) = match address.trim().strip_prefix("http://") {
        Some(rest) => (rest, true),
        None => (address.trim().trim_start_matches("https://"), false),
    };
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.contains(']') => {
            (host, port.parse().map_err(|_| WireFault::Away)?)
        }
        _ => (rest, PORT),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let is_own = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match is_plain && !is_own {
        true => Err(WireFault::NotOurs),
        false => Ok((host, port, is_plain)),
    }
}

async fn connect(address: &str, pin: Option<[u8; 32]>) -> Outcome<Open> {
    let (host, port, is_plain) = split(address)?;
    let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|_| WireFault::Away)?;
    let _ = stream.set_nodelay(true);
    if is_plain {
        return shake(stream, None).await;
    }
    let (stream, found) = tls::connect(stream).await?;
    match pin {
        Some(pin) if pin != found => Err(WireFault::OtherKey),
        _ => shake(stream, Some(found)).await,
    }
}

async fn shake<S>(stream: S, pin: Option<[u8; 32]>) -> Outcome<Open>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (send, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|_| WireFault::Away)?;
    tokio::spawn(async move { drop(connection.await) });
    Ok(Open { send, pin })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let (host, is_plain) = ("clinic.example.in".to_owned(), false);
        assert_eq!(split("clinic.example.in"), Ok((host.clone(), PORT, is_plain)));
        assert_eq!(split(" https://clinic.example.in:9000/ "), Ok((host, 9000, false)));
        assert_eq!(split("[::1]:9000"), Ok(("::1".into(), 9000, false)));
        assert_eq!(split("http://127.0.0.1:9000"), Ok(("127.0.0.1".into(), 9000, true)));
        assert_eq!(split("http://10.0.0.5:9000"), Err(WireFault::NotOurs), "never in the clear");
        assert_eq!(split("clinic:port"), Err(WireFault::Away));
    }
}
