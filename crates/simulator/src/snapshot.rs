//! Snapshots in the simulator: a desk makes one of what it has; who joins later begins with it.

use sync::{Reply, Request, Stream};

use crate::world::{World, remote};

const MAIN: usize = 0;
/// What a desk of the toy clinic needs first.
const FIRST: &[&str] = &["patient"];

pub fn make(world: &mut World, of: usize) {
    match try_make(world, of) {
        Ok(Some(Reply::Kept)) => {
            world.report.count("snapshot made");
            world.tell(format_args!("desk {of} made a snapshot"));
        }
        Ok(_) => world.report.count("snapshot not wanted"),
        Err(error) => world.failed(of, "make a snapshot", &error),
    }
}

fn try_make(world: &mut World, of: usize) -> kernel::Result<Option<Reply>> {
    let (Some(desk), Some(post)) = (world.desks.get_mut(of), world.posts.get_mut(MAIN)) else {
        return Ok(None);
    };
    let (Some(number), Some(life)) = (desk.number, desk.life.as_mut()) else { return Ok(None) };
    let (stream, now) = (Stream::MAIN, world.now);
    let Some(plan) = life.replica.plan_snapshot(remote(MAIN), stream)? else { return Ok(None) };
    for at in 0..plan.windows.len() {
        for piece in life.replica.make_pieces(&plan, at, FIRST, true)? {
            let Some(piece) = piece.bytes else { continue };
            let redacted_n = plan.redacted_n;
            post.answer(number, Request::KeepPiece { stream, piece, redacted_n }, now);
        }
    }
    let manifest = life.replica.sign_snapshot(&plan, FIRST, now)?.encode();
    Ok(Some(post.answer(number, Request::Publish { manifest }, now)))
}
