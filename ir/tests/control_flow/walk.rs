//! Two ways to run a function: over its graph, and over its structured tree. Both give the trace of everything that
//! was computed, up to a number of steps, so that equal traces mean equal executions.

use base::{Id, IndexVec};
use ir::structure::{Label, Node, Scrutinee, Structured};
use ir::{Block, Const, Func, Op, Prim, Target, Terminator, Value, ValueDef};

/// What was computed: each block with the values of its parameters and instructions.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Trace(Vec<(Block, Vec<i32>)>);

struct Machine<'a> {
    func: &'a Func,
    values: IndexVec<Value, i32>,
    trace: Trace,
    steps: usize,
}

/// Where control goes after a node.
enum Flow {
    Next,
    Break(Label),
    Continue(Label),
    /// The function has ended, or the steps are used up.
    End,
}

impl<'a> Machine<'a> {
    fn new(func: &'a Func, args: [i32; 2], steps: usize) -> Machine<'a> {
        let mut values = IndexVec::filled(0, func.values.len());
        for (value, data) in func.values.iter_enumerated() {
            match data.def {
                ValueDef::Const(Const::I32(number)) => values[value] = number,
                ValueDef::Const(Const::Str(text)) => values[value] = text.as_str().len() as i32,
                ValueDef::Const(_) | ValueDef::Param(..) | ValueDef::Inst(..) => {}
            }
        }
        func.params().iter().zip(args).for_each(|(&param, arg)| values[param] = arg);
        Machine { func, values, trace: Trace::default(), steps }
    }
    /// Runs the straight-line code of a block; false if the steps are used up.
    fn code(&mut self, block: Block) -> bool {
        let data = &self.func.blocks[block];
        let mut seen: Vec<i32> = data.params.iter().map(|&param| self.values[param]).collect();
        for &inst in &data.insts {
            let inst = &self.func.insts[inst];
            let arg = |position: usize| self.values[inst.args[position]];
            let result = match inst.op {
                Op::Prim(Prim::AddI32) => arg(0).wrapping_add(arg(1)),
                Op::Prim(Prim::MulI32) => arg(0).wrapping_mul(arg(1)),
                Op::Prim(Prim::XorI32) => arg(0) ^ arg(1),
                Op::Prim(Prim::AndI32) => arg(0) & arg(1),
                Op::Prim(Prim::LtSI32) => i32::from(arg(0) < arg(1)),
                // A string is modelled by a number, which is all that these two need.
                Op::Prim(Prim::LenStr) | Op::Host(_) => arg(0).wrapping_add(1),
                op => panic!("the generator makes no {op:?}"),
            };
            self.values[inst.results[0]] = result;
            seen.push(result);
        }
        self.trace.0.push((block, seen));
        self.steps -= 1;
        self.steps > 0
    }
    fn assign(&mut self, target: &Target) {
        let args: Vec<i32> = target.args.iter().map(|&arg| self.values[arg]).collect();
        let params = &self.func.blocks[target.block].params;
        params.iter().zip(args).for_each(|(&param, arg)| self.values[param] = arg);
    }
    fn exit(&mut self, block: Block) {
        let value = match &self.func.blocks[block].term {
            Terminator::Return(values) => self.values[values[0]],
            Terminator::Panic(kind) => -(*kind as i32),
            term => panic!("{term:?} does not end the function"),
        };
        self.trace.0.push((block, vec![value]));
    }
}

/// Runs `func` over its graph.
pub fn graph(func: &Func, args: [i32; 2], steps: usize) -> Trace {
    let mut machine = Machine::new(func, args, steps);
    let mut block = func.entry;
    while machine.code(block) {
        let target = match &func.blocks[block].term {
            Terminator::Jump(target) => target,
            Terminator::Branch(cond, yes, no) => [no, yes][machine.values[*cond] as usize],
            Terminator::Switch(on, targets, default) => targets.get(machine.values[*on] as usize).unwrap_or(default),
            _ => {
                machine.exit(block);
                break;
            }
        };
        machine.assign(target);
        block = target.block;
    }
    machine.trace
}

/// Runs `func` over its tree.
pub fn tree(func: &Func, tree: &Structured, args: [i32; 2], steps: usize) -> Trace {
    let mut machine = Machine::new(func, args, steps);
    let mut dispatches = vec![u32::MAX; tree.dispatches];
    match machine.list(&tree.body, &mut dispatches) {
        Flow::End => machine.trace,
        Flow::Next => panic!("control falls off the end"),
        Flow::Break(label) | Flow::Continue(label) => panic!("{label} is not around its use"),
    }
}

impl Machine<'_> {
    fn list(&mut self, nodes: &[Node], dispatches: &mut [u32]) -> Flow {
        for node in nodes {
            match self.node(node, dispatches) {
                Flow::Next => {}
                flow => return flow,
            }
        }
        Flow::Next
    }
    fn node(&mut self, node: &Node, dispatches: &mut [u32]) -> Flow {
        match node {
            Node::Code(block) => return if self.code(*block) { Flow::Next } else { Flow::End },
            Node::Assign { target, .. } => self.assign(target),
            Node::Block { label, body } => return leave(self.list(body, dispatches), Some(*label)),
            Node::Loop { label, body } => loop {
                match self.list(body, dispatches) {
                    Flow::Continue(to) if to == *label => {}
                    flow => return leave(flow, Some(*label)),
                }
            },
            Node::If { label, cond, then, otherwise, .. } => {
                let arm = if self.values[*cond] != 0 { then } else { otherwise };
                return leave(self.list(arm, dispatches), *label);
            }
            Node::Switch { label, on, cases, default } => {
                let value = match on {
                    Scrutinee::Value(_, value) => self.values[*value] as u32,
                    Scrutinee::Dispatch(dispatch) => dispatches[dispatch.index()],
                };
                let case = cases.iter().find(|(values, _)| values.contains(&value));
                let body = case.map_or(default, |(_, body)| body);
                return leave(self.list(body, dispatches), *label);
            }
            Node::Break(label) => return Flow::Break(*label),
            Node::Continue(label) => return Flow::Continue(*label),
            Node::SetDispatch(dispatch, value) => dispatches[dispatch.index()] = *value,
            Node::Exit(block) => {
                self.exit(*block);
                return Flow::End;
            }
        }
        Flow::Next
    }
}

fn leave(flow: Flow, label: Option<Label>) -> Flow {
    match flow {
        Flow::Break(to) if Some(to) == label => Flow::Next,
        flow => flow,
    }
}
