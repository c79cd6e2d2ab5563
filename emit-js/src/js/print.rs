//! Prints the syntax tree, for people or as short as possible.
//!
//! In: items whose names are final.  Out: the text of an ES module.
//!
//! Parentheses are put by precedence alone, except where JavaScript forbids a mix (`??` with `&&` or `||`, unary
//! before `**`) or a statement would start with `{`.

mod expr;
pub mod source;

use super::{Case, Expr, Item, Label, Owner, Stmt, walk};
use base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

pub use expr::is_identifier;

/// How names are written in the end. Without an entry a name is written as it is.
#[derive(Default, Debug)]
pub struct Renaming {
    /// Names of the module.
    pub globals: FxHashMap<Symbol, Symbol>,
    /// The same, of helpers that are shipped: what their text mentions.
    pub helpers: FxHashMap<Symbol, Symbol>,
    /// Locals, by the number of the item.
    pub locals: Vec<FxHashMap<Symbol, Symbol>>,
    /// Properties of the program's objects.
    pub properties: FxHashMap<Symbol, Symbol>,
}

/// How long a line may be before its lists are broken, without what follows the last bracket.
const LINE: usize = 118;

/// How much text an item is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Bytes, with the blank line before it.
    pub bytes: usize,
    /// Those of string literals.
    pub text: usize,
}

/// Prints the items of a module; gives the size of each, too.
pub fn module(items: &[Item], minify: bool, renaming: &Renaming) -> (String, Vec<Size>) {
    let mut printer = Printer::new(minify, renaming);
    let mut sizes = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        let start = printer.out.len();
        printer.item = number;
        printer.text = 0;
        if number > 0 && spaced(&items[number - 1], item) {
            printer.blank_line();
        }
        printer.print_item(item);
        sizes.push(Size { bytes: printer.out.len() - start, text: printer.text });
    }
    (printer.out, sizes)
}

/// Whether a blank line stands between two items.
fn spaced(before: &Item, item: &Item) -> bool {
    let one_line = |item: &Item| matches!(item, Item::Import(..) | Item::Variable { .. } | Item::Stmt(_));
    !(one_line(before) && one_line(item) && std::mem::discriminant(before) == std::mem::discriminant(item))
}

struct Printer<'a> {
    out: String,
    indent: usize,
    minify: bool,
    /// Whether a list is being printed on one line.
    flat: bool,
    renaming: &'a Renaming,
    item: usize,
    /// Bytes of string literals in the item.
    text: usize,
    /// The statements that a `break` or `continue` without label could mean, innermost last.
    targets: Vec<(Label, Kind)>,
    /// The labels that some jump needs, with their names.
    labels: FxHashMap<Label, String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Loop,
    Switch,
    Block,
}

