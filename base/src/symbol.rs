//! Interned names: a [`Symbol`] is a `u32`, compared and hashed as one.
//!
//! The interner is global and never frees: a compiler run sees a bounded set of names, and a symbol that can be
//! turned into text without a context keeps every printer and error message simple.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

/// An interned string. Ordering is by text, so that sorted output does not depend on interning order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

#[derive(Default)]
struct Interner {
    ids: HashMap<&'static str, u32>,
    texts: Vec<&'static str>,
}

static INTERNER: LazyLock<RwLock<Interner>> = LazyLock::new(RwLock::default);

impl Symbol {
    /// The symbol of `text`.
    pub fn new(text: &str) -> Self {
        if let Some(&id) = INTERNER.read().expect("no thread panics while interning").ids.get(text) {
            return Self(id);
        }
        let mut interner = INTERNER.write().expect("no thread panics while interning");
        if let Some(&id) = interner.ids.get(text) {
            return Self(id);
        }
        let id = u32::try_from(interner.texts.len()).expect("fewer than 2^32 names");
        let text: &'static str = Box::leak(text.into());
        interner.texts.push(text);
        interner.ids.insert(text, id);
        Self(id)
    }
    /// The text of this symbol.
    pub fn as_str(self) -> &'static str {
        INTERNER.read().expect("no thread panics while interning").texts[self.0 as usize]
    }
}

impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
