//! Minimum s-t cut: which nodes go to which side so that the capacities cut are least.
//!
//! In: nodes, what each costs on either side, and what each ordered pair costs when its first node is on the source
//! side and its second on the sink side.  Out: the side of each node.
//!
//! By the maximum flow, with Dinic's algorithm ("Algorithm for solution of a problem of maximum flow in networks with
//! power estimation", 1970): breadth-first levels, then blocking flows along them. Both searches keep their own
//! stacks. Of several minimum cuts the one with the most nodes on the source side is taken, so that the result depends
//! on the capacities alone. All numbers are integers: the same input gives the same cut on every machine.

/// More than any sum of costs: an edge that is never cut.
pub const INFINITE: u64 = 1 << 60;

/// A node of a [`Network`].
pub type Node = usize;

/// A flow network between a source side and a sink side.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// For each node, the positions of its edges in `edges`.
    outgoing: Vec<Vec<usize>>,
    /// Each edge is followed by its reverse.
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    to: Node,
    left: u64,
}

const SOURCE: Node = 0;
const SINK: Node = 1;

/// Where the nodes are, and what that costs.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Whether each node is on the source side.
    pub on_source_side: Vec<bool>,
    /// The sum of the capacities that are cut; at least [`INFINITE`] if the requirements contradict each other.
    pub cost: u64,
}

impl Network {
    /// A network of `nodes` nodes.
    pub fn new(nodes: usize) -> Network {
        Network { outgoing: vec![Vec::new(); nodes + 2], edges: Vec::new() }
    }

    /// What a node costs on the source side and on the sink side.
    pub fn node(&mut self, node: Node, on_source_side: u64, on_sink_side: u64) {
        self.edge(node + 2, SINK, on_source_side, 0);
        self.edge(SOURCE, node + 2, on_sink_side, 0);
    }

    /// What it costs if `a` is on the source side and `b` on the sink side, and the other way round.
    pub fn pair(&mut self, a: Node, b: Node, there: u64, back: u64) {
        self.edge(a + 2, b + 2, there, back);
    }

    fn edge(&mut self, from: Node, to: Node, there: u64, back: u64) {
        if (there, back) == (0, 0) || from == to {
            return;
        }
        self.outgoing[from].push(self.edges.len());
        self.edges.push(Edge { to, left: there });
        self.outgoing[to].push(self.edges.len());
        self.edges.push(Edge { to: from, left: back });
    }

    /// The minimum cut.
    pub fn cut(mut self) -> Cut {
        let mut cost = 0u64;
        loop {
            let levels = self.levels();
            if levels[SINK] == UNREACHED {
                break;
            }
            let mut next = vec![0; self.outgoing.len()];
            loop {
                let flow = self.augment(&levels, &mut next);
                if flow == 0 {
                    break;
                }
                cost = cost.saturating_add(flow);
            }
        }
        let reaches_sink = self.reaches_sink();
        Cut { on_source_side: reaches_sink[2..].iter().map(|&reaches| !reaches).collect(), cost }
    }

    /// The distance of each node from the source along edges with capacity left.
    fn levels(&self) -> Vec<u32> {
        let mut levels = vec![UNREACHED; self.outgoing.len()];
        levels[SOURCE] = 0;
        let mut queue = std::collections::VecDeque::from([SOURCE]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.outgoing[node] {
                let Edge { to, left } = self.edges[edge];
                if left > 0 && levels[to] == UNREACHED {
                    levels[to] = levels[node] + 1;
                    queue.push_back(to);
                }
            }
        }
        levels
    }

    /// Sends flow along one path of the level graph; gives how much, 0 if there is none left. `next` remembers the
    /// edges that led nowhere.
    fn augment(&mut self, levels: &[u32], next: &mut [usize]) -> u64 {
        let mut path: Vec<usize> = Vec::new();
        let mut node = SOURCE;
        while node != SINK {
            let found = loop {
                let Some(&edge) = self.outgoing[node].get(next[node]) else { break None };
                let Edge { to, left } = self.edges[edge];
                if left > 0 && levels[to] == levels[node] + 1 {
                    break Some((edge, to));
                }
                next[node] += 1;
            };
            match (found, path.pop()) {
                (Some((edge, to)), last) => {
                    path.extend(last);
                    path.push(edge);
                    node = to;
                }
                (None, Some(edge)) => {
                    node = self.edges[edge ^ 1].to;
                    next[node] += 1;
                }
                (None, None) => return 0,
            }
        }
        let flow = path.iter().map(|&edge| self.edges[edge].left).min().unwrap_or(0);
        for edge in path {
            self.edges[edge].left -= flow;
            self.edges[edge ^ 1].left += flow;
        }
        flow
    }

    /// Which nodes can still send something to the sink: they are on its side.
    fn reaches_sink(&self) -> Vec<bool> {
        let mut reaches = vec![false; self.outgoing.len()];
        reaches[SINK] = true;
        let mut todo = vec![SINK];
        while let Some(node) = todo.pop() {
            for &edge in &self.outgoing[node] {
                let from = self.edges[edge].to;
                if self.edges[edge ^ 1].left > 0 && !reaches[from] {
                    reaches[from] = true;
                    todo.push(from);
                }
            }
        }
        reaches
    }
}

const UNREACHED: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    /// The cost of a division by its definition.
    fn cost(nodes: &[(u64, u64)], pairs: &[(usize, usize, u64, u64)], on_source_side: impl Fn(usize) -> bool) -> u64 {
        let single = |(node, &(source, sink)): (usize, &(u64, u64))| if on_source_side(node) { source } else { sink };
        let pair = |&(a, b, there, back): &(usize, usize, u64, u64)| match (on_source_side(a), on_source_side(b)) {
            (true, false) => there,
            (false, true) => back,
            _ => 0,
        };
        nodes.iter().enumerate().map(single).sum::<u64>() + pairs.iter().map(pair).sum::<u64>()
    }

    #[test]
    fn the_cut_is_the_least_of_all_divisions() {
        let mut seed = 1u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) % below
        };
        for _ in 0..300 {
            let count = 1 + random(8) as usize;
            let nodes: Vec<_> = (0..count).map(|_| (random(20), random(20))).collect();
            let pairs: Vec<_> = (0..random(20))
                .map(|_| (random(count as u64) as usize, random(count as u64) as usize, random(9), random(9)))
                .filter(|(a, b, ..)| a != b)
                .collect();
            let mut network = Network::new(count);
            for (node, &(source, sink)) in nodes.iter().enumerate() {
                network.node(node, source, sink);
            }
            for &(a, b, there, back) in &pairs {
                network.pair(a, b, there, back);
            }
            let cut = network.cut();
            let best = (0..1u32 << count).map(|mask| cost(&nodes, &pairs, |node| mask >> node & 1 == 1)).min();
            assert_eq!(Some(cut.cost), best);
            assert_eq!(Some(cost(&nodes, &pairs, |node| cut.on_source_side[node])), best);
        }
    }

    #[test]
    fn a_tie_goes_to_the_source_side() {
        let mut network = Network::new(2);
        network.node(0, 5, 5);
        network.pair(0, 1, 3, 3);
        assert_eq!(network.cut().on_source_side, [true, true]);
    }

    #[test]
    fn requirements_that_contradict_each_other_cost_infinitely_much() {
        let mut network = Network::new(1);
        network.node(0, INFINITE, INFINITE);
        assert!(network.cut().cost >= INFINITE);
    }
}
