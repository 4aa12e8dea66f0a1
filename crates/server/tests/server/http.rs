use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use server::http::{self, Admission, Hub, Rate, Settings, invite_hash, openapi};
use server::{NewInvite, Service, SqliteStore};
use sync::control::Act;
use sync::{ClinicId, Cursor, DeskNo, Hash, Heads, Hello, Reply, Request, Stream, Welcome, Why};

use crate::client::*;
use crate::fixture::*;

fn store() -> SqliteStore {
    SqliteStore::in_memory(INCARNATION).unwrap()
}

fn refusal(response: &Response) -> Why {
    why(Reply::decode(&response.body).unwrap())
}

#[test]
fn a_desk_says_hello_proves_itself_puts_and_gets() {
    let server = Serving::in_memory();
    let clinic = Clinic::new(2);
    assert_eq!(server.found(&clinic).status, 200);
    assert_eq!(server.found(&clinic).status, 200, "its reply was lost");
    let (one, two) = (server.pass(1), server.pass(2));
    let seals = Desk::new(1).some(3);
    let (status, reply) = server.ask(&one, &put(&seals));
    assert_eq!((status, kept(reply).0.seq), (200, 1));
    let (_, reply) = server.ask(&two, &log(Cursor::default()));
    let Reply::Page(page) = reply else { panic!() };
    assert_eq!(page.bundles, [bundle(&seals)]);
    assert_eq!(server.call("GET", "/health", "", b"").status, 200);
    let metrics = server.call("GET", "/metrics", "", b"");
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains("vaidya_requests_total{kind=\"put\",outcome=\"ok\"} 1\n"), "{text}");
    let seen = now(server.service.desks(CLINIC)).unwrap().unwrap();
    assert_eq!(seen[1].last_seen, Some(1_000_000));
}

#[test]
fn a_blob_goes_by_the_same_path_at_the_same_pace() {
    let few = Rate { per_second: 0.1, burst: 1.5 * sync::BLOB_PART_BYTES as f64 };
    let server = Serving::start(store(), Settings { desk_bytes: few, ..settings() });
    server.found(&Clinic::new(3));
    let [one, two, three] = [1, 2, 3].map(|desk| server.pass(desk));
    let whole = vec![7; sync::BLOB_PART_BYTES];
    let id = sync::blob_id(CLINIC, &whole);
    let get = Request::BlobGet { id, part: 0 };
    assert_eq!(server.ask(&two, &get).0, 404);
    let length = whole.len() as u32;
    let part = |part| Request::BlobPut { id, length, part, bytes: whole.clone() };
    assert_eq!(server.ask(&three, &part(1)).0, 400);
    assert_eq!(server.ask(&one, &part(0)), (200, Reply::Kept));
    assert_eq!(server.ask(&one, &part(0)).0, 429, "what a desk sends is counted");
    assert_eq!(server.ask(&two, &get), (200, Reply::BlobPart { length, bytes: whole }));
    let text = String::from_utf8(server.call("GET", "/metrics", "", b"").body).unwrap();
    assert!(text.contains("vaidya_requests_total{kind=\"blob_put\",outcome=\"ok\"} 1\n"), "{text}");
}

#[test]
fn nobody_comes_in_by_a_wrong_proof() {
    let server = Serving::in_memory();
    server.found(&Clinic::new(2));
    let own = server.service.server();
    assert_eq!(server.prove(CLINIC, 1, 2, own).status, 401, "signed by another desk");
    assert_eq!(server.prove(CLINIC, 1, 1, [9; 32]).status, 401, "signed for another server");
    assert_eq!(server.prove(CLINIC, 9, 9, own).status, 403, "no desk of this clinic");
    assert_eq!(server.prove(ClinicId([8; 16]), 1, 1, own).status, 404, "no clinic of this server");
    let hello = |desk| Hello { clinic: CLINIC, desk: DeskNo(desk) }.encode();
    let welcome = Welcome::decode(&server.post("/v1/hello", "", &hello(2)).body).unwrap();
    let proof = sync::Proof::sign(CLINIC, DeskNo(1), &own, welcome.challenge, &key(1)).unwrap();
    let response = server.post("/v1/auth", "", &proof.encode());
    assert_eq!(response.status, 401, "another desk's challenge");
    for pass in ["", "Authorization: Bearer x\r\n", "Authorization: Basic eDp5\r\n"] {
        let response = server.post("/v1/ask", pass, &Request::Greet.encode());
        assert_eq!((response.status, refusal(&response)), (401, Why::NotEnrolled));
    }
    let mut forged = server.pass(1);
    forged.replace_range(30..31, if &forged[30..31] == "A" { "B" } else { "A" });
    assert_eq!(server.post("/v1/ask", &forged, &Request::Greet.encode()).status, 401);
}

