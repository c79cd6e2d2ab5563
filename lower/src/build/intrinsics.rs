//! Operations of the compiler that `std` names in `extern seam`.
//!
//! In: a name, type arguments, operands.  Out: a host function, a primitive (`f64_sqrt` is `sqrt` of `f64`), an
//! operation of arrays or buffers, or something made for the type (`hash`, `compare`, `show`).

use super::arith::Num;
use super::func::{FuncCx, Vals};
use base::Symbol;
use frontend::typed::{BinaryOp, Callee, IntTy, Ty, TyKind};
use ir::{Host, Op, PanicKind, Prim, Type, Value};

impl FuncCx<'_, '_> {
    /// The intrinsic `name` on operands with their types; `ty` is the type of the result.
    pub fn intrinsic(&mut self, name: Symbol, type_args: &[Ty], args: Vec<(Vals, Ty)>, ty: Ty) -> Vals {
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        let name = name.as_str();
        if let Some(host) = Host::by_name(name) {
            return self.host(host, args);
        }
        if let Some(prim) = prim(name) {
            let operands: Vals = args.into_iter().flat_map(|(values, _)| values).collect();
            return vec![self.prim(prim, &operands)];
        }
        if let Some(kind) = panic_kind(name) {
            self.panic(kind);
            return self.stand_ins(ty);
        }
        if let Some(rest) = name.strip_prefix("array_") {
            return self.array_intrinsic(rest, args, ty);
        }
        if let Some(rest) = name.strip_prefix("buffer_") {
            return self.buffer_intrinsic(rest, args, ty);
        }
        let tys: Vec<Ty> = args.iter().map(|(_, ty)| *ty).collect();
        let values: Vec<Vals> = args.into_iter().map(|(values, _)| values).collect();
        match name {
            "str_from_array" | "str_into_array" => vec![self.string_units(name, &tys, values.concat())],
            "show" => vec![self.show(&values[0], type_args[0])],
            "hash" => vec![self.hash(&values[0], type_args[0])],
            "compare" => vec![self.compare(&values[0], &values[1], type_args[0])],
            "abs" => vec![self.absolute(values[0][0], type_args[0])],
            "of_int" => {
                let (i32, to) = (Num::Int(IntTy::I32), self.num(type_args[0]).expect("a number is wanted"));
                vec![self.convert(values[0][0], i32, to)]
            }
            "min" | "max" => vec![self.min_max(name == "min", values[0][0], values[1][0], type_args[0])],
            _ => panic!("there is no intrinsic {name}"),
        }
    }

    fn host(&mut self, host: Host, args: Vec<(Vals, Ty)>) -> Vals {
        let operands = args.into_iter().flat_map(|(values, _)| values).collect();
        let results: Vec<Type> = host.result().into_iter().collect();
        let values = self.emit(Op::Host(host), operands, &results);
        if host.diverges() {
            self.unreachable();
        }
        values
    }

    /// Operands after the array, each as one value; `value` says which one is an element.
    fn array_intrinsic(&mut self, name: &str, args: Vec<(Vals, Ty)>, ty: Ty) -> Vals {
        let array_ty = if name.starts_with("new") { ty } else { args[0].1 };
        let elem = self.b.element(array_ty);
        let id = self.b.object(array_ty);
        let element_at = match name {
            "new" => 1,
            "set" | "fill" => 2,
            _ => usize::MAX,
        };
        let mut operands = Vec::new();
        for (position, (values, _)) in args.into_iter().enumerate() {
            match position == element_at {
                true => operands.push(self.pack(&values, elem)),
                false => operands.extend(values),
            }
        }
        let array = Type::reference(id);
        match name {
            "new" => self.emit(Op::ArrayNew(id), operands, &[array]),
            "new_default" if self.zero_is_right(elem) => self.emit(Op::ArrayNewDefault(id), operands, &[array]),
            "new_default" => {
                let boxed = self.pack(&[], elem);
                operands.push(boxed);
                self.emit(Op::ArrayNew(id), operands, &[array])
            }
            "len" => self.emit(Op::ArrayLen(id), operands, &[Type::I32]),
            "get" => {
                let stored = self.b.storage(elem).value_type();
                let value = self.emit1(Op::ArrayGet(id), operands, stored);
                self.unpack(value, elem)
            }
            "set" => self.emit(Op::ArraySet(id), operands, &[]),
            "copy" => self.emit(Op::ArrayCopy(id), operands, &[]),
            "fill" => self.emit(Op::ArrayFill(id), operands, &[]),
            _ => panic!("there is no intrinsic array_{name}"),
        }
    }

    /// Whether an element that was never written is never read, or is zero; the box of `()` is read.
    fn zero_is_right(&self, elem: Ty) -> bool {
        !matches!(self.b.tys.kind(elem), TyKind::Unit)
    }

