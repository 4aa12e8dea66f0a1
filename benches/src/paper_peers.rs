//! Others that make the same page: Chromium prints the prescription's words from HTML, krilla
//! writes what our layout placed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use documents::Language;

use crate::Any;
use crate::papers::{fixture, timed};
#[cfg(feature = "krilla")]
use crate::row::cpu_ns;
use crate::row::{Row, median, or_why, process_cpu_ms};

const RUNS: usize = 5;

/// The same three scripts, the same number of lines, a picture where the QR is.
fn page() -> String {
    let mut lines = String::new();
    for drug in 1..=6 {
        lines += &format!(
            "<tr><td>{drug}</td><td><b>Tab. Amoxicillin 500 mg</b><br>सुबह १ गोली, रात १ गोली, \
             खाने के बाद, ५ दिन<br><small>काळजी घ्या · ஒரு மாத்திரை</small></td><td>10</td></tr>"
        );
    }
    format!(
        "<!doctype html><meta charset=utf-8><style>@page{{size:A5;margin:10mm}}body{{font:10pt \
         sans-serif}}td{{border-bottom:1px solid #999;padding:3pt}}</style><h1>Asha Family \
         Clinic</h1><p>12, Station Road, Near Old Bus Stand, Nashik 422001</p><p>सुनीता पवार, \
         34 / F</p><table>{lines}</table><svg width=80 height=80><path d='M0 0h80v80H0z'/></svg>\
         <p>Dr. Meera Kulkarni, MBBS, MD (Medicine)</p>"
    )
}

fn chromium(folder: &Path) -> Any<(f64, f64, u64)> {
    let (html, pdf) = (folder.join("page.html"), folder.join("page.pdf"));
    std::fs::write(&html, page())?;
    let (mut times, mut work) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (began, cpu) = (Instant::now(), process_cpu_ms().1);
        let status = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", html.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let status = status.map_err(|error| format!("chromium: {error}"))?;
        if !status.success() {
            return Err("chromium did not print".into());
        }
        times.push(began.elapsed().as_secs_f64() * 1e3);
        work.push(process_cpu_ms().1 - cpu);
    }
    Ok((median(times), median(work), pdf.metadata()?.len()))
}

pub fn rows() -> Any<Vec<Row>> {
    let prescription = fixture::prescription(Language::Hi);
    let (ms, bytes) = timed(|| documents::prescription(&prescription, documents::Sheet::A5))?;
    let folder = tempfile::tempdir()?;
    let mut rows = match chromium(folder.path()) {
        Ok((wall, cpu, size)) => vec![
            Row::most("B-PDF", "ours against Chromium's print of such a page: CPU", ms / cpu, "×")
                .beside(format!(
                    "{ms:.1} ms against {cpu:.0} ms, its start in it; {wall:.0} ms of wall"
                )),
            Row::most(
                "B-PDF",
                "ours against Chromium's print: size",
                bytes as f64 / size as f64,
                "of theirs",
            )
            .beside(format!(
                "{:.1} kB against {:.1} kB",
                bytes as f64 / 1e3,
                size as f64 / 1e3
            )),
        ],
        Err(why) => vec![Row::not_run("B-PDF", "Chromium's print", why.to_string())],
    };
    rows.extend(or_why("B-PDF", "krilla, the same page as we lay it out", krilla(ms, bytes)));
    Ok(rows)
}

#[cfg(feature = "krilla")]
fn krilla(ours_ms: f64, ours_bytes: usize) -> Any<Vec<Row>> {
    let (paper, mut fonts) = (fixture::prescription(Language::Hi), crate::krilla::Fonts::default());
    let (mut times, mut layout, mut made) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS * 8 {
        let begun = cpu_ns();
        std::hint::black_box(documents::prescription_pages(&paper, documents::Sheet::A5)?);
        layout.push((cpu_ns() - begun) as f64 / 1e6);
        let begun = cpu_ns();
        made = crate::krilla::prescription(&paper, &mut fonts)?;
        times.push((cpu_ns() - begun) as f64 / 1e6);
    }
    // To be looked at.
    std::fs::write("target/krilla.pdf", &made)?;
    let (theirs, layout) = (median(times), median(layout));
    let kilobytes = |bytes: usize| bytes as f64 / 1e3;
    Ok(vec![
        Row::most("B-PDF", "ours against krilla on the same layout: CPU", ours_ms / theirs, "×")
            .beside(format!(
                "{ours_ms:.1} ms against {theirs:.1} ms, {layout:.1} ms of each layout"
            )),
        Row::most(
            "B-PDF",
            "ours against krilla: size",
            ours_bytes as f64 / made.len() as f64,
            "of theirs",
        )
        .beside(format!(
            "{:.1} kB against {:.1} kB",
            kilobytes(ours_bytes),
            kilobytes(made.len())
        )),
    ])
}

#[cfg(not(feature = "krilla"))]
fn krilla(_: f64, _: usize) -> Any<Vec<Row>> {
    Err("this bench was built without it: --features benches/krilla".into())
}
