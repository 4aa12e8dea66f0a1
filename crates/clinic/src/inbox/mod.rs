//! What several computers wrote differently, in one place and in plain words, each with the
//! act that answers it. It is gathered from the rows whenever it is asked for, so that every
//! desk that holds the same clinic shows the same; it mends nothing by itself.

mod clashes;
mod computers;
mod done;
mod fields;
mod list;
mod model;
mod numbers;
mod seals;
mod writers;

use kernel::Route;

pub use done::{InboxDone, SetInboxDone, UndoInboxDone};
pub use fields::{AskAgain, ChooseValue, Settled};
pub use list::{CountInbox, InboxCount, InboxPage, ListInbox};
pub use model::{HeldValue, InboxItem, Thing};

pub const ROUTES: &[Route] = &[
    Route::query::<ListInbox>(),
    Route::query::<CountInbox>(),
    Route::command::<ChooseValue>(),
    Route::command::<AskAgain>(),
    Route::command::<SetInboxDone>(),
    Route::command::<UndoInboxDone>(),
];
