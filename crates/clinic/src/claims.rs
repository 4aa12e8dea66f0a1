//! Claims on what only so many can hold at one time: a bed, a slot of a doctor. Desks that
//! cannot see each other may both give it away; both claims are kept, and one holds: of those
//! that the clinic's server has numbered the first, whatever clocks say. A claim with a number
//! is confirmed: none that is numbered later, or not yet, takes anything from it. Where claims
//! clash, the desk that knows their order by their numbers tells it to all (`order`).

#[path = "claims/order.rs"]
mod order;

use kernel::broken::is_removed;
use kernel::{Read, Result, RowId, Timestamp};
use replica::Place;

pub use order::{ClaimOrder, Untold, tell};

/// One claim, from `from` until before `until` (`None`: nobody knows yet).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: RowId,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// When it was made: decides between those that have no number; the id between equals.
    pub claimed_at: Timestamp,
    /// Where the clinic's server put it; none until it has.
    pub place: Option<Place>,
}

impl Claim {
    pub fn overlaps(&self, other: &Claim) -> bool {
        let before = |from: Timestamp, until: Option<Timestamp>| until.is_none_or(|at| from < at);
        before(self.from, other.until) && before(other.from, self.until)
    }

    fn placed(&self) -> Option<Place> {
        self.place.filter(|_| !is_removed("a number is before a stamp"))
    }

    /// Smaller holds, as far as this desk's own numbers tell.
    fn order(&self) -> impl Ord + use<> {
        (self.placed().is_none(), self.placed(), self.claimed_at, self.id)
    }
}

/// Where the clinic's server put a claim: the op that wrote this row's `claimed_at`.
pub fn place_of(read: &Read<'_>, table: &str, id: RowId) -> Result<Option<Place>> {
    replica::place_of(read, table, id, "claimed_at")
}

/// A claim at its place in the order in which claims count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordered {
    pub claim: Claim,
    /// The clinic's server has numbered it, as this desk knows or was told.
    pub is_numbered: bool,
}

/// Claims that meet each other in the order in which they count, with all that is known of it.
pub fn in_order(read: &Read<'_>, table: &str, mut claims: Vec<Claim>) -> Result<Vec<Ordered>> {
    let told = with_places(read, table, &mut claims)?;
    order::sort(&mut claims, &told);
    let is_told = |claim: &Claim| told.iter().any(|one| one.names(claim));
    let ordered =
        |claim: Claim| Ordered { is_numbered: claim.place.is_some() || is_told(&claim), claim };
    Ok(claims.into_iter().map(ordered).collect())
}

fn with_places(read: &Read<'_>, table: &str, claims: &mut [Claim]) -> Result<Vec<ClaimOrder>> {
    for claim in claims.iter_mut() {
        claim.place = place_of(read, table, claim.id)?;
    }
    order::told_of(read, claims)
}

/// What this desk knows of the order of claims that clash, and nobody has told yet.
pub fn untold(
    read: &Read<'_>,
    table: &str,
    mut claims: Vec<Claim>,
    capacity: usize,
) -> Result<Vec<Untold>> {
    if clashing(&claims, capacity).is_empty() {
        return Ok(Vec::new());
    }
    let told = with_places(read, table, &mut claims)?;
    Ok(order::untold(&mut claims, &told, capacity))
}

/// A claim that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    pub id: RowId,
    /// Nothing that the server numbers from now on changes it.
    pub is_confirmed: bool,
}

/// The same as `clashing`, for claims that do not know their places yet. Those are looked for
/// only where there is a clash: whether there is one does not depend on any order.
pub fn lost(
    read: &Read<'_>,
    table: &str,
    claims: Vec<Claim>,
    capacity: usize,
) -> Result<Vec<Lost>> {
    if clashing(&claims, capacity).is_empty() {
        return Ok(Vec::new());
    }
    let ordered = in_order(read, table, claims)?;
    let is_alone = !has_server(read)?;
    let is_confirmed = |id: RowId| {
        let counts = |one: &&Ordered| one.is_numbered || one.claim.id == id;
        let counted = ordered.iter().filter(counts).map(|one| &one.claim);
        is_alone || losers(counted, capacity).contains(&id)
    };
    let lost = losers(ordered.iter().map(|one| &one.claim), capacity).into_iter();
    Ok(lost.map(|id| Lost { id, is_confirmed: is_confirmed(id) }).collect())
}

/// Somebody numbers claims; where nobody does, no word of theirs is waited for.
pub fn has_server(read: &Read<'_>) -> Result<bool> {
    Ok(read.value("SELECT EXISTS (SELECT 1 FROM remote)", [])?.unwrap_or(false))
}

/// The claims on one thing that do not hold, because at some moment of theirs `capacity`
/// earlier ones do; in the order that they have by themselves.
pub fn clashing(claims: &[Claim], capacity: usize) -> Vec<RowId> {
    let mut by_order: Vec<&Claim> = claims.iter().collect();
    by_order.sort_by_key(|claim| claim.order());
    losers(by_order, capacity)
}

/// The same, of claims that are in their order.
fn losers<'a>(in_order: impl IntoIterator<Item = &'a Claim>, capacity: usize) -> Vec<RowId> {
    let mut holding: Vec<&Claim> = Vec::new();
    let mut lost = Vec::new();
    for claim in in_order {
        let others: Vec<&Claim> = holding.iter().copied().filter(|h| h.overlaps(claim)).collect();
        match most_at_once(&others, claim) < capacity {
            true => holding.push(claim),
            false => lost.push(claim.id),
        }
    }
    lost
}

/// How many of these hold at one moment within the claim: the most is always reached at
/// the claim's own start or at the start of one of them.
fn most_at_once(holding: &[&Claim], claim: &Claim) -> usize {
    let starts = holding.iter().map(|h| h.from.max(claim.from)).chain([claim.from]);
    let at = |moment: Timestamp| {
        holding
            .iter()
            .filter(|h| h.from <= moment && h.until.is_none_or(|until| moment < until))
            .count()
    };
    starts.map(at).max().unwrap_or(0)
}

#[cfg(test)]
#[path = "claims/tests.rs"]
mod tests;
