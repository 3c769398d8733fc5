//! Cycles of a graph: which edges lie on one, and a shortest cycle through each.

use std::collections::VecDeque;

/// The nodes in an order in which what a node leads to comes before it, where it does not lead back; and the number of
/// each node's component: two nodes that lead to one another have the same.
///
/// Tarjan's algorithm, with a stack of its own, for a chain may be as long as a book.
pub(super) fn components(edges: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    const NONE: usize = usize::MAX;
    let count = edges.len();
    let (mut number, mut low, mut component) = (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut order, mut open, mut next, mut components) = (Vec::with_capacity(count), Vec::new(), 0, 0);
    for root in 0..count {
        if number[root] != NONE {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if *edge == 0 {
                number[node] = next;
                low[node] = next;
                next += 1;
                open.push(node);
            }
            if let Some(&to) = edges[node].get(*edge) {
                *edge += 1;
                if number[to] == NONE {
                    path.push((to, 0));
                } else if component[to] == NONE {
                    low[node] = low[node].min(number[to]);
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                low[*above] = low[*above].min(low[node]);
            }
            if low[node] == number[node] {
                while let Some(member) = open.pop() {
                    component[member] = components;
                    order.push(member);
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    (order, component)
}

/// A shortest way from `from` to `to` within their component, both included.
pub(super) fn shortest(edges: &[Vec<usize>], component: &[usize], from: usize, to: usize) -> Vec<usize> {
    let mut before = vec![None; edges.len()];
    let mut waiting = VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        if node == to {
            break;
        }
        for &next in edges[node].iter().filter(|next| component[**next] == component[from]) {
            if before[next].is_none() && next != from {
                before[next] = Some(node);
                waiting.push_back(next);
            }
        }
    }
    let mut way = vec![to];
    while let Some(node) = way.last().and_then(|last| before[*last]) {
        way.push(node);
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_back_is_one_component() {
        // 0 -> 1 -> 2 -> 1, 2 -> 3, 4 -> 4
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![4]];
        let (order, component) = components(&edges);
        assert_eq!(component[1], component[2]);
        assert_ne!(component[0], component[1]);
        assert_ne!(component[2], component[3]);
        let place = |node| order.iter().position(|at| *at == node);
        assert!(place(3) < place(1) && place(1) < place(0));
        assert_eq!(shortest(&edges, &component, 2, 1), [2, 1]);
        assert_eq!(shortest(&edges, &component, 1, 2), [1, 2]);
        assert_eq!(shortest(&edges, &component, 4, 4), [4]);
    }

    #[test]
    fn long_chains_need_no_deep_stack() {
        let edges: Vec<Vec<usize>> = (0..100_000).map(|at| if at == 99_999 { vec![] } else { vec![at + 1] }).collect();
        assert_eq!(components(&edges).0[0], 99_999);
    }
}
