use proptest::prelude::*;

use super::order::{ClaimOrder, sort};
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

/// The same claims, as each desk sees them.
type Views = Vec<Vec<Claim>>;
/// A numbering and a number in it, and whether it is known at all.
type Luck = ((u64, u64), u8);

/// What desks know of the same claims: the first all numbers, others some, each by numberings of
/// its own, among them what came with a snapshot.
fn any_views() -> impl Strategy<Value = Views> {
    let place = (0u64..4, 0u64..20);
    let known = proptest::collection::vec((place, 0u8..5), 12);
    (any_claims(), proptest::collection::vec(known, 2..5)).prop_map(|(claims, desks)| {
        let view = |(desk, known): (usize, Vec<Luck>)| {
            let claims = claims.iter().zip(known).zip(0..);
            let seen = claims.map(|((claim, ((numbering, seq), luck)), within)| {
                let place = match numbering {
                    0 => Place { numbering, seq: 0, within: 0, op: 0 },
                    _ => Place { numbering, seq, within, op: 0 },
                };
                Claim { place: (desk == 0 || luck > 0).then_some(place), ..*claim }
            });
            seen.collect::<Vec<Claim>>()
        };
        desks.into_iter().enumerate().map(view).collect()
    })
}

/// Desks tell what they know until nobody has anything to add; each hears of it at once.
fn all_tell(views: &Views, capacity: usize, clocks: &[i64]) -> Vec<ClaimOrder> {
    let mut told: Vec<ClaimOrder> = Vec::new();
    for _ in 0..100 {
        let before = told.len();
        for (desk, view) in views.iter().enumerate() {
            if clashing(view, capacity).is_empty() {
                continue;
            }
            for one in order::untold(&mut view.clone(), &told, capacity) {
                let mut id = [0; 16];
                id[0] = 255 - u8::try_from(told.len() % 256).unwrap_or_default();
                id[1] = u8::try_from(told.len() / 256).unwrap_or_default();
                told.push(ClaimOrder {
                    id: RowId(id),
                    first_id: one.first.id,
                    first_claimed_at: one.first.claimed_at,
                    then_id: one.then.id,
                    then_claimed_at: one.then.claimed_at,
                    known: one.known,
                    found_at: Timestamp(clocks.get(desk).copied().unwrap_or(0)),
                });
            }
        }
        if told.len() == before {
            return told;
        }
    }
    panic!("desks tell without end");
}

fn lost_of(view: &[Claim], told: &[ClaimOrder], capacity: usize) -> Vec<RowId> {
    let mut claims = view.to_vec();
    sort(&mut claims, told);
    let mut lost = losers(&claims, capacity);
    lost.sort();
    lost
}

proptest! {
    /// Whatever numberings they followed, wherever they contradict each other.
    #[test]
    fn desks_that_were_told_the_same_find_the_same(
        views in any_views(), capacity in 1usize..4,
        clocks in proptest::collection::vec(0i64..4, 4), turn in any::<prop::sample::Index>(),
    ) {
        let told = all_tell(&views, capacity, &clocks);
        let mut turned = told.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn.index(told.len()));
        }
        let lost = lost_of(&views[0], &told, capacity);
        for view in &views {
            prop_assert_eq!(&lost_of(view, &turned, capacity), &lost);
        }
        // One that knows no number at all.
        let stranger: Vec<Claim> =
            views[0].iter().map(|claim| Claim { place: None, ..*claim }).collect();
        prop_assert_eq!(&lost_of(&stranger, &told, capacity), &lost);
    }

    /// With one numbering nothing that is told changes what the numbers say.
    #[test]
    fn what_is_told_of_one_numbering_is_what_its_numbers_say(
        claims in any_claims(), capacity in 1usize..4, turn in 0usize..12,
    ) {
        let mut claims = claims;
        let count = claims.len();
        for seq in 0..count {
            let at = (seq + turn) % count;
            claims[at] = numbered(claims[at], seq as u64);
        }
        let told = all_tell(&vec![claims.clone()], capacity, &[1]);
        let mut lost = clashing(&claims, capacity);
        lost.sort();
        prop_assert_eq!(lost_of(&claims, &told, capacity), lost);
        let after = |at: usize| claims[at + 1..].iter();
        let meets = |at: usize| after(at).filter(|it| it.overlaps(&claims[at])).count();
        let pairs: usize = (0..count).map(meets).sum();
        prop_assert!(told.len() <= pairs);
    }
}

#[test]
fn who_saw_the_earlier_numbering_decides_though_another_was_quicker() {
    let held = |numbering, seq, claim| Claim {
        place: Some(Place { numbering, seq, within: 0, op: 0 }),
        ..claim
    };
    let (first, second) = (claim(1, 0, None, 5), claim(2, 0, None, 1));
    // The store was lost after one desk had seen the first's number.
    let old = vec![held(1, 9, first), held(2, 1, second)];
    let new = vec![held(1, 2, first), held(1, 1, second)];
    let told = all_tell(&vec![new.clone(), old.clone()], 1, &[1, 9]);
    assert_eq!(told.len(), 2, "both told what they know");
    for view in [&old, &new] {
        assert_eq!(lost_of(view, &told, 1), [second.id]);
    }
}
