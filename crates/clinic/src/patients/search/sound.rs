//! Keys under which the spellings of one Indian name meet. `spelling` evens out what is
//! written in several ways (Laxmi and Lakshmi, Wikas and Vikas, Deepak and Dipak); `sound`
//! drops the vowels after the first letter as well.

/// First that fits, from left to right; a letter that no rule names stays.
const RULES: [(&str, &str); 25] = [
    ("ksh", "ks"),
    ("chh", "c"),
    ("dny", "gi"),
    ("jny", "gi"),
    ("gny", "gi"),
    ("ch", "c"),
    ("sh", "s"),
    ("ph", "f"),
    ("kh", "k"),
    ("gh", "g"),
    ("jh", "j"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("zh", "l"),
    ("jn", "gi"),
    ("ee", "i"),
    ("oo", "u"),
    ("ou", "u"),
    ("x", "ks"),
    ("c", "k"),
    ("z", "j"),
    ("w", "v"),
    ("q", "k"),
    ("y", "i"),
];

/// How the one name is shortened and spelled that no rule brings together.
const MOHAMMAD: [&str; 12] = [
    "md", "mohd", "mohammad", "mohammed", "mohamed", "mohamad", "mohmad", "mohmmad", "muhammad",
    "muhammed", "muhamad", "muhamed",
];

pub fn spelling(word: &str) -> String {
    if MOHAMMAD.contains(&word) {
        return "mohamad".into();
    }
    let mut key = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let rule = RULES.iter().find_map(|(from, to)| Some((rest.strip_prefix(from)?, *to)));
        let mut plain = [0; 4];
        let (after, to) = rule.unwrap_or((rest.get(letter.len_utf8()..).unwrap_or_default(), {
            letter.encode_utf8(&mut plain)
        }));
        for letter in to.chars() {
            if !key.ends_with(letter) {
                key.push(letter);
            }
        }
        rest = after;
    }
    // Shah and Sha, Abdullah and Abdulla.
    if key.len() > 2 && key.ends_with(['h']) && key.chars().rev().nth(1).is_some_and(is_vowel) {
        key.pop();
    }
    key
}

pub fn sound(spelling: &str) -> String {
    let mut letters = spelling.chars();
    let first = letters.next().map(|letter| match letter {
        'e' => 'i',
        'o' => 'u',
        other => other,
    });
    first.into_iter().chain(letters.filter(|letter| !is_vowel(*letter))).collect()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("laxmi", "lakshmi"),
            ("dixit", "dikshit"),
            ("deepak", "dipak"),
            ("sreenivas", "shrinivas"),
            ("vikas", "wikas"),
            ("mohd", "mohammed"),
            ("reddy", "reddi"),
            ("poonam", "punam"),
            ("zakir", "jakir"),
            ("kamala", "camala"),
            ("shah", "saah"),
            ("singh", "sing"),
            ("phatima", "fatima"),
            ("savitha", "savita"),
            ("dnyaneshwar", "gyaneshwar"),
        ] {
            assert_eq!(spelling(one), spelling(other), "{one} {other}");
        }
        for (one, other) in [("rahman", "rehman"), ("vimala", "vimla"), ("anjali", "anjli")] {
            assert_eq!(sound(&spelling(one)), sound(&spelling(other)), "{one} {other}");
        }
        for (one, other) in [("ramesh", "rakesh"), ("sunita", "sunil"), ("geeta", "sita")] {
            assert_ne!(sound(&spelling(one)), sound(&spelling(other)), "{one} {other}");
        }
    }
}
