//! Runs the page in Firefox, which no package of ours drives: the page itself sends the result to the server.

use crate::setup::Engines;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What the page loads: the script, and what sends its result.
pub const PAGE: &str = "<script type=\"module\" src=\"bench.mjs\"></script>\n<script type=\"module\">\n\
    const text = await startMeasuring().then(JSON.stringify, (error) => `failed: ${error?.stack ?? error}`);\n\
    await fetch(\"/result\", { method: \"POST\", body: text });\n</script>";

/// Serves `folder` to a Firefox without window until it has sent its result.
pub fn measure(engines: &Engines, folder: &Path) -> Result<Value, String> {
    let profile = tempfile::tempdir().map_err(|error| error.to_string())?;
    let server = engines.launcher("serve-to-browser.mjs");
    let firefox = ["firefox", "--headless", "--no-remote", "--profile"];
    super::in_process(Command::new(engines.node()).arg(server).arg(folder).args(firefox).arg(profile.path()))
}
