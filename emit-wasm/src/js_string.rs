//! The builtins of `wasm:js-string`: their signatures, which engines match exactly.

use wasm_encoder::{HeapType, RefType, ValType};

/// The signature of the builtin `name`. The array of code units is type 0.
pub fn signature(name: &str) -> (Vec<ValType>, Vec<ValType>) {
    let string = ValType::Ref(RefType::EXTERNREF);
    let fresh = ValType::Ref(RefType { nullable: false, heap_type: HeapType::EXTERN });
    let units = ValType::Ref(RefType { nullable: true, heap_type: HeapType::Concrete(0) });
    let int = ValType::I32;
    match name {
        "concat" => (vec![string, string], vec![fresh]),
        "length" => (vec![string], vec![int]),
        "charCodeAt" => (vec![string, int], vec![int]),
        "equals" | "compare" => (vec![string, string], vec![int]),
        "substring" => (vec![string, int, int], vec![fresh]),
        "fromCharCode" => (vec![int], vec![fresh]),
        "fromCharCodeArray" => (vec![units, int, int], vec![fresh]),
        "intoCharCodeArray" => (vec![string, units, int], vec![int]),
        _ => panic!("no row of the table uses the builtin {name}"),
    }
}
