use std::time::Duration;

use crate::oracle::{Clinic, lines};
use crate::times;

/// What every check reads grows with each kill: after so many a new clinic begins.
const KILLS_OF_ONE: usize = 50;

/// Kills fall anywhere: while the vault opens, in a transaction, between two files of keys.
#[test]
fn a_killed_program_loses_nothing_that_it_acknowledged() {
    let kills = times("VAIDYA_KILLS", 24);
    // Spread over the time that a start and some rounds of work take, without a clock's help.
    let mut spread: u64 = 0x2545_F491_4F6C_DD1D;
    let (mut done, mut patients, mut bills) = (0, 0, 0);
    while done < kills {
        let few = KILLS_OF_ONE.min(kills - done);
        let clinic = killed(few, &mut spread);
        done += few;
        patients += clinic.said.patients.len();
        bills += clinic.said.bills.len();
    }
    assert!(patients > kills / 2, "the clerk worked between the kills: {patients}");
    println!("kills {kills}, acknowledged patients {patients}, bills {bills}, lost 0");
}

fn killed(kills: usize, spread: &mut u64) -> Clinic {
    let mut clinic = Clinic::make();
    for kill in 0..kills {
        let mut child = clinic.worker(u32::MAX).spawn().unwrap();
        let heard = lines(&mut child);
        *spread = spread.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let wait = match kill % 4 {
            0 => *spread >> 32 & 0x1ff,
            _ => {
                let _ = heard.recv_timeout(Duration::from_secs(20));
                *spread >> 32 & 0xff
            }
        };
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        let _ = child.wait();
        for line in heard {
            clinic.said.hear(&line);
        }
        if kill % 4 == 3 || kill + 1 == kills {
            clinic.assert_whole();
        }
        // The next clerk signs in with what holds now.
        drop(clinic.vault());
    }
    clinic
}
