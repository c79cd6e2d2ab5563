//! The cost model: what an operator costs on each side, and what crossing costs.
//!
//! One unit is an integer addition, about a quarter of a nanosecond. The constants of the crossings are measurements
//! (`seam bench boundary`) and have a file of their own, [`super::constants`].

pub use super::constants::{JS_CALLS_WASM, WASM_CALLS_JS, WASM_HALF, WASM_OPENS_JS};

use super::constants::{FUNCTION_CROSSES, I64_CROSSES, JS_OPENS_WASM};
use ir::{Kind, Op, Side, Storage, Type, TypeDef, TypeId, Types};

/// What it costs that a function is on both sides: its bytes, and compiling it once more, 1 µs.
pub const COPY: u64 = 4_000;
/// What each result beyond the first adds where Wasm asks JavaScript, since it is asked for by itself: 5 ns. A nullable
/// number is two.
const RESULT_CROSSES_TO_WASM: u64 = 20;
/// What they add where JavaScript asks Wasm, since they become an array: 10 ns.
const RESULTS_CROSS_TO_JS: u64 = 40;

/// The cost of executing an operator on a side that is its home.
pub fn of(op: &Op, side: Side, types: &Types) -> u64 {
    let (js, wasm) = both(op, types);
    match side {
        Side::Js => js,
        Side::Wasm => wasm,
    }
}

/// In JavaScript, in Wasm.
fn both(op: &Op, types: &Types) -> (u64, u64) {
    match *op {
        Op::Prim(prim) => {
            let (js, wasm) = prim.info().cost;
            (u64::from(js), u64::from(wasm))
        }
        Op::Some | Op::AssumeSome => (0, 0),
        Op::IsNull | Op::Unwrap | Op::RefEq | Op::GlobalGet(_) | Op::GlobalSet(_) => (1, 1),
        // 4.3 and 3.7 ns.
        Op::StructNew(_) | Op::VariantNew(..) => (17, 15),
        Op::StructGet(ty, field) => access(field_storage(types, ty, field), (2, 1)),
        Op::StructSet(ty, field) => access(field_storage(types, ty, field), (3, 2)),
        Op::VariantTag(_) => (2, 1),
        Op::VariantGet(ty, variant, field) => {
            access(types[ty].variants()[variant as usize].fields[field as usize].storage, (2, 2))
        }
        // Typed arrays are slow to make.
        Op::ArrayNew(_) | Op::ArrayNewDefault(_) | Op::BufferNew(_) => (200, 60),
        Op::ArrayLit(ty) => {
            if is_number(types[ty].elem()) {
                (120, 25)
            } else {
                (20, 25)
            }
        }
        Op::ArrayLen(_) | Op::BufferLen(_) | Op::BufferPtr(_) => (1, 1),
        Op::ArrayGet(ty) | Op::ArraySet(ty) | Op::BufferGet(ty) | Op::BufferSet(ty) => access(types[ty].elem(), (3, 2)),
        Op::ArrayCopy(_) | Op::ArrayFill(_) | Op::StrFromArray(_) | Op::StrIntoArray(_) => (40, 30),
        Op::BufferView(_) => (20, 20 + WASM_CALLS_JS),
        Op::Call(_) => (6, 2),
        Op::ClosureNew(_) => (15, 20),
        Op::CallClosure(_) => (6, 5),
        Op::Extern(_) => (20, 20 + WASM_CALLS_JS),
        Op::Host(_) => (20, 20 + WASM_CALLS_JS),
    }
}

/// A 64-bit integer in JavaScript is an object, and a double in a field of an object is one too.
fn access(storage: Storage, (js, wasm): (u64, u64)) -> (u64, u64) {
    match storage.value_type().kind {
        Kind::I64 => (js + 20, wasm),
        Kind::F64 | Kind::F32 => (js + 2, wasm),
        Kind::Bool | Kind::I32 | Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => (js, wasm),
    }
}

fn field_storage(types: &Types, ty: TypeId, field: u32) -> Storage {
    types[ty].struct_fields()[field as usize].storage
}

fn is_number(storage: Storage) -> bool {
    storage.value_type().is_scalar()
}

/// What it costs `from` to ask the other side to execute an operator with these operands and results, beyond the
/// operator itself.
pub fn crossing(op: &Op, from: Side, operands: &[Type], results: &[Type]) -> u64 {
    let is_call = matches!(op, Op::Call(_) | Op::ClosureNew(_) | Op::CallClosure(_));
    let asked = match (from, is_call) {
        (Side::Js, true) => JS_CALLS_WASM,
        (Side::Js, false) => JS_OPENS_WASM,
        (Side::Wasm, true) => WASM_CALLS_JS,
        (Side::Wasm, false) => WASM_OPENS_JS,
    };
    let slots: u64 = results.iter().map(|ty| if ty.nullable && ty.is_scalar() { 2 } else { 1 }).sum();
    let more = match (from, slots.saturating_sub(1)) {
        (_, 0) => 0,
        (Side::Js, _) => RESULTS_CROSS_TO_JS,
        (Side::Wasm, more) => more * RESULT_CROSSES_TO_WASM,
    };
    asked + more + operands.iter().chain(results).copied().map(value).sum::<u64>()
}

fn value(ty: Type) -> u64 {
    match ty.kind {
        Kind::I64 => I64_CROSSES,
        Kind::Func(_) => FUNCTION_CROSSES,
        Kind::Bool | Kind::I32 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) => 0,
    }
}

/// Whether a heap type is a buffer: in Wasm's memory whenever there is a Wasm half.
pub fn is_buffer(types: &Types, ty: TypeId) -> bool {
    matches!(types[ty].def, TypeDef::Buffer { .. })
}
