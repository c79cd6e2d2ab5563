//! Declarations and templates as s-expressions.

use frontend::ast::*;

use super::{block, condition, expr, exprs, guard, let_stmt, list, named, path, pattern, pattern_args, string, ty};

/// One declaration.
pub fn item(item: &Item) -> String {
    let doc = item.doc.as_ref().map_or(String::new(), |doc| format!("(doc {doc:?}) "));
    let public = if item.public { "pub " } else { "" };
    format!("{doc}{}{public}{}", attributes(&item.attributes), item_kind(&item.kind))
}

fn attributes(attributes: &[Attribute]) -> String {
    let one = |attribute: &Attribute| match attribute.args.as_slice() {
        [] => format!("@{} ", attribute.name.as_str()),
        args => format!("@{}({}) ", attribute.name.as_str(), exprs(args)),
    };
    attributes.iter().map(one).collect()
}

fn item_kind(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Import(import) => match &import.names {
            ImportNames::All(name) => format!("(import {:?} * as {})", import.path, name.as_str()),
            ImportNames::Named(names) => format!("(import {:?} {})", import.path, list(names, import_name)),
        },
        ItemKind::Const(decl) => value("const", decl),
        ItemKind::State(decl) => value("state", decl),
        ItemKind::Derive(decl) => value("derive", decl),
        ItemKind::Struct(decl) => struct_decl(decl),
        ItemKind::Enum(decl) => {
            let variant = |variant: &VariantDecl| format!("{}({})", variant.name.as_str(), params(&variant.fields));
            format!("(enum {}{} {})", decl.name.as_str(), generics(&decl.type_params), list(&decl.variants, variant))
        }
        ItemKind::Trait(decl) => {
            let supers = list(&decl.supertraits, named);
            let head = format!("{}{}", decl.name.as_str(), generics(&decl.type_params));
            format!("(trait {head} : ({supers}) {})", list(&decl.methods, method))
        }
        ItemKind::Impl(decl) => {
            let of = decl.of_trait.as_ref().map_or(String::new(), |name| format!(" {} for", named(name)));
            let head = format!("impl{}{of} {}", generics(&decl.type_params), ty(&decl.target));
            format!("({head} {})", list(&decl.methods, method))
        }
        ItemKind::Fn(decl) => function(decl),
        ItemKind::TypeAlias(decl) => {
            format!("(type {}{} {})", decl.name.as_str(), generics(&decl.type_params), ty(&decl.ty))
        }
        ItemKind::Event(decl) => event(decl),
        ItemKind::EventImpl(decl) => {
            let word = if decl.is_default { "default-impl-event" } else { "impl-event" };
            format!("({word} {} ({}) {})", path(&decl.event), list(&decl.params, pattern), block(&decl.body))
        }
        ItemKind::Observer(decl) => {
            let point = match decl.point {
                ObserverPoint::Call => String::new(),
                ObserverPoint::Outcome(name) => format!(" | {}", name.as_str()),
                ObserverPoint::Effect(name) => format!(" ! {}", name.as_str()),
            };
            format!("(on {}{point} ({}) {})", path(&decl.event), pattern_args(&decl.args), block(&decl.body))
        }
        ItemKind::View(decl) => view(decl),
        ItemKind::Test(decl) => format!("(test {:?} {})", decl.name, block(&decl.body)),
        ItemKind::Bench(decl) => format!("(bench {:?} {})", decl.name, block(&decl.body)),
        ItemKind::Extern(decl) => {
            let host = match &decl.host {
                ExternHost::JsGlobals => "js".to_string(),
                ExternHost::JsModule { path, .. } => format!("js {path:?}"),
                ExternHost::Seam => "seam".to_string(),
            };
            format!("(extern {host} {})", list(&decl.items, extern_item))
        }
    }
}

fn import_name(name: &ImportName) -> String {
    if name.name == name.local {
        return name.name.as_str().into();
    }
    format!("[{} as {}]", name.name.as_str(), name.local.as_str())
}

fn value(word: &str, decl: &ValueDecl) -> String {
    let ty = decl.ty.as_ref().map_or(String::new(), |ty| format!(": {}", self::ty(ty)));
    format!("({word} {}{ty} {})", decl.name.as_str(), expr(&decl.value))
}

