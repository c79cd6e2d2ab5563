//! Simplification of single instructions by what defines their operands.

use crate::substitution::Substitution;
use base::IndexVec;
use ir::{Const, Func, Inst, Op, Prim, Type, TypeDef, Types, Value, ValueDef, fold::fold};

/// Simplifies the instructions of `func`; tells whether anything changed.
pub fn run(types: &Types, func: &mut Func) -> bool {
    let mut values = Substitution::new(func);
    let uses = count_uses(func);
    let mut changed = false;
    for block in func.blocks.ids() {
        for index in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[index];
            let args: Vec<_> = func.insts[inst].args.iter().map(|&arg| values.get(arg)).collect();
            func.insts[inst].args = args;
            match simplified(types, func, inst, &uses) {
                Outcome::Same => {}
                Outcome::Op(op, args) => {
                    func.insts[inst].op = op;
                    func.insts[inst].args = args;
                    changed = true;
                }
                Outcome::Value(value) => {
                    values.replace(func.insts[inst].results[0], value);
                    changed = true;
                }
            }
        }
        // What was replaced by a value has no use left, and was found not to panic.
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let kept = insts.into_iter().filter(|&inst| {
            let results = &func.insts[inst].results;
            results.is_empty() || values.get(results[0]) == results[0]
        });
        func.blocks[block].insts = kept.collect();
    }
    values.apply(func);
    changed
}

/// How often each value is used, before anything is changed: enough to tell what is used once.
fn count_uses(func: &Func) -> IndexVec<Value, u32> {
    let mut uses: IndexVec<Value, u32> = func.values.iter().map(|_| 0).collect();
    for block in &func.blocks {
        block.insts.iter().flat_map(|&inst| &func.insts[inst].args).for_each(|&arg| uses[arg] += 1);
        block.term.for_each_use(|value| uses[value] += 1);
    }
    uses
}

enum Outcome {
    /// Nothing to do.
    Same,
    /// Another operator with other operands does the same.
    Op(Op, Vec<Value>),
    /// The only result is this value.
    Value(Value),
}

fn simplified(types: &Types, func: &mut Func, inst: Inst, uses: &IndexVec<Value, u32>) -> Outcome {
    let data = &func.insts[inst];
    let first = data.args.first().copied();
    let def = first.and_then(|value| defining(func, value));
    match data.op {
        Op::Prim(prim) => match simplified_prim(func, inst, prim) {
            Outcome::Same => joined_constants(func, inst, prim, uses),
            outcome => outcome,
        },
        Op::IsNull => {
            let value = data.args[0];
            let known = match (func.as_const(value), def) {
                (Some(Const::Null(_)), _) => Some(true),
                (_, Some((Op::Some, _))) => Some(false),
                _ if !func.ty(value).nullable => Some(false),
                _ => None,
            };
            known.map_or(Outcome::Same, |known| Outcome::Value(func.constant(Const::Bool(known))))
        }
        Op::Unwrap | Op::AssumeSome => match def {
            Some((Op::Some, args)) => Outcome::Value(args[0]),
            _ => Outcome::Same,
        },
        Op::VariantTag(_) => match def {
            Some((Op::VariantNew(_, variant), _)) => Outcome::Value(func.constant(Const::I32(variant as i32))),
            _ => Outcome::Same,
        },
        Op::VariantGet(ty, variant, field) => match def {
            Some((Op::VariantNew(_, made), args)) if made == variant && is_value_field(types, ty, variant, field) => {
                Outcome::Value(args[field as usize])
            }
            _ => Outcome::Same,
        },
        Op::StructGet(ty, field) => match def {
            Some((Op::StructNew(_), args)) => match &types[ty].def {
                TypeDef::Struct { fields }
                    if !fields[field as usize].mutable && is_whole(fields[field as usize].storage) =>
                {
                    Outcome::Value(args[field as usize])
                }
                _ => Outcome::Same,
            },
            _ => Outcome::Same,
        },
        Op::ArrayLen(_) => match def {
            Some((Op::ArrayLit(_), args)) => Outcome::Value(func.constant(Const::I32(args.len() as i32))),
            Some((Op::ArrayNew(_) | Op::ArrayNewDefault(_), args)) => Outcome::Value(args[0]),
            _ => Outcome::Same,
        },
        _ => Outcome::Same,
    }
}

fn is_value_field(types: &Types, ty: ir::TypeId, variant: u32, field: u32) -> bool {
    is_whole(types[ty].variants()[variant as usize].fields[field as usize].storage)
}

