//! An op as it lies in its bytes, as far as folding must know it.

use cbor::{Flat, Reader, head};

use super::ids::Id;

/// Keys of an op, all of which it has and beside which it has none, in this order.
const KIND: u64 = 1;
const TABLE: u64 = 2;
const ROW: u64 = 3;
const FIELDS: u64 = 4;
const TIME: u64 = 6;
const USER: u64 = 7;
const SESSION: u64 = 8;
const KEYS: u64 = 7;

/// Of one kind, of one table, with the same fields.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    pub kind: u8,
    pub table: &'a str,
}

pub struct Op<'a> {
    pub name: Name<'a>,
    pub row: Id,
    pub fields: Vec<(u64, Flat<'a>)>,
    pub time: u64,
    pub user: Id,
    pub session: u64,
}

impl<'a> Op<'a> {
    /// None of what has another form: such bytes travel as they are.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut input = Reader::new(bytes);
        (input.map().ok()? as u64 == KEYS).then_some(())?;
        let kind = u8::try_from(after(&mut input, KIND)?.int().ok()?).ok()?;
        let table = after(&mut input, TABLE)?.text().ok()?;
        let row = Id::try_from(after(&mut input, ROW)?.bytes().ok()?).ok()?;
        let mut fields = Vec::with_capacity(after(&mut input, FIELDS)?.map().ok()?);
        let mut least = 0;
        for _ in 0..fields.capacity() {
            let field = input.int().ok()?.cast_unsigned();
            (field >= least && field < 1 << 62).then_some(())?;
            least = field + 1;
            fields.push((field, input.flat().ok()?));
        }
        let time = after(&mut input, TIME)?.int().ok()?.cast_unsigned();
        let user = Id::try_from(after(&mut input, USER)?.bytes().ok()?).ok()?;
        let session = after(&mut input, SESSION)?.int().ok()?.cast_unsigned();
        let name = Name { kind, table };
        input.rest().is_empty().then_some(Self { name, row, fields, time, user, session })
    }
}

fn after<'a, 'b>(input: &'b mut Reader<'a>, key: u64) -> Option<&'b mut Reader<'a>> {
    (input.int().ok()?.cast_unsigned() == key).then_some(input)
}

/// What comes before the fields, which are to follow as pairs.
pub fn begin(out: &mut Vec<u8>, name: Name<'_>, row: &Id, fields: usize) {
    head(out, 5, KEYS);
    head(out, 0, KIND);
    head(out, 0, name.kind.into());
    head(out, 0, TABLE);
    Flat::Text(name.table).write(out);
    head(out, 0, ROW);
    Flat::Bytes(row).write(out);
    head(out, 0, FIELDS);
    head(out, 5, fields as u64);
}

/// What comes after them.
pub fn end(out: &mut Vec<u8>, time: u64, user: &Id, session: u64) {
    head(out, 0, TIME);
    Flat::Int(time.cast_signed()).write(out);
    head(out, 0, USER);
    Flat::Bytes(user).write(out);
    head(out, 0, SESSION);
    Flat::Int(session.cast_signed()).write(out);
}
