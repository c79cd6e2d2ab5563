//! Builds the structured tree that a [`Plan`] describes.
//!
//! In: a reducible [`Graph`] and its plan.  Out: the tree. Labels that nothing uses are left out, code before the first
//! use of a label stands before its block, and a block that would hold only a loop, branch or switch gives it its
//! label. A branch of which one arm never falls through has the other arm after it rather than in it:
//!
//! ```text
//! l0: { a; if c { return } else { if d { break l0 } …; return } }    becomes    a; if c { return } l0: { … }
//! ```
//!
//! The work is a list of tasks, not recursion, and past [`DEEP`] levels the largest arm of each ending is placed after
//! it behind a label, so that a long chain of branches does not become a deep tree. What remains deep is what nests in
//! the source: loops in loops, and branches that all meet again.

use super::graph::{Edge, Ending, Graph};
use super::plan::Plan;
use super::{Label, Node, Scrutinee, Structured};
use crate::{Block, Value};
use base::IndexVec;

/// From this depth on, nesting is avoided where a label can: parsers of JavaScript recurse.
const DEEP: usize = 60;

/// What remains to be done, last in first out.
enum Task {
    /// Place a block and what it dominates; falling off the end leads to the second.
    Tree(Block, Option<Block>),
    /// Follow the edge of a block with this index.
    Go(Block, usize, Option<Block>),
    OpenArm,
    CloseBlock(Label),
    CloseLoop(Label),
    /// The first arm of a branch is built; its edge has the index.
    CloseFirstArm(Block, usize, Option<Block>),
    /// Both arms of a branch are built; the first one had the index.
    CloseIf(Block, usize, Frame),
    CloseCase,
    CloseSwitch(Block),
}

/// A list of nodes under construction.
struct Frame {
    /// When the node that will hold this list was begun.
    start: u32,
    /// Nodes, with the time each was begun.
    nodes: Vec<(u32, Node)>,
    /// Whether control can reach the end.
    falls: bool,
}

impl Frame {
    fn finish(self) -> Vec<Node> {
        self.nodes.into_iter().map(|(_, node)| node).collect()
    }
}

struct Builder<'a> {
    graph: &'a Graph,
    plan: Plan,
    tasks: Vec<Task>,
    frames: Vec<Frame>,
    /// Finished cases of the switches under construction.
    cases: Vec<Frame>,
    clock: u32,
    /// The label behind which a block is placed, or that of the loop it heads.
    break_labels: IndexVec<Block, Option<Label>>,
    loop_labels: IndexVec<Block, Option<Label>>,
    /// When each label was first broken to.
    first_breaks: IndexVec<Label, Option<u32>>,
    /// The label that replaces another.
    aliases: IndexVec<Label, Label>,
}

pub(super) fn build(graph: &Graph, plan: Plan) -> Structured {
    let nodes = graph.endings.len();
    let mut builder = Builder {
        graph,
        plan,
        tasks: vec![Task::Tree(graph.entry, None)],
        frames: Vec::new(),
        cases: Vec::new(),
        clock: 0,
        break_labels: IndexVec::filled(None, nodes),
        loop_labels: IndexVec::filled(None, nodes),
        first_breaks: IndexVec::new(),
        aliases: IndexVec::new(),
    };
    builder.open();
    while let Some(task) = builder.tasks.pop() {
        builder.step(task);
    }
    let mut body = builder.close().finish();
    let labels = super::relabel::relabel(&mut body, &builder.aliases);
    Structured { body, labels, dispatches: graph.dispatches }
}

