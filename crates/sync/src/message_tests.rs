use proptest::prelude::*;

use super::*;
use crate::why::WHYS;

fn bytes32() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>()
}

fn blobs() -> impl Strategy<Value = Vec<Vec<u8>>> {
    proptest::collection::vec(any::<Vec<u8>>(), 0..4)
}

fn leaf() -> impl Strategy<Value = Leaf> {
    (any::<u16>(), 0..i64::MAX as u64, bytes32()).prop_map(|(desk, no, hash)| Leaf {
        desk: DeskNo(desk),
        no,
        hash: Hash(hash),
    })
}

fn leaves() -> impl Strategy<Value = Vec<Leaf>> {
    proptest::collection::vec(leaf(), 0..4)
}

fn hashes() -> impl Strategy<Value = Vec<Hash>> {
    proptest::collection::vec(bytes32().prop_map(Hash), 0..4)
}

fn cursor() -> impl Strategy<Value = Cursor> {
    (any::<u64>(), 0..i64::MAX as u64, bytes32()).prop_map(|(incarnation, seq, run)| Cursor {
        incarnation,
        seq,
        run: Hash(run),
    })
}

fn stream() -> impl Strategy<Value = Stream> {
    any::<u8>().prop_map(Stream)
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        Just(Request::Greet),
        (0..i64::MAX as u64).prop_map(|after| Request::Control { after }),
        (bytes32(), blobs())
            .prop_map(|(head, records)| Request::Extend { head: Hash(head), records }),
        stream().prop_map(|stream| Request::Leaves { stream }),
        (stream(), any::<Vec<u8>>()).prop_map(|(stream, bundle)| Request::Put { stream, bundle }),
        (stream(), cursor(), any::<u32>()).prop_map(|(stream, cursor, bytes_max)| Request::Log {
            stream,
            cursor,
            bytes_max
        }),
        (stream(), leaves(), any::<u32>()).prop_map(|(stream, have, bytes_max)| {
            Request::Missing(Missing { stream, have, bytes_max })
        }),
        stream().prop_map(|stream| Request::Snapshot { stream }),
        stream().prop_map(|stream| Request::Unredacted { stream }),
        (stream(), any::<Vec<u8>>())
            .prop_map(|(stream, bundle)| Request::Replace { stream, bundle }),
        (stream(), hashes(), any::<u32>()).prop_map(|(stream, hashes, bytes_max)| {
            Request::Pieces { stream, hashes, bytes_max }
        }),
        (stream(), hashes()).prop_map(|(stream, hashes)| Request::Lacks { stream, hashes }),
        (stream(), any::<Vec<u8>>(), any::<u32>()).prop_map(|(stream, piece, redacted_n)| {
            Request::KeepPiece { stream, piece, redacted_n: redacted_n.into() }
        }),
        any::<Vec<u8>>().prop_map(|manifest| Request::Publish { manifest }),
        hashes().prop_map(|ids| Request::BlobState { ids }),
        (bytes32(), any::<u32>(), any::<u32>(), any::<Vec<u8>>()).prop_map(
            |(id, length, part, bytes)| Request::BlobPut { id: Hash(id), length, part, bytes }
        ),
        (bytes32(), any::<u32>()).prop_map(|(id, part)| Request::BlobGet { id: Hash(id), part }),
    ]
}

fn not_kept() -> impl Strategy<Value = Vec<NotKept>> {
    let one = (any::<u32>(), 0..WHYS.len()).prop_map(|(no, at)| NotKept { no, why: WHYS[at] });
    proptest::collection::vec(one, 0..3)
}

fn reply() -> impl Strategy<Value = Reply> {
    let ack = (stream(), 0..i64::MAX as u64, cursor(), any::<i64>(), bytes32()).prop_map(
        |(stream, term, cursor, at, half)| {
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(&half);
            Ack { stream, term, cursor, at, signature }
        },
    );
    prop_oneof![
        blobs().prop_map(|records| Reply::Control { records }),
        leaves().prop_map(|leaves| Reply::Leaves { leaves }),
        (ack, proptest::collection::vec(bytes32().prop_map(Hash), 0..3), not_kept())
            .prop_map(|(ack, forks, not_kept)| Reply::Put { ack, forks, not_kept }),
        (blobs(), cursor(), any::<bool>(), hashes()).prop_map(|(bundles, cursor, is_last, ids)| {
            let replaced = (0..).zip(ids).collect();
            Reply::Page(Page { bundles, cursor, is_last, replaced })
        }),
        (any::<Vec<u8>>(), any::<bool>())
            .prop_map(|(bundle, is_last)| Reply::Seals { bundle, is_last }),
        any::<Option<Vec<u8>>>().prop_map(|manifest| Reply::Snapshot { manifest }),
        blobs().prop_map(|pieces| Reply::Pieces { pieces }),
        hashes().prop_map(|hashes| Reply::Lacks { hashes }),
        Just(Reply::Kept),
        proptest::collection::vec((bytes32(), any::<u32>(), any::<bool>()), 0..4).prop_map(|all| {
            let kept = |(id, parts, is_whole)| KeptBlob { id: Hash(id), parts, is_whole };
            Reply::BlobState { kept: all.into_iter().map(kept).collect() }
        }),
        (any::<u32>(), any::<Vec<u8>>())
            .prop_map(|(length, bytes)| Reply::BlobPart { length, bytes }),
        (0..WHYS.len(), any::<u32>()).prop_map(|(at, retry_after_ms)| Reply::Refused(Refusal {
            why: WHYS[at],
            retry_after_ms
        })),
    ]
}

proptest! {
    #[test]
    fn requests_come_back(request in request()) {
        prop_assert_eq!(Request::decode(&request.encode()).unwrap(), request);
    }

    #[test]
    fn replies_come_back(reply in reply()) {
        prop_assert_eq!(Reply::decode(&reply.encode()).unwrap(), reply);
    }

    #[test]
    fn what_is_read_has_the_only_possible_bytes(bytes in any::<Vec<u8>>()) {
        if let Ok(request) = Request::decode(&bytes) {
            prop_assert_eq!(request.encode(), bytes.clone());
        }
        if let Ok(reply) = Reply::decode(&bytes) {
            prop_assert_eq!(reply.encode(), bytes);
        }
    }
}

#[test]
fn a_yes_has_one_form() {
    let kept = KeptBlob { id: Hash([1; 32]), parts: 2, is_whole: true };
    let mut bytes = Reply::BlobState { kept: vec![kept] }.encode();
    assert!(Reply::decode(&bytes).is_ok());
    *bytes.last_mut().unwrap() = 2;
    assert!(Reply::decode(&bytes).is_err());
}

#[test]
fn the_largest_part_fits_into_a_frame() {
    let bytes = vec![7; crate::BLOB_PART_BYTES];
    let put = Request::BlobPut { id: Hash::NONE, length: u32::MAX, part: u32::MAX, bytes };
    assert!(put.encode().len() <= FRAME_BYTES_MAX);
}

#[test]
fn a_frame_of_a_hundred_megabytes_is_not_looked_at() {
    assert_eq!(Request::decode(&vec![0x82; 100 << 20]), Err(Error::TooLarge));
}
