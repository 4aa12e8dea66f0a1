//! What a new computer costs: the clinic's history as a snapshot beside its bundles, in bytes
//! and in the time that it takes to be taken in.

use std::sync::Arc;

use clinic::demo::{Seed, seed};
use kernel::{SeededRandom, Session};
use replica::Replica;
use sync::{Bundle, DeskNo, Hash, Ledger, Part, Remote, Stream};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::row::{Row, cpu_ns};
use crate::sync::{Signing, party, said};

const PATIENTS: u32 = 400;
const DAYS: u32 = 60;
const RECORDS: f64 = 1e6;
const BYTES_A_SECOND: f64 = 2e6 / 8.0;
const FIRST: &[&str] = &["staff", "role_permission", "clinic", "doctor", "service", "tax_rate"];

/// A clinic's history on one desk, sealed as it went along or at the end.
struct History {
    records: Vec<Vec<u8>>,
    bundles: Vec<Vec<u8>>,
    manifest: Vec<u8>,
    /// With what each is good for.
    pieces: Vec<(Part, Vec<u8>)>,
    ops: f64,
    seals: f64,
    making: f64,
}

fn history(is_live: bool) -> Any<History> {
    let file = ClinicFile::signing(Arc::new(Signing::of(1)))?;
    let (today, clock) =
        (said(file.door.read(&Session::program(), |r| Ok(r.today())))?, &file.clock);
    let plan =
        Seed { patients: PATIENTS, days: DAYS, seed: 7, today, has_wards: true, per_week: 60 };
    let mut random = SeededRandom(1);
    let mut one = said(Replica::open(&file.door, party(1)))?;
    said(one.found(0, &mut random))?;
    let there = sync::control::Member {
        desk: DeskNo(2),
        key: party(2).key,
        exchange: sync::exchange_public(&party(2).exchange),
        may_administer: false,
    };
    let records = said(one.enrol(there, 0, &mut random))?;
    said(one.admit_all(&records))?;
    let mut fault = None;
    said(seed(&file.door, clock, &plan, &mut |_, _| {
        if is_live {
            fault = fault.take().or(one.seal_pending(&mut random).err());
        }
    }))?;
    fault.map_or(Ok(()), |error| Err(error.to_string()))?;
    said(one.seal_pending(&mut random))?;
    let records = one.records_after(0).map_err(|fault| fault.0.to_string())?;
    let (mut bundles, mut seals) = (Vec::new(), 0);
    loop {
        let bundle =
            one.unsent(Remote(0), Stream::MAIN, usize::MAX).map_err(|f| f.0.to_string())?;
        if bundle.is_empty() {
            break;
        }
        let hashes: Vec<Hash> =
            Bundle::seals(one.party().clinic, &bundle.bytes)?.iter().map(|s| s.hash).collect();
        seals += hashes.len();
        one.held(Remote(0), &hashes).map_err(|fault| fault.0.to_string())?;
        bundles.push(bundle.bytes);
    }
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
        pieces.push((piece.part, bytes));
    }
    let (ops, seals) = (manifest.ops() as f64, seals as f64);
    Ok(History { records, bundles, manifest: manifest.encode(), pieces, ops, seals, making })
}

/// CPU seconds until people and settings are here, and until all is.
fn by_pieces(of: &History) -> Any<(f64, f64)> {
    let file = ClinicFile::bare(Arc::new(Signing::of(2)))?;
    let mut two = said(Replica::open(&file.door, party(2)))?;
    said(two.admit_all(&of.records))?;
    let (began, mut usable) = (cpu_ns(), 0.0);
    if !two.begin_snapshot(Remote(0), &of.manifest).map_err(|fault| fault.0.to_string())? {
        return Err("a manifest that is not believed".into());
    }
    for (part, piece) in &of.pieces {
        let took = two.take_piece(Stream::MAIN, piece).map_err(|fault| fault.0.to_string())?;
        if took.bad > 0 {
            return Err("a piece that is not taken".into());
        }
        let took = (cpu_ns() - began) as f64 / 1e9;
        usable = if *part == Part::First { took } else { usable };
    }
    let took = (cpu_ns() - began) as f64 / 1e9;
    let count: i64 = file.connection()?.query_row("SELECT count(*) FROM op", [], |r| r.get(0))?;
    match count as f64 == of.ops {
        true => Ok((usable, took)),
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
        let all = bytes(of.pieces.iter().map(|(_, piece)| piece));
        let needed = |(part, piece): &'_ (Part, Vec<u8>)| {
            if *part == Part::First { piece.len() as f64 } else { 0.0 }
        };
        let first: f64 = of.pieces.iter().map(needed).sum();
        let sealed = bytes(of.bundles.iter());
        let (usable, took) = by_pieces(&of)?;
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
        let line = |bytes: f64| bytes / BYTES_A_SECOND;
        let scale = RECORDS / of.ops;
        let complete = line(all * scale) + took * scale;
        rows.push(
            Row::most(
                "B-FIRST",
                format!("new desk, 1M changes at 2 Mbit/s, {group}: complete, line + CPU"),
                complete,
                "s",
            )
            .at_most(50.0)
            .beside(format!(
                "line {:.0} s, CPU {:.0} s; by bundles line {:.0} s, CPU {:.0} s",
                line(all * scale),
                took * scale,
                line(sealed * scale),
                plain * scale
            )),
        );
        rows.push(
            Row::most(
                "B-FIRST",
                format!("new desk, {group}: usable (people and settings), line + CPU"),
                line(first) + usable,
                "s",
            )
            .at_most(8.0)
            .beside(format!("{:.0} KB of the demo's clinic; not scaled", first / 1e3)),
        );
    }
    Ok(rows)
}
