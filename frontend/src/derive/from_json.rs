//! `fromJson` of a struct or enum: what `toJson` gives, read back.
//!
//! A field that is missing has its default if it has one, is `null` if it may be, and is an error otherwise. Fields that the
//! type does not have are not looked at.

use super::{Items, Maker, Of, given};
use crate::typed::{
    BinaryOp, Expr, ExprKind, Field, FuncId, LocalId, MatchArm, Pattern, PatternKind, Stmt, Ty, TyKind, Variant,
};
use crate::world::{ImplDef, World};

pub(super) fn make(world: &mut World<'_>, items: &Items, of: Of, data: &ImplDef) -> FuncId {
    let result = world.tys.intern(TyKind::Enum(items.result, [data.target, items.error].into()));
    let mut maker = Maker::new(world, items, data.span);
    let json = maker.local("json", items.json);
    let mut reading = Reading { maker, own: data.target, result, json };
    let body = match of {
        Of::Struct(id) => reading.struct_body(id),
        Of::Enum(id) => reading.enum_body(id),
    };
    let maker = reading.maker;
    let sig = maker.sig(of, data, "fromJson", &[("json", items.json)], result);
    maker.finish(sig, vec![json], body)
}

struct Reading<'w, 'a> {
    maker: Maker<'w, 'a>,
    own: Ty,
    /// `Result<Self, JsonError>`
    result: Ty,
    json: LocalId,
}

/// `Ok` and `Err` of `Result`.
const OK: u32 = 0;
const ERR: u32 = 1;

impl Reading<'_, '_> {
    fn struct_body(&mut self, id: crate::typed::StructId) -> Expr {
        let data = &self.maker.world.structs[id].typed;
        let (name, fields) = (data.name, data.fields.clone());
        let of = self.maker.text(name.as_str());
        let json = self.maker.read(self.json);
        let object = self.maker.call_std("anyObject", Vec::new(), vec![json, of.clone()]);
        let mut stmts = Vec::new();
        let object = self.attempt("object", object, &mut stmts);
        let locals = self.read_fields(&fields, object, "", &of, &mut stmts);
        let values = locals.iter().map(|&local| self.maker.read(local)).collect();
        let value = self.maker.make(ExprKind::StructNew(given(values)), self.own);
        self.block(stmts, value)
    }

    fn enum_body(&mut self, id: crate::typed::EnumId) -> Expr {
        let data = &self.maker.world.enums[id].typed;
        let (of, variants) = (data.name, data.variants.clone());
        let known: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
        let (of, known) = (self.maker.text(of.as_str()), self.maker.text(&known.join(", ")));
        let json = self.maker.read(self.json);
        let name = self.maker.call_std("variantName", Vec::new(), vec![json.clone(), of.clone()]);
        let mut stmts = Vec::new();
        let name = self.attempt("name", name, &mut stmts);
        let error = self.maker.call_std("noVariant", Vec::new(), vec![json, of, known]);
        let mut choice = self.maker.make(ExprKind::VariantNew(ERR, given(vec![error])), self.result);
        for (index, variant) in variants.iter().enumerate().rev() {
            let read = self.maker.read(name);
            let wanted = self.maker.text(variant.name.as_str());
            let kind = ExprKind::Binary(BinaryOp::Eq, Box::new(read), Box::new(wanted));
            let test = self.maker.make(kind, self.maker.world.core.bool);
            let then = self.variant(index as u32, variant);
            let kind = ExprKind::If(Box::new(test), Box::new(then), Some(Box::new(choice)));
            choice = self.maker.make(kind, self.result);
        }
        self.maker.make(ExprKind::Block(stmts, Some(Box::new(choice))), self.result)
    }

