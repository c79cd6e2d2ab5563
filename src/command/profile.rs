//! `--profile-use`: what a profile tells of a program, and complaints if it is little.

use crate::terminal;
use conformance::compile::{self, Checked};
use lower::{Measured, Profiling};
use std::path::PathBuf;

/// Whose frequencies a program is placed by.
#[derive(clap::Args)]
pub struct ProfileUse {
    /// Place by the counts of a run instead of estimates.
    #[arg(long, value_name = "FILE")]
    profile_use: Option<PathBuf>,
}

impl ProfileUse {
    /// What the profile tells of the program; `Err` after a complaint if it is no profile of it.
    pub fn measured(&self, checked: &Checked) -> Result<Option<Measured>, ()> {
        let Some(path) = &self.profile_use else { return Ok(None) };
        let profile = compile::profile::read(path).map_err(|reason| terminal::error(&reason))?;
        let measured = lower::measure(&checked.program, &checked.sources, &profile);
        if measured.matched == 0 {
            let (profile, root) = (path.display(), checked.root.display());
            terminal::error(&format!(
                "{profile} is a profile of another program, or everything has changed since: it has no function of {root} as it is now"
            ));
            return Err(());
        }
        if !measured.changed.is_empty() {
            terminal::warning(&changed(&measured));
        }
        Ok(Some(measured))
    }
}

/// Names what is estimated again.
fn changed(measured: &Measured) -> String {
    const SHOWN: usize = 5;
    let names: Vec<String> = measured.changed.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = match measured.changed.len() {
        count if count > SHOWN => format!(" and {} more", count - SHOWN),
        _ => String::new(),
    };
    let have = if measured.changed.len() == 1 { "has" } else { "have" };
    format!("{}{more} {have} changed since the profile was made: estimated", names.join(", "))
}

/// How a program is lowered by what was measured.
pub fn profiling(measured: Option<&Measured>) -> Profiling<'_> {
    measured.map_or(Profiling::Off, Profiling::Use)
}
