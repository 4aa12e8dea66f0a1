//! Claims on what only so many can hold at one time: a bed, a slot of a doctor. Desks that
//! cannot see each other may both give it away; both claims are kept, and every desk finds
//! the same ones to hold, because the answer depends on the claims alone.

use std::cmp::Ordering;

use kernel::{RowId, Timestamp};

/// One claim, from `from` until before `until` (`None`: nobody knows yet).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: RowId,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// When it was made. Who came first holds; the id decides between equals.
    pub claimed_at: Timestamp,
}

impl Claim {
    pub fn overlaps(&self, other: &Claim) -> bool {
        let before = |from: Timestamp, until: Option<Timestamp>| until.is_none_or(|at| from < at);
        before(self.from, other.until) && before(other.from, self.until)
    }

    fn order(&self, other: &Claim) -> Ordering {
        (self.claimed_at, self.id).cmp(&(other.claimed_at, other.id))
    }
}

/// The claims on one thing that do not hold, because at some moment of theirs `capacity`
/// earlier ones do.
pub fn clashing(claims: &[Claim], capacity: usize) -> Vec<RowId> {
    let mut by_order: Vec<&Claim> = claims.iter().collect();
    by_order.sort_by(|a, b| a.order(b));
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
        }
    }

    #[test]
    fn who_came_first_holds() {
        let first = claim(1, 10, Some(20), 1);
        let second = claim(2, 15, Some(25), 2);
        assert_eq!(clashing(&[second, first], 1), [second.id]);
        assert!(clashing(&[second, first], 2).is_empty());
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
