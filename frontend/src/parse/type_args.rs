//! Which `<` open the type arguments of a call.
//!
//! `f<A, B>(x)` is a call and `f < a && b > (c)` are comparisons. After a lower-case name `<` opens type arguments
//! if only what types are made of stands between it and the matching `>`, and `(` follows that. Looking for the
//! match from each `<` would take quadratic time on `a<a<a<…`, so one pass with a stack answers for all of them.

use rustc_hash::FxHashSet;

/// The places of all such `<` in a text.
pub struct TypeArgs {
    opening: FxHashSet<u32>,
}

impl TypeArgs {
    /// Looks at the whole text. What is in strings, comments and templates is looked at too, harmlessly: the answer
    /// for one `<` depends only on the bytes from it to its `>`.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut opening = FxHashSet::default();
        // The places of `<` and `(` not yet matched.
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'<' | b'(' => open.push(at),
                b'-' if bytes.get(at + 1) == Some(&b'>') => at += 1,
                b'>' => match open.pop() {
                    Some(start) if bytes[start] == b'<' => {
                        if bytes.get(at + 1) == Some(&b'(') {
                            opening.insert(u32::try_from(start).expect("files are under 4 GiB"));
                        }
                    }
                    _ => open.clear(),
                },
                b')' => while open.pop().is_some_and(|start| bytes[start] == b'<') {},
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b',' | b'.' | b'?' => {}
                b' ' | b'\t' | b'\r' | b'\n' | 0x80.. => {}
                _ => open.clear(),
            }
            at += 1;
        }
        Self { opening }
    }

    /// Whether the `<` at byte `start` is one.
    pub fn opens(&self, start: u32) -> bool {
        self.opening.contains(&start)
    }
}

#[cfg(test)]
mod tests {
    use super::TypeArgs;

    fn opens(text: &str) -> Vec<usize> {
        let type_args = TypeArgs::of(text);
        text.match_indices('<').map(|(at, _)| at).filter(|&at| type_args.opens(at as u32)).collect()
    }

    #[test]
    fn only_types_may_stand_between_the_angles() {
        assert_eq!(opens("f<A, b.C?>(x)"), [1]);
        assert_eq!(opens("a<b && c>(d)"), []);
        assert_eq!(opens("a<b>c"), []);
        assert_eq!(opens("f<List<i32>>(x)"), [1]);
        assert_eq!(opens("f<(A) -> B>(x)"), [1]);
        assert_eq!(opens("(a<b) > (c)"), []);
    }
}
