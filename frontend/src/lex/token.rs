//! The kinds of tokens, and their spelling.

/// A token and what stands before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Which.
    pub kind: TokenKind,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether a line ends between the token before and this one.
    pub newline: bool,
    /// Whether anything stands between the token before and this one.
    pub spaced: bool,
    /// Whether a comment stands between the token before and this one.
    pub commented: bool,
}

macro_rules! kinds {
    (
        punctuation { $($first:literal: $($punct:ident $text:literal)+;)* }
        keywords { $($keyword:ident $word:literal)* }
        others { $($(#[$meta:meta])* $other:ident $what:literal)* }
    ) => {
        /// What a token is.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum TokenKind {
            $($(#[doc = concat!("`", $text, "`")] $punct,)+)*
            $(#[doc = concat!("`", $word, "`")] $keyword,)*
            $($(#[$meta])* $other,)*
        }

        impl TokenKind {
            /// The reserved words.
            pub const KEYWORDS: &'static [&'static str] = &[$($word),*];

            /// How messages call it: in backquotes if the spelling is fixed.
            pub fn describe(self) -> &'static str {
                match self {
                    $($(Self::$punct => concat!("`", $text, "`"),)+)*
                    $(Self::$keyword => concat!("`", $word, "`"),)*
                    $(Self::$other => $what,)*
                }
            }
            /// Whether it is a reserved word.
            pub fn is_keyword(self) -> bool {
                matches!(self, $(Self::$keyword)|*)
            }
        }

        /// The keyword that `word` is.
        pub fn keyword(word: &str) -> Option<TokenKind> {
            match word {
                $($word => Some(TokenKind::$keyword),)*
                _ => None,
            }
        }

        /// The punctuation that starts with `first`, the longest first.
        pub fn punctuation(first: u8) -> &'static [(&'static str, TokenKind)] {
            match first {
                $($first => &[$(($text, TokenKind::$punct)),+],)*
                _ => &[],
            }
        }
    };
}

kinds! {
    punctuation {
        b'(': LParen "(";
        b')': RParen ")";
        b'[': LBracket "[";
        b']': RBracket "]";
        b'{': LBrace "{";
        b'}': RBrace "}";
        b',': Comma ",";
        b';': Semicolon ";";
        b':': Colon ":";
        b'@': At "@";
        b'~': Tilde "~";
        b'.': Ellipsis "..." DotDotEq "..=" DotDot ".." Dot ".";
        b'=': EqEqEq "===" EqEq "==" FatArrow "=>" Eq "=";
        b'!': NotEqEq "!==" NotEq "!=" Bang "!";
        b'?': QuestionQuestionEq "??=" QuestionQuestion "??" QuestionDot "?." Question "?";
        b'|': OrOrEq "||=" OrOr "||" PipeGt "|>" PipeQuestion "|?" PipeEq "|=" Pipe "|";
        b'&': AndAndEq "&&=" AndAnd "&&" AndEq "&=" And "&";
        b'^': CaretEq "^=" Caret "^";
        b'+': PlusEq "+=" Plus "+";
        b'-': Arrow "->" MinusEq "-=" Minus "-";
        b'*': StarStarEq "**=" StarStar "**" StarEq "*=" Star "*";
        b'/': SlashEq "/=" Slash "/";
        b'%': PercentEq "%=" Percent "%";
        b'<': ShlEq "<<=" Shl "<<" LtEq "<=" Lt "<";
        b'>': UShrEq ">>>=" UShr ">>>" ShrEq ">>=" Shr ">>" GtEq ">=" Gt ">";
    }
    keywords {
        KwAs "as" KwAsync "async" KwAwait "await" KwBreak "break" KwCatch "catch" KwConst "const"
        KwContinue "continue" KwCoroutine "coroutine" KwDefer "defer" KwDyn "dyn" KwElse "else" KwEnum "enum"
        KwExtern "extern" KwFalse "false" KwFn "fn" KwFor "for" KwIf "if" KwImpl "impl" KwImport "import" KwIn "in"
        KwLet "let" KwLoop "loop" KwMatch "match" KwNull "null" KwPub "pub" KwReturn "return" KwSelf "self"
        KwStruct "struct" KwTrait "trait" KwTrue "true" KwTry "try" KwType "type" KwVar "var" KwWhile "while"
        KwYield "yield"
    }
    others {
        /// A name that starts with a lower-case letter: a value, function, event, module or scalar type.
        Lower "a name"
        /// A name that starts with an upper-case letter: a type, variant or view.
        Upper "a type's name"
        /// `_`
        Underscore "`_`"
        /// A number with its suffix.
        Number "a number"
        /// `"`; what follows is read by [`super::string`].
        Quote "a string"
        /// `"""`; what follows is read by [`super::string`].
        TripleQuote "a string"
        /// The text of a string up to a hole or the closing quote; never from [`super::scan`].
        StringText "text"
        /// The text of a template up to a tag or hole, or a name in a tag; never from [`super::scan`].
        TemplateText "text"
        /// `'…'`, which is not a string here.
        SingleQuoted "a single-quoted string"
        /// `` `…` ``, which is not a string here.
        BacktickString "a template string"
        /// Characters that no token starts with.
        Unknown "an unknown character"
        /// A `/*` without its `*/`, to the end of the file.
        UnterminatedComment "an unterminated comment"
        /// White space; only from [`crate::parse::tokens`].
        Whitespace "white space"
        /// A comment, `//` ones without their newline; only from [`crate::parse::tokens`].
        Comment "a comment"
        /// The end of the file.
        End "the end of the file"
    }
}
