use documents::{ObservationColumn, ScoreBand};
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::chart::begins;
use super::model::Observation;
use super::news2::{Band, Consciousness, NotValid};
use super::paper_who::{clock, days, initials, moment, next_day, range, who};
use super::scoring::{ObservationView, not_valid, observations};
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::permissions::NURSING_VIEW;
use crate::rounds::ward_hours;
use crate::wards::Admission;

/// The observation chart of so many days of the ward, on A4.
#[derive(Deserialize, TS)]
pub struct ChartPaper {
    pub admission_id: RowId,
    pub from: Day,
    pub until: Day,
}

impl Query for ChartPaper {
    type Output = Paper;
    const ROUTE: &'static str = "nursing.chart_paper";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for ChartPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        days(self.from, self.until)?;
        let hours = ward_hours(read)?;
        let from = begins(self.from, &hours, read);
        let until = begins(next_day(self.until), &hours, read);
        let mut views = observations(read, &admission, from)?;
        views.retain(|view| view.observation.taken_at < until && view.is_current);
        let who = who(read, &admission)?;
        let name = format!("observations-{}-{}", admission.printed_number, self.from);
        let mut day = String::new();
        let columns = views.iter().map(|view| {
            let mut column = column(read, view);
            let date = view.observation.taken_at.local(read.zone()).format("%d %b").to_string();
            if date != day {
                day.clone_from(&date);
                column.day = date;
            }
            column
        });
        let columns = columns.collect();
        let answers = views.iter().filter_map(|view| {
            let answer = view.answer.as_ref()?;
            Some(format!(
                "{}  score {}  {}: {} ({})",
                moment(read, view.observation.taken_at),
                view.news2.total.map(|total| total.to_string()).unwrap_or_else(|| "–".into()),
                moment(read, answer.at),
                answer.done,
                answer.by
            ))
        });
        let paper = documents::ObservationChart {
            answers: answers.collect(),
            no_score: match not_valid(read, &admission, read.now())? {
                Some(NotValid::Under16) => "NEWS2 is not for children under 16.".into(),
                Some(NotValid::Pregnant) => "NEWS2 is not for pregnancy.".into(),
                None => String::new(),
            },
            range: range(self.from, self.until),
            columns,
            who,
        };
        let pdf = documents::observation_chart(&paper).map_err(Error::internal)?;
        Ok(Drawn { title: paper.who.patient.name, name, pdf, subject: self.admission_id })
    }
}

fn column(read: &Read<'_>, view: &ObservationView) -> ObservationColumn {
    let seen = &view.observation;
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let pressure = match (seen.systolic, seen.diastolic) {
        (Some(systolic), Some(diastolic)) => format!("{systolic}/{diastolic}"),
        (Some(systolic), None) => format!("{systolic}/–"),
        _ => String::new(),
    };
    ObservationColumn {
        day: String::new(),
        time: clock(read, seen.taken_at),
        temperature: seen.temp_decicelsius,
        pulse: seen.pulse,
        blood_pressure: pressure,
        respiration: number(seen.respiration),
        spo2: match seen.spo2_scale {
            2 => seen.spo2.map(|value| format!("{value} ²")).unwrap_or_default(),
            _ => number(seen.spo2),
        },
        oxygen: oxygen(seen),
        consciousness: seen.consciousness.map(letter).unwrap_or_default().into(),
        pain: number(seen.pain),
        other: other(seen),
        score: view.news2.total.map(|total| total.to_string()).unwrap_or_default(),
        band: match view.news2.band {
            None => ScoreBand::Unknown,
            Some(Band::None) => ScoreBand::None,
            Some(Band::Low) => ScoreBand::Low,
            Some(Band::LowMedium) => ScoreBand::LowMedium,
            Some(Band::Medium) => ScoreBand::Medium,
            Some(Band::High) => ScoreBand::High,
        },
        by: initials(&seen.by),
    }
}

fn oxygen(seen: &Observation) -> String {
    match (seen.is_on_oxygen, seen.oxygen_decilitres) {
        (Some(true), Some(tenths)) => format!("{} l", tenths as f64 / 10.0),
        (Some(true), None) => "O2".into(),
        (Some(false), _) => "air".into(),
        (None, _) => String::new(),
    }
}

fn other(seen: &Observation) -> String {
    let weight = seen.weight_g.map(|grams| format!("{:.1} kg", grams as f64 / 1000.0));
    let sugar = seen.glucose_mg_dl.map(|value| format!("BG {value}"));
    weight.into_iter().chain(sugar).collect::<Vec<_>>().join(" ")
}

/// The letter of the ACVPU scale.
pub fn letter(level: Consciousness) -> &'static str {
    match level {
        Consciousness::Alert => "A",
        Consciousness::Confused => "C",
        Consciousness::Voice => "V",
        Consciousness::Pain => "P",
        Consciousness::Unresponsive => "U",
    }
}
