//! Documents and photos of a patient. An op says what a file is and holds the key of its bytes;
//! the bytes are shut under that key, lie in the database and travel in a queue of their own
//! (`desk/sync/blobs.rs`), so that no change ever waits for a picture. Nothing is deleted: a
//! document is put away with a reason, and comes back.

mod add;
mod change;
mod content;
pub mod keep;
mod list;
mod media;
mod model;
mod shut;
#[cfg(test)]
mod tests;

use kernel::Route;

pub use add::AddAttachment;
pub use change::{ChangeAttachment, EndAttachment, RestoreAttachment};
pub use content::{FileContent, SaveFile, SavedFile, ShowFile};
pub use list::{AttachmentView, FilePlace, ListAttachments};
pub use media::MediaType;
pub use model::{Attachment, AttachmentKind};

pub const ROUTES: &[Route] = &[
    Route::command::<AddAttachment>(),
    Route::command::<ChangeAttachment>(),
    Route::command::<EndAttachment>(),
    Route::command::<RestoreAttachment>(),
    Route::query::<ListAttachments>(),
    Route::query::<ShowFile>(),
    Route::command::<SaveFile>(),
];
