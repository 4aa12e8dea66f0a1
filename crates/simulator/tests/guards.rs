//! Each invariant, and one guard whose absence it must find: a check that cannot fail is none.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use simulator::{Guard, Knobs, Options, Size, run};

/// Runs seeds until the invariant is violated; the same world is whole with the guard.
fn finds(guard: Guard, invariant: &str, turn: impl Fn(&mut Options)) {
    const SEEDS: u64 = 80;
    for seed in 0..SEEDS {
        let mut options = Options::of(seed, Some(Size::Small));
        turn(&mut options);
        let broken = run(options.clone(), Knobs::without(guard), false);
        if broken.violations.iter().any(|found| found.invariant == invariant) {
            let whole = run(options, Knobs::default(), false);
            assert_eq!(whole.violations, [], "seed {seed} with the guard");
            println!("{invariant} without {guard:?}: found by seed {seed}");
            return;
        }
    }
    panic!("{SEEDS} seeds without {guard:?} and {invariant} held");
}

fn as_it_is(_: &mut Options) {}

fn calm(options: &mut Options) {
    options.faults = Default::default();
    options.net = Default::default();
    options.net.delay_ms = 500;
    options.has_evil_desk = false;
}

fn busy(options: &mut Options) {
    calm(options);
    (options.days, options.bursts_a_day, options.acts_a_burst) = (10, 3, 6);
    options.older_until = None;
}

fn with_evil(options: &mut Options) {
    options.has_evil_desk = true;
    options.faults.evil = 1;
}

#[test]
fn s1_what_is_not_sent_is_missed() {
    finds(Guard::AllIsSent, "S1", busy);
}

#[test]
fn s2_the_later_write_wins_in_whatever_order() {
    finds(Guard::Product("later wins"), "S2", busy);
}

#[test]
fn s3_the_same_ops_are_the_same_rows() {
    finds(Guard::Product("later wins"), "S3", busy);
}

#[test]
fn s3_a_spoiled_row_is_found_and_named() {
    finds(Guard::Product("a divergence is shown"), "S3 alarm", |options| {
        busy(options);
        (options.has_bad_disk, options.has_frozen_clocks) = (true, false);
    });
}

#[test]
fn s4_a_copied_desk_is_told_and_a_fork_is_shown() {
    let copied = |options: &mut Options| {
        (options.faults.restores_by_hand, options.days) = (2, 10);
        options.faults.revocations = 0;
    };
    finds(Guard::Product("a copied desk is told"), "S4", copied);
    finds(Guard::Product("a fork is shown"), "S4", copied);
}

#[test]
fn s5_who_has_seen_a_value_writes_later() {
    finds(Guard::Product("seen is earlier"), "S5", |options| {
        busy(options);
        options.has_wrong_clocks = true;
    });
}

#[test]
fn s6_no_clock_costs_an_op() {
    finds(Guard::Product("a far clock is not asked"), "S6", |options| {
        busy(options);
        options.has_far_clock = true;
    });
}

#[test]
fn s6_a_clock_that_was_set_right_is_right() {
    finds(Guard::Product("a clock is set right"), "S6", with_evil);
}

#[test]
fn a_floor_waits_until_every_desk_is_above_it() {
    finds(Guard::Product("a floor waits for all"), "floor", |options| {
        calm(options);
        (options.days, options.older_until, options.desks) = (10, Some(9), 3);
    });
}

#[test]
fn s7_who_is_confirmed_keeps_the_bed() {
    let hurried = |options: &mut Options| {
        busy(options);
        (options.has_wrong_clocks, options.acts_a_burst) = (true, 12);
    };
    finds(Guard::Product("a number is before a stamp"), "S7", hurried);
    finds(Guard::Product("a first place stays"), "S7", |options| {
        hurried(options);
        options.faults.server_wipes = 3;
    });
}

#[test]
fn s7_who_was_told_finds_the_same_whatever_numbers_it_knows() {
    let told = Guard::Product("what is found is told");
    finds(told, "S7", |options| {
        busy(options);
        (options.has_wrong_clocks, options.acts_a_burst, options.desks) = (true, 12, 4);
        options.faults.server_wipes = 3;
    });
    finds(told, "S7", |options| {
        busy(options);
        (options.has_wrong_clocks, options.acts_a_burst, options.desks) = (true, 12, 4);
        (options.faults.snapshots, options.has_hub) = (1, false);
    });
}

#[test]
fn s8_a_restored_desk_prints_under_a_new_code() {
    finds(Guard::RestoredOpensLog, "S8", |options| {
        busy(options);
        options.faults.restores = 2;
    });
}

#[test]
fn s9_what_was_moved_stays_moved() {
    finds(Guard::Product("facts stay"), "S9", with_evil);
}

#[test]
fn s10_a_transaction_is_seen_whole() {
    finds(Guard::Product("transactions stay whole"), "S10", as_it_is);
}

