//! The host functions in Rust: what [`crate::interp`] and wasmtime give a program, from one implementation, so that
//! they cannot differ from each other; JavaScript's own functions are the model.
//!
//! In: a [`Host`] function and its operands.  Out: its result, or the [`Stop`] that ends the program.
//! What a program can reach of the process is behind [`System`], so that tests give arguments and capture output.
//! Numbers are printed by `ryu-js`, which prints the digits that ECMAScript's `Number::toString` specifies.

use crate::Host;
use std::collections::BTreeMap;
use std::io;

mod file;
mod number;
mod text;

pub use number::{number_to_string, parse_f64, to_exponential, to_fixed, to_precision, to_radix};
pub use text::{from_utf8, index_of, last_index_of, to_lower, to_upper, to_utf8};

/// What a program sees of the process that runs it.
pub trait System {
    /// Writes bytes to standard output.
    fn write_stdout(&mut self, bytes: &[u8]);
    /// Writes bytes to standard error.
    fn write_stderr(&mut self, bytes: &[u8]);
    /// Reads standard input to its end.
    fn read_stdin(&mut self) -> Vec<u8>;
    /// The command-line arguments of the program.
    fn args(&self) -> &[String];
    /// Milliseconds from an arbitrary start, never going back.
    fn now(&self) -> f64;
    /// What a file holds.
    ///
    /// # Errors
    /// If it cannot be read.
    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>>;
    /// Writes a file, or adds to its end.
    ///
    /// # Errors
    /// If it cannot be written.
    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// If it cannot be removed.
    fn remove_file(&mut self, path: &str) -> io::Result<()>;
}

/// An operand of a host function. `bool` is not used by any.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Operand<'a> {
    /// `i32`
    I32(i32),
    /// `i64`
    I64(i64),
    /// `f64`
    F64(f64),
    /// `str`
    Str(&'a [u16]),
}

/// The result of a host function that has one.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// `i32`
    I32(i32),
    /// `f64`
    F64(f64),
    /// `str`
    Str(Vec<u16>),
}

/// Why a program ends before its `main` returns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// It panicked with this text.
    Panic(Vec<u16>),
    /// It asked to end with this code.
    Exit(i32),
}

impl<'a> Operand<'a> {
    fn i32(self) -> i32 {
        match self {
            Operand::I32(value) => value,
            Operand::I64(_) | Operand::F64(_) | Operand::Str(_) => panic!("{self:?} is not an i32"),
        }
    }
    fn i64(self) -> i64 {
        match self {
            Operand::I64(value) => value,
            Operand::I32(_) | Operand::F64(_) | Operand::Str(_) => panic!("{self:?} is not an i64"),
        }
    }
    fn f64(self) -> f64 {
        match self {
            Operand::F64(value) => value,
            Operand::I32(_) | Operand::I64(_) | Operand::Str(_) => panic!("{self:?} is not an f64"),
        }
    }
    fn str(self) -> &'a [u16] {
        match self {
            Operand::Str(value) => value,
            Operand::I32(_) | Operand::I64(_) | Operand::F64(_) => panic!("{self:?} is not a string"),
        }
    }
}

/// Runs a host function.
///
/// # Errors
/// With [`Stop`] if the program ends here.
///
/// # Panics
/// If the operands do not have the types of `host.params()`: the verifier admits no such call.
pub fn call(host: Host, args: &[Operand], system: &mut dyn System) -> Result<Option<Answer>, Stop> {
    Ok(match host {
        Host::Print => output(|| system.write_stdout(&line(args[0].str()))),
        Host::Eprint => output(|| system.write_stderr(&line(args[0].str()))),
        Host::Panic => return Err(Stop::Panic(args[0].str().to_vec())),
        Host::F64ToString => ascii(&number_to_string(args[0].f64())),
        Host::I32ToString => ascii(&args[0].i32().to_string()),
        Host::U32ToString => ascii(&args[0].i32().cast_unsigned().to_string()),
        Host::I64ToString => ascii(&args[0].i64().to_string()),
        Host::U64ToString => ascii(&args[0].i64().cast_unsigned().to_string()),
        Host::F64ToFixed => ascii(&to_fixed(args[0].f64(), args[1].i32())),
        Host::F64ToExponential => ascii(&to_exponential(args[0].f64(), args[1].i32())),
        Host::F64ToPrecision => ascii(&to_precision(args[0].f64(), args[1].i32())),
        Host::I32ToRadix => ascii(&to_radix(args[0].i32().into(), args[1].i32())),
        Host::U32ToRadix => ascii(&to_radix(args[0].i32().cast_unsigned().into(), args[1].i32())),
        Host::I64ToRadix => ascii(&to_radix(args[0].i64().into(), args[1].i32())),
        Host::U64ToRadix => ascii(&to_radix(args[0].i64().cast_unsigned().into(), args[1].i32())),
        Host::ParseF64 => Some(Answer::F64(parse_f64(args[0].str()))),
        Host::StrIndexOf => Some(Answer::I32(index_of(args[0].str(), args[1].str(), args[2].i32()))),
        Host::StrLastIndexOf => Some(Answer::I32(last_index_of(args[0].str(), args[1].str(), args[2].i32()))),
        Host::StrToUpper => Some(Answer::Str(to_upper(args[0].str()))),
        Host::StrToLower => Some(Answer::Str(to_lower(args[0].str()))),
        Host::ArgCount => Some(Answer::I32(i32::try_from(system.args().len()).unwrap_or(i32::MAX))),
        Host::Arg => {
            let arg = usize::try_from(args[0].i32()).ok().and_then(|index| system.args().get(index));
            Some(Answer::Str(arg.map(|arg| arg.encode_utf16().collect()).unwrap_or_default()))
        }
        Host::ReadStdin => Some(Answer::Str(from_utf8(&system.read_stdin()))),
        Host::ReadStdinBytes => Some(Answer::Str(system.read_stdin().into_iter().map(u16::from).collect())),
        Host::WriteStdout => output(|| system.write_stdout(&to_utf8(args[0].str()))),
        Host::WriteStdoutBytes => {
            let bytes: Vec<u8> = args[0].str().iter().map(|unit| unit.to_le_bytes()[0]).collect();
            output(|| system.write_stdout(&bytes))
        }
        Host::FileRead => Some(Answer::Str(file::read(args[0].str(), args[1].i32() != 0, system))),
        Host::FileWrite => Some(Answer::I32(file::write(args[0].str(), args[1].str(), args[2].i32(), system))),
        Host::FileRemove => Some(Answer::I32(file::code(system.remove_file(&String::from_utf16_lossy(args[0].str()))))),
        Host::Exit => return Err(Stop::Exit(args[0].i32())),
        Host::BufferMade | Host::Count => None,
        Host::Now => Some(Answer::F64(system.now())),
        Host::UnixTime => Some(Answer::F64(unix_time())),
    })
}

