/// Seeded chance, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: u32) -> u32 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(sides.max(1))) as u32
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u32::try_from(most - least + 1).unwrap_or(1);
        least + i64::from(self.roll(width))
    }

    pub fn is(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }

    pub fn any<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.roll(u32::try_from(of.len()).unwrap_or(u32::MAX)) as usize)
    }

    /// One of several, each as likely as its weight says.
    pub fn weighed<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let mut left = self.roll(of.iter().map(&weight).sum());
        of.iter().find(|one| {
            let is_it = left < weight(one);
            left = left.saturating_sub(weight(one));
            is_it
        })
    }
}
