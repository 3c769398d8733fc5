//! Several pieces of work at once: as many as there are cores, and as few as memory asks for.

use std::sync::{Condvar, Mutex};
use std::thread;

/// How many pages are typeset at a time. Typst needs about 2 MB for a page, so these are about one gigabyte; a packet that
/// is longer is made alone. Which are made together depends on this, and no byte of any does.
const MOST_PAGES: usize = 500;

/// What is going on.
struct Queue {
    next: usize,
    pages: usize,
}

/// The memory that a piece of work has, given back also where it panics: others wait for it.
struct Held<'a> {
    queue: &'a Mutex<Queue>,
    freed: &'a Condvar,
    size: usize,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.pages -= self.size;
        }
        self.freed.notify_all();
    }
}

/// Does each piece of `work`, of which `pages` says how large it is, and gives what came of each, in their order.
///
/// In threads of their own: what waits here for memory must not hold up whoever works for those that have it.
pub(super) fn at_once<W: Sync, R: Send>(
    work: &[W],
    pages: impl Fn(&W) -> usize + Sync,
    make: impl Fn(&W) -> R + Sync,
) -> Vec<R> {
    let workers = rayon::current_num_threads().min(work.len());
    if workers < 2 {
        return work.iter().map(make).collect();
    }
    let (queue, freed) = (Mutex::new(Queue { next: 0, pages: 0 }), Condvar::new());
    let results: Vec<Mutex<Option<R>>> = work.iter().map(|_| Mutex::new(None)).collect();
    let lock = || queue.lock().expect("no thread panics while it looks what is next");
    let worker = || {
        loop {
            let (at, size) = {
                let mut queue = lock();
                let (at, size) = loop {
                    let at = queue.next;
                    let Some(size) = work.get(at).map(&pages) else { return };
                    if queue.pages == 0 || queue.pages + size <= MOST_PAGES {
                        break (at, size);
                    }
                    queue = freed.wait(queue).expect("no thread panics while it looks what is next");
                };
                queue.next += 1;
                queue.pages += size;
                (at, size)
            };
            let _held = Held { queue: &queue, freed: &freed, size };
            let result = make(&work[at]);
            *results[at].lock().expect("only one thread writes here") = Some(result);
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(worker);
        }
    });
    let taken = results.into_iter().map(|result| result.into_inner().expect("only one thread wrote there"));
    taken.map(|result| result.expect("each piece of work was done")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn everything_is_done_in_order_and_never_too_much_at_a_time() {
        let work: Vec<usize> = vec![300, 300, 10, 2000, 10, 0, 400, 100];
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results = at_once(
            &work,
            |pages| *pages,
            |pages| {
                let at_a_time = now.fetch_add(*pages, Ordering::SeqCst) + pages;
                most.fetch_max(at_a_time, Ordering::SeqCst);
                thread::yield_now();
                now.fetch_sub(*pages, Ordering::SeqCst);
                pages * 2
            },
        );
        assert_eq!(results, [600, 600, 20, 4000, 20, 0, 800, 200]);
        assert!(most.into_inner() <= 2000, "the longest was alone");
        assert_eq!(at_once(&[], |_: &usize| 0, |_| 0), Vec::<i32>::new());
    }
}
