//! Reads types, signatures, globals, externs, entry points, placement and seam.

use super::scanner::{Read, Scanner};
use super::{Parser, read_op};
use crate::print::{extern_kind_name, side_name, storage_name};
use crate::{
    Const, Crossing, CrossingName, Export, Extern, ExternKind, Field, Global, JsView, Kind, Op, Prim, Side, SigId,
    Signature, Storage, Test, Type, TypeDef, TypeId, Variant,
};
use base::Id;

const EXTERN_KINDS: [ExternKind; 11] = [
    ExternKind::Function,
    ExternKind::Get,
    ExternKind::Set,
    ExternKind::Method,
    ExternKind::PropertyGet,
    ExternKind::PropertySet,
    ExternKind::New,
    ExternKind::Object,
    ExternKind::InstanceOf,
    ExternKind::IndexGet,
    ExternKind::IndexSet,
];

impl Parser<'_> {
    /// Reads the rest of a line that begins with `keyword`.
    pub(super) fn item(&mut self, keyword: &str, scan: &mut Scanner) -> Read<()> {
        match keyword {
            "type" => self.type_item(scan)?,
            "sig" => {
                self.numbered(scan, "s", self.program.types.sigs.len())?;
                let params = self.types(scan)?;
                let results = self.results(scan)?;
                self.program.types.sigs.push(Signature { params, results });
            }
            "global" => self.global(scan)?,
            "extern" => {
                self.numbered(scan, "x", self.program.externs.len())?;
                let data = self.extern_item(scan)?;
                self.program.externs.push(data);
            }
            "init" => self.program.init = Some(self.func_name(scan)?),
            "main" => self.program.main = Some(self.func_name(scan)?),
            "test" => {
                let (name, func) = (scan.name()?, self.func_name(scan)?);
                self.program.tests.push(Test { name, func });
            }
            "export" => {
                let (name, func) = (scan.name()?, self.func_name(scan)?);
                let views = views(scan)?;
                self.program.exports.push(Export { name, func, views });
            }
            "place" => self.place(scan)?,
            "seam" => self.seam(scan)?,
            _ => return scan.fail(format_args!("there is no item `{keyword}`")),
        }
        scan.end()
    }
    fn numbered(&self, scan: &mut Scanner, prefix: &str, next: usize) -> Read<()> {
        if scan.id(prefix)? != next {
            return scan.fail(format_args!("expected {prefix}{next}"));
        }
        scan.expect("=")
    }

    pub(super) fn ty(&self, scan: &mut Scanner) -> Read<Type> {
        let kind = self.kind(scan)?;
        Ok(Type { kind, nullable: scan.eat("?") })
    }
    fn kind(&self, scan: &mut Scanner) -> Read<Kind> {
        let words = [
            ("bool", Kind::Bool),
            ("i32", Kind::I32),
            ("i64", Kind::I64),
            ("f32", Kind::F32),
            ("f64", Kind::F64),
            ("str", Kind::Str),
            ("big", Kind::Big),
            ("js", Kind::Js),
        ];
        if let Some((_, kind)) = words.into_iter().find(|(word, _)| scan.eat_word(word)) {
            return Ok(kind);
        }
        if scan.eat_word("func") {
            scan.expect("(")?;
            let sig = self.sig(scan)?;
            scan.expect(")")?;
            return Ok(Kind::Func(sig));
        }
        self.heap_type(scan).map(Kind::Ref)
    }
    /// A signature by number; the verifier sees to it that it exists.
    pub(super) fn sig(&self, scan: &mut Scanner) -> Read<SigId> {
        scan.id("s").map(SigId::from_index)
    }
    pub(super) fn heap_type(&self, scan: &mut Scanner) -> Read<TypeId> {
        let name = scan.name()?;
        match self.types.get(&name) {
            Some(&id) => Ok(id),
            None => scan.fail(format_args!("there is no type {name}")),
        }
    }
    fn storage(&self, scan: &mut Scanner) -> Read<Storage> {
        let packed = [Storage::I8, Storage::U8, Storage::I16, Storage::U16, Storage::U32, Storage::U64];
        let found = packed.into_iter().find(|&storage| storage_name(storage).is_some_and(|name| scan.eat_word(name)));
        found.map_or_else(|| self.ty(scan).map(Storage::Val), Ok)
    }
    fn types(&self, scan: &mut Scanner) -> Read<Vec<Type>> {
        scan.expect("(")?;
        scan.list(")", |scan| self.ty(scan))
    }
    pub(super) fn results(&self, scan: &mut Scanner) -> Read<Vec<Type>> {
        if !scan.eat("->") {
            return Ok(Vec::new());
        }
        if scan.eat("(") { scan.list(")", |scan| self.ty(scan)) } else { Ok(vec![self.ty(scan)?]) }
    }
    fn fields(&self, scan: &mut Scanner, close: &str) -> Read<Vec<Field>> {
        scan.list(close, |scan| {
            let mutable = scan.eat_word("var");
            let name = scan.name()?;
            scan.expect(":")?;
            Ok(Field { name, storage: self.storage(scan)?, mutable })
        })
    }
    fn type_item(&mut self, scan: &mut Scanner) -> Read<()> {
        let id = self.heap_type(scan)?;
        let pin = self.pin(scan)?;
        scan.expect("=")?;
        let def = if scan.eat_word("struct") {
            scan.expect("{")?;
            TypeDef::Struct { fields: self.fields(scan, "}")? }
        } else if scan.eat_word("enum") {
            scan.expect("{")?;
            let variant = |scan: &mut Scanner| {
                let name = scan.name()?;
                let fields = if scan.eat("(") { self.fields(scan, ")")? } else { Vec::new() };
                Ok(Variant { name, fields })
            };
            TypeDef::Enum { variants: scan.list("}", variant)? }
        } else if scan.eat_word("array") {
            TypeDef::Array { elem: self.storage(scan)? }
        } else {
            scan.expect("buffer")?;
            TypeDef::Buffer { elem: self.storage(scan)? }
        };
        let data = &mut self.program.types.heap[id];
        (data.def, data.pin) = (def, pin);
        Ok(())
    }
    pub(super) fn pin(&self, scan: &mut Scanner) -> Read<Option<Side>> {
        if scan.eat_word("pin") { side(scan).map(Some) } else { Ok(None) }
    }

    /// A constant, `null` of a type included.
    pub(super) fn constant(&self, scan: &mut Scanner) -> Read<Const> {
        if scan.eat("null:") { self.ty(scan).map(Const::Null) } else { scan.literal() }
    }
    fn global(&mut self, scan: &mut Scanner) -> Read<()> {
        let mutable = scan.eat_word("var");
        let name = scan.at_name()?;
        scan.expect(":")?;
        let ty = self.ty(scan)?;
        let value = if scan.eat("=") { Some(self.constant(scan)?) } else { None };
        let span = super::nowhere().span;
        let id = self.program.globals.push(Global { name, ty, value, mutable, span });
        self.globals.insert(name, id);
        Ok(())
    }
    fn extern_item(&mut self, scan: &mut Scanner) -> Read<Extern> {
        let Some(kind) = EXTERN_KINDS.into_iter().find(|&kind| scan.eat_word(extern_kind_name(kind))) else {
            return scan.fail("expected a kind of extern");
        };
        let name = scan.name()?;
        let params = self.types(scan)?;
        let result = self.results(scan)?.first().copied();
        let throws = scan.eat_word("throws");
        let module = if scan.eat_word("from") { Some(scan.name()?) } else { None };
        let views = views(scan)?;
        let mut fields = Vec::new();
        if scan.eat_word("fields") {
            scan.expect("[")?;
            fields = scan.list("]", Scanner::name)?;
        }
        Ok(Extern { module, name, kind, params, result, views, fields, throws })
    }

    fn place(&mut self, scan: &mut Scanner) -> Read<()> {
        let next = if scan.eat_word("func") {
            let func = self.func_name(scan)?;
            func == self.program.placement.funcs.push(side(scan)?)
        } else if scan.eat_word("type") {
            let ty = self.heap_type(scan)?;
            ty == self.program.placement.types.push(side(scan)?)
        } else {
            scan.expect("global")?;
            let global = self.global_name(scan)?;
            global == self.program.placement.globals.push(side(scan)?)
        };
        if next { Ok(()) } else { scan.fail("placements are in the order of the definitions") }
    }
    fn seam(&mut self, scan: &mut Scanner) -> Read<()> {
        let exported = scan.eat_word("export");
        if !exported {
            scan.expect("import")?;
        }
        let name = scan.name()?;
        let crossing = match scan.word()? {
            "op" => Crossing::Op(self.crossing_op(scan)?),
            "apply_closure" => Crossing::ApplyClosure(self.sig(scan)?),
            "wrap_function" => Crossing::WrapFunction(self.sig(scan)?),
            "apply_function" => Crossing::ApplyFunction(self.sig(scan)?),
            other => return scan.fail(format_args!("there is no crossing `{other}`")),
        };
        let rows = if exported { &mut self.program.seam.exports } else { &mut self.program.seam.imports };
        rows.push(CrossingName { crossing, name });
        Ok(())
    }
    fn crossing_op(&self, scan: &mut Scanner) -> Read<Op> {
        match read_op(self, scan)? {
            Ok(op) => Ok(op),
            Err(name) => {
                let first = self.ty(scan)?;
                let prim = Prim::by_name(name, first).map(Op::Prim);
                prim.map_or_else(|| scan.fail(format_args!("there is no operator `{name}`")), Ok)
            }
        }
    }
}

fn side(scan: &mut Scanner) -> Read<Side> {
    let found = [Side::Js, Side::Wasm].into_iter().find(|&side| scan.eat_word(side_name(side)));
    found.map_or_else(|| scan.fail("expected `js` or `wasm`"), Ok)
}

fn views(scan: &mut Scanner) -> Read<Vec<JsView>> {
    if !scan.eat_word("views") {
        return Ok(Vec::new());
    }
    scan.expect("[")?;
    scan.list("]", |scan| match scan.word()? {
        "plain" => Ok(JsView::Plain),
        "unsigned" => Ok(JsView::Unsigned),
        other => scan.fail(format_args!("there is no view `{other}`")),
    })
}
