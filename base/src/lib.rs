//! What every stage shares: source positions, dense ids, interned names and diagnostics.
//!
//! **Invariant:** no dependencies, and no knowledge of any stage.

mod diagnostic;
mod id;
mod source;
mod symbol;

pub use diagnostic::{Applicability, Diagnostic, Edit, Hint, Label, Severity};
pub use id::{Id, IndexVec};
pub use source::{Position, Source, SourceId, Sources, Span};
pub use symbol::Symbol;
