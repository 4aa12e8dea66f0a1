//! The server: bundles stored a second, durably, by sixty-four at once, beside the bare
//! INSERT of the same bytes; and ten thousand clinics on one database.

#[path = "../../crates/server/tests/server/cluster.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used, dead_code, reason = "shared with tests")]
pub mod cluster;

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, params};
use server::{Config, PostgresStore, Service, SqliteStore, Store};
use sync::control::{Act, Member};
use sync::{
    Bundle, ClinicId, Control, Cursor, DeskNo, Hash, LogId, Opens, Reply, Request, Sealing, Stream,
    StreamKey, Zeroizing,
};

use crate::Any;
use crate::row::{Row, median, percentile};
use cluster::Cluster;

const AT_ONCE: usize = 64;
const RUNS: usize = 5;
/// Each run on clinics of its own.
const PUTS: usize = 1_280;
const READS: usize = 4_096;
/// About what fifty ops of a morning take.
const BODY: usize = 1_300;
const INCARNATION: u64 = 99;
const CLINICS: usize = 10_000;
const DESKS: u16 = 5;
const SUSTAINED: f64 = 350.0;
const SUSTAINED_S: f64 = 10.0;

fn key(desk: u16) -> SigningKey {
    let mut seed = [1; 32];
    seed.iter_mut().zip(desk.to_be_bytes()).for_each(|(to, from)| *to = from);
    SigningKey::from_bytes(&seed)
}

fn clinic_id(no: usize) -> ClinicId {
    let mut id = [0; 16];
    let name = blake3::hash(&no.to_be_bytes());
    id.iter_mut().zip(name.as_bytes()).for_each(|(to, from)| *to = *from);
    ClinicId(id)
}

/// A clinic's control log: founded by its first desk, which let the others in.
fn records(id: ClinicId, desks: u16) -> Any<Vec<Vec<u8>>> {
    let mut control = Control::new(id);
    let mut records = Vec::new();
    for desk in 1..=desks {
        let member = Member {
            desk: DeskNo(desk),
            key: key(desk).verifying_key().to_bytes(),
            exchange: [1; 32],
            may_administer: desk == 1,
        };
        let act = if desk == 1 { Act::Found(member) } else { Act::Enrol(member) };
        let record = control.record(DeskNo(1), 5, act).sign(id, &key(1))?;
        control.admit(&record)?;
        records.push(record);
    }
    Ok(records)
}

/// A desk's bundles, each of one seal that follows the one before.
fn bundles(clinic: ClinicId, desk: u16, count: usize) -> Any<Vec<Vec<u8>>> {
    let stream_key = StreamKey::new(Zeroizing::new([3; 32]));
    let (mut parent, mut made) = (Hash::NONE, Vec::new());
    for no in 1..=count as u64 {
        // What nothing shortens, as much of it as compressed ops take.
        let mut op = vec![0; BODY - 300];
        let about = [&clinic.0[..], &desk.to_be_bytes(), &no.to_be_bytes()].concat();
        blake3::Hasher::new().update(&about).finalize_xof().fill(&mut op);
        let (mut nonce, mut salt) = ([0; 24], [0; 16]);
        nonce.iter_mut().zip(&op).for_each(|(to, from)| *to = *from);
        salt.iter_mut().zip(op.iter().rev()).for_each(|(to, from)| *to = *from);
        let sealing = Sealing {
            clinic,
            stream: Stream::MAIN,
            desk: DeskNo(desk),
            log: LogId(desk.into()),
            no,
            parent,
            first: no,
            ops: &[op],
            schema: 1,
            opens: (no == 1).then_some(Opens::First),
            witness: None,
            key: &stream_key,
            nonce,
            salt,
        };
        let seal = sealing.seal(&key(desk))?;
        parent = seal.hash;
        let mut bundle = Bundle::default();
        bundle.add(&seal.bytes, usize::MAX);
        made.push(bundle.bytes);
    }
    Ok(made)
}

fn config() -> Config {
    Config { key: key(500), incarnation: INCARNATION, quota_bytes: 1 << 30 }
}

async fn put<S: Store>(service: &Service<S>, clinic: ClinicId, desk: u16, bundle: &[u8]) {
    let request = Request::Put { stream: Stream::MAIN, bundle: bundle.to_vec() };
    let reply = service.answer(clinic, DeskNo(desk), request, 1).await;
    assert!(matches!(reply, Reply::Put { .. }), "{reply:?}");
}

