//! Operators on scalars and strings: one row each.
//!
//! A row gives the name (the same for all operand types; the text form is resolved by the type of the first operand),
//! the signature, whether it can panic, the form in JavaScript, the form in WebAssembly, and the cost on each side in
//! units of an integer addition.

use crate::Type;

/// How an operator is written in JavaScript.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JsForm {
    /// `a op b`
    Infix(&'static str),
    /// `a op b` where both operands are first made unsigned (`a >>> 0`, `BigInt.asUintN(64, a)`).
    InfixUnsigned(&'static str),
    /// `op a`
    Prefix(&'static str),
    /// `name(a, b)`
    Call(&'static str),
    /// `a.name(b)`
    Method(&'static str),
    /// `a.name`
    Property(&'static str),
    /// `name(a, b)`, a helper function that `emit-js` ships when it is used.
    Helper(&'static str),
    /// The operand as it is.
    Same,
    /// `a` made unsigned.
    Unsigned,
}

/// What brings the JavaScript result back into the range of its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrap {
    /// It is in range.
    None,
    /// `| 0`
    Int,
    /// `Math.fround(…)`
    Fround,
    /// `BigInt.asIntN(64, …)`
    BigInt,
}

/// How an operator is written in WebAssembly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WasmForm {
    /// The bytes of the instruction.
    Code(&'static [u8]),
    /// The bytes of the instructions that follow the first operand, and of those that follow the second.
    Between(&'static [&'static [u8]; 2]),
    /// A function of `wasm:js-string`.
    JsString(&'static str),
    /// A function of the host, imported from the module `seam`.
    Host(&'static str),
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct PrimInfo {
    /// The operator.
    pub prim: Prim,
    /// Its name in the IR's text.
    pub name: &'static str,
    /// Operand types.
    pub params: &'static [Type],
    /// Result type.
    pub result: Type,
    /// Whether it can panic.
    pub panics: bool,
    /// Form in JavaScript.
    pub js: JsForm,
    /// What the JavaScript form still needs.
    pub wrap: Wrap,
    /// Form in WebAssembly.
    pub wasm: WasmForm,
    /// Cost in JavaScript, then in WebAssembly.
    pub cost: (u16, u16),
}

macro_rules! prims {
    ($($variant:ident $name:literal ($($param:ident),*) $result:ident $panics:literal
       $js:ident $(($js_arg:literal))? $wrap:ident $wasm:ident $wasm_arg:tt ($cost_js:literal $cost_wasm:literal);)*) => {
        /// An operator on scalars and strings.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "the table row says what each one is")]
        pub enum Prim { $($variant,)* }

        /// The table, in order of the enum.
        pub const PRIMS: &[PrimInfo] = &[$(PrimInfo {
            prim: Prim::$variant,
            name: $name,
            params: &[$(Type::$param),*],
            result: Type::$result,
            panics: $panics,
            js: JsForm::$js $(($js_arg))?,
            wrap: Wrap::$wrap,
            wasm: WasmForm::$wasm(&$wasm_arg),
            cost: ($cost_js, $cost_wasm),
        },)*];
    };
}

prims! {
    AddI32 "add" (I32, I32) I32 false Infix("+") Int Code [0x6a] (1 1);
    SubI32 "sub" (I32, I32) I32 false Infix("-") Int Code [0x6b] (1 1);
    MulI32 "mul" (I32, I32) I32 false Call("Math.imul") None Code [0x6c] (2 2);
    DivSI32 "div_s" (I32, I32) I32 true Infix("/") Int Code [0x6d] (8 6);
    DivUI32 "div_u" (I32, I32) I32 true InfixUnsigned("/") Int Code [0x6e] (9 6);
    RemSI32 "rem_s" (I32, I32) I32 true Infix("%") Int Code [0x6f] (8 6);
    RemUI32 "rem_u" (I32, I32) I32 true InfixUnsigned("%") Int Code [0x70] (9 6);
    AndI32 "and" (I32, I32) I32 false Infix("&") None Code [0x71] (1 1);
    OrI32 "or" (I32, I32) I32 false Infix("|") None Code [0x72] (1 1);
    XorI32 "xor" (I32, I32) I32 false Infix("^") None Code [0x73] (1 1);
    ShlI32 "shl" (I32, I32) I32 false Infix("<<") None Code [0x74] (1 1);
    ShrSI32 "shr_s" (I32, I32) I32 false Infix(">>") None Code [0x75] (1 1);
    ShrUI32 "shr_u" (I32, I32) I32 false Infix(">>>") Int Code [0x76] (1 1);
    ClzI32 "clz" (I32) I32 false Call("Math.clz32") None Code [0x67] (1 1);
    CtzI32 "ctz" (I32) I32 false Helper("ctz32") None Code [0x68] (3 1);
    PopcntI32 "popcnt" (I32) I32 false Helper("popcnt32") None Code [0x69] (6 1);
    ExtendI8 "extend8" (I32) I32 false Helper("extend8") None Code [0xc0] (2 1);
    ExtendI16 "extend16" (I32) I32 false Helper("extend16") None Code [0xc1] (2 1);
    EqI32 "eq" (I32, I32) BOOL false Infix("===") None Code [0x46] (1 1);
    NeI32 "ne" (I32, I32) BOOL false Infix("!==") None Code [0x47] (1 1);
    LtSI32 "lt_s" (I32, I32) BOOL false Infix("<") None Code [0x48] (1 1);
    LtUI32 "lt_u" (I32, I32) BOOL false InfixUnsigned("<") None Code [0x49] (2 1);
    GtSI32 "gt_s" (I32, I32) BOOL false Infix(">") None Code [0x4a] (1 1);
    GtUI32 "gt_u" (I32, I32) BOOL false InfixUnsigned(">") None Code [0x4b] (2 1);
    LeSI32 "le_s" (I32, I32) BOOL false Infix("<=") None Code [0x4c] (1 1);
    LeUI32 "le_u" (I32, I32) BOOL false InfixUnsigned("<=") None Code [0x4d] (2 1);
    GeSI32 "ge_s" (I32, I32) BOOL false Infix(">=") None Code [0x4e] (1 1);
    GeUI32 "ge_u" (I32, I32) BOOL false InfixUnsigned(">=") None Code [0x4f] (2 1);

    AddI64 "add" (I64, I64) I64 false Infix("+") BigInt Code [0x7c] (12 1);
    SubI64 "sub" (I64, I64) I64 false Infix("-") BigInt Code [0x7d] (12 1);
    MulI64 "mul" (I64, I64) I64 false Infix("*") BigInt Code [0x7e] (24 2);
    DivSI64 "div_s" (I64, I64) I64 true Infix("/") BigInt Code [0x7f] (40 10);
    DivUI64 "div_u" (I64, I64) I64 true InfixUnsigned("/") BigInt Code [0x80] (50 10);
    RemSI64 "rem_s" (I64, I64) I64 true Infix("%") None Code [0x81] (40 10);
    RemUI64 "rem_u" (I64, I64) I64 true InfixUnsigned("%") BigInt Code [0x82] (50 10);
    AndI64 "and" (I64, I64) I64 false Infix("&") None Code [0x83] (12 1);
    OrI64 "or" (I64, I64) I64 false Infix("|") None Code [0x84] (12 1);
    XorI64 "xor" (I64, I64) I64 false Infix("^") None Code [0x85] (12 1);
    ShlI64 "shl" (I64, I64) I64 false Helper("shl64") None Code [0x86] (24 1);
    ShrSI64 "shr_s" (I64, I64) I64 false Helper("shrS64") None Code [0x87] (24 1);
    ShrUI64 "shr_u" (I64, I64) I64 false Helper("shrU64") None Code [0x88] (24 1);
    ClzI64 "clz" (I64) I64 false Helper("clz64") None Code [0x79] (40 1);
    CtzI64 "ctz" (I64) I64 false Helper("ctz64") None Code [0x7a] (40 1);
    PopcntI64 "popcnt" (I64) I64 false Helper("popcnt64") None Code [0x7b] (60 1);
    EqI64 "eq" (I64, I64) BOOL false Infix("===") None Code [0x51] (4 1);
    NeI64 "ne" (I64, I64) BOOL false Infix("!==") None Code [0x52] (4 1);
    LtSI64 "lt_s" (I64, I64) BOOL false Infix("<") None Code [0x53] (4 1);
    LtUI64 "lt_u" (I64, I64) BOOL false InfixUnsigned("<") None Code [0x54] (16 1);
    GtSI64 "gt_s" (I64, I64) BOOL false Infix(">") None Code [0x55] (4 1);
    GtUI64 "gt_u" (I64, I64) BOOL false InfixUnsigned(">") None Code [0x56] (16 1);
    LeSI64 "le_s" (I64, I64) BOOL false Infix("<=") None Code [0x57] (4 1);
    LeUI64 "le_u" (I64, I64) BOOL false InfixUnsigned("<=") None Code [0x58] (16 1);
    GeSI64 "ge_s" (I64, I64) BOOL false Infix(">=") None Code [0x59] (4 1);
    GeUI64 "ge_u" (I64, I64) BOOL false InfixUnsigned(">=") None Code [0x5a] (16 1);

    AddF64 "add" (F64, F64) F64 false Infix("+") None Code [0xa0] (1 1);
    SubF64 "sub" (F64, F64) F64 false Infix("-") None Code [0xa1] (1 1);
    MulF64 "mul" (F64, F64) F64 false Infix("*") None Code [0xa2] (1 1);
    DivF64 "div" (F64, F64) F64 false Infix("/") None Code [0xa3] (5 5);
    NegF64 "neg" (F64) F64 false Prefix("-") None Code [0x9a] (1 1);
    AbsF64 "abs" (F64) F64 false Call("Math.abs") None Code [0x99] (1 1);
    SqrtF64 "sqrt" (F64) F64 false Call("Math.sqrt") None Code [0x9f] (6 6);
    FloorF64 "floor" (F64) F64 false Call("Math.floor") None Code [0x9c] (2 2);
    CeilF64 "ceil" (F64) F64 false Call("Math.ceil") None Code [0x9b] (2 2);
    TruncF64 "trunc" (F64) F64 false Call("Math.trunc") None Code [0x9d] (2 2);
    NearestF64 "nearest" (F64) F64 false Helper("nearest") None Code [0x9e] (6 2);
    MinF64 "min" (F64, F64) F64 false Call("Math.min") None Code [0xa4] (3 2);
    MaxF64 "max" (F64, F64) F64 false Call("Math.max") None Code [0xa5] (3 2);
    CopysignF64 "copysign" (F64, F64) F64 false Helper("copysign") None Code [0xa6] (4 1);
    EqF64 "eq" (F64, F64) BOOL false Infix("===") None Code [0x61] (1 1);
    NeF64 "ne" (F64, F64) BOOL false Infix("!==") None Code [0x62] (1 1);
    LtF64 "lt" (F64, F64) BOOL false Infix("<") None Code [0x63] (1 1);
    GtF64 "gt" (F64, F64) BOOL false Infix(">") None Code [0x64] (1 1);
    LeF64 "le" (F64, F64) BOOL false Infix("<=") None Code [0x65] (1 1);
    GeF64 "ge" (F64, F64) BOOL false Infix(">=") None Code [0x66] (1 1);

    AddF32 "add" (F32, F32) F32 false Infix("+") Fround Code [0x92] (1 1);
    SubF32 "sub" (F32, F32) F32 false Infix("-") Fround Code [0x93] (1 1);
    MulF32 "mul" (F32, F32) F32 false Infix("*") Fround Code [0x94] (1 1);
    DivF32 "div" (F32, F32) F32 false Infix("/") Fround Code [0x95] (5 5);
    NegF32 "neg" (F32) F32 false Prefix("-") None Code [0x8c] (1 1);
    AbsF32 "abs" (F32) F32 false Call("Math.abs") None Code [0x8b] (1 1);
    SqrtF32 "sqrt" (F32) F32 false Call("Math.sqrt") Fround Code [0x91] (6 6);
    FloorF32 "floor" (F32) F32 false Call("Math.floor") None Code [0x8e] (2 2);
    CeilF32 "ceil" (F32) F32 false Call("Math.ceil") None Code [0x8d] (2 2);
    TruncF32 "trunc" (F32) F32 false Call("Math.trunc") None Code [0x8f] (2 2);
    MinF32 "min" (F32, F32) F32 false Call("Math.min") None Code [0x96] (3 2);
    MaxF32 "max" (F32, F32) F32 false Call("Math.max") None Code [0x97] (3 2);
    EqF32 "eq" (F32, F32) BOOL false Infix("===") None Code [0x5b] (1 1);
    NeF32 "ne" (F32, F32) BOOL false Infix("!==") None Code [0x5c] (1 1);
    LtF32 "lt" (F32, F32) BOOL false Infix("<") None Code [0x5d] (1 1);
    GtF32 "gt" (F32, F32) BOOL false Infix(">") None Code [0x5e] (1 1);
    LeF32 "le" (F32, F32) BOOL false Infix("<=") None Code [0x5f] (1 1);
    GeF32 "ge" (F32, F32) BOOL false Infix(">=") None Code [0x60] (1 1);

    NotBool "not" (BOOL) BOOL false Prefix("!") None Code [0x45] (1 1);
    EqBool "eq" (BOOL, BOOL) BOOL false Infix("===") None Code [0x46] (1 1);
    NeBool "ne" (BOOL, BOOL) BOOL false Infix("!==") None Code [0x47] (1 1);
    AndBool "and" (BOOL, BOOL) BOOL false Infix("&&") None Code [0x71] (1 1);
    OrBool "or" (BOOL, BOOL) BOOL false Infix("||") None Code [0x72] (1 1);
    BoolToI32 "to_i32" (BOOL) I32 false Helper("boolToInt") None Code [] (1 0);

    I32ToI64S "to_i64_s" (I32) I64 false Call("BigInt") None Code [0xac] (8 1);
    I32ToI64U "to_i64_u" (I32) I64 false Helper("u32ToI64") None Code [0xad] (8 1);
    I64ToI32 "to_i32" (I64) I32 false Helper("i64ToI32") None Code [0xa7] (8 1);
    I32ToF64S "to_f64_s" (I32) F64 false Same None Code [0xb7] (1 1);
    I32ToF64U "to_f64_u" (I32) F64 false Unsigned None Code [0xb8] (1 1);
    I32ToF32S "to_f32_s" (I32) F32 false Same Fround Code [0xb2] (1 1);
    I32ToF32U "to_f32_u" (I32) F32 false Unsigned Fround Code [0xb3] (1 1);
    I64ToF64S "to_f64_s" (I64) F64 false Call("Number") None Code [0xb9] (8 1);
    I64ToF64U "to_f64_u" (I64) F64 false Helper("u64ToF64") None Code [0xba] (16 2);
    I64ToF32S "to_f32_s" (I64) F32 false Helper("i64ToF32") None Code [0xb4] (30 1);
    I64ToF32U "to_f32_u" (I64) F32 false Helper("u64ToF32") None Code [0xb5] (30 2);
    F64ToI32S "to_i32_s" (F64) I32 false Helper("f64ToI32") None Code [0xfc, 0x02] (3 1);
    F64ToI32U "to_i32_u" (F64) I32 false Helper("f64ToU32") None Code [0xfc, 0x03] (3 1);
    F64ToI64S "to_i64_s" (F64) I64 false Helper("f64ToI64") None Code [0xfc, 0x06] (20 1);
    F64ToI64U "to_i64_u" (F64) I64 false Helper("f64ToU64") None Code [0xfc, 0x07] (20 1);
    F32ToI32S "to_i32_s" (F32) I32 false Helper("f64ToI32") None Code [0xfc, 0x00] (3 1);
    F32ToI32U "to_i32_u" (F32) I32 false Helper("f64ToU32") None Code [0xfc, 0x01] (3 1);
    F32ToI64S "to_i64_s" (F32) I64 false Helper("f64ToI64") None Code [0xfc, 0x04] (20 1);
    F32ToI64U "to_i64_u" (F32) I64 false Helper("f64ToU64") None Code [0xfc, 0x05] (20 1);
    F32ToF64 "to_f64" (F32) F64 false Same None Code [0xbb] (0 1);
    F64ToF32 "to_f32" (F64) F32 false Same Fround Code [0xb6] (1 1);
    BitsOfF64 "bits" (F64) I64 false Helper("bitsOfF64") None Code [0xbd] (20 1);
    F64OfBits "f64_of_bits" (I64) F64 false Helper("f64OfBits") None Code [0xbf] (20 1);
    BitsOfF32 "bits" (F32) I32 false Helper("bitsOfF32") None Code [0xbc] (6 1);
    F32OfBits "f32_of_bits" (I32) F32 false Helper("f32OfBits") None Code [0xbe] (6 1);

    // The words of an f64. What follows in WebAssembly: `reinterpret`, `const 32`, shifts, masks of a word.
    HighWord "high_word" (F64) I32 false Helper("highWord") None Code [0xbd, 0x42, 0x20, 0x87, 0xa7] (3 2);
    LowWord "low_word" (F64) I32 false Helper("lowWord") None Code [0xbd, 0xa7] (3 1);
    F64OfWords "f64_of_words" (I32, I32) F64 false Helper("f64OfWords") None
        Between [&[0xad, 0x42, 0x20, 0x86], &[0xad, 0x84, 0xbf]] (4 3);
    WithHighWord "with_high_word" (F64, I32) F64 false Helper("withHighWord") None
        Between [&[0xbd, 0x42, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x83], &[0xad, 0x42, 0x20, 0x86, 0x84, 0xbf]] (5 4);
    WithoutLowWord "without_low_word" (F64) F64 false Helper("withoutLowWord") None
        Code [0xbd, 0x42, 0x80, 0x80, 0x80, 0x80, 0x70, 0x83, 0xbf] (4 2);

    ConcatStr "concat" (STR, STR) STR false Infix("+") None JsString "concat" (10 12);
    LenStr "length" (STR) I32 false Property("length") None JsString "length" (1 1);
    CharCodeAt "char_code_at" (STR, I32) I32 true Method("charCodeAt") None JsString "charCodeAt" (2 2);
    EqStr "eq" (STR, STR) BOOL false Infix("===") None JsString "equals" (6 8);
    CompareStr "compare" (STR, STR) I32 false Helper("compareStr") None JsString "compare" (10 10);
    // The bounds of a substring are not negative: JavaScript would count those from the end, Wasm as beyond it.
    Substring "substring" (STR, I32, I32) STR false Method("slice") None JsString "substring" (16 18);
    FromCharCode "from_char_code" (I32) STR false Call("String.fromCharCode") None JsString "fromCharCode" (10 10);

    AddBig "add" (BIG, BIG) BIG false Infix("+") None Host "big_add" (12 30);
    SubBig "sub" (BIG, BIG) BIG false Infix("-") None Host "big_sub" (12 30);
    MulBig "mul" (BIG, BIG) BIG false Infix("*") None Host "big_mul" (24 40);
    DivBig "div" (BIG, BIG) BIG true Helper("divideBig") None Host "big_div" (40 60);
    RemBig "rem" (BIG, BIG) BIG true Helper("remainderBig") None Host "big_rem" (40 60);
    PowBig "pow" (BIG, BIG) BIG true Helper("powerBig") None Host "big_pow" (60 80);
    AndBig "and" (BIG, BIG) BIG false Infix("&") None Host "big_and" (12 30);
    OrBig "or" (BIG, BIG) BIG false Infix("|") None Host "big_or" (12 30);
    XorBig "xor" (BIG, BIG) BIG false Infix("^") None Host "big_xor" (12 30);
    ShlBig "shl" (BIG, BIG) BIG false Infix("<<") None Host "big_shl" (20 40);
    ShrBig "shr" (BIG, BIG) BIG false Infix(">>") None Host "big_shr" (20 40);
    NegBig "neg" (BIG) BIG false Prefix("-") None Host "big_neg" (12 30);
    NotBig "not" (BIG) BIG false Prefix("~") None Host "big_not" (12 30);
    EqBig "eq" (BIG, BIG) BOOL false Infix("===") None Host "big_eq" (6 20);
    NeBig "ne" (BIG, BIG) BOOL false Infix("!==") None Host "big_ne" (6 20);
    LtBig "lt" (BIG, BIG) BOOL false Infix("<") None Host "big_lt" (6 20);
    LeBig "le" (BIG, BIG) BOOL false Infix("<=") None Host "big_le" (6 20);
    GtBig "gt" (BIG, BIG) BOOL false Infix(">") None Host "big_gt" (6 20);
    GeBig "ge" (BIG, BIG) BOOL false Infix(">=") None Host "big_ge" (6 20);
    I64ToBigS "to_big_s" (I64) BIG false Same None Host "i64_to_big" (0 20);
    I64ToBigU "to_big_u" (I64) BIG false Unsigned None Host "u64_to_big" (8 20);
    F64ToBig "to_big" (F64) BIG false Helper("f64ToBig") None Host "f64_to_big" (20 40);
    BigToI64 "to_i64" (BIG) I64 false Same BigInt Host "big_to_i64" (12 20);
    BigToF64 "to_f64" (BIG) F64 false Call("Number") None Host "big_to_f64" (12 20);
    BigToF32 "to_f32" (BIG) F32 false Helper("bigToF32") None Host "big_to_f32" (40 60);
    BigToStr "to_str" (BIG) STR false Call("String") None Host "big_to_str" (60 80);
    BigToRadix "to_radix" (BIG, I32) STR false Method("toString") None Host "big_to_radix" (60 80);
    StrToBig "to_big" (STR) BIG false Call("BigInt") None Host "str_to_big" (60 80);
}

impl Prim {
    /// The row of this operator.
    pub fn info(self) -> &'static PrimInfo {
        &PRIMS[self as usize]
    }
    /// The name by which WebAssembly imports the operator from the host, if it does.
    pub fn host_name(self) -> Option<&'static str> {
        match self.info().wasm {
            WasmForm::Host(name) => Some(name),
            WasmForm::Code(_) | WasmForm::Between(_) | WasmForm::JsString(_) => None,
        }
    }
    /// The operator that WebAssembly imports from the host as `name`.
    pub fn by_host_name(name: &str) -> Option<Prim> {
        PRIMS.iter().find(|row| row.prim.host_name() == Some(name)).map(|row| row.prim)
    }
    /// The operator called `name` whose first operand has type `first`.
    pub fn by_name(name: &str, first: Type) -> Option<Prim> {
        PRIMS.iter().find(|row| row.name == name && row.params.first() == Some(&first)).map(|row| row.prim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn name_and_first_operand_type_identify_a_row() {
        let keys: HashSet<_> = PRIMS.iter().map(|row| (row.name, row.params[0])).collect();
        assert_eq!(keys.len(), PRIMS.len());
    }
}
