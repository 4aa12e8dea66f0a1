//! How much one may ask. A bucket for each desk and each address fills at a steady rate; who
//! finds it empty is told when to come back.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Buckets that are remembered; full ones are as good as none.
const BUCKETS_MAX: usize = 100_000;

#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub per_second: f64,
    pub burst: f64,
}

pub struct Limiter<K> {
    rate: Rate,
    buckets: Mutex<HashMap<K, (f64, Instant)>>,
}

impl<K: Eq + Hash> Limiter<K> {
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Takes `cost`, or says after how many milliseconds it could.
    pub fn take(&self, key: K, cost: f64, now: Instant) -> Result<(), u32> {
        // One that costs more than a bucket holds waits for a full one.
        self.draw(key, cost.min(self.rate.burst), cost, now)
    }

    /// Takes what has been used already; whoever comes next waits the longer.
    pub fn charge(&self, key: K, cost: f64, now: Instant) {
        let _ = self.draw(key, f64::NEG_INFINITY, cost, now);
    }

    fn draw(&self, key: K, needed: f64, cost: f64, now: Instant) -> Result<(), u32> {
        let Rate { per_second, burst } = self.rate;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let level = |level: f64, at: Instant| {
            let passed = now.saturating_duration_since(at).as_secs_f64();
            burst.min(level + passed * per_second)
        };
        if buckets.len() >= BUCKETS_MAX {
            buckets.retain(|_, (left, at)| level(*left, *at) < burst);
        }
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&key) {
            return Err(1_000);
        }
        let bucket = buckets.entry(key).or_insert((burst, now));
        *bucket = (level(bucket.0, bucket.1), now);
        if bucket.0 < needed {
            let wait = (needed - bucket.0) / per_second * 1_000.0;
            return Err(wait.clamp(1.0, 600_000.0) as u32);
        }
        bucket.0 -= cost;
        Ok(())
    }
}

/// Whoever has one IPv6 address has its whole network.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6((u128::from(six) & !u128::from(u64::MAX)).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_empty_bucket_fills_again_and_others_are_not_touched() {
        let limiter = Limiter::new(Rate { per_second: 2.0, burst: 3.0 });
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take(1, 1.0, start), Ok(()));
        }
        assert_eq!(limiter.take(1, 1.0, start), Err(500));
        assert_eq!(limiter.take(2, 1.0, start), Ok(()));
        assert_eq!(limiter.take(1, 1.0, start + Duration::from_millis(500)), Ok(()));
        let full = start + Duration::from_secs(60);
        assert_eq!(limiter.take(1, 9.0, full), Ok(()), "a large one, once it is full");
        assert!(limiter.take(1, 1.0, full).is_err(), "and is paid for afterwards");
        limiter.charge(2, 5.0, full);
        assert_eq!(limiter.take(2, 1.0, full), Err(1_500), "what was used is paid for");
    }

    #[test]
    fn a_house_has_one_network() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8::1", "2001:db8::ffff:1"));
        assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(!same("10.0.0.1", "10.0.0.2"));
        assert!(same("10.0.0.1", "::ffff:10.0.0.1"));
    }
}
