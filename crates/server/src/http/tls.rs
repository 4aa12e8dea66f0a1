//! TLS 1.3 and nothing older, by a key that the server made itself. No authority vouches for
//! it: a desk is told its fingerprint when it is paired, and trusts no other.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const SIGNING_KEY: &str = "server.key";
const KEY: &str = "tls.key";
const CERTIFICATE: &str = "tls.crt";
const NAME: &str = "vaidya-server";

pub struct Tls {
    pub config: Arc<ServerConfig>,
    /// `sha256//…` of the public key, as curl's `--pinnedpubkey` writes it.
    pub pin: String,
    /// The same 32 bytes, as desks keep them.
    pub key: [u8; 32],
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

/// The server's identity: clinics name it in their control logs, so it is made once.
pub fn signing_key(folder: &Path) -> io::Result<SigningKey> {
    let path = folder.join(SIGNING_KEY);
    if !path.exists() {
        let mut secret = Zeroizing::new([0; 32]);
        getrandom::fill(&mut secret[..]).map_err(|error| io::Error::other(error.to_string()))?;
        keep_secret(&path, &secret[..])?;
    }
    let bytes = Zeroizing::new(fs::read(&path)?);
    let secret = <&[u8; 32]>::try_from(&bytes[..]);
    let no_key = |_| io::Error::other(format!("{} is not a key of 32 bytes", path.display()));
    Ok(SigningKey::from_bytes(secret.map_err(no_key)?))
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
    let key: [u8; 32] = Sha256::digest(key.subject_public_key_info()).into();
    let pin = format!("sha256//{}", STANDARD.encode(key));
    Ok(Tls { config: Arc::new(config), pin, key, certificate })
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
