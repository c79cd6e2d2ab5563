//! Numbers the labels of a finished tree.
//!
//! In: a tree, and which labels stand for others.  Out: the same tree, with dense labels in the order in which their
//! nodes are met, and none on branches and switches that no longer need one.

use super::{Label, Node};
use base::{Id, IndexVec};

/// Renumbers the labels of `body`; gives their number.
pub(super) fn relabel(body: &mut Vec<Node>, aliases: &IndexVec<Label, Label>) -> usize {
    let mut numbers: IndexVec<Label, Option<Label>> = IndexVec::filled(None, aliases.len());
    let mut count = 0;
    let mut define = |label: &mut Label, numbers: &mut IndexVec<Label, Option<Label>>| {
        let number = Label::from_index(count);
        numbers[*label] = Some(number);
        *label = number;
        count += 1;
    };
    let mut lists = vec![body];
    while let Some(list) = lists.pop() {
        let mut inner = Vec::new();
        for node in list {
            match node {
                Node::Block { label, body } | Node::Loop { label, body } => {
                    define(label, &mut numbers);
                    inner.push(body);
                }
                Node::If { label, then, otherwise, .. } => {
                    label.iter_mut().for_each(|label| define(label, &mut numbers));
                    inner.extend([then, otherwise]);
                }
                Node::Switch { label, cases, default, .. } => {
                    label.iter_mut().for_each(|label| define(label, &mut numbers));
                    inner.extend(cases.iter_mut().map(|(_, body)| body).chain([default]));
                }
                Node::Break(label) | Node::Continue(label) => {
                    let mut target = *label;
                    while aliases[target] != target {
                        target = aliases[target];
                    }
                    *label = numbers[target].expect("a label is defined around its uses");
                }
                Node::Code(_) | Node::Assign { .. } | Node::SetDispatch(..) | Node::Exit(_) => {}
            }
        }
        lists.extend(inner.into_iter().rev());
    }
    count
}
