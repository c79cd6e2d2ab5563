//! The grammar of the manual: it defines what it uses, uses what it defines, and has every token of the language.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use frontend::lex::TokenKind;
use frontend::lex::token::{keyword, punctuation};

/// Words that mean something in some places only.
const CONTEXTUAL: [&str; 28] = [
    "bench",
    "bind",
    "children",
    "class",
    "default",
    "derive",
    "event",
    "from",
    "interface",
    "js",
    "key",
    "mount",
    "never",
    "new",
    "on",
    "private",
    "prop",
    "ref",
    "seam",
    "state",
    "static",
    "step",
    "style",
    "tail",
    "test",
    "throws",
    "unmount",
    "view",
];

/// What is told in words elsewhere.
const TOLD: [&str; 7] = ["lower", "Upper", "name", "digits", "number", "string", "text"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// A rule of the grammar: what it defines, and the quoted texts and names on its right side.
struct Rule {
    name: String,
    quoted: Vec<String>,
    used: Vec<String>,
}

/// The rules of the page, without the remarks at the ends of lines.
fn rules() -> Vec<Rule> {
    let page = fs::read_to_string(root().join("docs/reference/grammar.md")).unwrap();
    let mut rules: Vec<Rule> = Vec::new();
    for block in page.split("```text\n").skip(1) {
        for line in block.split("```").next().unwrap().lines().filter(|line| !line.trim().is_empty()) {
            let (name, right) = if line.starts_with(' ') { ("", line) } else { line.split_once(" = ").unwrap() };
            if !name.is_empty() {
                rules.push(Rule { name: name.trim().to_owned(), quoted: Vec::new(), used: Vec::new() });
            }
            let rule = rules.last_mut().unwrap();
            // Remarks are set apart by many spaces.
            let right = right.trim();
            let right = right.find("    ").map_or(right, |at| &right[..at]);
            for (index, part) in right.split('"').enumerate() {
                if index % 2 == 1 {
                    rule.quoted.push(part.to_owned());
                } else {
                    let words = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                    rule.used.extend(words.map(str::to_owned));
                }
            }
        }
    }
    rules
}

#[test]
fn what_is_used_is_defined_and_the_other_way_round() {
    let rules = rules();
    assert!(rules.len() > 80, "only {} rules found", rules.len());
    let defined: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(defined.len(), rules.len(), "a rule is defined twice");
    let used: BTreeSet<&str> = rules.iter().flat_map(|rule| &rule.used).map(String::as_str).collect();
    let told = BTreeSet::from(TOLD);
    let missing: Vec<&&str> = used.iter().filter(|name| !defined.contains(*name) && !told.contains(*name)).collect();
    assert!(missing.is_empty(), "used, but not defined: {missing:?}");
    let useless: Vec<&&str> = defined.iter().filter(|name| !used.contains(*name) && **name != "module").collect();
    assert!(useless.is_empty(), "defined, but not used: {useless:?}");
}

#[test]
fn every_token_of_the_language_occurs() {
    let page = fs::read_to_string(root().join("docs/reference/grammar.md")).unwrap();
    let rules = rules();
    let quoted: BTreeSet<&str> = rules.iter().flat_map(|rule| &rule.quoted).map(String::as_str).collect();
    let mut missing: Vec<&str> = TokenKind::KEYWORDS.iter().copied().filter(|word| !quoted.contains(word)).collect();
    missing.retain(|word| !page.contains(&format!("`{word}`")));
    for first in 0..128u8 {
        missing.extend(punctuation(first).iter().map(|(text, _)| *text).filter(|text| !quoted.contains(text)));
    }
    // `;` separates statements, which is said beside them.
    missing.retain(|text| *text != ";");
    assert!(missing.is_empty(), "not in the grammar: {missing:?}");
}

#[test]
fn every_word_of_the_grammar_is_one_of_the_parser() {
    let mut parser = String::new();
    let mut folders = vec![root().join("frontend/src/parse")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                parser += &fs::read_to_string(path).unwrap();
            }
        }
    }
    let rules = rules();
    let quoted: BTreeSet<&str> = rules.iter().flat_map(|rule| &rule.quoted).map(String::as_str).collect();
    for word in CONTEXTUAL {
        assert!(quoted.contains(word), "the contextual word `{word}` is not in the grammar");
        assert!(keyword(word).is_some() || parser.contains(&format!("\"{word}\"")), "`{word}` is not in the parser");
    }
    let is_word = |text: &&&str| text.starts_with(|c: char| c.is_ascii_lowercase());
    for word in quoted.iter().filter(is_word) {
        assert!(keyword(word).is_some() || CONTEXTUAL.contains(word), "`{word}` is no word of the language");
    }
    let all: Vec<&str> = (0..128u8).flat_map(punctuation).map(|(text, _)| *text).collect();
    for sign in quoted.iter().filter(|text| !is_word(text) && **text != "_") {
        assert!(all.contains(sign), "`{sign}` is no token of the language");
    }
}
