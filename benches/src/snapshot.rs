//! What a new computer costs: the clinic's history as a snapshot beside its bundles, in bytes
//! and in the time that it takes to be taken in.

use std::sync::Arc;

use kernel::SeededRandom;
use replica::Replica;
use sync::{Ledger, Remote, Stream};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::days::{Signing, bundles, first_desk, founded, party, said, work};
use crate::row::{Row, cpu_ns};

const FIRST: &[&str] = &["staff", "role_permission", "clinic", "doctor", "service", "tax_rate"];

/// A clinic's history on one desk, sealed as it went along or at the end.
struct History {
    records: Vec<Vec<u8>>,
    bundles: Vec<Vec<u8>>,
    manifest: Vec<u8>,
    pieces: Vec<Vec<u8>>,
    ops: f64,
    seals: f64,
    making: f64,
}

fn history(is_live: bool) -> Any<History> {
    let file = first_desk()?;
    let mut random = SeededRandom(1);
    let (mut one, records) = founded(&file, &mut random)?;
    let mut fault = None;
    work(&file, &mut || {
        if is_live {
            fault = fault.take().or(one.seal_pending(&mut random).err());
        }
    })?;
    fault.map_or(Ok(()), |error| Err(error.to_string()))?;
    let (bundles, seals) = bundles(&mut one, &mut random)?;
    let began = cpu_ns();
    let plan = said(one.plan_snapshot(Remote(0), Stream::MAIN))?.ok_or("no key")?;
    let mut made = Vec::new();
    for at in 0..plan.windows.len() {
        made.extend(said(one.make_pieces(&plan, at, FIRST, true))?);
    }
    let manifest = said(one.sign_snapshot(&plan, FIRST, 0))?;
    let making = (cpu_ns() - began) as f64 / 1e9;
    let mut pieces = Vec::new();
    for piece in &manifest.pieces {
        let found = made.iter().find(|made| made.piece.hash == piece.hash);
        let bytes = found.and_then(|made| made.bytes.clone()).ok_or("a piece without bytes")?;
        pieces.push(bytes);
    }
    let (ops, seals) = (manifest.ops() as f64, seals as f64);
    Ok(History { records, bundles, manifest: manifest.encode(), pieces, ops, seals, making })
}

/// CPU seconds until all is here.
fn by_pieces(of: &History) -> Any<f64> {
    let file = ClinicFile::bare(Arc::new(Signing::of(2)))?;
    let mut two = said(Replica::open(&file.door, party(2)))?;
    said(two.admit_all(&of.records))?;
    let began = cpu_ns();
    if !two.begin_snapshot(Remote(0), &of.manifest, true).map_err(|fault| fault.0.to_string())? {
        return Err("a manifest that is not believed".into());
    }
    for piece in &of.pieces {
        let took = two.take_piece(Stream::MAIN, piece).map_err(|fault| fault.0.to_string())?;
        if took.bad > 0 {
            return Err("a piece that is not taken".into());
        }
    }
    let took = (cpu_ns() - began) as f64 / 1e9;
    let count: i64 = file.connection()?.query_row("SELECT count(*) FROM op", [], |r| r.get(0))?;
    match count as f64 == of.ops {
        true => Ok(took),
        false => Err(format!("{count} ops of {}", of.ops).into()),
    }
}

fn by_bundles(of: &History) -> Any<f64> {
    let file = ClinicFile::bare(Arc::new(Signing::of(2)))?;
    let mut two = said(Replica::open(&file.door, party(2)))?;
    said(two.admit_all(&of.records))?;
    let began = cpu_ns();
    for bundle in &of.bundles {
        two.take(bundle).map_err(|fault| fault.0.to_string())?;
    }
    Ok((cpu_ns() - began) as f64 / 1e9)
}

fn bytes<'a>(parts: impl Iterator<Item = &'a Vec<u8>>) -> f64 {
    parts.map(Vec::len).sum::<usize>() as f64
}

pub fn rows() -> Any<Vec<Row>> {
    let mut rows = Vec::new();
    for is_live in [false, true] {
        let of = history(is_live)?;
        let all = bytes(of.pieces.iter());
        let sealed = bytes(of.bundles.iter());
        let took = by_pieces(&of)?;
        let plain = by_bundles(&of)?;
        let each = all / of.ops;
        let group = format!("{:.0} changes a seal", of.ops / of.seals);
        rows.push(
            Row::most("B-BYTES", format!("snapshot bytes a change, {group}"), each, "bytes")
                .at_most(10.0)
                .beside(format!(
                    "{:.0} changes; their bundles {:.1} bytes each; made in {:.1} s CPU",
                    of.ops,
                    sealed / of.ops,
                    of.making
                )),
        );
        let rate = of.ops / took;
        rows.push(
            Row::most("B-APPLY", format!("changes out of a snapshot, {group}, CPU"), rate, "ops/s")
                .at_least(60_000.0)
                .beside(format!("bundle by bundle {:.0} ops/s", of.ops / plain)),
        );
    }
    Ok(rows)
}
