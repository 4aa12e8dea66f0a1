//! Reads a dose as doctors type it: `1-0-1 x 5 pc`, `bd 5d`, `sos fever`, `½-0-½ 7 days
//! after food`, `5 ml tds 3 days`, `q6h`, `weekly 4 weeks`, and a dose that changes by steps:
//! `2-0-0 5d then 1-0-0 5d`. What it cannot read it refuses, naming the word, and guesses
//! nothing.

use documents::dose::{Amount, Dose, DoseUnit, Extra, Food, Reason, Site, TaperStep, When};
use kernel::{Error, Result};

/// What is known so far; the pattern is filled in at the end.
struct Reading {
    amount: Option<Amount>,
    unit: DoseUnit,
    pattern: Option<Pattern>,
    food: Food,
    days: Option<u16>,
    site: Option<Site>,
    reason: Option<Reason>,
    extra: Vec<Extra>,
    number: Option<Amount>,
}

#[derive(Clone, Copy)]
enum Pattern {
    Slots([Amount; 4]),
    Times(u8),
    EveryHours(u8),
    AlternateDays,
    Weekly,
    Monthly,
    AsNeeded,
    AtOnce,
    Bedtime,
}

/// The unit that a form is counted in.
pub fn unit_of(form: &str) -> DoseUnit {
    match form {
        "capsule" => DoseUnit::Capsule,
        "syrup" | "suspension" | "solution" | "mouthwash" | "liquid" => DoseUnit::Ml,
        "drops" | "eye drops" | "ear drops" | "nasal drops" | "oral drops" => DoseUnit::Drop,
        "inhaler" => DoseUnit::Puff,
        "spray" | "nasal spray" => DoseUnit::Spray,
        "sachet" | "powder" | "granules" => DoseUnit::Sachet,
        "injection" | "respules" => DoseUnit::Injection,
        "cream" | "ointment" | "gel" | "lotion" | "shampoo" => DoseUnit::Application,
        "lozenge" => DoseUnit::Lozenge,
        "suppository" | "pessary" => DoseUnit::Suppository,
        "patch" => DoseUnit::Patch,
        _ => DoseUnit::Tablet,
    }
}

const STEPS_MAX: usize = 8;
const DAYS_MAX: u16 = 366;

pub fn read(text: &str, form: &str) -> Result<Dose> {
    let spaced = text.to_lowercase().replace(['×', ',', ';'], " ").replace(['>', '→'], " then ");
    let words: Vec<String> = spaced.split_whitespace().flat_map(split_number).collect();
    let mut steps = Vec::new();
    for part in words.split(|word| word == "then") {
        let unit = steps.last().map_or_else(|| unit_of(form), |step: &Dose| step.unit);
        steps.push(read_one(part, unit)?);
    }
    match steps.len() {
        1 => steps.pop().ok_or_else(|| Error::invalid("dose", "errors-dose-pattern")),
        _ => taper(&steps),
    }
}

fn read_one(words: &[String], unit: DoseUnit) -> Result<Dose> {
    let mut reading = Reading {
        amount: None,
        unit,
        pattern: None,
        food: Food::None,
        days: None,
        site: None,
        reason: None,
        extra: Vec::new(),
        number: None,
    };
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = reading.take(word, after)?;
    }
    reading.finish()
}

/// Steps of one course, each with its days. What is said once (food, unit) is for all.
fn taper(steps: &[Dose]) -> Result<Dose> {
    let refused = || Error::invalid("dose", "errors-dose-steps").with("max", STEPS_MAX);
    let first = steps.first().filter(|_| steps.len() <= STEPS_MAX).ok_or_else(refused)?;
    let mut days = 0;
    let mut kept = Vec::new();
    for step in steps {
        let for_days = step.days.filter(|_| step.unit == first.unit).ok_or_else(refused)?;
        let [morning, afternoon, evening, night] = times_of_day(&step.when).ok_or_else(refused)?;
        kept.push(TaperStep { morning, afternoon, evening, night, days: for_days });
        days += for_days;
    }
    if days > DAYS_MAX {
        return Err(Error::invalid("dose", "errors-dose-days").with("max", DAYS_MAX));
    }
    let food = steps.iter().map(|step| step.food).find(|food| *food != Food::None);
    Ok(Dose {
        unit: first.unit,
        when: When::Taper { steps: kept },
        food: food.unwrap_or(Food::None),
        days: Some(days),
        site: first.site,
        extra: steps.iter().flat_map(|step| step.extra.iter().copied()).collect(),
    })
}

