//! What one seed turns on. Each fault is left out of most runs: with all of them at once the
//! rare meetings of two never come about (swarm testing).

use crate::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Small,
    Middle,
    Big,
}

/// Chances in a thousand for each message.
#[derive(Clone, Debug, Default)]
pub struct Net {
    pub drop: u64,
    /// The request is done and its answer lost.
    pub half_open: u64,
    pub twice: u64,
    pub cut_short: u64,
    pub flipped: u64,
    /// A page of a captive portal in place of the answer.
    pub portal: u64,
    pub delay_ms: i64,
    /// Thousands of bits a second; 0 is as many as there are.
    pub kbit: u64,
}

/// How often each happens to some desk, in days; 0 is never.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    pub kills: u64,
    /// The process dies between two of its own commits.
    pub kills_inside: u64,
    pub pauses: u64,
    pub partitions: u64,
    pub one_way: u64,
    pub full_disks: u64,
    /// By the program: a restored database opens a new log.
    pub restores: u64,
    /// The file is put back by hand, under the program.
    pub restores_by_hand: u64,
    pub clones: u64,
    pub server_wipes: u64,
    pub server_rollbacks: u64,
    pub server_lies: u64,
    pub clock_jumps: u64,
    pub rotations: u64,
    pub revocations: u64,
    pub evil: u64,
    pub late_keys: u64,
    /// Some desk makes a snapshot: no fault, and as rare.
    pub snapshots: u64,
    /// Somebody is to be forgotten.
    pub redactions: u64,
    /// Another desk may read what is shut, or may not any more.
    pub readers: u64,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub seed: u64,
    pub size: Size,
    pub desks: usize,
    pub days: i64,
    pub has_hub: bool,
    /// The product's server; else the smallest that keeps the protocol.
    pub has_real_server: bool,
    pub bursts_a_day: u64,
    pub acts_a_burst: u64,
    /// The largest import, in ops.
    pub import_max: u64,
    pub rest_hours: i64,
    /// Clocks that are wrong from the beginning.
    pub has_wrong_clocks: bool,
    pub has_frozen_clocks: bool,
    /// One desk has a table and a column fewer, until this day.
    pub older_until: Option<i64>,
    /// A member that keeps to no rule.
    pub has_evil_desk: bool,
    pub adopts: bool,
    /// A clock that shows a year after 2200.
    pub has_far_clock: bool,
    /// Half way a disk gives one desk another value than was written.
    pub has_bad_disk: bool,
    /// Rows that name blobs, whose bytes come when they come.
    pub has_photos: bool,
    /// Desks that do outside the records what anybody wants; without any, nobody wants anything.
    pub carriers: usize,
    /// Also on a server that was put back and has not been told the rest again. Two control
    /// logs come of it, and the protocol does not bring them together.
    pub administers_blindly: bool,
    pub net: Net,
    pub faults: Faults,
}

impl Options {
    pub fn of(seed: u64, size: Option<Size>) -> Self {
        let mut dice = Dice::new(seed);
        let size = size.unwrap_or(match dice.below(100) {
            0..80 => Size::Small,
            80..97 => Size::Middle,
            _ => Size::Big,
        });
        let (desks, days, bursts) = match size {
            Size::Small => (dice.between(2, 4), dice.between(3, 10), dice.between(1, 3)),
            Size::Middle => (dice.between(3, 8), dice.between(10, 40), dice.between(1, 3)),
            Size::Big => (dice.between(8, 20), dice.between(30, 90), 1),
        };
        let mut on = |chance: u64| dice.per_mille(chance);
        let (is_wild, has_hub, is_level) = (on(700), on(300), on(150));
        let has_real_server = on(600);
        let (has_wrong_clocks, has_frozen_clocks) = (on(300), on(120));
        let (is_older, has_evil_desk, adopts) = (on(250), on(200), on(500));
        let imports = [(on(80), 2_000), (on(300), 200), (true, 10)];
        let import_max = imports.iter().find(|(is_on, _)| *is_on).map_or(10, |(_, most)| *most);
        let net = Net {
            drop: chance(&mut dice, 300, 300),
            half_open: chance(&mut dice, 300, 200),
            twice: chance(&mut dice, 250, 200),
            cut_short: chance(&mut dice, 150, 60),
            flipped: chance(&mut dice, 150, 60),
            portal: chance(&mut dice, 150, 100),
            delay_ms: dice.between(10, 90_000),
            kbit: 0,
        };
        let net = if is_wild { net } else { Net { delay_ms: 500, ..Net::default() } };
        let mut every = |chance: u64, least: i64, most: i64| match dice.per_mille(chance) {
            true => dice.between(least, most).unsigned_abs(),
            false => 0,
        };
        let faults = Faults {
            kills: every(300, 1, 6),
            kills_inside: every(300, 1, 6),
            pauses: every(250, 3, 20),
            partitions: every(350, 1, 8),
            one_way: every(200, 1, 8),
            full_disks: every(200, 1, 8),
            restores: every(250, 3, 12),
            restores_by_hand: every(250, 3, 12),
            clones: every(150, 4, 15),
            server_wipes: every(150, 3, 15),
            server_rollbacks: every(150, 3, 15),
            server_lies: every(200, 1, 6),
            clock_jumps: every(200, 1, 6),
            rotations: every(250, 2, 10),
            revocations: every(200, 4, 20),
            evil: every(1000, 1, 3),
            late_keys: every(150, 2, 10),
            snapshots: 0,
            redactions: 0,
            readers: 0,
        };
        let faults = if is_level { Faults::default() } else { faults };
        let mut options = Self {
            seed,
            size,
            desks: usize::try_from(desks).unwrap_or(2),
            days,
            has_hub,
            has_real_server,
            bursts_a_day: bursts.unsigned_abs(),
            acts_a_burst: dice.between(1, 5).unsigned_abs(),
            import_max,
            rest_hours: dice.between(2, 9),
            has_wrong_clocks,
            has_frozen_clocks,
            older_until: is_older.then(|| dice.between(1, days)),
            has_evil_desk,
            adopts,
            has_far_clock: false,
            has_bad_disk: false,
            has_photos: false,
            carriers: 0,
            administers_blindly: false,
            net,
            faults,
        };
        // Drawn last: what was drawn before it stays as it was for each seed.
        if dice.per_mille(400) {
            options.faults.snapshots = dice.between(1, 3).unsigned_abs();
        }
        options.has_far_clock = dice.per_mille(100);
        if dice.per_mille(60) {
            options.narrow();
        }
        // A crowd for a few days.
        if dice.per_mille(40) {
            options.desks = usize::try_from(dice.between(2, 20)).unwrap_or(2);
            options.days = options.days.min(4);
        }
        options.has_photos = dice.per_mille(400);
        let redactions = dice.per_mille(250).then(|| dice.between(1, 4).unsigned_abs());
        if let Some(days) = redactions.filter(|_| !options.is_narrow()) {
            options.faults.redactions = days;
        }
        if dice.per_mille(500) {
            options.carriers = usize::try_from(dice.between(1, 3)).unwrap_or(1);
        }
        let readers = dice.per_mille(300).then(|| dice.between(1, 4).unsigned_abs());
        if let Some(days) = readers.filter(|_| !options.is_narrow()) {
            options.faults.readers = days;
        }
        options
    }
}

