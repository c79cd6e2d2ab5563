//! The parser's state and the small steps everything else is made of.

use base::{Diagnostic, SourceId, Span, Symbol};
use rustc_hash::FxHashMap;

use super::type_args::TypeArgs;
use super::{MAX_DEPTH, MAX_HEIGHT, errors};
use crate::ast::Ident;
use crate::lex::{self, Token, TokenKind as T, trivia};

/// A construct could not be read, and that has been reported.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

/// What a parsing function gives.
pub type Parse<T> = Result<T, Failed>;

/// What an expression must not do where it stands. Brackets lift all of it.
#[derive(Clone, Copy, Default)]
pub struct Context {
    /// A `{` after a call is not its arms: the heads of `if`, `while`, `for`, `match`, `catch`.
    pub no_arms: bool,
    /// `=>` does not make a lambda: guards.
    pub no_lambda: bool,
    /// `|` is not an operator: the values of event arms.
    pub no_pipe: bool,
}

/// The parser.
pub struct Parser<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The file.
    pub source: SourceId,
    /// The token to be looked at; never one that only the lexer's mistakes make.
    pub token: Token,
    /// The end of the token before it.
    pub prev_end: u32,
    /// What an expression must not do here.
    pub context: Context,
    /// The labels of the enclosing loops of this function.
    pub labels: Vec<Symbol>,
    /// The tags of the enclosing elements.
    pub tags: Vec<Symbol>,
    depth: u32,
    /// The height of the highest tree made since the innermost [`Parser::nested`] began.
    height: u32,
    type_args: Option<TypeArgs>,
    names: FxHashMap<&'a str, Symbol>,
    diagnostics: Vec<Diagnostic>,
    /// Where the parser stood at the last mistake: a second one at the same token is a consequence of the first.
    reported_at: Option<u32>,
    tokens: Option<Vec<Token>>,
}

impl<'a> Parser<'a> {
    /// A parser at the start of `text`.
    pub fn new(source: SourceId, text: &'a str) -> Self {
        Self::start(source, text, None)
    }

    /// A parser that keeps the tokens it passes.
    pub fn recording(source: SourceId, text: &'a str) -> Self {
        Self::start(source, text, Some(Vec::new()))
    }

    fn start(source: SourceId, text: &'a str, tokens: Option<Vec<Token>>) -> Self {
        let nothing = Token { kind: T::End, start: 0, end: 0, newline: false, spaced: false, commented: false };
        let mut parser = Self {
            text,
            source,
            token: nothing,
            prev_end: 0,
            context: Context::default(),
            labels: Vec::new(),
            tags: Vec::new(),
            depth: 0,
            height: 0,
            type_args: None,
            names: FxHashMap::default(),
            diagnostics: Vec::new(),
            reported_at: None,
            tokens,
        };
        parser.jump(0);
        parser
    }

