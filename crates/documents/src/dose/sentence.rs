use super::{Amount, Dose, DoseUnit, Extra, Food, Reason, Site, When};
use crate::language::Language;
use crate::words::{Words, number, word};

const BETWEEN_PARTS: &str = " – ";
const BETWEEN_REMARKS: &str = " • ";

/// What the patient reads, in the patient's language: whole phrases stand beside
/// each other in fixed places, so no grammar is needed between them. Digits are
/// Western in every language. Direction controls keep the numbers in right-to-left
/// text in order; they are invisible.
pub fn sentence(language: Language, dose: &Dose) -> String {
    let words = Words::of(language);
    let mut parts = match &dose.when {
        When::Taper { steps } => {
            let steps = steps.iter().map(|step| {
                let amounts = [step.morning, step.afternoon, step.evening, step.night];
                let mut parts = slots(words, dose.unit, amounts);
                parts.push(days(words, step.days));
                parts.join(BETWEEN_PARTS)
            });
            vec![then(words, steps.collect())]
        }
        when => ordinary(words, dose.unit, when),
    };
    if let Some(site) = dose.site {
        let at = parts.len().min(1);
        parts.insert(at, words.say(site_id(site)));
    }
    parts.extend(food_id(dose.food).map(|id| words.say(id)));
    parts.extend(duration(words, dose));
    let remarks = dose.extra.iter().map(|extra| words.say(extra_id(*extra)));
    let all: Vec<String> = std::iter::once(parts.join(BETWEEN_PARTS)).chain(remarks).collect();
    all.join(BETWEEN_REMARKS)
}

fn ordinary(words: &Words, unit: DoseUnit, when: &When) -> Vec<String> {
    match when {
        When::Slots { morning, afternoon, evening, night } => {
            slots(words, unit, [*morning, *afternoon, *evening, *night])
        }
        When::Times { amount, per_day } => {
            vec![measure(words, unit, *amount), counted(words, "papers-times-a-day", *per_day)]
        }
        When::EveryHours { amount, hours } => {
            vec![measure(words, unit, *amount), counted(words, "papers-every-hours", *hours)]
        }
        When::AlternateDays { amount } => {
            vec![measure(words, unit, *amount), words.say("papers-alternate-days")]
        }
        When::Weekly { amount } => {
            vec![measure(words, unit, *amount), words.say("papers-once-a-week")]
        }
        When::Monthly { amount } => {
            vec![measure(words, unit, *amount), words.say("papers-once-a-month")]
        }
        When::AsNeeded { amount, reason, max_per_day } => {
            let why = reason.map_or("papers-when-needed", reason_id);
            let mut parts = vec![measure(words, unit, *amount), words.say(why)];
            parts.extend(max_per_day.map(|most| counted(words, "papers-at-most", most)));
            parts
        }
        When::AtOnce { amount } => {
            vec![measure(words, unit, *amount), words.say("papers-at-once")]
        }
        When::Bedtime { amount } => {
            vec![measure(words, unit, *amount), words.say("papers-at-bedtime")]
        }
        When::Taper { .. } => Vec::new(),
    }
}

/// "1 tablet – morning and night", or each time with its own amount when they
/// differ.
fn slots(words: &Words, unit: DoseUnit, amounts: [Amount; 4]) -> Vec<String> {
    let times = ["papers-morning", "papers-afternoon", "papers-evening", "papers-night"];
    let taken: Vec<(Amount, String)> = amounts
        .into_iter()
        .zip(times)
        .filter(|(amount, _)| !amount.is_none())
        .map(|(amount, id)| (amount, words.say(id)))
        .collect();
    let Some((first, _)) = taken.first() else { return Vec::new() };
    if taken.iter().all(|(amount, _)| amount == first) {
        let times = taken.iter().map(|(_, time)| time.clone()).collect();
        return vec![measure(words, unit, *first), list(words, times)];
    }
    let each = taken.iter().map(|(amount, time)| {
        let amount = measure(words, unit, *amount);
        words.fill("papers-amount-at-time", &[("amount", word(&amount)), ("time", word(time))])
    });
    vec![enumerate(words, each)]
}

fn measure(words: &Words, unit: DoseUnit, amount: Amount) -> String {
    let text = amount.text(unit);
    words.fill(unit_id(unit), &[("amount", word(&text)), ("size", word(amount.wording()))])
}

fn counted(words: &Words, id: &str, count: u8) -> String {
    words.fill(id, &[("count", number(u32::from(count)))])
}

fn days(words: &Words, days: u16) -> String {
    words.fill("papers-for-days", &[("count", number(u32::from(days)))])
}

