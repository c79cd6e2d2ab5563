//! Reads the IR's text, as [`mod@crate::print`] writes it.
//!
//! In: text, one item, label or statement per line; lines that begin with `//` are comments.  Out: the program, or the
//! line that is wrong. The types of results are not in the text: the operators give them. Whether the program is
//! meaningful is for [`mod@crate::verify`] to say.

mod body;
mod items;
mod op;
mod scanner;

use crate::{
    Func, FuncId, GlobalId, InlineHint, Loc, Program, Type, TypeData, TypeDef, TypeId, Value, ValueData, ValueDef,
};
use base::{Id, SourceId, Span, Symbol};
use body::Body;
use op::read_op;
use rustc_hash::FxHashMap;
use scanner::{Read, Scanner};

struct Parser<'a> {
    lines: Vec<Scanner<'a>>,
    program: Program,
    types: FxHashMap<Symbol, TypeId>,
    funcs: FxHashMap<Symbol, FuncId>,
    globals: FxHashMap<Symbol, GlobalId>,
}

/// The place of everything in a program that was read from text.
fn nowhere() -> Loc {
    Loc { span: Span::new(SourceId::from_index(0), 0, 0), site: None }
}

/// The program that `text` describes.
///
/// # Errors
/// With a line number, what was expected, and the rest of the line.
pub fn parse(text: &str) -> Result<Program, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("//")
    });
    let mut parser = Parser {
        lines: lines.map(|(number, line)| Scanner::new(line, number + 1)).collect(),
        program: Program::default(),
        types: FxHashMap::default(),
        funcs: FxHashMap::default(),
        globals: FxHashMap::default(),
    };
    parser.declare_types()?;
    let bodies = parser.items()?;
    for (func, params, lines) in bodies {
        parser.body(func, &params, lines)?;
    }
    Ok(parser.program)
}

/// A function of which the head was read: its parameters, and the lines of its body.
type Pending = (FuncId, Vec<(Value, Type)>, std::ops::Range<usize>);

impl Parser<'_> {
    /// Gives every type its number, so that types can name each other.
    fn declare_types(&mut self) -> Read<()> {
        for mut scan in self.lines.clone() {
            if scan.eat_word("type") {
                let name = scan.name()?;
                let def = TypeDef::Struct { fields: Vec::new() };
                let id = self.program.types.heap.push(TypeData { name, def, pin: None });
                if self.types.insert(name, id).is_some() {
                    return scan.fail(format_args!("there are two types {name}"));
                }
            }
        }
        Ok(())
    }
    /// Reads everything but the bodies of functions. Items that name functions come after these.
    fn items(&mut self) -> Read<Vec<Pending>> {
        let mut pending = Vec::new();
        let mut at = 0;
        while let Some(&(mut scan)) = self.lines.get(at) {
            at += 1;
            let keyword = scan.word()?;
            if keyword != "func" {
                self.item(keyword, &mut scan)?;
                continue;
            }
            let (func, params) = self.head(&mut scan)?;
            let start = at;
            while self.lines.get(at).is_some_and(|line| !line.starts_with("}")) {
                at += 1;
            }
            if at == self.lines.len() {
                return scan.fail("the function does not end");
            }
            pending.push((func, params, start..at));
            at += 1;
        }
        Ok(pending)
    }
    fn head(&mut self, scan: &mut Scanner) -> Read<(FuncId, Vec<(Value, Type)>)> {
        let name = scan.at_name()?;
        scan.expect("(")?;
        let params = self.params(scan)?;
        let mut func = Func::new(name, nowhere().span, self.results(scan)?);
        if scan.eat_word("captures") {
            func.captures = scan.id("")? as u32;
        }
        if scan.eat_word("inline") {
            func.inline = InlineHint::Always;
        } else if scan.eat_word("noinline") {
            func.inline = InlineHint::Never;
        }
        func.pin = self.pin(scan)?;
        scan.expect("{")?;
        scan.end()?;
        // Calls of the function need its parameters before its body is read.
        for (position, &(_, ty)) in params.iter().enumerate() {
            let def = ValueDef::Param(func.entry, position as u32);
            let value = func.values.push(ValueData { ty, def, name: None });
            func.blocks[func.entry].params.push(value);
        }
        let id = self.program.funcs.push(func);
        if self.funcs.insert(name, id).is_some() {
            return scan.fail(format_args!("there are two functions @{name}"));
        }
        Ok((id, params))
    }
    /// `v0: i32, v1: str)`
    fn params(&self, scan: &mut Scanner) -> Read<Vec<(Value, Type)>> {
        scan.list(")", |scan| {
            let value = Value::from_index(scan.id("v")?);
            scan.expect(":")?;
            Ok((value, self.ty(scan)?))
        })
    }
    fn body(&mut self, id: FuncId, params: &[(Value, Type)], lines: std::ops::Range<usize>) -> Read<()> {
        let end = self.lines[lines.end];
        let mut body = Body::new();
        for &scan in &self.lines[lines] {
            body.line(self, scan, params)?;
        }
        let mut head = self.program.funcs[id].clone();
        head.values = base::IndexVec::new();
        self.program.funcs[id] = body.build(self, head, end)?;
        Ok(())
    }
    fn func_name(&self, scan: &mut Scanner) -> Read<FuncId> {
        let name = scan.at_name()?;
        self.funcs.get(&name).copied().map_or_else(|| scan.fail(format_args!("there is no function @{name}")), Ok)
    }
    fn global_name(&self, scan: &mut Scanner) -> Read<GlobalId> {
        let name = scan.at_name()?;
        self.globals.get(&name).copied().map_or_else(|| scan.fail(format_args!("there is no global @{name}")), Ok)
    }
}
