//! Calls of functions and function values, lambdas, and returns.
//!
//! In: a callee and arguments in evaluation order.  Out: a call with flattened arguments in the order of the
//! parameters; where the call is a transparent function of `std`, its body, placed at the call.

use super::func::{Binding, Exit, Frame, FuncCx, Vals};
use super::types::HeapKey;
use frontend::typed::{self, Arg, ArgValue, Callee, Expr, ExprKind, FuncId, LocalId, Stmt, Ty, TyKind};
use ir::{Kind, Op, Terminator, Type, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How many transparent functions may be open in each other; a recursive one is called from there on.
const MAX_FRAMES: u32 = 16;

impl<'a> FuncCx<'_, 'a> {
    /// A call with its result of type `ty`.
    pub fn call(&mut self, callee: &'a Callee, args: &'a [Arg], ty: Ty) -> Vals {
        match callee {
            Callee::Intrinsic(name, type_args) => {
                let type_args = self.tys(type_args);
                let values = args.iter().map(|arg| self.given(arg)).collect();
                self.intrinsic(*name, &type_args, values, ty)
            }
            Callee::Extern(id, type_args) => {
                let type_args = self.tys(type_args);
                self.extern_call(*id, &type_args, args, ty)
            }
            Callee::Func(..) | Callee::Trait { .. } => {
                if let Some(dispatch) = self.dispatch(callee) {
                    let of_defaults = self.declared_type_args(callee, &[]);
                    let values = self.args(args, &dispatch.params, &of_defaults);
                    return if self.is_dead() { self.stand_ins(ty) } else { self.call_dispatch(&dispatch, values) };
                }
                let (id, type_args) = self.resolve(callee);
                let params = self.b.param_types(id, &type_args);
                let of_defaults = self.declared_type_args(callee, &type_args);
                let values = self.args(args, &params, &of_defaults);
                if self.is_dead() {
                    return self.stand_ins(ty);
                }
                self.call_func(id, &type_args, values)
            }
        }
    }

    /// A call with operands that are values already: how containers are read and written.
    pub fn call_with(&mut self, callee: &Callee, args: Vec<(Vals, Ty)>, ty: Ty) -> Vals {
        match callee {
            Callee::Intrinsic(name, type_args) => {
                let type_args = self.tys(type_args);
                self.intrinsic(*name, &type_args, args, ty)
            }
            Callee::Func(..) | Callee::Trait { .. } => {
                let values = args.into_iter().map(|(values, _)| values).collect();
                if let Some(dispatch) = self.dispatch(callee) {
                    return self.call_dispatch(&dispatch, values);
                }
                let (id, type_args) = self.resolve(callee);
                self.call_func(id, &type_args, values)
            }
            Callee::Extern(id, type_args) => {
                let type_args = self.tys(type_args);
                let args = args.into_iter().map(|(values, _)| Some(values)).collect();
                self.extern_apply(*id, &type_args, args, ty)
            }
        }
    }

    /// The function that a callee of Seam code is, with its type arguments.
    pub fn resolve(&mut self, callee: &Callee) -> (FuncId, Box<[Ty]>) {
        match callee {
            Callee::Func(id, type_args) => (*id, self.tys(type_args)),
            Callee::Trait { of, args, method, self_ty, type_args } => {
                let (args, self_ty, own) = (self.tys(args), self.ty(*self_ty), self.tys(type_args));
                self.b.trait_method(*of, &args, *method, self_ty, &own)
            }
            Callee::Intrinsic(..) | Callee::Extern(..) => panic!("{callee:?} has no body"),
        }
    }

    /// The type arguments of the declaration that a call was checked against, which the defaults of parameters are
    /// generic over: of a trait's method those of the trait.
    fn declared_type_args(&mut self, callee: &Callee, type_args: &[Ty]) -> Box<[Ty]> {
        match callee {
            Callee::Trait { args, self_ty, type_args: own, .. } => {
                let all: Vec<Ty> = args.iter().chain([self_ty]).chain(own).copied().collect();
                self.tys(&all)
            }
            Callee::Func(..) | Callee::Intrinsic(..) | Callee::Extern(..) => type_args.into(),
        }
    }

    /// A written argument with its type.
    fn given(&mut self, arg: &'a Arg) -> (Vals, Ty) {
        match &arg.value {
            ArgValue::Given(expr) => {
                let ty = self.ty(expr.ty);
                (self.expr_as(expr, ty), ty)
            }
            ArgValue::Default(_) => panic!("what has no body has no defaults"),
        }
    }

    /// Arguments in the order of the parameters, evaluated in the order in which they are listed.
    pub fn args(&mut self, args: &'a [Arg], params: &[Ty], type_args: &[Ty]) -> Vec<Vals> {
        let mut values: Vec<Option<Vals>> = vec![None; params.len()];
        for arg in args {
            let position = arg.param as usize;
            let value = match &arg.value {
                ArgValue::Given(expr) => self.expr_as(expr, params[position]),
                ArgValue::Default(func) => self.default_value(*func, type_args, &values[..position], params[position]),
            };
            values[position] = Some(value);
        }
        let param = |(value, &ty): (Option<Vals>, &Ty)| match value {
            Some(value) => value,
            None => self.stand_ins(ty),
        };
        values.into_iter().zip(params).map(param).collect()
    }

    /// What a parameter is when it is left out: a function of those before it. A literal is taken as it is.
    fn default_value(&mut self, func: FuncId, type_args: &[Ty], before: &[Option<Vals>], ty: Ty) -> Vals {
        let typed = self.b.typed;
        let body = &typed.funcs[func].body;
        match body.kind {
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Null => {
                vec![self.literal(&body.kind, ty)]
            }
            _ => {
                // A default may use fewer of the parameters before it than there are.
                let count = typed.funcs[func].params.len();
                let known = before.iter().take(count).map(|values| values.clone().unwrap_or_default()).collect();
                // Those of `std` are transparent, because nobody has written them as functions.
                match typed.funcs[func].is_std && self.b.open_frames < MAX_FRAMES {
                    true => self.in_place(func, type_args, known),
                    false => self.call_func(func, type_args, known),
                }
            }
        }
    }

    /// A call of an instance, or its body if it is transparent.
    pub fn call_func(&mut self, id: FuncId, type_args: &[Ty], args: Vec<Vals>) -> Vals {
        let typed = self.b.typed;
        let func = &typed.funcs[id];
        if func.is_std && func.inline == Some(true) && self.b.open_frames < MAX_FRAMES {
            return self.in_place(id, type_args, args);
        }
        let result = self.b.tys.subst(func.result, type_args);
        let results = self.b.flat(result);
        let instance = self.b.instance(id, type_args);
        let values = self.emit(Op::Call(instance), args.concat(), &results);
        if *self.b.tys.kind(result) == TyKind::Never {
            self.unreachable();
        }
        values
    }

    /// A function of `std/lang` by name.
    pub fn call_lang(&mut self, name: &str, args: &[Value]) -> Value {
        let id = self.b.lang_function(name);
        self.call_func(id, &[], args.iter().map(|&arg| vec![arg]).collect())[0]
    }

    /// The body of a function in place of its call; everything in it is placed at the call.
    fn in_place(&mut self, id: FuncId, type_args: &[Ty], args: Vec<Vals>) -> Vals {
        let typed = self.b.typed;
        let func = &typed.funcs[id];
        let result = self.b.tys.subst(func.result, type_args);
        let end = self.new_block();
        let value = self.vars(result, None);
        let place = self.frame.call.unwrap_or(self.span);
        let exit = Exit::Join(end, value.clone());
        let mut frame = Frame::new(func, Rc::from(type_args), exit, result, Some(place));
        frame.site = self.frame.site;
        let outer = std::mem::replace(&mut self.frame, frame);
        self.b.open_frames += 1;
        for (&param, values) in func.params.iter().zip(&args) {
            self.bind(param, values);
        }
        let values = self.expr_as(&func.body, result);
        self.b.open_frames -= 1;
        self.frame = outer;
        if !self.is_jumped_to(end) {
            return values;
        }
        self.write_all(&value, &values);
        self.jump(end);
        self.open(end);
        self.read_all(&value)
    }

    /// A call of a function value.
    pub fn call_value(&mut self, callee: &'a Expr, args: &'a [Expr]) -> Vals {
        let (func, values, result) = self.value_operands(callee, args);
        if self.is_dead() {
            return self.stand_ins(result);
        }
        let Kind::Func(sig) = self.type_of(func).kind else { panic!("only functions are called") };
        let results = self.b.flat(result);
        let values = self.emit(Op::CallClosure(sig), [vec![func], values].concat(), &results);
        if *self.b.tys.kind(result) == TyKind::Never {
            self.unreachable();
        }
        values
    }

    fn value_operands(&mut self, callee: &'a Expr, args: &'a [Expr]) -> (Value, Vals, Ty) {
        let ty = self.ty(callee.ty);
        let func = self.one(callee);
        let TyKind::Func(params, result) = self.b.tys.kind(ty).clone() else { panic!("only functions are called") };
        let values = args.iter().zip(&params).flat_map(|(arg, &param)| self.expr_as(arg, param)).collect();
        (func, values, result)
    }

    // ---- function values

    /// A function as a value.
    pub fn func_value(&mut self, callee: &'a Callee, ty: Ty) -> Value {
        let flat = self.b.flat(ty)[0];
        let body = match callee {
            Callee::Func(..) | Callee::Trait { .. } => match self.dispatch(callee) {
                Some(dispatch) => dispatch.id,
                None => {
                    let (id, type_args) = self.resolve(callee);
                    self.b.instance(id, &type_args)
                }
            },
            Callee::Intrinsic(_, type_args) | Callee::Extern(_, type_args) => {
                let type_args = self.tys(type_args);
                self.b.wrapper(callee, &type_args, ty)
            }
        };
        self.emit1(Op::ClosureNew(body), Vec::new(), flat)
    }

    /// A lambda: a function whose leading parameters are what it captures. What is assigned anywhere is captured as
    /// its cell, everything else by value.
    pub fn lambda(&mut self, params: &'a [LocalId], body: &'a Expr, captures: &'a [LocalId], ty: Ty) -> Value {
        let TyKind::Func(_, result) = *self.b.tys.kind(ty) else { panic!("a lambda is a function") };
        self.lambdas += 1;
        let name = format!("{}.λ{}", self.func.name, self.lambdas);
        let bindings: Vec<(LocalId, Binding)> = captures.iter().map(|&local| (local, self.binding(local))).collect();
        let captured: Vals = bindings
            .iter()
            .flat_map(|(_, binding)| match binding {
                Binding::Vars(vars) => self.read_all(vars),
                Binding::Cell(var, _) => vec![self.read(*var)],
                Binding::Outer(_) => unreachable!("what is asked for is handed over"),
            })
            .collect();
        let frame = Frame {
            locals: self.frame.locals,
            type_args: self.frame.type_args.clone(),
            bindings: FxHashMap::default(),
            loops: FxHashMap::default(),
            resumed: FxHashMap::default(),
            exit: Exit::Return,
            result,
            call: self.frame.call,
            site: None,
            event: None,
        };
        let types = captured_types(&bindings, self);
        let id = self.b.declare(name, self.span, ty, &types);
        let symbol = self.b.out.funcs[id].name;
        let results = self.b.flat(result);
        let mut cx = FuncCx::new(self.b, symbol, self.span, &results, frame);
        for (local, binding) in bindings {
            cx.bind_capture(local, &binding);
        }
        cx.func.captures = captured.len() as u32;
        cx.bind_params(params);
        cx.body(body);
        let func = cx.finish();
        self.b.out.funcs[id] = func;
        let flat = self.b.flat(ty)[0];
        self.emit1(Op::ClosureNew(id), captured, flat)
    }

    /// Binds what a lambda captures to its leading parameters.
    fn bind_capture(&mut self, local: LocalId, outer: &Binding) {
        let name = Some(self.frame.locals[local].name);
        match outer {
            Binding::Cell(_, cell) => {
                let ty = Type::reference(*cell);
                let param = self.func.add_param(self.func.entry, ty, name);
                let var = self.var(ty, name);
                self.write(var, param);
                self.frame.bindings.insert(local, Binding::Cell(var, *cell));
            }
            Binding::Vars(_) | Binding::Outer(_) => {
                let ty = self.ty(self.frame.locals[local].ty);
                let flat = self.b.flat(ty);
                let params: Vals = flat.iter().map(|&ty| self.func.add_param(self.func.entry, ty, name)).collect();
                self.bind(local, &params);
            }
        }
    }

    /// Makes the parameters of the function and binds its locals to them.
    pub fn bind_params(&mut self, params: &[LocalId]) {
        let make = |&local: &LocalId| {
            let data = &self.frame.locals[local];
            let ty = self.ty(data.ty);
            let flat = self.b.flat(ty);
            let name = Some(data.name);
            let values: Vals = flat.iter().map(|&ty| self.func.add_param(self.func.entry, ty, name)).collect();
            (local, values)
        };
        let values: Vec<(LocalId, Vals)> = params.iter().map(make).collect();
        for (local, values) in values {
            self.bind(local, &values);
        }
    }

    // ---- returns and tail calls

    /// The body of an IR function: its value is returned.
    pub fn body(&mut self, body: &'a Expr) {
        self.tail(body);
    }

    /// An expression whose value is the function's. What is called last is called without growing the stack.
    fn tail(&mut self, expr: &'a Expr) {
        if self.is_dead() {
            return;
        }
        let outer = std::mem::replace(&mut self.span, expr.span);
        match &expr.kind {
            ExprKind::Block(stmts, value) => self.tail_block(stmts, value.as_deref()),
            ExprKind::If(cond, then, Some(otherwise)) => {
                let (yes, no) = (self.new_block(), self.new_block());
                self.cond(cond, yes, no);
                self.open(yes);
                self.tail(then);
                self.open(no);
                self.tail(otherwise);
            }
            ExprKind::If(cond, then, None) if self.has_no_value(expr) => {
                let (yes, no) = (self.new_block(), self.new_block());
                self.cond(cond, yes, no);
                self.open(yes);
                self.tail(then);
                self.open(no);
                self.leave(Vec::new());
            }
            ExprKind::Match(scrutinee, arms) => {
                self.match_expr(scrutinee, arms, None);
            }
            ExprKind::EventCall(call) => {
                self.event_call(call, None);
            }
            ExprKind::Firing(firing) => {
                self.firing(firing, None);
            }
            ExprKind::Call(callee @ (Callee::Func(..) | Callee::Trait { .. }), args) if self.is_static(callee) => {
                self.tail_call(callee, args, expr);
            }
            ExprKind::Return(Some(value), true) => self.return_tail(value),
            ExprKind::Return(Some(value), false) => self.tail(value),
            _ => {
                let ty = self.frame.result;
                let values = self.expr_as(expr, ty);
                self.leave(values);
            }
        }
        self.span = outer;
    }

    /// The arm of a match that is the function's value.
    pub fn tail_arm(&mut self, body: &'a Expr) {
        self.tail(body);
    }

    fn tail_block(&mut self, stmts: &'a [Stmt], value: Option<&'a Expr>) {
        match (value, stmts.split_last()) {
            (Some(value), _) => {
                self.stmts(stmts);
                self.tail(value);
            }
            // A last statement without a value is in tail position too.
            (None, Some((Stmt::Expr(last), before))) if self.has_no_value(last) => {
                self.stmts(before);
                self.tail(last);
            }
            (None, _) => {
                self.stmts(stmts);
                self.leave(Vec::new());
            }
        }
    }

    /// Whether a call is of one function, not of one that a `dyn` chooses.
    fn is_static(&mut self, callee: &Callee) -> bool {
        self.dispatch(callee).is_none()
    }

    fn has_no_value(&mut self, expr: &Expr) -> bool {
        let (ty, result) = (self.ty(expr.ty), self.frame.result);
        matches!(self.b.tys.kind(ty), TyKind::Unit | TyKind::Never) && self.b.flat(result).is_empty()
    }

    /// A call in tail position: a tail call if exactly its results are returned.
    fn tail_call(&mut self, callee: &'a Callee, args: &'a [Arg], expr: &'a Expr) {
        let (id, type_args) = self.resolve(callee);
        let typed = self.b.typed;
        let func = &typed.funcs[id];
        let result = self.b.tys.subst(func.result, &type_args);
        let transparent = func.is_std && func.inline == Some(true);
        let same = self.b.flat(result) == self.b.flat(self.frame.result);
        let never = *self.b.tys.kind(result) == TyKind::Never;
        if transparent || !same || never || !matches!(self.frame.exit, Exit::Return) {
            let ty = self.frame.result;
            let values = self.expr_as(expr, ty);
            return self.leave(values);
        }
        let params = self.b.param_types(id, &type_args);
        let of_defaults = self.declared_type_args(callee, &type_args);
        let values = self.args(args, &params, &of_defaults).concat();
        if self.is_dead() {
            return;
        }
        let instance = self.b.instance(id, &type_args);
        self.terminate(Terminator::TailCall(instance, values));
    }

    /// `return`: the operand is in tail position.
    pub fn return_expr(&mut self, value: Option<&'a Expr>, tail: bool) -> Vals {
        match value {
            Some(value) if tail => self.return_tail(value),
            Some(value) => self.tail(value),
            None => self.leave(Vec::new()),
        }
        Vec::new()
    }

    /// `return tail f(x)`, of a function value too.
    fn return_tail(&mut self, value: &'a Expr) {
        let result = self.ty(value.ty);
        let same = self.b.flat(result) == self.b.flat(self.frame.result);
        let ExprKind::CallValue(callee, args) = &value.kind else { return self.tail(value) };
        if !same || !matches!(self.frame.exit, Exit::Return) {
            return self.tail(value);
        }
        let outer = std::mem::replace(&mut self.span, value.span);
        let (func, values, _) = self.value_operands(callee, args);
        if !self.is_dead() {
            let Kind::Func(sig) = self.type_of(func).kind else { panic!("only functions are called") };
            self.terminate(Terminator::TailCallClosure(sig, [vec![func], values].concat()));
        }
        self.span = outer;
    }

    /// Leaves the source function with its values.
    pub fn leave(&mut self, values: Vals) {
        let exit = self.frame.exit.clone();
        self.go(&exit, values);
    }

    /// Goes on elsewhere.
    pub fn go(&mut self, exit: &Exit, values: Vals) {
        match exit {
            Exit::Return => self.terminate(Terminator::Return(values)),
            Exit::Join(block, vars) => {
                self.write_all(vars, &values);
                self.jump(*block);
            }
            Exit::Outer(to, types) => self.leave_arm(to, values, types),
            Exit::PassOn(stride) => self.pass_on_code(values[0], *stride),
        }
    }
}

