//! Enrolling a phone as the second factor. Only after digits from it were right is it asked
//! for, and the recovery words are shown once.

use std::sync::PoisonError;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Code, Error, Nothing, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::{Desk, Opened};
use crate::permissions::STAFF_MANAGE;
use crate::settings::clinic;
use crate::staff::{SecondFactor, Typed, base32, new_words, second_factor_of};

const PICTURE_PX: u32 = 360;

#[derive(Serialize, TS)]
pub struct SecondFactorOffer {
    /// For phones that cannot read the picture.
    pub secret: String,
    pub png_base64: String,
}

#[derive(Deserialize, TS)]
pub struct EnrolSecondFactor {
    pub second: String,
}

#[derive(Serialize, TS)]
pub struct SecondFactorWords {
    /// Each opens once, where the phone is lost.
    pub words: Vec<String>,
}

#[derive(Deserialize, TS)]
pub struct EndSecondFactor {
    pub staff_id: RowId,
}

impl Opened {
    /// Differs for each enrolment, and is never written down.
    pub(super) fn factor_secret(&self, factor: RowId) -> Zeroizing<[u8; 32]> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        vault.derive(&format!("second factor {factor}"))
    }
}

impl Desk {
    pub(super) fn begin_second_factor(&self, token: Option<&str>) -> Result<SecondFactorOffer> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.confirmed(token, self.now())?;
        let (_, user) = opened.held(token)?;
        let id = opened.new_id();
        opened.set_pending_factor(token, Some(id));
        let secret = base32(&opened.factor_secret(id))?;
        let name = opened.door.read(&session, |read| Ok(clinic(read)?.name))?;
        let issuer = plain(&name);
        let url = format!("otpauth://totp/{issuer}:{user}?secret={secret}&issuer={issuer}");
        let png = documents::qr_png(&url, PICTURE_PX).map_err(Error::internal)?;
        opened.door.note(&session, What::Key, "desk.begin_second_factor", "")?;
        Ok(SecondFactorOffer { secret, png_base64: STANDARD.encode(png) })
    }

    pub(super) fn enrol_second_factor(
        &self,
        token: Option<&str>,
        given: EnrolSecondFactor,
    ) -> Result<SecondFactorWords> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.confirmed(token, self.now())?;
        let id = opened
            .pending_factor(token)
            .ok_or_else(|| Error::conflict("errors-second-factor-begin"))?;
        let secret = opened.factor_secret(id);
        let words = opened.door.write(&session, |tx| {
            let before = second_factor_of(tx, session.user)?;
            let (words, codes) = new_words(&secret, || tx.random_u64());
            let factor = SecondFactor { id, staff_id: session.user, enrolled_at: tx.now(), codes };
            tx.insert(&factor)?;
            let typed = Typed { text: &given.second, secret: &secret };
            typed.accept_digits(tx, &factor)?;
            if let Some(before) = before {
                tx.end::<SecondFactor>(before.id)?;
            }
            tx.note(What::Key, "desk.enrol_second_factor", session.user, "")?;
            Ok(words)
        })?;
        opened.set_pending_factor(token, None);
        Ok(SecondFactorWords { words })
    }

    /// One's own, or as an owner a colleague's whose phone is lost.
    pub(super) fn end_second_factor(
        &self,
        token: Option<&str>,
        given: EndSecondFactor,
    ) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.confirmed(token, self.now())?;
        if given.staff_id != session.user {
            opened.check(&session, "desk.end_second_factor", STAFF_MANAGE)?;
        }
        opened.door.write(&session, |tx| {
            let factor = second_factor_of(tx, given.staff_id)?;
            let factor = factor.ok_or_else(|| Error::new(Code::NoSuch, "errors-no-such"))?;
            tx.end::<SecondFactor>(factor.id)?;
            tx.note(What::Key, "desk.end_second_factor", given.staff_id, "")
        })?;
        Ok(Nothing {})
    }
}

/// What a phone shows above the digits: letters and digits of the clinic's name.
fn plain(name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    if plain.is_empty() { "Vaidya".into() } else { format!("Vaidya%20{plain}") }
}
