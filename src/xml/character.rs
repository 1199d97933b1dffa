//! The character classes of XML 1.0, fifth edition.

/// [2] Char
pub(super) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// [3] S
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// [4] NameStartChar
pub(super) const fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// [4a] NameChar
pub(super) const fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Of an ASCII byte: 2 if a name can begin with it, 1 if it can only go on with it, else 0.
#[inline(always)]
pub(super) fn name_class(byte: u8) -> u8 {
    const CLASS: [u8; 256] = {
        let mut class = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            #[expect(
                clippy::indexing_slicing,
                reason = "bounded by the loop, at compile time"
            )]
            {
                class[byte] = is_name_start(byte as u8 as char) as u8
                    + is_name_char(byte as u8 as char) as u8;
            }
            byte += 1;
        }
        class
    };
    CLASS.get(usize::from(byte)).copied().unwrap_or_default()
}
