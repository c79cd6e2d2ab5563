//! Writing files so that nobody ever sees half of one.

use std::io::Write as _;
use std::path::Path;

/// Replaces the file at `path`: the text is written beside it first, and takes its place when it is complete. Who may
/// read and write it stays the same; a link stays one.
pub fn atomically(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    new.as_file().sync_all()?;
    new.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
