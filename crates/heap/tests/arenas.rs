//! How many arenas the threads of this process have.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::sync::Barrier;
use std::thread;

/// Where glibc begins the memory of an arena, but for the first one.
const ALIGNED: u64 = 64 << 20;
const THREADS: usize = 16;

/// Arenas beside the first one, which is the heap of old.
fn others() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux");
    let starts = maps
        .lines()
        .filter_map(|line| line.split_once('-'))
        .map(|(start, _)| start);
    starts
        .filter(|start| u64::from_str_radix(start, 16).is_ok_and(|start| start % ALIGNED == 0))
        .count()
}

#[test]
fn many_threads_share_few_arenas() {
    heap::keep_small();
    let met = Barrier::new(THREADS + 1);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                // Small enough to come from an arena, and held by all of them at once.
                let held: Vec<Vec<u8>> = (0..64).map(|_| vec![1; 16 * 1024]).collect();
                met.wait();
                met.wait();
                drop(held);
            });
        }
        met.wait();
        let others = others();
        met.wait();
        // One of ours; another mapping may begin at such a place by chance. Unbounded there are fifteen.
        assert!(
            others <= 3,
            "{THREADS} threads have {others} arenas beside the first"
        );
    });
}
