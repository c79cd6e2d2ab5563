//! Calls: of functions, of function values, of JavaScript; and making function values.

use super::{Body, Expr, Null};
use crate::code::{Instr, op};
use crate::used::Import;
use ir::{Crossing, FuncId, InstData, Loc, Op, SigId, Type, Value};
use wasm_encoder::{HeapType, Instruction, RefType, ValType};

impl Body<'_, '_, '_> {
    /// The operands, non-null where they must be, one after the other.
    fn arguments(&mut self, data: &InstData) -> (Vec<Instr>, crate::effects::Effects) {
        let (exprs, effects) = self.operands(data);
        let strict = exprs.into_iter().zip(&data.args);
        (strict.flat_map(|(expr, &arg)| self.strict(expr, self.func.ty(arg))).collect(), effects)
    }

    pub(super) fn call(&mut self, data: &InstData, callee: FuncId) {
        let (mut code, effects) = self.arguments(data);
        let index = self.module.func(callee);
        code.push(Instr::At(self.mark(data.loc, None)));
        code.push(Instr::Wasm(Instruction::Call(index)));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn call_closure(&mut self, data: &InstData, sig: SigId) {
        let (mut exprs, effects) = self.operands(data);
        let mut code = self.apply(&mut exprs, &data.args, sig);
        code.push(Instr::At(self.mark(data.loc, None)));
        code.push(Instr::Wasm(Instruction::CallRef(self.module.types.code(sig))));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    /// Pushes a function value, the arguments and the code of the function value.
    fn apply(&mut self, exprs: &mut Vec<Expr>, args: &[Value], sig: SigId) -> Vec<Instr> {
        self.make_leaf(exprs, 0, args);
        let this = exprs[0].code.clone();
        let mut code = Vec::new();
        for (expr, &arg) in exprs.drain(..).zip(args) {
            code.extend(self.strict(expr, self.func.ty(arg)));
        }
        code.extend(this);
        code.push(Instr::field(self.module.types.closure_type(sig), 0));
        code
    }

    pub(super) fn closure_new(&mut self, data: &InstData, callee: FuncId) {
        if data.args.is_empty() {
            let global = self.module.closure_constant(callee);
            let code = vec![Instr::Wasm(Instruction::GlobalGet(global))];
            return self.finish(data, Expr::pure(code));
        }
        let (captures, effects) = self.arguments(data);
        let function = self.module.closure_code(callee);
        self.module.reference(function);
        let env = self.module.types.env(callee).expect("a function with captures has an environment");
        let mut code = vec![Instr::Wasm(Instruction::RefFunc(function))];
        code.extend(captures);
        code.push(Instr::Wasm(Instruction::StructNew(env)));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn import_call(&mut self, data: &InstData, import: Import) {
        let (exprs, effects) = self.operands(data);
        let mut code = self.outward_all(exprs, &data.args);
        code.push(Instr::At(self.mark(data.loc, None)));
        code.extend(self.module.call_import(&import));
        match data.results[..] {
            [result] => {
                code.extend(self.inward(self.func.ty(result)));
                self.finish(data, Expr { code, effects, null: Null::No });
            }
            _ => {
                self.code.extend(code);
                for &result in data.results.iter().rev() {
                    let conversion = self.inward(self.func.ty(result));
                    self.code.extend(conversion);
                    self.pop(result);
                }
            }
        }
    }

    /// The code of `exprs` as they cross the boundary.
    pub(super) fn outward_all(&self, exprs: Vec<Expr>, args: &[Value]) -> Vec<Instr> {
        let mut code = Vec::new();
        for (expr, &arg) in exprs.into_iter().zip(args) {
            code.extend(expr.code);
            code.extend(self.outward(self.func.ty(arg)));
        }
        code
    }

    /// What makes the value of `ty` on the stack what crosses the boundary.
    pub(super) fn outward(&self, ty: Type) -> Option<Instr> {
        crate::extra::outward(self.module, ty)
    }

    /// What makes what crossed the boundary a value of `ty`.
    pub(super) fn inward(&self, ty: Type) -> Vec<Instr> {
        crate::extra::inward(self.module, ty)
    }

    /// Ends the function with a call of `callee`.
    pub(super) fn tail_call(&mut self, callee: FuncId, args: &[Value], loc: Loc) {
        self.settle_all(args);
        let exprs: Vec<Expr> = self.take(args, &crate::effects::Effects::anything());
        if self.module.program.placement.funcs[callee] == ir::Side::Js {
            return self.tail_call_import(exprs, callee, args, loc);
        }
        for (expr, &arg) in exprs.into_iter().zip(args) {
            let code = self.strict(expr, self.func.ty(arg));
            self.code.extend(code);
        }
        let index = self.module.func(callee);
        self.end_with(Instruction::ReturnCall(index), Instruction::Call(index), loc);
    }

    pub(super) fn tail_call_closure(&mut self, sig: SigId, args: &[Value], loc: Loc) {
        let mut exprs = self.take(args, &crate::effects::Effects::anything());
        let code = self.apply(&mut exprs, args, sig);
        self.code.extend(code);
        let ty = self.module.types.code(sig);
        self.end_with(Instruction::ReturnCallRef(ty), Instruction::CallRef(ty), loc);
    }

    fn end_with(&mut self, tail: Instruction<'static>, plain: Instruction<'static>, loc: Loc) {
        let mark = self.mark(loc, None);
        self.push(Instr::At(mark));
        if self.module.options.tail_calls {
            self.push(Instr::Wasm(tail));
        } else {
            self.push(Instr::Wasm(plain));
            self.push(Instr::Op(op::RETURN));
        }
    }

    /// JavaScript cannot be tail-called with a conversion after it, and gains nothing from it.
    fn tail_call_import(&mut self, exprs: Vec<Expr>, callee: FuncId, args: &[Value], loc: Loc) {
        let code = self.outward_all(exprs, args);
        self.code.extend(code);
        let mark = self.mark(loc, None);
        let call = self.module.call_import(&Import::Crossing(Crossing::Op(Op::Call(callee))));
        self.push(Instr::At(mark));
        self.code.extend(call);
        self.convert_results();
        self.push(Instr::Op(op::RETURN));
    }

    /// Makes the results of an imported function on the stack those of this function.
    fn convert_results(&mut self) {
        let results = &self.func.results;
        if let [result] = results[..] {
            let conversion = self.inward(result);
            return self.code.extend(conversion);
        }
        let mut stored = Vec::new();
        for &result in results.iter().rev() {
            let conversion = self.inward(result);
            self.code.extend(conversion);
            for slot in self.module.types.slots(result).into_iter().rev() {
                let local = self.local(slot, None);
                self.push(Instr::Set(local));
                stored.push(local);
            }
        }
        self.code.extend(stored.into_iter().rev().map(Instr::Get));
    }

    /// Declares the parameters; gives the function's type and how many Wasm parameters it has.
    pub(super) fn enter_closure(&mut self, callee: FuncId, sig: SigId) -> (u32, usize) {
        let heap_type = HeapType::Concrete(self.module.types.closure_type(sig));
        let this = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
        let captures = self.func.captures as usize;
        let func = self.func;
        for &param in &func.params()[captures..] {
            self.slots(param);
        }
        let params = self.locals.len();
        if captures > 0 {
            self.open_environment(callee, Instr::Get(this));
        }
        (self.module.types.code(sig), params)
    }

    fn open_environment(&mut self, callee: FuncId, this: Instr) {
        let env = self.module.types.env(callee).expect("a function with captures has an environment");
        let heap_type = HeapType::Concrete(env);
        let local = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
        let cast = Instr::Wasm(Instruction::RefCastNonNull(heap_type));
        self.code.extend([this, cast, Instr::Set(local)]);
        let func = self.func;
        let mut field = 1;
        for &param in &func.params()[..func.captures as usize] {
            let ty = func.ty(param);
            let mut code = vec![Instr::Get(local)];
            if super::nullable::is_pair(ty) {
                code.push(Instr::Wasm(Instruction::StructGetU { struct_type_index: env, field_index: field }));
                code.extend([Instr::Get(local), Instr::field(env, field + 1)]);
                field += 2;
            } else if ty == Type::BOOL {
                code.push(Instr::Wasm(Instruction::StructGetU { struct_type_index: env, field_index: field }));
                field += 1;
            } else {
                code.push(Instr::field(env, field));
                field += 1;
            }
            self.define_param(param, Expr::pure(code));
        }
    }

    /// Gives a parameter that is not simply a Wasm parameter its meaning.
    pub(super) fn define_param(&mut self, param: Value, expr: Expr) {
        if self.facts.entry_is_target {
            return self.store(param, expr);
        }
        self.define(param, expr);
    }
}
