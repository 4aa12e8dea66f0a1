//! Slips of the finger between a typed word and many others: Hyyrö's bit-parallel form of
//! the optimal string alignment distance (2003), a few nanoseconds a letter.

/// A typed word, ready to be held against others.
pub struct Typed {
    masks: [u64; 128],
    pub length: usize,
}

impl Typed {
    /// None where the word has letters beyond ASCII or is too long for one machine word.
    pub fn new(word: &str) -> Option<Self> {
        if !word.is_ascii() || word.is_empty() || word.len() > 64 {
            return None;
        }
        let mut masks = [0; 128];
        for (at, letter) in word.bytes().enumerate() {
            if let Some(mask) = masks.get_mut(usize::from(letter)) {
                *mask |= 1 << at;
            }
        }
        Some(Self { masks, length: word.len() })
    }

    /// How many slips lie between the typed word and the other as a whole, and between it
    /// and the nearest beginning of the other.
    pub fn slips(&self, other: &str) -> (usize, usize) {
        let last = 1u64 << (self.length - 1);
        let (mut plus, mut minus, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut score = self.length;
        let mut nearest = score;
        for letter in other.bytes() {
            let same = self.masks.get(usize::from(letter)).copied().unwrap_or_default();
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & plus).wrapping_add(plus) ^ plus) | same | minus | swapped;
            let up = minus | !(diagonal | plus);
            let down = diagonal & plus;
            score = score + usize::from(up & last != 0) - usize::from(down & last != 0);
            nearest = nearest.min(score);
            let up = (up << 1) | 1;
            plus = (down << 1) | !(diagonal | up);
            minus = up & diagonal;
            before = same;
        }
        (score, nearest)
    }
}

/// What a word is made of, to tell without counting that it is too far from another.
#[derive(Clone, Copy, Default)]
pub struct Shape {
    letters: u32,
    length: u8,
    first: u8,
}

impl Shape {
    pub fn of(word: &str) -> Self {
        Self {
            letters: word.bytes().fold(0, |bits, letter| bits | 1 << (letter & 31)),
            length: u8::try_from(word.len()).unwrap_or(u8::MAX),
            first: word.bytes().next().unwrap_or_default(),
        }
    }

    /// Whether a known word may be within so many slips of this typed one; of a word that
    /// is still being typed, whether its beginning may be.
    pub fn may_be(self, known: Shape, most: u32, is_begun: bool) -> bool {
        let has_all = (self.letters & !known.letters).count_ones() <= most;
        let is_whole = u32::from(self.length.abs_diff(known.length)) <= most
            && (known.letters & !self.letters).count_ones() <= most;
        let is_beginning = is_begun && self.first == known.first && known.length > self.length;
        has_all && (is_whole || is_beginning)
    }
}

/// How many slips a typed word of this length is forgiven.
pub fn forgiven(length: usize) -> u32 {
    match length {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_count_equals_the_plain_one(one in "[a-d]{1,12}", other in "[a-d]{0,12}") {
            let most = u32::try_from(Typed::new(&one).unwrap().slips(&other).0).unwrap();
            prop_assert!(Shape::of(&one).may_be(Shape::of(&other), most, false));
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let plain = |to: usize| {
                crate::distance::slips(&chars(&one), &chars(&other)[..to])
            };
            let (whole, nearest) = Typed::new(&one).unwrap().slips(&other);
            prop_assert_eq!(whole, plain(other.len()));
            prop_assert_eq!(nearest, (0..=other.len()).map(plain).min().unwrap());
        }
    }
}
