//! The clinic's history in few pieces: made by a desk that has it, taken by one that is new.

mod make;
mod pack;
mod settle;
mod take;

use kernel::Result;
use rusqlite::{Connection, OptionalExtension};
use sync::{Manifest, Part, Remote, Stream};

use crate::broken;

pub use make::{Made, Plan};

/// Doors for the fuzz targets alone.
#[cfg(fuzzing)]
pub mod fuzzing {
    pub fn unpack(plain: &[u8]) {
        if let Ok(seals) = super::pack::read(plain) {
            let ops = seals.iter().flat_map(|seal| &seal.opened.ops);
            assert!(ops.map(Vec::len).sum::<usize>() <= super::pack::OPS_BYTES_MAX);
        }
    }
}

/// How much of a snapshot is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub ops: u64,
    pub ops_all: u64,
    pub bytes: u64,
    pub bytes_all: u64,
    /// People, settings and lists are here: the desk can be worked at.
    pub is_usable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Pieces,
    Rest,
    Over,
}

struct Taking {
    remote: Remote,
    manifest: Option<Manifest>,
    stage: Stage,
    /// The remote's numbers put the clinic's claims in order.
    counts: bool,
}

fn taking(conn: &Connection, stream: Stream) -> Result<Option<Taking>> {
    let sql = "SELECT remote, manifest, state, counts FROM snapshot WHERE stream = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([stream.0], |row| {
            let state: String = row.get(2)?;
            Ok((row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?, state, row.get(3)?))
        })
        .optional()?;
    let Some((remote, manifest, state, counts)) = found else { return Ok(None) };
    let stage = match state.as_str() {
        "pieces" => Stage::Pieces,
        "rest" => Stage::Rest,
        _ => Stage::Over,
    };
    let manifest = match stage {
        Stage::Over => None,
        _ => manifest.map(|bytes| Manifest::decode(&bytes)).transpose().map_err(broken)?,
    };
    Ok(Some(Taking { remote: Remote(remote), manifest, stage, counts }))
}

fn is_here(conn: &Connection, stream: Stream, piece: &sync::Piece) -> Result<bool> {
    let sql = "SELECT 1 FROM snapshot_piece WHERE stream = ?1 AND hash = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.exists(rusqlite::params![stream.0, piece.hash.0])?)
}

/// None while no snapshot is on its way.
pub fn share(conn: &Connection, stream: Stream) -> Result<Option<Share>> {
    let Some(Taking { manifest: Some(manifest), stage, .. }) = taking(conn, stream)? else {
        return Ok(None);
    };
    let mut share = Share { is_usable: true, ..Share::default() };
    for piece in &manifest.pieces {
        let is_here = stage != Stage::Pieces || is_here(conn, stream, piece)?;
        share.ops_all += u64::from(piece.ops);
        share.bytes_all += u64::from(piece.bytes);
        if is_here {
            share.ops += u64::from(piece.ops);
            share.bytes += u64::from(piece.bytes);
        }
        share.is_usable &= is_here || piece.part != Part::First;
    }
    Ok(Some(share))
}
