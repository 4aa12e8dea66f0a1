//! The reducer: the one way in which an op reaches a row, local and remote alike. Its
//! result depends on the set of ops alone, not on their order or repetition.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::broken;
use crate::catalog::{Rule, STAMP, Table};
use crate::clock_fix::{believed, counted};
use crate::register::Register;

use crate::op::place;
use crate::stamp::RowStamps;
use crate::{Body, Catalog, Code, Error, Hlc, Kind, Op, Read, Result, RowId, Stamp, Value};

pub struct Reducer<'a> {
    pub conn: &'a Connection,
    pub catalog: &'a Catalog,
}

type Values = BTreeMap<u64, Value>;

impl Reducer<'_> {
    /// Applies one op. An op that names an unknown table, or a row that is not here yet,
    /// is parked and applied when it can be; nothing is refused and nothing is lost.
    pub fn apply(&self, read: &Read<'_>, op: &Op, stamp: Stamp) -> Result<()> {
        let Some(table) = self.catalog.table(&op.table) else {
            return self.park(op, stamp, "table");
        };
        let is_strange = |number: &u64| !table.columns.contains_key(number);
        if op.fields.keys().any(is_strange) && !broken::is_removed("the unknown is kept") {
            self.park(op, stamp, "column")?;
        }
        // Nearly every op inserts a row that is not there: asked first, it would be looked for
        // twice. What the table refuses may yet lose to the row that is there.
        if op.kind == Kind::Insert {
            match self.insert(table, op, stamp) {
                Ok(true) => {
                    self.unpark(read, table, op.row)?;
                    return (table.spec.project)(read, op.row);
                }
                Err(error) if error.code == Code::Storage => return Err(error),
                Err(error) if self.stamps(table, op.row)?.is_none() => return Err(error),
                Ok(false) | Err(_) => {}
            }
        }
        match (op.kind, self.stamps(table, op.row)?) {
            (Kind::Insert, Some(before)) => self.insert_again(table, op, stamp, before)?,
            (Kind::Insert, None) => return Err(Error::internal("another row has what it may not")),
            (Kind::Change | Kind::Freeze, None) => return self.park(op, stamp, "row"),
            (Kind::Change | Kind::Freeze, Some(before)) => {
                self.change(table, op, stamp, before)?;
            }
        }
        (table.spec.project)(read, op.row)
    }

    /// Applies an op that was not made here, or not now. One that no row of its table may
    /// follow is kept aside as a change of a fact is: it stops no other, least of all the
    /// row that it waited for.
    pub fn take(&self, read: &Read<'_>, op: &Op, stamp: Stamp) -> Result<()> {
        if self.catalog.table(&op.table).is_some_and(|table| !table.fits(op)) {
            return self.park(op, stamp, "fact");
        }
        let run = |sql: &str| self.conn.prepare_cached(sql)?.raw_execute();
        run("SAVEPOINT one_op")?;
        let done = match self.apply(read, op, stamp) {
            Ok(()) => Ok(()),
            Err(error) if error.code == Code::Storage => return Err(error),
            Err(_) => {
                run("ROLLBACK TO one_op")?;
                read.memory().clear();
                self.park(op, stamp, "fact")
            }
        };
        run("RELEASE one_op")?;
        done
    }

    fn stamps(&self, table: &Table, row: RowId) -> Result<Option<RowStamps>> {
        let sql = format!("SELECT {STAMP} FROM {} WHERE id = ?1", table.spec.name);
        let bytes: Option<Vec<u8>> =
            self.conn.prepare_cached(&sql)?.query_row([row], |row| row.get(0)).optional()?;
        bytes.map(|bytes| RowStamps::decode(&bytes)).transpose()
    }

    /// Whether the row was not there yet.
    fn insert(&self, table: &Table, op: &Op, stamp: Stamp) -> Result<bool> {
        let stamps = RowStamps { insert: stamp, fields: BTreeMap::new() };
        // An older desk does not know the newest columns: they keep their defaults.
        let given = |number: &&u64| op.fields.contains_key(number);
        let is_whole = op.fields.len() >= table.columns.len()
            && table.columns.keys().all(|number| given(&number));
        let sql = match is_whole {
            true => Cow::Borrowed(&table.insert[..]),
            false => Cow::Owned(table.insert_of(table.columns.keys().filter(given))),
        };
        let mut statement = self.conn.prepare_cached(&sql)?;
        statement.raw_bind_parameter(1, op.row)?;
        statement.raw_bind_parameter(2, stamps.encode())?;
        let known = op.fields.iter().filter(|(number, _)| table.columns.contains_key(number));
        for (at, (_, value)) in known.enumerate() {
            statement.raw_bind_parameter(at + 3, value)?;
        }
        Ok(statement.raw_execute()? == 1)
    }

    /// The same row inserted twice (a cloned desk): a field keeps the later write, and the
    /// row counts as inserted by the earlier op.
    fn insert_again(&self, table: &Table, op: &Op, stamp: Stamp, before: RowStamps) -> Result<()> {
        let mut after = before.clone();
        let mut writes = Values::new();
        after.insert = before.insert.min(stamp);
        // An insert writes every column: one that it does not name is empty.
        for number in table.columns.keys() {
            let value = op.fields.get(number).cloned().unwrap_or(Value::Null);
            if table.is_cautious(*number) {
                let register = self.register(table, op.row, *number, &before)?;
                writes.insert(*number, register.write(stamp, value, &[])?);
            } else if self.wins(table, op.row, *number, &value, stamp, &before)? {
                writes.insert(*number, value);
            }
            let latest = before.of(*number).max(stamp);
            after.fields.insert(*number, latest);
        }
        self.update(table, op.row, &writes, &after)
    }

    fn change(&self, table: &Table, op: &Op, stamp: Stamp, before: RowStamps) -> Result<()> {
        if table.spec.rule == Rule::Facts
            && !broken::is_removed("facts stay")
            && op.fields.keys().any(|number| !is_ended(table, *number))
        {
            return self.park(op, stamp, "fact");
        }
        // Only a document can be frozen, whatever another desk says of its rows.
        let is_frozen = op.kind == Kind::Freeze && table.spec.rule == Rule::Document;
        let stamp = if is_frozen { stamp.frozen() } else { stamp };
        let mut after = before.clone();
        let mut writes = Values::new();
        for (number, value) in &op.fields {
            if !table.columns.contains_key(number) {
                continue;
            }
            if table.is_cautious(*number) {
                let seen = op.replaces.get(number).map(Vec::as_slice).unwrap_or_default();
                let counted =
                    |of: &Stamp| Ok(Stamp { hlc: counted(self.conn, of.log, of.hlc)?, ..*of });
                let seen = seen.iter().map(counted).collect::<Result<Vec<_>>>()?;
                let register = self.register(table, op.row, *number, &before)?;
                writes.insert(*number, register.write(stamp, value.clone(), &seen)?);
                let latest = after.of(*number).max(stamp);
                after.fields.insert(*number, latest);
            } else if self.wins(table, op.row, *number, value, stamp, &before)?
                || broken::is_removed("later wins")
            {
                after.fields.insert(*number, stamp);
                writes.insert(*number, value.clone());
            }
        }
        self.update(table, op.row, &writes, &after)
    }

    /// The later write. Two of one stamp come from databases that went on from one past, or
    /// from somebody who forges: then the value decides, so that the order of coming does not.
    fn wins(
        &self,
        table: &Table,
        row: RowId,
        number: u64,
        value: &Value,
        stamp: Stamp,
        before: &RowStamps,
    ) -> Result<bool> {
        let known = before.of(number);
        if stamp != known {
            return Ok(stamp > known);
        }
        let column = table.columns.get(&number).map(String::as_str).unwrap_or_default();
        let sql = format!("SELECT {column} FROM {} WHERE id = ?1", table.spec.name);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([row])?;
        let Some(found) = rows.next()? else { return Ok(true) };
        Ok(*value > Value::from_sql(found.get_ref(0)?)?)
    }

    fn update(&self, table: &Table, row: RowId, writes: &Values, stamps: &RowStamps) -> Result<()> {
        let mut sql = format!("UPDATE {} SET stamp = ?2", table.spec.name);
        for number in writes.keys() {
            sql.push_str(", ");
            sql.push_str(table.columns.get(number).map(String::as_str).unwrap_or_default());
            sql.push_str(" = ?");
        }
        sql.push_str(" WHERE id = ?1");
        let mut statement = self.conn.prepare_cached(&sql)?;
        statement.raw_bind_parameter(1, row)?;
        statement.raw_bind_parameter(2, stamps.encode())?;
        for (at, value) in writes.values().enumerate() {
            statement.raw_bind_parameter(at + 3, value)?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    fn register<'a>(
        &'a self,
        table: &'a Table,
        row: RowId,
        number: u64,
        before: &RowStamps,
    ) -> Result<Register<'a>> {
        let column = table.columns.get(&number).map(String::as_str).unwrap_or_default();
        Register::open(self.conn, table, row, column, before.insert)
    }

    pub(crate) fn park(&self, op: &Op, stamp: Stamp, why: &'static str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO parked (tbl, row, log, n, why, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET body = min(body, excluded.body)",
            )?
            .execute(params![
                op.table,
                op.row,
                stamp.log.cast_signed(),
                stamp.n.cast_signed(),
                why,
                op.encode()?
            ])?;
        Ok(())
    }

    /// Applies what waited for the row. The ops themselves are read, not what was parked of
    /// them: two databases that went on from one past may have given two ops one number.
    fn unpark(&self, read: &Read<'_>, table: &Table, row: RowId) -> Result<()> {
        let waited = self
            .conn
            .prepare_cached("DELETE FROM parked WHERE tbl = ?1 AND row = ?2 AND why = 'row'")?
            .execute(params![table.spec.name, row])?;
        if waited == 0 {
            return Ok(());
        }
        for (op, stamp) in ops_of(self.conn, row)? {
            if op.table == table.spec.name && op.kind != Kind::Insert {
                self.take(read, &op, stamp)?;
            }
        }
        Ok(())
    }
}

