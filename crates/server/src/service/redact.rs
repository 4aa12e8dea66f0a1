//! What the control log takes away goes from here too: snapshots at once, and the bodies of the
//! seals that it names as soon as a desk that may administer has brought others. A bundle keeps its
//! number and its seals their places; no body is read, so nothing else can be proven of one than
//! that its desk signed what is in front of it.

use std::collections::{BTreeMap, BTreeSet};

use sync::{Bundle, ClinicId, Control, DeskNo, Hash, KEPT_BUNDLE_BYTES_MAX, Reply, Stream, Why};

use super::away::{away_of, moving};
use super::snapshot::Of;
use super::sql::{account, control_n};
use super::{Service, Stop, TRIES, refused};
use crate::store::{Away, Error, Result, Statement, Store, Tx, Value, Work, one};
use crate::values;

/// Seals in one answer.
const ASKED_MAX: i64 = 1_024;

/// Marks what records of the control log name, and throws away every snapshot: whoever made it
/// had not heard of them.
pub async fn name<T: Tx>(tx: &mut T, clinic: ClinicId, named: &BTreeSet<Hash>) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO redaction (clinic_id, hash, is_replaced) VALUES ($1, $2, 0)
               ON CONFLICT (clinic_id, hash) DO UPDATE SET is_replaced = 0";
    let mark = |seal: &Hash| (sql.to_owned(), values![clinic, *seal].to_vec());
    tx.run_all(named.iter().map(mark).collect()).await?;
    let sizes = [
        "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM piece WHERE clinic_id = $1",
        "SELECT CAST(coalesce(sum(length(body)), 0) AS BIGINT) FROM snapshot WHERE clinic_id = $1",
    ];
    let mut freed = 0;
    for sql in sizes {
        freed += one(tx, sql, &values![clinic]).await?.map_or(Ok(0), |mut row| row.count(0))?;
    }
    let of_clinic =
        |sql: &str, more: &[Value]| (sql.to_owned(), [&[Value::from(clinic)], more].concat());
    let sql = "UPDATE clinic SET used_bytes = used_bytes - $2 WHERE clinic_id = $1";
    tx.run_all(vec![
        of_clinic("DELETE FROM piece WHERE clinic_id = $1", &[]),
        of_clinic("DELETE FROM snapshot WHERE clinic_id = $1", &[]),
        of_clinic(sql, &values![freed]),
    ])
    .await
}

/// None: the control log has moved on.
pub struct FindUnredacted(pub Of);

impl Work for FindUnredacted {
    type Out = Option<Vec<Hash>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let of = self.0;
        if control_n(tx, of.clinic).await? != Some(of.control_n) {
            return Ok(None);
        }
        let sql = "SELECT r.hash FROM redaction r
                   JOIN seal s ON s.clinic_id = r.clinic_id AND s.hash = r.hash
                   WHERE r.clinic_id = $1 AND s.stream = $2 AND r.is_replaced = 0
                   ORDER BY r.hash LIMIT $3";
        let rows = tx.rows(sql, &values![of.clinic, of.stream, ASKED_MAX]).await?;
        rows.into_iter().map(|mut row| row.hash(0)).collect::<Result<_>>().map(Some)
    }
}

pub enum Outcome {
    Moved,
    Refused(Why),
    /// These are to be taken back first.
    Away(BTreeSet<Away>),
    Kept,
}

/// A seal of a bundle, where it begins and how long it is.
type Lies = (Hash, usize, usize);

/// Other bodies for seals that the control log names.
#[derive(Clone)]
pub struct Replace {
    of: Of,
    bodies: BTreeMap<Hash, Vec<u8>>,
}

impl Replace {
    pub fn check(
        control: &Control,
        by: DeskNo,
        stream: Stream,
        bundle: &[u8],
    ) -> std::result::Result<Self, Why> {
        let clinic = control.clinic;
        if !control.desk(by).is_some_and(|desk| desk.member.may_administer) {
            return Err(Why::Junk);
        }
        let mut bodies = BTreeMap::new();
        for seal in Bundle::seals(clinic, bundle).map_err(refused)? {
            let desk = control.desk(seal.header.desk).ok_or(Why::NotEnrolled)?;
            seal.verify(clinic, &desk.member.key).map_err(refused)?;
            if seal.header.stream != stream || !control.redacted.contains_key(&seal.hash) {
                return Err(Why::Junk);
            }
            bodies.insert(seal.hash, seal.bytes);
        }
        Ok(Self { of: Of { clinic, control_n: control.n, stream }, bodies })
    }

