//! Mistakes in events: their declarations, implementations, observers, and the arms of calls.

use base::{Diagnostic, Span, Symbol};

use super::errors;
use crate::ast::Ident;
use crate::display::list_names;
use crate::spelling::nearest;
use crate::typed::{Effect, Event, Outcome, Payload};

/// `found(user)`, as an arm names it.
fn arm_head(name: Symbol, params: &[Payload]) -> String {
    if params.is_empty() {
        return name.to_string();
    }
    let params: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    format!("{name}({})", params.join(", "))
}

/// What the arms of a call answer, or those where an effect with branches is fired.
pub(crate) struct Asked<'e> {
    /// The event or effect.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// Outcomes or branches.
    pub outcomes: &'e [Outcome],
    pub effects: &'e [Effect],
    /// An effect that the caller may leave out.
    pub may_have_nobody: bool,
    is_firing: bool,
}

impl<'e> Asked<'e> {
    /// A call of an event.
    pub fn call(event: &'e Event) -> Asked<'e> {
        let (name, span, outcomes, effects) = (event.name, event.span, &event.outcomes[..], &event.effects[..]);
        Asked { name, span, outcomes, effects, may_have_nobody: false, is_firing: false }
    }

    /// Firing an effect with branches.
    pub fn firing(effect: &'e Effect) -> Asked<'e> {
        let (name, span, outcomes) = (effect.name, effect.span, &effect.branches[..]);
        Asked { name, span, outcomes, effects: &[], may_have_nobody: effect.optional, is_firing: true }
    }

    fn act(&self) -> &'static str {
        if self.is_firing { "firing" } else { "call" }
    }

    fn declared(&self) -> &'static str {
        if self.is_firing { "the effect is declared here" } else { "the event is declared here" }
    }
}

/// Where further arms are written.
pub(crate) enum ArmsPlace {
    /// In braces of their own.
    AfterCall(Span),
    /// On the line of the last one.
    AfterArm(Span),
    /// On lines of their own.
    BeforeBrace(Span),
}

fn all_arms(event: &Asked<'_>) -> String {
    let outcomes = event.outcomes.iter().map(|outcome| format!("`| {}`", arm_head(outcome.name, &outcome.params)));
    let effects = event.effects.iter().map(|effect| format!("`! {}`", arm_head(effect.name, &effect.params)));
    let all: Vec<String> = outcomes.chain(effects).collect();
    if all.is_empty() { "nothing".into() } else { all.join(", ") }
}

