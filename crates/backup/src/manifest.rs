//! What a copy must contain and who wrote it. One JSON object with one spelling: a file
//! that does not encode again to the same bytes is refused, so that what was signed is
//! exactly what is read.

use serde::{Deserialize, Serialize};
use vault::Vault;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::heads::Heads;
use crate::hex::Hex;

pub const BYTES_MAX: u64 = 4 << 20;
const FORMAT: &str = "vaidya backup 1";
const FORMATS: &str = "vaidya backup ";
/// 256 GiB in pages of 4 KiB: beyond any clinic, and a bound before anything is unpacked.
const IMAGE_BYTES_MAX: u64 = 256 << 30;
pub const OPS_BYTES_MAX: u64 = 1 << 30;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    /// The version that wrote it, and how many migrations the records have seen.
    pub program: String,
    pub schema: u32,
    pub clinic: Hex<16>,
    /// The code that heads this desk's numbers.
    pub desk: String,
    pub desk_key: Hex<32>,
    /// Grows with every copy of this desk, wherever it is written.
    pub number: u64,
    /// BLAKE3 of the manifest file before it.
    pub previous: Option<Hex<32>>,
    /// Milliseconds since 1970; shown to people, never trusted to order anything.
    pub at: i64,
    #[serde(flatten)]
    pub heads: Heads,
    pub content: Content,
    /// What the records answered at that moment; a restored copy must say the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    pub seal: Seal,
    /// The clinic's keys, closed: they open by the recovery code alone.
    pub keys: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Content {
    /// A plain SQLite file.
    Image { page_bytes: u32, pages: u64, blake3: Hex<32>, sha256: Hex<32> },
    /// Lines of JSON: what was written since `after`, on top of the image `base`.
    Ops { base: u64, part: u32, after: Heads, ops: u64, bytes: u64, blake3: Hex<32> },
}

/// The name of a question, which the program knows how to ask, and a count or a sum.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub question: String,
    pub answer: i64,
}

/// The sealed file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    pub file: String,
    pub bytes: u64,
    pub blake3: Hex<32>,
    pub sha256: Hex<32>,
}

/// `signature` is the desk's; `stamp` shows that the clinic's master key was open when it
/// was written, and needs no list of desks to be checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub signature: Hex<64>,
    pub stamp: Hex<32>,
}

/// What the clinic's open vault adds to a manifest, or checks in one.
pub struct Link<'a> {
    vault: &'a Vault,
}

impl<'a> Link<'a> {
    pub fn of(vault: &'a Vault) -> Link<'a> {
        Link { vault }
    }

    fn stamp_key(&self) -> Zeroizing<[u8; 32]> {
        self.vault.derive("stamp of a backup manifest 1")
    }

    pub fn prove(&self, manifest: &mut Manifest) -> Result<()> {
        manifest.desk_key = Hex(self.vault.desk_key()?);
        manifest.proof = None;
        let text = manifest.encode();
        let signature = Hex(self.vault.sign(text.as_bytes())?);
        let stamp = Hex(*blake3::keyed_hash(&self.stamp_key(), text.as_bytes()).as_bytes());
        manifest.proof = Some(Proof { signature, stamp });
        Ok(())
    }

    /// Written by a desk of this clinic while it was open.
    pub fn check(&self, manifest: &Manifest) -> Result<()> {
        if manifest.clinic.0 != self.vault.clinic_id() {
            return Err(Error::OtherClinic);
        }
        manifest.check_signature()?;
        let proof = manifest.proof.as_ref().ok_or(Error::Forged)?;
        let text = manifest.unproven();
        // blake3 compares in constant time.
        let right = blake3::keyed_hash(&self.stamp_key(), text.as_bytes()) == proof.stamp.0;
        if right { Ok(()) } else { Err(Error::Forged) }
    }
}

impl Manifest {
    pub(crate) fn format() -> String {
        FORMAT.to_owned()
    }

    pub fn encode(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        let mut text = text.expect("a manifest has only plain fields");
        text.push('\n');
        text
    }

    fn unproven(&self) -> String {
        Manifest { proof: None, ..self.clone() }.encode()
    }

    /// Its shape and its desk's signature are right; whose desk it is, only an open clinic
    /// can say.
    pub fn parse(bytes: &[u8]) -> Result<Manifest> {
        let strange = Error::Damaged("a manifest cannot be read");
        if bytes.len() as u64 > BYTES_MAX {
            return Err(strange);
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(strange) };
        if is_newer(text) {
            return Err(Error::Newer);
        }
        let Ok(manifest) = serde_json::from_str::<Manifest>(text) else { return Err(strange) };
        if manifest.encode() != text || !manifest.is_sound() {
            return Err(strange);
        }
        manifest.check_signature()?;
        Ok(manifest)
    }

    fn is_sound(&self) -> bool {
        let is_bounded = match &self.content {
            Content::Image { page_bytes, pages, .. } => {
                *page_bytes as usize == vault::PAGE_BYTES
                    && (1..=IMAGE_BYTES_MAX / u64::from(*page_bytes)).contains(pages)
            }
            Content::Ops { part, bytes, .. } => *part > 0 && *bytes <= OPS_BYTES_MAX,
        };
        self.format == FORMAT && is_bounded && self.seal.file == self.file_name()
    }

    pub(crate) fn check_signature(&self) -> Result<()> {
        let proof = self.proof.as_ref().ok_or(Error::Forged)?;
        let text = self.unproven();
        let right = vault::is_signed(&self.desk_key.0, text.as_bytes(), &proof.signature.0);
        if right { Ok(()) } else { Err(Error::Forged) }
    }

    pub fn hash(&self) -> Hex<32> {
        Hex(*blake3::hash(self.encode().as_bytes()).as_bytes())
    }

    pub fn is_image(&self) -> bool {
        matches!(self.content, Content::Image { .. })
    }

    /// Of the records as a plain file; none for newer ops alone.
    pub fn image_bytes(&self) -> u64 {
        match self.content {
            Content::Image { page_bytes, pages, .. } => u64::from(page_bytes) * pages,
            Content::Ops { .. } => 0,
        }
    }

    /// Digits and lower case only: the same on every kind of disk.
    pub fn stem(&self) -> String {
        match &self.content {
            Content::Image { .. } => stem(self.number),
            Content::Ops { base, part, .. } => format!("{}.{part:04}.ops", stem(*base)),
        }
    }

    pub fn file_name(&self) -> String {
        format!("{}.age", self.stem())
    }
}

pub(crate) fn stem(number: u64) -> String {
    format!("{number:06}")
}

fn is_newer(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let version = serde_json::from_str::<Head>(text).ok();
    let version = version.and_then(|head| head.format.strip_prefix(FORMATS)?.parse::<u32>().ok());
    version.is_some_and(|version| version > 1)
}