impl Options {
    /// One thin line with a fifth of all lost, requests and answers, and nothing else that is
    /// wrong.
    pub fn narrow(&mut self) {
        (self.faults, self.has_evil_desk) = (Faults::default(), false);
        self.net = Net { drop: 200, half_open: 200, kbit: 64, delay_ms: 2_000, ..Net::default() };
    }

    pub fn is_narrow(&self) -> bool {
        self.net.kbit > 0
    }

    /// One option by its name, as the expanded options of a run that found something print it.
    pub fn set(&mut self, name: &str, value: i64) -> Result<(), String> {
        let (count, is_on) = (value.unsigned_abs(), value != 0);
        match name {
            "desks" => self.desks = usize::try_from(count).unwrap_or(2),
            "days" => self.days = value,
            "has_hub" => self.has_hub = is_on,
            "has_real_server" => self.has_real_server = is_on,
            "bursts_a_day" => self.bursts_a_day = count,
            "acts_a_burst" => self.acts_a_burst = count,
            "import_max" => self.import_max = count,
            "rest_hours" => self.rest_hours = value,
            "has_wrong_clocks" => self.has_wrong_clocks = is_on,
            "has_frozen_clocks" => self.has_frozen_clocks = is_on,
            "older_until" => self.older_until = is_on.then_some(value),
            "has_evil_desk" => self.has_evil_desk = is_on,
            "administers_blindly" => self.administers_blindly = is_on,
            "has_photos" => self.has_photos = is_on,
            "carriers" => self.carriers = usize::try_from(count).unwrap_or(0),
            "adopts" => self.adopts = is_on,
            "has_far_clock" => self.has_far_clock = is_on,
            "has_bad_disk" => self.has_bad_disk = is_on,
            "drop" => self.net.drop = count,
            "half_open" => self.net.half_open = count,
            "twice" => self.net.twice = count,
            "cut_short" => self.net.cut_short = count,
            "flipped" => self.net.flipped = count,
            "portal" => self.net.portal = count,
            "kbit" => self.net.kbit = count,
            "kills" => self.faults.kills = count,
            "kills_inside" => self.faults.kills_inside = count,
            "pauses" => self.faults.pauses = count,
            "partitions" => self.faults.partitions = count,
            "one_way" => self.faults.one_way = count,
            "full_disks" => self.faults.full_disks = count,
            "restores" => self.faults.restores = count,
            "restores_by_hand" => self.faults.restores_by_hand = count,
            "clones" => self.faults.clones = count,
            "server_wipes" => self.faults.server_wipes = count,
            "server_rollbacks" => self.faults.server_rollbacks = count,
            "server_lies" => self.faults.server_lies = count,
            "clock_jumps" => self.faults.clock_jumps = count,
            "rotations" => self.faults.rotations = count,
            "revocations" => self.faults.revocations = count,
            "evil" => self.faults.evil = count,
            "snapshots" => self.faults.snapshots = count,
            "redactions" => self.faults.redactions = count,
            "readers" => self.faults.readers = count,
            "calm" => {
                (self.faults, self.net) = (Faults::default(), Net::default());
                (self.net.delay_ms, self.has_evil_desk) = (500, false);
            }
            _ => return Err(format!("no option {name}")),
        }
        Ok(())
    }
}

fn chance(dice: &mut Dice, is_on: u64, most: u64) -> u64 {
    let (is_on, most) = (dice.per_mille(is_on), dice.below(most));
    if is_on { most } else { 0 }
}
