//! HTTP as bytes on a socket, so that a test can also speak it badly.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use server::http::{self, Admission, Hub, Settings};
use server::{Bodies, Service, SqliteStore};
use sync::{ClinicId, DeskNo, Hello, Pass, Proof, Reply, Request, Welcome};
use tokio::sync::oneshot;

use crate::fixture::*;

pub struct Serving {
    pub address: SocketAddr,
    pub service: Arc<Service<SqliteStore>>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<std::thread::JoinHandle<()>>,
}

pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

pub fn settings() -> Settings {
    Settings::new(Admission::Open, Arc::new(|| 1_000_000))
}

impl Serving {
    pub fn start(store: SqliteStore, settings: Settings) -> Self {
        let service = Service::new(store, config()).with_bodies(Bodies::in_memory());
        let service = Arc::new(service);
        let hub = Hub::new(service.clone(), settings);
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let ended = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async { drop(stopped.await) };
                http::serve(hub, listener, None, stop).await.unwrap();
            });
        });
        let address = told.recv().unwrap();
        Self { address, service, stop: Some(stop), ended: Some(ended) }
    }

    pub fn in_memory() -> Self {
        Self::start(SqliteStore::in_memory(INCARNATION).unwrap(), settings())
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            ended.join().unwrap();
        }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(70))).unwrap();
        stream
    }

    pub fn call(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Response {
        let mut stream = self.connect();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n"
        );
        // It may answer and close before all of a body is written.
        let _ = stream.write_all(&[head.as_bytes(), body].concat());
        response(&mut stream)
    }

    pub fn post(&self, path: &str, headers: &str, body: &[u8]) -> Response {
        self.call("POST", path, headers, body)
    }

    pub fn found(&self, clinic: &Clinic) -> Response {
        let head = sync::Hash::NONE;
        let request = Request::Extend { head, records: clinic.records.clone() };
        let path = format!("/v1/clinics?clinic={}", clinic.control.clinic);
        self.post(&path, "", &request.encode())
    }

    pub fn prove(&self, clinic: ClinicId, desk: u16, signer: u16, server: [u8; 32]) -> Response {
        let hello = Hello { clinic, desk: DeskNo(desk) };
        let welcome = self.post("/v1/hello", "", &hello.encode());
        assert_eq!(welcome.status, 200);
        let challenge = Welcome::decode(&welcome.body).unwrap().challenge;
        let proof = Proof::sign(clinic, DeskNo(desk), &server, challenge, &key(signer));
        self.post("/v1/auth", "", &proof.unwrap().encode())
    }

    /// The header that lets a desk in.
    pub fn pass(&self, desk: u16) -> String {
        let response = self.prove(CLINIC, desk, desk, self.service.server());
        assert_eq!(response.status, 200);
        let pass = Pass::decode(&response.body).unwrap();
        format!("Authorization: Bearer {}\r\n", pass.token)
    }

    pub fn ask(&self, pass: &str, request: &Request) -> (u16, Reply) {
        let response = self.post("/v1/ask", pass, &request.encode());
        (response.status, Reply::decode(&response.body).unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

pub fn response(stream: &mut impl Read) -> Response {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has been read is as good as closed.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Response { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
}