    /// What was wrong, in source order.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.primary.span);
        self.diagnostics
    }

    /// What was wrong, and the tokens passed, by a parser made by [`Parser::recording`].
    pub fn into_recorded(mut self) -> (Vec<Diagnostic>, Vec<Token>) {
        let mut tokens = self.tokens.take().unwrap_or_default();
        tokens.retain(|token| token.start < token.end);
        (self.into_diagnostics(), tokens)
    }

    // Places.

    /// The bytes `start..end`.
    pub fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.source, start, end)
    }

    /// Of the token to be looked at.
    pub fn here(&self) -> Span {
        self.span(self.token.start, self.token.end)
    }

    /// From `start` to the end of the last token passed.
    pub fn since(&self, start: u32) -> Span {
        self.span(start, self.prev_end.max(start))
    }

    /// The empty place after the last token passed.
    pub fn behind(&self) -> Span {
        self.span(self.prev_end, self.prev_end)
    }

    /// The text of a place.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The text of the token to be looked at.
    pub fn word(&self) -> &'a str {
        self.slice(self.here())
    }

    /// Whether a token starts its line.
    pub fn at_column_zero(&self, token: Token) -> bool {
        token.start == 0 || self.text.as_bytes()[token.start as usize - 1] == b'\n'
    }

    /// Whether `end` and `start` lie on one line.
    pub fn same_line(&self, end: u32, start: u32) -> bool {
        !self.text.as_bytes()[end as usize..start as usize].contains(&b'\n')
    }

    // Tokens.

    /// Passes the token and returns it.
    pub fn bump(&mut self) -> Token {
        let token = self.token;
        self.record(token);
        self.jump(token.end);
        token
    }

    /// Goes on with the first token after byte `at`, as if what is before had been passed.
    pub fn jump(&mut self, at: u32) {
        self.prev_end = at;
        let mut from = at;
        let (mut newline, mut commented, mut strange) = (false, false, false);
        loop {
            let token = lex::scan(self.text, from);
            newline |= token.newline;
            commented |= token.commented;
            if !matches!(token.kind, T::Unknown | T::UnterminatedComment) {
                let spaced = token.spaced || from > at;
                self.token = Token { newline, commented, spaced, ..token };
                if strange {
                    self.quiet_here();
                }
                return;
            }
            strange = true;
            self.unknown(token);
            from = token.end;
        }
    }

    fn unknown(&mut self, token: Token) {
        self.record(token);
        let span = self.span(token.start, token.end);
        let error = if token.kind == T::UnterminatedComment {
            errors::unterminated_comment(self.span(token.start, token.start + 2))
        } else {
            errors::unknown_character(span, self.slice(span))
        };
        self.diagnostics.push(error);
    }

    /// Notes a token that [`Parser::bump`] does not see: pieces of strings and templates.
    pub fn record(&mut self, token: Token) {
        if let Some(tokens) = &mut self.tokens {
            tokens.push(token);
        }
    }

    /// Notes the text `start..end` of a string or template as one token.
    pub fn record_text(&mut self, kind: T, start: u32, end: u32) {
        self.record(Token { kind, start, end, newline: false, spaced: false, commented: false });
    }

    /// The token after the next one. What only the lexer's mistakes make counts.
    pub fn peek(&self) -> Token {
        lex::scan(self.text, self.token.end)
    }

    /// Whether the next token is `kind`.
    pub fn at(&self, kind: T) -> bool {
        self.token.kind == kind
    }

    /// Whether the next token is `kind` on the line of the one before.
    pub fn at_same_line(&self, kind: T) -> bool {
        self.token.kind == kind && !self.token.newline
    }

    /// Passes the token if it is `kind`.
    pub fn eat(&mut self, kind: T) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    /// Whether the next token is the lower-case name `word`, which means something here only.
    pub fn at_word(&self, word: &str) -> bool {
        self.at(T::Lower) && self.word() == word
    }

    /// Passes the token if it is the lower-case name `word`.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.bump();
        }
        found
    }

    /// Passes the token, which must be `kind`.
    pub fn expect(&mut self, kind: T, after: &str) -> Parse<Token> {
        if self.at(kind) {
            return Ok(self.bump());
        }
        let error = errors::expected(self.here(), kind.describe(), after, &self.found());
        Err(self.fail(error))
    }

    /// Passes one character of a longer token: the first `>` of `>>`.
    pub fn split(&mut self, kind: T) -> Token {
        let end = self.token.start + 1;
        let token = Token { kind, end, ..self.token };
        self.record(token);
        self.jump(end);
        token
    }

    /// Whether the next token is a word and a `:` follows it, as in named arguments and fields, where keywords are
    /// names.
    pub fn at_named(&self) -> bool {
        let word = matches!(self.token.kind, T::Lower | T::Upper) || self.token.kind.is_keyword();
        word && self.followed_by_colon()
    }

    /// Whether a single `:` follows the next token.
    pub fn followed_by_colon(&self) -> bool {
        let bytes = self.text.as_bytes();
        let at = trivia::skip(bytes, self.token.end as usize).end;
        bytes.get(at) == Some(&b':') && bytes.get(at + 1) != Some(&b':')
    }

    /// What messages call the next token.
    pub fn found(&self) -> String {
        match self.token.kind {
            T::Lower | T::Upper | T::Number => format!("`{}`", self.word()),
            kind => kind.describe().to_string(),
        }
    }

    // Names.

    /// The symbol of a piece of the text, looked up in a table without a lock first.
    pub fn symbol(&mut self, text: &'a str) -> Symbol {
        *self.names.entry(text).or_insert_with(|| Symbol::new(text))
    }

    /// Passes the token as a name, whatever word it is.
    pub fn bump_ident(&mut self) -> Ident {
        let name = self.symbol(self.word());
        let token = self.bump();
        Ident::new(name, self.span(token.start, token.end))
    }

    /// The name `what` has; a keyword is none.
    fn ident(&mut self, what: &str) -> Parse<Ident> {
        match self.token.kind {
            T::Lower | T::Upper => Ok(self.bump_ident()),
            kind if kind.is_keyword() => Err(self.fail(errors::keyword_as_name(self.here(), self.word(), what))),
            _ => Err(self.fail(errors::expected_name(self.here(), what, &self.found()))),
        }
    }

    /// The name of a value: lower-case.
    pub fn lower(&mut self, what: &str) -> Parse<Ident> {
        let ident = self.ident(what)?;
        if ident.is_upper() {
            self.report(errors::upper_value(ident.span, ident.as_str(), what));
        }
        Ok(ident)
    }

    /// The name of a type, variant or view: upper-case.
    pub fn upper(&mut self, what: &str) -> Parse<Ident> {
        let ident = self.ident(what)?;
        if !ident.is_upper() {
            self.report(errors::lower_type(ident.span, ident.as_str(), what));
        }
        Ok(ident)
    }

    /// A name of either case; any word if `keywords`, as after `.`.
    pub fn any_ident(&mut self, what: &str, keywords: bool) -> Parse<Ident> {
        if keywords && self.token.kind.is_keyword() { Ok(self.bump_ident()) } else { self.ident(what) }
    }

    /// Whether the last token passed is a `}`.
    pub fn after_brace(&self) -> bool {
        self.text[..self.prev_end as usize].ends_with('}')
    }

    // Mistakes.

    /// Reports a mistake after which parsing goes on as if it had not been made.
    pub fn report(&mut self, error: Diagnostic) {
        self.diagnostics.push(error);
    }

    /// Reports a mistake that ends the construct, unless it follows from the last one.
    pub fn fail(&mut self, error: Diagnostic) -> Failed {
        if self.reported_at != Some(self.token.start) {
            self.diagnostics.push(error);
        }
        self.quiet_here();
        Failed
    }

    /// Whether a mistake at the next token has been reported already.
    pub fn is_quiet(&self) -> bool {
        self.reported_at == Some(self.token.start)
    }

    /// A further mistake at the next token is not to be reported.
    pub fn quiet_here(&mut self) {
        self.reported_at = Some(self.token.start);
    }

    // Nesting.

    /// Parses something that may contain itself.
    pub fn nested<R>(&mut self, parse: impl FnOnce(&mut Self) -> Parse<R>) -> Parse<R> {
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let outer = std::mem::take(&mut self.height);
        let result = parse(self);
        self.depth -= 1;
        self.height = outer.max(self.height + 1);
        result
    }

    /// Counts one more link of a chain, whose tree contains all that the innermost [`Parser::nested`] has made.
    pub fn link(&mut self) -> Parse<()> {
        self.height += 1;
        if self.height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&mut self) -> Failed {
        let failed = self.fail(errors::nested_too_deeply(self.here(), MAX_DEPTH, MAX_HEIGHT));
        self.skip_to_closing();
        self.quiet_here();
        // What is skipped is no part of the tree.
        self.height = 0;
        failed
    }

    /// Parses what stands in brackets or braces, where no restriction of the outside holds.
    pub fn inside<R>(&mut self, parse: impl FnOnce(&mut Self) -> R) -> R {
        self.with_context(Context::default(), parse)
    }

    /// Parses under other restrictions.
    pub fn with_context<R>(&mut self, context: Context, parse: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.context, context);
        let result = parse(self);
        self.context = outer;
        result
    }

    /// Parses the body of a function or lambda, whose loops are its own.
    pub fn function_body<R>(&mut self, parse: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::take(&mut self.labels);
        let result = parse(self);
        self.labels = outer;
        result
    }

    /// Whether the `<` that is the next token, after a lower-case name, opens the type arguments of a call.
    pub fn opens_type_args(&mut self) -> bool {
        let text = self.text;
        let start = self.token.start;
        self.type_args.get_or_insert_with(|| TypeArgs::of(text)).opens(start)
    }

    /// The `///` lines before the next token.
    pub fn doc(&self) -> Option<String> {
        if !self.token.commented {
            return None;
        }
        let before = &self.text[self.prev_end as usize..self.token.start as usize];
        // A comment behind what came before says nothing of what follows.
        let own_lines =
            if self.prev_end == 0 { before } else { before.split_once('\n').map_or("", |(_, lines)| lines) };
        trivia::doc(own_lines)
    }
}
