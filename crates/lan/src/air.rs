//! What a hub says of itself to its network: nothing but that it is one, and to desks of its
//! clinic, whose.

use sync::ClinicId;

const CONTEXT: &str = "vaidya 1 voice of a clinic's hub";

/// Another at every start: who listens in the street cannot tell today's hub from yesterday's
/// unless it knows the clinic's id, which desks and hub alone have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub nonce: [u8; 16],
    pub mark: [u8; 16],
}

impl Voice {
    pub fn of(clinic: ClinicId, nonce: [u8; 16]) -> Self {
        let key = blake3::derive_key(CONTEXT, &clinic.0);
        let hash = blake3::keyed_hash(&key, &nonce);
        let mut mark = [0; 16];
        mark.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
        Self { nonce, mark }
    }

    pub fn is_of(&self, clinic: ClinicId) -> bool {
        *self == Self::of(clinic, self.nonce)
    }
}

/// The network as far as everybody in it hears everybody.
pub trait Air: Send + Sync {
    /// Until `hush`; answers whether it could be said.
    fn say(&self, port: u16, voice: Voice) -> bool;
    fn hush(&self);
    /// `address:port` of those that were heard and have not said goodbye. The first call
    /// begins to listen, and hears nothing yet.
    fn heard(&self) -> Vec<(String, Voice)>;
}

/// For desks that neither speak nor listen.
pub struct Silence;

impl Air for Silence {
    fn say(&self, _: u16, _: Voice) -> bool {
        false
    }

    fn hush(&self) {}

    fn heard(&self) -> Vec<(String, Voice)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_known_to_its_own_clinic_alone_and_is_another_at_every_start() {
        let (ours, theirs) = (ClinicId([1; 16]), ClinicId([2; 16]));
        let voice = Voice::of(ours, [7; 16]);
        assert!(voice.is_of(ours) && !voice.is_of(theirs));
        assert_ne!(voice.mark, Voice::of(ours, [8; 16]).mark);
        let forged = Voice { nonce: [9; 16], ..voice };
        assert!(!forged.is_of(ours));
    }
}
