//! Prints expressions. Precedence levels are those of the ECMAScript grammar, loosest 0 to primary 20.

use super::{LINE, Printer};
use crate::js::{Expr, Owner, Stmt};

/// How tightly a binary operator binds.
fn precedence(op: &str) -> u8 {
    match op {
        "??" | "||" => 3,
        "&&" => 4,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "===" | "!==" => 8,
        "<" | ">" | "<=" | ">=" | "instanceof" | "in" => 9,
        "<<" | ">>" | ">>>" => 10,
        "+" | "-" => 11,
        "*" | "/" | "%" => 12,
        "**" => 13,
        other => panic!("{other} is no binary operator"),
    }
}

impl Expr {
    /// How tightly the expression binds as a whole.
    fn precedence(&self) -> u8 {
        match self {
            Expr::Comma(_) => 0,
            Expr::Spread(_) => 1,
            Expr::Assign(_, "++" | "--", _) => 15,
            Expr::Assign(..) | Expr::Cond(_) | Expr::Arrow(_) => 2,
            Expr::Binary(op, ..) => precedence(op.text),
            Expr::Unary(..) => 14,
            Expr::Int(value) | Expr::Big(value) if *value < 0 => 14,
            Expr::Float(value) if value.is_sign_negative() => 14,
            Expr::Call(..) | Expr::Member(..) | Expr::Index(..) => 18,
            Expr::New(..) => 18,
            _ => 20,
        }
    }
}

