//! How the values of a function are used: what decides whether a value needs a local.

use crate::module::Module;
use base::IndexVec;
use ir::{Block, Func, InstData, Op, Value, ValueDef};
use rustc_hash::FxHashMap;

/// The uses of the values of a function.
pub struct Facts {
    /// How often each value is used.
    pub uses: IndexVec<Value, u32>,
    /// Whether it is used once, in the block that defines it or by that block's terminator.
    pub folds: IndexVec<Value, bool>,
    /// How many uses need it to be statically non-null in Wasm.
    pub strict: IndexVec<Value, u32>,
    /// How many payload reads look at an object as a variant, per block.
    pub casts: FxHashMap<(Block, Value, u32), u32>,
    /// Whether anything jumps to the entry.
    pub entry_is_target: bool,
}

impl Facts {
    /// The facts of `func`.
    pub fn of(module: &Module, func: &Func) -> Facts {
        let mut facts = Facts {
            uses: IndexVec::filled(0, func.values.len()),
            folds: IndexVec::filled(false, func.values.len()),
            strict: IndexVec::filled(0, func.values.len()),
            casts: FxHashMap::default(),
            entry_is_target: false,
        };
        let mut user: IndexVec<Value, Option<Block>> = IndexVec::filled(None, func.values.len());
        let mut home: IndexVec<Value, Option<Block>> = IndexVec::filled(None, func.values.len());
        for (block, data) in func.blocks.iter_enumerated() {
            data.params.iter().for_each(|&param| home[param] = Some(block));
            for &inst in &data.insts {
                let inst = &func.insts[inst];
                inst.results.iter().for_each(|&result| home[result] = Some(block));
                for (position, &arg) in inst.args.iter().enumerate() {
                    facts.uses[arg] += 1;
                    facts.strict[arg] += u32::from(is_strict(module, inst, position));
                    user[arg] = Some(block);
                }
                if let Op::VariantGet(_, variant, _) = inst.op {
                    *facts.casts.entry((block, inst.args[0], variant)).or_default() += 1;
                }
            }
            data.term.for_each_use(|value| {
                facts.uses[value] += 1;
                facts.strict[value] += 1;
                user[value] = Some(block);
            });
            data.term.for_each_target(|target| facts.entry_is_target |= target.block == func.entry);
        }
        for value in func.values.ids() {
            let is_defined = !matches!(func.values[value].def, ValueDef::Const(_));
            facts.folds[value] = is_defined && facts.uses[value] == 1 && user[value] == home[value];
        }
        facts
    }
}

/// Whether operand `position` must be statically non-null: where Wasm has a type that says so.
fn is_strict(module: &Module, inst: &InstData, position: usize) -> bool {
    if module.program.placement.home(&inst.op) == Some(ir::Side::Js) {
        return false;
    }
    match inst.op {
        Op::StructNew(_) | Op::VariantNew(..) | Op::Call(_) | Op::ClosureNew(_) | Op::CallClosure(_) => true,
        Op::StructSet(..) => position == 1,
        Op::Prim(_) | Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::RefEq => false,
        Op::StructGet(..) | Op::VariantTag(_) | Op::VariantGet(..) => false,
        Op::ArrayNew(_) | Op::ArrayNewDefault(_) | Op::ArrayLit(_) | Op::ArrayLen(_) | Op::ArrayGet(_) => false,
        Op::ArraySet(_) | Op::ArrayCopy(_) | Op::ArrayFill(_) => false,
        Op::BufferNew(_) | Op::BufferLen(_) | Op::BufferGet(_) | Op::BufferSet(_) | Op::BufferPtr(_) => false,
        Op::BufferView(_) | Op::StrFromArray(_) | Op::StrIntoArray(_) | Op::GlobalGet(_) | Op::GlobalSet(_) => false,
        Op::Extern(_) | Op::Host(_) => false,
    }
}
