//! Operators as JavaScript expressions.
//!
//! In: an operator and its operands as expressions.  Out: one expression; for a store an assignment.
//!
//! What lives on the other side is asked of it, see [`crate::crossing`]. Operands that a form writes twice are made
//! simple before, by [`Module::simple_operands`].

use crate::arrays;
use crate::func;
use crate::js::Expr;
use crate::module::{Module, payload, tag};
use crate::places::At;
use ir::{FuncId, Host, Op, Side};

impl Module<'_> {
    /// Whether the operator must be executed by the Wasm half.
    pub fn is_remote(&self, op: &Op) -> bool {
        self.has_wasm && self.program.placement.home(op) == Some(Side::Wasm)
    }
    /// The operands that the form of `op` may write more than once.
    pub fn simple_operands(&self, op: &Op) -> Vec<usize> {
        if self.is_remote(op) {
            return self.remote_simple_operands(op);
        }
        match *op {
            Op::ArraySet(ty) | Op::BufferSet(ty) if self.reads_before_store(ty) => vec![0, 1],
            Op::ArraySet(_) | Op::BufferSet(_) => vec![0],
            Op::ArrayGet(ty) | Op::BufferGet(ty) if !arrays::absent_is_undefined(self.program.types[ty].elem()) => {
                vec![0]
            }
            _ => Vec::new(),
        }
    }
    /// The expression of an operator.
    pub fn op(&mut self, op: &Op, mut args: Vec<Expr>, at: At) -> Expr {
        if self.is_remote(op) {
            return self.remote(op, args, at);
        }
        let mut next = || args.remove(0);
        match *op {
            Op::Prim(prim) => self.prim(prim, args, at),
            Op::Some | Op::AssumeSome => next(),
            Op::IsNull => next().compare("===", Expr::Null),
            Op::Unwrap => {
                // `x ?? null` is there to turn `undefined` into null, which the check does as well.
                let value = match next() {
                    Expr::Binary(op, value, null) if op.text == "??" && *null == Expr::Null => *value,
                    value => value,
                };
                let place = self.place(at);
                value.bin("??", self.helper("valueIsNull").call(vec![place]))
            }
            Op::RefEq => {
                let left = next();
                left.compare("===", next())
            }
            Op::StructNew(ty) => Expr::Global(self.classes[&ty]).construct(args),
            Op::StructGet(ty, field) => next().field(self.field_name(ty, field)),
            Op::StructSet(ty, field) => {
                let object = next();
                object.field(self.field_name(ty, field)).assign(next())
            }
            Op::VariantNew(ty, variant) => {
                let class = Expr::Global(self.variants[&(ty, variant)]);
                if args.is_empty() { class } else { class.construct(args) }
            }
            Op::VariantTag(_) => tag(next()),
            Op::VariantGet(ty, variant, field) => {
                let name = self.program.types[ty].variants()[variant as usize].fields[field as usize].name;
                next().field(payload(name))
            }
            Op::ArrayNew(_)
            | Op::ArrayNewDefault(_)
            | Op::ArrayLit(_)
            | Op::ArrayLen(_)
            | Op::ArrayGet(_)
            | Op::ArraySet(_)
            | Op::ArrayCopy(_)
            | Op::ArrayFill(_)
            | Op::BufferNew(_)
            | Op::BufferLen(_)
            | Op::BufferGet(_)
            | Op::BufferSet(_)
            | Op::StrFromArray(_)
            | Op::StrIntoArray(_) => self.array_op(op, args, at),
            Op::BufferPtr(_) => panic!("only the seam asks where a buffer lies"),
            Op::BufferView(ty) => {
                let buffer = next();
                self.buffer_view(ty, buffer)
            }
            Op::GlobalGet(global) => Expr::Global(self.globals[global]),
            Op::GlobalSet(global) => Expr::Global(self.globals[global]).assign(next()),
            Op::Call(callee) => {
                let call = Expr::Global(self.funcs[callee]).call(args);
                self.landed(call, callee)
            }
            Op::ClosureNew(body) if self.startup.waiting.contains(&body) => {
                let closure = self.closure(body, args, at);
                self.helper("whenReady").call(vec![closure])
            }
            Op::ClosureNew(body) => self.closure(body, args, at),
            Op::CallClosure(sig) => {
                let callee = next();
                let call = callee.call(args);
                self.landed_closure(call, sig)
            }
            Op::Extern(id) => self.extern_use(id, args),
            Op::Host(host) => self.host(host, args, at),
        }
    }
    /// A call whose results are those of the caller: they may be a tail call still to be made.
    pub fn tail_call(&mut self, callee: FuncId, args: Vec<Expr>, at: At) -> Expr {
        if self.side(callee) == Side::Js {
            Expr::Global(self.funcs[callee]).call(args)
        } else {
            self.op(&Op::Call(callee), args, at)
        }
    }
    /// The property of a field of a struct.
    fn field_name(&self, ty: ir::TypeId, field: u32) -> base::Symbol {
        payload(self.program.types[ty].struct_fields()[field as usize].name)
    }
    /// A function value: its body in place, or a call of it with the captured values.
    fn closure(&mut self, body: FuncId, captures: Vec<Expr>, at: At) -> Expr {
        if self.is_inlined(body) {
            return func::arrow(self, body, captures);
        }
        let func = &self.program.funcs[body];
        if captures.is_empty() && self.side(body) == Side::Js {
            return Expr::Global(self.funcs[body]);
        }
        let own = func.params().iter().skip(captures.len());
        let params: Vec<_> =
            own.map(|&param| self.fresh_local(func.values[param].name.map_or("a", |name| name.as_str()))).collect();
        let args = captures.into_iter().chain(params.iter().map(|&param| Expr::Local(param))).collect();
        let call = match self.side(body) {
            Side::Js => Expr::Global(self.funcs[body]).call(args),
            Side::Wasm => self.remote(&Op::Call(body), args, at),
        };
        Expr::arrow(params, call)
    }
    /// A number as text of a form that a second operand chooses; JavaScript throws where it is out of range.
    fn number_text(&mut self, host: Host, mut args: Vec<Expr>) -> Expr {
        let (method, range, helper) = match host {
            Host::F64ToFixed => ("toFixed", 0..=100, "fixedDigits"),
            Host::F64ToExponential => ("toExponential", 0..=100, "exponentialDigits"),
            Host::F64ToPrecision => ("toPrecision", 1..=100, "precisionDigits"),
            _ => {
                let radix = args.split_off(1);
                let value = args.remove(0);
                let value = match host {
                    Host::U32ToRadix => crate::prims::unsigned(value, false),
                    Host::U64ToRadix => crate::prims::unsigned(value, true),
                    _ => value,
                };
                return value.method("toString", radix);
            }
        };
        match args[1] {
            Expr::Int(digits) if range.contains(&digits) => {
                let digits = args.split_off(1);
                args.remove(0).method(method, digits)
            }
            Expr::Int(..0) if host == Host::F64ToExponential => args.remove(0).method(method, Vec::new()),
            _ => self.helper(helper).call(args),
        }
    }
    fn host(&mut self, host: Host, mut args: Vec<Expr>, at: At) -> Expr {
        let place = |this: &Self| this.place(at);
        match host {
            Host::Print => Expr::host("console.log").call(args),
            Host::Eprint => Expr::host("console.error").call(args),
            Host::Panic => {
                let at = place(self);
                let error = self.new_panic(args.remove(0), at);
                // Throwing is a statement; this is for the other side, which only has calls.
                self.helper("throwError").call(vec![error])
            }
            Host::BufferMade => {
                args.insert(0, self.wasm_export(base::Symbol::new("free")));
                self.helper("bufferMade").call(args)
            }
            Host::F64ToString | Host::I32ToString | Host::I64ToString => Expr::host("String").call(args),
            Host::U32ToString => Expr::host("String").call(vec![args.remove(0).truncated().bin(">>>", Expr::Int(0))]),
            Host::U64ToString => {
                let value = Expr::host("BigInt.asUintN").call(vec![Expr::Int(64), args.remove(0)]);
                Expr::host("String").call(vec![value])
            }
            Host::F64ToFixed
            | Host::F64ToExponential
            | Host::F64ToPrecision
            | Host::I32ToRadix
            | Host::U32ToRadix
            | Host::I64ToRadix
            | Host::U64ToRadix => self.number_text(host, args),
            Host::ParseF64 => self.helper("parseNumber").call(args),
            Host::StrIndexOf | Host::StrLastIndexOf => {
                let name = if host == Host::StrIndexOf { "indexOf" } else { "lastIndexOf" };
                let text = args.remove(0);
                if host == Host::StrIndexOf && args[1] == Expr::Int(0) {
                    args.truncate(1);
                }
                text.method(name, args)
            }
            Host::StrToUpper => args.remove(0).method("toUpperCase", args),
            Host::StrToLower => args.remove(0).method("toLowerCase", args),
            Host::ArgCount => self.helper("programArgs").member("length"),
            Host::Arg => self.helper("programArgs").at(args.remove(0)).bin("??", Expr::str("")),
            Host::ReadStdin => self.helper("readStdin").call(vec![Expr::str("utf8")]),
            Host::ReadStdinBytes => self.helper("readStdin").call(vec![Expr::str("latin1")]),
            Host::WriteStdout => self.helper("writeStdout").call(args),
            Host::WriteStdoutBytes => self.helper("writeStdoutBytes").call(args),
            Host::FileRead => self.helper("readFile").call(args),
            Host::FileWrite => self.helper("writeFile").call(args),
            Host::FileRemove => self.helper("removeFile").call(args),
            Host::Exit => self.helper("exitProgram").call(args),
            Host::Count => self.helper("countBlock").call(args),
            // A function of its own: `performance.now` cannot be called without its object.
            Host::Now => self.helper("now").call(args),
            Host::UnixTime => Expr::host("Date.now").call(args),
        }
    }
}
