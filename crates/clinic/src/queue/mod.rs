//! Tokens: who waits for whom, who is next, who is being seen.

mod board;
mod display;
mod give;
mod model;
mod moves;
mod slip;

use kernel::Route;

pub use board::{Board, BoardRow};
pub use display::{DisplayView, ShowDisplay, display};
pub use give::GiveToken;
pub use model::{Priority, Stage, Token, TokenView};
pub use moves::{CallNext, CallToken, MoveToken, SetPriority, TransferToken, set_stage};
pub use slip::TokenSlip;

pub const ROUTES: &[Route] = &[
    Route::command::<GiveToken>(),
    Route::query::<Board>(),
    Route::command::<CallToken>(),
    Route::command::<CallNext>(),
    Route::command::<MoveToken>(),
    Route::command::<TransferToken>(),
    Route::command::<SetPriority>(),
    Route::query::<ShowDisplay>(),
    Route::query::<TokenSlip>(),
];
