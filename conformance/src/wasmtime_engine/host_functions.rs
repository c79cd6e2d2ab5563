//! The module `seam` for wasmtime: the host functions of [`ir::host`], and how strings pass.

use super::text::Text;
use super::{Caller, Guest, Linker};
use ir::host::{Answer, Operand, Stop, System};
use ir::{Host, types::Kind};
use wasmtime::{AsContextMut as _, Error, ExternRef, FuncType, Result, Rooted, Val, bail};

/// The import module.
pub const MODULE: &str = "seam";

/// Strings live outside the collector's heap, which therefore does not see them fill memory: after this many bytes of
/// new strings it is told to collect.
const COLLECT_AFTER: usize = 256 << 20;

/// The end of a program, on its way through wasmtime as an error.
#[derive(Debug)]
pub struct Ended(pub Stop);

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the program ended")
    }
}

impl std::error::Error for Ended {}

/// Defines the host function `name` with the type that the module gives it.
pub fn define<S: System + Send + 'static>(linker: &mut Linker<S>, name: &str, ty: FuncType) -> Result<()> {
    let Some(host) = Host::by_name(name) else { bail!("there is no host function {name}") };
    if host == Host::BufferMade {
        // There are no finalisers here: the memory goes with the instance.
        linker.func_new(MODULE, name, ty, |_, _, _| Ok(()))?;
        return Ok(());
    }
    linker.func_new(MODULE, name, ty, move |mut caller, args, results| {
        let texts: Result<Vec<Option<Text>>> =
            host.params().iter().zip(args).map(|(ty, arg)| text_argument(&caller, ty.kind, arg)).collect();
        let texts = texts?;
        let operands: Vec<Operand> = args.iter().zip(&texts).map(|(arg, text)| operand(arg, text.as_ref())).collect();
        let answer = ir::host::call(host, &operands, &mut caller.data_mut().system);
        match answer.map_err(|stop| Error::new(Ended(stop)))? {
            None => {}
            Some(Answer::I32(value)) => results[0] = Val::I32(value),
            Some(Answer::F64(value)) => results[0] = Val::F64(value.to_bits()),
            Some(Answer::Str(units)) => results[0] = Val::ExternRef(Some(new_text(&mut caller, Text::new(units))?)),
        }
        Ok(())
    })?;
    Ok(())
}

fn text_argument<S: 'static>(caller: &wasmtime::Caller<'_, Guest<S>>, kind: Kind, arg: &Val) -> Result<Option<Text>> {
    if kind == Kind::Str { text_of(caller, arg.unwrap_externref().copied()).map(Some) } else { Ok(None) }
}

fn operand<'a>(arg: &Val, text: Option<&'a Text>) -> Operand<'a> {
    match (text, arg) {
        (Some(text), _) => Operand::Str(text.units()),
        (None, Val::I32(value)) => Operand::I32(*value),
        (None, Val::I64(value)) => Operand::I64(*value),
        (None, Val::F64(bits)) => Operand::F64(f64::from_bits(*bits)),
        (None, _) => panic!("host functions take i32, i64, f64 and strings, not {arg:?}"),
    }
}

/// The string that `value` is; anything else traps.
pub fn text_of<S: 'static>(caller: &Caller<S>, value: Option<Rooted<ExternRef>>) -> Result<Text> {
    let Some(value) = value else { bail!("null is not a string") };
    match value.data(caller)?.and_then(|data| data.downcast_ref::<Text>()) {
        Some(text) => Ok(text.clone()),
        None => bail!("not a string"),
    }
}

/// A string for the program.
pub fn new_text<S: 'static>(caller: &mut Caller<S>, text: Text) -> Result<Rooted<ExternRef>> {
    let guest = caller.data_mut();
    guest.new_bytes += text.own_bytes();
    if guest.new_bytes > COLLECT_AFTER {
        guest.new_bytes = 0;
        caller.as_context_mut().gc(None)?;
    }
    ExternRef::new(caller, text)
}