/// The types of the values that a lambda captures.
fn captured_types(bindings: &[(LocalId, Binding)], cx: &mut FuncCx<'_, '_>) -> Vec<Type> {
    let mut types = Vec::new();
    for (local, binding) in bindings {
        match binding {
            Binding::Cell(_, cell) => types.push(Type::reference(*cell)),
            Binding::Vars(_) | Binding::Outer(_) => {
                let ty = cx.ty(cx.frame.locals[*local].ty);
                types.extend(cx.b.flat(ty).iter());
            }
        }
    }
    types
}

impl<'a> Frame<'a> {
    /// The frame of a source function.
    pub fn new(func: &'a typed::Func, type_args: Rc<[Ty]>, exit: Exit, result: Ty, call: Option<base::Span>) -> Self {
        Frame {
            locals: &func.locals,
            type_args,
            bindings: FxHashMap::default(),
            loops: FxHashMap::default(),
            resumed: FxHashMap::default(),
            exit,
            result,
            call,
            site: None,
            event: None,
        }
    }
}

impl super::Builder<'_> {
    /// The type arguments of a struct or enum.
    pub(super) fn type_args(&self, ty: Ty) -> Box<[Ty]> {
        match self.tys.kind(ty) {
            TyKind::Struct(_, args) | TyKind::Enum(_, args) | TyKind::Extern(_, args) => args.clone(),
            _ => Box::default(),
        }
    }
    /// The element type of an array or buffer.
    pub(super) fn element(&self, ty: Ty) -> Ty {
        match self.tys.kind(ty) {
            TyKind::Array(elem) | TyKind::Buffer(elem) => *elem,
            kind => panic!("{kind:?} has no elements"),
        }
    }
    /// Whether a type has `null`.
    pub(super) fn is_optional(&self, ty: Ty) -> bool {
        matches!(self.tys.kind(ty), TyKind::Optional(_))
    }
    /// The type of the object of a heap type.
    pub(super) fn object(&mut self, ty: Ty) -> ir::TypeId {
        self.heap(HeapKey::Object(ty))
    }
    /// The concrete types of the parameters of an instance.
    pub(super) fn param_types(&mut self, id: FuncId, type_args: &[Ty]) -> Vec<Ty> {
        let func = &self.typed.funcs[id];
        func.params.iter().map(|&param| self.tys.subst(func.locals[param].ty, type_args)).collect()
    }
}
