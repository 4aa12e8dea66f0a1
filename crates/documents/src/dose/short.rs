use super::{Amount, Dose, When};

/// The doctor's pattern for the prescriber and the pharmacist: "1-0-1". The
/// patient reads the sentence instead.
pub fn short(dose: &Dose) -> String {
    let text = |amount: &Amount| amount.text(dose.unit);
    match &dose.when {
        When::Slots { morning, afternoon, evening, night } => {
            pattern([*morning, *afternoon, *evening, *night], dose)
        }
        When::Times { amount, per_day } => format!("{} × {per_day} / day", text(amount)),
        When::EveryHours { amount, hours } => format!("{} every {hours} h", text(amount)),
        When::AlternateDays { amount } => format!("{} alternate days", text(amount)),
        When::Weekly { amount } => format!("{} once a week", text(amount)),
        When::Monthly { amount } => format!("{} once a month", text(amount)),
        When::AsNeeded { amount, max_per_day: None, .. } => format!("{} SOS", text(amount)),
        When::AsNeeded { amount, max_per_day: Some(times), .. } => {
            format!("{} SOS, max {times} / day", text(amount))
        }
        When::AtOnce { amount } => format!("{} STAT", text(amount)),
        When::Bedtime { amount } => format!("{} HS", text(amount)),
        When::Taper { steps } => {
            let written: Vec<String> = steps
                .iter()
                .map(|step| {
                    let amounts = [step.morning, step.afternoon, step.evening, step.night];
                    format!("{} × {} d", pattern(amounts, dose), step.days)
                })
                .collect();
            written.join(" → ")
        }
    }
}

/// Three places when nothing is taken in the evening, otherwise four.
fn pattern(amounts: [Amount; 4], dose: &Dose) -> String {
    let [morning, afternoon, evening, night] = amounts;
    let shown = if evening.is_none() {
        vec![morning, afternoon, night]
    } else {
        vec![morning, afternoon, evening, night]
    };
    let texts: Vec<String> = shown.into_iter().map(|amount| amount.text(dose.unit)).collect();
    texts.join("-")
}