impl Builder<'_> {
    fn step(&mut self, task: Task) {
        match task {
            Task::Tree(block, next) => self.tree(block, next),
            Task::Go(block, edge, next) => self.go(block, edge, next),
            Task::OpenArm => self.open(),
            Task::CloseBlock(label) => self.close_block(label),
            Task::CloseLoop(label) => self.close_loop(label),
            Task::CloseFirstArm(block, edge, next) => self.close_first_arm(block, edge, next),
            Task::CloseIf(block, edge, first) => self.close_if(block, edge, first),
            Task::CloseCase => {
                let case = self.close();
                self.cases.push(case);
            }
            Task::CloseSwitch(block) => self.close_switch(block),
        }
    }
    fn tick(&mut self) -> u32 {
        self.clock += 1;
        self.clock
    }
    fn open(&mut self) {
        let start = self.tick();
        self.frames.push(Frame { start, nodes: Vec::new(), falls: true });
    }
    fn close(&mut self) -> Frame {
        self.frames.pop().expect("every frame that was opened is closed once")
    }
    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the body's frame is open while tasks remain")
    }
    fn emit_at(&mut self, start: u32, node: Node) {
        self.frame().nodes.push((start, node));
    }
    fn emit(&mut self, node: Node) {
        let start = self.tick();
        self.emit_at(start, node);
    }
    fn new_label(&mut self) -> Label {
        let label = self.aliases.next_id();
        self.first_breaks.push(None);
        self.aliases.push(label)
    }

    /// Opens a labelled block for each of `blocks`, last one first, and plans for each to follow its block. Gives
    /// where falling off the end of the innermost leads.
    fn open_blocks(&mut self, blocks: &[Block], mut next: Option<Block>) -> Option<Block> {
        for &block in blocks {
            let label = self.new_label();
            self.break_labels[block] = Some(label);
            self.tasks.push(Task::Tree(block, next));
            self.tasks.push(Task::CloseBlock(label));
            self.open();
            next = Some(block);
        }
        next
    }
    fn tree(&mut self, block: Block, next: Option<Block>) {
        let after = std::mem::take(&mut self.plan.after[block]);
        let next = self.open_blocks(&after, next);
        if self.plan.heads_loop[block] {
            let label = self.new_label();
            self.loop_labels[block] = Some(label);
            self.tasks.push(Task::CloseLoop(label));
            self.open();
        }
        if self.graph.is_block(block) {
            self.emit(Node::Code(block));
        }
        let mut pending = std::mem::take(&mut self.plan.pending[block]);
        if self.frames.len() > DEEP {
            pending.extend(self.unnest(block));
        }
        let next = self.open_blocks(&pending, next);
        self.ending(block, next);
    }
    /// Makes the largest block inside the ending of `block` one that is placed after it.
    fn unnest(&mut self, block: Block) -> Option<Block> {
        let targets = self.graph.endings[block].edges();
        let inside = targets.iter().map(|edge| edge.to).filter(|&to| self.is_inside(block, to));
        let largest = inside.max_by_key(|&to| self.plan.size[to]).filter(|_| targets.len() > 1);
        if let Some(largest) = largest {
            self.plan.labelled[largest] = true;
        }
        largest
    }
    /// Whether the target of an edge is placed where the edge is.
    fn is_inside(&self, from: Block, to: Block) -> bool {
        !self.plan.cfg.is_backward(from, to) && !self.plan.labelled[to]
    }

    fn ending(&mut self, block: Block, next: Option<Block>) {
        match &self.graph.endings[block] {
            Ending::Exit => {
                self.emit(Node::Exit(block));
                self.frame().falls = false;
            }
            Ending::Jump(_) => self.go(block, 0, next),
            Ending::Branch(_, yes, no) => {
                let weigh = |edge: &Edge| if self.is_inside(block, edge.to) { self.plan.size[edge.to] } else { 0 };
                let first = usize::from(weigh(no) < weigh(yes));
                self.tasks.push(Task::CloseFirstArm(block, first, next));
                self.open();
                self.go(block, first, next);
            }
            Ending::Switch(_, cases, _) => {
                let edges = cases.len() + 1;
                self.tasks.push(Task::CloseSwitch(block));
                for edge in (0..edges).rev() {
                    self.tasks.extend([Task::CloseCase, Task::Go(block, edge, next), Task::OpenArm]);
                }
            }
        }
    }
    /// Follows an edge; `next` is where falling off the end leads.
    fn go(&mut self, from: Block, edge: usize, next: Option<Block>) {
        let graph = self.graph;
        let Edge { to, before } = graph.endings[from].edge(edge);
        before.iter().for_each(|node| self.emit(node.clone()));
        if self.plan.cfg.is_backward(from, *to) {
            let label = self.loop_labels[*to].expect("the loop of a backward edge is around it");
            self.emit(Node::Continue(label));
            self.frame().falls = false;
        } else if !self.plan.labelled[*to] {
            self.tasks.push(Task::Tree(*to, next));
        } else if next == Some(*to) {
            self.frame().falls = true;
        } else {
            let label = self.break_labels[*to].expect("the dominator of a labelled block has opened its block");
            self.emit(Node::Break(label));
            self.first_breaks[label].get_or_insert(self.clock);
            self.frame().falls = false;
        }
    }

    fn close_block(&mut self, label: Label) {
        let mut body = self.close();
        let Some(first_break) = self.first_breaks[label] else {
            self.frame().nodes.append(&mut body.nodes);
            return;
        };
        let inside = body.nodes.partition_point(|&(start, _)| start <= first_break) - 1;
        let rest = body.nodes.split_off(inside);
        self.frame().nodes.append(&mut body.nodes);
        let start = rest[0].0;
        let node = match <[_; 1]>::try_from(rest) {
            Ok([(_, node)]) => self.give_label(node, label),
            Err(rest) => Node::Block { label, body: rest.into_iter().map(|(_, node)| node).collect() },
        };
        self.emit_at(start, node);
    }
    /// The only node in a labelled block takes over the label: both end at the same place.
    fn give_label(&mut self, mut node: Node, outer: Label) -> Node {
        match &mut node {
            Node::Block { label, .. } | Node::Loop { label, .. } => self.aliases[outer] = *label,
            Node::If { label, .. } | Node::Switch { label, .. } => match label {
                Some(label) => self.aliases[outer] = *label,
                None => *label = Some(outer),
            },
            Node::Code(_)
            | Node::Assign { .. }
            | Node::Break(_)
            | Node::Continue(_)
            | Node::SetDispatch(..)
            | Node::Exit(_) => return Node::Block { label: outer, body: vec![node] },
        }
        node
    }
    fn close_loop(&mut self, label: Label) {
        let body = self.close();
        let (start, falls) = (body.start, body.falls);
        self.emit_at(start, Node::Loop { label, body: body.finish() });
        self.frame().falls = falls;
    }
    /// If the first arm never falls through, the second arm follows the branch, else it is put into it.
    fn close_first_arm(&mut self, block: Block, edge: usize, next: Option<Block>) {
        let first = self.close();
        if first.falls {
            self.tasks.push(Task::CloseIf(block, edge, first));
            self.open();
        } else {
            let second = Frame { start: first.start, nodes: Vec::new(), falls: true };
            self.emit_if(block, edge, first, second);
        }
        self.tasks.push(Task::Go(block, 1 - edge, next));
    }
    fn close_if(&mut self, block: Block, edge: usize, first: Frame) {
        let second = self.close();
        let falls = first.falls || second.falls;
        self.emit_if(block, edge, first, second);
        self.frame().falls = falls;
    }
    fn emit_if(&mut self, block: Block, edge: usize, first: Frame, second: Frame) {
        let start = first.start;
        let (then, otherwise) = if edge == 0 { (first, second) } else { (second, first) };
        let cond = self.condition(block);
        let (then, otherwise) = (then.finish(), otherwise.finish());
        self.emit_at(start, Node::If { label: None, from: block, cond, then, otherwise });
    }
    fn condition(&self, block: Block) -> Value {
        match self.graph.endings[block] {
            Ending::Branch(cond, ..) => cond,
            Ending::Exit | Ending::Jump(_) | Ending::Switch(..) => unreachable!("{block} ends in a branch"),
        }
    }
    fn close_switch(&mut self, block: Block) {
        let (on, values): (Scrutinee, Vec<Vec<u32>>) = match &self.graph.endings[block] {
            Ending::Switch(on, cases, _) => (*on, cases.iter().map(|(values, _)| values.clone()).collect()),
            Ending::Exit | Ending::Jump(_) | Ending::Branch(..) => unreachable!("{block} ends in a switch"),
        };
        let mut bodies = self.cases.split_off(self.cases.len() - values.len() - 1);
        let start = bodies[0].start;
        self.frame().falls = bodies.iter().any(|body| body.falls);
        let default = bodies.pop().expect("a switch has a default").finish();
        let cases = values.into_iter().zip(bodies).map(|(values, body)| (values, body.finish())).collect();
        self.emit_at(start, Node::Switch { label: None, on, cases, default });
    }
}