/// Every op that names a row, in the order of its keeping.
fn ops_of(conn: &Connection, row: RowId) -> Result<Vec<(Op, Stamp)>> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(log.stamped, log.log_id), op.n, op.body FROM op_row
         JOIN op ON op.id = op_row.log << 32 | op_row.n
         JOIN log ON log.id = op.log WHERE op_row.row = ?1 ORDER BY op.id",
    )?;
    let mut rows = statement.query([row])?;
    let mut ops = Vec::new();
    while let Some(found) = rows.next()? {
        let op = Op::decode(&found.get::<_, Body<'static>>(2)?)?;
        let part = |at: usize| found.get::<_, i64>(at).map(i64::cast_unsigned);
        let (log, n) = (part(0)?, part(1)?);
        let stamp = Stamp { hlc: counted(conn, log, op.hlc)?, log, n };
        ops.push((op, stamp));
    }
    Ok(ops)
}

fn is_ended(table: &Table, number: u64) -> bool {
    table.columns.get(&number).is_some_and(|name| name == crate::catalog::ENDED)
}

/// Takes in an op of a log that is whole and linear (a backup's): stored as it came, applied
/// once however often it comes. A branch that is known as one keeps the stamps of the log
/// that it left.
pub fn receive(read: &Read<'_>, catalog: &Catalog, body: &[u8], log: u64, n: u64) -> Result<()> {
    let op = Op::decode(body)?;
    let conn = read.conn();
    add_log(conn, log, None)?;
    let sql = "SELECT id, coalesce(stamped, log_id) FROM log WHERE log_id = ?1";
    let (local, stamped): (i64, i64) = conn
        .prepare_cached(sql)?
        .query_row([log.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if kept(conn, local, n)?.is_none() {
        keep(conn, local, n, body, &op)?;
        let log = stamped.cast_unsigned();
        let stamp = Stamp { hlc: counted(conn, log, op.hlc)?, log, n };
        Reducer { conn, catalog }.take(read, &op, stamp)?;
    }
    Ok(())
}

/// What became of an op of another desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    New,
    Known,
    /// Its number in its log is another op's here: two databases went on from one past. Both
    /// ops count.
    Branch,
}

/// How many databases may go on from one past before a person must look.
pub(crate) const BRANCHES_MAX: u64 = 16;

pub(crate) fn receive_remote(
    read: &Read<'_>,
    catalog: &Catalog,
    body: &[u8],
    log: u64,
    n: u64,
) -> Result<(Received, Hlc)> {
    let op = Op::decode(body)?;
    let conn = read.conn();
    let hlc = believed(conn, log, op.hlc)?
        .ok_or_else(|| Error::internal("a stamp that no later edit could be above"))?;
    // What this desk itself wrote is bound by its own access log, and only that may lie in
    // its own logs: what comes from outside under their names is kept beside them.
    for branch in 0..BRANCHES_MAX {
        let found = match local_log(conn, log, branch)? {
            Found::None => {
                add_log(conn, branch_name(log, branch), (branch > 0).then_some(log))?;
                local_log(conn, log, branch)?
            }
            found => found,
        };
        let Found::Log { local, is_own } = found else { continue };
        match kept(conn, local, n)? {
            Some(known) if known == body => return Ok((Received::Known, hlc)),
            Some(_) => {}
            None if is_own => {}
            None => {
                keep(conn, local, n, body, &op)?;
                Reducer { conn, catalog }.take(read, &op, Stamp { hlc, log, n })?;
                let received = if branch == 0 { Received::New } else { Received::Branch };
                return Ok((received, hlc));
            }
        }
    }
    Err(Error::internal("more branches of one log than are believed"))
}

/// Takes ops out again, as if they had never come: those of a desk that was sent away before
/// it wrote them. The rows that they touched are folded anew from the ops that stay.
pub(crate) fn take_out(
    read: &Read<'_>,
    catalog: &Catalog,
    log: u64,
    first: u64,
    bodies: &[Vec<u8>],
) -> Result<()> {
    let conn = read.conn();
    let mut touched = std::collections::BTreeSet::new();
    for (n, body) in (first..).zip(bodies) {
        for branch in 0..BRANCHES_MAX {
            let Found::Log { local, is_own: false } = local_log(conn, log, branch)? else {
                continue;
            };
            if kept(conn, local, n)?.as_deref() != Some(&body[..]) {
                continue;
            }
            conn.prepare_cached("DELETE FROM op WHERE id = ?1")?.execute([place(local, n)?])?;
            let op = Op::decode(body)?;
            conn.prepare_cached("DELETE FROM op_row WHERE row = ?3 AND log = ?1 AND n = ?2")?
                .execute(params![local, n.cast_signed(), op.row])?;
            touched.insert((op.table, op.row));
            break;
        }
    }
    touched.iter().try_for_each(|(table, row)| fold_row(read, catalog, table, *row))
}

pub(crate) fn fold_row(read: &Read<'_>, catalog: &Catalog, table: &str, row: RowId) -> Result<()> {
    let conn = read.conn();
    for kernel in ["parked", "register_write", "register_replaced"] {
        let sql = format!("DELETE FROM {kernel} WHERE tbl = ?1 AND row = ?2");
        conn.prepare_cached(&sql)?.execute(params![table, row])?;
    }
    let known = catalog.table(table);
    if known.is_some() {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([row])?;
    }
    for (op, stamp) in ops_of(conn, row)? {
        if op.table == table {
            Reducer { conn, catalog }.take(read, &op, stamp)?;
        }
    }
    match known {
        Some(table) => (table.spec.project)(read, row),
        None => Ok(()),
    }
}

/// Applies what waited for a table or a column that this program has.
pub(crate) fn apply_upgraded(read: &Read<'_>, catalog: &Catalog) -> Result<()> {
    let conn = read.conn();
    let mut statement = conn.prepare(
        "SELECT DISTINCT tbl, row FROM parked WHERE why IN ('table', 'column') ORDER BY tbl, row",
    )?;
    let waiting = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, RowId>(1)?)))?
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let mut columns = conn.prepare(
        "SELECT body FROM parked WHERE tbl = ?1 AND row = ?2 AND why IN ('table', 'column')",
    )?;
    for (name, row) in waiting {
        let Some(table) = catalog.table(&name) else { continue };
        let mut bodies = columns.query(params![name, row])?;
        let mut is_known = false;
        while let Some(found) = bodies.next()? {
            let op = Op::decode(found.get_ref(0)?.as_blob().map_err(Error::internal)?)?;
            is_known |= op.fields.keys().all(|number| table.columns.contains_key(number));
        }
        if is_known {
            fold_row(read, catalog, &name, row)?;
        }
    }
    Ok(())
}

