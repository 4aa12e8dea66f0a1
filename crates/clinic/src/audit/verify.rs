use kernel::verify::{Anchor, Report, Verifier, step, verifier};
use kernel::{Error, Permission, Query, Read, Result, Timestamp, What, bytes_of_code, from_hex};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::AUDIT_VIEW;

/// Entries of one step: short enough that the window shows how far it is.
const STEP: usize = 25_000;

/// A head that somebody kept: the number, and the eight characters of a paper or the whole
/// digest in hex.
#[derive(Clone, Deserialize, TS)]
pub struct AnchorForm {
    pub n: u64,
    pub code: String,
}

/// Proves the log a step at a time: asked first without `carry`, then with what the last
/// answer gave, until there is a report.
#[derive(Deserialize, TS)]
pub struct VerifyLog {
    #[ts(type = "unknown")]
    pub carry: Option<serde_json::Value>,
    pub anchors: Vec<AnchorForm>,
}

#[derive(Serialize, TS)]
pub struct VerifyStep {
    #[ts(type = "unknown")]
    pub carry: Option<serde_json::Value>,
    pub checked: u64,
    pub total: u64,
    pub report: Option<Report>,
    /// When the first entry of the log was written.
    pub since: Option<Timestamp>,
}

impl AnchorForm {
    pub fn anchor(&self) -> Result<Anchor> {
        let code = self.code.trim();
        let whole = (code.len() == 64).then(|| from_hex(code)).flatten();
        let hash = match whole {
            Some(hash) => hash,
            None => bytes_of_code(code)?,
        };
        Ok(Anchor { n: self.n, hash })
    }
}

impl Query for VerifyLog {
    type Output = VerifyStep;
    const ROUTE: &'static str = "audit.verify";
    const PERMISSION: Permission = AUDIT_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<VerifyStep> {
        let mut verifier: Verifier = match self.carry {
            Some(carry) => serde_json::from_value(carry)
                .map_err(|_| Error::invalid("carry", "errors-bad-arguments"))?,
            None => {
                let anchors = self.anchors.iter().enumerate().map(|(at, form)| {
                    form.anchor().map_err(|error| error.under(format!("anchors.{at}")))
                });
                let known = read.host().desk_key().into_iter().collect();
                verifier(read.conn(), known, anchors.collect::<Result<_>>()?)?
            }
        };
        let is_done = step(read.conn(), &mut verifier, STEP)?;
        let (checked, total) = (verifier.n(), read.access_head()?.n);
        let since = read.value("SELECT at FROM access ORDER BY n LIMIT 1", [])?;
        Ok(match is_done {
            true => {
                let report = Some(verifier.finish());
                VerifyStep { carry: None, checked, total, report, since }
            }
            false => {
                let carry = Some(serde_json::to_value(verifier)?);
                VerifyStep { carry, checked, total, report: None, since }
            }
        })
    }
}
