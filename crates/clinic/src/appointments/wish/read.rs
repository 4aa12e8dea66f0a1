//! From text to a wish. Pure: today and the time now are given.

use chrono::{Datelike, Days, Months};
use kernel::{Day, Error, Result};
use unicode_normalization::UnicodeNormalization;

use super::super::model::{LENGTH_MAX, Part, Unit};
use super::words::{Word, word};

/// A wish is a line.
const LETTERS_MAX: usize = 300;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub day: Option<Day>,
    pub minute: Option<i64>,
    /// The same hour in the other half of the day, when nothing says which is meant.
    pub other_minute: Option<i64>,
    pub part: Option<Part>,
    /// How long it should be.
    pub minutes: Option<i64>,
    /// Words that are none of these: names, or nothing.
    pub rest: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// Digits, with what stands between digits: 25/12, 10:30, 2026-12-25.
    Digits(String),
    Letters(String),
}

fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.nfc().take(LETTERS_MAX).flat_map(char::to_lowercase).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let digit = |at: usize| letters.get(at).and_then(|letter| plain_digit(*letter));
    while let Some(letter) = letters.get(at) {
        if digit(at).is_some() {
            let mut run = String::new();
            loop {
                match (digit(at), letters.get(at)) {
                    (Some(digit), _) => run.push(digit),
                    (None, Some(between @ (':' | '/' | '-' | '.'))) if digit(at + 1).is_some() => {
                        run.push(*between);
                    }
                    _ => break,
                }
                at += 1;
            }
            tokens.push(Token::Digits(run));
        } else if is_letter(*letter) {
            let mut run = String::new();
            while let Some(letter) = letters.get(at) {
                match letter {
                    letter if is_letter(*letter) => run.push(*letter),
                    '\'' | '’' | '\u{200c}' | '\u{200d}' => {}
                    // a.m. and p.m.
                    '.' if matches!(run.as_str(), "a" | "p") => {}
                    _ => break,
                }
                at += 1;
            }
            tokens.push(Token::Letters(run));
        } else {
            at += 1;
        }
    }
    tokens
}

/// Vowel signs and nukta of Indian scripts belong to their word.
fn is_letter(letter: char) -> bool {
    plain_digit(letter).is_none()
        && (letter.is_alphabetic() || (0x0900..=0x0d7f).contains(&u32::from(letter)))
        && !matches!(letter, '।' | '॥')
}

fn plain_digit(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '०'..='९' => char::from_digit(u32::from(letter) - u32::from('०'), 10),
        _ => None,
    }
}

pub fn read(text: &str, today: Day, now_minute: i64) -> Result<Wish> {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, at: 0, today, wish: Wish::default(), half: None };
    while reader.at < tokens.len() {
        reader.step()?;
    }
    Ok(reader.done(now_minute))
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    today: Day,
    wish: Wish,
    /// Am or pm, said or meant by a part of the day.
    half: Option<Word>,
}

