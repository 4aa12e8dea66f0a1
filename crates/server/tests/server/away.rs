//! Bodies of old bundles go to a folder or a bucket, and nobody who reads them notices.

use std::path::Path;

use server::store::Away;
use server::{Bodies, PostgresStore, Service, SqliteStore, Store};
use sync::{Bundle, Cursor, Missing, Reply, Request, Seal, Stream, Why};

use crate::cluster::Cluster;
use crate::fixture::*;
use crate::s3::Bucket;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

async fn say<S: Store>(service: &Service<S>, by: u16, request: Request) -> Reply {
    service.answer(CLINIC, sync::DeskNo(by), request, 1_000).await
}

/// Everything that is read of bundles, in pages of several lengths.
async fn all_reads<S: Store>(service: &Service<S>, have: &[&Seal]) -> Vec<Reply> {
    let mut read = vec![];
    for bytes_max in [1, 2_000, u32::MAX] {
        let mut cursor = Cursor::default();
        loop {
            let request = Request::Log { stream: Stream::MAIN, cursor, bytes_max };
            let reply = say(service, 1, request).await;
            let Reply::Page(page) = &reply else { panic!("{reply:?}") };
            let is_last = page.is_last;
            cursor = page.cursor;
            read.push(reply);
            if is_last {
                break;
            }
        }
        let leaf = |seal: &&Seal| sync::Leaf {
            desk: seal.header.desk,
            no: seal.header.no,
            hash: seal.hash,
        };
        for have in [vec![], have.iter().map(leaf).collect()] {
            let missing = Missing { stream: Stream::MAIN, have, bytes_max };
            read.push(say(service, 1, Request::Missing(missing)).await);
        }
    }
    read
}

async fn read_from_where_they_went<S: Store>(service: Service<S>) {
    service.found(CLINIC, Clinic::new(3).records, None, 1).await;
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    let first = one.some(3);
    for seals in [&first, &two.some(1), &one.some(5), &two.some(2)] {
        kept(say(&service, seals[0].header.desk.0, put(seals)).await);
    }
    let before = all_reads(&service, &[&first[1]]).await;
    assert_eq!(service.move_old(1_000, 5_000).await, Ok(0), "none is that old");
    assert_eq!(service.move_old(1_001, 5_000).await, Ok(4));
    assert_eq!(all_reads(&service, &[&first[1]]).await, before);
    assert_eq!(service.move_old(i64::MAX, 6_000).await, Ok(0), "once");
    // Work goes on behind them, and what comes later goes later.
    let next = one.some(1);
    let (cursor, _) = kept(say(&service, 1, put(&next)).await);
    assert_eq!(cursor.seq, 5);
    let before = all_reads(&service, &[&first[1]]).await;
    assert_eq!(service.move_old(i64::MAX, 7_000).await, Ok(1));
    assert_eq!(all_reads(&service, &[&first[1]]).await, before);
    assert_eq!(kept(say(&service, 1, put(&next)).await).0, cursor, "its reply was lost");
    assert_eq!(all_reads(&service, &[&first[1]]).await, before);
    assert_eq!(service.lost(), 0);
    assert_eq!(service.sweep_bundles(i64::MAX).await, Ok(1), "the one that was taken back");
    assert_eq!(all_reads(&service, &[&first[1]]).await, before);
}

async fn bucket(bucket: &Bucket, prefix: &str) -> Bodies {
    Bodies::bucket(&bucket.url(prefix), bucket.environment()).await.unwrap()
}

#[test]
fn old_bundles_are_read_from_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::folder(folder.path()).unwrap();
    runtime().block_on(read_from_where_they_went(in_memory().with_bodies(bodies)));
}

#[test]
fn old_bundles_are_read_from_a_bucket() {
    let s3 = Bucket::start();
    runtime().block_on(async {
        let bodies = bucket(&s3, "one/of/many").await;
        read_from_where_they_went(in_memory().with_bodies(bodies)).await;
    });
    assert_eq!(s3.turned_away(), 0);
    assert!(s3.objects().keys().all(|key| key.starts_with("one/of/many/b")));
    assert!(s3.objects().values().all(|body| !crate::trace::contains(body, CANARY)));
}

