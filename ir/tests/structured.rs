//! Structured control flow as text: each file of `tests/structured` is a function and, after `=>`, its tree.
//!
//! `BLESS=1` rewrites the trees.

use ir::structure::{Label, Node, Scrutinee, structure};
use ir::{Func, Program};
use std::fmt::Write as _;
use std::path::PathBuf;

fn head(label: Option<Label>) -> String {
    label.map(|label| format!("{label}: ")).unwrap_or_default()
}

/// Writes nodes like the source of a program with labels.
fn write(text: &mut String, nodes: &[Node], indent: usize) {
    for node in nodes {
        let pad = "  ".repeat(indent);
        let line = match node {
            Node::Code(block) => format!("{block}"),
            Node::Assign { target, .. } => format!("{}({:?})", target.block, target.args),
            Node::Block { label, .. } => format!("{label}: {{"),
            Node::Loop { label, .. } => format!("{label}: loop {{"),
            Node::If { label, cond, .. } => format!("{}if {cond} {{", head(*label)),
            Node::Switch { label, on: Scrutinee::Value(_, value), .. } => format!("{}switch {value} {{", head(*label)),
            Node::Switch { label, on: Scrutinee::Dispatch(variable), .. } => {
                format!("{}switch {variable} {{", head(*label))
            }
            Node::Break(label) => format!("break {label}"),
            Node::Continue(label) => format!("continue {label}"),
            Node::SetDispatch(variable, value) => format!("{variable} = {value}"),
            Node::Exit(block) => format!("exit {block}"),
        };
        writeln!(text, "{pad}{line}").expect("a string takes any text");
        match node {
            Node::Block { body, .. } | Node::Loop { body, .. } => write(text, body, indent + 1),
            Node::If { then, otherwise, .. } => {
                write(text, then, indent + 1);
                if !otherwise.is_empty() {
                    writeln!(text, "{pad}}} else {{").expect("a string takes any text");
                    write(text, otherwise, indent + 1);
                }
            }
            Node::Switch { cases, default, .. } => {
                for (values, body) in cases {
                    writeln!(text, "{pad}{values:?}:").expect("a string takes any text");
                    write(text, body, indent + 1);
                }
                writeln!(text, "{pad}else:").expect("a string takes any text");
                write(text, default, indent + 1);
            }
            _ => continue,
        }
        writeln!(text, "{pad}}}").expect("a string takes any text");
    }
}

fn tree(func: &Func) -> String {
    let mut text = String::new();
    write(&mut text, &structure(func).body, 0);
    text
}

fn first(program: &Program) -> &Func {
    program.funcs.iter().next().expect("the file has a function")
}

#[test]
fn trees_are_as_the_files_say() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/structured");
    let entries = std::fs::read_dir(folder).expect("the folder exists");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("the file can be read");
        let source = text.split("\n=>\n").next().expect("a split has a first part");
        let program = ir::parse(source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let found = format!("{}\n=>\n{}", source.trim_end(), tree(first(&program)));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, found).expect("the file can be written");
        } else if found != text {
            panic!("{}\n{}", file.display(), similar::TextDiff::from_lines(&text, &found).unified_diff());
        }
    }
}
