//! Control flow: branches, short circuits, loops.
//!
//! In: typed `if`, `&&`, loops, jumps.  Out: blocks.
//!
//! A loop is a header with the test, the body, and a latch that counts, so that the passes find the shape they know.
//! Where the count could leave the range of its type (`0..=MAX`, a step that jumps over the end) the test is at the
//! latch and looks at the distance that is left, which cannot overflow.

use super::arith::Num;
use super::func::{Exit, FuncCx, LoopTargets, Vals};
use super::ssa::Var;
use frontend::typed::{BinaryOp, Callee, Expr, ExprKind, IntTy, LocalId, LoopId, Pattern, Ty, TyKind, UnaryOp};
use ir::{Block, Const, Host, Op, Prim, Type, Value};

/// How many operators an operand of `&&` may have to be computed without a branch.
const CHEAP: u32 = 8;

/// A counting loop whose operands are evaluated.
struct Counted<'a> {
    id: LoopId,
    local: LocalId,
    int: IntTy,
    start: Value,
    end: Value,
    inclusive: bool,
    body: &'a Expr,
}

impl<'a> FuncCx<'_, 'a> {
    // ---- branches

    /// Goes to `yes` or `no`; `&&`, `||` and `!` are jumps.
    pub fn cond(&mut self, expr: &'a Expr, yes: Block, no: Block) {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, operand) => self.cond(operand, no, yes),
            ExprKind::And(a, b) if !self.cheap(expr) => {
                let next = self.new_block();
                self.cond(a, next, no);
                self.open(next);
                self.cond(b, yes, no);
            }
            ExprKind::Or(a, b) if !self.cheap(expr) => {
                let next = self.new_block();
                self.cond(a, yes, next);
                self.open(next);
                self.cond(b, yes, no);
            }
            _ => {
                let value = self.one(expr);
                let outer = std::mem::replace(&mut self.span, expr.span);
                self.branch(value, yes, no);
                self.span = outer;
            }
        }
    }

    /// `a && b`, `a || b` as a value.
    pub fn and_or(&mut self, expr: &'a Expr) -> Value {
        if let ExprKind::And(a, b) | ExprKind::Or(a, b) = &expr.kind
            && self.cheap(expr)
        {
            let operands = [self.one(a), self.one(b)];
            let and = matches!(expr.kind, ExprKind::And(..));
            return self.prim(if and { Prim::AndBool } else { Prim::OrBool }, &operands);
        }
        let value = self.var(Type::BOOL, None);
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        match &expr.kind {
            // The value of the last operand is the value of the whole: it is not branched on again.
            ExprKind::And(a, b) => {
                self.cond(a, yes, no);
                self.open(yes);
                let last = self.one(b);
                self.write(value, last);
                self.jump(join);
                self.open(no);
                let known = self.bool(false);
                self.write(value, known);
            }
            ExprKind::Or(a, b) => {
                self.cond(a, yes, no);
                self.open(no);
                let last = self.one(b);
                self.write(value, last);
                self.jump(join);
                self.open(yes);
                let known = self.bool(true);
                self.write(value, known);
            }
            kind => panic!("{kind:?} is not a short circuit"),
        }
        self.jump(join);
        self.open(join);
        self.read(value)
    }

    /// `if`
    pub fn if_expr(&mut self, cond: &'a Expr, then: &'a Expr, otherwise: Option<&'a Expr>, ty: Ty) -> Vals {
        let value = self.vars(ty, None);
        let (yes, join) = (self.new_block(), self.new_block());
        let no = if otherwise.is_some() { self.new_block() } else { join };
        self.cond(cond, yes, no);
        self.open(yes);
        self.join_with(then, ty, &value, join);
        if let Some(otherwise) = otherwise {
            self.open(no);
            self.join_with(otherwise, ty, &value, join);
        }
        self.open(join);
        self.read_all(&value)
    }

    /// One of the ways to a join: its value, then the jump. Without variables the value is not used.
    pub fn join_with(&mut self, expr: &'a Expr, ty: Ty, value: &[Var], join: Block) {
        let values = self.expr_as(expr, ty);
        if !value.is_empty() {
            self.write_all(value, &values);
        }
        self.jump(join);
    }

    /// Whether an operand of `&&` can be computed without being asked for: it has no effect, cannot panic, and costs
    /// less than a branch.
    fn cheap(&mut self, expr: &Expr) -> bool {
        self.cost(expr).is_some_and(|cost| cost <= CHEAP)
    }

    fn cost(&mut self, expr: &Expr) -> Option<u32> {
        Some(match &expr.kind {
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Local(_) => 0,
            ExprKind::Unary(_, operand) | ExprKind::IsNull(operand) => 1 + self.cost(operand)?,
            ExprKind::And(a, b) | ExprKind::Or(a, b) => 1 + self.cost(a)? + self.cost(b)?,
            ExprKind::Binary(BinaryOp::Div | BinaryOp::Rem | BinaryOp::Pow, ..) => return None,
            ExprKind::Binary(_, a, b) => {
                let ty = self.ty(a.ty);
                // What has no number type may have an `==` or `<` that is a function.
                self.num(ty).filter(|&num| num != Num::Big)?;
                1 + self.cost(a)? + self.cost(b)?
            }
            _ => return None,
        })
    }

    // ---- loops

    /// A loop.
    pub fn loop_expr(&mut self, expr: &'a Expr, ty: Ty) -> Vals {
        match &expr.kind {
            ExprKind::While(id, cond, body) => self.while_loop(*id, cond, body),
            ExprKind::Loop(id, body) => return self.endless_loop(*id, body, ty),
            ExprKind::ForRange { id, local, start, end, inclusive, step, body } => {
                let Some(Num::Int(int)) = ({
                    let ty = self.ty(start.ty);
                    self.num(ty)
                }) else {
                    panic!("ranges are of integers")
                };
                let (start, end) = (self.one(start), self.one(end));
                let step = step.as_deref().map(|step| self.one(step));
                if !self.is_dead() {
                    let inclusive = *inclusive;
                    self.count(&Counted { id: *id, local: *local, int, start, end, inclusive, body }, step);
                }
            }
            ExprKind::ForIndexed { id, pattern, sequence, length, get, body } => {
                self.for_indexed(*id, pattern, sequence, (length, get), body);
            }
            kind => panic!("{kind:?} is not a loop"),
        }
        Vec::new()
    }

    fn begin_loop(&mut self, id: LoopId, next: Block, exit: Block, value: Vec<Var>) {
        let (next, exit) = (Exit::Join(next, Vec::new()), Exit::Join(exit, value));
        self.frame.loops.insert(id, LoopTargets { next, exit });
    }

    fn while_loop(&mut self, id: LoopId, cond: &'a Expr, body: &'a Expr) {
        let (header, inside, exit) = (self.new_block(), self.new_block(), self.new_block());
        self.begin_loop(id, header, exit, Vec::new());
        self.jump(header);
        self.open_loop(header);
        self.cond(cond, inside, exit);
        self.open(inside);
        self.expr(body);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }

    fn endless_loop(&mut self, id: LoopId, body: &'a Expr, ty: Ty) -> Vals {
        let value = self.vars(ty, None);
        let (header, exit) = (self.new_block(), self.new_block());
        self.begin_loop(id, header, exit, value.clone());
        self.jump(header);
        self.open_loop(header);
        self.expr(body);
        self.jump(header);
        self.seal(header);
        self.open(exit);
        self.read_all(&value)
    }

    /// `break`
    pub fn break_expr(&mut self, id: LoopId, value: Option<&'a Expr>) -> Vals {
        let exit = self.frame.loops[&id].exit.clone();
        let values = value.map_or_else(Vec::new, |value| self.expr(value));
        self.go(&exit, values);
        Vec::new()
    }

    /// Chooses how to count.
    fn count(&mut self, range: &Counted<'a>, step: Option<Value>) {
        let known = step.map_or(Some(1), |step| self.known_int(step, range.int));
        match known {
            Some(0) => self.zero_step(),
            Some(step) if self.ends_in_range(range, step) => self.count_to(range, step),
            Some(step) => self.count_distance(range, step),
            None => self.count_rounds(range, step.expect("an absent step is known")),
        }
    }

    /// The value of an integer constant.
    fn known_int(&self, value: Value, int: IntTy) -> Option<i128> {
        match self.func.as_const(value)? {
            Const::I32(value) if int == IntTy::U32 => Some((value as u32).into()),
            Const::I32(value) => Some(value.into()),
            Const::I64(value) if int == IntTy::U64 => Some((value as u64).into()),
            Const::I64(value) => Some(value.into()),
            _ => None,
        }
    }

    /// Whether the first count past the end is still in the range of the type that holds it.
    fn ends_in_range(&self, range: &Counted<'a>, step: i128) -> bool {
        // Narrow integers are counted in 32 bits.
        let holder = match range.int {
            int if int.bits() < 32 => IntTy::I32,
            int => int,
        };
        let (low, high) = match self.known_int(range.end, range.int) {
            Some(end) => (end, end),
            None => (range.int.min(), range.int.max()),
        };
        let inclusive = i128::from(range.inclusive);
        // The last count is at most `high - 1 + inclusive`, or at least `low + 1 - inclusive`.
        if step > 0 { high - 1 + inclusive + step <= holder.max() } else { low + 1 - inclusive + step >= holder.min() }
    }

    fn test_op(range: &Counted<'a>, up: bool) -> BinaryOp {
        match (up, range.inclusive) {
            (true, false) => BinaryOp::Lt,
            (true, true) => BinaryOp::Le,
            (false, false) => BinaryOp::Gt,
            (false, true) => BinaryOp::Ge,
        }
    }

    /// Test in the header, step in the latch.
    fn count_to(&mut self, range: &Counted<'a>, step: i128) {
        let name = self.local_name(range.local);
        let counter = self.var(super::types::int_type(range.int), name);
        let (header, inside, latch, exit) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.begin_loop(range.id, latch, exit, Vec::new());
        self.write(counter, range.start);
        self.jump(header);
        self.open_loop(header);
        let now = self.read(counter);
        let goes_on = self.compare_nums(Self::test_op(range, step > 0), Num::Int(range.int), now, range.end);
        self.branch(goes_on, inside, exit);
        self.open(inside);
        self.bind(range.local, &[now]);
        self.expr(range.body);
        self.jump(latch);
        self.open(latch);
        let now = self.read(counter);
        let next = self.step(range.int, now, step);
        self.write(counter, next);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }

    /// `counter + step` where it is known not to leave the 32 or 64 bits that hold it.
    fn step(&mut self, int: IntTy, counter: Value, step: i128) -> Value {
        let amount = self.int(step, int);
        self.prim(if int.bits() == 64 { Prim::AddI64 } else { Prim::AddI32 }, &[counter, amount])
    }

    /// A test before the loop; in the latch the distance to the end, as an unsigned number, tells whether another
    /// round fits.
    fn count_distance(&mut self, range: &Counted<'a>, step: i128) {
        let name = self.local_name(range.local);
        let counter = self.var(super::types::int_type(range.int), name);
        let (header, latch, again, exit) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        let wide = range.int.bits() == 64;
        self.begin_loop(range.id, latch, exit, Vec::new());
        self.write(counter, range.start);
        let any = self.compare_nums(Self::test_op(range, step > 0), Num::Int(range.int), range.start, range.end);
        self.branch(any, header, exit);
        self.open_loop(header);
        let now = self.read(counter);
        self.bind(range.local, &[now]);
        self.expr(range.body);
        self.jump(latch);
        self.open(latch);
        let now = self.read(counter);
        let (from, to) = if step > 0 { (now, range.end) } else { (range.end, now) };
        let distance = self.prim(if wide { Prim::SubI64 } else { Prim::SubI32 }, &[to, from]);
        let unsigned = if wide { IntTy::U64 } else { IntTy::U32 };
        let stride = self.int(step.abs(), unsigned);
        let fits = if range.inclusive { BinaryOp::Ge } else { BinaryOp::Gt };
        let fits = self.compare_nums(fits, Num::Int(unsigned), distance, stride);
        self.branch(fits, again, exit);
        self.open(again);
        let next = self.step(range.int, now, step);
        self.write(counter, next);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }

    /// A step that is not known: the last number is computed before the first round.
    fn count_rounds(&mut self, range: &Counted<'a>, step: Value) {
        let int = range.int;
        let ty = super::types::int_type(int);
        let name = self.local_name(range.local);
        let counter = self.var(ty, name);
        let (header, latch, again, exit) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.begin_loop(range.id, latch, exit, Vec::new());
        let last = self.last(range, step, exit);
        self.write(counter, range.start);
        self.jump(header);
        self.open_loop(header);
        let now = self.read(counter);
        self.bind(range.local, &[now]);
        self.expr(range.body);
        self.jump(latch);
        self.open(latch);
        let now = self.read(counter);
        let more = self.compare_nums(BinaryOp::Ne, Num::Int(int), now, last);
        self.branch(more, again, exit);
        self.open(again);
        let next = self.arith(BinaryOp::Add, Num::Int(int), now, step);
        self.write(counter, next);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }

    /// The last number of a range that has one; goes to `exit` if it has none.
    fn last(&mut self, range: &Counted<'a>, step: Value, exit: Block) -> Value {
        let (int, unsigned) = (range.int, unsigned(range.int));
        let zero = self.int(0, int);
        let (zero_step, moves) = (self.new_block(), self.new_block());
        let stands = self.compare_nums(BinaryOp::Eq, Num::Int(int), step, zero);
        self.branch(stands, zero_step, moves);
        self.open(zero_step);
        self.zero_step();
        self.open(moves);
        let counts_up = self.compare_nums(BinaryOp::Gt, Num::Int(int), step, zero);
        let (up, down, known) = (self.new_block(), self.new_block(), self.new_block());
        let rounds = self.var(super::types::int_type(int), None);
        match int.is_signed() {
            true => self.branch(counts_up, up, down),
            false => self.jump(up),
        }
        for (block, goes_up) in [(up, true), (down, false)] {
            self.open(block);
            let some = self.new_block();
            let any = self.compare_nums(Self::test_op(range, goes_up), Num::Int(int), range.start, range.end);
            self.branch(any, some, exit);
            self.open(some);
            let (from, to) = if goes_up { (range.start, range.end) } else { (range.end, range.start) };
            let mut distance = self.arith(BinaryOp::Sub, Num::Int(unsigned), to, from);
            if !range.inclusive {
                distance = self.step(unsigned, distance, -1);
            }
            let stride = if goes_up { step } else { self.arith(BinaryOp::Sub, Num::Int(unsigned), zero, step) };
            let count = self.arith(BinaryOp::Div, Num::Int(unsigned), distance, stride);
            self.write(rounds, count);
            self.jump(known);
        }
        self.open(known);
        let rounds = self.read(rounds);
        let span = self.arith(BinaryOp::Mul, Num::Int(int), rounds, step);
        self.arith(BinaryOp::Add, Num::Int(int), range.start, span)
    }

    fn zero_step(&mut self) {
        let text = self.str("the step of a range is zero");
        self.emit(Op::Host(Host::Panic), vec![text], &[]);
        self.unreachable();
    }

    fn local_name(&self, local: LocalId) -> Option<base::Symbol> {
        Some(self.frame.locals[local].name)
    }

    /// Goes through a sequence by index; its length is asked for before each round.
    fn for_indexed(
        &mut self,
        id: LoopId,
        pattern: &'a Pattern,
        sequence: &'a Expr,
        (length, get): (&'a Callee, &'a Callee),
        body: &'a Expr,
    ) {
        let sequence_ty = self.ty(sequence.ty);
        let object = self.expr_as(sequence, sequence_ty);
        if self.is_dead() {
            return;
        }
        let index_ty = self.b.tys.intern(TyKind::Int(IntTy::I32));
        let element_ty = self.ty(pattern.ty);
        let position = self.var(Type::I32, None);
        let zero = self.i32(0);
        self.write(position, zero);
        let (header, inside, latch, exit) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.begin_loop(id, latch, exit, Vec::new());
        self.jump(header);
        self.open_loop(header);
        let now = self.read(position);
        let count = self.call_with(length, vec![(object.clone(), sequence_ty)], index_ty)[0];
        let goes_on = self.prim(Prim::LtSI32, &[now, count]);
        self.branch(goes_on, inside, exit);
        self.open(inside);
        let element = self.call_with(get, vec![(object, sequence_ty), (vec![now], index_ty)], element_ty);
        self.bind_pattern(pattern, &element);
        self.expr(body);
        self.jump(latch);
        self.open(latch);
        let now = self.read(position);
        let next = self.step(IntTy::I32, now, 1);
        self.write(position, next);
        self.jump(header);
        self.seal(header);
        self.open(exit);
    }
}

fn unsigned(int: IntTy) -> IntTy {
    match int {
        IntTy::I8 | IntTy::U8 | IntTy::I16 | IntTy::U16 | IntTy::I32 | IntTy::U32 => IntTy::U32,
        IntTy::I64 | IntTy::U64 => IntTy::U64,
    }
}