/// A step of a taper says when in the day; what goes by hours or weeks is no step.
fn times_of_day(when: &When) -> Option<[Amount; 4]> {
    let none = Amount(0);
    Some(match *when {
        When::Slots { morning, afternoon, evening, night } => [morning, afternoon, evening, night],
        When::Times { amount, per_day: 1 } => [amount, none, none, none],
        When::Times { amount, per_day: 2 } => [amount, none, none, amount],
        When::Times { amount, per_day: 3 } => [amount, amount, none, amount],
        When::Times { amount, per_day: 4 } => [amount; 4],
        When::Bedtime { amount } => [none, none, none, amount],
        _ => return None,
    })
}

/// `5d` is two words, `1-0-1` and `q6h` are one.
fn split_number(word: &str) -> Vec<String> {
    if word.contains('-') || !word.starts_with(|c: char| c.is_ascii_digit()) {
        return vec![word.to_owned()];
    }
    let is_numeric = |c: char| c.is_ascii_digit() || "½¼¾./".contains(c);
    match word.find(|c: char| !is_numeric(c)) {
        Some(at) => {
            let (number, unit) = word.split_at(at);
            vec![number.to_owned(), unit.to_owned()]
        }
        None => vec![word.to_owned()],
    }
}

fn refuse(word: &str) -> Error {
    Error::invalid("dose", "errors-dose-word").with("word", word)
}

/// `1`, `½`, `1½`, `0.5`, `1/2`, in quarters of a unit.
pub fn amount(text: &str) -> Option<Amount> {
    let fraction = |part: &str| match part {
        "½" | "1/2" => Some(2),
        "¼" | "1/4" => Some(1),
        "¾" | "3/4" => Some(3),
        "" => Some(0),
        _ => None,
    };
    let whole_digits = text.chars().take_while(char::is_ascii_digit).count();
    let (whole, rest) = text.split_at(whole_digits);
    if let Some(quarters) = fraction(text).filter(|_| !text.is_empty()) {
        return Some(Amount(quarters));
    }
    let whole: u16 = whole.parse().ok()?;
    let quarters = match rest {
        ".5" => 2,
        ".25" => 1,
        ".75" => 3,
        rest => fraction(rest)?,
    };
    whole.checked_mul(4)?.checked_add(quarters).map(Amount)
}

fn slots(word: &str) -> Option<[Amount; 4]> {
    let parts: Vec<Amount> = word.split('-').map(amount).collect::<Option<_>>()?;
    let slots = match parts[..] {
        [morning, night] => [morning, Amount(0), Amount(0), night],
        [morning, noon, night] => [morning, noon, Amount(0), night],
        [morning, noon, evening, night] => [morning, noon, evening, night],
        _ => return None,
    };
    slots.iter().any(|slot| slot.0 > 0).then_some(slots)
}

fn pattern(word: &str) -> Option<Pattern> {
    if let Some(slots) = slots(word) {
        return Some(Pattern::Slots(slots));
    }
    if let Some(hours) = word.strip_prefix('q').and_then(|word| word.strip_suffix('h')) {
        return hours
            .parse()
            .ok()
            .filter(|hours| (1..=48).contains(hours))
            .map(Pattern::EveryHours);
    }
    Some(match word {
        "od" | "once" | "daily" | "qd" => Pattern::Times(1),
        "bd" | "bid" | "twice" => Pattern::Times(2),
        "tds" | "tid" | "thrice" => Pattern::Times(3),
        "qid" | "qds" => Pattern::Times(4),
        "hs" | "bedtime" => Pattern::Bedtime,
        "sos" | "prn" => Pattern::AsNeeded,
        "stat" => Pattern::AtOnce,
        "eod" | "qod" | "alternate" => Pattern::AlternateDays,
        "ow" | "weekly" => Pattern::Weekly,
        "monthly" => Pattern::Monthly,
        "la" => Pattern::Times(2),
        _ => return None,
    })
}

fn unit(word: &str) -> Option<DoseUnit> {
    Some(match word {
        "tab" | "tabs" | "tablet" | "tablets" => DoseUnit::Tablet,
        "cap" | "caps" | "capsule" | "capsules" => DoseUnit::Capsule,
        "ml" => DoseUnit::Ml,
        "tsp" | "teaspoon" | "spoon" => DoseUnit::Teaspoon,
        "drop" | "drops" | "gtt" => DoseUnit::Drop,
        "puff" | "puffs" => DoseUnit::Puff,
        "sachet" | "sachets" => DoseUnit::Sachet,
        "unit" | "units" => DoseUnit::Unit,
        "g" | "gram" | "grams" => DoseUnit::Gram,
        "spray" | "sprays" => DoseUnit::Spray,
        _ => return None,
    })
}

