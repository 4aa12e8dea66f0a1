use documents::DoseMark;
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::doses::{CellState, DoseCell, DoseRow, record};
use super::paper_who::{clock, days, initials, moment, next_day, range, who};
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::permissions::NURSING_VIEW;
use crate::rounds::{WardOrderState, at_minute};
use crate::wards::Admission;

/// The medicine administration record of some dates, on A4.
#[derive(Deserialize, TS)]
pub struct MedicinesPaper {
    pub admission_id: RowId,
    pub from: Day,
    pub until: Day,
}

impl Query for MedicinesPaper {
    type Output = Paper;
    const ROUTE: &'static str = "nursing.medicines_paper";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for MedicinesPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let dates = days(self.from, self.until)?;
        let from = at_minute(self.from, 0, read.zone());
        let until = at_minute(next_day(self.until), 0, read.zone());
        let rows = record(read, admission.id, from, until)?;
        let paper = documents::MedicineChart {
            who: who(read, &admission)?,
            range: range(self.from, self.until),
            days: dates.iter().map(|day| day.format("%a %d %b").to_string()).collect(),
            rows: rows.iter().map(|row| line(read, row, &dates)).collect(),
        };
        let pdf = documents::medicine_chart(&paper).map_err(Error::internal)?;
        let name = format!("medicines-{}-{}", admission.printed_number, self.from);
        Ok(Drawn { title: paper.who.patient.name, name, pdf, subject: self.admission_id })
    }
}

fn line(read: &Read<'_>, row: &DoseRow, dates: &[Day]) -> documents::MedicineRow {
    let view = &row.order;
    let route = view.order.line.as_ref().map(|line| line.route.as_str()).unwrap_or_default();
    let dose = [view.dose_text.as_str(), route, view.order.text.as_str()];
    let shown: Vec<&str> = dose.into_iter().filter(|part| !part.is_empty()).collect();
    let started = moment(read, view.order.started_at);
    let said = if view.order.is_verbal { ", verbal" } else { "" };
    let stopped = view
        .stop
        .as_ref()
        .map(|stop| format!(" · stopped {} ({})", moment(read, stop.stopped_at), stop.reason));
    documents::MedicineRow {
        name: view.name.clone(),
        dose: shown.join(" · "),
        ordered: format!(
            "{} {started}{said}{}",
            view.order.doctor_name,
            stopped.unwrap_or_default()
        ),
        is_high_risk: view.is_high_risk,
        is_stopped: view.state == WardOrderState::Stopped,
        doses: dates
            .iter()
            .map(|day| {
                let own = row.cells.iter().filter(|cell| cell.at.day(read.zone()) == *day);
                own.map(|cell| mark(read, cell)).collect()
            })
            .collect(),
    }
}

fn mark(read: &Read<'_>, cell: &DoseCell) -> DoseMark {
    let letter = match cell.state {
        CellState::Upcoming | CellState::Due | CellState::Overdue => "",
        CellState::Given => "G",
        CellState::GivenLate => "L",
        CellState::Refused => "R",
        CellState::Held => "H",
        CellState::Missed => "M",
    };
    let note = cell.event.as_ref().map(|event| {
        let mut parts = vec![format!("{} {}", clock(read, event.at), initials(&event.by))];
        if !event.second_by.is_empty() {
            parts.push(format!("2nd {}", initials(&event.second_by)));
        }
        if cell.amount != event.amount.unwrap_or(cell.amount) {
            parts.push("other dose".into());
        }
        parts.push(event.reason.clone());
        if cell.is_doubled {
            parts.push("WRITTEN TWICE".into());
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    });
    DoseMark {
        time: clock(read, cell.at),
        letter: letter.into(),
        note: note.unwrap_or_default(),
        is_bad: cell.is_doubled || matches!(cell.state, CellState::Missed | CellState::Refused),
    }
}
