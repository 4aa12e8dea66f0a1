//! Who comes when: doctors' hours, booking and moving, the waiting list, reminders.
//!
//! A slot is a claim: two desks that cannot see each other may both give it away. Both
//! bookings are kept and both desks show the same one as the loser until somebody moves it.

mod model;

mod diary;
mod slots;
#[cfg(test)]
mod slots_tests;
mod view;

mod late;
mod messages;

mod find_slots;

mod waiting;

mod book;
mod moves;
mod series;
#[cfg(test)]
mod series_tests;
mod states;

mod leave;
mod schedules;

mod calendar;
mod lists;
mod patient;
mod wish;

mod papers;

use kernel::Route;

pub use book::{BookAppointment, Booked, Repeat};
pub use calendar::{ShowCalendar, ShowMonth};
pub use find_slots::{FindSlots, SlotChoice};
pub use late::{ListLate, SetLate};
pub use leave::{AffectedByLeave, EndDoctorLeave, LeaveForm, ListLeave, TakeLeave};
pub use lists::{
    ListDay, ListNoShows, ListToMove, MoveWhy, Utilisation, day_rows, to_move, untold,
};
pub use model::{
    Appointment, Hours, Lateness, Leave, Move, Part, PhoneCall, Schedule, ScheduleForm, Series,
    Status, Unit, WaitingWish,
};
pub use moves::{
    ListMoves, MoveAll, MoveAppointment, SlotClash, SolveSlotClash, UndoMoves, clash_of,
};
pub use papers::{AppointmentSlip, DayPaper};
pub use patient::AboutPatient;
pub use schedules::{AffectedBySchedule, EndSchedule, ListSchedules, SaveSchedule};
pub use series::{CancelSeries, ChangeSeries, SeriesScope};
pub use states::{
    CancelAppointment, CheckIn, CheckedIn, MarkNoShow, RestoreAppointment, TickCall, cancel_all,
};
pub use view::{AppointmentRow, row_of};
pub use waiting::{ListWaiting, StopWaiting, WaitForSlot};
pub use wish::ReadWish;

pub const ROUTES: &[Route] = &[
    Route::query::<ShowCalendar>(),
    Route::query::<ShowMonth>(),
    Route::query::<ListDay>(),
    Route::query::<AboutPatient>(),
    Route::query::<FindSlots>(),
    Route::query::<ReadWish>(),
    Route::command::<BookAppointment>(),
    Route::command::<MoveAppointment>(),
    Route::command::<MoveAll>(),
    Route::command::<UndoMoves>(),
    Route::command::<SolveSlotClash>(),
    Route::query::<ListMoves>(),
    Route::command::<ChangeSeries>(),
    Route::command::<CancelSeries>(),
    Route::command::<CancelAppointment>(),
    Route::command::<RestoreAppointment>(),
    Route::command::<MarkNoShow>(),
    Route::command::<CheckIn>(),
    Route::command::<TickCall>(),
    Route::command::<SetLate>(),
    Route::query::<ListLate>(),
    Route::command::<WaitForSlot>(),
    Route::command::<StopWaiting>(),
    Route::query::<ListWaiting>(),
    Route::query::<ListToMove>(),
    Route::query::<ListNoShows>(),
    Route::query::<Utilisation>(),
    Route::query::<ListSchedules>(),
    Route::command::<SaveSchedule>(),
    Route::command::<EndSchedule>(),
    Route::query::<AffectedBySchedule>(),
    Route::query::<ListLeave>(),
    Route::command::<TakeLeave>(),
    Route::command::<EndDoctorLeave>(),
    Route::query::<AffectedByLeave>(),
    Route::query::<AppointmentSlip>(),
    Route::query::<DayPaper>(),
];
