//! Functions that nothing uses.
//!
//! In: the functions that each checked body refers to.  Out: a warning for each private function of a user's module that
//! is reached neither from what runs by itself (`main`, tests, first values), nor from what others may use (`pub`), nor
//! from a method. That a function calls itself is no use.

use base::Symbol;
use rustc_hash::FxHashSet;

use crate::errors::warnings;
use crate::typed::FuncId;
use crate::world::{Def, World};

/// Warns of them.
pub(crate) fn warn(world: &mut World<'_>) {
    let private = private_functions(world);
    let candidates: FxHashSet<FuncId> = private.iter().map(|&(_, func)| func).collect();
    let mut open: Vec<FuncId> = world.funcs.ids().filter(|func| !candidates.contains(func)).collect();
    let mut reached: FxHashSet<FuncId> = open.iter().copied().collect();
    while let Some(func) = open.pop() {
        let Some(refs) = world.refs.get(&func) else { continue };
        let used = refs.calls.iter().map(|&(callee, ..)| callee).chain(refs.defaults.iter().copied());
        open.extend(used.filter(|&callee| reached.insert(callee)));
    }
    for (name, func) in private {
        if !reached.contains(&func)
            && let Some(sig) = &world.sigs[func]
        {
            let warning = warnings::unused_function(name, sig.span);
            world.report(warning);
        }
    }
}

/// The functions whose use is to be seen, in the order of their modules and places.
fn private_functions(world: &World<'_>) -> Vec<(Symbol, FuncId)> {
    let mut private = Vec::new();
    for module in world.modules.iter().filter(|module| !module.is_std) {
        for &name in &module.names {
            let entry = &module.scope[&name];
            if let Def::Func(func) = entry.def
                && !entry.public
                && entry.import.is_none()
                && world.main != Some(func)
                && !name.as_str().starts_with('_')
            {
                private.push((name, func));
            }
        }
    }
    private
}
