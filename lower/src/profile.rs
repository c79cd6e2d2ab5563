//! Profiles: how often the blocks of a program ran.
//!
//! [`count`] — In: a program as it was built. Out: the same with a counter at the start of each block.
//! Before: `b1: v3 = lt_s v1, v0`        After: `b1: host count 7, v3 = lt_s v1, v0`
//!
//! [`Measured::of`] — In: the counts of a run, and the program as it is built now. Out: how often the code of each
//! place ran, for one execution of its function.
//!
//! Counts belong to blocks of functions as they are built, before any pass: equal text gives equal blocks. So a function
//! is known by its module, its name and a hash of its text, and what else the module holds does not matter. Passes then
//! move, copy and join blocks, but every instruction keeps its place and the inlined calls through which it got there:
//! what a block costs is looked up by the places of its instructions, as in Chen, Li and Moseley, "AutoFDO: Automatic
//! Feedback-Directed Optimization for Warehouse-Scale Applications" (CGO 2016), but with exact counts.

use base::{Sources, Span, Symbol};
use ir::{Block, Const, Counted, Func, Host, Inst, Loc, Op, Program, Terminator};
use rustc_hash::FxHashMap;

/// The counts of a run.
#[derive(Clone, Default, Debug)]
pub struct Profile {
    /// One row for each function that the program had.
    pub funcs: Vec<ProfiledFunc>,
}

/// The counts of a function.
#[derive(Clone, Debug)]
pub struct ProfiledFunc {
    /// The path of its module, from the folder of the root module.
    pub module: String,
    /// Its name, with the types of its instance.
    pub name: String,
    /// A hash of its text.
    pub hash: String,
    /// How often each of its blocks ran; the first is the entry.
    pub blocks: Vec<f64>,
}

/// Lets a program count its blocks.
pub fn count(program: &mut Program, sources: &Sources) {
    let mut next = 0;
    for func in program.funcs.iter_mut() {
        let Key { module, hash } = Key::of(func, sources);
        let blocks = func.blocks.len();
        program.counted.push(Counted {
            module: Symbol::new(module),
            name: func.name,
            hash: Symbol::new(&hash),
            blocks,
        });
        for block in func.blocks.ids() {
            let number = func.constant(Const::I32(next));
            let loc = func.blocks[block].insts.first().map_or(func.blocks[block].loc, |&inst| func.insts[inst].loc);
            let inst = func.make_inst(Op::Host(Host::Count), vec![number], &[], loc);
            func.blocks[block].insts.insert(0, inst);
            next += 1;
        }
    }
}

/// What a function is known by, beside its name.
struct Key<'s> {
    module: &'s str,
    hash: String,
}

impl<'s> Key<'s> {
    fn of(func: &Func, sources: &'s Sources) -> Key<'s> {
        let source = sources.get(func.span.source);
        // The place of a function is that of its name; its text reaches as far as its code.
        let own = |loc: &Loc| loc.site.is_none() && loc.span.source == func.span.source;
        let text = locs(func).filter(own).fold(func.span, |text, loc| text.to(loc.span));
        let text = source.text.get(text.start as usize..text.end as usize).unwrap_or("");
        Key { module: relative(&source.path, sources), hash: format!("{:016x}", fnv1a(text)) }
    }
}

fn locs(func: &Func) -> impl Iterator<Item = Loc> {
    let insts = |block: &'_ ir::BlockData| block.insts.iter().map(|&inst| func.insts[inst].loc).collect::<Vec<_>>();
    func.blocks.iter().flat_map(move |block| insts(block).into_iter().chain([block.loc]))
}

/// A path from the folder of the root module, so that it does not matter where the compiler is called.
fn relative<'s>(path: &'s str, sources: &Sources) -> &'s str {
    let root = sources.iter().next().map_or("", |(_, source)| source.path.as_str());
    let folder = root.rfind('/').map_or("", |end| &root[..=end]);
    path.strip_prefix(folder).unwrap_or(path)
}

