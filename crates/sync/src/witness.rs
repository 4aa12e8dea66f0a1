//! What a desk's rows came to, told to the others inside a seal. Two desks that hold the same
//! seals under the same control log and program hold the same rows, or one of them is wrong.

use cbor::Cbor;

use crate::code::{Fields, map};
use crate::{Hash, Leaf, StreamKey};

const AT_CONTEXT: &str = "vaidya sync 1 place of a witness";
const KEY_CONTEXT: &str = "vaidya sync 1 key of a witness";
/// One mark for each table that both know, so that people learn where to look.
pub const MARK: usize = 2;
pub const TABLES_MAX: usize = 100;

/// A desk's word for its rows at one place. Sum and marks are under the stream's key: a server
/// learns nothing from them, not even that they are as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Which seals, which control log, which program.
    pub at: Hash,
    /// All rows together.
    pub sum: Hash,
    /// Two bytes for each table, in the order of their names.
    pub marks: Vec<u8>,
}

/// Where rows were summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub Hash);

impl Place {
    /// Equal for all who hold the same, in whatever order it came.
    pub fn of(control: Hash, schema: u32, leaves: &[Leaf]) -> Self {
        let mut all = blake3::Hasher::new_derive_key(AT_CONTEXT);
        all.update(&control.0).update(&schema.to_be_bytes());
        for leaf in leaves {
            all.update(&leaf.desk.0.to_be_bytes()).update(&leaf.no.to_be_bytes());
            all.update(&leaf.hash.0);
        }
        Self(Hash(all.finalize().into()))
    }
}

impl Witness {
    /// `tables`: names and sums in the order of the names.
    pub fn new(key: &StreamKey, place: Place, tables: &[(String, [u8; 32])]) -> Self {
        let own = blake3::derive_key(KEY_CONTEXT, key.secret());
        let mut all = blake3::Hasher::new_keyed(&own);
        all.update(&place.0.0);
        let mut marks = Vec::with_capacity(tables.len() * MARK);
        for (name, sum) in tables {
            all.update(&(name.len() as u64).to_be_bytes()).update(name.as_bytes()).update(sum);
            let mut one = blake3::Hasher::new_keyed(&own);
            one.update(&place.0.0).update(name.as_bytes()).update(sum);
            marks.extend(one.finalize().as_bytes().iter().take(MARK));
        }
        marks.truncate(TABLES_MAX * MARK);
        Self { at: place.0, sum: Hash(all.finalize().into()), marks }
    }

    /// Which tables differ from this desk's own; none where all is the same. Where the marks
    /// cannot tell, no name.
    pub fn differs(&self, own: &Witness, tables: &[(String, [u8; 32])]) -> Option<Vec<String>> {
        if self.at != own.at || self.sum == own.sum {
            return None;
        }
        let pairs = self.marks.chunks(MARK).zip(own.marks.chunks(MARK)).zip(tables);
        let is_comparable = self.marks.len() == own.marks.len();
        let other = pairs.filter(|((theirs, ours), _)| is_comparable && theirs != ours);
        Some(other.map(|(_, (name, _))| name.clone()).collect())
    }

    pub(crate) fn to_cbor(&self) -> Cbor {
        map([(1, self.at.to_cbor()), (2, self.sum.to_cbor()), (3, Cbor::Bytes(self.marks.clone()))])
    }

    /// None where it is of another make: it proves nothing, and the seal counts without it.
    pub(crate) fn from_cbor(value: Cbor) -> Option<Self> {
        let mut fields = Fields::of(value).ok()?;
        let witness = Self {
            at: Hash::from_cbor(fields.need(1).ok()?).ok()?,
            sum: Hash::from_cbor(fields.need(2).ok()?).ok()?,
            marks: fields.need(3).ok()?.into_bytes().ok()?,
        };
        fields.end().ok()?;
        Some(witness)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::DeskNo;

    fn tables(visit: u8) -> Vec<(String, [u8; 32])> {
        vec![("patient".into(), [1; 32]), ("visit".into(), [visit; 32])]
    }

    #[test]
    fn a_table_that_differs_is_named() {
        let key = StreamKey::new(Zeroizing::new([7; 32]));
        let leaf = Leaf { desk: DeskNo(1), no: 4, hash: Hash([2; 32]) };
        let place = Place::of(Hash([3; 32]), 29, &[leaf]);
        let of = |visit| Witness::new(&key, place, &tables(visit));
        assert_eq!(of(5).differs(&of(5), &tables(5)), None);
        assert_eq!(of(5).differs(&of(6), &tables(6)), Some(vec!["visit".into()]));
        let elsewhere = Place::of(Hash([3; 32]), 30, &[leaf]);
        assert_ne!(place, elsewhere);
        let other = Witness::new(&key, elsewhere, &tables(6));
        assert_eq!(of(5).differs(&other, &tables(6)), None, "another place says nothing");
        assert_eq!(Witness::from_cbor(of(5).to_cbor()), Some(of(5)));
        assert_eq!(Witness::from_cbor(Cbor::Int(3)), None);
    }

    #[test]
    fn equal_rows_look_different_under_another_key_or_at_another_place() {
        let key = |byte| StreamKey::new(Zeroizing::new([byte; 32]));
        let place = |schema| Place::of(Hash::NONE, schema, &[]);
        let one = Witness::new(&key(1), place(1), &tables(5));
        for other in [(2, 1), (1, 2)] {
            let other = Witness::new(&key(other.0), place(other.1), &tables(5));
            assert!(one.sum != other.sum && one.marks != other.marks);
        }
    }
}
