//! What a change costs on the wire, and how fast another desk takes it in: the demo's days of
//! work, sealed in groups of each size, and applied to an empty clinic file.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kernel::SeededRandom;
use replica::Replica;
use sync::{DeskNo, Hash, Ledger, LogId, Sealing, Stream, StreamKey, Zeroizing};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::days::{CLINIC, Signing, bundles, first_desk, founded, party, said, work};
use crate::row::{Row, cpu_ns, median};

const RUNS: usize = 5;

pub fn ops(file: &ClinicFile) -> Any<Vec<Vec<u8>>> {
    let conn = file.connection()?;
    let mut statement = conn.prepare("SELECT body FROM op ORDER BY log, n")?;
    let rows = statement.query_map([], |row| Ok(row.get::<_, kernel::Body<'static>>(0)?.into()))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sealed bytes an op, envelope and all.
fn bytes_per_op(ops: &[Vec<u8>], group: usize) -> Any<f64> {
    let key = StreamKey::new(Zeroizing::new([3; 32]));
    let signer = SigningKey::from_bytes(&[1; 32]);
    let (mut bytes, mut count) = (0, 0);
    for (no, ops) in ops.chunks_exact(group).enumerate() {
        let mut nonce = [0; 24];
        nonce.iter_mut().zip((no as u64).to_be_bytes()).for_each(|(to, from)| *to = from);
        let sealing = Sealing {
            clinic: CLINIC,
            stream: Stream::MAIN,
            desk: DeskNo(1),
            log: LogId(u64::MAX - 5),
            no: no as u64 + 1,
            parent: if no == 0 { Hash::NONE } else { Hash(blake3::hash(&nonce).into()) },
            first: (no * group) as u64 + 1,
            ops,
            schema: 24,
            opens: None,
            witness: None,
            key: &key,
            nonce,
            salt: [6; 16],
        };
        bytes += sealing.seal(&signer)?.bytes.len();
        count += ops.len();
    }
    Ok(bytes as f64 / count as f64)
}

fn apply(seals: &[Vec<u8>], records: &[Vec<u8>]) -> Any<f64> {
    let file = ClinicFile::bare(Arc::new(Signing::of(2)))?;
    let mut replica = said(Replica::open(&file.door, party(2)))?;
    said(replica.admit_all(records))?;
    let began = cpu_ns();
    for bundle in seals {
        replica.take(bundle).map_err(|fault| fault.0.to_string())?;
    }
    let took = (cpu_ns() - began) as f64 / 1e9;
    let count: i64 = file.connection()?.query_row("SELECT count(*) FROM op", [], |r| r.get(0))?;
    Ok(count as f64 / took)
}

/// The demo's days at one desk, and every op of them.
pub fn days_of_work() -> Any<(ClinicFile, Vec<Vec<u8>>)> {
    let file = first_desk()?;
    work(&file, &mut || ())?;
    let ops = ops(&file)?;
    Ok((file, ops))
}

pub fn rows() -> Any<Vec<Row>> {
    let (file, ops) = days_of_work()?;
    let raw = ops.iter().map(Vec::len).sum::<usize>() as f64 / ops.len() as f64;
    let mut rows = Vec::new();
    for (group, budget) in [(1_000, 18.0), (50, 28.0), (10, 52.0)] {
        let what = format!("sealed bytes an op, {group} ops a seal");
        let found = bytes_per_op(&ops, group)?;
        rows.push(
            Row::most("B-BYTES", what, found, "bytes")
                .at_most(budget)
                .beside(format!("{} ops of the demo, {raw:.0} bytes each before", ops.len())),
        );
    }
    let mut random = SeededRandom(1);
    let (mut one, records) = founded(&file, &mut random)?;
    let (bundles, _) = bundles(&mut one, &mut random)?;
    let mut found = Vec::new();
    for _ in 0..RUNS {
        found.push(apply(&bundles, &records)?);
    }
    rows.push(
        Row::most(
            "B-APPLY",
            "remote ops taken in, CPU: verified, opened, rows, indexes",
            median(found),
            "ops/s",
        )
        .at_least(60_000.0)
        .beside("SQLCipher, synchronous=FULL, one transaction a seal"),
    );
    Ok(rows)
}
