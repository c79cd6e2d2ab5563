//! Numbers as text, as JavaScript writes and reads them.

/// `String(value)`.
pub fn number_to_string(value: f64) -> String {
    ryu_js::Buffer::new().format(value).to_owned()
}

/// `value.toFixed(digits)`, with `digits` clamped to what JavaScript allows.
pub fn to_fixed(value: f64, digits: i32) -> String {
    let digits = u8::try_from(digits.clamp(0, 100)).expect("clamped to 100");
    ryu_js::Buffer::new().format_to_fixed(value, digits).to_owned()
}

/// The number that `text` is, spaces around it allowed: decimal digits with optional sign, fraction and exponent, or
/// `Infinity`. Not a number for anything else, the empty string too.
pub fn parse_f64(text: &[u16]) -> f64 {
    let ascii: Option<String> =
        trim(text).iter().map(|&unit| u8::try_from(unit).ok().filter(u8::is_ascii).map(char::from)).collect();
    match ascii {
        Some(text) if is_decimal(&text) => text.parse().expect("Rust reads every decimal number"),
        Some(_) | None => f64::NAN,
    }
}

/// Whether `text` is `[+-]? (Infinity | digits [. digits?] exponent? | . digits exponent?)`.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "Infinity" {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

/// Without the white space and line ends that `String.prototype.trim` removes.
fn trim(text: &[u16]) -> &[u16] {
    let start = text.iter().position(|&unit| !is_space(unit)).unwrap_or(text.len());
    let end = text.iter().rposition(|&unit| !is_space(unit)).map_or(start, |last| last + 1);
    &text[start..end]
}

fn is_space(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0d | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 | 0xfeff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> f64 {
        parse_f64(&text.encode_utf16().collect::<Vec<_>>())
    }

    #[test]
    fn numbers_print_as_in_javascript() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (1e21, "1e+21"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, text) in cases {
            assert_eq!(number_to_string(value), text);
        }
    }

    #[test]
    fn fixed_digits_as_in_javascript() {
        let cases = [
            (0.0, 2, "0.00"),
            (-0.0, 2, "0.00"),
            (-0.001, 2, "-0.00"),
            (1.005, 2, "1.00"),
            (0.5, 0, "1"),
            (1.5, 0, "2"),
            (2.5, 0, "3"),
            (-1.5, 0, "-2"),
            (1e21, 2, "1e+21"),
            (123.456, -3, "123"),
            (f64::NAN, 1, "NaN"),
            (f64::NEG_INFINITY, 1, "-Infinity"),
            (0.1, 20, "0.10000000000000000555"),
        ];
        for (value, digits, text) in cases {
            assert_eq!(to_fixed(value, digits), text, "{value} with {digits}");
        }
    }

    #[test]
    fn only_decimal_numbers_are_read() {
        for (text, value) in [
            ("1", 1.0),
            (" \t-1.5e3\n", -1500.0),
            ("+.5", 0.5),
            ("5.", 5.0),
            ("-Infinity", f64::NEG_INFINITY),
            ("1e999", f64::INFINITY),
            ("\u{feff}7\u{a0}", 7.0),
        ] {
            assert_eq!(parse(text), value, "{text:?}");
        }
        for text in ["", " ", ".", "-", "1e", "1e+", "0x10", "inf", "infinity", "nan", "1_0", "1 2", "--1", "１"] {
            assert!(parse(text).is_nan(), "{text:?}");
        }
    }
}
