//! What a file is, by its own first bytes: its name and what it says of itself prove nothing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum MediaType {
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// None: no file of these kinds.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let webp = bytes.get(8..12) == Some(b"WEBP");
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(MediaType::Jpeg),
            [b'R', b'I', b'F', b'F', ..] if webp => Some(MediaType::Webp),
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(MediaType::Png),
            _ if bytes.starts_with(b"%PDF-") => Some(MediaType::Pdf),
            _ => None,
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            MediaType::Jpeg => "jpg",
            MediaType::Png => "png",
            MediaType::Webp => "webp",
            MediaType::Pdf => "pdf",
        }
    }

    pub fn is_picture(self) -> bool {
        self != MediaType::Pdf
    }

    /// Width and height in dots, where the head of the file tells them.
    pub fn dots(self, bytes: &[u8]) -> Option<(u32, u32)> {
        let (width, height) = match self {
            MediaType::Jpeg => jpeg(bytes),
            MediaType::Png => Some((big(bytes, 16)?, big(bytes, 20)?)),
            MediaType::Webp => webp(bytes),
            MediaType::Pdf => None,
        }?;
        (width > 0 && height > 0).then_some((width, height))
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

fn big16(bytes: &[u8], at: usize) -> Option<u32> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*two).into())
}

/// Little-endian, of at most four bytes.
fn small(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(count)?)?;
    Some(found.iter().rev().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// Walks the segments to the one that begins the frame: SOF0 to SOF15 without DHT, JPG and DAC.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc4 | 0xc8 | 0xcc => at += 2 + usize::try_from(big16(bytes, at + 2)?).ok()?.max(2),
            0xc0..=0xcf => return Some((big16(bytes, at + 7)?, big16(bytes, at + 5)?)),
            // The picture begins, or the file ends: no frame was told of.
            0xd8..=0xda => return None,
            _ => at += 2 + usize::try_from(big16(bytes, at + 2)?).ok()?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((small(bytes, 24, 3)? + 1, small(bytes, 27, 3)? + 1)),
        b"VP8L" => {
            let packed = small(bytes, 21, 4)?;
            Some(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => Some((small(bytes, 26, 2)? & 0x3fff, small(bytes, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let known = [
            (&b"\xff\xd8\xff\xe0....JFIF"[..], Some(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Some(MediaType::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(MediaType::Webp)),
            (b"%PDF-1.7\n", Some(MediaType::Pdf)),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"<svg xmlns=", None),
            (b"<!doctype html><script>", None),
            (b"\n%PDF-1.7", None),
            (b"MZ\x90\0", None),
            (b"GIF89a", None),
            (b"", None),
        ];
        for (bytes, media) in known {
            assert_eq!(MediaType::of(bytes), media, "{bytes:?}");
        }
    }

    #[test]
    fn the_head_of_a_picture_tells_its_size() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 0x80, 0, 0, 1, 0xe0]);
        assert_eq!(MediaType::Png.dots(&png), Some((640, 480)));
        let jpeg =
            [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 1, 0xe0, 2, 0x80, 3];
        assert_eq!(MediaType::Jpeg.dots(&jpeg), Some((640, 480)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([0x7f, 2, 0, 0xdf, 1, 0]);
        assert_eq!(MediaType::Webp.dots(&webp), Some((640, 480)));
        assert_eq!(MediaType::Pdf.dots(b"%PDF-1.7"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(junk in any::<Vec<u8>>(), head in 0usize..4) {
            let heads = [&b"\xff\xd8\xff\xe0"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X", b"%PDF-"];
            let bytes = [heads[head], &junk].concat();
            let media = MediaType::of(&bytes).unwrap();
            let _ = media.dots(&bytes);
        }
    }
}