    /// The bundles in which one of them lies.
    async fn bundles<T: Tx>(&self, tx: &mut T) -> Result<BTreeSet<u64>> {
        let mut found = BTreeSet::new();
        for hash in self.bodies.keys() {
            for table in ["seal", "seal_copy"] {
                let sql = format!(
                    "SELECT seq FROM {table} WHERE clinic_id = $1 AND hash = $2 AND stream = $3"
                );
                let key = values![self.of.clinic, *hash, self.of.stream];
                for mut row in tx.rows(&sql, &key).await? {
                    found.insert(row.count(0)?);
                }
            }
        }
        Ok(found)
    }

    /// A bundle with the other bodies in it, and where each of its seals is then.
    fn rebuilt(&self, bundle: &[u8]) -> Result<(Vec<u8>, Vec<Lies>)> {
        let damaged = |_| Error::Damaged("a bundle does not come apart");
        let (mut bytes, mut places) = (Vec::with_capacity(bundle.len()), Vec::new());
        for seal in Bundle::seals(self.of.clinic, bundle).map_err(damaged)? {
            let body = self.bodies.get(&seal.hash).unwrap_or(&seal.bytes);
            bytes.extend((body.len() as u32).to_be_bytes());
            places.push((seal.hash, bytes.len(), body.len()));
            bytes.extend(body);
        }
        Ok((bytes, places))
    }
}

impl Work for Replace {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let Of { clinic, control_n, stream } = self.of;
        let Some(account) = account(tx, clinic).await? else { return Ok(Outcome::Moved) };
        if account.control_n != control_n {
            return Ok(Outcome::Moved);
        }
        let mut used = account.used_bytes;
        let mut statements: Vec<Statement> = Vec::new();
        let mut elsewhere = BTreeSet::new();
        for seq in self.bundles(tx).await? {
            let sql = "SELECT body FROM bundle WHERE clinic_id = $1 AND stream = $2 AND seq = $3";
            let row = one(tx, sql, &values![clinic, stream, seq]).await?;
            let before = row.ok_or(Error::Damaged("a bundle is missing"))?.blob(0)?;
            if before.is_empty() {
                elsewhere.insert(seq);
                continue;
            }
            let (bytes, places) = self.rebuilt(&before)?;
            if bytes.len() > KEPT_BUNDLE_BYTES_MAX {
                return Ok(Outcome::Refused(Why::TooLarge));
            }
            // What it was numbered as, the first time.
            let sql = "INSERT INTO replaced_bundle (clinic_id, stream, seq, id)
                       VALUES ($1, $2, $3, $4) ON CONFLICT (clinic_id, stream, seq) DO NOTHING";
            let id = Bundle::id(clinic, &before);
            statements.push((sql.into(), values![clinic, stream, seq, id].to_vec()));
            used = (used + bytes.len() as u64).saturating_sub(before.len() as u64);
            for (hash, start, length) in places {
                let sql = "UPDATE seal SET start = $4, length = $5
                           WHERE clinic_id = $1 AND hash = $2 AND seq = $3";
                statements.push((sql.into(), values![clinic, hash, seq, start, length].to_vec()));
            }
            let sql = "UPDATE bundle SET bytes = $4, body = $5
                       WHERE clinic_id = $1 AND stream = $2 AND seq = $3";
            let place = values![clinic, stream, seq, bytes.len()];
            let values = place.into_iter().chain([Value::Blob(bytes)]).collect();
            statements.push((sql.into(), values));
        }
        if !elsewhere.is_empty() {
            let away = away_of(tx, (clinic, stream), elsewhere).await?;
            return Ok(Outcome::Away(away.into_values().collect()));
        }
        for hash in self.bodies.keys() {
            let sql = "UPDATE redaction SET is_replaced = 1 WHERE clinic_id = $1 AND hash = $2";
            statements.push((sql.into(), values![clinic, *hash].to_vec()));
        }
        // No quota keeps anything here that is to go.
        let sql = "UPDATE clinic SET used_bytes = $2 WHERE clinic_id = $1";
        statements.push((sql.into(), values![clinic, used].to_vec()));
        tx.run_all(statements).await?;
        Ok(Outcome::Kept)
    }
}

impl<S: Store> Service<S> {
    /// None: the control log has moved on. A bundle that lies elsewhere is taken back first, and
    /// what lay there goes with what was replaced.
    pub(super) async fn replace(&self, work: Replace) -> std::result::Result<Option<Reply>, Stop> {
        let mut taken = BTreeSet::new();
        for _ in 0..TRIES {
            match self.store.write(work.clone()).await? {
                Outcome::Moved => return Ok(None),
                Outcome::Refused(why) => return Err(why.into()),
                Outcome::Away(away) => {
                    self.take_back(away.clone()).await?;
                    taken.extend(away);
                }
                Outcome::Kept => {
                    self.forget_bodies(&taken).await?;
                    return Ok(Some(Reply::Kept));
                }
            }
        }
        Err(moving().into())
    }
}
