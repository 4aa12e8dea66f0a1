//! B1 and B2: whatever somebody did to a copy, nothing of it reaches the records.

use std::fs;
use std::io::Write;

use backup::{Content, Found, Hex, Link, Manifest, Watch};

use crate::support::{Clinic, code, read_back};

fn sealed_path(found: &Found) -> std::path::PathBuf {
    found.folder.path().join(found.manifest.file_name())
}

#[test]
fn every_cut_and_every_flip_is_found() {
    let clinic = Clinic::new();
    let found = clinic.full(&clinic.root()).unwrap();
    let path = sealed_path(&found);
    let good = fs::read(&path).unwrap();
    let mut cases = 0;
    for cut in (0..good.len()).step_by(4096).chain([good.len() - 1]) {
        fs::write(&path, &good[..cut]).unwrap();
        assert!(read_back(&clinic, &found).is_err(), "cut at {cut}");
        cases += 1;
    }
    for flip in (0..good.len()).step_by(997) {
        let mut bad = good.clone();
        bad[flip] ^= 1;
        fs::write(&path, &bad).unwrap();
        assert!(read_back(&clinic, &found).is_err(), "flip at {flip}");
        cases += 1;
    }
    assert!(cases > 20);
    let chunk = 65_536 + 16;
    if good.len() > 300 + 2 * chunk {
        let mut swapped = good.clone();
        let (first, second) = swapped.split_at_mut(good.len() - chunk);
        first[good.len() - 2 * chunk..].swap_with_slice(second);
        fs::write(&path, &swapped).unwrap();
        assert!(read_back(&clinic, &found).is_err(), "swapped");
    }
    fs::write(&path, [good.as_slice(), good.as_slice()].concat()).unwrap();
    assert!(clinic.restore(&found).is_err(), "two files in one");
    fs::write(&path, [good.as_slice(), b"x"].concat()).unwrap();
    assert!(clinic.restore(&found).is_err(), "a byte more");
    fs::write(&path, &good).unwrap();
    clinic.restore(&found).unwrap();
}

#[test]
fn an_endless_header_and_a_passphrase_are_refused_before_any_work() {
    let clinic = Clinic::new();
    let found = clinic.full(&clinic.root()).unwrap();
    let path = sealed_path(&found);
    let start = std::time::Instant::now();
    let mut endless = b"age-encryption.org/v1\n".to_vec();
    endless.resize(200 << 20, b'x');
    fs::write(&path, &endless).unwrap();
    drop(endless);
    assert_eq!(code(read_back(&clinic, &found)), "damaged");
    let scrypt = b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 40\n\
        LzVBD2ZHEHlVQjLPLLLcUzV6WmE5QsYMl4WpW0Rl+6U\n--- \
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef";
    fs::write(&path, scrypt).unwrap();
    assert_eq!(code(read_back(&clinic, &found)), "damaged");
    for junk in [&b""[..], b"\n", b"not age", b"SQLite format 3\0", b"age-encryption.org/v1"] {
        fs::write(&path, junk).unwrap();
        assert_eq!(code(read_back(&clinic, &found)), "damaged", "{junk:?}");
    }
    assert!(start.elapsed().as_secs() < 20);
}

/// Seals as anybody can who has seen a recipient.
fn seal(recipients: &[String], plain: &[u8]) -> Vec<u8> {
    let parsed: Vec<age::x25519::Recipient> =
        recipients.iter().map(|text| text.parse().unwrap()).collect();
    let each = parsed.iter().map(|recipient| recipient as &dyn age::Recipient);
    let mut out = Vec::new();
    let mut writer = age::Encryptor::with_recipients(each).unwrap().wrap_output(&mut out).unwrap();
    writer.write_all(&zstd::encode_all(plain, 1).unwrap()).unwrap();
    writer.finish().unwrap();
    out
}

