//! The papers of a stay.

mod admission_sheet;
mod consent;
mod deposit_receipt;
mod statement;
mod wristband;

pub use admission_sheet::AdmissionSheet;
pub use consent::{ConsentKind, ConsentPaper};
pub use deposit_receipt::DepositReceipt;
pub use statement::InterimStatement;
pub use wristband::WristbandPaper;

use kernel::{Read, Timestamp};

/// "22-Nov-2026 10:15".
fn moment(read: &Read<'_>, at: Timestamp) -> String {
    super::times::shown(read, at)
}

fn pair(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_owned(), value.into())
}