#[test]
fn old_bundles_of_postgres_are_read_from_a_bucket() {
    let (cluster, s3) = (Cluster::start(), Bucket::start());
    runtime().block_on(async {
        let store = PostgresStore::open(&cluster.address(), INCARNATION).await.unwrap();
        let service = Service::new(store, config()).with_bodies(bucket(&s3, "").await);
        read_from_where_they_went(service).await;
    });
}

#[test]
fn a_bucket_that_is_not_there_or_not_ours_is_found_out_at_once() {
    let s3 = Bucket::start();
    let open = |address: &str, environment| {
        let opened = runtime().block_on(Bodies::bucket(address, environment));
        opened.map(drop).unwrap_err().to_string()
    };
    let other = open("s3://another/place", s3.environment());
    assert!(other.contains("another"), "{other}");
    let mut stranger = s3.environment();
    stranger.iter_mut().filter(|(name, _)| name.ends_with("KEY_ID")).for_each(|(_, value)| {
        "nobody".clone_into(value);
    });
    assert!(open(&s3.url("here"), stranger).contains("bodies-of-clinics"));
    assert_eq!(s3.turned_away(), 1);
    assert!(open("s3:///here", s3.environment()).contains("s3://BUCKET/PREFIX"));
    assert!(s3.objects().is_empty());
}

#[test]
fn an_emptied_bucket_loses_no_row() {
    let s3 = Bucket::start();
    runtime().block_on(async {
        let service = in_memory().with_bodies(bucket(&s3, "here").await);
        service.found(CLINIC, Clinic::new(1).records, None, 1).await;
        let bytes = vec![5; 700];
        let id = sync::blob_id(CLINIC, &bytes);
        let put = Request::BlobPut { id, length: 700, part: 0, bytes: bytes.clone() };
        assert_eq!(say(&service, 1, put).await, Reply::Kept);
        let get = Request::BlobGet { id, part: 0 };
        let objects = std::mem::take(&mut *s3.objects());
        assert_eq!(why(say(&service, 1, get.clone()).await), Why::Busy);
        *s3.objects() = objects;
        assert_eq!(say(&service, 1, get).await, Reply::BlobPart { length: 700, bytes });
    });
}

pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let below = |path: std::path::PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(|entry| below(entry.path())).collect()
}

#[test]
fn a_body_that_is_missing_or_changed_is_an_error_and_stays_one_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::folder(folder.path()).unwrap();
    let service = founded(&Clinic::new(2)).with_bodies(bodies);
    let mut desk = Desk::new(1);
    let (first, second) = (desk.some(2), desk.some(1));
    kept(ask(&service, 1, put(&first)));
    kept(ask(&service, 1, put(&second)));
    assert_eq!(now(service.move_old(i64::MAX, 9)), Ok(2));
    let good = ask(&service, 2, log(Cursor::default()));
    let mut objects = files(&folder.path().join("bundles"));
    objects.sort();
    let whole = std::fs::read(&objects[0]).unwrap();
    let mut changed = whole.clone();
    changed[40] ^= 1;
    let long = [&whole[..], &vec![0; 1 << 20]].concat();
    let spoilt = [None, Some(changed), Some(whole[1..].to_vec()), Some(vec![]), Some(long)];
    for (count, spoilt) in (1..).zip(spoilt) {
        match spoilt {
            None => std::fs::remove_file(&objects[0]).unwrap(),
            Some(bytes) => std::fs::write(&objects[0], bytes).unwrap(),
        }
        assert_eq!(why(ask(&service, 2, log(Cursor::default()))), Why::Busy);
        assert_eq!(service.lost(), 2 * count - 1, "and it is told");
        let missing = Missing { stream: Stream::MAIN, have: vec![], bytes_max: 9_000 };
        assert_eq!(why(ask(&service, 2, Request::Missing(missing))), Why::Busy);
        std::fs::write(&objects[0], &whole).unwrap();
        assert_eq!(ask(&service, 2, log(Cursor::default())), good, "nothing was forgotten");
    }
    // What lies behind it is not lost with it.
    std::fs::remove_file(&objects[0]).unwrap();
    let Reply::Page(page) = good else { panic!() };
    let after = Cursor { incarnation: INCARNATION, ..Cursor::default() };
    let after = after.after(CLINIC, Bundle::id(CLINIC, &page.bundles[0]));
    let Reply::Page(rest) = ask(&service, 2, log(after)) else { panic!() };
    assert_eq!(rest.bundles, page.bundles[1..]);
}

