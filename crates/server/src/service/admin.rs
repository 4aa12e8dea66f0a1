//! What an administrator sees and sets: numbers, never content.

use sync::{ClinicId, DeskNo};

use crate::store::{Result, Tx, Work};
use crate::values;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClinicInfo {
    pub clinic: ClinicId,
    pub created_at: i64,
    pub quota_bytes: u64,
    pub used_bytes: u64,
    pub control_n: u64,
    pub bundles: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskInfo {
    pub desk: DeskNo,
    pub may_administer: bool,
    pub is_revoked: bool,
    /// Milliseconds since 1970.
    pub last_seen: Option<i64>,
}

pub struct ListClinics {
    /// Those behind this one; a page at a time.
    pub after: Option<ClinicId>,
}

impl Work for ListClinics {
    type Out = Vec<ClinicInfo>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT clinic_id, created_at, quota_bytes, used_bytes, control_n,
                   CAST((SELECT COALESCE(SUM(seq), 0) FROM stream
                         WHERE stream.clinic_id = clinic.clinic_id) AS BIGINT)
                   FROM clinic WHERE clinic_id > $1 ORDER BY clinic_id LIMIT 1000";
        let after = self.after.map_or_else(Vec::new, |clinic| clinic.0.to_vec());
        let mut found = Vec::new();
        for mut row in tx.rows(sql, &values![&after[..]]).await? {
            found.push(ClinicInfo {
                clinic: row.clinic(0)?,
                created_at: row.int(1)?,
                quota_bytes: row.count(2)?,
                used_bytes: row.count(3)?,
                control_n: row.count(4)?,
                bundles: row.count(5)?,
            });
        }
        Ok(found)
    }
}

/// Whether there is such a clinic.
pub struct SetQuota {
    pub clinic: ClinicId,
    pub bytes: u64,
}

impl Work for SetQuota {
    type Out = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool> {
        let sql = "UPDATE clinic SET quota_bytes = $2 WHERE clinic_id = $1";
        Ok(tx.run(sql, &values![self.clinic, self.bytes]).await? == 1)
    }
}

pub struct Saw {
    pub clinic: ClinicId,
    pub desk: DeskNo,
    pub at: i64,
}

impl Work for Saw {
    type Out = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<()> {
        let sql = "UPDATE seen SET at = $3 WHERE clinic_id = $1 AND desk = $2";
        let values = values![self.clinic, self.desk, self.at];
        if tx.run(sql, &values).await? == 0 {
            let sql = "INSERT INTO seen (clinic_id, desk, at) VALUES ($1, $2, $3)";
            tx.run(sql, &values).await?;
        }
        Ok(())
    }
}

pub struct LastSeen {
    pub clinic: ClinicId,
}

impl Work for LastSeen {
    type Out = Vec<(DeskNo, i64)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT desk, at FROM seen WHERE clinic_id = $1 ORDER BY desk";
        let rows = tx.rows(sql, &values![self.clinic]).await?;
        rows.into_iter().map(|mut row| Ok((row.desk(0)?, row.int(1)?))).collect()
    }
}

/// Lets one clinic be founded. Only the hash of its code is kept.
#[derive(Clone, Debug)]
pub struct NewInvite {
    pub code_hash: [u8; 32],
    pub now_ms: i64,
    pub ends_at: i64,
}

impl Work for NewInvite {
    type Out = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<()> {
        let hash = &self.code_hash[..];
        let known = tx.rows("SELECT 1 FROM invite WHERE code_hash = $1", &values![hash]).await?;
        if known.is_empty() {
            let sql = "INSERT INTO invite (code_hash, created_at, ends_at) VALUES ($1, $2, $3)";
            tx.run(sql, &values![hash, self.now_ms, self.ends_at]).await?;
        }
        Ok(())
    }
}

/// The number of each stream of those clinics, for whoever waits for news from other nodes.
pub struct ReadNews {
    pub clinics: Vec<ClinicId>,
}

impl Work for ReadNews {
    /// Clinic, and a sum that grows with whatever is new.
    type Out = Vec<(ClinicId, u64)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let mut news = Vec::new();
        for piece in super::sql::pieces(&self.clinics) {
            let places: Vec<String> = (1..=piece.len()).map(|at| format!("${at}")).collect();
            let sql = format!(
                "SELECT clinic_id, control_n + used_bytes FROM clinic WHERE clinic_id IN ({})",
                places.join(", ")
            );
            let keys: Vec<_> = piece.iter().map(|clinic| (*clinic).into()).collect();
            for mut row in tx.rows(&sql, &keys).await? {
                news.push((row.clinic(0)?, row.count(1)?));
            }
        }
        Ok(news)
    }
}
