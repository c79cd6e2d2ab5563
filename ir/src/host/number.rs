//! Numbers as text, as JavaScript writes and reads them.

/// `String(value)`.
pub fn number_to_string(value: f64) -> String {
    ryu_js::Buffer::new().format(value).to_owned()
}

/// `value.toFixed(digits)`, with `digits` clamped to what JavaScript allows. (`ryu-js` is wrong about numbers below 1e-16.)
pub fn to_fixed(value: f64, digits: i32) -> String {
    if value.is_nan() || value.abs() >= 1e21 {
        return number_to_string(value);
    }
    let digits = usize::try_from(digits.clamp(0, 100)).expect("it is not negative");
    let exact = format!("{:.*}", ALL_DIGITS, value.abs());
    let point = exact.find('.').expect("it has a fraction");
    let (kept, rest) = exact.split_at(point + 1 + digits);
    let kept = kept.replace('.', "");
    let kept = if is_half(rest) { incremented(&kept) } else { kept };
    let (whole, fraction) = kept.split_at(kept.len() - digits);
    let point = if digits == 0 { "" } else { "." };
    format!("{}{whole}{point}{fraction}", sign(value))
}

/// `value.toExponential(digits)`, with at most 100 digits; with as many as it needs if `digits` is negative.
pub fn to_exponential(value: f64, digits: i32) -> String {
    if !value.is_finite() {
        return number_to_string(value);
    }
    let decimal = match u8::try_from(digits.min(100)) {
        Ok(digits) => Decimal::rounded(value.abs(), usize::from(digits) + 1),
        Err(_) => Decimal::of_scientific(&format!("{:e}", value.abs())),
    };
    format!("{}{}", sign(value), decimal.scientific())
}

/// `value.toPrecision(digits)`, with `digits` clamped to what JavaScript allows.
pub fn to_precision(value: f64, digits: i32) -> String {
    if !value.is_finite() {
        return number_to_string(value);
    }
    let count = digits.clamp(1, 100);
    let decimal = Decimal::rounded(value.abs(), usize::try_from(count).expect("it is positive"));
    let plain = (-6..count).contains(&decimal.exponent);
    format!("{}{}", sign(value), if plain { decimal.plain() } else { decimal.scientific() })
}

/// `value` to the base `radix`, brought into 2 to 36; digits above 9 are small letters.
pub fn to_radix(value: i128, radix: i32) -> String {
    let radix = radix.clamp(2, 36).cast_unsigned();
    let mut digits = Vec::new();
    let mut left = value.unsigned_abs();
    loop {
        let digit = u32::try_from(left % u128::from(radix)).expect("it is below the radix");
        digits.push(char::from_digit(digit, radix).expect("it is below the radix"));
        left /= u128::from(radix);
        if left == 0 {
            break;
        }
    }
    digits.extend((value < 0).then_some('-'));
    digits.iter().rev().collect()
}

/// More digits than the exact value of any `f64` has.
const ALL_DIGITS: usize = 1100;

/// Whether digits after a point are at least a half.
fn is_half(digits: &str) -> bool {
    digits.starts_with(['5', '6', '7', '8', '9'])
}

/// The next whole number, in decimal digits.
fn incremented(digits: &str) -> String {
    let nines = digits.bytes().rev().take_while(|&digit| digit == b'9').count();
    let upper = &digits[..digits.len() - nines];
    let zeros = "0".repeat(nines);
    let Some(last) = upper.chars().next_back() else { return format!("1{zeros}") };
    let next = char::from_digit(last.to_digit(10).expect("it is a digit") + 1, 10).expect("it was not a 9");
    format!("{}{next}{zeros}", &upper[..upper.len() - 1])
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "-" } else { "" }
}

