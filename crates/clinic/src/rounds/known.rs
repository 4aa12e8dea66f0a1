//! The orders of an admission with what happened to them: the fold of their facts, the same
//! whatever order they came in.

use documents::dose::When;
use kernel::{Error, Read, Result, RowId, Timestamp, Zone};

use super::due::{Due, Schedule, due_times};
use super::model::{CounterSign, OrderResult, OrderStop, WardOrder, WardOrderKind};

const ORDERS_MAX: i64 = 2000;

#[derive(Clone, Debug, PartialEq)]
pub struct KnownOrder {
    pub order: WardOrder,
    /// The earliest stop, if two desks stopped it.
    pub stop: Option<OrderStop>,
    pub counter_sign: Option<CounterSign>,
    /// Of a test, by the time on the report, with those that others correct.
    pub results: Vec<OrderResult>,
    /// The order that took its place.
    pub replaced_by: Option<RowId>,
    /// When the patient left: nothing is due from then on.
    pub left_at: Option<Timestamp>,
}

impl KnownOrder {
    pub fn stopped_at(&self) -> Option<Timestamp> {
        let stopped = self.stop.as_ref().map(|stop| stop.stopped_at);
        [stopped, self.left_at].into_iter().flatten().min()
    }

    pub fn is_current(&self, at: Timestamp) -> bool {
        self.stopped_at().is_none_or(|stopped| at < stopped)
    }

    pub fn awaits_counter_sign(&self) -> bool {
        self.order.is_verbal && self.counter_sign.is_none()
    }

    /// What is taken as true: nobody corrected it, and it takes nothing back.
    pub fn holds(&self, result: &OrderResult) -> bool {
        let is_corrected = self.results.iter().any(|one| one.corrects == Some(result.id));
        !result.value.is_empty() && !is_corrected
    }

    pub fn current_results(&self) -> impl Iterator<Item = &OrderResult> {
        self.results.iter().filter(|result| self.holds(result))
    }

    /// A test that waits for its result; one that is made again and again always does.
    pub fn awaits_result(&self) -> bool {
        let is_repeated = self.order.every_minutes.is_some();
        self.order.kind == WardOrderKind::Test
            && (is_repeated || self.current_results().next().is_none())
    }

    pub fn is_as_needed(&self) -> bool {
        let line = self.order.line.as_ref();
        line.is_some_and(|line| matches!(line.dose.when, When::AsNeeded { .. }))
    }

    /// When its doses are due; nothing for what is no medicine.
    pub fn dues(&self, zone: Zone, from: Timestamp, until: Timestamp) -> Vec<Due> {
        let Some(line) = &self.order.line else { return Vec::new() };
        let schedule = Schedule {
            when: &line.dose.when,
            days: line.dose.days,
            started_at: self.order.started_at,
            is_first_now: self.order.is_first_now,
            slots: self.order.slots(),
            stopped_at: self.stopped_at(),
        };
        due_times(&schedule, zone, from, until)
    }
}

/// Every order of an admission, oldest first.
pub fn known_orders(read: &Read<'_>, admission_id: RowId) -> Result<Vec<KnownOrder>> {
    let orders: Vec<WardOrder> = read.all(
        "SELECT * FROM ward_order WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY started_at, id LIMIT ?2",
        rusqlite::params![admission_id, ORDERS_MAX],
    )?;
    let stops: Vec<OrderStop> = read.all(
        "SELECT * FROM order_stop WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY stopped_at, at, id LIMIT ?2",
        rusqlite::params![admission_id, ORDERS_MAX],
    )?;
    let signs: Vec<CounterSign> = read.all(
        "SELECT * FROM counter_sign WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY at, id LIMIT ?2",
        rusqlite::params![admission_id, ORDERS_MAX],
    )?;
    let results: Vec<OrderResult> = read.all(
        "SELECT * FROM order_result WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY resulted_at, noted_at, id LIMIT ?2",
        rusqlite::params![admission_id, ORDERS_MAX],
    )?;
    let left_at: Option<Timestamp> = read
        .value::<Option<Timestamp>>(
            "SELECT discharged_at FROM admission WHERE id = ?1 LIMIT 1",
            [admission_id],
        )?
        .flatten();
    let replaced: Vec<(RowId, RowId)> =
        orders.iter().filter_map(|order| Some((order.replaces?, order.id))).collect();
    let known = orders.into_iter().map(|order| KnownOrder {
        stop: stops.iter().find(|stop| stop.order_id == order.id).cloned(),
        counter_sign: signs.iter().find(|sign| sign.order_id == order.id).cloned(),
        results: results.iter().filter(|one| one.order_id == order.id).cloned().collect(),
        replaced_by: replaced.iter().find(|(old, _)| *old == order.id).map(|(_, new)| *new),
        left_at,
        order,
    });
    Ok(known.collect())
}

/// The orders that hold now.
pub fn current_orders(read: &Read<'_>, admission_id: RowId) -> Result<Vec<WardOrder>> {
    let now = read.now();
    let known = known_orders(read, admission_id)?;
    Ok(known.into_iter().filter(|known| known.is_current(now)).map(|known| known.order).collect())
}

/// One order with what happened to it.
pub fn order_at(read: &Read<'_>, order_id: RowId) -> Result<KnownOrder> {
    let order: WardOrder = read.get(order_id)?;
    let known = known_orders(read, order.admission_id)?;
    let found = known.into_iter().find(|known| known.order.id == order_id);
    found.ok_or_else(|| Error::no_such("ward_order"))
}