errors! {
    /// `impl` with a lower-case name gives an abstract event its body, and `on` observes an event; the name is not
    /// that of an event.
    ///
    /// ```seam wrong
    /// fn tick() { }
    /// on tick() { print("tick") }
    /// ```
    /// ```seam right
    /// event tick()
    /// on tick() { print("tick") }
    /// ```
    "E0500" fn not_an_event(name: Ident, what: &str, near: Option<Symbol>) {
        let title = format!("`{}` is not an event", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, format!("`{what}` wants an event here"));
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic.hint("declare it: `event name(…)`, or write the name of one that is declared"),
        }
    }
    /// The event has no outcome or effect of that name. Outcomes are answered with `|`, effects with `!`.
    ///
    /// ```seam wrong
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1), | never => print(2), | no => print(3) } }
    /// ```
    /// ```seam right
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1), | no => print(3) } }
    /// ```
    "E0501" fn unknown_arm(name: Ident, is_effect: bool, event: &Asked<'_>) {
        let what = match (is_effect, event.is_firing) {
            (true, _) => "effect",
            (false, true) => "branch",
            (false, false) => "outcome",
        };
        let title = format!("`{}` has no {what} `{}`", event.name, name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "").also(event.span, event.declared());
        let is_outcome = event.outcomes.iter().any(|outcome| outcome.name == name.name);
        let is_other = is_outcome || event.effects.iter().any(|effect| effect.name == name.name);
        if is_other {
            let (other, sign) = match (is_effect, event.is_firing) {
                (true, true) => ("a branch", "|"),
                (true, false) => ("an outcome", "|"),
                (false, _) => ("an effect", "!"),
            };
            return diagnostic.hint(format!("`{}` is {other}: write `{sign} {}`", name.name, name.name));
        }
        let names = event.outcomes.iter().map(|outcome| outcome.name);
        let near = nearest(name.as_str(), names.chain(event.effects.iter().map(|effect| effect.name)));
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic.note(format!("`{}` gives {}", event.name, all_arms(event))),
        }
    }
    /// A call of an event has an arm for each outcome that is not optional (`|?`), and for each effect that is to be
    /// resumed with a value. Only an event whose one outcome is its value is called without.
    ///
    /// ```seam wrong
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1) } }
    /// ```
    /// ```seam right
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1), | no => print(2) } }
    /// ```
    "E0502" fn missing_arms(event: &Asked<'_>, outcomes: &[usize], effects: &[usize], at: Span, place: ArmsPlace) {
        let outcome = |index: &usize| arm_head(event.outcomes[*index].name, &event.outcomes[*index].params);
        let effect = |index: &usize| arm_head(event.effects[*index].name, &event.effects[*index].params);
        let arms: Vec<String> = outcomes
            .iter()
            .map(|index| format!("| {} => {{}}", outcome(index)))
            .chain(effects.iter().map(|index| format!("! {} => {{}}", effect(index))))
            .collect();
        let names: Vec<Symbol> = outcomes
            .iter()
            .map(|&index| event.outcomes[index].name)
            .chain(effects.iter().map(|&index| event.effects[index].name))
            .collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        let title = format!("the {} of `{}` has no arm{plural} for {}", event.act(), event.name, list_names(names));
        let (end, edit) = match place {
            ArmsPlace::AfterCall(end) => (end, format!(" {{ {} }}", arms.join(", "))),
            ArmsPlace::AfterArm(end) => (end, format!(", {}", arms.join(", "))),
            ArmsPlace::BeforeBrace(end) => (end, format!("  {}\n", arms.join("\n  "))),
        };
        Diagnostic::error(CODE, title, at, "")
            .also(event.span, event.declared())
            .fix(format!("add `{}`", arms.join(", ")), end, edit)
    }
    /// An arm can never be taken: the arms before it take everything, or it answers what another arm answers already.
    ///
    /// ```seam wrong
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1), | yes => print(2), | no => print(3) } }
    /// ```
    /// ```seam right
    /// event ask() | yes | no { yes }
    /// fn main() { ask() { | yes => print(1), | no => print(3) } }
    /// ```
    "E0503" fn unreachable_arm(name: Symbol, span: Span, first: Option<Span>) {
        let diagnostic = Diagnostic::error(CODE, "this arm is never taken", span, "");
        match first {
            Some(first) => diagnostic.also(first, format!("this arm takes every `{name}`")).hint("remove one of them"),
            None => diagnostic.note("there is no optional outcome left for it").hint("remove it"),
        }
    }
    /// If all arms of an outcome or effect have a condition, it may happen that none holds: one arm without is needed.
    ///
    /// ```seam wrong
    /// event roll() | got(n: i32) { got(4) }
    /// fn main() { roll() { | got(n) if n > 3 => print("high") } }
    /// ```
    /// ```seam right
    /// event roll() | got(n: i32) { got(4) }
    /// fn main() {
    ///   roll() {
    ///     | got(n) if n > 3 => print("high")
    ///     | got(n) => print("low")
    ///   }
    /// }
    /// ```
    "E0504" fn guard_without_fallback(name: Symbol, sign: &str, span: Span) {
        let title = format!("every arm of `{name}` has a condition");
        Diagnostic::error(CODE, title, span, "if this does not hold, no arm is left")
            .hint(format!("add an arm without a condition: `{sign} {name} => …`"))
    }
    /// What is in the parentheses of an arm, `impl` or observer is the payload, all of it. An arm or observer that
    /// needs none of it has no parentheses.
    ///
    /// ```seam wrong
    /// event load() | found(id: i32, name: string) { found(1, "a") }
    /// fn main() { load() { | found(id) => print(id) } }
    /// ```
    /// ```seam right
    /// event load() | found(id: i32, name: string) { found(1, "a") }
    /// fn main() { load() { | found(id, _) => print(id) } }
    /// ```
    "E0505" fn wrong_payload(name: Symbol, expected: usize, found: usize, span: Span, declared: Span) {
        let plural = if expected == 1 { "" } else { "s" };
        Diagnostic::error(CODE, format!("`{name}` has {expected} value{plural}, not {found}"), span, "")
            .also(declared, "declared here")
            .hint("name each value; `_` takes one without naming it")
    }
    /// Events are called, never stored: that every handler is known is what makes them cost nothing. A closure is
    /// there when a value is wanted.
    ///
    /// ```seam wrong
    /// event tick(dt: f64)
    /// fn main() { let f = tick }
    /// ```
    /// ```seam right
    /// event tick(dt: f64)
    /// fn main() {
    ///   let f = (dt: f64) => tick(dt)
    ///   f(0.5)
    /// }
    /// ```
    "E0506" fn event_as_value(name: Symbol, params: &[Symbol], needs_arms: bool, span: Span) {
        let params: Vec<&str> = params.iter().map(|param| param.as_str()).collect();
        let list = params.join(", ");
        let arms = if needs_arms { " { … }" } else { "" };
        Diagnostic::error(CODE, format!("the event `{name}` is not a value"), span, "events are called, never stored")
            .hint(format!("wrap the call in a closure: `({list}) => {name}({list}){arms}`"))
    }
    /// A lambda may run when the event has ended, so it cannot end it or reach its caller.
    ///
    /// ```seam wrong
    /// event all(xs: List<i32>) ! each(x: i32) { xs.each(x => each(x)) }
    /// fn main() { for x in all([1, 2]) { print(x) } }
    /// ```
    /// ```seam right
    /// event all(xs: List<i32>) ! each(x: i32) { for x in xs { each(x) } }
    /// fn main() { for x in all([1, 2]) { print(x) } }
    /// ```
    "E0507" fn fired_in_lambda(name: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("`{name}` is fired in a lambda"), span, "")
            .note("a lambda may run after the event has ended")
            .hint("use a loop instead of a function that takes a lambda")
    }
    /// In the body of an event the names of its outcomes and effects are taken.
    ///
    /// ```seam wrong
    /// event load(id: i32) | found | gone {
    ///   for found in 0..id { print(found) }
    ///   gone
    /// }
    /// ```
    /// ```seam right
    /// event load(id: i32) | found | gone {
    ///   for key in 0..id { print(key) }
    ///   gone
    /// }
    /// ```
    "E0508" fn shadows_outcome(name: Symbol, span: Span, declared: Span) {
        Diagnostic::error(CODE, format!("`{name}` is an outcome or effect of this event"), span, "this name is taken")
            .also(declared, "declared here")
            .hint("choose another name")
    }
    /// An event that has a body is complete. Only an abstract one, without a body, has an `impl`.
    ///
    /// ```seam wrong
    /// event ask() | yes { yes }
    /// impl ask() { yes }
    /// ```
    /// ```seam right
    /// event ask() | yes
    /// impl ask() { yes }
    /// ```
    "E0509" fn impl_of_event_with_body(name: Symbol, span: Span, declared: Span) {
        Diagnostic::error(CODE, format!("`{name}` has a body already"), span, "")
            .also(declared, "declared here, with a body")
            .hint("remove one of the bodies, or make this an observer: `on …`")
    }
    /// An abstract event has one `impl` in the whole program, and perhaps a `default impl` for programs without. In
    /// tests, an `impl` in the file that is tested replaces one of another file.
    ///
    /// ```seam wrong
    /// event ask() | yes | no
    /// impl ask() { yes }
    /// impl ask() { no }
    /// ```
    /// ```seam right
    /// event ask() | yes | no
    /// default impl ask() { yes }
    /// impl ask() { no }
    /// ```
    "E0510" fn two_impls(name: Symbol, span: Span, first: Span, is_default: bool) {
        let word = if is_default { "default impl" } else { "impl" };
        let diagnostic = Diagnostic::error(CODE, format!("`{name}` has two of `{word}`"), span, "").also(first, "the other is here");
        if is_default { diagnostic } else { diagnostic.hint("mark the one that may be replaced `default impl`") }
    }
    /// An event without a body gets it from an `impl`; an event that only tells its observers has neither outcomes
    /// nor effects.
    ///
    /// ```seam wrong
    /// event ask() | yes | no
    /// fn main() { ask() { | yes => print(1), | no => print(2) } }
    /// ```
    /// ```seam right
    /// event ask() | yes | no
    /// impl ask() { no }
    /// fn main() { ask() { | yes => print(1), | no => print(2) } }
    /// ```
    "E0511" fn no_impl(event: &Event, call: Span) {
        let params: Vec<Payload> = event.params.clone();
        let head = arm_head(event.name, &params);
        let head = if params.is_empty() { format!("{head}()") } else { head };
        Diagnostic::error(CODE, format!("`{}` has no body", event.name), event.span, "declared without a body")
            .also(call, "called here")
            .hint(format!("add `impl {head} {{ … }}`"))
    }
    /// Each way through the body of an event with outcomes ends in one of them.
    ///
    /// ```seam wrong
    /// event check(n: i32) | small | large {
    ///   if n < 10 { small }
    /// }
    /// ```
    /// ```seam right
    /// event check(n: i32) | small | large {
    ///   if n < 10 { small }
    ///   large
    /// }
    /// ```
    "E0512" fn event_without_outcome(name: Symbol, outcomes: Vec<Symbol>, span: Span) {
        let title = format!("`{name}` ends here without an outcome");
        Diagnostic::error(CODE, title, span, "").hint(format!("fire {} here", list_names(outcomes)))
    }
    /// An optional effect that nobody answers is resumed with `null`, so its result is optional.
    ///
    /// ```seam wrong
    /// event load() !? confirm() -> bool { print(confirm()) }
    /// ```
    /// ```seam right
    /// event load() !? confirm() -> bool? { print(confirm()) }
    /// ```
    "E0513" fn optional_effect_result(name: Ident, ty: Span) {
        let title = format!("the optional effect `{}` needs an optional result", name.name);
        Diagnostic::error(CODE, title, ty, "there is no such value if the caller has no arm")
            .fix("make the result optional", ty.after(), "?")
    }
    /// Outcomes and effects are fired with all their values.
    ///
    /// ```seam wrong
    /// event load() | found(id: i32 = 1) { found(2) }
    /// ```
    /// ```seam right
    /// event load() | found(id: i32) { found(2) }
    /// ```
    "E0514" fn payload_default(span: Span) {
        Diagnostic::error(CODE, "outcomes and effects have no defaults", span, "").hint("remove it")
    }
    /// If an optional outcome without an arm ends the call, there is no value.
    ///
    /// ```seam wrong
    /// event load() | found(id: i32) |? stale { stale }
    /// fn main() {
    ///   let id = load() { | found(id) => id }
    ///   print(id)
    /// }
    /// ```
    /// ```seam right
    /// event load() | found(id: i32) |? stale { stale }
    /// fn main() {
    ///   let id = load() {
    ///     | found(id) => id
    ///     |? _ => 0
    ///   }
    ///   print(id)
    /// }
    /// ```
    "E0515" fn optional_outcome_without_value(event: &Asked<'_>, outcomes: Vec<Symbol>, at: Span) {
        let title = format!("the {} of `{}` has no value for {}", event.act(), event.name, list_names(outcomes));
        Diagnostic::error(CODE, title, at, "its value is used").hint("add `|? _ => …`")
    }
    /// Only calls of events have arms.
    ///
    /// ```seam wrong
    /// fn half(x: i32) -> i32 { x / 2 }
    /// fn main() { half(2) { | done => print(1) } }
    /// ```
    /// ```seam right
    /// event half(x: i32) | done(y: i32) { done(x / 2) }
    /// fn main() { half(2) { | done(y) => print(y) } }
    /// ```
    "E0516" fn arms_without_event(span: Span) {
        Diagnostic::error(CODE, "this is not a call of an event", span, "so it has no outcomes or effects to answer")
            .hint("remove the arms, or call an event")
    }
    /// An outcome or effect is fired by calling it; only an outcome without values is fired by its name.
    ///
    /// ```seam wrong
    /// event load() | found(id: i32) { found }
    /// ```
    /// ```seam right
    /// event load() | found(id: i32) { found(1) }
    /// ```
    "E0517" fn fired_without_call(name: Symbol, what: &str, params: &[Symbol], span: Span) {
        let params: Vec<&str> = params.iter().map(|param| param.as_str()).collect();
        Diagnostic::error(CODE, format!("the {what} `{name}` is not a value"), span, "")
            .hint(format!("fire it: `{name}({})`", params.join(", ")))
    }
    /// `name?` asks whether the caller of an event has an arm for one of its effects.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let x = 1
    ///   if x? { print(x) }
    /// }
    /// ```
    /// ```seam right
    /// event load() ! progress(p: i32) {
    ///   if progress? { progress(1) }
    /// }
    /// fn main() { load() }
    /// ```
    "E0518" fn not_an_effect(name: Ident) {
        Diagnostic::error(CODE, format!("`{}` is not an effect of this event", name.name), name.span, "")
            .note("`name?` asks whether the caller has an arm for an effect")
    }
    /// The arms of an outcome or effect must take every payload.
    ///
    /// ```seam wrong
    /// event roll() | got(n: i32) { got(4) }
    /// fn main() { roll() { | got(6) => print("six") } }
    /// ```
    /// ```seam right
    /// event roll() | got(n: i32) { got(4) }
    /// fn main() {
    ///   roll() {
    ///     | got(6) => print("six")
    ///     | got(_) => print("other")
    ///   }
    /// }
    /// ```
    "E0519" fn payload_not_covered(name: Symbol, sign: &str, missing: &[String], span: Span) {
        let shown: Vec<String> = missing.iter().take(3).map(|pattern| format!("`{pattern}`")).collect();
        Diagnostic::error(CODE, format!("the arms of `{name}` do not take {}", shown.join(", ")), span, "")
            .hint(format!("add an arm that takes the rest: `{sign} {name} => …`"))
    }
    /// Outcomes and effects are fired in the body of their event and in its `impl`, nowhere else.
    ///
    /// ```seam wrong
    /// event load() | found(id: i32) { found(1) }
    /// fn main() { found(2) }
    /// ```
    /// ```seam right
    /// event load() | found(id: i32) { found(1) }
    /// fn main() { load() { | found(id) => print(id) } }
    /// ```
    "E0520" fn fired_outside(name: Ident, event: Symbol, declared: Span) {
        let title = format!("`{}` is fired outside of the body of `{event}`", name.name);
        Diagnostic::error(CODE, title, name.span, "").also(declared, "declared here")
            .note("outcomes and effects belong to the call that is running; a lambda or another function may outlive it")
    }
    /// The arm of an effect with branches says in which of them the event goes on: each way through the arm ends by
    /// firing one, or leaves the call.
    ///
    /// ```seam wrong
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() { load() { ! confirm(q) => print(q) } }
    /// ```
    /// ```seam right
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() { load() { ! confirm(q) => { print(q); yes } } }
    /// ```
    "E0522" fn arm_without_branch(effect: &Effect, span: Span) {
        let branches: Vec<Symbol> = effect.branches.iter().map(|branch| branch.name).collect();
        Diagnostic::error(CODE, format!("this arm of `{}` ends without a branch", effect.name), span, "")
            .also(effect.span, "the effect is declared here")
            .hint(format!("fire {} here", list_names(branches)))
    }
    /// A branch resumes the effect whose arm is running, so it is fired in that arm and nowhere else.
    ///
    /// ```seam wrong
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => yes } }
    /// ```
    /// ```seam right
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() { load() { ! confirm(q) => yes } }
    /// ```
    "E0523" fn branch_fired_outside(name: Ident, effect: Symbol, declared: Span) {
        let title = format!("`{}` is fired outside of an arm of `{effect}`", name.name);
        Diagnostic::error(CODE, title, name.span, "").also(declared, "declared here")
            .note(format!("a branch resumes the event from the arm `! {effect} => …` of its caller"))
    }
    /// In the arm of an effect with branches the names of these are taken; a variable that was there before has another
    /// name, so that nobody takes one for the other.
    ///
    /// ```seam wrong
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() {
    ///   let no = "sure?"
    ///   load() { ! confirm(q) => if q == no { yes } else { yes } }
    /// }
    /// ```
    /// ```seam right
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() {
    ///   let refused = "sure?"
    ///   load() { ! confirm(q) => if q == refused { no } else { yes } }
    /// }
    /// ```
    "E0524" fn branch_and_variable(name: Ident, effect: Symbol, declared: Span, variable: Span) {
        let title = format!("`{}` is a branch of `{effect}` here, and a variable", name.name);
        Diagnostic::error(CODE, title, name.span, "").also(declared, "the branch is declared here")
            .also(variable, "the variable is declared here").hint("give the variable another name")
    }
    /// In the arm of an effect with branches the names of these are taken.
    ///
    /// ```seam wrong
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() { load() { ! confirm(yes) => no } }
    /// ```
    /// ```seam right
    /// event load() ! confirm(q: string) -> { | yes | no } { confirm("sure?") { | yes => {}, | no => {} } }
    /// fn main() { load() { ! confirm(q) => no } }
    /// ```
    "E0525" fn shadows_branch(name: Symbol, effect: Symbol, span: Span, declared: Span) {
        Diagnostic::error(CODE, format!("`{name}` is a branch of `{effect}`"), span, "this name is taken in the arm")
            .also(declared, "declared here")
            .hint("choose another name")
    }
    /// If the caller has no arm for an optional effect, there is no branch, and so no value.
    ///
    /// ```seam wrong
    /// event load() !? confirm(q: string) -> { | yes | no } | done(n: i32) {
    ///   done(confirm("sure?") { | yes => 1, | no => 2 })
    /// }
    /// ```
    /// ```seam right
    /// event load() !? confirm(q: string) -> { | yes | no } | done(n: i32) {
    ///   done(confirm("sure?") { | yes => 1, | no => 2, |? _ => 3 })
    /// }
    /// ```
    "E0526" fn unanswered_effect_without_value(effect: Symbol, at: Span) {
        Diagnostic::error(CODE, format!("`{effect}` has no value if the caller has no arm for it"), at, "its value is used")
            .hint("add `|? _ => …`")
    }
}
