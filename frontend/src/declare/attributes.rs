//! Attributes: what `@js`, `@wasm`, `@inline`, `@noinline`, `@pure` and `@get` say, and where they may stand.

use crate::ast;
use crate::errors::declarations as errors;
use crate::typed::Pin;
use crate::world::{FuncAttributes, World};

impl World<'_> {
    /// Attributes of a function; `@get` only where `is_method`.
    pub(super) fn func_attributes(&mut self, attributes: &[ast::Attribute], is_method: bool) -> FuncAttributes {
        let mut result = FuncAttributes::default();
        for attribute in attributes {
            match attribute.name.as_str() {
                "js" => self.func_pin(&mut result, Pin::Js, attribute),
                "wasm" => self.func_pin(&mut result, Pin::Wasm, attribute),
                "inline" => result.inline = Some(true),
                "noinline" => result.inline = Some(false),
                "get" if is_method => result.getter = true,
                "pure" => result.pure = Some(attribute.span),
                _ => self.report(errors::unknown_attribute(attribute, is_method)),
            }
            if let Some(arg) = attribute.args.first() {
                self.report(errors::attribute_without_arguments(attribute, arg.span));
            }
        }
        result
    }

    /// `@js` or `@wasm` on a type.
    pub(super) fn type_pin(&mut self, attributes: &[ast::Attribute]) -> Option<Pin> {
        let mut result = None;
        for attribute in attributes {
            match attribute.name.as_str() {
                "js" => self.pin(&mut result, Pin::Js, attribute),
                "wasm" => self.pin(&mut result, Pin::Wasm, attribute),
                _ => self.report(errors::attribute_not_here(attribute)),
            }
        }
        result
    }

    pub(super) fn no_attributes(&mut self, attributes: &[ast::Attribute]) {
        for attribute in attributes {
            self.report(errors::attribute_not_here(attribute));
        }
    }

    fn func_pin(&mut self, result: &mut FuncAttributes, to: Pin, attribute: &ast::Attribute) {
        self.pin(&mut result.pin, to, attribute);
        result.pinned = Some(attribute.span);
    }

    fn pin(&mut self, pin: &mut Option<Pin>, to: Pin, attribute: &ast::Attribute) {
        if pin.is_some_and(|first| first != to) {
            self.report(errors::contradicting_pins(attribute));
        }
        *pin = Some(to);
    }
}
