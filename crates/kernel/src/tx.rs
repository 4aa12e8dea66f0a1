//! The only writer. A command gets a `Tx` that it can neither open nor commit; each
//! insert, change and end becomes an op, and the reducer applies it to the row.

use std::collections::BTreeMap;
use std::ops::Deref;

use rusqlite::params;

use crate::broken;
use crate::catalog::{ENDED, Table};
use crate::door::Pen;
use crate::op::place;
use crate::row::to_fields;
use crate::stamp::RowStamps;
use crate::{
    Access, Body, Catalog, Error, Gone, Hlc, Kind, Op, Read, Received, Record, Reducer, Result,
    RowId, Rule, Stamp, Value, What, at_once, checkpoint, clock_fix, redact, reduce, register,
};

pub struct Tx<'a> {
    read: Read<'a>,
    catalog: &'a Catalog,
    pen: &'a mut Pen,
}

impl<'a> Deref for Tx<'a> {
    type Target = Read<'a>;

    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(read: Read<'a>, catalog: &'a Catalog, pen: &'a mut Pen) -> Self {
        Self { read, catalog, pen }
    }

    pub fn new_id(&mut self) -> RowId {
        self.pen.mint.row_id()
    }

    pub fn random_u64(&mut self) -> u64 {
        self.pen.mint.random_u64()
    }

    /// A text shut for one cell.
    pub fn sealed(&mut self, column: &str, row: RowId, text: &str) -> Result<String> {
        let nonce = self.pen.mint.once();
        self.seal().seal(column, row, text, nonce)
    }

    /// As `sealed`, for a cell that not everybody who sees the chart may read.
    fn sealed_sensitive(&mut self, column: &str, row: RowId, text: &str) -> Result<String> {
        let nonce = self.pen.mint.once();
        self.seal().seal_sensitive(column, row, text, nonce)
    }

    /// As `sealed`, for what may be a confidential note and stays on this computer.
    pub fn sealed_here(&mut self, column: &str, row: RowId, text: &str) -> Result<String> {
        let nonce = self.pen.mint.once();
        self.seal().seal_here(column, row, text, nonce)
    }

    pub fn insert<R: Record>(&mut self, record: &R) -> Result<()> {
        let catalog = self.catalog;
        let table = catalog.spec_of::<R>()?;
        let fields = to_fields(table, record)?;
        self.write(table, Kind::Insert, record.id(), fields, BTreeMap::new(), None)
    }

    /// Writes the fields that differ from the row. Nothing differs: nothing is written.
    pub fn change<R: Record>(&mut self, record: &R) -> Result<()> {
        if R::RULE == Rule::Facts {
            return Err(Error::internal(format_args!("{} holds facts", R::TABLE)));
        }
        let catalog = self.catalog;
        let table = catalog.spec_of::<R>()?;
        let (stamps, before) = self.row(table, record.id())?;
        let mut changed = to_fields(table, record)?;
        changed.retain(|number, value| before.get(number) != Some(value));
        if changed.is_empty() {
            return Ok(());
        }
        if stamps.is_frozen() {
            return Err(Error::frozen("errors-frozen").with("what", R::TABLE));
        }
        let replaces = self.replaces(table, record.id(), &stamps, &changed)?;
        self.write(table, Kind::Change, record.id(), changed, replaces, Some(&stamps))
    }

    /// Writes a cautious field over every value that it holds here, also with the one that is
    /// shown: a person has looked. One value settles it; several put the choice open again.
    pub fn settle<R: Record>(&mut self, id: RowId, column: &str, values: &[Value]) -> Result<()> {
        let catalog = self.catalog;
        let table = catalog.spec_of::<R>()?;
        let number = table.number(column)?;
        if !table.is_cautious(number) {
            return Err(Error::internal(format_args!("{column} keeps one value")));
        }
        let (stamps, _) = self.row(table, id)?;
        if stamps.is_frozen() {
            return Err(Error::frozen("errors-frozen").with("what", R::TABLE));
        }
        let replaces = self.replaces(table, id, &stamps, &[(number, Value::Null)].into())?;
        for value in values {
            let fields = [(number, value.clone())].into();
            self.write(table, Kind::Change, id, fields, replaces.clone(), Some(&stamps))?;
        }
        Ok(())
    }