/// Puts and reads a second, `AT_ONCE` at a time, each run on clinics of its own.
async fn rates<S: Store>(service: Arc<Service<S>>, from: usize) -> Any<(f64, f64)> {
    let (mut puts, mut reads) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let mut work = Vec::new();
        for at in 0..AT_ONCE {
            let clinic = clinic_id(from + run * AT_ONCE + at);
            service.found(clinic, records(clinic, 1)?, None, 1).await;
            work.push((clinic, bundles(clinic, 1, PUTS / AT_ONCE)?));
        }
        let clinics: Vec<ClinicId> = work.iter().map(|(clinic, _)| *clinic).collect();
        let began = Instant::now();
        let tasks = work.into_iter().map(|(clinic, bundles)| {
            let service = service.clone();
            tokio::spawn(async move {
                for bundle in bundles {
                    put(&service, clinic, 1, &bundle).await;
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await?;
        }
        puts.push(PUTS as f64 / began.elapsed().as_secs_f64());
        let began = Instant::now();
        let tasks = clinics.into_iter().map(|clinic| {
            let service = service.clone();
            tokio::spawn(async move {
                for _ in 0..READS / AT_ONCE {
                    let (stream, cursor) = (Stream::MAIN, Cursor::default());
                    let request = Request::Log { stream, cursor, bytes_max: BODY as u32 };
                    let reply = service.answer(clinic, DeskNo(1), request, 1).await;
                    assert!(matches!(reply, Reply::Page(_)), "{reply:?}");
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await?;
        }
        reads.push(READS as f64 / began.elapsed().as_secs_f64());
    }
    Ok((median(puts), median(reads)))
}

/// The same bytes in the same rows, one transaction and one fsync each.
fn bare_sqlite(path: &std::path::Path) -> Any<f64> {
    let database = Connection::open(path)?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE bare (clinic BLOB, seq INTEGER, body BLOB, PRIMARY KEY (clinic, seq))",
    )?;
    let mut statement = database.prepare("INSERT INTO bare VALUES (?1, ?2, ?3)")?;
    let body = vec![7u8; BODY];
    let mut found = Vec::new();
    for run in 0..RUNS {
        let began = Instant::now();
        for seq in 0..(PUTS / 4) as u32 {
            statement.execute(params![clinic_id(run).0, seq, body])?;
        }
        found.push((PUTS / 4) as f64 / began.elapsed().as_secs_f64());
    }
    Ok(median(found))
}

/// Transactions a second of the bundle's INSERT alone, by PostgreSQL's own bench.
fn pgbench(cluster: &Cluster) -> Any<f64> {
    let script = cluster.folder().join("put.sql");
    let body = "ab".repeat(BODY);
    let insert = format!(
        "\\set clinic random(1, 320)\n\\set n random(1, 4611686018427387903)\n\
         INSERT INTO bundle (clinic_id, stream, seq, put_id, run, by_desk, received_at, bytes, body)
         VALUES (decode(md5(:clinic::text), 'hex'), 1, :n, decode(md5(:n::text), 'hex'),
                 decode(md5(:n::text), 'hex'), 1, 1, {BODY}, decode('{body}', 'hex'))"
    );
    std::fs::write(
        &script,
        insert.replace('\n', " ").replace(" \\set", "\n\\set").replace(") INSERT", ")\nINSERT"),
    )?;
    let mut found = Vec::new();
    for _ in 0..RUNS {
        let output = Command::new(cluster::program("pgbench"))
            .args(["-n", "-c", "64", "-j", "2", "-T", "3", "-U", "vaidya", "-f"])
            .arg(&script)
            .arg("-h")
            .arg(cluster.folder())
            .arg("postgres")
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = line.and_then(|rest| rest.split(' ').next()).and_then(|tps| tps.parse().ok());
        let said = || String::from_utf8_lossy(&output.stderr).into_owned();
        found.push(rate.ok_or_else(said)?);
    }
    Ok(median(found))
}

/// Puts of ten thousand clinics at a steady pace; how long each took, and how many a second
/// were kept.
async fn many_clinics(service: Arc<Service<PostgresStore>>) -> Any<(f64, f64)> {
    let count = (SUSTAINED * SUSTAINED_S) as usize;
    let mut work = Vec::with_capacity(count);
    for no in 0..CLINICS {
        let clinic = clinic_id(1_000_000 + no);
        service.found(clinic, records(clinic, DESKS)?, None, 1).await;
        if no < count {
            let desk = 1 + (no as u16) % DESKS;
            work.push((clinic, desk, bundles(clinic, desk, 1)?.concat()));
        }
    }
    let began = Instant::now();
    let tasks = work.into_iter().enumerate().map(|(at, (clinic, desk, bundle))| {
        let service = service.clone();
        tokio::spawn(async move {
            let due = began + Duration::from_secs_f64(at as f64 / SUSTAINED);
            tokio::time::sleep_until(due.into()).await;
            put(&service, clinic, desk, &bundle).await;
            // From when it was due: waiting for others counts.
            due.elapsed().as_secs_f64() * 1e3
        })
    });
    let mut times = Vec::with_capacity(count);
    for task in tasks.collect::<Vec<_>>() {
        times.push(task.await?);
    }
    let rate = count as f64 / began.elapsed().as_secs_f64();
    Ok((percentile(&mut times, 99), rate))
}

pub fn rows() -> Any<Vec<Row>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(&folder.path().join("store"), INCARNATION)?;
    let service = Arc::new(Service::new(store, config()));
    let (puts, reads) = runtime.block_on(rates(service, 0))?;
    let bare = bare_sqlite(&folder.path().join("bare"))?;
    let mut rows = vec![
        Row::most("B-SERVER", "SQLite, 64 at once, against one fsync each", puts / bare, "×")
            .at_least(3.0)
            .beside(format!("{puts:.0} bundles a second, {bare:.0} bare INSERTs")),
        Row::most("B-SERVER", "SQLite, bundles read", reads, "a second"),
    ];
    let cluster = Cluster::with("fsync=on");
    let address = cluster.address();
    let store = runtime.block_on(PostgresStore::open(&address, INCARNATION))?;
    let service = Arc::new(Service::new(store, config()));
    let (puts, reads) = runtime.block_on(rates(service.clone(), 0))?;
    let bare = pgbench(&cluster)?;
    rows.push(
        Row::most("B-SERVER", "PostgreSQL, 64 at once, against pgbench's INSERT", puts / bare, "×")
            .at_least(0.8)
            .beside(format!("{puts:.0} bundles a second, {bare:.0} by pgbench, fsync on")),
    );
    rows.push(Row::most("B-SERVER", "PostgreSQL, bundles read", reads, "a second"));
    let (p99, rate) = runtime.block_on(many_clinics(service))?;
    rows.push(
        Row::most("B-SCALE", "10,000 clinics × 5 desks on PostgreSQL: a put, p99", p99, "ms")
            .at_most(50.0)
            .beside(format!("{rate:.0} puts a second kept up, {SUSTAINED} asked")),
    );
    Ok(rows)
}