fn generics(params: &[TypeParam]) -> String {
    if params.is_empty() {
        return String::new();
    }
    let one = |param: &TypeParam| match param.bounds.as_slice() {
        [] => param.name.as_str().to_string(),
        bounds => format!("{}:{}", param.name.as_str(), list(bounds, named).replace(' ', "+")),
    };
    format!("<{}>", list(params, one))
}

fn params(params: &[Param]) -> String {
    list(params, |param| {
        let (before, after) = match param.presence {
            Presence::Required => ("", ""),
            Presence::Optional => ("", "?"),
            Presence::Rest => ("...", ""),
        };
        let default = param.default.as_ref().map_or(String::new(), |value| format!("={}", expr(value)));
        format!("{before}{}{after}:{}{default}", param.name.as_str(), ty(&param.ty))
    })
}

fn struct_decl(decl: &StructDecl) -> String {
    let field = |field: &FieldDecl| {
        let doc = field.doc.as_ref().map_or(String::new(), |doc| format!("(doc {doc:?}) "));
        let words = [(field.private, "private "), (field.mutable, "var ")];
        let words: String = words.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        let default = field.default.as_ref().map_or(String::new(), |value| format!("={}", expr(value)));
        format!("[{doc}{words}{}:{}{default}]", field.name.as_str(), ty(&field.ty))
    };
    format!("(struct {}{} {})", decl.name.as_str(), generics(&decl.type_params), list(&decl.fields, field))
}

fn method(method: &Method) -> String {
    let public = if method.public { "pub " } else { "" };
    format!("{}{public}{}", attributes(&method.attributes), function(&method.function))
}

fn result(result: &Option<Type>) -> String {
    result.as_ref().map_or(String::new(), |result| format!(" -> {}", ty(result)))
}

fn function(decl: &FnDecl) -> String {
    let word = if decl.is_async { "async-fn" } else { "fn" };
    let receiver = if decl.self_param.is_some() { "self " } else { "" };
    let body = decl.body.as_ref().map_or(String::new(), |body| format!(" {}", block(body)));
    let head = format!("{word} {}{}", decl.name.as_str(), generics(&decl.type_params));
    format!("({head} ({receiver}{}){}{body})", params(&decl.params), result(&decl.result))
}

fn event(decl: &EventDecl) -> String {
    let outcome = |outcome: &OutcomeDecl| {
        let sign = if outcome.optional { "|?" } else { "|" };
        format!("[{sign} {}({})]", outcome.name.as_str(), params(&outcome.params))
    };
    let effect = |effect: &EffectDecl| {
        format!("[! {}({}){}]", effect.name.as_str(), params(&effect.params), result(&effect.result))
    };
    let body = decl.body.as_ref().map_or(String::new(), |body| format!(" {}", block(body)));
    let word = if decl.is_async { "async-event" } else { "event" };
    let lines = format!("{} {}", list(&decl.effects, effect), list(&decl.outcomes, outcome));
    let head = format!("{word} {}{}", decl.name.as_str(), generics(&decl.type_params));
    format!("({head} ({}) {}{body})", params(&decl.params), lines.trim())
}

fn view(decl: &ViewDecl) -> String {
    let member = |member: &ViewMember| match &member.kind {
        ViewMemberKind::State(decl) => value("state", decl),
        ViewMemberKind::Derive(decl) => value("derive", decl),
        ViewMemberKind::Let(binding) => let_stmt(binding),
        ViewMemberKind::Mount(body) => format!("(mount {})", block(body)),
        ViewMemberKind::Unmount(body) => format!("(unmount {})", block(body)),
    };
    let parts = format!("{} {}", list(&decl.members, member), nodes(&decl.template));
    format!("(view {}{} ({}) {})", decl.name.as_str(), generics(&decl.type_params), params(&decl.params), parts.trim())
}

fn extern_item(item: &ExternItem) -> String {
    let public = if item.public { "pub " } else { "" };
    let kind = match &item.kind {
        ExternItemKind::Fn(decl) => extern_fn("fn", decl),
        ExternItemKind::Type(decl) => format!("(type {}{})", decl.name.as_str(), generics(&decl.type_params)),
        ExternItemKind::Value(decl) => extern_value(if decl.mutable { "var" } else { "let" }, decl),
        ExternItemKind::Interface(decl) => {
            let head = format!("{}{}", decl.name.as_str(), generics(&decl.type_params));
            format!("(interface {head} : ({}) {})", list(&decl.supers, named), list(&decl.members, member))
        }
        ExternItemKind::Struct(decl) => struct_decl(decl),
    };
    format!("{}{public}{kind}", attributes(&item.attributes))
}