impl Printer<'_> {
    /// Prints an expression where operators looser than `level` need parentheses.
    pub(super) fn expr(&mut self, expr: &Expr, level: u8) {
        if expr.precedence() < level {
            self.word("(");
            self.bare(expr);
            self.word(")");
        } else {
            self.bare(expr);
        }
    }
    /// An expression as a statement: it must not start like a block or a function.
    pub(super) fn expr_stmt(&mut self, expr: &Expr) {
        let start = self.out.len();
        self.expr(expr, 0);
        if self.out[start..].starts_with(['{', '[']) || self.out[start..].starts_with("function") {
            self.out.insert(start, '(');
            self.word(")");
        }
    }
    fn bare(&mut self, expr: &Expr) {
        match expr {
            Expr::Int(value) => self.number(&value.to_string()),
            Expr::Float(value) => self.float(*value),
            Expr::Big(value) => self.number(&format!("{value}n")),
            Expr::Str(text) => self.string(text.as_str()),
            Expr::Bool(value) => match value {
                true => self.pick("true", "!0"),
                false => self.pick("false", "!1"),
            },
            Expr::Null => self.word("null"),
            Expr::Local(name) => self.word(self.local(*name)),
            Expr::Global(name) => self.word(self.global(*name)),
            Expr::Host(name) => self.word(name.as_str()),
            Expr::Unary(op, operand) => self.unary(op, operand),
            Expr::Binary(op, left, right) => self.binary(op.text, left, right),
            Expr::Cond(parts) => {
                self.expr(&parts[0], 3);
                self.pick(" ? ", "?");
                self.expr(&parts[1], 2);
                self.pick(" : ", ":");
                self.expr(&parts[2], 2);
            }
            Expr::Assign(target, op @ ("++" | "--"), _) => {
                self.expr(target, 18);
                self.word(op);
            }
            Expr::Assign(target, op, value) => {
                self.expr(target, 18);
                self.pick(&format!(" {op} "), op);
                self.expr(value, 2);
            }
            Expr::Call(callee, args) => {
                self.expr(callee, 18);
                self.args(args);
            }
            Expr::New(class, args) => {
                self.word("new ");
                self.expr(class, 20);
                self.args(args);
            }
            Expr::Member(object, name, owner) => self.member(object, self.property(*name, *owner)),
            Expr::Index(object, index) => {
                self.expr(object, 18);
                self.word("[");
                self.expr(index, 0);
                self.word("]");
            }
            Expr::Array(parts) => self.bracketed("[", parts, "]"),
            Expr::Object(fields, owner) => self.object(fields, *owner),
            Expr::Template(parts) => self.template(parts),
            Expr::Arrow(arrow) => self.arrow(&arrow.params, &arrow.body),
            Expr::Comma(parts) => {
                self.expr(&parts[0], 1);
                self.pick(", ", ",");
                self.expr(&parts[1], 0);
            }
            Expr::Spread(value) => {
                self.word("...");
                self.expr(value, 2);
            }
        }
    }
    fn number(&mut self, text: &str) {
        // `- -1` must not become `--1`.
        if text.starts_with('-') && self.out.ends_with('-') {
            self.word(" ");
        }
        self.word(text);
    }
    fn float(&mut self, value: f64) {
        if value.is_nan() {
            self.word("NaN");
        } else if value.is_infinite() {
            self.number(if value > 0.0 { "Infinity" } else { "-Infinity" });
        } else {
            let text = ir::host::number_to_string(value);
            let text = if value == 0.0 && value.is_sign_negative() { "-0".to_owned() } else { text };
            match text.strip_prefix("0.") {
                Some(fraction) if self.minify => self.word(&format!(".{fraction}")),
                _ => self.number(&text),
            }
        }
    }
    fn unary(&mut self, op: &str, operand: &Expr) {
        if op.starts_with(['-', '+']) && self.out.ends_with(&op[..1]) {
            self.word(" ");
        }
        self.word(op);
        if op.ends_with(|c: char| c.is_alphabetic()) {
            self.word(" ");
        }
        self.expr(operand, 14);
    }
    fn binary(&mut self, op: &'static str, left: &Expr, right: &Expr) {
        let level = precedence(op);
        self.operand(op, left, level);
        let spaced = !self.minify || op.ends_with(|c: char| c.is_alphabetic());
        if spaced {
            self.word(" ");
        }
        self.word(op);
        if spaced {
            self.word(" ");
        }
        let associative =
            matches!((op, right), ("&&" | "||" | "??" | "&" | "^", Expr::Binary(inner, ..)) if inner.text == op);
        let start = self.out.len();
        self.operand(op, right, if associative { level } else { level + 1 });
        if matches!(op, "+" | "-") && self.out[start..].starts_with(op) {
            self.out.insert(start, ' ');
        }
    }
    fn operand(&mut self, op: &str, operand: &Expr, level: u8) {
        let mixes =
            |inner: &str| (op == "??" && matches!(inner, "&&" | "||")) || (inner == "??" && matches!(op, "&&" | "||"));
        match operand {
            Expr::Binary(inner, ..) if mixes(inner.text) => {
                self.word("(");
                self.bare(operand);
                self.word(")");
            }
            _ => self.expr(operand, level),
        }
    }
    fn member(&mut self, object: &Expr, name: &str) {
        match object {
            Expr::Int(value) if *value >= 0 => self.word(&format!("({value})")),
            Expr::Float(_) => {
                self.word("(");
                self.bare(object);
                self.word(")");
            }
            _ => self.expr(object, 18),
        }
        if is_identifier(name) {
            self.word(".");
            self.word(name);
        } else {
            self.word("[");
            self.string(name);
            self.word("]");
        }
    }
    fn args(&mut self, args: &[Expr]) {
        self.bracketed("(", args, ")");
    }
    /// A list in brackets: on one line if it fits, else a line for each part.
    fn bracketed(&mut self, open: &str, parts: &[Expr], close: &str) {
        let (start, text) = (self.out.len(), self.text);
        let outermost = !std::mem::replace(&mut self.flat, true);
        self.word(open);
        self.comma_list(parts);
        self.word(close);
        self.flat = !outermost;
        if self.minify || !outermost || parts.len() < 2 {
            return;
        }
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        let broken = self.out[start..].contains('\n');
        let fits = self.out.len() - line <= LINE || broken;
        if fits {
            return;
        }
        self.out.truncate(start);
        self.text = text;
        self.word(open);
        self.line_end();
        self.indent += 1;
        for part in parts {
            self.line_start();
            self.expr(part, 1);
            self.word(",");
            self.line_end();
        }
        self.indent -= 1;
        self.line_start();
        self.word(close);
    }
    fn comma_list(&mut self, parts: &[Expr]) {
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                self.pick(", ", ",");
            }
            self.expr(part, 1);
        }
    }
    fn object(&mut self, fields: &[(base::Symbol, Expr)], owner: Owner) {
        if fields.is_empty() {
            return self.word("{}");
        }
        let long = !self.minify && fields.iter().any(|(_, value)| matches!(value, Expr::Arrow(_) | Expr::Object(..)));
        if long {
            self.word("{\n");
            self.indent += 1;
        } else {
            self.pick("{ ", "{");
        }
        for (number, (name, value)) in fields.iter().enumerate() {
            if number > 0 && !long {
                self.pick(", ", ",");
            }
            if long {
                self.line_start();
            }
            self.field(self.property(*name, owner), value);
            if long {
                self.word(",\n");
            }
        }
        if long {
            self.indent -= 1;
            self.line_start();
            self.word("}");
        } else {
            self.pick(" }", "}");
        }
    }
    fn field(&mut self, name: &str, value: &Expr) {
        let written = match value {
            Expr::Local(local) => Some(self.local(*local)),
            Expr::Global(global) => Some(self.global(*global)),
            _ => None,
        };
        if written == Some(name) && is_identifier(name) {
            return self.word(name);
        }
        if is_identifier(name) {
            self.word(name);
        } else {
            self.string(name);
        }
        self.pick(": ", ":");
        self.expr(value, 2);
    }
    fn template(&mut self, parts: &[Expr]) {
        self.word("`");
        for part in parts {
            match part {
                Expr::Str(text) => {
                    let escaped = escape(text.as_str(), '`');
                    self.word(&escaped.replace("${", "\\${"));
                }
                other => {
                    self.word("${");
                    self.expr(other, 0);
                    self.word("}");
                }
            }
        }
        self.word("`");
    }
    fn arrow(&mut self, params: &[base::Symbol], body: &[Stmt]) {
        match params {
            [only] => self.word(self.local(*only)),
            _ => self.params(params),
        }
        self.pick(" => ", "=>");
        match body {
            [Stmt::Return(Some(value))] => {
                let start = self.out.len();
                self.expr(value, 2);
                if self.out[start..].starts_with('{') {
                    self.out.insert(start, '(');
                    self.word(")");
                }
            }
            [Stmt::Expr(value @ Expr::Call(..))] if self.minify => self.expr(value, 2),
            _ => {
                if !self.minify {
                    self.out.pop();
                }
                self.function_body(body);
            }
        }
    }
    /// A string literal: double quotes, or those that need fewer escapes.
    pub(super) fn string(&mut self, text: &str) {
        let quote = if text.contains('"') && !text.contains('\'') { '\'' } else { '"' };
        let escaped = escape(text, quote);
        self.text += escaped.len() + 2;
        self.out.push(quote);
        self.word(&escaped);
        self.out.push(quote);
    }
}

/// Whether `name` can be written after a dot.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_' || first == '$')
        && chars.all(|next| next.is_ascii_alphanumeric() || next == '_' || next == '$')
}

fn escape(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            // Line separators, and what would be invisible or end a script element.
            '\u{0}'..='\u{1f}' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            '\u{2028}' | '\u{2029}' | '\u{feff}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}