fn branch_name(log: u64, branch: u64) -> u64 {
    if branch == 0 {
        return log;
    }
    const CONTEXT: &str = "vaidya log 1 branch";
    let bytes = [log.to_be_bytes(), branch.to_be_bytes()].concat();
    let hash = blake3::derive_key(CONTEXT, &bytes);
    hash.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
}

pub(crate) fn add_log(conn: &Connection, log: u64, stamped: Option<u64>) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO log (log_id, desk, opened_at, reason, stamped)
         VALUES (?1, '?', 0, 'remote', ?2)",
    )?
    .execute(params![log.cast_signed(), stamped.map(u64::cast_signed)])?;
    Ok(())
}

/// What lies under the name of a log, or of one of its branches.
pub(crate) enum Found {
    None,
    /// Its local number, and whether this desk writes or wrote it.
    Log {
        local: i64,
        is_own: bool,
    },
    /// A name can be worked out by anybody: what another log is called is not this one.
    Other,
}

pub(crate) fn local_log(conn: &Connection, log: u64, branch: u64) -> Result<Found> {
    let sql = "SELECT id, reason <> 'remote', stamped FROM log WHERE log_id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([branch_name(log, branch).cast_signed()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .optional()?;
    let stamped = (branch > 0).then_some(log.cast_signed());
    Ok(match found {
        None => Found::None,
        Some((local, is_own, of)) if of == stamped => Found::Log { local, is_own },
        Some(_) => Found::Other,
    })
}