fn extern_fn(word: &str, decl: &ExternFn) -> String {
    let throws = if decl.throws { " throws" } else { "" };
    let alias = if decl.name == decl.external { String::new() } else { format!(" as {}", decl.name.as_str()) };
    let head = format!("{word} {}{}", decl.external.as_str(), generics(&decl.type_params));
    let head = if decl.is_async { format!("async-{head}") } else { head };
    format!("({head} ({}){}{throws}{alias})", params(&decl.params), result(&decl.result))
}

fn extern_value(word: &str, decl: &ExternValue) -> String {
    let alias = if decl.name == decl.external { String::new() } else { format!(" as {}", decl.name.as_str()) };
    format!("({word} {}:{}{alias})", decl.external.as_str(), ty(&decl.ty))
}

fn member(member: &ExternMember) -> String {
    let property = |decl: &ExternValue| extern_value(if decl.mutable { "var" } else { "let" }, decl);
    let kind = match &member.kind {
        ExternMemberKind::Property(decl) => property(decl),
        ExternMemberKind::StaticProperty(decl) => format!("static {}", property(decl)),
        ExternMemberKind::Method(decl) => extern_fn("fn", decl),
        ExternMemberKind::StaticMethod(decl) => extern_fn("static-fn", decl),
        ExternMemberKind::New(decl) => extern_fn("new", decl),
    };
    attributes(&member.attributes) + &kind
}

fn nodes(nodes: &[TemplateNode]) -> String {
    list(nodes, node)
}

/// One part of a template.
pub fn node(node: &TemplateNode) -> String {
    match node {
        TemplateNode::Element(element) => {
            let parts = [list(&element.attributes, attribute), nodes(&element.children)].join(" ");
            format!("(<{}> {})", element.tag.as_str(), parts.trim())
        }
        TemplateNode::Text(text) => format!("{:?}", text.text),
        TemplateNode::Hole(hole) => format!("{{{}}}", expr(hole)),
        TemplateNode::If(part) => {
            let (head, then) = (condition(&part.condition), nodes(&part.then));
            format!("(if {head} ({then}) ({}))", nodes(&part.otherwise))
        }
        TemplateNode::Match(part) => {
            let arm = |arm: &TemplateArm| {
                format!("[{}{} => {}]", pattern(&arm.pattern), guard(&arm.guard), nodes(&arm.nodes))
            };
            format!("(match {} {})", expr(&part.scrutinee), list(&part.arms, arm))
        }
        TemplateNode::For(part) => {
            let key = part.key.as_ref().map_or(String::new(), |key| format!(" key {}", expr(key)));
            format!("(for {} {}{key} ({}))", pattern(&part.pattern), expr(&part.iterable), nodes(&part.body))
        }
        TemplateNode::Children(_) => "(children)".into(),
    }
}

fn attribute(attribute: &TemplateAttribute) -> String {
    match &attribute.kind {
        AttributeKind::Plain { name, value } => match value {
            AttributeValue::Present => name.as_str().into(),
            AttributeValue::Text(text) => format!("{}={}", name.as_str(), string(text)),
            AttributeValue::Hole(hole) => format!("{}={{{}}}", name.as_str(), expr(hole)),
        },
        AttributeKind::On { event, handler } => match handler {
            Handler::Block(body) => format!("on:{}={}", event.as_str(), block(body)),
            Handler::Lambda(value) => format!("on:{}={}", event.as_str(), expr(value)),
        },
        AttributeKind::Class { name, value } => format!("class:{}={{{}}}", name.as_str(), expr(value)),
        AttributeKind::Style { property, value } => format!("style:{}={{{}}}", property.as_str(), expr(value)),
        AttributeKind::Prop { name, value } => format!("prop:{}={{{}}}", name.as_str(), expr(value)),
        AttributeKind::Bind { property, target } => format!("bind:{}={{{}}}", property.as_str(), expr(target)),
        AttributeKind::Ref { target } => format!("ref={{{}}}", expr(target)),
    }
}
