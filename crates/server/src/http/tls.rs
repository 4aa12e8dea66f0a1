//! TLS 1.3 and nothing older, by a key that the server made itself. No authority vouches for
//! it: a desk is told its fingerprint when it is paired, and trusts no other.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

const KEY: &str = "tls.key";
const CERTIFICATE: &str = "tls.crt";
const NAME: &str = "vaidya-server";

pub struct Tls {
    pub config: Arc<ServerConfig>,
    /// `sha256//…` of the public key, as curl's `--pinnedpubkey` writes it.
    pub pin: String,
    pub certificate: CertificateDer<'static>,
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

/// Written whole or not at all; nobody else may read it.
pub fn keep_secret(path: &Path, text: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all())
}

/// The key pair of this folder, made at the first start.
pub fn load_or_make(folder: &Path) -> io::Result<Tls> {
    let (key_path, certificate_path) = (folder.join(KEY), folder.join(CERTIFICATE));
    if !key_path.exists() {
        let key = KeyPair::generate().map_err(other)?;
        keep_secret(&key_path, key.serialize_pem().as_bytes())?;
    }
    let key = KeyPair::from_pem(&fs::read_to_string(&key_path)?).map_err(other)?;
    // A key without its certificate is what a crash between the two left.
    if !certificate_path.exists() {
        let params = CertificateParams::new(vec![NAME.to_owned()]).map_err(other)?;
        let certificate = params.self_signed(&key).map_err(other)?;
        keep_secret(&certificate_path, certificate.pem().as_bytes())?;
    }
    let certificate = CertificateDer::from_pem_file(&certificate_path).map_err(other)?;
    let private = PrivateKeyDer::from_pem_file(&key_path).map_err(other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], private)
        .map_err(other)?;
    let pin = STANDARD.encode(Sha256::digest(key.subject_public_key_info()));
    Ok(Tls { config: Arc::new(config), pin: format!("sha256//{pin}"), certificate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = load_or_make(folder.path()).unwrap();
        fs::remove_file(folder.path().join(CERTIFICATE)).unwrap();
        let second = load_or_make(folder.path()).unwrap();
        assert_eq!(first.pin, second.pin);
        assert_eq!(first.pin.len(), "sha256//".len() + 44);
    }
}
