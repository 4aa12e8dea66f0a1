use cbor::Cbor;
use proptest::prelude::*;

use super::*;

fn bytes_of(ops: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    fold(&mut out, ops.iter().map(Vec::as_slice));
    out
}

fn unfolded(folded: &[u8], most: usize) -> Result<Vec<Vec<u8>>> {
    let mut input = Input(folded);
    let mut unfold = Unfold::of(&mut input, most)?;
    let mut ops = Vec::new();
    while !unfold.is_over() {
        ops.push(unfold.op()?);
    }
    Ok(ops)
}

fn any_id() -> impl Strategy<Value = Vec<u8>> {
    let near = (0u8..3, 0u8..40).prop_map(|(block, counter)| {
        let mut id = vec![block; 16];
        id[8..15].fill(0);
        id[15] = counter;
        id
    });
    prop_oneof![4 => near, 1 => proptest::collection::vec(any::<u8>(), 16)]
}

fn any_value() -> impl Strategy<Value = Cbor> {
    prop_oneof![
        Just(Cbor::Null),
        (0i64..300).prop_map(Cbor::Int),
        any::<i64>().prop_map(Cbor::Int),
        "[a-c]{0,2}".prop_map(Cbor::Text),
        any::<String>().prop_map(Cbor::Text),
        any_id().prop_map(Cbor::Bytes),
        any::<Vec<u8>>().prop_map(Cbor::Bytes),
    ]
}

/// Ops as desks write them, and what no version of the program writes.
fn any_op() -> impl Strategy<Value = Vec<u8>> {
    let fields = proptest::collection::btree_map(0u64..6, any_value(), 0..5);
    let rest = proptest::option::weighted(0.1, (5u64..70, any_value()));
    let plain = (1i64..4, "[pv]{1}", any_id(), fields, any::<i64>(), any_id(), 0i64..3, rest);
    let plain = plain.prop_map(|(kind, table, row, fields, time, user, session, rest)| {
        let mut op: std::collections::BTreeMap<u64, Cbor> = [
            (1, Cbor::Int(kind)),
            (2, Cbor::Text(table)),
            (3, Cbor::Bytes(row)),
            (4, Cbor::Map(fields)),
            (6, Cbor::Int(time)),
            (7, Cbor::Bytes(user)),
            (8, Cbor::Int(session)),
        ]
        .into();
        op.extend(rest);
        Cbor::Map(op).encode()
    });
    prop_oneof![9 => plain, 1 => any::<Vec<u8>>()]
}

proptest! {
    #[test]
    fn every_byte_comes_back(ops in proptest::collection::vec(any_op(), 0..40)) {
        let folded = bytes_of(&ops);
        let whole = ops.iter().map(|op| op.len() + 1).sum::<usize>();
        prop_assert_eq!(unfolded(&folded, whole), Ok(ops.clone()));
        if whole > 0 {
            prop_assert_eq!(unfolded(&folded, whole - 1), Err(Error::TooLarge));
        }
    }

    #[test]
    fn junk_ends_and_stays_within_its_bound(
        ops in proptest::collection::vec(any_op(), 1..20),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let mut folded = bytes_of(&ops);
        let at = at.index(folded.len());
        folded[at] ^= flip;
        for junk in [&folded[..], &folded[..at]] {
            if let Ok(ops) = unfolded(junk, 100_000) {
                prop_assert!(ops.iter().map(Vec::len).sum::<usize>() <= 100_000);
            }
        }
    }
}