pub(crate) fn kept(conn: &Connection, local: i64, n: u64) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT body FROM op WHERE id = ?1")?;
    let body = statement.query_row([place(local, n)?], |row| row.get(0)).optional()?;
    Ok(body.map(|body: Body<'static>| body.into()))
}

fn keep(conn: &Connection, local: i64, n: u64, body: &[u8], op: &Op) -> Result<()> {
    conn.prepare_cached("INSERT INTO op (id, body) VALUES (?1, ?2)")?
        .execute(params![place(local, n)?, Body::of(body)])?;
    conn.prepare_cached("INSERT INTO op_row (row, log, n) VALUES (?1, ?2, ?3)")?
        .execute(params![op.row, local, n.cast_signed()])?;
    Ok(())
}

/// Every row of every table of ops, in one text: equal states have equal texts.
pub fn state(read: &Read<'_>, catalog: &Catalog) -> Result<String> {
    let mut lines = Vec::new();
    let kernel = ["parked", "register_write", "register_replaced"];
    for name in catalog.tables().map(|table| table.spec.name).chain(kernel) {
        let mut statement = read.conn().prepare(&format!("SELECT * FROM {name}"))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (0..width).map(|at| Value::from_sql(row.get_ref(at)?));
            lines.push(format!("{name} {:?}", cells.collect::<Result<Vec<_>>>()?));
        }
    }
    lines.sort();
    Ok(lines.join("\n"))
}

/// Empties every table of ops and folds all ops again.
pub fn rebuild(read: &Read<'_>, catalog: &Catalog) -> Result<()> {
    let conn = read.conn();
    for table in catalog.tables() {
        conn.execute(&format!("DELETE FROM {}", table.spec.name), [])?;
    }
    conn.execute("DELETE FROM parked", [])?;
    conn.execute("DELETE FROM register_write", [])?;
    conn.execute("DELETE FROM register_replaced", [])?;
    let reducer = Reducer { conn, catalog };
    let mut statement = conn.prepare(
        "SELECT coalesce(log.stamped, log.log_id), op.n, op.body
         FROM op JOIN log ON log.id = op.log ORDER BY op.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let op = Op::decode(&row.get::<_, Body<'static>>(2)?)?;
        let log = row.get::<_, i64>(0)?.cast_unsigned();
        let n = row.get::<_, i64>(1)?.cast_unsigned();
        let stamp = Stamp { hlc: counted(conn, log, op.hlc)?, log, n };
        reducer.take(read, &op, stamp)?;
    }
    Ok(())
}
