//! Where a key lies in memory: in one place of the heap, wiped when it goes. An array by value
//! would be copied at each move, and what a stack leaves behind nobody wipes.

use std::fmt;
use std::hint::black_box;
use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

use crate::fixed::random_into;

pub struct Key(Box<[u8; 32]>);

impl Key {
    pub fn zeroed() -> Key {
        Key(Box::new([0; 32]))
    }

    /// The operating system's generator is the only source.
    pub fn random() -> Key {
        let mut key = Key::zeroed();
        random_into(&mut *key);
        key
    }

    pub fn copied(bytes: &[u8]) -> Option<Key> {
        let mut key = Key::zeroed();
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(key)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Clone for Key {
    fn clone(&self) -> Key {
        let mut key = Key::zeroed();
        key.copy_from_slice(self.as_slice());
        key
    }
}

impl Deref for Key {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl DerefMut for Key {
    fn deref_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl PartialEq for Key {
    /// In constant time, as blake3 compares.
    fn eq(&self, other: &Key) -> bool {
        blake3::hash(self.as_slice()) == blake3::hash(other.as_slice())
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// More than any of the ciphers and hashes here puts on the stack.
const DEEP: usize = 48 * 1024;

/// Overwrites what the calls before it left below on the stack: rounds of a hash or a cipher
/// hold parts of a key there. Call it after each of them, from the function that called them.
#[inline(never)]
pub fn wipe_stack() {
    let mut below = [0_u8; DEEP];
    black_box(&mut below).zeroize();
    black_box(&below);
}

/// More than a whole call of the window puts there, of the stack of the thread that made it.
const WHOLE_CALL: usize = 256 * 1024;

/// As [`wipe_stack`], for threads that live on after a call and would keep parts of its rows.
/// One pass, a few microseconds.
#[inline(never)]
pub fn wipe_stack_of_call() {
    let below = [0_u8; WHOLE_CALL];
    black_box(&below);
}