impl<'a> Printer<'a> {
    fn new(minify: bool, renaming: &'a Renaming) -> Self {
        Printer {
            out: String::new(),
            indent: 0,
            minify,
            flat: false,
            renaming,
            item: 0,
            text: 0,
            targets: Vec::new(),
            labels: FxHashMap::default(),
        }
    }

    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }
    /// `pretty` for people, `short` otherwise.
    fn pick(&mut self, pretty: &str, short: &str) {
        let text = if self.minify { short } else { pretty };
        self.out.push_str(text);
    }
    fn line_start(&mut self) {
        if !self.minify {
            self.out.extend(std::iter::repeat_n("  ", self.indent));
        }
    }
    fn line_end(&mut self) {
        if !self.minify {
            self.out.push('\n');
        }
    }
    fn blank_line(&mut self) {
        self.line_end();
    }
    fn global(&self, name: Symbol) -> &'static str {
        self.renaming.globals.get(&name).copied().unwrap_or(name).as_str()
    }
    fn local(&self, name: Symbol) -> &'static str {
        let renamed = self.renaming.locals.get(self.item).and_then(|names| names.get(&name));
        renamed.copied().unwrap_or(name).as_str()
    }
    fn property(&self, name: Symbol, owner: Owner) -> &'static str {
        match owner {
            Owner::Program => self.renaming.properties.get(&name).copied().unwrap_or(name).as_str(),
            Owner::Host => name.as_str(),
        }
    }

    fn print_item(&mut self, item: &Item) {
        match item {
            Item::Import(module, names) => self.import(*module, names),
            Item::Function { name, params, body, export } => {
                self.word(if *export { "export function " } else { "function " });
                self.word(self.global(*name));
                self.params(params);
                self.function_body(body);
                self.line_end();
            }
            Item::Class { name, fixed, fields } => self.class(*name, fixed, fields),
            Item::Variable { name, constant, init, export } => {
                self.word(if *export { "export " } else { "" });
                self.word(if *constant { "const " } else { "let " });
                self.word(self.global(*name));
                if let Some(init) = init {
                    self.pick(" = ", "=");
                    self.expr(init, 2);
                }
                self.semicolon();
            }
            Item::Source(text) => self.source(text),
            Item::Stmt(stmt) => {
                self.find_labels(std::slice::from_ref(stmt));
                self.stmt(stmt);
            }
            Item::Export(names) => {
                self.word("export");
                self.bindings(names.iter().map(|&(local, name)| (self.global(local), name.as_str())).collect());
                self.semicolon();
            }
        }
    }
    fn import(&mut self, module: Symbol, names: &[(Symbol, Symbol)]) {
        let namespace = names.iter().find(|(name, _)| name.as_str() == "*");
        self.word("import");
        if let Some(&(_, local)) = namespace {
            self.pick(" * as ", "*as ");
            self.word(self.global(local));
            self.word(" from");
        } else if !names.is_empty() {
            self.bindings(names.iter().map(|&(name, local)| (name.as_str(), self.global(local))).collect());
            self.pick(" from", "from");
        }
        self.pick(" ", "");
        self.string(module.as_str());
        self.semicolon();
    }
    fn bindings(&mut self, pairs: Vec<(&'static str, &'static str)>) {
        self.pick(" { ", "{");
        for (number, (from, to)) in pairs.into_iter().enumerate() {
            if number > 0 {
                self.pick(", ", ",");
            }
            self.word(from);
            if from != to {
                self.word(" as ");
                self.word(to);
            }
        }
        self.pick(" }", "}");
    }
    fn class(&mut self, name: Symbol, fixed: &[(Symbol, Expr)], fields: &[(Symbol, Symbol)]) {
        self.word("class ");
        self.word(self.global(name));
        self.open();
        if !fixed.is_empty() || !fields.is_empty() {
            self.line_start();
            self.word("constructor");
            self.params(&fields.iter().map(|&(_, param)| param).collect::<Vec<_>>());
            self.open();
            for (field, value) in fixed {
                self.set_field(*field, value);
            }
            for &(field, param) in fields {
                self.set_field(field, &Expr::Local(param));
            }
            self.close();
            self.line_end();
        }
        self.close();
        self.line_end();
    }
    fn set_field(&mut self, field: Symbol, value: &Expr) {
        self.line_start();
        self.word("this.");
        self.word(self.property(field, Owner::Program));
        self.pick(" = ", "=");
        self.expr(value, 2);
        self.semicolon();
    }
    fn params(&mut self, params: &[Symbol]) {
        self.word("(");
        for (number, &param) in params.iter().enumerate() {
            if number > 0 {
                self.pick(", ", ",");
            }
            self.word(self.local(param));
        }
        self.word(")");
    }
    fn function_body(&mut self, body: &[Stmt]) {
        let targets = std::mem::take(&mut self.targets);
        let labels = std::mem::take(&mut self.labels);
        let flat = std::mem::take(&mut self.flat);
        self.find_labels(body);
        self.open();
        self.list(body);
        self.close();
        self.targets = targets;
        self.labels = labels;
        self.flat = flat;
    }

    fn open(&mut self) {
        self.pick(" {\n", "{");
        self.indent += 1;
    }
    fn close(&mut self) {
        if self.minify && self.out.ends_with(';') {
            self.out.pop();
        }
        self.indent -= 1;
        self.line_start();
        self.word("}");
    }
    fn semicolon(&mut self) {
        self.word(";");
        self.line_end();
    }
    fn list(&mut self, body: &[Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }
    fn block(&mut self, body: &[Stmt]) {
        self.open();
        self.list(body);
        self.close();
    }

    fn stmt(&mut self, stmt: &Stmt) {
        if *stmt == Stmt::Unreachable {
            return;
        }
        self.line_start();
        match stmt {
            Stmt::If(cond, then, otherwise) => self.print_if(cond, then, otherwise),
            Stmt::Loop(label, body) => self.labelled(*label, Kind::Loop, |p| {
                p.pick("for (;;)", "for(;;)");
                p.loop_body(body);
            }),
            Stmt::While(label, cond, body) => self.labelled(*label, Kind::Loop, |p| {
                p.pick("while (", "while(");
                p.expr(cond, 0);
                p.word(")");
                p.loop_body(body);
            }),
            Stmt::DoWhile(label, body, cond) => self.labelled(*label, Kind::Loop, |p| {
                p.word("do");
                p.block(body);
                p.pick(" while (", "while(");
                p.expr(cond, 0);
                p.word(")");
                p.semicolon();
            }),
            Stmt::For { label, init, cond, step, body } => self.labelled(*label, Kind::Loop, |p| {
                p.pick("for (", "for(");
                p.simple(init);
                p.pick("; ", ";");
                p.expr(cond, 0);
                p.pick("; ", ";");
                p.expr(step, 0);
                p.word(")");
                p.loop_body(body);
            }),
            Stmt::Switch(label, on, cases) => self.labelled(*label, Kind::Switch, |p| p.switch(*label, on, cases)),
            Stmt::Block(label, body) => self.labelled(*label, Kind::Block, |p| {
                if p.out.ends_with(": ") {
                    p.out.pop();
                }
                p.block(body);
                p.line_end();
            }),
            Stmt::Expr(_)
            | Stmt::Set(..)
            | Stmt::SetMany(..)
            | Stmt::Declare { .. }
            | Stmt::DeclareMany { .. }
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::Return(_)
            | Stmt::Throw(_) => {
                self.simple(stmt);
                self.semicolon();
            }
            Stmt::Unreachable => {}
        }
    }
    /// A statement without nested ones, without its semicolon.
    fn simple(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Expr(expr) => self.expr_stmt(expr),
            Stmt::Set(name, value) => {
                self.word(self.local(*name));
                self.pick(" = ", "=");
                self.expr(value, 2);
            }
            Stmt::Declare { constant, name, init } => {
                self.word(if *constant { "const " } else { "let " });
                self.word(self.local(*name));
                if let Some(init) = init {
                    self.pick(" = ", "=");
                    self.expr(init, 2);
                }
            }
            Stmt::SetMany(names, value) => self.pattern("", names, value),
            Stmt::DeclareMany { constant, names, init } => {
                self.pattern(if *constant { "const" } else { "let" }, names, init);
            }
            Stmt::Break(label) => self.jump("break", *label, |kind| kind != Kind::Block),
            Stmt::Continue(label) => self.jump("continue", *label, |kind| kind == Kind::Loop),
            Stmt::Return(None) => self.word("return"),
            Stmt::Return(Some(value)) => self.keyword("return", value),
            Stmt::Throw(value) => self.keyword("throw", value),
            other => panic!("{other:?} is no simple statement"),
        }
    }
    fn keyword(&mut self, keyword: &str, value: &Expr) {
        self.word(keyword);
        let start = self.out.len();
        self.expr(value, 1);
        let glued = self.out[start..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        if glued || !self.minify {
            self.out.insert(start, ' ');
        }
    }
    fn pattern(&mut self, keyword: &str, names: &[Option<Symbol>], value: &Expr) {
        self.word(keyword);
        self.pick(if keyword.is_empty() { "[" } else { " [" }, "[");
        let used = names.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        for (number, name) in names[..used].iter().enumerate() {
            if number > 0 {
                self.pick(if name.is_some() { ", " } else { "," }, ",");
            }
            if let Some(name) = name {
                self.word(self.local(*name));
            }
        }
        self.pick("] = ", "]=");
        self.expr(value, 2);
    }
    fn print_if(&mut self, cond: &Expr, then: &[Stmt], otherwise: &[Stmt]) {
        self.pick("if (", "if(");
        self.expr(cond, 0);
        self.word(")");
        self.branch(then, !otherwise.is_empty());
        match otherwise {
            [] => {}
            [only @ Stmt::If(..)] => {
                self.before_else();
                self.word("else ");
                let Stmt::If(cond, then, otherwise) = only else { return };
                return self.print_if(cond, then, otherwise);
            }
            _ => {
                self.before_else();
                self.word("else");
                self.branch(otherwise, false);
            }
        }
        if !self.out.ends_with('\n') {
            self.line_end();
        }
    }
    fn before_else(&mut self) {
        if !self.minify {
            if self.out.ends_with('\n') {
                self.line_start();
            } else {
                self.word(" ");
            }
        }
    }
    /// The body of an `if`: braces are left out where a single short jump follows, or to save bytes.
    fn branch(&mut self, body: &[Stmt], before_else: bool) {
        match visible(body).as_slice() {
            [only] if !before_else && self.minify && is_plain(only) => self.unbraced(only),
            [only] if !before_else && is_jump(only) => {
                let (start, text) = (self.out.len(), self.text);
                let flat = std::mem::replace(&mut self.flat, true);
                self.unbraced(only);
                self.flat = flat;
                // What does not fit on the line of the condition gets a line of its own.
                let line = self.out[..start].rfind('\n').map_or(0, |at| at + 1);
                if self.out.len() - line > LINE {
                    self.out.truncate(start);
                    self.text = text;
                    self.block(body);
                }
            }
            [only] if self.minify && is_plain(only) => self.unbraced(only),
            [] if self.minify => self.word("{}"),
            _ => self.block(body),
        }
    }
    fn unbraced(&mut self, only: &Stmt) {
        let start = self.out.len();
        self.pick(" ", "");
        self.simple(only);
        if self.minify && self.out[..start].ends_with("else") && !self.out[start..].starts_with(['[', '(']) {
            self.out.insert(start, ' ');
        }
        self.semicolon();
    }
    fn loop_body(&mut self, body: &[Stmt]) {
        match visible(body).as_slice() {
            [only] if self.minify && is_plain(only) => self.unbraced(only),
            [] if self.minify => self.word("{}"),
            _ => {
                self.block(body);
                self.line_end();
            }
        }
    }
    fn switch(&mut self, label: Label, on: &Expr, cases: &[Case]) {
        self.pick("switch (", "switch(");
        self.expr(on, 0);
        self.word(")");
        self.open();
        for (number, case) in cases.iter().enumerate() {
            self.line_start();
            if case.tests.is_empty() {
                self.word("default:");
            }
            for (position, test) in case.tests.iter().enumerate() {
                if position > 0 {
                    self.pick(" ", "");
                }
                let start = self.out.len() + "case".len();
                self.word("case ");
                self.expr(test, 0);
                if self.minify && !self.out[start + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                    self.out.remove(start);
                }
                self.word(":");
            }
            self.case_body(label, &case.body, number + 1 == cases.len());
        }
        self.close();
        self.line_end();
    }
    fn case_body(&mut self, label: Label, body: &[Stmt], last: bool) {
        let declares = body.iter().any(|stmt| matches!(stmt, Stmt::Declare { .. } | Stmt::DeclareMany { .. }));
        let leaves = !last && !walk::ends(body);
        if declares {
            self.open();
        } else {
            self.line_end();
            self.indent += 1;
        }
        self.list(body);
        if leaves {
            self.line_start();
            self.simple(&Stmt::Break(label));
            self.semicolon();
        }
        if declares {
            self.close();
            self.line_end();
        } else {
            self.indent -= 1;
        }
    }

    fn labelled(&mut self, label: Label, kind: Kind, print: impl FnOnce(&mut Self)) {
        if let Some(name) = self.labels.get(&label).cloned() {
            self.word(&name);
            self.pick(": ", ":");
        }
        self.targets.push((label, kind));
        print(self);
        self.targets.pop();
    }
    fn jump(&mut self, keyword: &str, label: Label, is_target: impl Fn(Kind) -> bool) {
        self.word(keyword);
        let innermost = self.targets.iter().rev().find(|&&(_, kind)| is_target(kind));
        if innermost.map(|&(label, _)| label) != Some(label) {
            let name = self.labels[&label].clone();
            self.word(" ");
            self.word(&name);
        }
    }
    /// Finds the jumps that cannot do without a label, and names their targets.
    fn find_labels(&mut self, body: &[Stmt]) {
        let mut needed = FxHashSet::default();
        let mut order = Vec::new();
        find_needed(body, &mut Vec::new(), &mut |label| {
            if needed.insert(label) {
                order.push(label);
            }
        });
        order.sort_unstable();
        for (number, label) in order.into_iter().enumerate() {
            let name = match (self.minify, number) {
                (true, _) => super::minify::short_name(number),
                (false, 0) => "outer".to_owned(),
                (false, _) => format!("outer{}", number + 1),
            };
            self.labels.insert(label, name);
        }
    }
}