fn claim(found: &Found, plain: &[u8], sealed: &[u8]) -> Manifest {
    use sha2::{Digest, Sha256};
    let mut manifest = found.manifest.clone();
    manifest.content = Content::Image {
        page_bytes: 4096,
        pages: plain.len() as u64 / 4096,
        blake3: Hex(*blake3::hash(plain).as_bytes()),
        sha256: Hex(Sha256::digest(plain).into()),
    };
    manifest.seal.bytes = sealed.len() as u64;
    manifest.seal.blake3 = Hex(*blake3::hash(sealed).as_bytes());
    manifest.seal.sha256 = Hex(Sha256::digest(sealed).into());
    manifest
}

#[test]
fn a_copy_made_with_the_public_key_alone_is_refused_in_words() {
    let clinic = Clinic::new();
    let found = clinic.full(&clinic.root()).unwrap();
    let plain = vec![7; 4096 * 3];
    let sealed = seal(&clinic.vault.backup_recipients().unwrap(), &plain);
    fs::write(sealed_path(&found), &sealed).unwrap();

    // With the old proof, with none, and with the good signature of another desk.
    let forged = claim(&found, &plain, &sealed);
    assert_eq!(code(Manifest::parse(forged.encode().as_bytes())), "forged");
    let bare = Manifest { proof: None, ..forged.clone() };
    assert_eq!(code(Manifest::parse(bare.encode().as_bytes())), "forged");
    let stranger = Clinic::new();
    let mut other = forged.clone();
    Link::of(&stranger.vault).prove(&mut other).unwrap();
    let parsed = Manifest::parse(other.encode().as_bytes()).unwrap();
    assert_eq!(code(Link::of(&clinic.vault).check(&parsed)), "forged");
    let mut patched = found.clone();
    patched.manifest = parsed;
    assert_eq!(code(clinic.restore(&patched)), "forged");
}

#[test]
fn a_bomb_ends_at_what_its_manifest_claims() {
    let clinic = Clinic::new();
    let mut found = clinic.full(&clinic.root()).unwrap();
    let bomb = seal(&clinic.vault.backup_recipients().unwrap(), &vec![0; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    fs::write(sealed_path(&found), &bomb).unwrap();
    let mut claimed = claim(&found, &[0; 8192], &bomb);
    Link::of(&clinic.vault).prove(&mut claimed).unwrap();
    found.manifest = claimed;
    assert_eq!(code(read_back(&clinic, &found)), "damaged");
    let mut taken = 0;
    let mut go = |_| true;
    let done = backup::read_image(&found, &clinic.identity(), &mut Watch(&mut go), |bytes| {
        taken += bytes.len();
        Ok(())
    });
    assert!(done.is_err() && taken <= 8192, "{taken} bytes were let through");
    let mut huge = found.manifest.clone();
    if let Content::Image { pages, .. } = &mut huge.content {
        *pages = u64::MAX / 4096;
    }
    Link::of(&clinic.vault).prove(&mut huge).unwrap();
    assert_eq!(code(Manifest::parse(huge.encode().as_bytes())), "damaged");
}

#[test]
fn a_manifest_has_one_spelling_and_says_when_it_is_too_new() {
    let clinic = Clinic::new();
    let text = clinic.full(&clinic.root()).unwrap().manifest.encode();
    Manifest::parse(text.as_bytes()).unwrap();
    let newer = text.replace("vaidya backup 1", "vaidya backup 2");
    assert_eq!(code(Manifest::parse(newer.as_bytes())), "newer");
    for (from, to) in [
        ("\"number\": 1", "\"number\":  1"),
        ("\"number\": 1", "\"number\": 1, \"number\": 1"),
        ("\"number\": 1", "\"strange\": 1, \"number\": 1"),
        ("\"file\": \"000001.age\"", "\"file\": \"../000001.age\""),
        ("\"number\": 1", "\"number\": 2"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(Manifest::parse(text.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
    }
    for at in (0..text.len()).step_by(7) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        // The stamp alone is not under the signature: the open clinic finds it.
        let is_good = Manifest::parse(&bytes).and_then(|m| Link::of(&clinic.vault).check(&m));
        assert!(is_good.is_err(), "byte {at}");
    }
}
