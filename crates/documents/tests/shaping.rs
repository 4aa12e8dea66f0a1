//! Our shaping equals HarfBuzz's own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use documents::Language;
use documents::dose::sentence;
use documents::text::{ShapedRun, shaped_runs};

type GroupKey = (*const u8, [u8; 4], bool);

/// One call of `hb-shape` for all runs of one font: a line a run.
fn hb_shape(language: Language, runs: &[&ShapedRun]) -> Vec<String> {
    let first = runs[0];
    let font = common::Scratch::new("font.ttf", first.font);
    let script = std::str::from_utf8(&first.script).unwrap();
    let mut child = Command::new("hb-shape")
        .args(["--no-glyph-names", "--no-clusters", "--font-file", font.path()])
        .args(["--direction", if first.is_rtl { "rtl" } else { "ltr" }])
        .args(["--script", script, "--language", language.code()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|_| panic!("hb-shape is not installed: apt install libharfbuzz-bin"));
    let lines: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
    let mut input = child.stdin.take().unwrap();
    let text = lines.join("\n");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The way `hb-shape` writes glyphs: `[12@0,30+540|…]`.
fn written(run: &ShapedRun) -> String {
    let glyphs = run.glyphs.iter().map(|(id, advance, x, y)| {
        let at = if (*x, *y) == (0, 0) { String::new() } else { format!("@{x},{y}") };
        format!("{id}{at}+{advance}")
    });
    format!("[{}]", glyphs.collect::<Vec<_>>().join("|"))
}

#[test]
fn glyphs_and_positions_equal_harfbuzz_in_every_language() {
    let mut compared = 0;
    for language in Language::ALL {
        let mut groups: BTreeMap<GroupKey, BTreeMap<String, ShapedRun>> = BTreeMap::new();
        for dose in common::every_dose() {
            // Isolates are dropped from our runs and drawn as empty glyphs by hb-shape.
            let text: String = sentence(language, &dose)
                .chars()
                .filter(|c| !('\u{2066}'..='\u{2069}').contains(c))
                .collect();
            for is_bold in [false, true] {
                for run in shaped_runs(language, &text, is_bold) {
                    let key = (run.font.as_ptr(), run.script, run.is_rtl);
                    groups.entry(key).or_default().insert(run.text.clone(), run);
                }
            }
        }
        for runs in groups.values() {
            let runs: Vec<&ShapedRun> =
                runs.values().filter(|run| !run.text.trim().is_empty()).collect();
            if runs.is_empty() {
                continue;
            }
            let expected = hb_shape(language, &runs);
            assert_eq!(expected.len(), runs.len());
            for (run, theirs) in runs.iter().zip(expected) {
                assert_eq!(written(run), theirs, "{} {:?}", language.code(), run.text);
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "only {compared} runs compared");
}
