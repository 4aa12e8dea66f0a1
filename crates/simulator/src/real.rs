//! The product's own server behind the simulator's wire: its service over a database in
//! memory, which is copied, put back and thrown away.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, params};
use server::{Bodies, Config, Service, SqliteStore};
use sync::{Control, Cursor, DeskNo, Hash, Reply, Request, Stream};

use crate::CLINIC;
use crate::server::Post;

const QUOTA: u64 = 1 << 30;

pub struct RealServer {
    key: SigningKey,
    incarnation: u64,
    service: Service<SqliteStore>,
    bodies: Bodies,
}

/// Futures over a store in memory never wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a store in memory waited"),
    }
}

impl RealServer {
    pub fn new(key: SigningKey, incarnation: u64) -> Self {
        Self::with_bodies(key, incarnation, Bodies::in_memory())
    }

    fn with_bodies(key: SigningKey, incarnation: u64, bodies: Bodies) -> Self {
        let incarnation = incarnation.max(1);
        let store = SqliteStore::in_memory(incarnation).expect("a store in memory");
        let config = Config { key: key.clone(), incarnation, quota_bytes: QUOTA };
        let service = Service::new(store, config).with_bodies(bodies.clone());
        Self { key, incarnation, service, bodies }
    }

    fn look<T>(&self, read: impl FnOnce(&mut Connection) -> T) -> T {
        self.service.store().with_connection(read).expect("a store in memory")
    }
}

fn hashes(conn: &Connection, sql: &str) -> Vec<Vec<u8>> {
    let mut statement = conn.prepare_cached(sql).expect("the store's tables");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.filter_map(Result::ok).collect()
}

impl Post for RealServer {
    fn answer(&mut self, by: DeskNo, request: Request, now_ms: i64) -> Reply {
        now(self.service.answer(CLINIC, by, request, now_ms))
    }

    fn wipe(&mut self, incarnation: u64) {
        *self = Self::new(self.key.clone(), incarnation);
    }

    fn keep(&self) -> Box<dyn Post> {
        // Bytes of blobs lie beside the database, and are not put back with it.
        let kept = Self::with_bodies(self.key.clone(), self.incarnation, self.bodies.clone());
        let image = self.look(|conn| crate::desk::copy(conn));
        kept.look(|conn| crate::desk::pour(&image, conn));
        Box::new(kept)
    }

    fn seals(&self) -> Vec<Hash> {
        let all = self.look(|conn| hashes(conn, "SELECT hash FROM seal ORDER BY hash"));
        all.iter().filter_map(|hash| Hash::from_slice(hash).ok()).collect()
    }

    fn control(&self) -> Control {
        let records = self.look(|conn| hashes(conn, "SELECT body FROM control ORDER BY n"));
        let mut control = Control::new(CLINIC);
        for record in records {
            control.admit(&record).expect("what a server took");
        }
        control
    }

    fn seq(&self) -> u64 {
        let sql = "SELECT coalesce(max(seq), 0) FROM stream WHERE stream = ?1";
        let seq = self.look(|conn| conn.query_row(sql, [Stream::MAIN.0], |row| row.get(0)));
        seq.map_or(0, i64::cast_unsigned)
    }

    fn incarnation(&self) -> u64 {
        self.incarnation
    }

    fn has(&self, place: Cursor) -> bool {
        if place.incarnation != self.incarnation {
            return false;
        }
        let sql = "SELECT run FROM bundle WHERE stream = ?1 AND seq = ?2";
        let seq = place.seq.cast_signed();
        let run = self.look(|conn| {
            conn.query_row(sql, params![Stream::MAIN.0, seq], |row| row.get::<_, Vec<u8>>(0)).ok()
        });
        run.map_or(place.seq == 0, |run| run == place.run.0)
    }

    fn key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    fn bodies(&self) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let all = |sql: &str| self.look(|conn| hashes(conn, sql));
        (all("SELECT body FROM bundle ORDER BY seq"), all("SELECT body FROM piece ORDER BY hash"))
    }
}
