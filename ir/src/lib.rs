//! The one intermediate representation: SSA over a control-flow graph, monomorphic and typed.
//!
//! [`op`] is the table of operators that both emitters, the interpreter, the verifier and the cost model read.
//! [`interp`] is the meaning of the language.

pub mod bigint;
pub mod cfg;
pub mod dominators;
pub mod fold;
pub mod func;
pub mod host;
pub mod interp;
pub mod loops;
pub mod op;
pub mod parse;
pub mod placement;
pub mod print;
pub mod program;
pub mod ranges;
pub mod structure;
pub mod types;
pub mod verify;

pub use cfg::Cfg;
pub use dominators::Dominators;
pub use func::{
    Block, BlockData, Const, Func, InlineHint, Inst, InstData, Loc, Site, SiteId, Target, Terminator, Value, ValueData,
    ValueDef, source_name,
};
pub use loops::{LoopData, LoopId, Loops};
pub use op::{Host, Op, PanicKind, Prim};
pub use parse::parse;
pub use placement::{Crossing, CrossingName, Placement, Seam, Side};
pub use print::{print, print_func};
pub use program::{Counted, Export, Extern, ExternId, ExternKind, FuncId, Global, GlobalId, JsView, Program, Test};
pub use types::{Field, Kind, SigId, Signature, Storage, Type, TypeData, TypeDef, TypeId, Types, Variant};
pub use verify::{Phase, verify};
