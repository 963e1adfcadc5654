//! Work that is divided among the processor's cores.

use std::panic::resume_unwind;
use std::thread;

/// Fewer items than this are not worth another thread.
const FEW: usize = 500;

/// What `each` makes of every item, in the order of the items.
///
/// ```
/// use traefik_dynamic::in_parallel;
///
/// let numbers: Vec<u32> = (0..5000).collect();
/// assert_eq!(in_parallel(&numbers, |number| number + 1)[4999], 5000);
/// ```
pub fn in_parallel<'i, T: Sync, R: Send>(items: &'i [T], each: impl Fn(&'i T) -> R + Sync) -> Vec<R> {
    divided(items, FEW, each)
}

/// Two answers, worked out at the same time.
///
/// ```
/// assert_eq!(traefik_dynamic::at_once(|| 1, || "two"), (1, "two"));
/// ```
pub fn at_once<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

/// As [`in_parallel`] for large items: as few as `few` of them are worth a thread.
pub(crate) fn divided<'i, T: Sync, R: Send>(
    items: &'i [T],
    few: usize,
    each: impl Fn(&'i T) -> R + Sync,
) -> Vec<R> {
    let all = |items: &'i [T]| items.iter().map(&each).collect::<Vec<R>>();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let size = items.len().div_ceil(threads).max(few);
    let Some((first, others)) = items.split_at_checked(size).filter(|(_, rest)| !rest.is_empty()) else {
        return all(items);
    };
    thread::scope(|scope| {
        let others: Vec<_> = others
            .chunks(size)
            .map(|part| scope.spawn(move || all(part)))
            .collect();
        let mut answers = all(first);
        answers.reserve(items.len() - first.len());
        for part in others {
            answers.extend(part.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        answers
    })
}
