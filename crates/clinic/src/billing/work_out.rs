//! From entered lines to a bill: discounts, tax, rounding and the kind of paper.

use kernel::{Error, Money, Permission, Query, Read, Result, RowId};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{BillLineForm, Buyer, DocumentKind, Worked, WorkedLine};
use super::services::sac;
use super::tax::{EXEMPT, rate};
use crate::forms;
use crate::permissions::BILLING_ISSUE;
use crate::settings::{Clinic, clinic};

const LINES_MAX: usize = 200;
const QUANTITY_MAX: u32 = 10_000;
/// From this value on the bill of an unregistered buyer names address and state.
const BUYER_NAMED_FROM: Money = Money(50_000 * 100);

/// What the bill would be, asked while it is entered.
#[derive(Deserialize, TS)]
pub struct WorkOut {
    pub patient_id: RowId,
    pub lines: Vec<BillLineForm>,
    pub discount_paise: Money,
    pub buyer: Option<Buyer>,
}

impl Query for WorkOut {
    type Output = Worked;
    const ROUTE: &'static str = "billing.work_out";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, read: &Read<'_>) -> Result<Worked> {
        let buyer = self.buyer.map(Buyer::checked).transpose()?;
        work_out(read, self.lines, self.discount_paise, buyer.as_ref())
    }
}

pub fn work_out(
    read: &Read<'_>,
    lines: Vec<BillLineForm>,
    discount: Money,
    buyer: Option<&Buyer>,
) -> Result<Worked> {
    if lines.is_empty() {
        return Err(Error::invalid("lines", "errors-no-lines"));
    }
    if lines.len() > LINES_MAX {
        return Err(Error::invalid("lines", "errors-too-many").with("max", LINES_MAX));
    }
    let clinic = clinic(read)?;
    let mut nets = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        nets.push(net(line).map_err(|error| error.under(format!("lines.{at}")))?);
    }
    let subtotal: Money = nets.iter().copied().sum();
    let discount = forms::amount("discount_paise", discount)?;
    if discount > subtotal {
        return Err(Error::invalid("discount_paise", "errors-discount-above-bill"));
    }
    let shares = spread(discount, &nets);
    let mut worked = Vec::new();
    for (at, (line, (net, share))) in
        lines.into_iter().zip(nets.into_iter().zip(shares)).enumerate()
    {
        let line = taxed(read, &clinic, line, net, share, buyer);
        worked.push(line.map_err(|error| error.under(format!("lines.{at}")))?);
    }
    total(&clinic, worked, subtotal, discount, buyer)
}

fn net(line: &BillLineForm) -> Result<Money> {
    if line.quantity == 0 || line.quantity > QUANTITY_MAX {
        return Err(Error::invalid("quantity", "errors-out-of-range")
            .with("min", 1)
            .with("max", QUANTITY_MAX));
    }
    let price = forms::amount("price_paise", line.price_paise)?;
    let gross = forms::amount("price_paise", Money(price.0 * i64::from(line.quantity)))?;
    let discount = forms::amount("discount_paise", line.discount_paise)?;
    if discount > gross {
        return Err(Error::invalid("discount_paise", "errors-discount-above-line"));
    }
    Ok(gross - discount)
}

/// A discount dealt out over the lines in proportion, to the last paisa.
fn spread(discount: Money, nets: &[Money]) -> Vec<Money> {
    let mut left = discount;
    let mut rest: Money = nets.iter().copied().sum();
    let mut shares = Vec::with_capacity(nets.len());
    for net in nets {
        let share = if rest == Money::ZERO { Money::ZERO } else { left.share(net.0, rest.0) };
        let share = share.min(*net);
        left -= share;
        rest -= *net;
        shares.push(share);
    }
    shares
}

