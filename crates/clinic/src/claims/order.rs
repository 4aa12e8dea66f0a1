//! "This claim comes after that one": what desks found by the numbers of the clinic's server and
//! told each other in ops. A number is one desk's own knowledge; a store that was lost, or a
//! snapshot, makes others of it. What was told is everybody's, so that all desks that hold the
//! same ops find the same order, whatever becomes of the numbers.
//!
//! Where what was told goes in a circle (two desks followed two numberings), the surest counts
//! first: how it is known, when it was found, the smaller id. Each counts unless those before it
//! say the contrary. Never may it matter here in which order ops came.

use std::collections::BTreeMap;

use kernel::broken::is_removed;
use kernel::{Read, Record, Result, RowId, Rule, Timestamp, Tx};
use replica::Place;
use serde::{Deserialize, Serialize};

use super::{Claim, clashing};

/// How a desk knows which of two claims is first; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The first had its number before a numbering began in which the other got one.
    Across,
    /// Both have numbers of one numbering.
    Together,
    /// The first came with a snapshot, the other has a number of later.
    Snapshot,
    /// Both came with a snapshot, and the times at which they were claimed decide.
    Stamps,
}

impl Known {
    fn of(first: Place, then: Place) -> Self {
        match (first.is_of_snapshot(), then.is_of_snapshot()) {
            (true, true) => Self::Stamps,
            (true, false) | (false, true) => Self::Snapshot,
            (false, false) if first.numbering == then.numbering => Self::Together,
            (false, false) => Self::Across,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimOrder {
    pub id: RowId,
    pub first_id: RowId,
    pub first_claimed_at: Timestamp,
    pub then_id: RowId,
    pub then_claimed_at: Timestamp,
    pub known: Known,
    pub found_at: Timestamp,
}

impl Record for ClaimOrder {
    const TABLE: &'static str = "claim_order";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

impl ClaimOrder {
    pub fn names(&self, claim: &Claim) -> bool {
        let key = (claim.id, claim.claimed_at);
        key == (self.first_id, self.first_claimed_at) || key == (self.then_id, self.then_claimed_at)
    }
}

/// What a desk found and nobody has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold {
    pub first: Claim,
    pub then: Claim,
    pub known: Known,
}

/// What was told of the order of these claims.
pub fn told_of(read: &Read<'_>, claims: &[Claim]) -> Result<Vec<ClaimOrder>> {
    let mut told: Vec<ClaimOrder> = Vec::new();
    for claim in claims {
        told.extend(read.all::<ClaimOrder>(
            "SELECT * FROM claim_order WHERE then_id = ?1 AND then_claimed_at = ?2
             ORDER BY id LIMIT 1000",
            rusqlite::params![claim.id, claim.claimed_at],
        )?);
    }
    let is_here = |one: &ClaimOrder| {
        claims.iter().any(|it| (it.id, it.claimed_at) == (one.first_id, one.first_claimed_at))
    };
    told.retain(is_here);
    Ok(told)
}

pub fn tell(tx: &mut Tx<'_>, found: &[Untold]) -> Result<()> {
    for Untold { first, then, known } in found {
        let one = ClaimOrder {
            id: tx.new_id(),
            first_id: first.id,
            first_claimed_at: first.claimed_at,
            then_id: then.id,
            then_claimed_at: then.claimed_at,
            known: *known,
            found_at: tx.now(),
        };
        tx.insert(&one)?;
    }
    Ok(())
}

/// Puts claims in the order in which they count: as was told, as this desk knows by its numbers,
/// and where nobody knows by the time at which they were claimed.
pub fn sort(claims: &mut Vec<Claim>, told: &[ClaimOrder]) {
    claims.sort_by_key(Claim::order);
    let order = Order::of(claims, told, &seen(claims));
    let is_numbered =
        |claim: &Claim| claim.placed().is_some() || told.iter().any(|one| one.names(claim));
    let mut left: Vec<usize> = (0..claims.len()).collect();
    left.sort_by_key(|at| claims.get(*at).map(|claim| (!is_numbered(claim), *at)));
    let mut sorted = Vec::with_capacity(claims.len());
    while !left.is_empty() {
        let is_next = |at: &usize| !left.iter().any(|other| order.is_before(*other, *at));
        // An order without circles has a first.
        let next = left.iter().position(is_next).unwrap_or(0);
        sorted.extend(claims.get(left.remove(next)).copied());
    }
    *claims = sorted;
}

/// What this desk knows by its numbers of claims that clash and of those that they meet, and
/// what was told does not say: few words from which all of it follows.
pub fn untold(claims: &mut [Claim], told: &[ClaimOrder], capacity: usize) -> Vec<Untold> {
    if is_removed("what is found is told") {
        return Vec::new();
    }
    claims.sort_by_key(Claim::order);
    let mut seen = among_clashing(claims, capacity);
    let all = Order::of(claims, told, &seen);
    // Neighbours first: of the others most follows from those.
    seen.sort_by_key(|edge| edge.then - edge.first);
    let mut edges = edges_of(claims, told);
    let mut alone = Order::of_edges(claims.len(), edges.clone());
    let mut found = Vec::new();
    for edge in seen {
        let (first, then) = (edge.first, edge.then);
        let is_told = |known: &Edge| (known.first, known.then) == (first, then);
        let is_said = edges.iter().any(|known| is_told(known) && known.known <= edge.known);
        if is_said || alone.is_before(first, then) || !all.is_before(first, then) {
            continue;
        }
        edges.push(edge);
        alone = Order::of_edges(claims.len(), edges.clone());
        if let (Some(first), Some(then)) = (claims.get(first), claims.get(then)) {
            found.push(Untold { first: *first, then: *then, known: edge.known });
        }
    }
    found
}

/// One claim is before another, by their places in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    known: Known,
    /// What was told counts before what this desk would tell.
    found: Option<(Timestamp, RowId)>,
    first: usize,
    then: usize,
}

impl Edge {
    fn weight(&self) -> impl Ord + use<> {
        (self.known, self.found.is_none(), self.found, self.first, self.then)
    }
}

fn edges_of(claims: &[Claim], told: &[ClaimOrder]) -> Vec<Edge> {
    let at: BTreeMap<(RowId, Timestamp), usize> =
        claims.iter().zip(0..).map(|(claim, at)| ((claim.id, claim.claimed_at), at)).collect();
    let edge = |one: &ClaimOrder| {
        let first = *at.get(&(one.first_id, one.first_claimed_at))?;
        let then = *at.get(&(one.then_id, one.then_claimed_at))?;
        Some(Edge { known: one.known, found: Some((one.found_at, one.id)), first, then })
    };
    told.iter().filter_map(edge).collect()
}

/// What this desk's numbers say of claims that meet, in a list that is in their order.
fn seen(claims: &[Claim]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (first, one) in claims.iter().enumerate() {
        for (then, other) in claims.iter().enumerate().skip(first + 1) {
            let (Some(here), Some(there)) = (one.placed(), other.placed()) else { continue };
            if one.overlaps(other) {
                edges.push(Edge { known: Known::of(here, there), found: None, first, then });
            }
        }
    }
    edges
}

/// The same, for those alone that meet a claim that lost, or meet one that does.
fn among_clashing(claims: &[Claim], capacity: usize) -> Vec<Edge> {
    let lost = clashing(claims, capacity);
    let mut reached: Vec<usize> = Vec::new();
    let mut next: Vec<usize> =
        (0..).zip(claims).filter(|(_, claim)| lost.contains(&claim.id)).map(|(at, _)| at).collect();
    while let Some(at) = next.pop() {
        if reached.contains(&at) {
            continue;
        }
        reached.push(at);
        let Some(one) = claims.get(at) else { continue };
        next.extend((0..).zip(claims).filter(|(_, it)| it.overlaps(one)).map(|(at, _)| at));
    }
    seen(claims).into_iter().filter(|edge| reached.contains(&edge.first)).collect()
}

/// Which of some claims are before which.
struct Order {
    count: usize,
    before: Vec<bool>,
}

impl Order {
    fn of(claims: &[Claim], told: &[ClaimOrder], seen: &[Edge]) -> Self {
        let mut edges = edges_of(claims, told);
        edges.extend(seen);
        Self::of_edges(claims.len(), edges)
    }

    /// The surest first, each unless it would close a circle with those before it.
    fn of_edges(count: usize, mut edges: Vec<Edge>) -> Self {
        edges.sort_by_key(Edge::weight);
        let mut order = Self { count, before: vec![false; count * count] };
        for edge in edges {
            order.add(edge.first, edge.then);
        }
        order
    }

    fn is_before(&self, first: usize, then: usize) -> bool {
        self.before.get(first * self.count + then) == Some(&true)
    }

    /// With all that follows from it.
    fn add(&mut self, first: usize, then: usize) {
        if first == then || self.is_before(then, first) || self.is_before(first, then) {
            return;
        }
        let up = |at: &usize| *at == first || self.is_before(*at, first);
        let down = |at: &usize| *at == then || self.is_before(then, *at);
        let above: Vec<usize> = (0..self.count).filter(up).collect();
        let below: Vec<usize> = (0..self.count).filter(down).collect();
        for one in above {
            for other in &below {
                if let Some(cell) = self.before.get_mut(one * self.count + other) {
                    *cell = true;
                }
            }
        }
    }
}
