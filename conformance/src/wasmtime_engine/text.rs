//! Strings of a program under wasmtime: immutable UTF-16, joined in constant time.
//!
//! JavaScript engines join strings lazily, and programs rely on it: `s = s + x` in a loop must not copy `s` each
//! time. A [`Text`] is therefore flat, or the two halves it was joined from, and becomes flat when it is first read.

use std::sync::{Arc, Mutex, OnceLock};

/// Below this length joining copies: a flat string is smaller and quicker to read than a pair.
const COPY_BELOW: usize = 64;

/// A string.
#[derive(Clone, Debug)]
pub struct Text(Arc<Node>);

#[derive(Debug)]
struct Node {
    len: usize,
    flat: OnceLock<Box<[u16]>>,
    /// What it was joined from, until it is flat.
    halves: Mutex<Option<(Text, Text)>>,
}

impl Text {
    /// The string of these code units.
    pub fn new(units: impl Into<Box<[u16]>>) -> Text {
        let units = units.into();
        Text(Arc::new(Node { len: units.len(), flat: OnceLock::from(units), halves: Mutex::new(None) }))
    }
    /// How many code units it has.
    pub fn len(&self) -> usize {
        self.0.len
    }
    /// About how many bytes of memory are its own.
    pub fn own_bytes(&self) -> usize {
        size_of::<Node>() + self.0.flat.get().map_or(0, |units| size_of_val::<[u16]>(units))
    }
    /// Its code units.
    pub fn units(&self) -> &[u16] {
        let units = self.0.flat.get_or_init(|| flatten(self));
        // The halves are not needed any more; whoever else shares them keeps them.
        self.0.take_halves();
        units
    }
    /// `self + other`.
    pub fn join(&self, other: &Text) -> Text {
        let len = self.len() + other.len();
        if self.len() == 0 {
            return other.clone();
        }
        if other.len() == 0 {
            return self.clone();
        }
        if len < COPY_BELOW {
            return Text::new([self.units(), other.units()].concat());
        }
        let halves = Mutex::new(Some((self.clone(), other.clone())));
        Text(Arc::new(Node { len, flat: OnceLock::new(), halves }))
    }
}

impl Node {
    fn take_halves(&self) -> Option<(Text, Text)> {
        self.halves.lock().expect("no thread panics while it holds the halves").take()
    }
}

impl Drop for Node {
    /// Without recursion: a string joined a million times is a list of a million nodes.
    fn drop(&mut self) {
        let mut pending: Vec<Text> = self.take_halves().into_iter().flat_map(<[Text; 2]>::from).collect();
        while let Some(Text(node)) = pending.pop() {
            if let Some(node) = Arc::into_inner(node) {
                pending.extend(node.take_halves().into_iter().flat_map(<[Text; 2]>::from));
            }
        }
    }
}

fn flatten(text: &Text) -> Box<[u16]> {
    let mut units = Vec::with_capacity(text.len());
    let mut pending = vec![text.clone()];
    while let Some(part) = pending.pop() {
        if let Some(flat) = part.0.flat.get() {
            units.extend_from_slice(flat);
            continue;
        }
        let halves = part.0.halves.lock().expect("no thread panics while it holds the halves").clone();
        match halves {
            Some((left, right)) => pending.extend([right, left]),
            // Another thread has flattened it since.
            None => pending.push(part.clone()),
        }
    }
    units.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_in_order_and_deep_without_recursion() {
        let mut text = Text::new([]);
        for number in 0..300_000u32 {
            let unit = (number % 1000) as u16;
            text = text.join(&Text::new([unit]));
        }
        let shared = text.join(&text);
        assert_eq!(shared.len(), 600_000);
        assert!((0..600_000).all(|index| shared.units()[index] == (index % 1000) as u16));
        drop(shared);
        assert_eq!(text.units().len(), 300_000);
        let deep = (0..300_000).fold(Text::new([7; 64]), |text, _| Text::new([1]).join(&text));
        drop(deep);
    }
}
