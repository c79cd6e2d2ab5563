//! Number literals: `1`, `1_000`, `0xff`, `0b11`, `0o17`, `1.5`, `1e9`, `1i64`, `2f32`.

use crate::ast::{FloatLit, IntLit, NumberSuffix};

/// The end of the number that starts at `start`, with every letter and digit that adheres to it.
pub fn end(bytes: &[u8], start: usize) -> usize {
    let word = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            at += 1;
        }
        at
    };
    let radix = bytes[start] == b'0' && matches!(bytes.get(start + 1), Some(b'x' | b'X' | b'b' | b'B' | b'o' | b'O'));
    let mut at = word(start);
    if radix {
        return at;
    }
    let digits_only = bytes[start..at].iter().all(|byte| byte.is_ascii_digit() || *byte == b'_');
    if digits_only && bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at = word(at + 1);
    }
    // The sign of an exponent: the word so far ends in `e`, and digits precede it.
    let exponent = matches!(bytes[at - 1], b'e' | b'E') && bytes[at - 2].is_ascii_digit();
    if exponent && matches!(bytes.get(at), Some(b'+' | b'-')) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at = word(at + 1);
    }
    at
}

/// A number's meaning.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// Without point and exponent, not marked as a float.
    Int(IntLit),
    /// With a point, an exponent, or `f32` or `f64`.
    Float(FloatLit),
}

/// Why a number has no meaning.
#[derive(Clone, PartialEq, Debug)]
pub enum Mistake {
    /// Letters after the digits that are no suffix; their first byte counted from the number's start.
    UnknownSuffix(usize),
    /// `0x` or `0b` without digits, or with a digit that is too large.
    BadDigits,
    /// A suffix of an integer type on a number with a point or exponent.
    IntSuffixOnFloat(NumberSuffix),
}

/// The meaning of the number that `text` spells.
pub fn decode(text: &str) -> Result<Literal, Mistake> {
    let radix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'b' | b'B', ..] => 2,
        [b'0', b'o' | b'O', ..] => 8,
        _ => return decimal(text),
    };
    let is_digit = |byte: u8| byte == b'_' || (byte as char).is_digit(radix);
    let len = text.bytes().skip(2).take_while(|&byte| is_digit(byte)).count() + 2;
    let (number, tail) = text.split_at(len);
    let digits: String = number.chars().filter(|&char| char != '_').collect();
    if digits.len() == 2 || tail.starts_with(|char: char| char.is_ascii_digit()) {
        return Err(Mistake::BadDigits);
    }
    match suffix(tail) {
        Some(NumberSuffix::F32 | NumberSuffix::F64) | None if !tail.is_empty() => Err(Mistake::UnknownSuffix(len)),
        suffix => Ok(Literal::Int(IntLit {
            value: u128::from_str_radix(&digits[2..], radix).ok(),
            digits: digits.into(),
            suffix,
        })),
    }
}

fn decimal(text: &str) -> Result<Literal, Mistake> {
    let bytes = text.as_bytes();
    let digits_from = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'_') {
            at += 1;
        }
        at
    };
    let mut len = digits_from(0);
    let mut is_float = false;
    if bytes.get(len) == Some(&b'.') {
        is_float = true;
        len = digits_from(len + 1);
    }
    if matches!(bytes.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(len + 1), Some(b'+' | b'-')));
        if bytes.get(len + 1 + sign).is_some_and(u8::is_ascii_digit) {
            is_float = true;
            len = digits_from(len + 1 + sign);
        }
    }
    let (number, tail) = text.split_at(len);
    let suffix = suffix(tail);
    if suffix.is_none() && !tail.is_empty() {
        return Err(Mistake::UnknownSuffix(len));
    }
    let digits: Box<str> = number.chars().filter(|&char| char != '_').collect();
    match suffix {
        Some(NumberSuffix::F32 | NumberSuffix::F64) => is_float = true,
        Some(int) if is_float => return Err(Mistake::IntSuffixOnFloat(int)),
        _ => {}
    }
    Ok(if is_float {
        let value = digits.parse().expect("digits, a point, digits, an exponent are what f64 reads");
        Literal::Float(FloatLit { value, digits, suffix })
    } else {
        Literal::Int(IntLit { value: digits.parse().ok(), digits, suffix })
    })
}

fn suffix(text: &str) -> Option<NumberSuffix> {
    Some(match text {
        "i8" => NumberSuffix::I8,
        "u8" => NumberSuffix::U8,
        "i16" => NumberSuffix::I16,
        "u16" => NumberSuffix::U16,
        "i32" => NumberSuffix::I32,
        "u32" => NumberSuffix::U32,
        "i64" => NumberSuffix::I64,
        "u64" => NumberSuffix::U64,
        "f32" => NumberSuffix::F32,
        "f64" => NumberSuffix::F64,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> (Option<u128>, Option<NumberSuffix>) {
        match decode(text) {
            Ok(Literal::Int(int)) => (int.value, int.suffix),
            other => panic!("{text} is {other:?}"),
        }
    }

    fn float(text: &str) -> f64 {
        match decode(text) {
            Ok(Literal::Float(float)) => float.value,
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn integers() {
        assert_eq!(int("1_000"), (Some(1000), None));
        assert_eq!(int("0xff"), (Some(255), None));
        assert_eq!(int("0b11u8"), (Some(3), Some(NumberSuffix::U8)));
        assert_eq!(int("0o17"), (Some(15), None));
        assert_eq!(int("18446744073709551615u64"), (Some(u64::MAX.into()), Some(NumberSuffix::U64)));
        assert_eq!(int(&"9".repeat(60)), (None, None));
    }

    #[test]
    fn floats() {
        assert_eq!(float("1.5"), 1.5);
        assert_eq!(float("1e9"), 1e9);
        assert_eq!(float("1.5e-3"), 0.0015);
        assert_eq!(float("2f32"), 2.0);
        assert_eq!(float("1_0.2_5"), 10.25);
    }

    #[test]
    fn mistakes() {
        assert_eq!(decode("10n"), Err(Mistake::UnknownSuffix(2)));
        assert_eq!(decode("0x"), Err(Mistake::BadDigits));
        assert_eq!(decode("0b12"), Err(Mistake::BadDigits));
        assert_eq!(decode("1.5i32"), Err(Mistake::IntSuffixOnFloat(NumberSuffix::I32)));
        assert_eq!(
            decode("0x1f32"),
            Ok(Literal::Int(IntLit { value: Some(0x1f32), digits: "0x1f32".into(), suffix: None }))
        );
    }

    #[test]
    fn an_exponents_sign_belongs_to_the_number() {
        assert_eq!(end(b"1e-5+2", 0), 4);
        assert_eq!(end(b"0xe-5", 0), 3);
        assert_eq!(end(b"1.5.5", 0), 3);
        assert_eq!(end(b"1..5", 0), 1);
    }
}
