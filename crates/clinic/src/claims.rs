//! Claims on what only so many can hold at one time: a bed, a slot of a doctor. Desks that
//! cannot see each other may both give it away; both claims are kept, and one holds: of those
//! that the clinic's server has numbered the first, whatever clocks say. A claim with a number
//! is confirmed: none that is numbered later, or not yet, takes anything from it.

use kernel::broken::is_removed;
use kernel::{Read, Result, RowId, Timestamp};
use replica::Place;

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

    /// Smaller holds.
    pub fn order(&self) -> impl Ord + use<> {
        let place = self.place.filter(|_| !is_removed("a number is before a stamp"));
        (place.is_none(), place, self.claimed_at, self.id)
    }
}

/// Where the clinic's server put a claim: the op that wrote this row's `claimed_at`.
pub fn place_of(read: &Read<'_>, table: &str, id: RowId) -> Result<Option<Place>> {
    replica::place_of(read, table, id, "claimed_at")
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
    mut claims: Vec<Claim>,
    capacity: usize,
) -> Result<Vec<Lost>> {
    if clashing(&claims, capacity).is_empty() {
        return Ok(Vec::new());
    }
    for claim in &mut claims {
        claim.place = place_of(read, table, claim.id)?;
    }
    let is_alone = !has_server(read)?;
    let is_confirmed = |id: RowId| {
        let counts = |claim: &&Claim| claim.place.is_some() || claim.id == id;
        let counted: Vec<Claim> = claims.iter().filter(counts).copied().collect();
        is_alone || clashing(&counted, capacity).contains(&id)
    };
    let lost = clashing(&claims, capacity).into_iter();
    Ok(lost.map(|id| Lost { id, is_confirmed: is_confirmed(id) }).collect())
}

/// Somebody numbers claims; where nobody does, no word of theirs is waited for.
pub fn has_server(read: &Read<'_>) -> Result<bool> {
    Ok(read.value("SELECT EXISTS (SELECT 1 FROM remote)", [])?.unwrap_or(false))
}

/// The claims on one thing that do not hold, because at some moment of theirs `capacity`
/// earlier ones do.
pub fn clashing(claims: &[Claim], capacity: usize) -> Vec<RowId> {
    let mut by_order: Vec<&Claim> = claims.iter().collect();
    by_order.sort_by_key(|claim| claim.order());
    let mut holding: Vec<&Claim> = Vec::new();
    let mut clashing = Vec::new();
    for claim in by_order {
        let others: Vec<&Claim> = holding.iter().copied().filter(|h| h.overlaps(claim)).collect();
        match most_at_once(&others, claim) < capacity {
            true => holding.push(claim),
            false => clashing.push(claim.id),
        }
    }
    clashing
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claim(id: u8, from: i64, until: Option<i64>, claimed_at: i64) -> Claim {
        Claim {
            id: RowId([id; 16]),
            from: Timestamp(from),
            until: until.map(Timestamp),
            claimed_at: Timestamp(claimed_at),
            place: None,
        }
    }

    fn numbered(claim: Claim, seq: u64) -> Claim {
        Claim { place: Some(Place { numbering: 1, seq, within: 0, op: 0 }), ..claim }
    }

    #[test]
    fn who_came_first_holds() {
        let first = claim(1, 10, Some(20), 1);
        let second = claim(2, 15, Some(25), 2);
        assert_eq!(clashing(&[second, first], 1), [second.id]);
        assert!(clashing(&[second, first], 2).is_empty());
    }

    #[test]
    fn a_claim_that_was_numbered_first_holds_whatever_clocks_say() {
        let first = numbered(claim(1, 10, Some(20), 9), 1);
        let second = numbered(claim(2, 15, Some(25), 2), 2);
        let late = claim(3, 12, Some(16), 1);
        assert_eq!(clashing(&[late, second, first], 1), [second.id, late.id]);
    }

    #[test]
    fn one_that_ends_when_the_next_begins_is_no_clash() {
        let stay = claim(1, 10, Some(20), 1);
        let next = claim(2, 20, None, 2);
        assert!(clashing(&[stay, next], 1).is_empty());
    }

    #[test]
    fn a_claim_that_lost_takes_nothing_from_a_third() {
        let holder = claim(1, 0, Some(10), 1);
        let loser = claim(2, 5, Some(20), 2);
        let third = claim(3, 10, Some(15), 3);
        assert_eq!(clashing(&[holder, loser, third], 1), [loser.id]);
    }

    fn any_claims() -> impl Strategy<Value = Vec<Claim>> {
        let one = (0i64..30, proptest::option::of(1i64..15), 0i64..6);
        proptest::collection::vec(one, 0..12).prop_map(|rows| {
            (0u8..)
                .zip(rows)
                .map(|(id, (from, length, at))| claim(id, from, length.map(|l| from + l), at))
                .collect()
        })
    }

    proptest! {
        /// Numbers come one after another, in an order that no clock knows.
        #[test]
        fn who_is_confirmed_to_hold_never_loses_again(
            claims in any_claims(), capacity in 1usize..4, turn in 0usize..12,
        ) {
            let mut claims = claims;
            let mut confirmed: Vec<RowId> = Vec::new();
            let count = claims.len();
            for seq in 0..count {
                let at = (seq + turn) % count;
                claims[at] = numbered(claims[at], seq as u64);
                let lost = clashing(&claims, capacity);
                prop_assert!(!confirmed.iter().any(|id| lost.contains(id)));
                let numbered = claims.iter().filter(|claim| claim.place.is_some());
                let holding = numbered.filter(|claim| !lost.contains(&claim.id));
                confirmed = holding.map(|claim| claim.id).collect();
                // A desk that hears of some of the others only later sees the same.
                let known: Vec<Claim> =
                    claims.iter().filter(|claim| claim.place.is_some()).copied().collect();
                let seen = clashing(&known, capacity);
                prop_assert!(!confirmed.iter().any(|id| seen.contains(id)));
            }
        }

        #[test]
        fn never_more_holders_than_places_and_the_order_of_arrival_is_no_matter(
            claims in any_claims(), capacity in 1usize..4, turn in 0usize..12,
        ) {
            let lost = clashing(&claims, capacity);
            let holding: Vec<&Claim> =
                claims.iter().filter(|claim| !lost.contains(&claim.id)).collect();
            for moment in 0..50 {
                let at_once = holding
                    .iter()
                    .filter(|h| h.from.0 <= moment && h.until.is_none_or(|until| moment < until.0))
                    .count();
                prop_assert!(at_once <= capacity);
            }
            let mut turned = claims.clone();
            turned.rotate_left(turn.min(claims.len()));
            prop_assert_eq!(clashing(&turned, capacity), lost);
        }
    }
}
