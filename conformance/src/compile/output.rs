//! The files of a build: what belongs to it, and how it gets to the disk.
//!
//! In: a [`Build`].  Out: a folder with `app.js`, `app.wasm` if there is one, `index.html` for a page, the other
//! JavaScript modules of the build, and nothing else; or with one `index.html` that holds the program. The folder is made beside its place and renamed,
//! so whoever looks sees the former build or this one.

use super::Build;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Names of the page's world: a program that uses one of them needs a page.
const PAGE_GLOBALS: [&str; 9] = [
    "document",
    "window",
    "alert",
    "localStorage",
    "location",
    "navigator",
    "requestAnimationFrame",
    "history",
    "HTMLElement",
];

/// The file that marks a folder as a build, and the others that builds consist of.
const APP: &str = "app.js";
const PAGE: &str = "index.html";
const PARTS: [&str; 5] = [APP, "app.wasm", "app.mixed.js", "app.fallback.js", PAGE];
/// Marks a page that holds its program.
const MARK: &str = "<script type=\"module\" data-seam>";

/// Why a build was not written.
#[derive(Debug)]
pub enum WriteError {
    /// The output folder holds something that is no build.
    Occupied(PathBuf, String),
    /// The file system refused.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Occupied(folder, file) => {
                write!(f, "{} holds {file}, which is not part of a build: choose another folder", folder.display())
            }
            WriteError::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

/// Whether the program needs a page.
pub fn is_page(program: &ir::Program) -> bool {
    program.externs.iter().filter(|used| used.module.is_none()).any(|used| {
        let name = used.name.as_str();
        let first = name.split('.').next().unwrap_or(name);
        PAGE_GLOBALS.contains(&first)
    })
}

/// The page: `index.html` beside the root module, or one that only loads the program.
pub fn page(folder: &Path, root: &Path) -> String {
    if let Ok(own) = fs::read_to_string(folder.join("index.html")) {
        return own;
    }
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = stem(root).filter(|name| name != "main").or_else(|| stem(folder)).unwrap_or_else(|| "Seam".into());
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <body>\n<script type=\"module\" src=\"{APP}\"></script>\n</body>\n</html>\n"
    )
}

/// The modules beside the root module that the program imports as `./name.js`.
pub fn local_modules(folder: &Path, program: &ir::Program) -> Vec<(String, Vec<u8>)> {
    let names: BTreeSet<&str> =
        program.externs.iter().filter_map(|used| used.module).map(|name| name.as_str()).collect();
    let local = names.into_iter().filter_map(|name| name.strip_prefix("./")).filter(|name| !name.contains(".."));
    local.filter_map(|name| Some((name.to_owned(), fs::read(folder.join(name)).ok()?))).collect()
}

/// Writes `build` as the folder `folder`, replacing a former build there.
///
/// # Errors
/// If the folder holds anything else, or cannot be written.
pub fn write(build: &Build, folder: &Path) -> Result<(), WriteError> {
    refuse_if_occupied(folder, build)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| WriteError::Io(parent.to_path_buf(), error))?;
    let made = tempfile::Builder::new().prefix(".seam-build.").tempdir_in(parent);
    let made = made.map_err(|error| WriteError::Io(parent.to_path_buf(), error))?;
    write_files(build, made.path()).map_err(|error| WriteError::Io(folder.to_path_buf(), error))?;
    replace(made, folder).map_err(|error| WriteError::Io(folder.to_path_buf(), error))
}

fn write_files(build: &Build, folder: &Path) -> io::Result<()> {
    if !build.inlined {
        fs::write(folder.join(APP), &build.js)?;
    }
    if let Some(wasm) = &build.wasm {
        fs::write(folder.join("app.wasm"), wasm)?;
    }
    if let Some(html) = &build.html {
        fs::write(folder.join(PAGE), html)?;
    }
    for (name, content) in &build.modules {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, content)?;
    }
    make_readable(folder)
}

/// Temporary folders are private; a build is to be served.
#[cfg(unix)]
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_readable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn replace(made: tempfile::TempDir, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        // Two renames: the place is empty for a moment, but never half a build.
        let mut former = made.path().as_os_str().to_owned();
        former.push(".former");
        fs::rename(folder, &former)?;
        fs::rename(made.keep(), folder)?;
        fs::remove_dir_all(former)
    } else {
        fs::rename(made.keep(), folder)
    }
}

fn refuse_if_occupied(folder: &Path, build: &Build) -> Result<(), WriteError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(WriteError::Io(folder.to_path_buf(), error)),
    };
    let own = |name: &str| {
        PARTS.contains(&name) || build.modules.iter().any(|(module, _)| module.split('/').next() == Some(name))
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let foreign = names.iter().find(|name| !own(name));
    let holds_program = || fs::read_to_string(folder.join(PAGE)).is_ok_and(|page| page.contains(MARK));
    let is_build = names.iter().any(|name| name == APP) || holds_program();
    match foreign.or_else(|| names.first().filter(|_| !is_build)) {
        Some(name) => Err(WriteError::Occupied(folder.to_path_buf(), name.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(js: &str, wasm: Option<&[u8]>) -> Build {
        Build {
            js: js.into(),
            wasm: wasm.map(<[u8]>::to_vec),
            html: None,
            inlined: false,
            modules: Vec::new(),
            js_parts: Vec::new(),
            ir: ir::Program::default(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("it is there")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_former_build_is_replaced_and_nothing_else_is() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let folder = parent.path().join("a/out");
        write(&build("1", Some(b"w")), &folder).expect("into a new folder");
        assert_eq!(names(&folder), ["app.js", "app.wasm"]);
        write(&build("2", None), &folder).expect("over a former build");
        assert_eq!(names(&folder), ["app.js"]);
        assert_eq!(names(&parent.path().join("a")), ["out"]);
        fs::write(folder.join("notes.txt"), "mine").expect("written");
        assert!(matches!(write(&build("3", None), &folder), Err(WriteError::Occupied(_, file)) if file == "notes.txt"));
        assert_eq!(fs::read_to_string(folder.join("app.js")).expect("still there"), "2");
    }

    #[test]
    fn a_folder_without_app_js_is_no_build() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(&build("1", None), folder.path()).expect("into an empty folder");
        fs::remove_file(folder.path().join("app.js")).expect("removed");
        fs::write(folder.path().join("index.html"), MARK).expect("written");
        write(&build("1", None), folder.path()).expect("over a page that holds its program");
        fs::remove_file(folder.path().join("app.js")).expect("removed");
        fs::write(folder.path().join("index.html"), "mine").expect("written");
        assert!(write(&build("1", None), folder.path()).is_err());
    }
}
