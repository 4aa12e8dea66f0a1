//! A bucket on loopback, as small as it can be and as strict as it must be: what is not signed
//! is turned away, and so is a body that is not the one that was signed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

const BUCKET: &str = "bodies-of-clinics";
/// Objects on one page of a list: small, so that every list has several.
const PAGE: usize = 3;

pub struct Bucket {
    pub address: SocketAddr,
    shelf: Arc<Shelf>,
    _runtime: tokio::runtime::Runtime,
}

#[derive(Default)]
struct Shelf {
    objects: Mutex<BTreeMap<String, Bytes>>,
    /// Requests that were turned away.
    turned_away: Mutex<usize>,
}

impl Bucket {
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(1).enable_all().build().unwrap();
        let shelf = Arc::new(Shelf::default());
        let router = Router::new().fallback(answer).with_state(shelf.clone());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, shelf, _runtime: runtime }
    }

    pub fn url(&self, prefix: &str) -> String {
        format!("s3://{BUCKET}/{prefix}")
    }

    /// As whoever runs the server would set it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let endpoint = format!("http://{}", self.address);
        [
            ("AWS_ENDPOINT", endpoint.as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "ap-south-1"),
            ("AWS_ACCESS_KEY_ID", "a-clinic"),
            ("AWS_SECRET_ACCESS_KEY", "its-secret"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    pub fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.shelf.objects.lock().unwrap()
    }

    pub fn turned_away(&self) -> usize {
        *self.shelf.turned_away.lock().unwrap()
    }
}

fn said(status: StatusCode, code: &str) -> Response {
    let xml = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    (status, xml).into_response()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether somebody signed this very body; with which secret is not asked.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let signed = header("authorization");
    signed.starts_with("AWS4-HMAC-SHA256 Credential=a-clinic/")
        && signed.contains("/ap-south-1/s3/aws4_request")
        && signed.contains("Signature=")
        && !header("x-amz-date").is_empty()
        && header("x-amz-content-sha256") == hex(&Sha256::digest(body))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|two| std::str::from_utf8(two).ok());
        match escaped.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8(bytes).unwrap()
}

fn query(request: &Request) -> BTreeMap<String, String> {
    let pairs = request.uri().query().unwrap_or_default().split('&');
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), decoded(value))
    };
    pairs.map(pair).collect()
}

async fn answer(State(shelf): State<Arc<Shelf>>, request: Request) -> Response {
    let (method, query) = (request.method().clone(), query(&request));
    let path = decoded(request.uri().path().trim_start_matches('/'));
    let headers = request.headers().clone();
    let body = to_bytes(request.into_body(), 16 << 20).await.unwrap();
    if !is_signed(&headers, &body) {
        *shelf.turned_away.lock().unwrap() += 1;
        return said(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
    }
    let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    if bucket != BUCKET {
        return said(StatusCode::NOT_FOUND, "NoSuchBucket");
    }
    let mut objects = shelf.objects.lock().unwrap();
    match method {
        Method::GET if key.is_empty() => list(&objects, &query),
        Method::POST if query.contains_key("delete") => delete(&mut objects, &body),
        Method::PUT => {
            if headers.contains_key("if-none-match") && objects.contains_key(key) {
                return said(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
            }
            let tag = hex(&Sha256::digest(&body));
            objects.insert(key.to_owned(), body);
            [("etag", format!("\"{tag}\""))].into_response()
        }
        Method::GET | Method::HEAD => match objects.get(key) {
            Some(body) => given(&method, &headers, body),
            None => said(StatusCode::NOT_FOUND, "NoSuchKey"),
        },
        Method::DELETE => {
            objects.remove(key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => said(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

/// All of it, or the bytes that were asked for.
fn given(method: &Method, headers: &HeaderMap, body: &Bytes) -> Response {
    let range = headers.get("range").and_then(|range| range.to_str().ok());
    let range = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let (mut status, mut part, mut about) = (StatusCode::OK, body.clone(), String::new());
    if let Some((from, to)) = range {
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        let to = to.min(body.len() - 1);
        (status, part) = (StatusCode::PARTIAL_CONTENT, body.slice(from..=to));
        about = format!("bytes {from}-{to}/{}", body.len());
    }
    let tag = format!("\"{}\"", hex(&Sha256::digest(body)));
    let length = part.len().to_string();
    let date = "Mon, 23 Nov 2026 10:00:00 GMT".to_owned();
    let named = [("etag", tag), ("last-modified", date), ("content-length", length)];
    let mut response = match *method == Method::HEAD {
        true => (status, named).into_response(),
        false => (status, named, part).into_response(),
    };
    if !about.is_empty() {
        response.headers_mut().insert("content-range", about.parse().unwrap());
    }
    response
}

/// What begins alike, and folders where a delimiter makes some.
fn list(objects: &BTreeMap<String, Bytes>, query: &BTreeMap<String, String>) -> Response {
    let of = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let (prefix, delimiter, after) = (of("prefix"), of("delimiter"), of("continuation-token"));
    let mut entries: Vec<String> = vec![];
    for (key, body) in objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
        let rest = &key[prefix.len()..];
        let folder = rest.find(delimiter).filter(|_| !delimiter.is_empty());
        entries.push(match folder {
            Some(end) => {
                let folder = &rest[..=end];
                format!("<CommonPrefixes><Prefix>{prefix}{folder}</Prefix></CommonPrefixes>")
            }
            None => format!(
                "<Contents><Key>{key}</Key><Size>{}</Size><ETag>x</ETag>\
                 <LastModified>2026-11-23T10:00:00.000Z</LastModified></Contents>",
                body.len()
            ),
        });
    }
    entries.dedup();
    let from: usize = after.parse().unwrap_or(0);
    let page = entries.iter().skip(from).take(PAGE).cloned().collect::<String>();
    let next = match from + PAGE < entries.len() {
        true => format!("<NextContinuationToken>{}</NextContinuationToken>", from + PAGE),
        false => String::new(),
    };
    format!("<ListBucketResult>{page}{next}</ListBucketResult>").into_response()
}

fn delete(objects: &mut BTreeMap<String, Bytes>, body: &[u8]) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let keys = text.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap());
    let gone = |key: &str| {
        objects.remove(key);
        format!("<Deleted><Key>{key}</Key></Deleted>")
    };
    let deleted: String = keys.map(gone).collect();
    format!("<DeleteResult>{deleted}</DeleteResult>").into_response()
}
