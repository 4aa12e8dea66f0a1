//! A request's body, read with little patience: it must keep coming, at a pace that even a
//! bad line has, and never be larger than was said it may be.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};

/// What every line has, once it has begun.
const BYTES_PER_SECOND_MIN: u64 = 1_024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    TooLarge,
    TooSlow,
    Broken,
}

/// What the sender says it will send.
pub fn promised(headers: &HeaderMap, bytes_max: usize) -> Result<usize, Unread> {
    let Some(length) = headers.get(header::CONTENT_LENGTH) else { return Ok(bytes_max) };
    let length = length.to_str().ok().and_then(|length| length.parse::<usize>().ok());
    match length {
        None => Err(Unread::Broken),
        Some(length) if length > bytes_max => Err(Unread::TooLarge),
        Some(length) => Ok(length),
    }
}

/// `patience`: how long not a single byte may come.
pub async fn read(mut body: Body, bytes_max: usize, patience: Duration) -> Result<Vec<u8>, Unread> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let frame = match tokio::time::timeout(patience, next).await {
            Err(_) => return Err(Unread::TooSlow),
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) => return Err(Unread::Broken),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(chunk) = frame.into_data() else { continue };
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
        let due = began.elapsed().saturating_sub(patience).as_secs() * BYTES_PER_SECOND_MIN;
        if (bytes.len() as u64) < due {
            return Err(Unread::TooSlow);
        }
    }
}
