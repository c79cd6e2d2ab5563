//! Arrays and buffers: typed arrays for numbers and truth values, JavaScript arrays for everything else.
//!
//! In: an operator on a heap type with elements that lives here.  Out: an expression.
//!
//! A read out of range gives `undefined`, which no element is: `a[i] ?? outOfRange(…)` is the check, and costs nothing
//! where it holds. So is a store to a typed array where code need not be readable: `a[i] ?? outOfRange(…), a[i] = v`.
//! Elements that may be null, and other stores, have their index checked first.

use crate::js::Expr;
use crate::module::Module;
use crate::places::At;
use base::Symbol;
use ir::{Kind, Op, Storage, Type, TypeDef, TypeId};

/// The typed array that holds elements, if one does; `buffer`: as JavaScript is to see them.
pub fn typed_array(elem: Storage, buffer: bool) -> Option<&'static str> {
    let signed = match elem {
        Storage::I8 => "Int8Array",
        Storage::U8 => "Uint8Array",
        Storage::I16 => "Int16Array",
        Storage::U16 => "Uint16Array",
        Storage::U32 if buffer => "Uint32Array",
        Storage::U64 if buffer => "BigUint64Array",
        Storage::U32 => "Int32Array",
        Storage::U64 => "BigInt64Array",
        Storage::Val(ty) if ty.nullable => return None,
        Storage::Val(ty) => match ty.kind {
            Kind::Bool => "Uint8Array",
            Kind::I32 => "Int32Array",
            Kind::I64 => "BigInt64Array",
            Kind::F32 => "Float32Array",
            Kind::F64 => "Float64Array",
            Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => return None,
        },
    };
    Some(signed)
}

/// Whether no element is `null` or `undefined`, so that a read tells by itself that it is out of range.
pub fn absent_is_undefined(elem: Storage) -> bool {
    let ty = elem.value_type();
    !ty.nullable && ty.kind != Kind::Js
}

