use kernel::{Code, Error};
use vault::Error as Vault;

/// What the vault says, as an error that a window can act on.
pub fn of_vault(error: Vault) -> Error {
    let code = match &error {
        Vault::WrongResetCode | Vault::ResetExpired => Code::Invalid,
        Vault::WrongPassword | Vault::NoSlot => Code::Invalid,
        Vault::RecoveryMistyped { .. } | Vault::WrongRecoveryCode => Code::Invalid,
        Vault::DiskFull | Vault::Io { .. } | Vault::Database { .. } => Code::Storage,
        Vault::KeyFileDamaged | Vault::DatabaseMissing | Vault::ImageDamaged | Vault::WrongKey => {
            Code::Storage
        }
        _ => Code::Conflict,
    };
    // Whether a name exists is nobody's business before sign-in.
    let id = match &error {
        Vault::NoSlot => "wrong-password",
        other => other.code(),
    };
    let mut out = Error::new(code, format!("errors-vault-{id}"));
    out.field = match &error {
        Vault::WrongPassword | Vault::NoSlot => Some("password".into()),
        Vault::RecoveryMistyped { .. } | Vault::WrongRecoveryCode => Some("code".into()),
        Vault::WrongResetCode | Vault::ResetExpired => Some("code".into()),
        _ => None,
    };
    if let Vault::RecoveryMistyped { group: Some(group) } = &error {
        out = out.with("group", group);
    }
    out.cause = Some(error.to_string());
    out
}
