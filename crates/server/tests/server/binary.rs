//! The program as an administrator has it: over TLS, by its command line, until it is stopped.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};
use sync::{DeskNo, Hello, Request, Welcome};

use crate::client::{Response, response};
use crate::cluster::Cluster;
use crate::fixture::*;

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vaidya-server"));
    command.env_clear().arg("--folder").arg(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

struct Running {
    child: Child,
    address: SocketAddr,
    lines: Vec<String>,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_with(folder, &[], arguments)
    }

    fn start_with(folder: &Path, database: &[&str], arguments: &[&str]) -> Self {
        let mut command = program(folder);
        command.args(database).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = vec![];
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().unwrap().starts_with("Listening:") {
                break;
            }
        }
        let address = lines.last().unwrap().rsplit('/').next().unwrap().parse().unwrap();
        Self { child, address, lines }
    }

    fn stop(mut self) {
        let began = Instant::now();
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Trusts one certificate, as a paired desk does.
#[derive(Debug)]
struct Pinned(CertificateDer<'static>, WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match end_entity == &self.0 {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(rustls::Error::General("another certificate".into())),
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.2".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.1)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.1.supported_schemes()
    }
}

fn call(
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    body: &[u8],
) -> Option<Response> {
    let provider = ring::default_provider();
    let pinned = Pinned(certificate, provider.signature_verification_algorithms);
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(pinned))
        .with_no_client_auth();
    let name = ServerName::try_from("vaidya-server").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    let head = format!(
        "POST /v1/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
    Some(response(&mut stream))
}

fn certificate(folder: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(folder.join("tls.crt")).unwrap()
}

#[test]
fn it_serves_by_a_key_that_it_keeps_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &[]);
    let hello = Hello { clinic: CLINIC, desk: DeskNo(1) }.encode();
    let response = call(running.address, certificate(folder.path()), &hello).unwrap();
    let greeting = Welcome::decode(&response.body).unwrap().greeting;
    let server = sync::Hash(greeting.server).to_string();
    assert!(running.lines[0].ends_with(&server), "{:?}", running.lines);
    assert!(running.lines[1].contains("sha256//"));
    let elsewhere = Running::start(other.path(), &[]);
    assert!(call(elsewhere.address, certificate(folder.path()), &hello).is_none(), "not pinned");
    let mut plain = TcpStream::connect(running.address).unwrap();
    plain.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(crate::client::response(&mut plain).status, 0, "nothing without TLS");
    for name in ["server.key", "tls.key", "store.sqlite", "store.sqlite-wal"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let lines = running.lines.clone();
    running.stop();
    let again = Running::start(folder.path(), &[]);
    assert_eq!(again.lines[..2], lines[..2], "the same keys");
    let response = call(again.address, certificate(folder.path()), &hello).unwrap();
    let later = Welcome::decode(&response.body).unwrap().greeting;
    assert_eq!(later.incarnation, greeting.incarnation, "the same store");
}

