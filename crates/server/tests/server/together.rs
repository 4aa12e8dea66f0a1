//! Many at once, and a process that is killed between anything and anything.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use server::{PostgresStore, Service, SqliteStore, Store};
use sync::control::Act;
use sync::{Bundle, Cursor, DeskNo, Hash, Reply, Request, Stream};

use crate::cluster::Cluster;
use crate::fixture::*;

const DESKS: u16 = 6;
const PUTS: usize = 20;

/// Follows the log until all is there. What was beyond its cursor never turns up behind it.
async fn follow<S: Store>(service: Arc<Service<S>>, is_done: Arc<AtomicBool>) -> Vec<Hash> {
    let (mut cursor, mut read) = (Cursor::default(), vec![]);
    loop {
        let was_done = is_done.load(Ordering::SeqCst);
        let request = Request::Log { stream: Stream::MAIN, cursor, bytes_max: 20_000 };
        let Reply::Page(page) = service.answer(CLINIC, DeskNo(1), request, 1).await else {
            panic!("no page")
        };
        let mut at = Cursor { incarnation: INCARNATION, ..cursor };
        for bundle in &page.bundles {
            at = at.after(CLINIC, Bundle::id(CLINIC, bundle));
            read.extend(Bundle::seals(CLINIC, bundle).unwrap().iter().map(|seal| seal.hash));
        }
        assert_eq!(at, page.cursor, "gapless, and the run is that of these bundles");
        cursor = page.cursor;
        if was_done && page.is_last {
            return read;
        }
        tokio::task::yield_now().await;
    }
}

async fn all_at_once<S: Store>(service: Arc<Service<S>>) {
    let clinic = Clinic::new(DESKS);
    service.found(CLINIC, clinic.records, None, 1).await;
    let is_done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(follow(service.clone(), is_done.clone()));
    let desks = (1..=DESKS).map(|no| {
        let service = service.clone();
        tokio::spawn(async move {
            let (mut desk, mut sent, mut seqs) = (Desk::new(no), vec![], vec![]);
            for _ in 0..PUTS {
                let seals = desk.some(2);
                let request = put(&seals);
                let reply = service.answer(CLINIC, DeskNo(no), request.clone(), 1).await;
                let again = service.answer(CLINIC, DeskNo(no), request, 1).await;
                assert_eq!(reply, again);
                seqs.push(kept(reply).0.seq);
                sent.extend(seals.iter().map(|seal| seal.hash));
            }
            (sent, seqs)
        })
    });
    let (mut sent, mut seqs) = (BTreeSet::new(), BTreeSet::new());
    for desk in desks.collect::<Vec<_>>() {
        let (hashes, numbers) = desk.await.unwrap();
        sent.extend(hashes);
        seqs.extend(numbers);
    }
    is_done.store(true, Ordering::SeqCst);
    let read = reader.await.unwrap();
    assert_eq!(seqs, (1..=(DESKS as usize * PUTS) as u64).collect());
    assert_eq!(read.len(), sent.len(), "each once");
    assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), sent);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn numbers_are_gapless_and_come_in_order_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store"), INCARNATION).unwrap();
    runtime().block_on(all_at_once(Arc::new(Service::new(store, config()))));
}

#[test]
fn numbers_are_gapless_and_come_in_order_from_postgres() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let store = PostgresStore::open(&cluster.address(), INCARNATION).await.unwrap();
        all_at_once(Arc::new(Service::new(store, config()))).await;
    });
}

#[test]
fn of_many_nodes_that_found_a_clinic_one_does() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let address = cluster.address();
        let nodes = (0..4).map(|of| {
            let address = address.clone();
            tokio::spawn(async move {
                let store = PostgresStore::open(&address, 10 + of).await.unwrap();
                let incarnation = store.incarnation();
                let service = Service::new(store, config());
                let records = Clinic::new(3).records;
                (service.found(CLINIC, records, None, 1).await, incarnation)
            })
        });
        let mut incarnations = BTreeSet::new();
        for node in nodes.collect::<Vec<_>>() {
            let (reply, incarnation) = node.await.unwrap();
            assert_eq!(reply, Reply::Control { records: vec![] });
            incarnations.insert(incarnation);
        }
        assert_eq!(incarnations.len(), 1);
    });
}

#[test]
fn nothing_of_a_desk_is_committed_after_its_revocation() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let open = async || PostgresStore::open(&cluster.address(), INCARNATION).await.unwrap();
        let (begun, has_begun) = std::sync::mpsc::channel();
        let slow = move || {
            begun.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(400));
            None
        };
        let other = Service::new(open().await, config());
        let mut clinic = Clinic::new(3);
        other.found(CLINIC, clinic.records.clone(), None, 1).await;
        let store = open().await.with_mischief(Box::new(slow));
        let service = Service::new(store, config());
        let head = clinic.control.head;
        let record = clinic.add(1, Act::Revoke { desk: DeskNo(3), cut: vec![] });
        let request = Request::Extend { head, records: vec![record] };
        let revoking =
            tokio::spawn(async move { service.answer(CLINIC, DeskNo(1), request, 1).await });
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        // It began first, and is not committed yet.
        let reply = other.answer(CLINIC, DeskNo(3), put(&Desk::new(3).some(1)), 1).await;
        assert_eq!(why(reply), sync::Why::Revoked);
        assert_eq!(revoking.await.unwrap(), Reply::Control { records: vec![] });
    });
}

