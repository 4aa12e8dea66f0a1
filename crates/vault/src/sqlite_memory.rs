//! The database library is written in C and frees rows and pages as they are. Here it gets our
//! own allocator, which overwrites what it frees. See docs/decisions/2026-11-22-wiped-memory.md.
#![allow(unsafe_code, reason = "the C library takes its allocator as raw functions")]

use std::alloc::{Layout, alloc, dealloc};
use std::os::raw::{c_int, c_void};
use std::ptr;
use std::sync::Once;

use rusqlite::ffi;

/// Before each block stands its whole size; sixteen bytes keep what follows aligned.
const HEAD: usize = 16;

/// Call before the first connection of the process: later the library refuses, and goes on
/// with its own allocator.
pub fn wipe_what_sqlite_frees() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let methods = ffi::sqlite3_mem_methods {
            xMalloc: Some(take),
            xFree: Some(give_back),
            xRealloc: Some(resize),
            xSize: Some(size_of_block),
            xRoundup: Some(round_up),
            xInit: Some(begin),
            xShutdown: Some(end),
            pAppData: ptr::null_mut(),
        };
        // SAFETY: the library copies the struct; the functions keep the contract of
        // sqlite3_mem_methods, and nothing of the library runs before the first connection.
        unsafe {
            ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw const methods);
        }
    });
}

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.checked_add(HEAD)?, HEAD).ok()
}

unsafe extern "C" fn take(bytes: c_int) -> *mut c_void {
    let Some((size, layout)) =
        usize::try_from(bytes).ok().and_then(|size| Some((size, layout(size)?)))
    else {
        return ptr::null_mut();
    };
    // SAFETY: the layout is never empty, and the head holds a usize at its alignment.
    unsafe {
        let block = alloc(layout);
        if block.is_null() {
            return ptr::null_mut();
        }
        block.cast::<usize>().write(size);
        block.add(HEAD).cast()
    }
}

/// The global allocator overwrites the block: see `memory.rs`.
unsafe extern "C" fn give_back(block: *mut c_void) {
    if block.is_null() {
        return;
    }
    // SAFETY: the library gives back only what `take` gave, whose head tells the layout.
    unsafe {
        let start = block.cast::<u8>().sub(HEAD);
        if let Some(layout) = layout(start.cast::<usize>().read()) {
            dealloc(start, layout);
        }
    }
}

unsafe extern "C" fn resize(block: *mut c_void, bytes: c_int) -> *mut c_void {
    // SAFETY: as above; the old block is overwritten as it goes.
    unsafe {
        let new = take(bytes);
        if !new.is_null() && !block.is_null() {
            let kept = block.cast::<u8>().sub(HEAD).cast::<usize>().read();
            let wanted = usize::try_from(bytes).unwrap_or(0);
            ptr::copy_nonoverlapping(block.cast::<u8>(), new.cast::<u8>(), kept.min(wanted));
            give_back(block);
        }
        new
    }
}

unsafe extern "C" fn size_of_block(block: *mut c_void) -> c_int {
    if block.is_null() {
        return 0;
    }
    // SAFETY: as above.
    let size = unsafe { block.cast::<u8>().sub(HEAD).cast::<usize>().read() };
    c_int::try_from(size).unwrap_or(c_int::MAX)
}

unsafe extern "C" fn round_up(bytes: c_int) -> c_int {
    bytes.saturating_add(7) & !7
}

unsafe extern "C" fn begin(_: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn end(_: *mut c_void) {}
