//! Indian scripts in Latin letters, as people write their names. The nine blocks of
//! Unicode share one layout, so that one table serves them all; where a script differs
//! (Tamil voices between vowels, Bengali reads ya as ja) a rule says so. Good enough to
//! meet the Latin spelling by sound; not a transliteration for reading.

const BENGALI: u32 = 0x0980;
const GURMUKHI: u32 = 0x0a00;
const TAMIL: u32 = 0x0b80;
const MALAYALAM: u32 = 0x0d00;

const VIRAMA: u32 = 0x4d;
const NUKTA: u32 = 0x3c;
const JA: u32 = 0x1c;
const NYA: u32 = 0x1e;
const YA: u32 = 0x2f;

const VOWELS: [&str; 16] =
    ["a", "a", "i", "i", "u", "u", "ri", "li", "e", "e", "e", "ai", "o", "o", "o", "au"];
const SIGNS: [&str; 15] =
    ["a", "i", "i", "u", "u", "ri", "ri", "e", "e", "e", "ai", "o", "o", "o", "au"];
const CONSONANTS: [&str; 37] = [
    "k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th",
    "d", "dh", "n", "n", "p", "ph", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh",
    "s", "h",
];
const CHILLUS: [&str; 6] = ["n", "n", "r", "l", "l", "k"];

pub fn is_indic(letter: char) -> bool {
    (0x0900..=0x0d7f).contains(&u32::from(letter))
}

pub fn latin(letters: &[char]) -> String {
    let mut out = Out::default();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let ahead = |by: usize| letters.get(at + by).map(|next| u32::from(*next) & 0x7f);
        let (block, place) = (u32::from(*letter) & !0x7f, u32::from(*letter) & 0x7f);
        out.is_southern = block >= TAMIL;
        let joins_nya = place == JA && ahead(1) == Some(VIRAMA) && ahead(2) == Some(NYA);
        // Lakshmi in Tamil letters is latchumi.
        let is_ksha =
            block == TAMIL && (place, ahead(1), ahead(2)) == (0x1f, Some(VIRAMA), Some(0x1a));
        match place {
            0x15..=0x39 if joins_nya || is_ksha => {
                out.consonant(if is_ksha { "ksh" } else { "gy" });
                at += 2;
            }
            0x15..=0x39 => {
                let sound = consonant(block, place, &out, ahead(1));
                out.consonant(sound);
            }
            _ => other(block, place, &mut out, ahead(1)),
        }
        at += 1;
    }
    // The last short a is silent in the north and spoken in the south.
    if out.is_southern {
        out.vowel("");
    }
    out.text
}

#[derive(Default)]
struct Out {
    text: String,
    /// A consonant came last, and an inherent a follows unless something says otherwise.
    has_open: bool,
    is_southern: bool,
    is_joined: bool,
}

impl Out {
    fn consonant(&mut self, sound: &str) {
        self.vowel(sound);
        self.has_open = true;
    }

    fn vowel(&mut self, sound: &str) {
        if std::mem::take(&mut self.has_open) {
            self.text.push('a');
        }
        self.text.push_str(sound);
        self.is_joined = false;
    }

    fn sign(&mut self, sound: &str) {
        self.has_open = false;
        self.vowel(sound);
    }

    fn is_voicing(&self) -> bool {
        self.has_open || self.text.ends_with(['a', 'e', 'i', 'o', 'u', 'n', 'm'])
    }
}

fn consonant(block: u32, place: u32, out: &Out, next: Option<u32>) -> &'static str {
    let plain = table(&CONSONANTS, place, 0x15);
    if next == Some(NUKTA) {
        return match place {
            JA => "z",
            0x2b => "f",
            _ => plain,
        };
    }
    match (block, plain) {
        (BENGALI, "y") if !out.is_joined && place == YA => "j",
        (TAMIL, "ch") if next != Some(VIRAMA) && !out.is_joined => "s",
        (TAMIL, sound) if next != Some(VIRAMA) && out.is_voicing() => match sound {
            "k" => "g",
            "p" => "b",
            "t" if place == 0x1f => "d",
            _ => plain,
        },
        _ => plain,
    }
}

fn other(block: u32, place: u32, out: &mut Out, next: Option<u32>) {
    match place {
        0x01 | 0x02 => nasal(out, next),
        0x70 if block == GURMUKHI => nasal(out, next),
        0x05..=0x14 => out.vowel(table(&VOWELS, place, 0x05)),
        0x3e..=0x4c => out.sign(table(&SIGNS, place, 0x3e)),
        VIRAMA => {
            out.has_open = false;
            out.is_joined = true;
        }
        0x66..=0x6f => {
            out.vowel("");
            out.text.extend(char::from_digit(place - 0x66, 10));
        }
        0x70 if block == BENGALI => out.consonant("r"),
        0x71 if block == BENGALI => out.consonant("v"),
        0x4e if block == BENGALI => out.vowel("t"),
        0x7a..=0x7f if block == MALAYALAM => out.vowel(table(&CHILLUS, place, 0x7a)),
        _ => {}
    }
}

/// M before the lips and at the end of a southern word, n otherwise.
fn nasal(out: &mut Out, next: Option<u32>) {
    let is_labial = next.is_some_and(|next| (0x2a..=0x2e).contains(&next));
    let is_last_southern = next.is_none() && out.is_southern;
    out.vowel(if is_labial || is_last_southern { "m" } else { "n" });
}

fn table(sounds: &'static [&'static str], place: u32, start: u32) -> &'static str {
    let at = usize::try_from(place.saturating_sub(start)).unwrap_or_default();
    sounds.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_nine_scripts_meet_their_latin_spelling() {
        for (script, plain) in [
            ("राम", "ram"),
            ("लक्ष्मी", "lakshmi"),
            ("ज्ञानेश्वर", "gyaneshvar"),
            ("संपत", "sampat"),
            ("সুমিত্রা", "sumitra"),
            ("যাদব", "jadab"),
            ("ਸਿੰਘ", "singh"),
            ("પટેલ", "patel"),
            ("முருகன்", "murugan"),
            ("லட்சுமி", "lakshumi"),
            ("రామ", "rama"),
            ("ಲಕ್ಷ್ಮಿ", "lakshmi"),
            ("രാജൻ", "rajan"),
            ("ସୁନୀତା", "sunita"),
        ] {
            assert_eq!(latin(&script.chars().collect::<Vec<_>>()), plain, "{script}");
        }
    }
}
