//! The UPI payment request: a link that any payment app reads from a QR, offline. It shows
//! no confirmation; money counts when somebody has seen it arrive.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Money, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Invoice;
use super::open::due;
use crate::permissions::BILLING_VIEW;
use crate::settings::{Clinic, clinic};

const QR_PX: u32 = 320;

#[derive(Deserialize, TS)]
pub struct UpiRequest {
    pub invoice_id: RowId,
}

#[derive(Debug, Serialize, TS)]
pub struct UpiView {
    pub uri: String,
    pub png_base64: String,
    pub amount_paise: Money,
}

impl Query for UpiRequest {
    type Output = UpiView;
    const ROUTE: &'static str = "billing.upi";
    const PERMISSION: Permission = BILLING_VIEW;

    fn run(self, read: &Read<'_>) -> Result<UpiView> {
        let invoice: Invoice = read.get(self.invoice_id)?;
        let amount_paise = due(read, &invoice)?;
        let uri = upi_uri(&clinic(read)?, &invoice.printed_number, amount_paise)
            .ok_or_else(|| Error::conflict("errors-no-upi-id"))?;
        let png = documents::qr_png(&uri, QR_PX).map_err(Error::internal)?;
        Ok(UpiView { png_base64: STANDARD.encode(png), uri, amount_paise })
    }
}

/// None where the clinic takes no UPI or nothing is due.
pub fn upi_uri(clinic: &Clinic, number: &str, amount: Money) -> Option<String> {
    if clinic.upi_id.is_empty() || amount <= Money::ZERO {
        return None;
    }
    let payee = if clinic.upi_name.is_empty() { &clinic.name } else { &clinic.upi_name };
    let reference: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    Some(format!(
        "upi://pay?pa={}&pn={}&mc=8099&tr={reference}&tn={}&am={}.{:02}&cu=INR",
        clinic.upi_id,
        encoded(payee),
        encoded(&format!("Bill {number}")),
        amount.0 / 100,
        amount.0 % 100
    ))
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.chars().take(50).collect::<String>().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_percent_encoded_with_no_plus() {
        assert_eq!(encoded("City Clinic"), "City%20Clinic");
        assert_eq!(encoded("A1/26-27&x=1"), "A1%2F26-27%26x%3D1");
        assert_eq!(encoded("क"), "%E0%A4%95");
    }
}
