//! The doctor's rounds: notes that are signed as they are made, and orders that are started,
//! stopped and replaced, never rewritten. An order on the telephone waits for its doctor, a
//! test for its result.

mod counter_sign;
mod due;
mod form;
mod high_risk;
mod hours;
mod known;
mod model;
mod notes;
mod open;
mod order;
mod result;
mod stop;
mod times;
mod warnings;

use kernel::Route;

pub use counter_sign::CounterSignOrder;
pub use due::{Due, Schedule, at_minute, due_times};
pub use form::WardOrderForm;
pub use high_risk::{HighRisk, is_high_risk};
pub use hours::{
    SetWardHours, ShowWardHours, WARD_HOURS_ID, WardHours, WardHoursForm, WardHoursView, ward_hours,
};
pub use known::{KnownOrder, current_orders, known_orders, order_at};
pub use model::{
    CounterSign, NoteKind, NursingTask, OrderResult, OrderStop, RoundAddendum, RoundNote,
    WardOrder, WardOrderKind,
};
pub use notes::{AddRoundAddendum, NoteView, SignRoundNote, notes_of, signer};
pub use open::{OpenRounds, RoundsSheet, WardOrderState, WardOrderView, order_view};
pub use order::{PlaceOrder, TakeVerbalOrder};
pub use result::{OrderResultForm, OrderResultView, RecordResult};
pub use stop::{ChangeOrder, StopOrder};
pub use times::{happened, shown};
pub use warnings::{CheckOrder, OrderWarning, OrderWarningKind};

pub const ROUTES: &[Route] = &[
    Route::query::<OpenRounds>(),
    Route::command::<SignRoundNote>(),
    Route::command::<AddRoundAddendum>(),
    Route::query::<CheckOrder>(),
    Route::command::<PlaceOrder>(),
    Route::command::<TakeVerbalOrder>(),
    Route::command::<StopOrder>(),
    Route::command::<ChangeOrder>(),
    Route::command::<CounterSignOrder>(),
    Route::command::<RecordResult>(),
    Route::query::<ShowWardHours>(),
    Route::command::<SetWardHours>(),
];
