//! Amounts in words, with lakh and crore.

use kernel::Money;

const ONES: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// `Rupees one lakh twenty-three thousand and fifty paise only`
pub fn in_words(amount: Money) -> String {
    let (rupees, paise) = (amount.0.unsigned_abs() / 100, amount.0.unsigned_abs() % 100);
    let rupees = if rupees == 0 { "zero".to_owned() } else { number(rupees) };
    match paise {
        0 => format!("Rupees {rupees} only"),
        paise => format!("Rupees {rupees} and {} paise only", number(paise)),
    }
}

fn number(value: u64) -> String {
    let mut words = Vec::new();
    let mut rest = value;
    for (size, name) in
        [(10_000_000, "crore"), (100_000, "lakh"), (1000, "thousand"), (100, "hundred")]
    {
        if rest >= size {
            words.push(format!("{} {name}", number(rest / size)));
            rest %= size;
        }
    }
    if rest > 0 {
        words.push(below_hundred(rest as usize));
    }
    words.join(" ")
}

fn below_hundred(value: usize) -> String {
    let word = |list: &[&str], at: usize| list.get(at).copied().unwrap_or_default().to_owned();
    match (value, value % 10) {
        (0..20, _) => word(&ONES, value),
        (_, 0) => word(&TENS, value / 10),
        (_, one) => format!("{}-{}", word(&TENS, value / 10), word(&ONES, one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_with_lakh_and_crore() {
        for (paise, words) in [
            (0, "Rupees zero only"),
            (50_000, "Rupees five hundred only"),
            (
                12_345_650,
                "Rupees one lakh twenty-three thousand four hundred fifty-six and fifty paise only",
            ),
            (1_000_000_000, "Rupees one crore only"),
        ] {
            assert_eq!(in_words(Money(paise)), words);
        }
    }
}