#[test]
fn s11_an_older_desk_keeps_what_it_does_not_know() {
    finds(Guard::Product("the unknown is kept"), "S3", |options| {
        calm(options);
        (options.days, options.older_until) = (10, Some(9));
    });
}

#[test]
fn s12_no_word_leaves_a_desk_open() {
    finds(Guard::Product("bodies are shut"), "S12", as_it_is);
}

#[test]
fn s12_what_is_shut_opens_where_its_keys_were_given_and_nowhere_else() {
    let shut = |options: &mut Options| {
        busy(options);
        (options.faults.readers, options.desks) = (1, 4);
    };
    finds(Guard::Product("who is taken out gets no new key"), "S12 keys", shut);
    finds(Guard::Product("who is let in gets every key"), "S12 keys", shut);
    finds(Guard::Product("what is shut is for some"), "S12 keys", shut);
}

#[test]
fn s13_a_cut_cuts() {
    finds(Guard::Product("a cut cuts"), "S13", |options| {
        calm(options);
        (options.desks, options.days, options.has_hub) = (5, 10, true);
        options.faults.revocations = 2;
        options.faults.partitions = 1;
    });
}

#[test]
fn s14_no_nonce_comes_twice() {
    finds(Guard::NoncesAreDrawn, "S14", as_it_is);
}

#[test]
fn s15_a_number_stays_with_its_bundle() {
    finds(Guard::NumbersStay, "S15", busy);
}

#[test]
fn s16_a_snapshot_and_its_tail_are_the_whole_history() {
    finds(Guard::Product("a piece is taken whole"), "S16", |options| {
        busy(options);
        (options.faults.snapshots, options.desks, options.has_hub) = (1, 4, false);
    });
}

fn with_redactions(options: &mut Options) {
    busy(options);
    (options.faults.redactions, options.faults.partitions) = (1, 2);
}

#[test]
fn s17_what_is_redacted_is_nowhere() {
    finds(Guard::Product("what is redacted goes"), "S17", with_redactions);
    finds(Guard::Product("what is redacted stays away"), "S17", |options| {
        with_redactions(options);
        (options.faults.restores, options.faults.pauses) = (2, 2);
    });
    finds(Guard::BodiesAreReplaced, "S17", with_redactions);
}

#[test]
fn s18_an_edge_is_as_its_latest_op_says() {
    finds(Guard::Product("later wins"), "S18", |options| {
        busy(options);
        options.acts_a_burst = 9;
    });
}

#[test]
fn s19_nobody_asks_for_what_it_has() {
    finds(Guard::PlaceIsKept, "S19", busy);
}

#[test]
fn s20_a_server_that_went_back_is_seen() {
    finds(Guard::RunIsChecked, "S20", |options| {
        busy(options);
        options.faults.server_rollbacks = 2;
    });
}

#[test]
fn s21_no_part_of_a_blob_goes_before_a_change() {
    finds(Guard::ChangesGoFirst, "S21", |options| {
        busy(options);
        options.has_photos = true;
    });
}

fn with_effects(options: &mut Options) {
    busy(options);
    (options.carriers, options.desks, options.acts_a_burst) = (3, 4, 12);
    options.has_hub = false;
}

#[test]
fn s22_who_is_confirmed_acts_and_nobody_else() {
    finds(Guard::Product("acts only when confirmed"), "S22", with_effects);
}

#[test]
fn s22_no_other_run_of_a_program_acts() {
    finds(Guard::Product("acts only in the life that wrote it"), "S22", |options| {
        with_effects(options);
        options.faults.kills = 2;
    });
}

#[test]
fn s22_a_store_that_was_made_anew_confirms_nobody_whom_another_may_have_confirmed() {
    finds(Guard::Product("the store that a wish names decides"), "S22", |options| {
        with_effects(options);
        options.faults.server_wipes = 1;
    });
}

#[test]
fn s23_a_crash_leaves_all_of_a_transaction_or_nothing() {
    finds(Guard::Product("all or nothing"), "S23", |options| {
        (options.faults.kills_inside, options.import_max) = (1, 200);
        (options.faults.full_disks, options.net.kbit) = (0, 0);
    });
}

#[test]
fn l1_everything_is_everywhere() {
    finds(Guard::AllIsSent, "L1", busy);
}

#[test]
fn l3_a_remote_that_sends_back_is_left_alone() {
    finds(Guard::Product("a setback rests"), "L3", |options| {
        options.faults.server_lies = 1;
        options.faults.server_wipes = 1;
    });
}

#[test]
fn l4_a_new_desk_has_everything_over_a_thin_line() {
    finds(Guard::Product("an answer ends the waiting"), "L4", |options| {
        busy(options);
        options.narrow();
    });
}

#[test]
fn l4_an_answer_that_was_lost_is_given_again() {
    finds(Guard::PagesAreGivenAgain, "L4", |options| {
        busy(options);
        options.narrow();
    });
}

#[test]
fn l5_a_bad_op_stops_no_other() {
    finds(Guard::Product("a bad op is passed by"), "L3", with_evil);
}