    /// Writes the whole row for the last time: issued, signed.
    pub fn freeze<R: Record>(&mut self, record: &R) -> Result<()> {
        if R::RULE != Rule::Document {
            return Err(Error::internal(format_args!("{} is no document", R::TABLE)));
        }
        let catalog = self.catalog;
        let table = catalog.spec_of::<R>()?;
        let (stamps, before) = self.row(table, record.id())?;
        if stamps.is_frozen() {
            return Err(Error::frozen("errors-frozen").with("what", R::TABLE));
        }
        let mut whole = before;
        whole.extend(to_fields(table, record)?);
        whole.retain(|number, _| table.columns.get(number).is_some_and(|name| name != ENDED));
        self.write(table, Kind::Freeze, record.id(), whole, BTreeMap::new(), Some(&stamps))
    }

    /// Ends a row. It stays, with its history, and is no longer current.
    pub fn end<R: Record>(&mut self, id: RowId) -> Result<()> {
        let at = Value::Int(self.now().0);
        self.set_ended::<R>(id, at)
    }

    /// Makes an ended row current again.
    pub fn restore<R: Record>(&mut self, id: RowId) -> Result<()> {
        self.set_ended::<R>(id, Value::Null)
    }

    fn set_ended<R: Record>(&mut self, id: RowId, value: Value) -> Result<()> {
        let catalog = self.catalog;
        let table = catalog.spec_of::<R>()?;
        let (stamps, before) = self.row(table, id)?;
        let number = table.number(ENDED)?;
        let is_ended = before.get(&number) != Some(&Value::Null);
        if is_ended == (value != Value::Null) {
            return Ok(());
        }
        let fields = [(number, value)].into();
        self.write(table, Kind::Change, id, fields, BTreeMap::new(), Some(&stamps))
    }

    /// A line of the access log beside the one that every command writes.
    pub fn note(
        &mut self,
        what: What,
        route: &str,
        subject: impl Into<Option<RowId>>,
        detail: &str,
    ) -> Result<()> {
        self.log(&Access { what, route, subject: subject.into(), detail })
    }

    /// Takes in an op of another desk, or of another database with this desk's past.
    pub fn receive(&mut self, body: &[u8], log: u64, n: u64) -> Result<Received> {
        let (received, hlc) = reduce::receive_remote(&self.read, self.catalog, body, log, n)?;
        if hlc.is_near(self.now()) {
            self.pen.hlc = self.pen.hlc.merge(hlc);
        }
        Ok(received)
    }

    /// Takes in the ops of one seal, as `receive` takes each. Answers whether all of them were
    /// ops of some version; of one that was none nothing is written.
    pub fn receive_all(&mut self, bodies: &[Vec<u8>], log: u64, first: u64) -> Result<bool> {
        let (is_whole, heard) = at_once::receive_all(&self.read, self.catalog, bodies, log, first)?;
        for hlc in heard {
            if hlc.is_near(self.now()) {
                self.pen.hlc = self.pen.hlc.merge(hlc);
            }
        }
        Ok(is_whole)
    }

    /// Takes ops out again that `receive` took in: their desk was sent away before it wrote
    /// them. This desk's own ops cannot be taken out.
    pub fn take_out(&mut self, log: u64, first: u64, bodies: &[Vec<u8>]) -> Result<()> {
        reduce::take_out(&self.read, self.catalog, log, first, bodies)
    }