    fn variant(&mut self, index: u32, variant: &Variant) -> Expr {
        let mut stmts = Vec::new();
        let mut values = Vec::new();
        if !variant.fields.is_empty() {
            let (json, name) = (self.maker.read(self.json), self.maker.text(variant.name.as_str()));
            let payload = self.maker.call_std("variantPayload", Vec::new(), vec![json, name]);
            let local = self.maker.local("payload", self.maker.items.json);
            stmts.push(Stmt::Let(self.maker.bind(local), payload));
            let of = self.maker.text("an object");
            let before = format!(".{}", variant.name);
            let locals = self.read_fields(&variant.fields, local, &before, &of, &mut stmts);
            values = locals.iter().map(|&local| self.maker.read(local)).collect();
        }
        let value = self.maker.make(ExprKind::VariantNew(index, given(values)), self.own);
        self.block(stmts, value)
    }

    /// Statements that read fields, each into a variable.
    fn read_fields(
        &mut self,
        fields: &[Field],
        object: LocalId,
        before: &str,
        of: &Expr,
        stmts: &mut Vec<Stmt>,
    ) -> Vec<LocalId> {
        let mut locals: Vec<LocalId> = Vec::with_capacity(fields.len());
        for field in fields {
            let (json, name) = (self.maker.read(object), self.maker.text(field.name.as_str()));
            let path = self.maker.text(before);
            let args = vec![json.clone(), name.clone(), path, of.clone()];
            let read = self.maker.call_std("fieldOf", vec![field.ty], args);
            let mut value = self.value_or_return(read);
            if let Some(default) = field.default {
                let test = self.maker.call_std("hasField", Vec::new(), vec![json, name]);
                let earlier = locals.iter().map(|&local| self.maker.read(local)).collect();
                let type_args = self.type_args();
                let default = self.maker.call(default, type_args, earlier);
                let kind = ExprKind::If(Box::new(test), Box::new(value), Some(Box::new(default)));
                value = self.maker.make(kind, field.ty);
            }
            let local = self.maker.local(field.name.as_str(), field.ty);
            stmts.push(Stmt::Let(self.maker.bind(local), value));
            locals.push(local);
        }
        locals
    }

    fn type_args(&self) -> Vec<Ty> {
        crate::infer::parts_of(self.maker.world.tys.kind(self.own))
    }

    /// A variable for the value of a result, whose error is returned.
    fn attempt(&mut self, name: &str, result: Expr, stmts: &mut Vec<Stmt>) -> LocalId {
        let value = self.value_or_return(result);
        let local = self.maker.local(name, value.ty);
        stmts.push(Stmt::Let(self.maker.bind(local), value));
        local
    }

    /// `try result`
    fn value_or_return(&mut self, result: Expr) -> Expr {
        let parts = crate::infer::parts_of(self.maker.world.tys.kind(result.ty));
        let (value, error) = (self.maker.local("value", parts[0]), self.maker.local("error", parts[1]));
        let failed = self.maker.read(error);
        let failed = self.maker.make(ExprKind::VariantNew(ERR, given(vec![failed])), self.result);
        let leave = self.maker.make(ExprKind::Return(Some(Box::new(failed)), false), self.maker.world.core.never);
        let span = self.maker.span;
        let arm = |maker: &Maker<'_, '_>, variant, local, body| {
            let kind = PatternKind::Variant(variant, vec![maker.bind(local)]);
            MatchArm { pattern: Pattern { kind, ty: result.ty, span }, guard: None, body, span }
        };
        let read = self.maker.read(value);
        let arms = vec![arm(&self.maker, OK, value, read), arm(&self.maker, ERR, error, leave)];
        self.maker.make(ExprKind::Match(Box::new(result), arms), parts[0])
    }

    /// Statements, then `Ok(value)`.
    fn block(&mut self, stmts: Vec<Stmt>, value: Expr) -> Expr {
        let value = self.maker.make(ExprKind::VariantNew(OK, given(vec![value])), self.result);
        match stmts.is_empty() {
            true => value,
            false => self.maker.make(ExprKind::Block(stmts, Some(Box::new(value))), self.result),
        }
    }
}
