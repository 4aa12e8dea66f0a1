//! The statements that keep puts: one of each kind for all of them, however many they are.

use std::collections::BTreeMap;

use sync::{ClinicId, Cursor, DeskNo, Hash, Stream};

use super::{New, Put};
use crate::service::sql::{inserts, pieces};
use crate::service::tree::{Branch, Trees};
use crate::store::{Statement, Value};
use crate::values;

/// What is to be written; where several puts change one row, what the last of them makes of it.
#[derive(Default)]
pub struct Writes {
    ends: BTreeMap<(ClinicId, Stream), (u64, Hash)>,
    used: BTreeMap<ClinicId, u64>,
    branches: BTreeMap<(ClinicId, Stream, DeskNo, usize), Branch>,
    seals: Vec<[Value; 9]>,
    mended: Vec<Statement>,
    bundles: Vec<[Value; 9]>,
}

impl Writes {
    pub fn add(&mut self, put: &Put, new: New, trees: &Trees, cursor: Cursor) {
        let (clinic, stream, seq, run) = (put.clinic, put.stream, cursor.seq, cursor.run);
        self.ends.insert((clinic, stream), (seq, run));
        *self.used.entry(clinic).or_default() += new.bytes.len() as u64;
        for (desk, at) in new.touched {
            if let Some(branch) = trees.get(&desk).and_then(|tree| tree.get(at)) {
                self.branches.insert((clinic, stream, desk, at), *branch);
            }
        }
        for (hash, place, start, length) in new.seals {
            let (desk, branch, no) = (place.desk, place.branch, place.no);
            self.seals.push(values![clinic, hash, stream, desk, branch, no, seq, start, length]);
        }
        for (hash, start, length) in new.mended {
            let sql = "INSERT INTO seal_copy (clinic_id, hash, stream, seq)
                       SELECT clinic_id, hash, stream, seq FROM seal
                       WHERE clinic_id = $1 AND hash = $2";
            self.mended.push((sql.to_owned(), values![clinic, hash].to_vec()));
            let sql = "UPDATE redaction SET is_replaced = 0 WHERE clinic_id = $1 AND hash = $2";
            self.mended.push((sql.to_owned(), values![clinic, hash].to_vec()));
            let sql = "UPDATE seal SET seq = $3, start = $4, length = $5
                       WHERE clinic_id = $1 AND hash = $2";
            self.mended.push((sql.to_owned(), values![clinic, hash, seq, start, length].to_vec()));
        }
        // What was put may come again, and then all of it be kept.
        let put_id = match new.not_kept.is_empty() {
            true => put.put_id,
            false => put.id_of(&new.bytes),
        };
        let (length, body) = (new.bytes.len(), Value::Blob(new.bytes));
        let [clinic, stream, seq, put_id, run, by, at] =
            values![clinic, stream, seq, put_id, run, put.by, put.now_ms];
        self.bundles.push([clinic, stream, seq, put_id, run, by, at, length.into(), body]);
    }

    /// None of them needs another's outcome.
    pub fn statements(self) -> Vec<Statement> {
        let ends = self.ends.into_iter();
        let ends = ends.map(|((clinic, stream), (seq, run))| values![clinic, stream, seq, run]);
        let branches = self.branches.into_iter().map(|((clinic, stream, desk, at), branch)| {
            let (from, from_no) = branch.origin();
            let Branch { first, tip_no, tip, .. } = branch;
            values![clinic, stream, desk, at, from, from_no, first, tip_no, tip]
        });
        let mut statements = inserts(
            "stream (clinic_id, stream, seq, run)",
            ends.collect(),
            " ON CONFLICT (clinic_id, stream) DO UPDATE SET seq = excluded.seq, run = excluded.run",
        );
        statements.extend(used(&self.used));
        statements.extend(inserts(
            "branch (clinic_id, stream, desk, branch, from_branch, from_no, first_hash, tip_no,
                     tip_hash)",
            branches.collect(),
            " ON CONFLICT (clinic_id, stream, desk, branch)
              DO UPDATE SET tip_no = excluded.tip_no, tip_hash = excluded.tip_hash",
        ));
        statements.extend(inserts(
            "seal (clinic_id, hash, stream, desk, branch, no, seq, start, length)",
            self.seals,
            "",
        ));
        statements.extend(self.mended);
        statements.extend(inserts(
            "bundle (clinic_id, stream, seq, put_id, run, by_desk, received_at, bytes, body)",
            self.bundles,
            "",
        ));
        statements
    }
}

/// Each clinic's bytes grow by its own number; `UPDATE … FROM` is not spelt alike everywhere.
fn used(used: &BTreeMap<ClinicId, u64>) -> Vec<Statement> {
    let all: Vec<(&ClinicId, &u64)> = used.iter().collect();
    let statement = |piece: &[(&ClinicId, &u64)]| {
        let arms = (0..piece.len()).map(|at| format!(" WHEN ${} THEN ${}", 2 * at + 1, 2 * at + 2));
        let keys: Vec<String> = (0..piece.len()).map(|at| format!("${}", 2 * at + 1)).collect();
        let sql = format!(
            "UPDATE clinic SET used_bytes = used_bytes
                 + CASE clinic_id{} ELSE CAST(0 AS BIGINT) END WHERE clinic_id IN ({})",
            arms.collect::<String>(),
            keys.join(", ")
        );
        (sql, piece.iter().flat_map(|(clinic, bytes)| values![**clinic, **bytes]).collect())
    };
    pieces(&all).into_iter().map(statement).collect()
}