/// Decimal digits and what the first one counts: ten to this power.
struct Decimal {
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// `1.5e3`, as Rust writes it.
    fn of_scientific(text: &str) -> Decimal {
        let (digits, exponent) = text.split_once('e').expect("it has an exponent");
        let exponent = exponent.parse().expect("an exponent is a number");
        Decimal { digits: digits.chars().filter(|&c| c != '.').collect(), exponent }
    }
    /// The nearest number of `count` digits to a number that is not negative; of two, the larger, as JavaScript wants it.
    fn rounded(value: f64, count: usize) -> Decimal {
        let exact = Decimal::of_scientific(&format!("{value:.*e}", ALL_DIGITS));
        let (kept, rest) = exact.digits.split_at(count);
        if !is_half(rest) {
            return Decimal { digits: kept.to_owned(), exponent: exact.exponent };
        }
        let mut digits = incremented(kept);
        // 9.99 becomes 10.0, which has one digit more before the point.
        let grown = digits.len() - count;
        digits.truncate(count);
        Decimal { digits, exponent: exact.exponent + i32::from(grown > 0) }
    }
    /// `1.5e+3`
    fn scientific(&self) -> String {
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{first}{point}{rest}e{:+}", self.exponent)
    }
    /// `1500`, `0.0015`; of digits that reach the point.
    fn plain(&self) -> String {
        let Ok(exponent) = usize::try_from(self.exponent) else {
            let zeros = "0".repeat(self.exponent.unsigned_abs() as usize - 1);
            return format!("0.{zeros}{}", self.digits);
        };
        let (whole, fraction) = self.digits.split_at(exponent + 1);
        if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }
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
            (9.995, 1, "10.0"),
            (1.755843886683159e-17, 29, "0.00000000000000001755843886683"),
            (123_456_789_012_345_680_000.0, 1, "123456789012345683968.0"),
        ];
        for (value, digits, text) in cases {
            assert_eq!(to_fixed(value, digits), text, "{value} with {digits}");
        }
    }

    #[test]
    fn exponents_as_in_javascript() {
        let cases = [
            (0.0, -1, "0e+0"),
            (-0.0, 2, "0.00e+0"),
            (123456.0, 2, "1.23e+5"),
            (123456.0, -1, "1.23456e+5"),
            (-1.5e-9, 0, "-1e-9"),
            (2.5, 0, "3e+0"),
            (0.00015, 1, "1.5e-4"),
            (9.996, 2, "1.00e+1"),
            (99.5, 1, "1.0e+2"),
            (1.25, 1, "1.3e+0"),
            (5e-324, 3, "4.941e-324"),
            (f64::MAX, 3, "1.798e+308"),
            (f64::INFINITY, 3, "Infinity"),
            (f64::NAN, 200, "NaN"),
        ];
        for (value, digits, text) in cases {
            assert_eq!(to_exponential(value, digits), text, "{value} with {digits}");
        }
    }

    #[test]
    fn precisions_as_in_javascript() {
        let cases = [
            (0.0, 3, "0.00"),
            (123.456, 4, "123.5"),
            (123.456, 2, "1.2e+2"),
            (0.000123, 2, "0.00012"),
            (0.000_000_123, 2, "1.2e-7"),
            (1e21, 3, "1.00e+21"),
            (999.5, 3, "1.00e+3"),
            (1.45, 2, "1.4"),
            (1.255, 3, "1.25"),
            (-2.5, 1, "-3"),
            (15.0, 2, "15"),
            (f64::NEG_INFINITY, 3, "-Infinity"),
        ];
        for (value, digits, text) in cases {
            assert_eq!(to_precision(value, digits), text, "{value} with {digits}");
        }
    }

    #[test]
    fn bases_from_2_to_36() {
        assert_eq!(to_radix(0, 2), "0");
        assert_eq!(to_radix(-255, 16), "-ff");
        assert_eq!(to_radix(i64::MIN.into(), 36), "-1y2p0ij32e8e8");
        assert_eq!(to_radix(u64::MAX.into(), 2), "1".repeat(64));
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
