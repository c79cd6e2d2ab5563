//! Profiles as files: what a counting build writes, read back.
//!
//! In: a file like
//!
//! ```json
//! {"seamProfile": 1, "functions": [
//! {"module": "main.seam", "name": "sum", "hash": "84222325cbf29ce4", "blocks": [1, 101, 100, 1]}
//! ]}
//! ```
//!
//! Out: its counts, or why it is no profile.

use lower::profile::{Profile, ProfiledFunc};
use serde_json::Value;
use std::path::Path;

/// Reads a profile.
///
/// # Errors
/// With a sentence, if the file cannot be read or is no profile.
pub fn read(path: &Path) -> Result<Profile, String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read the profile {shown}: {error}"))?;
    let no_profile = |why: &str| {
        format!(
            "{shown} is no profile: {why}; `seam run PATH --profile-gen {shown}` and the function `profile` of a page make one"
        )
    };
    let value: Value = serde_json::from_str(&text).map_err(|error| no_profile(&error.to_string()))?;
    match value["seamProfile"].as_u64() {
        Some(1) => {}
        Some(_) => return Err(no_profile("another version of the compiler made it")),
        None => return Err(no_profile("it has no `seamProfile`")),
    }
    let rows = value["functions"].as_array().ok_or_else(|| no_profile("it has no `functions`"))?;
    let funcs: Option<Vec<ProfiledFunc>> = rows.iter().map(function).collect();
    Ok(Profile { funcs: funcs.ok_or_else(|| no_profile("a function lacks its module, name, hash or blocks"))? })
}

fn function(row: &Value) -> Option<ProfiledFunc> {
    let text = |name: &str| row[name].as_str().map(str::to_owned);
    let count = |value: &Value| value.as_f64().filter(|count| *count >= 0.0);
    Some(ProfiledFunc {
        module: text("module")?,
        name: text("name")?,
        hash: text("hash")?,
        blocks: row["blocks"].as_array()?.iter().map(count).collect::<Option<_>>()?,
    })
}