fn food(word: &str) -> Option<Food> {
    Some(match word {
        "ac" | "bf" => Food::Before,
        "pc" | "af" => Food::After,
        "cc" => Food::With,
        "empty" => Food::EmptyStomach,
        "milk" => Food::WithMilk,
        _ => return None,
    })
}

fn reason(word: &str) -> Option<Reason> {
    Some(match word {
        "fever" => Reason::Fever,
        "pain" => Reason::Pain,
        "vomiting" => Reason::Vomiting,
        "cough" => Reason::Cough,
        "itching" => Reason::Itching,
        "breathless" | "wheeze" => Reason::Breathless,
        "acidity" => Reason::Acidity,
        "loose" | "loosemotion" | "diarrhoea" => Reason::LooseMotion,
        _ => return None,
    })
}

fn site(word: &str) -> Option<Site> {
    Some(match word {
        "re" => Site::RightEye,
        "le" => Site::LeftEye,
        "be" | "eyes" => Site::BothEyes,
        "nostril" | "nostrils" => Site::EachNostril,
        "local" | "area" => Site::AffectedArea,
        "sl" | "tongue" => Site::UnderTongue,
        _ => return None,
    })
}

impl Reading {
    fn take<'w>(&mut self, word: &str, after: &'w [String]) -> Result<&'w [String]> {
        let next = after.first().map(String::as_str);
        let skip = |count: usize| after.get(count..).unwrap_or_default();
        match (word, next) {
            ("x" | "for" | "at" | "if" | "in" | "on" | "a" | "day" | "motion", _) => {
                return Ok(skip(0));
            }
            ("before", Some("food" | "meals")) => self.food = Food::Before,
            ("after", Some("food" | "meals")) => self.food = Food::After,
            ("with", Some("food" | "meals")) => self.food = Food::With,
            ("with", Some("milk")) => self.food = Food::WithMilk,
            ("empty", Some("stomach")) => self.food = Food::EmptyStomach,
            ("alternate", Some("day" | "days")) => self.pattern = Some(Pattern::AlternateDays),
            _ => return self.single(word, skip(0)),
        }
        Ok(skip(1))
    }

    fn single<'w>(&mut self, word: &str, rest: &'w [String]) -> Result<&'w [String]> {
        if let Some(found) = unit(word) {
            (self.unit, self.amount) = (found, self.number.take().or(self.amount));
        } else if let Some(factor) = period(word) {
            let count = self.number.take().ok_or_else(|| refuse(word))?;
            self.days = Some(count.0 / 4 * factor);
        } else if let Some(found) = pattern(word) {
            self.amount = self.number.take().or(self.amount);
            self.pattern = Some(found);
        } else if let Some(found) = food(word) {
            self.food = found;
        } else if let Some(found) = reason(word) {
            self.reason = Some(found);
        } else if let Some(found) = site(word) {
            self.site = Some(found);
        } else if let Some(found) = amount(word) {
            if self.number.replace(found).is_some() {
                return Err(refuse(word));
            }
        } else if word == "course" {
            self.extra.push(Extra::FullCourse);
        } else {
            return Err(refuse(word));
        }
        Ok(rest)
    }

    fn finish(mut self) -> Result<Dose> {
        // A number that no unit claimed is days after the pattern, an amount before it.
        if let Some(number) = self.number.take() {
            match self.pattern {
                Some(_) if self.days.is_none() && number.0 % 4 == 0 => {
                    self.days = Some(number.0 / 4);
                }
                _ => return Err(refuse(&number.fraction())),
            }
        }
        let amount = self.amount.unwrap_or(Amount(4));
        let pattern = self.pattern.or(self.reason.map(|_| Pattern::AsNeeded));
        let when = match pattern.ok_or_else(|| Error::invalid("dose", "errors-dose-pattern"))? {
            Pattern::Slots(slots) => {
                let [morning, afternoon, evening, night] = match self.amount {
                    // `5 ml 1-0-1` says how much and when.
                    Some(amount) => slots.map(|slot| Amount(slot.0 * amount.0 / 4)),
                    None => slots,
                };
                When::Slots { morning, afternoon, evening, night }
            }
            Pattern::Times(per_day) => When::Times { amount, per_day },
            Pattern::EveryHours(hours) => When::EveryHours { amount, hours },
            Pattern::AlternateDays => When::AlternateDays { amount },
            Pattern::Weekly => When::Weekly { amount },
            Pattern::Monthly => When::Monthly { amount },
            Pattern::AsNeeded => When::AsNeeded { amount, reason: self.reason, max_per_day: None },
            Pattern::AtOnce => When::AtOnce { amount },
            Pattern::Bedtime => When::Bedtime { amount },
        };
        if self.days.is_some_and(|days| days == 0 || days > DAYS_MAX) {
            return Err(Error::invalid("dose", "errors-dose-days").with("max", DAYS_MAX));
        }
        let Reading { unit, food, days, site, extra, .. } = self;
        Ok(Dose { unit, when, food, days, site, extra })
    }
}