fn administer(folder: &Path, database: &[&str]) {
    let with = |arguments: &[&str]| said(folder, &[database, arguments].concat());
    let code = with(&["invite", "--days", "3"]);
    let code = code.lines().next().unwrap().to_owned();
    assert_eq!(code.len(), 29, "{code}");
    let running = Running::start_with(folder, database, &["--plain"]);
    let mut clinic = Clinic::new(3);
    clinic.add(1, sync::control::Act::Revoke { desk: DeskNo(3), cut: vec![] });
    let head = sync::Hash::NONE;
    let body = Request::Extend { head, records: clinic.records.clone() }.encode();
    let mut stream = TcpStream::connect(running.address).unwrap();
    let length = body.len();
    let head = format!(
        "POST /v1/clinics?clinic={CLINIC} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         X-Vaidya-Invite: {code}\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
    assert_eq!(response(&mut stream).status, 200);

    // All of this while it serves.
    let id = CLINIC.to_string();
    assert!(with(&["clinics"]).contains(&id));
    let devices = with(&["devices", &id]);
    let yes: Vec<usize> = devices.lines().map(|line| line.matches("yes").count()).collect();
    assert_eq!(yes, [0, 1, 1, 1], "{devices}");
    with(&["quota", &id, "12345"]);
    assert!(with(&["clinics"]).contains("12345"));
    with(&["self-test"]);
    with(&["self-test"]);
    assert!(folder.join("blobs").is_dir(), "attachments are tested as well");
    assert!(!run(folder, &[database, &["devices", "77"]].concat()).status.success());
    let stranger = "00".repeat(16);
    assert!(!run(folder, &[database, &["quota", &stranger, "1"]].concat()).status.success());
    running.stop();
}

#[test]
fn an_administrator_sees_and_sets_what_is_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    administer(folder.path(), &[]);
    let running = Running::start(folder.path(), &[]);
    let copy = folder.path().join("copy.sqlite");
    // One that is still being written, and one that is old.
    let blobs = folder.path().join("blobs");
    let old = folder.path().join("bundles").join(CLINIC.to_string()).join("1");
    std::fs::create_dir_all(&old).unwrap();
    std::fs::write(old.join("an-old-bundle"), b"old").unwrap();
    std::fs::write(old.join("a-new-one#1"), b"ne").unwrap();
    let words = said(folder.path(), &["backup", copy.to_str().unwrap()]);
    let bodies = folder.path().join("copy.sqlite.bodies");
    assert!(words.contains(bodies.to_str().unwrap()) && words.contains("3 files"), "{words}");
    let refused = run(folder.path(), &["backup", copy.to_str().unwrap()]);
    let refused = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.contains("is not empty"), "nothing is written over: {refused}");
    running.stop();
    let other = tempfile::tempdir().unwrap();
    std::fs::copy(&copy, other.path().join("store.sqlite")).unwrap();
    assert!(said(other.path(), &["clinics"]).contains(&CLINIC.to_string()));
    let copied = bodies.join("bundles").join(CLINIC.to_string()).join("1");
    assert_eq!(std::fs::read(copied.join("an-old-bundle")).unwrap(), b"old");
    assert!(!copied.join("a-new-one#1").exists() && bodies.join("blobs/here").exists());
    // The part of the self-test's blob, where it was.
    let part = crate::away::files(&blobs).into_iter().find(|path| path.ends_with("0")).unwrap();
    let copied = bodies.join(part.strip_prefix(folder.path()).unwrap());
    assert_eq!(std::fs::read(copied).unwrap(), std::fs::read(part).unwrap());
}

#[test]
fn bodies_go_to_a_bucket_that_the_environment_opens() {
    let (folder, s3) = (tempfile::tempdir().unwrap(), crate::s3::Bucket::start());
    let in_bucket = |arguments: &[&str]| {
        let mut command = program(folder.path());
        command.envs(s3.environment()).args(["--bodies", &s3.url("clinics")]).args(arguments);
        command.output().unwrap()
    };
    let tested = in_bucket(&["self-test"]);
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stderr));
    assert!(
        s3.objects().keys().any(|key| key.starts_with("clinics/blobs/") && key.ends_with("/0"))
    );
    assert!(!folder.path().join("blobs").exists());
    let copy = folder.path().join("copy.sqlite");
    let words = in_bucket(&["backup", copy.to_str().unwrap()]).stdout;
    let words = String::from_utf8(words).unwrap();
    assert!(words.contains(&s3.url("clinics")) && words.contains("copy the bucket"), "{words}");
    let refused = run(folder.path(), &["--bodies", &s3.url("clinics"), "self-test"]);
    assert!(!refused.status.success(), "nobody may use it without being let in");
}

#[test]
fn an_administrator_sees_and_sets_what_is_in_postgres() {
    let cluster = Cluster::start();
    let folder = tempfile::tempdir().unwrap();
    let address = cluster.address();
    let refused = Running::start_with(folder.path(), &["--database", &address], &["--plain"]);
    assert!(refused.lines.iter().any(|line| line.contains("--bodies")), "{:?}", refused.lines);
    drop(refused);
    let bodies = folder.path().to_str().unwrap();
    administer(folder.path(), &["--database", &address, "--bodies", bodies]);
    let backup = ["--database", &address, "--bodies", bodies, "backup", "x"];
    let refused = String::from_utf8(run(folder.path(), &backup).stderr).unwrap();
    assert!(refused.contains("pg_dump") && refused.contains("blobs"), "{refused}");
    let nowhere = ["--database", &address, "serve", "--plain", "--tier-after-days", "60"];
    let refused = String::from_utf8(run(folder.path(), &nowhere).stderr).unwrap();
    assert!(refused.contains("--bodies"), "{refused}");
}
