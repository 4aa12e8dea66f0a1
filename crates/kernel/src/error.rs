//! Errors that a person can act on: a code for the window, a message id for the words,
//! and the path of the field that caused it. Never a patient's data.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::RowId;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Invalid,
    Conflict,
    Forbidden,
    Locked,
    SignedOut,
    /// Allowed, but only shortly after the person has proven to be there.
    Confirm,
    NoSuch,
    Frozen,
    Storage,
    Internal,
}

#[derive(Debug, Serialize)]
pub struct Error {
    pub code: Code,
    /// A message id of `locales/*/errors.ftl`.
    pub message: Cow<'static, str>,
    pub args: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was attempted, for the log of the program; holds no patient data.
    #[serde(skip)]
    pub cause: Option<String>,
    /// Whom a refusal concerns, for the access log.
    #[serde(skip)]
    pub about: Option<RowId>,
}

impl Error {
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            args: BTreeMap::new(),
            field: None,
            cause: None,
            about: None,
        }
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(Code::Invalid, message);
        error.field = Some(field.into());
        error
    }

    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Conflict, message)
    }

    pub fn frozen(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Frozen, message)
    }

    pub fn no_such(what: &'static str) -> Self {
        Self::new(Code::NoSuch, "errors-no-such").with("what", what)
    }

    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::Internal, "errors-internal");
        error.cause = Some(cause.to_string());
        error
    }

    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Whether somebody was kept out, rather than something filled in wrongly: for the
    /// access log.
    pub fn is_refusal(&self) -> bool {
        const SECRETS: [&str; 11] = [
            "errors-approval-user",
            "errors-pin-password",
            "errors-pin-wrong",
            "errors-vault-wrong-password",
            "errors-vault-wrong-reset-code",
            "errors-vault-wrong-recovery-code",
            "errors-second-factor-wrong",
            "errors-second-factor-clock",
            "errors-second-factor-used",
            "errors-staff-expired",
            "errors-wait",
        ];
        self.code == Code::Forbidden || SECRETS.contains(&self.message.as_ref())
    }

    pub fn about(self, row: RowId) -> Self {
        Self { about: Some(row), ..self }
    }

    /// Puts the field of a nested value below its parent: `days` becomes `lines.2.days`.
    pub fn under(mut self, parent: impl fmt::Display) -> Self {
        self.field = Some(match self.field {
            Some(field) => format!("{parent}.{field}"),
            None => parent.to_string(),
        });
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}: {}", self.code, self.message)?;
        for (name, value) in &self.args {
            write!(out, " {name}={value}")?;
        }
        if let Some(field) = &self.field {
            write!(out, " (field {field})")?;
        }
        if let Some(cause) = &self.cause {
            write!(out, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<cbor::Junk> for Error {
    fn from(source: cbor::Junk) -> Self {
        Self::internal(source)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        // The storage is well: what was to be written is what no row may be.
        if source.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
            return Self::internal(source);
        }
        let full = matches!(source.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
        let message = if full { "errors-disk-full" } else { "errors-storage" };
        let mut error = Self::new(Code::Storage, message);
        error.cause = Some(source.to_string());
        error
    }
}

impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::internal(source)
    }
}
