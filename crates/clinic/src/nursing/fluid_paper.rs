use documents::{FluidDay, FluidRow, FluidTotal};
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::chart::begins;
use super::fluid::{FluidView, flows, fluids};
use super::model::FluidKind;
use super::paper_who::{clock, date, days, initials, next_day, range, signed, who};
use super::totals::{Sum, day_sum};
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::permissions::NURSING_VIEW;
use crate::rounds::ward_hours;
use crate::wards::Admission;

/// Intake and output of some days of the ward, on A4.
#[derive(Deserialize, TS)]
pub struct FluidPaper {
    pub admission_id: RowId,
    pub from: Day,
    pub until: Day,
}

impl Query for FluidPaper {
    type Output = Paper;
    const ROUTE: &'static str = "nursing.fluid_paper";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for FluidPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let dates = days(self.from, self.until)?;
        let hours = ward_hours(read)?;
        let entries = fluids(read, admission.id, begins(self.from, &hours, read))?;
        let moved = flows(&entries);
        let day = |day: &Day| {
            let (from, until) = (begins(*day, &hours, read), begins(next_day(*day), &hours, read));
            let sums = day_sum(*day, &moved, &hours, read.zone());
            let mut totals: Vec<FluidTotal> = sums
                .shifts
                .iter()
                .map(|shift| {
                    let label =
                        format!("{} to {}", clock(read, shift.from), clock(read, shift.until));
                    total(label, shift.sum)
                })
                .collect();
            totals.push(total("24 hours".into(), sums.sum));
            let own = entries.iter().filter(|view| (from..until).contains(&view.entry.at));
            FluidDay {
                title: format!("{}, {} to {}", date(*day), clock(read, from), clock(read, until)),
                rows: own.filter(|view| view.is_current).map(|view| row(read, view)).collect(),
                totals,
            }
        };
        let paper = documents::FluidChart {
            who: who(read, &admission)?,
            range: range(self.from, self.until),
            days: dates.iter().map(day).collect(),
        };
        let pdf = documents::fluid_chart(&paper).map_err(Error::internal)?;
        let name = format!("fluids-{}-{}", admission.printed_number, self.from);
        Ok(Drawn { title: paper.who.patient.name, name, pdf, subject: self.admission_id })
    }
}

fn total(label: String, sum: Sum) -> FluidTotal {
    FluidTotal {
        label,
        in_ml: sum.in_ml.to_string(),
        out_ml: sum.out_ml.to_string(),
        balance_ml: signed(sum.balance_ml),
    }
}

fn row(read: &Read<'_>, view: &FluidView) -> FluidRow {
    let ml = view.entry.ml.to_string();
    let (in_ml, out_ml) = if view.is_in { (ml, String::new()) } else { (String::new(), ml) };
    FluidRow {
        time: clock(read, view.entry.at),
        kind: kind_name(view.entry.kind).into(),
        in_ml,
        out_ml,
        note: view.entry.note.clone(),
        by: initials(&view.entry.by),
    }
}

fn kind_name(kind: FluidKind) -> &'static str {
    match kind {
        FluidKind::Oral => "By mouth",
        FluidKind::Intravenous => "IV",
        FluidKind::Tube => "Ryle's tube",
        FluidKind::Blood => "Blood",
        FluidKind::OtherIn => "Other in",
        FluidKind::Urine => "Urine",
        FluidKind::Stool => "Stool",
        FluidKind::Vomit => "Vomit",
        FluidKind::Drain => "Drain",
        FluidKind::Aspirate => "Aspirate",
        FluidKind::BloodLoss => "Blood loss",
        FluidKind::OtherOut => "Other out",
    }
}
