//! The state of all tables of ops in 32 bytes, with memory for one row: equal states have
//! equal fingerprints, in whatever order their rows lie.

use rusqlite::types::ValueRef;

use crate::{Catalog, Read, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    pub rows: u64,
    pub sum: [u8; 32],
}

pub fn fingerprint(read: &Read<'_>, catalog: &Catalog) -> Result<Fingerprint> {
    let all = table_sums(read, catalog)?.into_iter().map(|(_, of)| of);
    Ok(all.fold(Fingerprint { rows: 0, sum: [0; 32] }, |all, of| Fingerprint {
        rows: all.rows + of.rows,
        sum: sum(all.sum, of.sum),
    }))
}

/// The same for each table alone, in the order of their names.
pub fn table_sums(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<(String, Fingerprint)>> {
    let kernel = ["parked", "register_write", "register_replaced"];
    let names = catalog.tables().map(|table| table.spec.name).chain(kernel);
    let (mut all, mut bytes) = (Vec::new(), Vec::new());
    for name in names {
        let mut of = Fingerprint { rows: 0, sum: [0; 32] };
        let mut statement = read.conn().prepare_cached(&format!("SELECT * FROM {name}"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // Hashed at one go: piece by piece it takes half as long again.
            bytes.clear();
            bytes.extend(name.as_bytes());
            for at in 0..width {
                add(&mut bytes, row.get_ref(at)?);
            }
            of.rows += 1;
            of.sum = sum(of.sum, *blake3::hash(&bytes).as_bytes());
        }
        all.push((name.to_owned(), of));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(all)
}

/// Each value with its kind and length before it, so that no two rows read the same.
fn add(to: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, number): (u8, [u8; 8]);
    let bytes: &[u8] = match value {
        ValueRef::Null => {
            kind = 0;
            &[]
        }
        ValueRef::Integer(value) => {
            (kind, number) = (1, value.to_be_bytes());
            &number
        }
        ValueRef::Real(value) => {
            (kind, number) = (2, value.to_be_bytes());
            &number
        }
        ValueRef::Text(text) => {
            kind = 3;
            text
        }
        ValueRef::Blob(bytes) => {
            kind = 4;
            bytes
        }
    };
    to.push(kind);
    to.extend((bytes.len() as u64).to_be_bytes());
    to.extend(bytes);
}

/// Addition modulo 2^256: the order of rows does not matter, and a row twice does.
fn sum(one: [u8; 32], other: [u8; 32]) -> [u8; 32] {
    let words = |of: [u8; 32]| {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(of.as_chunks().0) {
            *word = u64::from_be_bytes(*bytes);
        }
        words
    };
    let mut out = [0; 32];
    let mut carry = false;
    let each = out.as_chunks_mut().0.iter_mut().zip(words(one)).zip(words(other));
    for ((out, one), other) in each.rev() {
        let (total, is_over) = one.overflowing_add(other);
        let (total, is_carried_over) = total.overflowing_add(u64::from(carry));
        *out = total.to_be_bytes();
        carry = is_over || is_carried_over;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_carries_and_does_not_mind_the_order() {
        let mut one = [0; 32];
        one[31] = 1;
        let mut carried = [0; 32];
        carried[30] = 1;
        let mut full = [0; 32];
        full[31] = 255;
        assert_eq!(sum(full, one), carried);
        assert_eq!(sum(one, full), sum(full, one));
        assert_eq!(sum([255; 32], one), [0; 32]);
    }
}
