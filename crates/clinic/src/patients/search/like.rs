use super::letters::words;
use super::slips::Typed;
use super::sound::{sound, spelling};

/// Whether two names may be one person's, spelled in another way or another order. A middle
/// name may be missing and a name may be an initial, but two names must meet.
pub fn is_like(one: &str, other: &str) -> bool {
    let (mut short, mut long) = (words(one), words(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    if short.is_empty() || short.len() > 16 || (short.len() == 1 && long.len() > 1) {
        return false;
    }
    // Whole words choose first, so that an initial does not take the place of its name.
    short.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let are_initials = short.iter().all(|word| word.len() == 1);
    !are_initials && short.iter().all(|word| take(word, &mut long)) || one.trim() == other.trim()
}

fn take(word: &str, others: &mut Vec<String>) -> bool {
    let exact = others.iter().position(|other| other == word);
    let at = exact.or_else(|| others.iter().position(|other| is_like_word(word, other)));
    at.map(|at| others.swap_remove(at)).is_some()
}

fn is_like_word(one: &str, other: &str) -> bool {
    if one.len() == 1 || other.len() == 1 {
        return one.chars().next() == other.chars().next();
    }
    let (one, other) = (spelling(one), spelling(other));
    let slips = Typed::new(&one).map_or(usize::MAX, |typed| typed.slips(&other).0);
    let key = sound(&one);
    let sounds_alike = key == sound(&other) && key.chars().count() >= 2;
    let longest = one.len().max(other.len());
    one == other || (sounds_alike && slips <= 2) || (longest >= 6 && slips <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_persons_name_is_known_again() {
        for (one, other) in [
            ("Laxmi Sharma", "Sharma Lakshmi"),
            ("Mohd Arif", "Mohammad Aarif"),
            ("Ramesh Kumar Patil", "Ramesh Patil"),
            ("R Venkatesan", "Ramasamy Venkatesan"),
            ("लक्ष्मी शर्मा", "Laxmi Sharma"),
            ("Sunita Devi", "Suneeta Devi"),
            ("ramesh", "Ramesh"),
        ] {
            assert!(is_like(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn two_people_are_not_taken_for_one() {
        for (one, other) in [
            ("Ramesh Patil", "Rakesh Patil"),
            ("Sunita Devi", "Sunil Dev"),
            ("Ramesh", "Ramesh Patil"),
            ("Sita Kumari", "Gita Kumari"),
            ("Sai", "Shah"),
            ("R K", "Ramesh Kumar"),
            ("", "Ramesh"),
        ] {
            assert!(!is_like(one, other), "{one} / {other}");
        }
    }
}