fn visible(body: &[Stmt]) -> Vec<&Stmt> {
    body.iter().filter(|stmt| **stmt != Stmt::Unreachable).collect()
}

/// A short statement that ends the way of control.
fn is_jump(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Break(_) | Stmt::Continue(_) | Stmt::Return(None) | Stmt::Throw(_) => true,
        Stmt::Return(Some(value)) => !matches!(value, Expr::Arrow(_)) && value.size(30) < 30,
        _ => false,
    }
}

/// A statement without nested ones that may stand without braces.
fn is_plain(stmt: &Stmt) -> bool {
    let value = matches!(stmt, Stmt::Expr(_) | Stmt::Set(..) | Stmt::SetMany(..));
    value || matches!(stmt, Stmt::Return(_) | Stmt::Throw(_) | Stmt::Break(_) | Stmt::Continue(_))
}

fn find_needed(body: &[Stmt], targets: &mut Vec<(Label, Kind)>, need: &mut dyn FnMut(Label)) {
    for stmt in body {
        let (label, kind) = match stmt {
            Stmt::Break(label) | Stmt::Continue(label) => {
                let continues = matches!(stmt, Stmt::Continue(_));
                let is_target = |kind| if continues { kind == Kind::Loop } else { kind != Kind::Block };
                let innermost = targets.iter().rev().find(|&&(_, kind)| is_target(kind));
                if innermost.map(|&(label, _)| label) != Some(*label) {
                    need(*label);
                }
                continue;
            }
            Stmt::Loop(label, _) | Stmt::While(label, ..) | Stmt::DoWhile(label, ..) | Stmt::For { label, .. } => {
                (*label, Kind::Loop)
            }
            Stmt::Switch(label, ..) => (*label, Kind::Switch),
            Stmt::Block(label, _) => (*label, Kind::Block),
            _ => {
                stmt.bodies().into_iter().for_each(|body| find_needed(body, targets, need));
                continue;
            }
        };
        targets.push((label, kind));
        stmt.bodies().into_iter().for_each(|body| find_needed(body, targets, need));
        targets.pop();
    }
}