impl Module<'_> {
    /// The expression of an operator on arrays or buffers.
    pub fn array_op(&mut self, op: &Op, mut args: Vec<Expr>, at: At) -> Expr {
        let place = self.place(at);
        match *op {
            Op::ArrayNew(ty) => {
                let fill = args.remove(1);
                let length = self.length(args.remove(0), place);
                let zero = matches!(fill, Expr::Int(0) | Expr::Big(0) | Expr::Bool(false));
                match self.class(ty) {
                    Some(class) if zero => class.construct(vec![length]),
                    Some(class) => class.construct(vec![length]).method("fill", vec![fill]),
                    None => Expr::host("Array").construct(vec![length]).method("fill", vec![fill]),
                }
            }
            Op::ArrayNewDefault(ty) | Op::BufferNew(ty) => {
                let length = self.length(args.remove(0), place);
                match self.class(ty) {
                    Some(class) => class.construct(vec![length]),
                    None if self.program.types[ty].elem().value_type().nullable => {
                        Expr::host("Array").construct(vec![length]).method("fill", vec![Expr::Null])
                    }
                    None => Expr::host("Array").construct(vec![length]),
                }
            }
            Op::ArrayLit(ty) => match self.class(ty) {
                Some(class) => class.construct(vec![Expr::Array(args)]),
                None => Expr::Array(args),
            },
            Op::ArrayLen(_) | Op::BufferLen(_) => args.remove(0).member("length"),
            Op::ArrayGet(ty) | Op::BufferGet(ty) => self.get(ty, args, place),
            Op::ArraySet(ty) | Op::BufferSet(ty) => {
                let [array, index, value] = <[Expr; 3]>::try_from(args).expect("a store has three operands");
                let value = if self.elem_type(ty) == Type::I32 { value.truncated() } else { value };
                if self.reads_before_store(ty) {
                    let check = self.helper("outOfRange").call(vec![place]);
                    let read = array.clone().at(index.clone()).bin("??", check);
                    return Expr::Comma(Box::new([read, array.at(index).assign(value)]));
                }
                let index = self.index(&array, index, place);
                array.at(index).assign(value)
            }
            Op::ArrayCopy(ty) => {
                args.push(place);
                let name = if self.class(ty).is_some() { "copyNumbers" } else { "copyElements" };
                self.helper(name).call(args)
            }
            Op::ArrayFill(_) => self.with_place("fillElements", args, place),
            Op::StrFromArray(_) => self.with_place("textOf", args, place),
            Op::StrIntoArray(_) => self.with_place("intoUnits", args, place),
            _ => panic!("{op:?} is no operator on elements"),
        }
    }
    /// The read or write of an element whose index is known to be in range.
    pub fn element(&mut self, op: &Op, mut args: Vec<Expr>, at: At) -> Expr {
        match *op {
            _ if self.is_remote(op) => self.op(op, args, at),
            Op::ArraySet(ty) | Op::BufferSet(ty) => {
                let value = args.pop().expect("a store has three operands");
                let value = if self.elem_type(ty) == Type::I32 { value.truncated() } else { value };
                let index = args.pop().expect("a store has three operands");
                args.remove(0).at(index).assign(value)
            }
            Op::ArrayGet(ty) | Op::BufferGet(ty) => {
                let index = args.pop().expect("a read has two operands");
                self.element_value(ty, args.remove(0).at(index))
            }
            _ => panic!("{op:?} is no operator on elements"),
        }
    }
    /// Whether a store is checked by a read: engines check for both at once, and drop the read. One of 64 bits would
    /// make an object first.
    pub fn reads_before_store(&self, ty: TypeId) -> bool {
        let elem = self.program.types[ty].elem();
        self.options.minify && typed_array(elem, false).is_some() && elem.value_type() != Type::I64
    }
    fn with_place(&mut self, helper: &'static str, mut args: Vec<Expr>, place: Expr) -> Expr {
        args.push(place);
        self.helper(helper).call(args)
    }
    fn elem_type(&self, ty: TypeId) -> Type {
        self.program.types[ty].elem().value_type()
    }
    /// The typed array of a heap type.
    fn class(&self, ty: TypeId) -> Option<Expr> {
        let buffer = matches!(self.program.types[ty].def, TypeDef::Buffer { .. });
        typed_array(self.program.types[ty].elem(), buffer).map(Expr::host)
    }
    fn length(&mut self, length: Expr, place: Expr) -> Expr {
        match length {
            Expr::Int(known) if known >= 0 => length,
            Expr::Member(_, name, _) if name == Symbol::new("length") => length,
            _ => self.helper("checkLength").call(vec![length, place]),
        }
    }
    /// The index, checked against the length of the array.
    fn index(&mut self, array: &Expr, index: Expr, place: Expr) -> Expr {
        let length = array.clone().member("length");
        self.helper("checkIndex").call(vec![index, length, place])
    }
    fn get(&mut self, ty: TypeId, args: Vec<Expr>, place: Expr) -> Expr {
        let [array, index] = <[Expr; 2]>::try_from(args).expect("a read has two operands");
        let elem = self.program.types[ty].elem();
        let element = if absent_is_undefined(elem) {
            array.at(index).bin("??", self.helper("outOfRange").call(vec![place]))
        } else {
            let index = self.index(&array, index, place);
            array.at(index)
        };
        self.element_value(ty, element)
    }
    /// An element as a value of the IR.
    fn element_value(&self, ty: TypeId, element: Expr) -> Expr {
        let buffer = matches!(self.program.types[ty].def, TypeDef::Buffer { .. });
        match self.program.types[ty].elem() {
            Storage::U32 if buffer => element.bin("|", Expr::Int(0)),
            Storage::U64 if buffer => Expr::host("BigInt.asIntN").call(vec![Expr::Int(64), element]),
            Storage::Val(Type::BOOL) => element.compare("===", Expr::Int(1)),
            _ => element,
        }
    }
}
