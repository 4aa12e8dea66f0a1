use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Command, Error, Nothing, Permission, Query, Read, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clinic::clinic;
use super::model::{CLINIC_ID, Picture};
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

/// An op holds 64 KiB; base64 takes four bytes for three.
const PNG_BYTES_MAX: usize = 45_000;
const PNG_HEAD: &[u8] = b"\x89PNG\r\n\x1a\n";

pub fn has_picture(read: &Read<'_>, owner: RowId) -> Result<bool> {
    Ok(read
        .value("SELECT png_base64 <> '' FROM picture WHERE id = ?1 LIMIT 1", [owner])?
        .unwrap_or(false))
}

/// The PNG of a logo or a signature.
pub fn picture(read: &Read<'_>, owner: RowId) -> Result<Option<Vec<u8>>> {
    let found: Option<Picture> = read.find(owner)?;
    let Some(picture) = found.filter(|picture| !picture.png_base64.is_empty()) else {
        return Ok(None);
    };
    STANDARD.decode(picture.png_base64).map(Some).map_err(Error::internal)
}

/// The head of every paper of the clinic.
pub fn letterhead(read: &Read<'_>) -> Result<documents::Letterhead> {
    let clinic = clinic(read)?;
    let place = [clinic.place.as_str(), clinic.district.as_str(), clinic.pin.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let lines = [clinic.address.clone(), place.join(", ")];
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(documents::Letterhead {
        clinic_name: clinic.name,
        tagline: clinic.tagline,
        address_lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        phone: clinic.phone,
        email: clinic.email,
        gstin: some(clinic.gstin),
        registration_no: some(clinic.registration_no),
        logo_png: picture(read, CLINIC_ID)?,
        blank_top_mm: clinic.letterhead_blank_mm,
    })
}

#[derive(Deserialize, TS)]
pub struct ShowPicture {
    /// The doctor; none for the clinic's logo.
    pub doctor_id: Option<RowId>,
}

#[derive(Serialize, TS)]
pub struct PictureView {
    pub png_base64: Option<String>,
}

impl Query for ShowPicture {
    type Output = PictureView;
    const ROUTE: &'static str = "settings.picture";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<PictureView> {
        let found: Option<Picture> = read.find(self.doctor_id.unwrap_or(CLINIC_ID))?;
        let png_base64 = found.map(|found| found.png_base64).filter(|png| !png.is_empty());
        Ok(PictureView { png_base64 })
    }
}

#[derive(Deserialize, TS)]
pub struct SetPicture {
    /// The doctor; none for the clinic's logo.
    pub doctor_id: Option<RowId>,
    /// None takes the picture away.
    pub png_base64: Option<String>,
}

impl Command for SetPicture {
    type Output = Nothing;
    const ROUTE: &'static str = "settings.set_picture";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let png_base64 = self.png_base64.unwrap_or_default();
        let bytes = STANDARD
            .decode(&png_base64)
            .map_err(|_| Error::invalid("png_base64", "errors-not-a-picture"))?;
        if bytes.len() > PNG_BYTES_MAX {
            return Err(Error::invalid("png_base64", "errors-picture-too-large"));
        }
        if !bytes.is_empty() && !bytes.starts_with(PNG_HEAD) {
            return Err(Error::invalid("png_base64", "errors-not-a-picture"));
        }
        let picture = Picture { id: self.doctor_id.unwrap_or(CLINIC_ID), png_base64 };
        match tx.find::<Picture>(picture.id)? {
            Some(_) => tx.change(&picture)?,
            None => tx.insert(&picture)?,
        }
        Ok(Nothing {})
    }
}
