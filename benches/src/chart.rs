//! Curves over powers of ten, as a picture.

use std::fmt::Write;

pub struct Curve<'a> {
    pub name: &'a str,
    pub colour: &'a str,
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 520.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 380.0;

/// The powers of ten around these values.
fn decades(values: impl Iterator<Item = f64> + Clone) -> (i32, i32) {
    let low = values.clone().fold(f64::INFINITY, f64::min).log10().floor();
    let high = values.fold(f64::NEG_INFINITY, f64::max).log10().ceil();
    (low as i32, (high as i32).max(low as i32 + 1))
}

fn word(power: i32, unit: &str) -> String {
    match power {
        ..0 => format!("{} {unit}", 10f64.powi(power)),
        0..3 => format!("{:.0} {unit}", 10f64.powi(power)),
        3..6 => format!("{:.0},000 {unit}", 10f64.powi(power - 3)),
        _ => format!("{:.0} million {unit}", 10f64.powi(power - 6)),
    }
}

/// Both ways by powers of ten, so that what is linear rises by the same everywhere.
pub fn chart(curves: &[Curve<'_>]) -> String {
    let points = || curves.iter().flat_map(|curve| curve.points.iter().copied());
    let (across, up) = (decades(points().map(|at| at.0)), decades(points().map(|at| at.1)));
    let place = |value: f64, of: (i32, i32), from: f64, to: f64| {
        let share = (value.log10() - f64::from(of.0)) / f64::from(of.1 - of.0);
        from + (to - from) * share
    };
    let x = |value: f64| place(value, across, LEFT, RIGHT);
    let y = |value: f64| place(value, up, BOTTOM, TOP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"14\">Time by the size of the clinic</text>\n"
    );
    // Writing to a String cannot fail.
    for power in across.0..=across.1 {
        let at = x(10f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{BOTTOM}\" stroke=\"#dddddd\"/><text x=\"{at:.1}\" \
             y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            BOTTOM + 20.0,
            word(power, "")
        );
    }
    for power in up.0..=up.1 {
        let at = y(10f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H{RIGHT}\" stroke=\"#dddddd\"/><text x=\"{:.1}\" \
             y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            at + 4.0,
            word(power, "ms")
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">patients</text>",
        f64::midpoint(LEFT, RIGHT),
        BOTTOM + 42.0
    );
    for (at, curve) in curves.iter().enumerate() {
        let colour = curve.colour;
        let place: Vec<String> =
            curve.points.iter().map(|at| format!("{:.1},{:.1}", x(at.0), y(at.1))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            place.join(" ")
        );
        for (across, up) in &curve.points {
            let (x, y) = (x(*across), y(*up));
            let _ =
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let line = TOP + 14.0 + at as f64 * 22.0;
        let from = RIGHT + 20.0;
        let _ = writeln!(
            svg,
            "<path d=\"M{from} {line}h20\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            from + 26.0,
            line + 4.0,
            curve.name
        );
    }
    svg + "</svg>\n"
}
