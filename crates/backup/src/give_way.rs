//! A copy waits for people, never people for a copy.

/// This thread, and those that it begins, work when nobody else has anything to do. Nothing
/// happens where the system cannot set back a single thread.
pub fn give_way() {
    // Elsewhere it is the whole program that would be set back.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(15);
}
