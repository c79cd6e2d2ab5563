//! The module `seam` for wasmtime: the host functions of [`ir::host`], and how strings pass.

use super::text::Text;
use super::{Caller, Guest, Linker};
use ir::host::{Answer, Operand, Stop, System};
use ir::{Host, Prim, bigint, types::Kind};
use num_bigint::BigInt;
use std::sync::Arc;
use wasmtime::{AsContextMut as _, Error, ExternRef, FuncType, Result, Rooted, Store, Val, bail};

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
    if let Some(prim) = Prim::by_host_name(name) {
        return define_prim(linker, prim, ty);
    }
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

/// Defines an operator on `bigint`.
fn define_prim<S: System + Send + 'static>(linker: &mut Linker<S>, prim: Prim, ty: FuncType) -> Result<()> {
    let name = prim.host_name().expect("it was found by its name");
    linker.func_new(MODULE, name, ty, move |mut caller, args, results| {
        let kinds = prim.info().params.iter().map(|ty| ty.kind);
        let texts: Result<Vec<Option<Text>>> =
            kinds.clone().zip(args).map(|(kind, arg)| text_argument(&caller, kind, arg)).collect();
        let numbers: Result<Vec<Option<Arc<BigInt>>>> =
            kinds.zip(args).map(|(kind, arg)| number_argument(&caller, kind, arg)).collect();
        let (texts, numbers) = (texts?, numbers?);
        let operand = |(at, arg): (usize, &Val)| match (&texts[at], &numbers[at], arg) {
            (Some(text), ..) => bigint::Operand::Str(text.units()),
            (_, Some(number), _) => bigint::Operand::Big(number),
            (.., Val::I32(value)) => bigint::Operand::I32(*value),
            (.., Val::I64(value)) => bigint::Operand::I64(*value),
            (.., Val::F64(bits)) => bigint::Operand::F64(f64::from_bits(*bits)),
            (.., other) => panic!("operators on bigint do not take {other:?}"),
        };
        let operands: Vec<bigint::Operand> = args.iter().enumerate().map(operand).collect();
        let answer = bigint::evaluate(prim, &operands);
        let answer = answer.map_err(|kind| Error::new(Ended(Stop::Panic(kind.message().encode_utf16().collect()))))?;
        results[0] = match answer {
            bigint::Answer::Big(value) => Val::ExternRef(Some(new_number(&mut caller, value)?)),
            bigint::Answer::Bool(value) => Val::I32(value.into()),
            bigint::Answer::I64(value) => Val::I64(value),
            // An `f32` crosses as an `f64`.
            bigint::Answer::F32(value) => Val::F64(f64::from(value).to_bits()),
            bigint::Answer::F64(value) => Val::F64(value.to_bits()),
            bigint::Answer::Str(text) => {
                let units: Vec<u16> = text.encode_utf16().collect();
                Val::ExternRef(Some(new_text(&mut caller, Text::new(units))?))
            }
        };
        Ok(())
    })?;
    Ok(())
}

fn number_argument<S: 'static>(caller: &Caller<S>, kind: Kind, arg: &Val) -> Result<Option<Arc<BigInt>>> {
    if kind != Kind::Big {
        return Ok(None);
    }
    let Some(value) = arg.unwrap_externref().copied() else { bail!("null is not a bigint") };
    match value.data(caller)?.and_then(|data| data.downcast_ref::<Arc<BigInt>>()) {
        Some(number) => Ok(Some(Arc::clone(number))),
        None => bail!("not a bigint"),
    }
}

/// The constant that is imported by its digits and an `n`.
pub fn number_constant<S: 'static>(store: &mut Store<Guest<S>>, name: &str) -> Result<Rooted<ExternRef>> {
    match name.strip_suffix('n').and_then(|digits| digits.parse::<BigInt>().ok()) {
        Some(value) => ExternRef::new(store, Arc::new(value)),
        None => bail!("there is no constant {name}"),
    }
}

/// A `bigint` for the program.
fn new_number<S: 'static>(caller: &mut Caller<S>, value: BigInt) -> Result<Rooted<ExternRef>> {
    collect_if_full(caller, 64 + usize::try_from(value.bits() / 8).unwrap_or(usize::MAX))?;
    ExternRef::new(caller, Arc::new(value))
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
    collect_if_full(caller, text.own_bytes())?;
    ExternRef::new(caller, text)
}

/// Counts bytes that the collector does not see.
fn collect_if_full<S: 'static>(caller: &mut Caller<S>, bytes: usize) -> Result<()> {
    let guest = caller.data_mut();
    guest.new_bytes = guest.new_bytes.saturating_add(bytes);
    if guest.new_bytes > COLLECT_AFTER {
        guest.new_bytes = 0;
        caller.as_context_mut().gc(None)?;
    }
    Ok(())
}
