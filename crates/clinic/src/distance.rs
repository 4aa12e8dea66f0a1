//! How many slips of the finger lie between two words.

/// Optimal string alignment: letters changed, left out, added, or swapped with a neighbour.
pub fn slips(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, typed) in other.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(&last, to) + usize::from(letter != typed);
            let mut best = changed.min(cell(&last, to + 1) + 1).min(cell(&row, to) + 1);
            let is_swap = at > 0
                && to > 0
                && one.get(at - 1) == Some(typed)
                && other.get(to - 1) == Some(letter);
            if is_swap {
                best = best.min(cell(&before, to - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_people_make_them() {
        let slips = |one: &str, other: &str| {
            slips(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(slips("lakshmi", "lakshmi"), 0);
        assert_eq!(slips("lakshmi", "lakhsmi"), 1);
        assert_eq!(slips("ramesh", "rmesh"), 1);
        assert_eq!(slips("", "abc"), 3);
        assert_eq!(slips("kitten", "sitting"), 3);
    }
}