impl Reader<'_> {
    fn word_at(&self, at: usize) -> Option<Word> {
        match self.tokens.get(at)? {
            Token::Letters(text) => word(text),
            Token::Digits(digits) => digits.parse().ok().map(Word::Number),
        }
    }

    fn step(&mut self) -> Result<()> {
        let Some(token) = self.tokens.get(self.at).cloned() else { return Ok(()) };
        self.at += 1;
        match token {
            Token::Digits(digits) => match digits.parse::<i64>() {
                Ok(number) if digits.len() <= 4 => self.number(number, digits.len()),
                _ => self.written(&digits),
            },
            Token::Letters(text) => match word(&text) {
                Some(word) => self.word(word),
                None => {
                    self.wish.rest.push(text);
                    Ok(())
                }
            },
        }
    }

    fn word(&mut self, word: Word) -> Result<()> {
        match word {
            Word::Day(days) => self.wish.day = self.ahead(days),
            Word::Weekday(weekday) => self.wish.day = self.ahead(self.until(weekday)),
            Word::Month(month) => return self.month_first(month),
            // "day after tomorrow"
            Word::Unit(Unit::Days)
                if self.word_at(self.at) == Some(Word::Filler)
                    && self.word_at(self.at + 1) == Some(Word::Day(1)) =>
            {
                self.at += 2;
                self.wish.day = self.ahead(2);
            }
            // "a week", "mahine baad": one of it.
            Word::Unit(unit) => self.wish.day = self.later(1, unit),
            Word::Part(part) => {
                self.wish.part = Some(part);
                self.half = Some(if part == Part::Morning { Word::Am } else { Word::Pm });
            }
            Word::Am | Word::Pm => self.half = Some(word),
            Word::Noon => self.wish.minute = Some(12 * 60),
            Word::Next => self.next(),
            Word::Number(number) => return self.number(number, 1),
            Word::Beside(minutes) => return self.beside(minutes),
            Word::Minutes | Word::Hours | Word::Clock | Word::Ordinal | Word::Filler => {}
        }
        Ok(())
    }

    fn ahead(&self, days: i64) -> Option<Day> {
        self.today.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0)))
    }

    /// Days until a weekday; today counts.
    fn until(&self, weekday: i64) -> i64 {
        (weekday - i64::from(self.today.weekday().number_from_monday())).rem_euclid(7)
    }

    fn later(&self, count: i64, unit: Unit) -> Option<Day> {
        let count = u32::try_from(count).ok().filter(|count| *count <= 1000)?;
        match unit {
            Unit::Days => self.today.checked_add_days(Days::new(u64::from(count))),
            Unit::Weeks => self.today.checked_add_days(Days::new(u64::from(count) * 7)),
            Unit::Months => self.today.checked_add_months(Months::new(count)),
        }
    }

    /// Next Friday is the one of the next week, Monday to Sunday.
    fn next(&mut self) {
        match self.word_at(self.at) {
            Some(Word::Weekday(weekday)) => {
                self.at += 1;
                let this = i64::from(self.today.weekday().number_from_monday());
                self.wish.day = self.ahead(7 - this + weekday);
            }
            Some(Word::Unit(unit)) => {
                self.at += 1;
                self.wish.day = self.later(1, unit);
            }
            _ => {}
        }
    }

    /// "sadhe 5", "paune 6".
    fn beside(&mut self, minutes: i64) -> Result<()> {
        if let Some(Word::Number(hour)) = self.word_at(self.at) {
            self.at += 1;
            if self.word_at(self.at) == Some(Word::Clock) {
                self.at += 1;
            }
            return self.time(hour, 0, minutes);
        }
        Ok(())
    }

    fn number(&mut self, number: i64, digits: usize) -> Result<()> {
        let mut next = self.word_at(self.at);
        let mut is_ordinal = false;
        if next == Some(Word::Ordinal) {
            is_ordinal = true;
            self.at += 1;
            next = self.word_at(self.at);
        }
        match next {
            Some(Word::Unit(unit)) => {
                self.at += 1;
                self.wish.day = self.later(number, unit);
            }
            Some(Word::Minutes) => {
                self.at += 1;
                self.wish.minutes = Some(number.clamp(1, LENGTH_MAX));
            }
            Some(Word::Hours) => {
                self.at += 1;
                self.wish.minutes = Some((number * 60).clamp(1, LENGTH_MAX));
            }
            Some(Word::Month(month)) => {
                self.at += 1;
                let year = self.year();
                self.wish.day = Some(self.date(number, i64::from(month), year)?);
            }
            Some(half @ (Word::Am | Word::Pm)) => {
                self.at += 1;
                self.half = Some(half);
                return self.time(number, 0, 0);
            }
            Some(Word::Clock) => {
                self.at += 1;
                return self.time(number, 0, 0);
            }
            _ if is_ordinal => {
                self.wish.day = Some(self.day_of_month(number)?);
            }
            // 930 and 1730.
            _ if digits >= 3 && self.wish.minute.is_none() => {
                return self.time(number / 100, number % 100, 0);
            }
            _ if self.wish.minute.is_none() && (1..=23).contains(&number) => {
                return self.time(number, 0, 0);
            }
            _ => self.wish.rest.push(number.to_string()),
        }
        Ok(())
    }

    /// A year after a month, if one stands there.
    fn year(&mut self) -> Option<i64> {
        match self.tokens.get(self.at) {
            Some(Token::Digits(digits)) if digits.len() == 4 => {
                let year = digits.parse().ok().filter(|year| (2000..2100).contains(year))?;
                self.at += 1;
                Some(year)
            }
            _ => None,
        }
    }

    /// "dec 25"
    fn month_first(&mut self, month: u32) -> Result<()> {
        if let Some(Word::Number(day)) = self.word_at(self.at) {
            self.at += 1;
            if self.word_at(self.at) == Some(Word::Ordinal) {
                self.at += 1;
            }
            let year = self.year();
            self.wish.day = Some(self.date(day, i64::from(month), year)?);
        }
        Ok(())
    }

    fn written(&mut self, digits: &str) -> Result<()> {
        let parts: Vec<&str> = digits.split([':', '/', '-', '.']).collect();
        let numbers: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let is_date = digits.contains(['/', '-']);
        match (numbers.as_slice(), parts.first().map(|first| first.len())) {
            ([year, month, day], Some(4)) => {
                self.wish.day = Some(self.date(*day, *month, Some(*year))?);
            }
            ([day, month, year], _) => {
                let year = if *year < 100 { 2000 + year } else { *year };
                self.wish.day = Some(self.date(*day, *month, Some(year))?);
            }
            ([day, month], _) if is_date => {
                self.wish.day = Some(self.date(*day, *month, None)?);
            }
            ([hour, minute], _) => {
                match self.word_at(self.at) {
                    Some(half @ (Word::Am | Word::Pm)) => {
                        self.at += 1;
                        self.half = Some(half);
                    }
                    Some(Word::Clock) => self.at += 1,
                    _ => {}
                }
                return self.time(*hour, *minute, 0);
            }
            _ => self.wish.rest.push(digits.to_owned()),
        }
        Ok(())
    }

    /// Without a year, the next such day from today on.
    fn date(&self, day: i64, month: i64, year: Option<i64>) -> Result<Day> {
        let refuse = || {
            let said = match year {
                Some(year) => format!("{day}/{month}/{year}"),
                None => format!("{day}/{month}"),
            };
            Error::invalid("text", "errors-no-such-day").with("day", said)
        };
        let of = |year: i64| {
            let (day, month) = (u32::try_from(day).ok()?, u32::try_from(month).ok()?);
            Day::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        };
        if let Some(year) = year {
            let found = of(year).ok_or_else(refuse)?;
            return match found < self.today {
                true => Err(Error::invalid("text", "errors-booking-in-past")),
                false => Ok(found),
            };
        }
        let this = i64::from(self.today.year());
        let mut years = (this..this + 5).filter_map(of).filter(|found| *found >= self.today);
        // 29 February of a year far ahead is a slip, not a wish.
        let near = |found: &Day| (*found - self.today).num_days() <= 366;
        years.next().filter(near).ok_or_else(refuse)
    }

    /// "on the 25th": of this month, or of the next when it is over.
    fn day_of_month(&self, day: i64) -> Result<Day> {
        let refuse = || Error::invalid("text", "errors-no-such-day").with("day", day);
        let number = u32::try_from(day).map_err(|_| refuse())?;
        let months = (0..3).filter_map(|ahead| {
            let first = self.today.with_day(1)?.checked_add_months(Months::new(ahead))?;
            first.with_day(number)
        });
        months.into_iter().find(|found| *found >= self.today).ok_or_else(refuse)
    }

    fn time(&mut self, hour: i64, minute: i64, beside: i64) -> Result<()> {
        if !(0..=24).contains(&hour) || !(0..60).contains(&minute) {
            let said = format!("{hour}:{minute:02}");
            return Err(Error::invalid("text", "errors-no-such-time").with("time", said));
        }
        self.wish.minute = Some(hour * 60 + minute + beside);
        Ok(())
    }

    /// An hour without am or pm is one at which clinics are open.
    fn done(self, now_minute: i64) -> Wish {
        let mut wish = self.wish;
        if let Some(minute) = wish.minute {
            let is_small = minute < 13 * 60;
            let (am, pm) = (minute % 720, minute % 720 + 720);
            wish.minute = Some(match self.half {
                Some(Word::Am) if is_small => am,
                Some(Word::Pm) if is_small => pm,
                None if (60..7 * 60 + 45).contains(&minute) => pm,
                _ => minute,
            });
            if self.half.is_none() && is_small && wish.day_half_is_open(minute) {
                wish.other_minute = Some(if wish.minute == Some(am) { pm } else { am });
            }
            if wish.minute == Some(24 * 60) {
                wish.minute = Some(0);
            }
        }
        if wish.day.is_none() && wish.minute.is_some_and(|minute| minute < now_minute) {
            wish.day = self.today.succ_opt();
        } else if wish.day.is_none() && (wish.minute.is_some() || wish.part.is_some()) {
            wish.day = Some(self.today);
        }
        wish
    }
}

impl Wish {
    /// Twelve is noon, whoever says it at a desk.
    fn day_half_is_open(&self, minute: i64) -> bool {
        (60..12 * 60).contains(&minute)
    }
}

#[cfg(test)]
mod tests;