fn duration(words: &Words, dose: &Dose) -> Option<String> {
    match (&dose.when, dose.days) {
        (When::Taper { .. }, _) => None,
        (_, Some(count)) => Some(days(words, count)),
        (When::AtOnce { .. } | When::AsNeeded { .. }, None) => None,
        (_, None) => Some(words.say("papers-until-told")),
    }
}

fn list(words: &Words, items: Vec<String>) -> String {
    let mut items = items.into_iter();
    let first = items.next().unwrap_or_default();
    let rest: Vec<String> = items.collect();
    let Some((last, middle)) = rest.split_last() else { return first };
    let head = enumerate(words, std::iter::once(first).chain(middle.iter().cloned()));
    words.fill("papers-and", &[("first", word(&head)), ("last", word(last))])
}

fn enumerate(words: &Words, items: impl Iterator<Item = String>) -> String {
    items
        .reduce(|before, next| {
            words.fill("papers-comma", &[("first", word(&before)), ("last", word(&next))])
        })
        .unwrap_or_default()
}

fn then(words: &Words, steps: Vec<String>) -> String {
    let mut steps = steps.into_iter();
    let first = steps.next().unwrap_or_default();
    steps.fold(first, |before, next| {
        words.fill("papers-then", &[("before", word(&before)), ("next", word(&next))])
    })
}

pub(crate) const fn unit_id(unit: DoseUnit) -> &'static str {
    match unit {
        DoseUnit::Tablet => "papers-unit-tablet",
        DoseUnit::Capsule => "papers-unit-capsule",
        DoseUnit::Ml => "papers-unit-ml",
        DoseUnit::Teaspoon => "papers-unit-teaspoon",
        DoseUnit::Drop => "papers-unit-drop",
        DoseUnit::Puff => "papers-unit-puff",
        DoseUnit::Sachet => "papers-unit-sachet",
        DoseUnit::Injection => "papers-unit-injection",
        DoseUnit::Unit => "papers-unit-unit",
        DoseUnit::Application => "papers-unit-application",
        DoseUnit::Gram => "papers-unit-gram",
        DoseUnit::Lozenge => "papers-unit-lozenge",
        DoseUnit::Suppository => "papers-unit-suppository",
        DoseUnit::Patch => "papers-unit-patch",
        DoseUnit::Spray => "papers-unit-spray",
    }
}

const fn food_id(food: Food) -> Option<&'static str> {
    match food {
        Food::None => None,
        Food::Before => Some("papers-food-before"),
        Food::After => Some("papers-food-after"),
        Food::With => Some("papers-food-with"),
        Food::EmptyStomach => Some("papers-food-empty-stomach"),
        Food::WithMilk => Some("papers-food-with-milk"),
    }
}

const fn site_id(site: Site) -> &'static str {
    match site {
        Site::RightEye => "papers-site-right-eye",
        Site::LeftEye => "papers-site-left-eye",
        Site::BothEyes => "papers-site-both-eyes",
        Site::RightEar => "papers-site-right-ear",
        Site::LeftEar => "papers-site-left-ear",
        Site::BothEars => "papers-site-both-ears",
        Site::EachNostril => "papers-site-each-nostril",
        Site::AffectedArea => "papers-site-affected-area",
        Site::UnderTongue => "papers-site-under-tongue",
        Site::Mouth => "papers-site-mouth",
        Site::Scalp => "papers-site-scalp",
        Site::Skin => "papers-site-skin",
        Site::UnderSkin => "papers-site-under-skin",
        Site::Muscle => "papers-site-muscle",
        Site::Vein => "papers-site-vein",
        Site::Rectum => "papers-site-rectum",
        Site::Vagina => "papers-site-vagina",
    }
}

const fn reason_id(reason: Reason) -> &'static str {
    match reason {
        Reason::Fever => "papers-if-fever",
        Reason::Pain => "papers-if-pain",
        Reason::Vomiting => "papers-if-vomiting",
        Reason::Cough => "papers-if-cough",
        Reason::Itching => "papers-if-itching",
        Reason::Breathless => "papers-if-breathless",
        Reason::Acidity => "papers-if-acidity",
        Reason::LooseMotion => "papers-if-loose-motion",
    }
}

const fn extra_id(extra: Extra) -> &'static str {
    match extra {
        Extra::ShakeWell => "papers-shake-well",
        Extra::DissolveInWater => "papers-dissolve-in-water",
        Extra::Chew => "papers-chew",
        Extra::Gargle => "papers-gargle",
        Extra::Drowsy => "papers-drowsy",
        Extra::FullCourse => "papers-full-course",
        Extra::StopIfRash => "papers-stop-if-rash",
    }
}
