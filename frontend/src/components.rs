//! Strongly connected components, after Tarjan (1972), without recursion.
//!
//! In: for each node the nodes it leads to.  Out: the components, each after those it leads to.

/// The components of a graph, successors first; nodes within one in the order they were met.
pub(crate) fn components(successors: &[Vec<usize>], roots: impl IntoIterator<Item = usize>) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = successors.len();
    let mut index = vec![UNSEEN; count];
    let mut low = vec![0; count];
    let mut open = vec![false; count];
    let mut path: Vec<usize> = Vec::new();
    let mut result = Vec::new();
    let mut next = 0;
    for root in roots {
        if index[root] != UNSEEN {
            continue;
        }
        let mut stack = vec![(root, 0)];
        while let Some((node, at)) = stack.pop() {
            if at == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                open[node] = true;
                path.push(node);
            }
            if let Some(&to) = successors[node].get(at) {
                stack.push((node, at + 1));
                if index[to] == UNSEEN {
                    stack.push((to, 0));
                } else if open[to] {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if let Some(&(parent, _)) = stack.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == index[node] {
                let start =
                    path.iter().rposition(|&other| other == node).expect("a node is on the path until it closes");
                let component = path.split_off(start);
                component.iter().for_each(|&member| open[member] = false);
                result.push(component);
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn a_cycle_is_one_component_and_successors_come_first() {
        let graph = [vec![1], vec![2, 3], vec![1], vec![], vec![0]];
        assert_eq!(components(&graph, 0..5), [vec![3], vec![1, 2], vec![0], vec![4]]);
    }
}
