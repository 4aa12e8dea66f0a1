//! Who signs in, in which roles, and what each role may do.

mod list;
mod model;
mod passwords;
mod permissions;
mod save;
mod second_factor;

use kernel::Route;

pub use list::ListStaff;
pub use model::{Staff, StaffView, staff_by_user};
pub use passwords::{OwnWords, of_password};
pub use permissions::{
    ListPermissions, PermissionRow, SPEC as PERMISSION_SPEC, SetPermission, allowed,
};
pub use save::{AddStaff, ChangeStaff, EndStaff, new_staff};
pub use second_factor::{SecondFactor, Typed, base32, new_words, second_factor_of};

pub const ROUTES: &[Route] = &[
    Route::query::<ListStaff>(),
    Route::command::<AddStaff>(),
    Route::command::<ChangeStaff>(),
    Route::command::<EndStaff>(),
    Route::query::<ListPermissions>(),
    Route::command::<SetPermission>(),
];