/// Whether a write stores all bits, so that what is read is what was written.
fn is_whole(storage: ir::Storage) -> bool {
    matches!(storage, ir::Storage::Val(_) | ir::Storage::U32 | ir::Storage::U64)
}

/// The operator and operands that define `value`, if an instruction does.
fn defining(func: &Func, value: Value) -> Option<(Op, Vec<Value>)> {
    match func.values[value].def {
        ValueDef::Inst(inst, _) => Some((func.insts[inst].op, func.insts[inst].args.clone())),
        ValueDef::Param(..) | ValueDef::Const(_) => None,
    }
}

fn simplified_prim(func: &mut Func, inst: Inst, prim: Prim) -> Outcome {
    let args = func.insts[inst].args.clone();
    let constants: Option<Vec<_>> = args.iter().map(|&arg| func.as_const(arg)).collect();
    if let Some(folded) = constants.and_then(|constants| fold(prim, &constants)) {
        return Outcome::Value(func.constant(folded));
    }
    let int = |value: Value| match func.as_const(value) {
        Some(Const::I32(value)) => Some(i64::from(value)),
        Some(Const::I64(value)) => Some(value),
        _ => None,
    };
    let all_ones = -1;
    match (prim, args.as_slice()) {
        (Prim::LtUI32, &[a, b]) if int(b) == Some(1) => zero_compared(func, Prim::EqI32, a),
        (Prim::GeUI32, &[a, b]) if int(b) == Some(1) => zero_compared(func, Prim::NeI32, a),
        (Prim::AddI32 | Prim::AddI64 | Prim::OrI32 | Prim::OrI64 | Prim::XorI32 | Prim::XorI64, &[a, b])
            if int(b) == Some(0) =>
        {
            Outcome::Value(a)
        }
        (Prim::AddI32 | Prim::AddI64 | Prim::OrI32 | Prim::OrI64 | Prim::XorI32 | Prim::XorI64, &[a, b])
            if int(a) == Some(0) =>
        {
            Outcome::Value(b)
        }
        (Prim::SubI32 | Prim::SubI64, &[a, b]) if int(b) == Some(0) => Outcome::Value(a),
        (Prim::ShlI32 | Prim::ShrSI32 | Prim::ShrUI32 | Prim::ShlI64 | Prim::ShrSI64 | Prim::ShrUI64, &[a, b])
            if int(b) == Some(0) =>
        {
            Outcome::Value(a)
        }
        (Prim::MulI32 | Prim::MulI64 | Prim::DivSI32 | Prim::DivUI32 | Prim::DivSI64 | Prim::DivUI64, &[a, b])
            if int(b) == Some(1) =>
        {
            Outcome::Value(a)
        }
        (Prim::MulI32 | Prim::MulI64, &[a, b]) if int(a) == Some(1) => Outcome::Value(b),
        (Prim::AndI32 | Prim::AndI64, &[a, b]) if int(b) == Some(all_ones) => Outcome::Value(a),
        (Prim::AndI32 | Prim::AndI64, &[a, b]) if int(a) == Some(all_ones) => Outcome::Value(b),
        (Prim::DivUI32 | Prim::RemUI32, &[a, b]) => unsigned_by_power_of_two(func, prim, a, b),
        (Prim::AddI32 | Prim::MulI32 | Prim::AndI32 | Prim::OrI32 | Prim::XorI32, &[a, b])
            if func.as_const(a).is_some() && func.as_const(b).is_none() =>
        {
            Outcome::Op(Op::Prim(prim), vec![b, a])
        }
        (Prim::NotBool, &[a]) => negated(func, a),
        (Prim::EqI32, &[a, b]) if int(b) == Some(0) => zero_test(func, a, false),
        (Prim::NeI32, &[a, b]) if int(b) == Some(0) => zero_test(func, a, true),
        (Prim::ExtendI8 | Prim::ExtendI16, &[a]) if extended(func, a, prim) => Outcome::Value(a),
        (Prim::ConcatStr, &[a, b]) if is_empty_text(func, b) => Outcome::Value(a),
        (Prim::ConcatStr, &[a, b]) if is_empty_text(func, a) => Outcome::Value(b),
        _ => Outcome::Same,
    }
}