fn taxed(
    read: &Read<'_>,
    clinic: &Clinic,
    line: BillLineForm,
    net: Money,
    share: Money,
    buyer: Option<&Buyer>,
) -> Result<WorkedLine> {
    let taxable = net - share;
    let rate_hundredths = match clinic.is_registered_for_gst() {
        true => rate(read, &line.tax_class, read.today())?,
        false => 0,
    };
    let is_inter_state = is_inter_state(clinic, &line, buyer);
    let half = taxable.share(i64::from(rate_hundredths), 20_000);
    let (cgst, sgst, igst) = match is_inter_state {
        true => (Money::ZERO, Money::ZERO, taxable.share(i64::from(rate_hundredths), 10_000)),
        false => (half, half, Money::ZERO),
    };
    Ok(WorkedLine {
        service_id: line.service_id,
        doctor_id: line.doctor_id,
        description: forms::required("description", &line.description)?,
        sac: sac("sac", &line.sac)?,
        quantity: line.quantity,
        price_paise: line.price_paise,
        discount_paise: line.discount_paise + share,
        tax_class: line.tax_class,
        rate_hundredths,
        taxable_paise: taxable,
        cgst_paise: cgst,
        sgst_paise: sgst,
        igst_paise: igst,
        total_paise: taxable + cgst + sgst + igst,
    })
}

/// Health care is supplied where it is given (IGST Act, section 12(4)); other services to a
/// registered buyer are supplied where the buyer is (section 12(2)).
fn is_inter_state(clinic: &Clinic, line: &BillLineForm, buyer: Option<&Buyer>) -> bool {
    let is_health = line.sac.starts_with("9993");
    let place = buyer.filter(|buyer| buyer.is_registered()).map(|buyer| buyer.state_code.as_str());
    let own = clinic.gstin.get(..2).unwrap_or(&clinic.state_code);
    !is_health && place.is_some_and(|place| place != own)
}

fn total(
    clinic: &Clinic,
    lines: Vec<WorkedLine>,
    subtotal: Money,
    discount: Money,
    buyer: Option<&Buyer>,
) -> Result<Worked> {
    let tax: Money = lines.iter().map(WorkedLine::tax).sum();
    let exact: Money = lines.iter().map(|line| line.total_paise).sum();
    let total = exact.rounded_to(clinic.round_to_paise);
    let document = document(clinic, &lines, buyer)?;
    let mut warnings = Vec::new();
    let is_named = buyer.is_some_and(|b| !b.address.is_empty() && !b.state_code.is_empty());
    let has_tax = document != DocumentKind::Bill && document != DocumentKind::BillOfSupply;
    if has_tax && total >= BUYER_NAMED_FROM && !is_named {
        warnings.push("warning-name-buyer");
    }
    Ok(Worked {
        lines,
        subtotal_paise: subtotal,
        discount_paise: discount,
        tax_paise: tax,
        round_off_paise: total - exact,
        total_paise: total,
        document,
        warnings,
    })
}

/// Rules 46, 46A and 49: by what is on the bill and who buys.
fn document(clinic: &Clinic, lines: &[WorkedLine], buyer: Option<&Buyer>) -> Result<DocumentKind> {
    if !clinic.is_registered_for_gst() {
        return Ok(DocumentKind::Bill);
    }
    let is_taxable = |line: &WorkedLine| line.tax_class != EXEMPT && line.rate_hundredths > 0;
    let taxable = lines.iter().filter(|line| is_taxable(line)).count();
    if taxable == 0 {
        Ok(DocumentKind::BillOfSupply)
    } else if taxable == lines.len() {
        Ok(DocumentKind::TaxInvoice)
    } else if buyer.is_some_and(Buyer::is_registered) {
        Err(Error::invalid("lines", "errors-split-for-registered-buyer"))
    } else {
        Ok(DocumentKind::InvoiceCumBillOfSupply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_discount_is_dealt_out_to_the_last_paisa(
            nets in proptest::collection::vec(0i64..1_000_000, 1..20),
            percent in 0i64..=100,
        ) {
            let nets: Vec<Money> = nets.into_iter().map(Money).collect();
            let whole: Money = nets.iter().copied().sum();
            let discount = whole.share(percent, 100);
            let shares = spread(discount, &nets);
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), discount);
            for (share, net) in shares.iter().zip(&nets) {
                prop_assert!(*share <= *net && !share.is_negative());
            }
        }
    }
}
