//! The module `wasm:js-string` for wasmtime, which has none: the builtins of the js-string proposal over [`Text`].
//!
//! Signatures are exactly those that JavaScript engines demand, so that a module that links here links there.
//! Null, or anything but a string, traps where the proposal says so; no program can tell how, as the compiler
//! never lets one be passed.

use super::host_functions::{new_text, text_of};
use super::text::Text;
use super::{Caller, Guest, Linker};
use ir::host::System;
use std::cmp::Ordering;
use wasmtime::{
    ArrayRef, ArrayType, ExternRef, FieldType, FuncType, HeapType, Mutability, RefType, Result, Rooted, StorageType,
    Val, ValType, bail,
};

/// The import module.
pub const MODULE: &str = "wasm:js-string";

type Any = Option<Rooted<ExternRef>>;
type NonNull = Rooted<ExternRef>;

/// Defines the thirteen functions.
pub fn define<S: System + Send + 'static>(linker: &mut Linker<S>) -> Result<()> {
    define_tests(linker)?;
    define_readers(linker)?;
    define_makers(linker)?;
    define_array_functions(linker)
}

fn define_tests<S: System + Send + 'static>(linker: &mut Linker<S>) -> Result<()> {
    linker.func_wrap(MODULE, "test", |caller: Caller<S>, value: Any| -> Result<i32> {
        let Some(value) = value else { return Ok(0) };
        Ok(value.data(&caller)?.is_some_and(|data| data.is::<Text>()).into())
    })?;
    linker.func_wrap(MODULE, "cast", |caller: Caller<S>, value: Any| -> Result<NonNull> {
        text_of(&caller, value)?;
        value.ok_or_else(|| wasmtime::Error::msg("null is not a string"))
    })?;
    linker.func_wrap(MODULE, "equals", |caller: Caller<S>, left: Any, right: Any| -> Result<i32> {
        let left = left.map(|left| text_of(&caller, Some(left))).transpose()?;
        let right = right.map(|right| text_of(&caller, Some(right))).transpose()?;
        Ok((left.as_ref().map(Text::units) == right.as_ref().map(Text::units)).into())
    })?;
    linker.func_wrap(MODULE, "compare", |caller: Caller<S>, left: Any, right: Any| -> Result<i32> {
        let (left, right) = (text_of(&caller, left)?, text_of(&caller, right)?);
        Ok(match left.units().cmp(right.units()) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        })
    })?;
    Ok(())
}

fn define_readers<S: System + Send + 'static>(linker: &mut Linker<S>) -> Result<()> {
    linker.func_wrap(MODULE, "length", |caller: Caller<S>, text: Any| -> Result<u32> {
        Ok(text_of(&caller, text)?.len() as u32)
    })?;
    linker.func_wrap(MODULE, "charCodeAt", |caller: Caller<S>, text: Any, index: u32| -> Result<u32> {
        let text = text_of(&caller, text)?;
        match text.units().get(index as usize) {
            Some(&unit) => Ok(unit.into()),
            None => bail!("index {index} of a string of {}", text.len()),
        }
    })?;
    linker.func_wrap(MODULE, "codePointAt", |caller: Caller<S>, text: Any, index: u32| -> Result<u32> {
        let text = text_of(&caller, text)?;
        let rest = text.units().get(index as usize..).unwrap_or_default();
        match char::decode_utf16(rest.iter().copied()).next() {
            Some(Ok(scalar)) => Ok(scalar.into()),
            Some(Err(lone)) => Ok(lone.unpaired_surrogate().into()),
            None => bail!("index {index} of a string of {}", text.len()),
        }
    })?;
    Ok(())
}

fn define_makers<S: System + Send + 'static>(linker: &mut Linker<S>) -> Result<()> {
    linker.func_wrap(MODULE, "concat", |mut caller: Caller<S>, left: Any, right: Any| -> Result<NonNull> {
        let joined = text_of(&caller, left)?.join(&text_of(&caller, right)?);
        new_text(&mut caller, joined)
    })?;
    linker.func_wrap(
        MODULE,
        "substring",
        |mut caller: Caller<S>, text: Any, start: u32, end: u32| -> Result<NonNull> {
            let text = text_of(&caller, text)?;
            let end = (end as usize).min(text.len());
            let part = text.units().get(start as usize..end).unwrap_or_default().to_vec();
            new_text(&mut caller, Text::new(part))
        },
    )?;
    linker.func_wrap(MODULE, "fromCharCode", |mut caller: Caller<S>, unit: u32| -> Result<NonNull> {
        new_text(&mut caller, Text::new([unit as u16]))
    })?;
    linker.func_wrap(MODULE, "fromCodePoint", |mut caller: Caller<S>, point: u32| -> Result<NonNull> {
        let text = match (char::from_u32(point), u16::try_from(point)) {
            (Some(scalar), _) => Text::new(scalar.encode_utf16(&mut [0; 2]).to_vec()),
            (None, Ok(surrogate)) => Text::new([surrogate]),
            (None, Err(_)) => bail!("{point} is not a code point"),
        };
        new_text(&mut caller, text)
    })?;
    Ok(())
}

/// The two functions over `(array (mut i16))`, whose types cannot be written as Rust types.
fn define_array_functions<S: System + Send + 'static>(linker: &mut Linker<S>) -> Result<()> {
    let engine = linker.engine().clone();
    let units = ArrayType::new(&engine, FieldType::new(Mutability::Var, StorageType::I16));
    let units = ValType::Ref(RefType::new(true, HeapType::ConcreteArray(units)));
    let string = ValType::Ref(RefType::new(false, HeapType::Extern));
    let ty = FuncType::new(&engine, [units.clone(), ValType::I32, ValType::I32], [string]);
    linker.func_new(MODULE, "fromCharCodeArray", ty, |mut caller, args, results| {
        let array = array_of(&caller, &args[0])?;
        let (start, end) = (args[1].unwrap_i32().cast_unsigned(), args[2].unwrap_i32().cast_unsigned());
        if start > end || end > array.len(&caller)? {
            bail!("{start}..{end} is out of range");
        }
        let units: Result<Vec<u16>> =
            (start..end).map(|index| Ok(array.get(&mut caller, index)?.unwrap_i32() as u16)).collect();
        results[0] = Val::ExternRef(Some(new_text(&mut caller, Text::new(units?))?));
        Ok(())
    })?;
    let ty = FuncType::new(&engine, [ValType::EXTERNREF, units, ValType::I32], [ValType::I32]);
    linker.func_new(MODULE, "intoCharCodeArray", ty, |mut caller, args, results| {
        let text = text_of(&caller, args[0].unwrap_externref().copied())?;
        let array = array_of(&caller, &args[1])?;
        let start = args[2].unwrap_i32().cast_unsigned();
        if u64::from(start) + text.len() as u64 > u64::from(array.len(&caller)?) {
            bail!("{} code units do not fit at {start}", text.len());
        }
        for (index, &unit) in (start..).zip(text.units()) {
            array.set(&mut caller, index, Val::I32(unit.into()))?;
        }
        results[0] = Val::I32(text.len() as i32);
        Ok(())
    })?;
    Ok(())
}

fn array_of<S>(caller: &wasmtime::Caller<'_, Guest<S>>, value: &Val) -> Result<Rooted<ArrayRef>> {
    match value.unwrap_anyref() {
        Some(array) => array.unwrap_array(caller),
        None => bail!("null is not an array"),
    }
}
