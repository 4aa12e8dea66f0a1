//! Guards that the simulator takes away one at a time, to see that a check of its own fails
//! without each. Nothing of this is in the product: it is behind the feature `broken-guards`,
//! which no other crate asks for.

#[cfg(feature = "broken-guards")]
thread_local! {
    static REMOVED: std::cell::Cell<&'static str> = const { std::cell::Cell::new("") };
}

/// From now on in this thread; an empty name puts all back.
#[cfg(feature = "broken-guards")]
pub fn remove_guard(name: &'static str) {
    REMOVED.set(name);
}

#[cfg(feature = "broken-guards")]
pub fn is_removed(name: &str) -> bool {
    REMOVED.get() == name
}

#[cfg(not(feature = "broken-guards"))]
#[inline(always)]
pub const fn is_removed(_name: &str) -> bool {
    false
}
