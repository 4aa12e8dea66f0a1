use kernel::{Day, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::diary::Diary;
use super::super::find_slots::{SlotChoice, choice};
use super::super::model::{LENGTH_MAX, Part};
use super::super::slots::{Misfit, Span, instant, minute_of};
use super::read::{Wish, read as read_wish};
use crate::patients::search::{is_like, words};
use crate::permissions::APPOINTMENTS_VIEW;
use crate::settings::Doctor;

const CHOICES: usize = 6;
/// Of the wished day itself; the others are of the days after.
const CHOICES_OF_DAY: usize = 4;
const SEARCH_DAYS: u64 = 60;

/// What was understood of a text, and the free slots nearest to it, best first.
#[derive(Deserialize, TS)]
pub struct ReadWish {
    pub text: String,
    /// Who is meant when the text names nobody.
    pub doctor_id: Option<RowId>,
    pub patient_id: Option<RowId>,
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct WishView {
    pub doctor_id: Option<RowId>,
    pub doctor_name: String,
    pub day: Option<Day>,
    #[ts(type = "number | null")]
    pub minute: Option<i64>,
    pub part: Part,
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
    /// Words that nobody understood.
    pub ignored: Vec<String>,
    /// Whether the first slot is just what was wished.
    pub is_exact: bool,
    /// Why the wished time cannot be had; none when it can, or when no time was wished.
    pub misfit: Option<Misfit>,
    pub slots: Vec<SlotChoice>,
}

impl Query for ReadWish {
    type Output = WishView;
    const ROUTE: &'static str = "appointments.read_wish";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<WishView> {
        let (today, now) = (read.today(), read.now());
        let mut wish = read_wish(&self.text, today, minute_of(read.zone(), now))?;
        let doctors: Vec<Doctor> = read.all(
            "SELECT * FROM doctor WHERE is_active = 1 AND ended IS NULL
             ORDER BY name, id LIMIT 500",
            [],
        )?;
        let named = named(&doctors, &mut wish.rest);
        let usual = self.usual(read, &doctors)?;
        let doctor = named.or(doctors.iter().find(|doctor| Some(doctor.id) == usual));
        let minutes = wish.minutes.or(self.minutes).map(|length| length.clamp(1, LENGTH_MAX));
        let mut view = WishView {
            doctor_id: doctor.map(|doctor| doctor.id),
            doctor_name: doctor.map(|doctor| doctor.name.clone()).unwrap_or_default(),
            day: wish.day,
            minute: wish.minute,
            part: wish.part.unwrap_or(Part::Any),
            minutes,
            ignored: std::mem::take(&mut wish.rest),
            is_exact: false,
            misfit: None,
            slots: Vec::new(),
        };
        if let Some(doctor) = view.doctor_id {
            propose(read, doctor, &wish, &mut view)?;
        }
        Ok(view)
    }
}

impl ReadWish {
    /// The one the screen means, the person's own self, whom the patient saw last, the first.
    fn usual(&self, read: &Read<'_>, doctors: &[Doctor]) -> Result<Option<RowId>> {
        if let Some(known) = self.doctor_id.or(read.session().doctor) {
            return Ok(Some(known));
        }
        let last: Option<RowId> = match self.patient_id {
            Some(patient) => read.value(
                "SELECT doctor_id FROM token WHERE patient_id = ?1 AND ended IS NULL
                 ORDER BY day DESC, id DESC LIMIT 1",
                [patient],
            )?,
            None => None,
        };
        let first = doctors.first().map(|doctor| doctor.id);
        Ok(last.filter(|last| doctors.iter().any(|doctor| doctor.id == *last)).or(first))
    }
}

/// The doctor whom most words name; those words are taken from the rest. In any script and
/// spelling, as patients are found.
fn named<'a>(doctors: &'a [Doctor], rest: &mut Vec<String>) -> Option<&'a Doctor> {
    let meets = |word: &str, doctor: &Doctor| {
        let said = words(word);
        let names = words(&doctor.name);
        !said.is_empty()
            && said.iter().all(|said| {
                names.iter().any(|name| {
                    name != "dr"
                        && said.len() >= 2
                        && (name.starts_with(said.as_str()) || is_like(said, name))
                })
            })
    };
    let score = |doctor: &&Doctor| rest.iter().filter(|word| meets(word, doctor)).count();
    // The first by name wins a tie: the screen shows who is meant before anything is booked.
    let best = doctors.iter().rev().max_by_key(score).filter(|doctor| score(doctor) > 0)?;
    rest.retain(|word| !meets(word, best));
    Some(best)
}

fn propose(read: &Read<'_>, doctor_id: RowId, wish: &Wish, view: &mut WishView) -> Result<()> {
    let from = wish.day.unwrap_or(read.today()).max(read.today());
    let until = from.checked_add_days(chrono::Days::new(SEARCH_DAYS)).unwrap_or(from);
    let diary = Diary::read(read, Some(doctor_id), from, until)?;
    let after = diary.start_of(from).max(read.now());
    let plan = diary.day(doctor_id, from);
    // "5" is five in the evening, unless only five in the morning has hours.
    if let (Some(minute), Some(other)) = (wish.minute, wish.other_minute) {
        let is_open = |minute: i64| {
            let at = instant(diary.zone, from, minute);
            plan.stretches.iter().any(|one| one.span.from <= at && at < one.span.until)
        };
        if !is_open(minute) && is_open(other) {
            view.minute = Some(other);
        }
    }
    let Some(minute) = view.minute else {
        let fits = |minute: i64| view.part.holds(minute);
        let found =
            diary.free(doctor_id, after, until, view.minutes, |_, minute| fits(minute), CHOICES);
        view.slots = found.into_iter().map(|free| choice(&diary, free)).collect();
        view.is_exact =
            view.slots.first().is_some_and(|slot| wish.day.is_none_or(|day| day == slot.day));
        return Ok(());
    };
    let wished = instant(diary.zone, from, minute);
    let here = plan.stretches.iter().find(|one| one.span.from <= wished && wished < one.span.until);
    let length = view.minutes.unwrap_or(here.map_or(1, |stretch| stretch.slot_minutes));
    view.misfit = plan.fit(Span::new(wished, length), None).err();
    for day in from.iter_days().take_while(|day| *day <= until) {
        let start = diary.start_of(day).max(after);
        let free = diary.free(doctor_id, start, day, view.minutes, |_, _| true, 200);
        let mut of_day: Vec<SlotChoice> =
            free.into_iter().map(|free| choice(&diary, free)).collect();
        of_day.sort_by_key(|slot| ((slot.minute - minute).abs(), slot.minute));
        let room = CHOICES - view.slots.len();
        let most = if day == from { CHOICES_OF_DAY } else { 1 };
        view.slots.extend(of_day.into_iter().take(most.min(room)));
        if view.slots.len() >= CHOICES {
            break;
        }
    }
    let first = view.slots.first();
    view.is_exact = first.is_some_and(|slot| (slot.day, slot.minute) == (from, minute));
    Ok(())
}