/// Not a test by itself: the process that the next test kills.
#[test]
fn puts_until_it_is_killed() {
    let Some(path) = std::env::var_os("VAIDYA_TEST_STORE") else { return };
    let store = SqliteStore::open(Path::new(&path), INCARNATION).unwrap();
    let service = Arc::new(Service::new(store, config()));
    let seed: u64 = std::env::var("VAIDYA_TEST_SEED").unwrap().parse().unwrap();
    runtime().block_on(async {
        service.found(CLINIC, Clinic::new(DESKS).records, None, 1).await;
        let desks = (1..=DESKS).map(|no| {
            let service = service.clone();
            tokio::spawn(async move {
                let mut desk = Desk { log: seed, ..Desk::new(no) };
                // Longer than it is let live.
                for _ in 0..1_000_000 {
                    let (cursor, _) =
                        kept(service.answer(CLINIC, DeskNo(no), put(&desk.some(3)), 1).await);
                    use std::io::Write;
                    writeln!(std::io::stdout(), "kept {} {}", cursor.seq, cursor.run).unwrap();
                }
            })
        });
        for desk in desks.collect::<Vec<_>>() {
            desk.await.unwrap();
        }
    });
}

#[test]
fn a_process_that_is_killed_leaves_whole_bundles_and_all_it_promised() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    for round in 1..=8u64 {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "together::puts_until_it_is_killed"])
            .env("VAIDYA_TEST_STORE", &path)
            .env("VAIDYA_TEST_SEED", round.to_string())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = lines.by_ref().take(20).map(Result::unwrap).collect();
        std::thread::sleep(Duration::from_millis(37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(lines.map_while(Result::ok));

        let store = SqliteStore::open(&path, 1).unwrap();
        assert_eq!(store.incarnation(), INCARNATION);
        let service = Arc::new(Service::new(store, config()));
        let read = runtime().block_on(follow(service.clone(), Arc::new(AtomicBool::new(true))));
        assert_eq!(read.len() % 3, 0, "whole bundles");
        let lines = said.iter().filter_map(|line| line.strip_prefix("kept "));
        let promised: Vec<(i64, String)> = lines
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, run)| run.len() == 64)
            .map(|(seq, run)| (seq.parse().unwrap(), run.to_owned()))
            .collect();
        assert!(promised.len() > 10, "round {round}");
        let database = rusqlite::Connection::open(&path).unwrap();
        for (seq, run) in promised {
            let sql = "SELECT lower(hex(run)) FROM bundle WHERE seq = ?1";
            let kept: String = database.query_row(sql, [seq], |row| row.get(0)).unwrap();
            assert_eq!(kept, run, "round {round}: what was promised is there");
        }
        let sql = "SELECT (SELECT count(*) FROM seal) = 3 * (SELECT count(*) FROM bundle)
                   AND (SELECT used_bytes FROM clinic) = (SELECT sum(bytes) FROM bundle)
                   AND (SELECT seq FROM stream) = (SELECT count(*) FROM bundle)";
        assert!(database.query_row(sql, [], |row| row.get::<_, bool>(0)).unwrap());
    }
    crate::trace::no_canary(folder.path());
}

#[test]
fn a_copy_of_a_store_in_use_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("store"), folder.path().join("copy"));
    let store = SqliteStore::open(&path, INCARNATION).unwrap();
    let service = Arc::new(Service::new(store, config()));
    runtime().block_on(async {
        service.found(CLINIC, Clinic::new(1).records, None, 1).await;
        let (writer, is_done) = (service.clone(), Arc::new(AtomicBool::new(false)));
        let until = is_done.clone();
        let writing = tokio::spawn(async move {
            let mut desk = Desk::new(1);
            while !until.load(Ordering::SeqCst) {
                kept(writer.answer(CLINIC, DeskNo(1), put(&desk.some(1)), 1).await);
            }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (from, to) = (path.clone(), copy.clone());
        tokio::task::spawn_blocking(move || SqliteStore::back_up(&from, &to))
            .await
            .unwrap()
            .unwrap();
        is_done.store(true, Ordering::SeqCst);
        writing.await.unwrap();
        let copied = Service::new(SqliteStore::open(&copy, 1).unwrap(), config());
        let read = follow(Arc::new(copied), Arc::new(AtomicBool::new(true))).await;
        assert!(!read.is_empty());
    });
}
