//! Assignments.
//!
//! In: a place, an operator, a value.  Out: the operands of the place, the old value if it is needed, the right side,
//! the store: in this order, each once.

use super::func::{FuncCx, Vals};
use frontend::typed::{AssignOp, Callee, Expr, ExternId, GlobalId, LocalId, Place, Ty, TyKind};
use ir::{Op, Prim, Value};

/// A place whose operands are evaluated.
enum Ready<'a> {
    Local(LocalId),
    Global(GlobalId),
    Field { object: Value, object_ty: Ty, field: u32 },
    Index { container: (Vals, Ty), index: (Vals, Ty), get: &'a Callee, set: &'a Callee },
    Extern { receiver: Option<Vals>, get: ExternId, set: ExternId },
}

impl<'a> FuncCx<'_, 'a> {
    /// `place = value`, `place op= value`
    pub fn assign(&mut self, place: &'a Place, op: Option<AssignOp>, value: &'a Expr) -> Vals {
        let ty = self.place_ty(place);
        let ready = self.ready(place);
        if self.is_dead() {
            return Vec::new();
        }
        match op {
            None => {
                let values = self.expr_as(value, ty);
                self.store(&ready, values, ty);
            }
            Some(AssignOp::Binary(op)) => {
                let old = self.load(&ready, ty);
                let right = self.expr(value);
                if !self.is_dead() {
                    let new = self.apply_binary(op, ty, &old, &right);
                    self.store(&ready, vec![new], ty);
                }
            }
            Some(AssignOp::Concat) => {
                let old = self.load(&ready, ty)[0];
                let right = self.one(value);
                if !self.is_dead() {
                    let new = self.join_strings(old, right);
                    self.store(&ready, vec![new], ty);
                }
            }
            Some(op @ (AssignOp::And | AssignOp::Or | AssignOp::Coalesce)) => self.assign_if(&ready, op, value, ty),
        }
        Vec::new()
    }

    /// `&&=`, `||=`, `??=`: the right side and the store only if the old value does not decide.
    fn assign_if(&mut self, ready: &Ready<'a>, op: AssignOp, value: &'a Expr, ty: Ty) {
        let old = self.load(ready, ty)[0];
        let (store, done) = (self.new_block(), self.new_block());
        let wanted = match op {
            AssignOp::And => old,
            AssignOp::Coalesce => self.is_null(old),
            AssignOp::Or | AssignOp::Binary(_) | AssignOp::Concat => self.prim(Prim::NotBool, &[old]),
        };
        self.branch(wanted, store, done);
        self.open(store);
        // The right side of `??=` may be of the type without null, and a container may store only that.
        let (value_ty, stored_ty) = (self.ty(value.ty), self.stored_ty(ready, ty));
        let new = self.expr_as(value, value_ty);
        let widens = self.b.is_optional(stored_ty) && !self.b.is_optional(value_ty) && !self.is_dead();
        let new = if widens { vec![self.widen(&new, value_ty)] } else { new };
        self.store(ready, new, stored_ty);
        self.jump(done);
        self.open(done);
    }

    /// The type of what a place stores, if it gives a `ty`: a map gives optionals.
    fn stored_ty(&mut self, ready: &Ready<'a>, ty: Ty) -> Ty {
        match ready {
            Ready::Index { set: set @ (Callee::Func(..) | Callee::Trait { .. }), .. } => {
                if let Some(dispatch) = self.dispatch(set) {
                    return dispatch.params[2];
                }
                let (id, type_args) = self.resolve(set);
                self.b.param_types(id, &type_args)[2]
            }
            Ready::Local(_) | Ready::Global(_) | Ready::Field { .. } | Ready::Index { .. } | Ready::Extern { .. } => ty,
        }
    }

    fn place_ty(&mut self, place: &Place) -> Ty {
        match place {
            Place::Local(local) => self.ty(self.frame.locals[*local].ty),
            Place::Global(global) => self.b.typed.globals[*global].ty,
            Place::Field(object, field) => {
                let object_ty = self.ty(object.ty);
                self.field_ty(object_ty, *field)
            }
            Place::Index { ty, .. } | Place::Extern { ty, .. } => self.ty(*ty),
        }
    }

    fn field_ty(&mut self, object_ty: Ty, field: u32) -> Ty {
        match self.b.tys.kind(object_ty) {
            TyKind::Extern(..) => self.b.extern_field_ty(object_ty, field),
            _ => self.b.struct_slots(object_ty)[field as usize].ty,
        }
    }

    fn ready(&mut self, place: &'a Place) -> Ready<'a> {
        match place {
            Place::Local(local) => Ready::Local(*local),
            Place::Global(global) => Ready::Global(*global),
            Place::Field(object, field) => {
                let object_ty = self.ty(object.ty);
                Ready::Field { object: self.one(object), object_ty, field: *field }
            }
            Place::Index { container, index, get, set, .. } => {
                let (container_ty, index_ty) = (self.ty(container.ty), self.ty(index.ty));
                let container = (self.expr_as(container, container_ty), container_ty);
                let index = (self.expr_as(index, index_ty), index_ty);
                Ready::Index { container, index, get, set }
            }
            Place::Extern { receiver, get, set, .. } => {
                let receiver = receiver.as_deref().map(|receiver| self.expr(receiver));
                Ready::Extern { receiver, get: *get, set: *set }
            }
        }
    }

    fn load(&mut self, ready: &Ready<'a>, ty: Ty) -> Vals {
        match ready {
            Ready::Local(local) => self.read_local(*local),
            Ready::Global(global) => self.read_global(*global),
            Ready::Field { object, object_ty, field } => match self.b.tys.kind(*object_ty) {
                TyKind::Extern(..) => self.extern_field(*object, *object_ty, *field),
                _ => self.get_field(*object, *object_ty, *field),
            },
            Ready::Index { container, index, get, .. } => {
                self.call_with(get, vec![container.clone(), index.clone()], ty)
            }
            Ready::Extern { receiver, get, .. } => {
                let operands = receiver.iter().cloned().map(Some).collect();
                self.extern_apply(*get, &[], operands, ty)
            }
        }
    }

    fn store(&mut self, ready: &Ready<'a>, values: Vals, ty: Ty) {
        if self.is_dead() {
            return;
        }
        match ready {
            Ready::Local(local) => self.assign_local(*local, &values),
            Ready::Global(global) => self.write_global(*global, &values),
            Ready::Field { object, object_ty, field } => match self.b.tys.kind(*object_ty) {
                TyKind::Extern(..) => self.set_extern_field(*object, *object_ty, *field, values),
                _ => self.set_field(*object, *object_ty, *field, &values),
            },
            Ready::Index { container, index, set, .. } => {
                let unit = self.b.tys.intern(TyKind::Unit);
                self.call_with(set, vec![container.clone(), index.clone(), (values, ty)], unit);
            }
            Ready::Extern { receiver, set, .. } => {
                let unit = self.b.tys.intern(TyKind::Unit);
                let operands = receiver.iter().cloned().chain([values]).map(Some).collect();
                self.extern_apply(*set, &[], operands, unit);
            }
        }
    }

    fn set_field(&mut self, object: Value, object_ty: Ty, field: u32, values: &[Value]) {
        let slot = self.b.struct_slots(object_ty)[field as usize];
        let id = self.b.object(object_ty);
        for (offset, &value) in values.iter().enumerate() {
            self.emit(Op::StructSet(id, slot.first + offset as u32), vec![object, value], &[]);
        }
    }

    // ---- module-level variables

    /// The value of a module-level variable; a known one as a literal.
    pub fn read_global(&mut self, id: GlobalId) -> Vals {
        let global = &self.b.typed.globals[id];
        let ty = global.ty;
        if let Some(constant) = global.constant.as_ref().filter(|_| !global.mutable) {
            let constant = self.b.constant(constant, ty);
            return vec![self.constant(constant)];
        }
        let rows = self.b.global(id);
        let flat = self.b.flat(ty);
        rows.iter().zip(flat.iter()).map(|(&row, &ty)| self.emit1(Op::GlobalGet(row), Vec::new(), ty)).collect()
    }

    /// Sets a module-level variable.
    pub fn write_global(&mut self, id: GlobalId, values: &[Value]) {
        let rows = self.b.global(id);
        for (&row, &value) in rows.iter().zip(values) {
            self.emit(Op::GlobalSet(row), vec![value], &[]);
        }
    }
}