fn output(write: impl FnOnce()) -> Option<Answer> {
    write();
    None
}

fn ascii(text: &str) -> Option<Answer> {
    Some(Answer::Str(text.encode_utf16().collect()))
}

fn line(text: &[u16]) -> Vec<u8> {
    let mut bytes = to_utf8(text);
    bytes.push(b'\n');
    bytes
}

/// A [`System`] with given arguments and standard input, which keeps what is written; its files are its own.
#[derive(Clone, Default, Debug)]
pub struct Captured {
    /// Command-line arguments.
    pub args: Vec<String>,
    /// What is left of standard input.
    pub stdin: Vec<u8>,
    /// What was written to standard output.
    pub stdout: Vec<u8>,
    /// What was written to standard error.
    pub stderr: Vec<u8>,
    /// Files by path. `.` is the only folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl System for Captured {
    fn write_stdout(&mut self, bytes: &[u8]) {
        self.stdout.extend_from_slice(bytes);
    }
    fn write_stderr(&mut self, bytes: &[u8]) {
        self.stderr.extend_from_slice(bytes);
    }
    fn read_stdin(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.stdin)
    }
    fn args(&self) -> &[String] {
        &self.args
    }
    fn now(&self) -> f64 {
        milliseconds()
    }
    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        not_a_folder(path)?;
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        not_a_folder(path)?;
        let file = self.files.entry(path.to_owned()).or_default();
        if !append {
            file.clear();
        }
        file.extend_from_slice(bytes);
        Ok(())
    }
    fn remove_file(&mut self, path: &str) -> io::Result<()> {
        self.files.remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Files in folders that do not exist cannot be made either.
fn not_a_folder(path: &str) -> io::Result<()> {
    match path {
        "." => Err(io::ErrorKind::IsADirectory.into()),
        _ if path.contains('/') => Err(io::ErrorKind::NotFound.into()),
        _ => Ok(()),
    }
}

/// The [`System`] of this process. Output is buffered and written by [`Process::flush`] and when it is dropped.
#[derive(Debug)]
pub struct Process {
    args: Vec<String>,
    stdout: std::io::BufWriter<std::io::Stdout>,
}

impl Process {
    /// The process, with the arguments that are the program's.
    pub fn new(args: Vec<String>) -> Process {
        Process { args, stdout: std::io::BufWriter::new(std::io::stdout()) }
    }
    /// Writes what was buffered. A reader that has gone away is no error of the program's.
    pub fn flush(&mut self) {
        use std::io::Write as _;
        let _ = self.stdout.flush();
    }
}

impl System for Process {
    fn write_stdout(&mut self, bytes: &[u8]) {
        use std::io::Write as _;
        let _ = self.stdout.write_all(bytes);
    }
    fn write_stderr(&mut self, bytes: &[u8]) {
        use std::io::Write as _;
        // On a terminal both streams are one: what was printed first must stand first.
        self.flush();
        let _ = std::io::stderr().write_all(bytes);
    }
    fn read_stdin(&mut self) -> Vec<u8> {
        use std::io::Read as _;
        self.flush();
        let mut bytes = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut bytes);
        bytes
    }
    fn args(&self) -> &[String] {
        &self.args
    }
    fn now(&self) -> f64 {
        milliseconds()
    }
    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        use std::io::Write as _;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).append(append).truncate(!append);
        options.open(path)?.write_all(bytes)
    }
    fn remove_file(&mut self, path: &str) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// Whole milliseconds, as `Date.now()`.
fn unix_time() -> f64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    (since.as_secs_f64() * 1000.0).floor()
}

fn milliseconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1000.0
}
