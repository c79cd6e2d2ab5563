//! Which `unreachable` a conditional branch leads to.
//!
//! Cranelift turns a branch to a block that only traps into one conditional trap, which then has the offset of the
//! branch: the panic's place stands at the `unreachable` that the branch would have reached. This follows both ways of
//! the branch through block ends and jumps. An `unreachable` right after an allocation or a copy, which are calls into
//! the engine, has the offset of that one.

use wasmparser::{Operator, Parser, Payload};

/// The offset of the `unreachable` at `offset` or behind the instruction there.
pub fn unreachable_behind(wasm: &[u8], offset: u32) -> Option<u32> {
    let code = function_at(wasm, offset as usize)?;
    let branch = code.iter().position(|(at, _)| *at == offset as usize)?;
    let taken = match code[branch].1 {
        Operator::If { .. } => end_of(&code, branch, true),
        Operator::BrIf { relative_depth }
        | Operator::BrOnNull { relative_depth }
        | Operator::BrOnNonNull { relative_depth }
        | Operator::BrOnCast { relative_depth, .. }
        | Operator::BrOnCastFail { relative_depth, .. } => target(&code, branch, relative_depth),
        Operator::Unreachable => return Some(offset),
        _ => None,
    };
    [Some(branch + 1), taken].into_iter().flatten().find_map(|next| reaches_unreachable(&code, next))
}

type Code<'a> = Vec<(usize, Operator<'a>)>;

fn function_at(wasm: &[u8], offset: usize) -> Option<Code<'_>> {
    let bodies = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload {
        Ok(Payload::CodeSectionEntry(body)) => Some(body),
        Ok(_) | Err(_) => None,
    });
    let body = bodies.into_iter().find(|body| body.range().contains(&offset))?;
    let operators = body.get_operators_reader().ok()?.into_iter_with_offsets();
    operators.map(|operator| operator.map(|(operator, at)| (at, operator)).ok()).collect()
}

fn reaches_unreachable(code: &Code, mut next: usize) -> Option<u32> {
    // Each step goes forward in the code or along a jump; more steps than instructions are a circle.
    for _ in 0..code.len() {
        match code.get(next)? {
            (at, Operator::Unreachable) => return u32::try_from(*at).ok(),
            (_, Operator::End | Operator::Nop | Operator::Drop) => next += 1,
            (_, Operator::Else) => next = end_of(code, next, false)?,
            (_, Operator::Br { relative_depth }) => next = target(code, next, *relative_depth)?,
            _ => return None,
        }
    }
    None
}

/// The instruction at which the label `depth` of the instruction at `from` goes on.
fn target(code: &Code, from: usize, depth: u32) -> Option<usize> {
    let mut outward = 0;
    for index in (0..from).rev() {
        match code[index].1 {
            Operator::End => outward += 1,
            Operator::Block { .. } | Operator::If { .. } | Operator::Loop { .. } | Operator::TryTable { .. } => {
                outward -= 1;
                if outward < -i64::from(depth) {
                    let is_loop = matches!(code[index].1, Operator::Loop { .. });
                    return if is_loop { Some(index + 1) } else { end_of(code, index, false) };
                }
            }
            _ => {}
        }
    }
    // The label of the function itself.
    None
}

/// The instruction after the end of the block that the instruction at `from` opens, or after its `else`.
fn end_of(code: &Code, from: usize, stop_at_else: bool) -> Option<usize> {
    let mut depth = 0;
    for (index, (_, operator)) in code.iter().enumerate().skip(from + 1) {
        match operator {
            Operator::Block { .. } | Operator::If { .. } | Operator::Loop { .. } | Operator::TryTable { .. } => {
                depth += 1
            }
            Operator::Else if depth == 0 && stop_at_else => return Some(index + 1),
            Operator::End if depth == 0 => return Some(index + 1),
            Operator::End => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each conditional branch that `unreachable_behind` resolves, its index and that of the `unreachable`.
    fn resolved(wat: &str) -> Vec<(usize, usize)> {
        let wasm = wat::parse_str(format!("(module (func (param i32) {wat}))")).expect("well-formed");
        let start = (0..wasm.len()).find(|&at| function_at(&wasm, at).is_some()).expect("a body");
        let code = function_at(&wasm, start).expect("a body");
        let index = |offset: u32| code.iter().position(|(at, _)| *at == offset as usize).expect("an instruction");
        let found = code
            .iter()
            .enumerate()
            .filter(|(_, (_, operator))| matches!(operator, Operator::If { .. } | Operator::BrIf { .. }))
            .filter_map(|(from, (at, _))| Some((from, index(unreachable_behind(&wasm, *at as u32)?))));
        found.collect()
    }

    #[test]
    fn both_ways_of_a_branch_are_followed() {
        assert_eq!(resolved("local.get 0 if unreachable end"), [(1, 2)]);
        assert_eq!(
            resolved("local.get 0 if nop drop else unreachable end".replace("nop drop", "return").as_str()),
            [(1, 4)]
        );
        assert_eq!(resolved("block local.get 0 br_if 0 return end unreachable"), [(2, 5)]);
        assert_eq!(resolved("block block local.get 0 br_if 1 return end return end unreachable"), [(3, 8)]);
        assert_eq!(
            resolved(
                "block block local.get 0 br_if 0 return end br 1 end unreachable".replace("br 1", "br 0").as_str()
            ),
            [(3, 8)]
        );
        assert_eq!(resolved("local.get 0 if return end return"), []);
        assert_eq!(resolved("loop local.get 0 br_if 0 end unreachable"), [(2, 4)]);
    }
}