    /// Takes ops away for ever, this desk's own as well; their rows are folded anew from what
    /// stays, and an entry of the access log answers for it. Answers how many were here.
    pub fn redact(&mut self, ops: &[Gone<'_>]) -> Result<usize> {
        redact::redact(self, ops)
    }

    /// Keeps by how much the clock was ahead that gave a log stamps which cannot be.
    pub fn fix_clock(&mut self, n: u64, log: u64, back_ms: i64) -> Result<()> {
        clock_fix::keep(&self.read, self.catalog, n, log, back_ms)
    }

    /// The desk signs the log as far as it has come, in this transaction.
    pub fn sign_log(&mut self) -> Result<()> {
        let read = self.read;
        checkpoint::sign(read.conn(), self.pen, read.around())
    }

    pub(crate) fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The number of the entry that was written last.
    pub(crate) fn entry(&self) -> u64 {
        self.pen.chain.head.n
    }

    pub(crate) fn log(&mut self, entry: &Access<'_>) -> Result<()> {
        let read = self.read;
        entry.write(read.conn(), self.pen, read.session(), read.now())
    }

    fn row(&self, table: &Table, id: RowId) -> Result<(RowStamps, BTreeMap<u64, Value>)> {
        let mut statement = self.conn().prepare_cached(&table.select)?;
        let mut rows = statement.query([id])?;
        let row = rows.next()?.ok_or_else(|| Error::no_such(table.spec.name))?;
        let stamps = RowStamps::decode(row.get_ref(0)?.as_blob().map_err(Error::internal)?)?;
        let mut values = BTreeMap::new();
        for (at, number) in table.columns.keys().enumerate() {
            let value = Value::from_sql(row.get_ref(at + 1)?)?;
            values.insert(*number, table.opened(self.seal(), *number, id, value)?);
        }
        Ok((stamps, values))
    }

    fn replaces(
        &self,
        table: &Table,
        row: RowId,
        stamps: &RowStamps,
        changed: &BTreeMap<u64, Value>,
    ) -> Result<BTreeMap<u64, Vec<Stamp>>> {
        let mut replaces = BTreeMap::new();
        for number in changed.keys().filter(|number| table.is_cautious(**number)) {
            let column = table.columns.get(number).map(String::as_str).unwrap_or_default();
            let live = register::live(self.conn(), table.spec.name, row, column)?;
            let seen = match live.is_empty() {
                true => vec![stamps.insert],
                false => live.into_iter().map(|(stamp, _)| stamp).collect(),
            };
            replaces.insert(*number, seen);
        }
        Ok(replaces)
    }

    fn write(
        &mut self,
        table: &Table,
        kind: Kind,
        row: RowId,
        fields: BTreeMap<u64, Value>,
        replaces: BTreeMap<u64, Vec<Stamp>>,
        seen: Option<&RowStamps>,
    ) -> Result<()> {
        // An edit made after seeing another is later, whatever the clocks say.
        let seen = match broken::is_removed("seen is earlier") {
            true => Hlc::default(),
            false => seen.map(RowStamps::latest).unwrap_or_default(),
        };
        let hlc = self.pen.hlc.merge(seen).tick(self.now());
        let own = self.pen.hlc.tick(self.now());
        self.pen.hlc = if hlc.is_near(self.now()) { hlc } else { own };
        self.pen.n += 1;
        let session = self.session();
        let mut shut = BTreeMap::new();
        for (number, value) in fields {
            let value = match (table.sealed(number), value) {
                (Some(name), Value::Text(text)) => Value::Text(match table.spec.is_sensitive {
                    true => self.sealed_sensitive(name, row, &text)?,
                    false => self.sealed(name, row, &text)?,
                }),
                (_, value) => value,
            };
            shut.insert(number, value);
        }
        let op = Op {
            kind,
            table: table.spec.name.to_owned(),
            row,
            fields: shut,
            replaces,
            hlc,
            user: session.user,
            session: session.id,
            unknown: BTreeMap::new(),
        };
        if !table.fits(&op) {
            let what = format_args!("{}: a value of another kind than its column", op.table);
            return Err(Error::internal(what));
        }
        let (log, n) = (self.pen.log.id, self.pen.n.cast_signed());
        let conn = self.conn();
        let body = op.encode()?;
        conn.prepare_cached("INSERT INTO op (id, body) VALUES (?1, ?2)")?
            .execute(params![place(log, self.pen.n)?, Body::of(&body)])?;
        self.pen.chain.ops.add(self.pen.n, &body);
        conn.prepare_cached("INSERT INTO op_row (row, log, n) VALUES (?1, ?2, ?3)")?
            .execute(params![row, log, n])?;
        let log = self.pen.log.log_id;
        let stamp = Stamp { hlc: clock_fix::counted(conn, log, op.hlc)?, log, n: self.pen.n };
        Reducer { conn, catalog: self.catalog }.apply(&self.read, &op, stamp)
    }
}
