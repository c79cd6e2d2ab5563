//! Who calls whom.
//!
//! Strongly connected components by Tarjan's algorithm ("Depth-first search and linear graph algorithms", SIAM J.
//! Comput. 1972), without recursion, so that a chain of 100,000 functions is no deeper than one.

use base::{Id, IndexVec};
use ir::{FuncId, Op, Program, Terminator};

/// The call graph of a program. The function of a `closure.new` counts as called.
pub struct CallGraph {
    /// All functions, callees before callers.
    pub bottom_up: Vec<FuncId>,
    component: IndexVec<FuncId, u32>,
    recursive: Vec<bool>,
    uses: IndexVec<FuncId, u32>,
}

impl CallGraph {
    /// The call graph of `program`.
    pub fn of(program: &Program) -> CallGraph {
        let mut uses: IndexVec<FuncId, u32> = IndexVec::filled(0, program.funcs.len());
        let callees: IndexVec<FuncId, Vec<FuncId>> =
            program.funcs.ids().map(|func| callees_of(program, func)).collect();
        for callee in callees.iter().flatten() {
            uses[*callee] += 1;
        }
        // What the world outside calls is used once more.
        let tests = program.tests.iter().map(|test| test.func);
        let exports = program.exports.iter().map(|export| export.func);
        for root in program.init.into_iter().chain(program.main).chain(tests).chain(exports) {
            uses[root] += 1;
        }
        let (bottom_up, component) = components(&callees);
        let count = component.iter().map(|&id| id as usize + 1).max().unwrap_or(0);
        let mut sizes = vec![0; count];
        let mut recursive = vec![false; count];
        for (func, &id) in component.iter_enumerated() {
            sizes[id as usize] += 1;
            recursive[id as usize] |= sizes[id as usize] > 1 || callees[func].contains(&func);
        }
        CallGraph { bottom_up, component, recursive, uses }
    }
    /// The strongly connected components, callers before callees.
    pub fn components_top_down(&self) -> impl Iterator<Item = &[FuncId]> {
        self.bottom_up.chunk_by(|&a, &b| self.component[a] == self.component[b]).rev()
    }
    /// Whether `func` can call itself, directly or not.
    pub fn is_recursive(&self, func: FuncId) -> bool {
        self.recursive[self.component[func] as usize]
    }
    /// From how many places `func` is called or made a value.
    pub fn uses(&self, func: FuncId) -> u32 {
        self.uses[func]
    }
}

/// The functions that `func` calls or makes values of, once per place.
pub fn callees_of(program: &Program, func: FuncId) -> Vec<FuncId> {
    let func = &program.funcs[func];
    let mut callees = Vec::new();
    for block in &func.blocks {
        for &inst in &block.insts {
            if let Op::Call(callee) | Op::ClosureNew(callee) = func.insts[inst].op {
                callees.push(callee);
            }
        }
        if let Terminator::TailCall(callee, _) = block.term {
            callees.push(callee);
        }
    }
    callees
}

/// A node of the depth-first search that is not finished.
struct Visit<K> {
    func: K,
    next_edge: usize,
}

/// Strongly connected components: the functions in an order in which callees come first, and the component of each.
pub fn components<K: Id + Eq>(edges: &IndexVec<K, Vec<K>>) -> (Vec<K>, IndexVec<K, u32>) {
    const UNSEEN: u32 = u32::MAX;
    let mut index: IndexVec<K, u32> = IndexVec::filled(UNSEEN, edges.len());
    let mut low: IndexVec<K, u32> = IndexVec::filled(UNSEEN, edges.len());
    let mut component: IndexVec<K, u32> = IndexVec::filled(UNSEEN, edges.len());
    let (mut order, mut pending, mut visits) = (Vec::new(), Vec::new(), Vec::new());
    let (mut next_index, mut next_component) = (0, 0);
    for root in edges.ids() {
        if index[root] == UNSEEN {
            visits.push(Visit { func: root, next_edge: 0 });
        }
        while let Some(visit) = visits.last_mut() {
            let func = visit.func;
            if visit.next_edge == 0 {
                index[func] = next_index;
                low[func] = next_index;
                next_index += 1;
                pending.push(func);
            }
            if let Some(&callee) = edges[func].get(visit.next_edge) {
                visit.next_edge += 1;
                if index[callee] == UNSEEN {
                    visits.push(Visit { func: callee, next_edge: 0 });
                } else if component[callee] == UNSEEN {
                    low[func] = low[func].min(index[callee]);
                }
                continue;
            }
            visits.pop();
            if let Some(caller) = visits.last() {
                low[caller.func] = low[caller.func].min(low[func]);
            }
            if low[func] == index[func] {
                while let Some(member) = pending.pop() {
                    component[member] = next_component;
                    order.push(member);
                    if member == func {
                        break;
                    }
                }
                next_component += 1;
            }
        }
    }
    (order, component)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;

    fn graph(edges: &[&[usize]]) -> IndexVec<FuncId, Vec<FuncId>> {
        edges.iter().map(|row| row.iter().map(|&to| FuncId::from_index(to)).collect()).collect()
    }

    #[test]
    fn callees_come_first_and_cycles_are_one_component() {
        let (order, component) = components(&graph(&[&[1], &[2, 3], &[1], &[]]));
        let order: Vec<_> = order.iter().map(|func| func.index()).collect();
        assert_eq!(order.first(), Some(&3));
        assert_eq!(order.last(), Some(&0));
        assert_eq!(component.as_slice()[1], component.as_slice()[2]);
        assert_ne!(component.as_slice()[0], component.as_slice()[1]);
    }

    #[test]
    fn a_long_chain_does_not_recurse() {
        let chain: Vec<Vec<usize>> =
            (0..100_000).map(|at| if at + 1 < 100_000 { vec![at + 1] } else { vec![] }).collect();
        let rows: Vec<&[usize]> = chain.iter().map(Vec::as_slice).collect();
        assert_eq!(components(&graph(&rows)).0.len(), 100_000);
    }
}
