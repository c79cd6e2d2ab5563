//! Where the rules do not hold, and why.

/// Files with more than 600 lines: path, reason.
pub const LONG_FILES: &[(&str, &str)] = &[];

/// Functions with more than 60 lines: path, name, reason.
pub const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[];

/// Modules that import each other: folder of the crate, modules, reason.
pub const MUTUAL_MODULES: &[(&str, &[&str], &str)] = &[(
    "ir",
    &["func", "op", "placement", "program", "types"],
    "the data model: functions hold operators, operators name types, and types say on which side they live",
)];
