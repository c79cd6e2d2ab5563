//! Builds and drops many perfect binary trees.

mod rounds;

struct Tree {
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

fn bottom_up(depth: i32) -> Box<Tree> {
    if depth == 0 {
        Box::new(Tree { left: None, right: None })
    } else {
        Box::new(Tree { left: Some(bottom_up(depth - 1)), right: Some(bottom_up(depth - 1)) })
    }
}

fn check(tree: Option<&Tree>) -> i32 {
    tree.map_or(0, |tree| 1 + check(tree.left.as_deref()) + check(tree.right.as_deref()))
}

fn main() {
    rounds::rounds(|| {
        let deepest = std::hint::black_box(15);
        let mut total = check(Some(&bottom_up(deepest + 1)));
        let long_lived = bottom_up(deepest);
        for depth in (4..=deepest).step_by(2) {
            for _ in 0..1 << (deepest + 4 - depth) {
                total += check(Some(&bottom_up(depth)));
            }
        }
        total + check(Some(&long_lived))
    });
}