/// Fowler, Noll and Vo's hash, in its variant 1a of 64 bits: stable over versions of the compiler.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// How often the code of a program ran in a session, by a profile.
#[derive(Clone, Default, Debug)]
pub struct Measured {
    funcs: FxHashMap<Symbol, Counts>,
    /// Functions of the program itself that the profile knows by name, but with other text.
    pub changed: Vec<Symbol>,
    /// How many functions of the program itself it knows.
    pub matched: usize,
}

#[derive(Clone, Debug)]
struct Counts {
    calls: f64,
    /// Executions of the code of a place. Where several blocks have code of one place it is the most frequent that
    /// counts: the test of a loop and the jump to it are both placed at the loop.
    times: FxHashMap<Span, f64>,
}

impl Measured {
    /// Brings the counts of a profile to a program, which is as it was built.
    pub fn of(profile: &Profile, program: &Program, sources: &Sources) -> Measured {
        let mut by_text: FxHashMap<(&str, &str, usize), Vec<&ProfiledFunc>> = FxHashMap::default();
        let mut by_name: FxHashMap<(&str, &str), &ProfiledFunc> = FxHashMap::default();
        for row in &profile.funcs {
            by_text.entry((&row.module, &row.hash, row.blocks.len())).or_default().push(row);
            by_name.insert((&row.module, &row.name), row);
        }
        let mut measured = Measured::default();
        for func in &program.funcs {
            let Key { module, hash } = Key::of(func, sources);
            let same_text = by_text.get(&(module, hash.as_str(), func.blocks.len())).map_or(&[][..], Vec::as_slice);
            // A lambda gets another number when one is written before it; its text tells which it was.
            let row = same_text.iter().find(|row| row.name == func.name.as_str()).or(same_text.first());
            let own = !module.starts_with("std/");
            match row {
                Some(row) => {
                    measured.funcs.insert(func.name, Counts::of(func, &row.blocks));
                    measured.matched += usize::from(own);
                }
                None if own && by_name.contains_key(&(module, func.name.as_str())) => measured.changed.push(func.name),
                None => {}
            }
        }
        measured
    }

    /// How often a function was called, if the profile knows it.
    pub fn calls(&self, func: Symbol) -> Option<f64> {
        Some(self.funcs.get(&func)?.calls)
    }

    /// How often a block runs when its function runs once, if that is known: not more often than any of its code.
    pub fn of_block(&self, func: &Func, block: Block) -> Option<f64> {
        code(func, block).filter_map(|loc| self.of_loc(func, loc)).min_by(f64::total_cmp)
    }

    /// How often the code of a place in `func` runs when `func` runs once.
    fn of_loc(&self, func: &Func, loc: Loc) -> Option<f64> {
        let (mut owner, mut call, mut site) = (ir::source_name(func.name), None, loc.site);
        while let Some(id) = site {
            let data = &func.sites[id];
            if self.funcs.contains_key(&data.callee) {
                (owner, call) = (data.callee, Some(data.call));
                break;
            }
            // What was put there while building is counted with the function around it.
            site = data.call.site;
        }
        let runs = match call {
            Some(call) => self.of_loc(func, call)?,
            None => 1.0,
        };
        let counts = self.funcs.get(&owner)?;
        let times = counts.times.get(&loc.span)?;
        if runs == 0.0 || *times == 0.0 { Some(0.0) } else { Some(runs * times / counts.calls) }
    }
}

impl Counts {
    fn of(func: &Func, blocks: &[f64]) -> Counts {
        let mut times: FxHashMap<Span, f64> = FxHashMap::default();
        for (block, &count) in func.blocks.ids().zip(blocks) {
            for loc in code(func, block) {
                let most = times.entry(loc.span).or_default();
                *most = most.max(count);
            }
        }
        Counts { calls: blocks.first().copied().unwrap_or(0.0), times }
    }
}

/// The places of the code of a block. Jumps do not count: they may be placed at the loop that they lead to.
fn code(func: &Func, block: Block) -> impl Iterator<Item = Loc> {
    let data = &func.blocks[block];
    let calls = matches!(data.term, Terminator::TailCall(..) | Terminator::TailCallClosure(..));
    data.insts.iter().map(|&inst: &Inst| func.insts[inst].loc).chain(calls.then_some(data.loc))
}
