//! Reads the words of one line.

use crate::Const;
use base::Symbol;

/// What is left of a line.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
    line: usize,
}

/// What was read, or why not.
pub(super) type Read<T> = Result<T, String>;

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str, line: usize) -> Scanner<'a> {
        Scanner { rest: text.trim(), line }
    }
    pub fn fail<T>(&self, what: impl std::fmt::Display) -> Read<T> {
        Err(format!("line {}: {what}, before `{}`", self.line, self.rest))
    }
    fn skip(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest.trim_start();
        taken
    }
    pub fn starts_with(&self, mark: &str) -> bool {
        self.rest.starts_with(mark)
    }
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
    pub fn end(&self) -> Read<()> {
        if self.is_at_end() { Ok(()) } else { self.fail("expected the end of the line") }
    }
    /// Takes `mark` if it comes next.
    pub fn eat(&mut self, mark: &str) -> bool {
        let found = self.rest.starts_with(mark);
        if found {
            self.skip(mark.len());
        }
        found
    }
    pub fn expect(&mut self, mark: &str) -> Read<()> {
        if self.eat(mark) { Ok(()) } else { self.fail(format_args!("expected `{mark}`")) }
    }
    /// Takes `word` if it comes next as a whole word.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c| is_word(c) || c == '.'));
        found && self.eat(word)
    }
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        self.skip(end)
    }
    /// A word, possibly with dots.
    pub fn word(&mut self) -> Read<&'a str> {
        match self.take_while(|c| is_word(c) || c == '.') {
            "" => self.fail("expected a word"),
            word => Ok(word),
        }
    }
    /// A name without dots, or a quoted one.
    pub fn name(&mut self) -> Read<Symbol> {
        if self.rest.starts_with('"') {
            return Ok(Symbol::new(&self.string()?));
        }
        match self.take_while(is_word) {
            "" => self.fail("expected a name"),
            name => Ok(Symbol::new(name)),
        }
    }
    /// The name of a function or global.
    pub fn at_name(&mut self) -> Read<Symbol> {
        self.expect("@")?;
        if self.rest.starts_with('"') { self.name() } else { self.word().map(Symbol::new) }
    }
    /// A number with a prefix: `v3`, `b0`, `#1`.
    pub fn id(&mut self, prefix: &str) -> Read<usize> {
        let before = *self;
        if self.eat(prefix)
            && let Ok(number) = self.take_while(is_word).parse()
            && number < 10_000_000
        {
            return Ok(number);
        }
        *self = before;
        self.fail(format_args!("expected `{prefix}` and a number"))
    }
    pub fn is_id(&self, prefix: &str) -> bool {
        let mut ahead = *self;
        ahead.id(prefix).is_ok()
    }
    pub fn string(&mut self) -> Read<String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.skip(at + 1);
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'u')) => {
                        let digits: String =
                            chars.by_ref().map(|(_, c)| c).skip(1).take_while(|&digit| digit != '}').collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        match code {
                            Some(c) => text.push(c),
                            None => return self.fail("there is no such character"),
                        }
                    }
                    Some((_, c)) => text.push(c),
                    None => break,
                },
                c => text.push(c),
            }
        }
        self.fail("the string does not end")
    }
    /// `[item, item]` between any brackets, the opening one taken already.
    pub fn list<T>(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = Vec::new();
        while !self.eat(close) {
            if !items.is_empty() {
                self.expect(",")?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }
    /// A constant other than `null`.
    pub fn literal(&mut self) -> Read<Const> {
        if self.rest.starts_with('"') {
            return Ok(Const::Str(Symbol::new(&self.string()?)));
        }
        let before = *self;
        let text = self.take_while(|c| is_word(c) || matches!(c, '.' | '-' | '+' | ':'));
        match literal(text) {
            Some(constant) => Ok(constant),
            None => {
                *self = before;
                self.fail("expected a value")
            }
        }
    }
}

fn literal(text: &str) -> Option<Const> {
    match text {
        "true" => return Some(Const::Bool(true)),
        "false" => return Some(Const::Bool(false)),
        _ => {}
    }
    if let Some(bits) = text.strip_prefix("nan:") {
        let bits32 = bits.strip_suffix("f32").and_then(|bits| u32::from_str_radix(bits, 16).ok()).map(Const::F32);
        let bits64 = || bits.strip_suffix("f64").and_then(|bits| u64::from_str_radix(bits, 16).ok()).map(Const::F64);
        return bits32.or_else(bits64);
    }
    if let Some(number) = text.strip_suffix('n') {
        return number.parse::<num_bigint::BigInt>().ok().map(|number| crate::bigint::constant(&number));
    }
    if let Some(number) = text.strip_suffix("i64") {
        return number.parse().ok().map(Const::I64);
    }
    if let Some(number) = text.strip_suffix("f32") {
        return number.parse().ok().map(Const::f32);
    }
    if let Some(number) = text.strip_suffix("f64") {
        return number.parse().ok().map(Const::f64);
    }
    match text.parse() {
        Ok(number) => Some(Const::I32(number)),
        Err(_) if text.contains(['.', 'e']) => text.parse().ok().map(Const::f64),
        Err(_) => None,
    }
}
