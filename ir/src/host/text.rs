//! Strings of UTF-16 code units: to and from UTF-8, searching, letter case.

/// As UTF-8; a surrogate without its partner becomes U+FFFD, as on every JavaScript stream.
pub fn to_utf8(text: &[u16]) -> Vec<u8> {
    String::from_utf16_lossy(text).into_bytes()
}

/// From UTF-8; malformed parts become U+FFFD, one for each maximal subpart.
pub fn from_utf8(bytes: &[u8]) -> Vec<u16> {
    String::from_utf8_lossy(bytes).encode_utf16().collect()
}

/// `text.indexOf(part, from)`.
pub fn index_of(text: &[u16], part: &[u16], from: i32) -> i32 {
    let from = usize::try_from(from).unwrap_or(0).min(text.len());
    if part.is_empty() {
        return position(from);
    }
    text[from..].windows(part.len()).position(|window| window == part).map_or(-1, |at| position(from + at))
}

/// `text.lastIndexOf(part, from)`.
pub fn last_index_of(text: &[u16], part: &[u16], from: i32) -> i32 {
    let Some(last) = text.len().checked_sub(part.len()) else { return -1 };
    let from = usize::try_from(from).unwrap_or(0).min(last);
    (0..=from).rev().find(|&at| text[at..].starts_with(part)).map_or(-1, position)
}

fn position(at: usize) -> i32 {
    i32::try_from(at).expect("strings are shorter than 2^31 units")
}

/// `text.toUpperCase()`.
pub fn to_upper(text: &[u16]) -> Vec<u16> {
    map_scalars(text, str::to_uppercase)
}

/// `text.toLowerCase()`.
pub fn to_lower(text: &[u16]) -> Vec<u16> {
    map_scalars(text, str::to_lowercase)
}

/// Maps the stretches of Unicode scalar values; surrogates without a partner stay as they are.
fn map_scalars(text: &[u16], map: impl Fn(&str) -> String) -> Vec<u16> {
    let mut mapped = Vec::with_capacity(text.len());
    let mut stretch = String::new();
    for unit in char::decode_utf16(text.iter().copied()) {
        match unit {
            Ok(scalar) => stretch.push(scalar),
            Err(lone) => {
                mapped.extend(map(&stretch).encode_utf16());
                stretch.clear();
                mapped.push(lone.unpaired_surrogate());
            }
        }
    }
    mapped.extend(map(&stretch).encode_utf16());
    mapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn index_of_clamps_the_start() {
        let text = units("banana");
        assert_eq!(index_of(&text, &units("an"), 0), 1);
        assert_eq!(index_of(&text, &units("an"), 2), 3);
        assert_eq!(index_of(&text, &units("an"), -5), 1);
        assert_eq!(index_of(&text, &units("an"), 99), -1);
        assert_eq!(index_of(&text, &[], 99), 6);
        assert_eq!(index_of(&text, &units("banana!"), 0), -1);
    }

    #[test]
    fn last_index_of_clamps_the_start() {
        let text = units("banana");
        assert_eq!(last_index_of(&text, &units("an"), i32::MAX), 3);
        assert_eq!(last_index_of(&text, &units("an"), 2), 1);
        assert_eq!(last_index_of(&text, &units("ba"), -1), 0);
        assert_eq!(last_index_of(&text, &units("an"), 0), -1);
        assert_eq!(last_index_of(&text, &[], 99), 6);
        assert_eq!(last_index_of(&[], &units("a"), 0), -1);
    }

    #[test]
    fn case_mapping_keeps_lone_surrogates() {
        assert_eq!(to_upper(&units("straße")), units("STRASSE"));
        assert_eq!(to_lower(&units("ΟΔΟΣ")), units("οδος"));
        assert_eq!(to_upper(&[0x61, 0xd800, 0x62]), [0x41, 0xd800, 0x42]);
    }

    #[test]
    fn lone_surrogates_are_replaced_in_utf8() {
        assert_eq!(to_utf8(&[0x61, 0xdc00, 0xd83d, 0xde00]), "a\u{fffd}\u{1f600}".as_bytes());
        assert_eq!(from_utf8(b"a\xff\xe2\x82b"), units("a\u{fffd}\u{fffd}b"));
    }
}