#[test]
fn a_seal_is_mended_though_its_bundle_is_away() {
    let service = founded(&Clinic::new(2)).with_bodies(Bodies::in_memory());
    let good = Desk::new(1).some(2);
    let mut spoilt = good.clone();
    *spoilt[0].bytes.last_mut().unwrap() ^= 1;
    kept(ask(&service, 2, put(&spoilt)));
    assert_eq!(now(service.move_old(i64::MAX, 9)), Ok(1));
    let (mended, _) = kept(ask(&service, 1, put(&good)));
    assert_eq!(mended.seq, 2, "the owner's copy is sent to everybody");
    let Reply::Page(page) = ask(&service, 2, log(Cursor::default())) else { panic!() };
    assert_eq!(page.bundles, [bundle(&spoilt), bundle(&good[..1])]);
    assert_eq!(now(service.move_old(i64::MAX, 10)), Ok(2), "the first was taken back for it");
    assert_eq!(kept(ask(&service, 1, put(&good))).0, mended);
}

#[test]
fn what_a_crash_left_is_swept_and_what_rows_speak_of_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::folder(folder.path()).unwrap();
    let service = founded(&Clinic::new(1)).with_bodies(bodies.clone());
    let seals = Desk::new(1).some(1);
    kept(ask(&service, 1, put(&seals)));
    // The process ended between object and row.
    let hash = Away::hash_of(&bundle(&seals));
    let left = Away { clinic: CLINIC, stream: Stream::MAIN, seq: 1, hash, moved_at: 3 };
    now(bodies.put_bundle(&left, bundle(&seals))).unwrap();
    let good = ask(&service, 1, log(Cursor::default()));
    assert_eq!(now(service.sweep_bundles(1_000)), Ok(0), "its row may be on its way");
    assert_eq!(now(service.move_old(i64::MAX, 4)), Ok(1), "under a name of its own");
    assert_eq!(files(&folder.path().join("bundles")).len(), 2);
    assert_eq!(now(service.sweep_bundles(i64::MAX)), Ok(1));
    assert_eq!(now(service.sweep_bundles(i64::MAX)), Ok(0));
    assert_eq!(ask(&service, 1, log(Cursor::default())), good);
    // Files that nobody here made are nobody's business.
    std::fs::write(folder.path().join("bundles/README"), b"x").unwrap();
    assert_eq!(now(service.sweep_bundles(i64::MAX)), Ok(0));
}

#[test]
fn a_server_without_the_place_says_so() {
    let store = std::sync::Arc::new(SqliteStore::in_memory(INCARNATION).unwrap());
    let with = Service::new(store.clone(), config()).with_bodies(Bodies::in_memory());
    now(with.found(CLINIC, Clinic::new(1).records, None, 1));
    kept(ask(&with, 1, put(&Desk::new(1).some(1))));
    assert_eq!(now(with.move_old(i64::MAX, 4)), Ok(1));
    let without = Service::new(store, config());
    assert_eq!(why(ask(&without, 1, log(Cursor::default()))), Why::Busy);
    assert!(now(without.move_old(i64::MAX, 5)).is_err());
}
