//! Bills, payments, receipts: whole paise, dated tax rates, numbers that never repeat, and
//! nothing changed once it was issued.

mod approve;
mod credit;
mod dates;
mod day;
mod day_close;
mod deposits;
mod issue;
mod list;
mod model;
mod open;
mod paper;
mod pay;
mod receipt;
mod services;
mod suggest;
mod tax;
mod upi;
mod words;
mod work_out;

use kernel::Route;

pub use approve::{Approval, check_approved};
pub use credit::CreditInvoice;
pub use dates::ConfirmDay;
pub use day::{DaySummary, ShowDay, summary as day_summary};
pub use day_close::DayClosePaper;
pub use deposits::{Deposit, SetOff, deposit_left, give_back_deposit, set_off, take_deposits};
pub use issue::{Draft, IssueInvoice, issue};
pub use list::{InvoiceRow, ListInvoices};
pub use model::{
    BillLineForm, Buyer, CreditNote, DocumentKind, Invoice, Method, Payment, PaymentForm, Worked,
    WorkedLine,
};
pub use open::{InvoiceStatus, InvoiceView, OpenInvoice, view};
pub use paper::{InvoicePaper, plain};
pub use pay::{PayInvoice, receive};
pub use receipt::ReceiptPaper;
pub use services::{ListServices, SaveService, Service, sac};
pub use suggest::{SuggestBill, Suggestion, free_until};
pub use tax::{EXEMPT, ListTaxRates, SaveTaxRate, TaxRate, classes, shipped_rates};
pub use upi::{UpiRequest, upi_uri};
pub use words::in_words;
pub use work_out::{WorkOut, work_out};

pub const ROUTES: &[Route] = &[
    Route::query::<ListServices>(),
    Route::command::<SaveService>(),
    Route::query::<ListTaxRates>(),
    Route::command::<SaveTaxRate>(),
    Route::query::<SuggestBill>(),
    Route::query::<WorkOut>(),
    Route::command::<IssueInvoice>(),
    Route::query::<OpenInvoice>(),
    Route::query::<ListInvoices>(),
    Route::command::<PayInvoice>(),
    Route::command::<CreditInvoice>(),
    Route::query::<UpiRequest>(),
    Route::query::<ShowDay>(),
    Route::command::<ConfirmDay>(),
    Route::query::<DayClosePaper>(),
    Route::query::<InvoicePaper>(),
    Route::query::<ReceiptPaper>(),
];