    fn buffer_intrinsic(&mut self, name: &str, args: Vec<(Vals, Ty)>, ty: Ty) -> Vals {
        let buffer_ty = if name == "new" { ty } else { args[0].1 };
        let elem = self.b.element(buffer_ty);
        let id = self.b.object(buffer_ty);
        let operands: Vals = args.into_iter().flat_map(|(values, _)| values).collect();
        match name {
            "new" => self.emit(Op::BufferNew(id), operands, &[Type::reference(id)]),
            "len" => self.emit(Op::BufferLen(id), operands, &[Type::I32]),
            "get" => {
                let stored = self.b.storage(elem).value_type();
                self.emit(Op::BufferGet(id), operands, &[stored])
            }
            "set" => self.emit(Op::BufferSet(id), operands, &[]),
            "view" => self.emit(Op::BufferView(id), operands, &[Type::JS]),
            _ => panic!("there is no intrinsic buffer_{name}"),
        }
    }

    fn string_units(&mut self, name: &str, tys: &[Ty], operands: Vals) -> Value {
        match name {
            "str_from_array" => {
                let id = self.b.object(tys[0]);
                self.emit1(Op::StrFromArray(id), operands, Type::STR)
            }
            _ => {
                let id = self.b.object(tys[1]);
                self.emit1(Op::StrIntoArray(id), operands, Type::I32)
            }
        }
    }

    // ---- by type of number

    fn absolute(&mut self, value: Value, ty: Ty) -> Value {
        match self.num(ty).expect("`abs` is of numbers") {
            Num::F64 => self.prim(Prim::AbsF64, &[value]),
            Num::F32 => self.prim(Prim::AbsF32, &[value]),
            Num::Int(int) if !int.is_signed() => value,
            num @ (Num::Int(_) | Num::Big) => {
                let zero = if let Num::Int(int) = num { self.int(0, int) } else { self.big(0) };
                let negative = self.compare_nums(BinaryOp::Lt, num, value, zero);
                let types = [self.type_of(value)];
                self.either(negative, &types, |cx| vec![cx.negate(num, value)], |_| vec![value])[0]
            }
        }
    }

    fn min_max(&mut self, min: bool, a: Value, b: Value, ty: Ty) -> Value {
        match self.num(ty).expect("`min` and `max` are of numbers") {
            Num::F64 => self.prim(if min { Prim::MinF64 } else { Prim::MaxF64 }, &[a, b]),
            Num::F32 => self.prim(if min { Prim::MinF32 } else { Prim::MaxF32 }, &[a, b]),
            num @ (Num::Int(_) | Num::Big) => {
                let first = self.compare_nums(if min { BinaryOp::Le } else { BinaryOp::Ge }, num, a, b);
                let types = [self.type_of(a)];
                self.either(first, &types, |_| vec![a], |_| vec![b])[0]
            }
        }
    }
}

/// `<type>_<prim>`: a row of the table of primitives.
fn prim(name: &str) -> Option<Prim> {
    let (ty, rest) = name.split_once('_')?;
    let first = match ty {
        "bool" => Type::BOOL,
        "i32" => Type::I32,
        "i64" => Type::I64,
        "f32" => Type::F32,
        "f64" => Type::F64,
        "str" => Type::STR,
        "big" => Type::BIG,
        _ => return None,
    };
    // The one primitive on strings whose operand is a number.
    let of_unit = (name == "str_from_char_code").then_some(Prim::FromCharCode);
    Prim::by_name(rest, first).or(of_unit)
}

/// `panic_<kind>()`
fn panic_kind(name: &str) -> Option<PanicKind> {
    match name {
        "panic_index" => Some(PanicKind::Index),
        "panic_negative_length" => Some(PanicKind::NegativeLength),
        "panic_negative_exponent" => Some(PanicKind::NegativeExponent),
        "panic_null" => Some(PanicKind::Null),
        "panic_overflow" => Some(PanicKind::Overflow),
        _ => None,
    }
}

impl<'a> super::Builder<'a> {
    /// A function that does what an intrinsic or extern does, where it is wanted as a value of type `ty`.
    pub(super) fn wrapper(&mut self, callee: &'a Callee, type_args: &[Ty], ty: Ty) -> ir::FuncId {
        let name = self.callee_name(callee);
        let name = self.applied(Symbol::new(&name), type_args);
        if let Some(&known) = self.wrappers.get(&(name.clone(), ty)) {
            return known;
        }
        let TyKind::Func(params, result) = self.tys.kind(ty).clone() else { panic!("a function value is a function") };
        let id = self.declare(name.clone(), self.nowhere, ty, &[]);
        self.wrappers.insert((name, ty), id);
        let mut cx = self.generated(id, result);
        let args: Vec<Vals> = params.iter().map(|&param| cx.params_of(param)).collect();
        let values = match callee {
            Callee::Extern(id, _) => cx.extern_apply(*id, type_args, args.into_iter().map(Some).collect(), result),
            Callee::Intrinsic(name, _) => {
                cx.intrinsic(*name, type_args, args.into_iter().zip(params.iter().copied()).collect(), result)
            }
            Callee::Func(..) | Callee::Trait { .. } => panic!("{callee:?} is a function already"),
        };
        cx.leave(values);
        let func = cx.finish();
        self.out.funcs[id] = func;
        id
    }
}