fn period(word: &str) -> Option<u16> {
    Some(match word {
        "d" | "day" | "days" => 1,
        "w" | "wk" | "week" | "weeks" => 7,
        "m" | "mo" | "month" | "months" => 30,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dose(text: &str) -> Dose {
        read(text, "tablet").unwrap()
    }

    #[test]
    fn a_pattern_with_days_and_food_is_read() {
        for text in
            ["1-0-1 x 5 pc", "1-0-1 5d after food", "1-0-0-1 5 days pc", "1-1 for 5 days pc"]
        {
            let read = dose(text);
            assert_eq!((read.days, read.food), (Some(5), Food::After), "{text}");
            let one = Amount(4);
            let none = Amount(0);
            let slots = When::Slots { morning: one, afternoon: none, evening: none, night: one };
            assert_eq!(read.when, slots, "{text}");
        }
    }

    #[test]
    fn abbreviations_halves_and_units_are_read() {
        assert_eq!(dose("bd 5d").when, When::Times { amount: Amount(4), per_day: 2 });
        assert_eq!(dose("½ od 2 weeks").days, Some(14));
        assert_eq!(dose("½ od 2 weeks").when, When::Times { amount: Amount(2), per_day: 1 });
        let syrup = read("5 ml tds 3 days", "syrup").unwrap();
        assert_eq!((syrup.unit, syrup.days), (DoseUnit::Ml, Some(3)));
        assert_eq!(syrup.when, When::Times { amount: Amount(20), per_day: 3 });
        let fever = dose("sos fever");
        assert_eq!(
            fever.when,
            When::AsNeeded { amount: Amount(4), reason: Some(Reason::Fever), max_per_day: None }
        );
        assert_eq!(dose("q6h 2d").when, When::EveryHours { amount: Amount(4), hours: 6 });
        assert_eq!(dose("alternate days 4 weeks").days, Some(28));
        assert_eq!(dose("1.5-0-½").when, dose("1½-0-1/2").when);
    }

    #[test]
    fn steps_of_a_taper_are_read() {
        for text in [
            "2-0-0 5d pc then 1-0-0 5d then ½-0-0 4 days",
            "2 od 5d > od 5d > ½ od 4d pc",
            "2-0-0 x 5 after food → 1-0-0 x 5 → 0.5-0-0 x 4",
        ] {
            let read = dose(text);
            assert_eq!((read.days, read.food), (Some(14), Food::After), "{text}");
            let When::Taper { steps } = read.when else { panic!("{text}") };
            let mornings: Vec<(u16, u16)> =
                steps.iter().map(|step| (step.morning.0, step.days)).collect();
            assert_eq!(mornings, [(8, 5), (4, 5), (2, 4)], "{text}");
        }
        for text in ["1-0-0 5d then", "1-0-0 then ½-0-0", "1-0-0 5d then q6h 5d", "then", "od >"] {
            assert!(read(text, "tablet").is_err(), "{text}");
        }
        assert!(read(&["od 1d"; 9].join(" then "), "tablet").is_err());
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_word() {
        let refused = read("1-0-1 xyz", "tablet").unwrap_err();
        assert_eq!(refused.args.get("word").map(String::as_str), Some("xyz"));
        for text in ["", "5", "0-0-0", "1-0-1 0 days", "1-0-1 999 days", "1-0-1-1-1", "-1-0-1"] {
            assert!(read(text, "tablet").is_err(), "{text}");
        }
    }
}