/// `(a + 1) + 2` is `a + 3`, if nothing else uses the sum inside; the same for other operators that wrap and associate.
fn joined_constants(func: &mut Func, inst: Inst, prim: Prim, uses: &IndexVec<Value, u32>) -> Outcome {
    use Prim::{AddI32, AddI64, AndI32, AndI64, MulI32, MulI64, OrI32, OrI64, XorI32, XorI64};
    if !matches!(prim, AddI32 | AddI64 | AndI32 | AndI64 | MulI32 | MulI64 | OrI32 | OrI64 | XorI32 | XorI64) {
        return Outcome::Same;
    }
    let &[inside, outer] = func.insts[inst].args.as_slice() else { return Outcome::Same };
    let Some((Op::Prim(same), args)) = defining(func, inside) else { return Outcome::Same };
    if same != prim || uses.get(inside).is_some_and(|&count| count > 1) {
        return Outcome::Same;
    }
    let (Some(inner), Some(outer)) = (func.as_const(args[1]), func.as_const(outer)) else { return Outcome::Same };
    match fold(prim, &[inner, outer]) {
        Some(both) => {
            let both = func.constant(both);
            Outcome::Op(Op::Prim(prim), vec![args[0], both])
        }
        None => Outcome::Same,
    }
}

fn is_empty_text(func: &Func, value: Value) -> bool {
    matches!(func.as_const(value), Some(Const::Str(text)) if text.as_str().is_empty())
}

/// Whether `value` already is the result of this extension.
fn extended(func: &Func, value: Value, by: Prim) -> bool {
    matches!(defining(func, value), Some((Op::Prim(prim), _)) if prim == by)
}

/// Unsigned division and remainder by a power of two are a shift and a mask.
fn unsigned_by_power_of_two(func: &mut Func, prim: Prim, a: Value, b: Value) -> Outcome {
    let Some(Const::I32(divisor)) = func.as_const(b) else { return Outcome::Same };
    if !(divisor as u32).is_power_of_two() {
        return Outcome::Same;
    }
    let (op, by) = if prim == Prim::DivUI32 {
        (Prim::ShrUI32, divisor.trailing_zeros() as i32)
    } else {
        (Prim::AndI32, (divisor as u32 - 1) as i32)
    };
    let by = func.constant(Const::I32(by));
    Outcome::Op(Op::Prim(op), vec![a, by])
}

/// `not` of a comparison of integers is the opposite comparison, `not` of `not` the value. Floats have no opposite
/// order because of NaN, but equality has.
fn negated(func: &Func, value: Value) -> Outcome {
    let Some((Op::Prim(prim), args)) = defining(func, value) else { return Outcome::Same };
    let opposite = match prim {
        Prim::NotBool => return Outcome::Value(args[0]),
        Prim::EqI32 => Prim::NeI32,
        Prim::NeI32 => Prim::EqI32,
        Prim::LtSI32 => Prim::GeSI32,
        Prim::GeSI32 => Prim::LtSI32,
        Prim::GtSI32 => Prim::LeSI32,
        Prim::LeSI32 => Prim::GtSI32,
        Prim::LtUI32 => Prim::GeUI32,
        Prim::GeUI32 => Prim::LtUI32,
        Prim::GtUI32 => Prim::LeUI32,
        Prim::LeUI32 => Prim::GtUI32,
        Prim::EqI64 => Prim::NeI64,
        Prim::NeI64 => Prim::EqI64,
        Prim::LtSI64 => Prim::GeSI64,
        Prim::GeSI64 => Prim::LtSI64,
        Prim::GtSI64 => Prim::LeSI64,
        Prim::LeSI64 => Prim::GtSI64,
        Prim::EqF64 => Prim::NeF64,
        Prim::NeF64 => Prim::EqF64,
        Prim::EqF32 => Prim::NeF32,
        Prim::NeF32 => Prim::EqF32,
        Prim::EqBool => Prim::NeBool,
        Prim::NeBool => Prim::EqBool,
        _ => return Outcome::Same,
    };
    Outcome::Op(Op::Prim(opposite), args)
}

/// `value == 0` or `value != 0`; of a difference, whether its operands are equal.
fn zero_compared(func: &mut Func, prim: Prim, value: Value) -> Outcome {
    match defining(func, value) {
        Some((Op::Prim(Prim::SubI32), args)) => Outcome::Op(Op::Prim(prim), args),
        _ => {
            let zero = func.constant(Const::I32(0));
            Outcome::Op(Op::Prim(prim), vec![value, zero])
        }
    }
}

/// `x == 0` and `x != 0` where `x` is a `bool` made a number.
fn zero_test(func: &Func, value: Value, not_zero: bool) -> Outcome {
    match defining(func, value) {
        Some((Op::Prim(Prim::BoolToI32), args)) if func.ty(args[0]) == Type::BOOL => {
            if not_zero {
                Outcome::Value(args[0])
            } else {
                Outcome::Op(Op::Prim(Prim::NotBool), args)
            }
        }
        _ => Outcome::Same,
    }
}
