//! What every copy is asked when it is made and again when it is restored. A name is for all
//! time: what another program asks differently gets another name.

use ::backup::Question;

pub const QUESTIONS: &[Question] = &[
    ("patients", "SELECT count(*) FROM patient"),
    ("visits", "SELECT count(*) FROM visit"),
    ("prescriptions", "SELECT count(*) FROM prescription"),
    ("admissions", "SELECT count(*) FROM admission"),
    ("bills", "SELECT count(*) FROM invoice"),
    ("billed paise", "SELECT coalesce(sum(total_paise), 0) FROM invoice"),
    ("paid paise", "SELECT coalesce(sum(amount_paise), 0) FROM payment"),
    ("staff", "SELECT count(*) FROM staff"),
    ("ops", "SELECT count(*) FROM op"),
    ("log entries", "SELECT count(*) FROM access"),
];