#[test]
fn a_revoked_desks_pass_is_worth_nothing_at_once() {
    let server = Serving::in_memory();
    let mut clinic = Clinic::new(3);
    server.found(&clinic);
    let (admin, lost) = (server.pass(1), server.pass(3));
    assert_eq!(server.ask(&lost, &log(Cursor::default())).0, 200);
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.call("GET", "/v1/wait?after=1:0", &lost, b""));
        std::thread::sleep(Duration::from_millis(200));
        let head = clinic.control.head;
        let record = clinic.add(1, Act::Revoke { desk: DeskNo(3), cut: vec![] });
        server.ask(&admin, &Request::Extend { head, records: vec![record] });
        waiting.join().unwrap()
    });
    assert_eq!((waiting.status, refusal(&waiting)), (403, Why::Revoked), "while it waited");
    let (status, reply) = server.ask(&lost, &log(Cursor::default()));
    assert_eq!((status, why(reply)), (403, Why::Revoked));
    assert_eq!(server.prove(CLINIC, 3, 3, server.service.server()).status, 403);
    assert_eq!(server.call("GET", "/v1/wait?after=1:0", &lost, b"").status, 403);
}

#[test]
fn whoever_waits_hears_of_news_and_of_the_end() {
    let mut server = Serving::in_memory();
    server.found(&Clinic::new(2));
    let (one, two) = (server.pass(1), server.pass(2));
    let at_once = server.call("GET", "/v1/wait?after=0:1,1:0", &two, b"");
    assert_eq!(Heads::decode(&at_once.body).unwrap().0[&Stream(0)], 2, "it knew of one record");
    let wait = |server: &Serving, after: &str| {
        let began = Instant::now();
        let path = format!("/v1/wait?after={after}");
        let heads = server.call("GET", &path, &two, b"").body;
        (Heads::decode(&heads).unwrap(), began.elapsed())
    };
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| wait(&server, "0:2,1:0"));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished());
        server.ask(&one, &put(&Desk::new(1).some(1)));
        let (heads, took) = waiting.join().unwrap();
        assert_eq!(heads.0[&Stream::MAIN], 1);
        assert!(took < Duration::from_secs(5));
    });
    for query in ["", "?after=", "?after=x", "?after=1", "?after=1:-1", "?after=999:1"] {
        assert_eq!(server.call("GET", &format!("/v1/wait{query}"), &two, b"").status, 400);
    }
    let address = server.address;
    let head =
        format!("GET /v1/wait?after=1:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{two}\r\n");
    let waiting = std::thread::spawn(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        response(&mut stream)
    });
    std::thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    server.stop();
    assert_eq!(waiting.join().unwrap().status, 200, "answered before the end");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_body_of_a_hundred_megabytes_is_not_taken() {
    let server = Serving::in_memory();
    server.found(&Clinic::new(1));
    let pass = server.pass(1);
    let mut stream = server.connect();
    let head =
        format!("POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n{pass}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(response(&mut stream).status, 413, "by what it promises");
    let mut stream = server.connect();
    let head =
        format!("POST /v1/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n{pass}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = [b"10000\r\n".to_vec(), vec![7; 65_536], b"\r\n".to_vec()].concat();
    let mut sent = 0;
    while sent < 1_600 && stream.write_all(&chunk).is_ok() {
        sent += 1;
    }
    assert!(sent < 1_600, "it stops reading");
    let small = vec![0; 5_000];
    assert_eq!(server.post("/v1/hello", "", &small).status, 413);
    assert_eq!(server.post("/v1/ask", &pass, b"junk").status, 400);
    assert_eq!(server.ask(&pass, &Request::Greet).0, 200, "and goes on");
}

#[test]
fn who_sends_too_slowly_is_cut_off() {
    let patience = Duration::from_millis(300);
    let server = Serving::start(store(), Settings { patience, ..settings() });
    server.found(&Clinic::new(1));
    let pass = server.pass(1);
    let began = Instant::now();
    let mut stream = server.connect();
    let head = format!("POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n{pass}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(response(&mut stream).status, 408, "silent in its body");
    let mut stream = server.connect();
    stream.write_all(b"POST /v1/ask HTTP/1.1\r\nHo").unwrap();
    assert_ne!(response(&mut stream).status, 200, "silent in its head");
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    let mut dripped = 0;
    while dripped < 900 && stream.write_all(b"x").is_ok() {
        dripped += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(dripped < 200, "a drop at a time: {dripped}");
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_clinic_is_founded_by_whom_the_server_lets() {
    let clinic = Clinic::new(1);
    let closed = Settings { admission: Admission::Closed, ..settings() };
    assert_eq!(Serving::start(store(), closed).found(&clinic).status, 403);
    let other = Clinic::of(ClinicId([9; 16]), 1);
    let only = Settings { admission: Admission::Only(clinic.control.clinic), ..settings() };
    let hub = Serving::start(store(), only);
    assert_eq!((hub.found(&other).status, hub.found(&clinic).status), (403, 200), "its own alone");
    let invited = Settings { admission: Admission::Invited, ..settings() };
    let server = Serving::start(store(), invited);
    assert_eq!(server.found(&clinic).status, 403);
    let (now_ms, ends_at) = (1, 2_000_000);
    let code_hash = invite_hash("ABCDE-23456");
    now(server.service.invite(NewInvite { code_hash, now_ms, ends_at })).unwrap();
    let code_hash = invite_hash("OLD");
    now(server.service.invite(NewInvite { code_hash, now_ms, ends_at: 5 })).unwrap();
    let found = |clinic: &Clinic, code: &str| {
        let path = format!("/v1/clinics?clinic={}", clinic.control.clinic);
        let request = Request::Extend { head: Hash::NONE, records: clinic.records.clone() };
        server.post(&path, &format!("X-Vaidya-Invite: {code}\r\n"), &request.encode()).status
    };
    assert_eq!(found(&clinic, "WRONG"), 403);
    assert_eq!(found(&clinic, "OLD"), 403);
    assert_eq!(found(&clinic, "abcde 23456"), 200, "as people type it");
    assert_eq!(found(&clinic, "abcde 23456"), 200, "again, for the same clinic");
    assert_eq!(found(&other, "abcde 23456"), 403, "and for no other");
    let forged = vec![Clinic::new(2).records[1].clone()];
    let request = Request::Extend { head: Hash::NONE, records: forged };
    let path = format!("/v1/clinics?clinic={}", ClinicId([3; 16]));
    let server = Serving::in_memory();
    assert_eq!(server.post(&path, "", &request.encode()).status, 400, "no founder");
    assert_eq!(server.post("/v1/clinics?clinic=77", "", &request.encode()).status, 400);
    assert_eq!(server.post(&path, "", &Request::Greet.encode()).status, 400);
}

#[test]
fn who_asks_too_often_is_told_when_to_come_back() {
    let slow = Rate { per_second: 0.1, burst: 4.0 };
    let server = Serving::start(store(), Settings { desk: slow, ..settings() });
    server.found(&Clinic::new(2));
    let (one, two) = (server.pass(1), server.pass(2));
    let asked = || server.post("/v1/ask", &one, &Request::Greet.encode());
    for _ in 0..4 {
        assert_eq!(asked().status, 200);
    }
    let refused = asked();
    assert_eq!((refused.status, refusal(&refused)), (429, Why::RateLimited));
    assert!(refused.head.to_lowercase().contains("retry-after: "), "{}", refused.head);
    assert_eq!(server.ask(&two, &Request::Greet).0, 200, "the others go on");
    let server = Serving::start(store(), Settings { address: slow, ..settings() });
    let hello = Hello { clinic: CLINIC, desk: DeskNo(1) }.encode();
    let codes = [(); 5].map(|()| server.post("/v1/hello", "", &hello).status);
    assert_eq!(codes, [200, 200, 200, 200, 429]);
}

#[test]
fn without_tls_it_serves_this_computer_alone() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let hub = Hub::new(Arc::new(Service::new(store(), config())), settings());
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
        http::serve(hub, listener, None, async {}).await
    });
    assert!(served.is_err());
}

#[test]
fn its_description_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/server-openapi.json");
    let fresh = serde_json::to_string_pretty(&openapi()).unwrap() + "\n";
    if std::env::var_os("VAIDYA_WRITE").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == fresh, "stale: VAIDYA_WRITE=1 cargo test -p server its_description_is_fresh");
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn neither_store_nor_log_shows_what_desks_write() {
    let lines = Lines::default();
    let writer = lines.clone();
    let format = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
    format.with_writer(move || writer.clone()).init();
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteStore::open(&folder.path().join("store"), INCARNATION).unwrap();
    let mut server = Serving::start(file, settings());
    server.found(&Clinic::new(2));
    let pass = server.pass(1);
    let mut desk = Desk::new(1);
    let old = desk.clone();
    server.ask(&pass, &put(&desk.some(9)));
    let forked = Desk { log: 4, ..old }.some(1);
    let (_, reply) = server.ask(&pass, &put(&forked));
    assert_eq!(kept(reply).1.len(), 1);
    server.post("/v1/ask", &pass, CANARY);
    server.prove(CLINIC, 1, 2, server.service.server());
    server.stop();
    let logged = lines.0.lock().unwrap().clone();
    let text = String::from_utf8(logged.clone()).unwrap();
    assert!(text.contains("seals with two children"), "it logs at all: {text}");
    assert!(!crate::trace::contains(&logged, CANARY));
    let token = pass.trim().rsplit(' ').next().unwrap();
    assert!(!text.contains(token), "a pass in the log");
    crate::trace::no_canary(folder.path());
}
