//! What every type has without being written: `==`, order, hash and text.
//!
//! In: values and their type.  Out: primitives where they do, else a call of a function made for the type
//! (`eq<Body>`), so that recursive types end and nothing is made twice. An `impl` of the program goes before it.
//!
//! A struct with `var` fields is equal to itself only, and so are arrays, buffers and JavaScript objects.

mod equal;
mod order;
mod show;

use super::func::{Exit, Frame, FuncCx, Vals};
use super::{Builder, Job};
use base::{IndexVec, Symbol};
use frontend::typed::{self, Bound, FuncId, LocalId, Ty, TyKind};
use ir::{Op, Type, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What a generated function computes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Derived {
    /// `[a, b] -> bool`
    Equal,
    /// `[a, b] -> i32`: negative, zero or positive.
    Compare,
    /// `[a] -> i32`
    Hash,
    /// `[a, depth] -> str`
    Show,
    /// `[str] -> str`: in quotation marks, with escapes.
    Quote,
}

impl Derived {
    fn name(self) -> &'static str {
        match self {
            Derived::Equal => "eq",
            Derived::Compare => "compare",
            Derived::Hash => "hash",
            Derived::Show => "show",
            Derived::Quote => "quote",
        }
    }
    fn result(self) -> Type {
        match self {
            Derived::Equal => Type::BOOL,
            Derived::Compare | Derived::Hash => Type::I32,
            Derived::Show | Derived::Quote => Type::STR,
        }
    }
}

/// Generated functions have no source variables.
static NO_LOCALS: IndexVec<LocalId, typed::Local> = IndexVec::new();

impl<'a> Builder<'a> {
    /// The generated function for a type.
    fn derived(&mut self, what: Derived, ty: Ty) -> ir::FuncId {
        if let Some(&known) = self.derived_funcs.get(&(what, ty)) {
            return known;
        }
        let name = match what {
            Derived::Quote => what.name().to_string(),
            _ => format!("{}<{}>", what.name(), self.type_name(ty)),
        };
        let id = self.declare_with(name, self.nowhere, vec![what.result()]);
        self.derived_funcs.insert((what, ty), id);
        self.jobs.push_back(Job::Derived { id, what, ty });
        id
    }

    /// Makes the body of a generated function.
    pub(super) fn lower_derived(&mut self, id: ir::FuncId, what: Derived, ty: Ty) {
        if what.is_dispatched(self.tys.kind(ty)) {
            return self.dispatch_show(id, ty);
        }
        let mut cx = self.generated(id, ty);
        match what {
            Derived::Equal => cx.equal_body(ty),
            Derived::Compare => cx.compare_body(ty),
            Derived::Hash => cx.hash_body(ty),
            Derived::Show => cx.show_body(ty),
            Derived::Quote => cx.quote_body(),
        }
        let func = cx.finish();
        self.out.funcs[id] = func;
    }

    /// Starts the body of a declared function that has no source of its own.
    pub(super) fn generated(&mut self, id: ir::FuncId, result: Ty) -> FuncCx<'_, 'a> {
        let declared = &self.out.funcs[id];
        let (name, span, results) = (declared.name, declared.span, declared.results.clone());
        let frame = Frame {
            locals: &NO_LOCALS,
            type_args: Rc::from([]),
            bindings: FxHashMap::default(),
            loops: FxHashMap::default(),
            resumed: FxHashMap::default(),
            exit: Exit::Return,
            result,
            call: None,
            site: None,
            event: None,
        };
        FuncCx::new(self, name, span, &results, frame)
    }

    /// The function of an `impl` of a built-in trait for a type, with its type arguments.
    fn own_impl(&mut self, of: &Bound, ty: Ty) -> Option<(FuncId, Box<[Ty]>)> {
        if !matches!(self.tys.kind(ty), TyKind::Struct(..) | TyKind::Enum(..)) {
            return None;
        }
        let (item, type_args) = self.find_impl(of, ty)?;
        let func = item.methods[0].expect("an impl of a built-in trait has its function");
        Some((func, type_args))
    }

    /// Whether values of a type are equal only if they are one object.
    pub(super) fn has_identity(&mut self, ty: Ty) -> bool {
        match *self.tys.kind(ty) {
            TyKind::Struct(id, _) => {
                let mutable = self.typed.structs[id].fields.iter().any(|field| field.mutable);
                mutable && self.own_impl(&Bound::Eq, ty).is_none()
            }
            TyKind::Array(_) | TyKind::Buffer(_) | TyKind::Extern(..) | TyKind::Func(..) => true,
            _ => false,
        }
    }
}

impl FuncCx<'_, '_> {
    /// Parameters of a generated function for a value of a source type.
    pub fn params_of(&mut self, ty: Ty) -> Vals {
        let flat = self.b.flat(ty);
        flat.iter().map(|&ty| self.param(ty, None)).collect()
    }
    /// A parameter of a generated function.
    pub fn param(&mut self, ty: Type, name: Option<&str>) -> Value {
        self.func.add_param(self.func.entry, ty, name.map(Symbol::new))
    }
    /// A call of a generated function.
    fn call_derived(&mut self, what: Derived, ty: Ty, args: Vals) -> Value {
        let id = self.b.derived(what, ty);
        self.emit1(Op::Call(id), args, what.result())
    }
    /// Repeats `body` while `test` holds.
    pub fn repeat(&mut self, test: impl FnOnce(&mut Self) -> Value, body: impl FnOnce(&mut Self)) {
        let (header, inside, exit) = (self.new_block(), self.new_block(), self.new_block());
        self.jump(header);
        self.open_loop(header);
        let goes_on = test(self);
        self.branch(goes_on, inside, exit);
        self.open(inside);
        body(self);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }
    /// Goes to the block of the variant that `object` is; gives the blocks, none of them open.
    pub fn by_variant(&mut self, tag: Value, count: usize) -> Vec<ir::Block> {
        let blocks: Vec<ir::Block> = (0..count).map(|_| self.new_block()).collect();
        let mut targets: Vec<ir::Target> = blocks.iter().map(|&block| super::func::target(block)).collect();
        let default = targets.pop().expect("an enum has variants");
        match targets.is_empty() {
            true => self.jump(default.block),
            false => self.terminate(ir::Terminator::Switch(tag, targets, default)),
        }
        blocks
    }
}
