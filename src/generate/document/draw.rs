//! Choices out of bytes. They are total: without bytes the first, most ordinary one is taken.

use arbitrary::Unstructured;

/// One of these, the first without bytes.
pub fn pick<T: Copy + Default>(u: &mut Unstructured<'_>, from: &[T]) -> T {
    from.get(below(u, from.len())).copied().unwrap_or_default()
}

/// A number below `end`, 0 without bytes.
pub fn below(u: &mut Unstructured<'_>, end: usize) -> usize {
    let byte: u8 = u.arbitrary().unwrap_or(0);
    if end <= 256 {
        return usize::from(byte) % end.max(1);
    }
    let more: u16 = u.arbitrary().unwrap_or(0);
    (usize::from(byte) + 256 * usize::from(more)) % end
}

/// True once in `n` values of the next byte; false without bytes.
pub fn rarely(u: &mut Unstructured<'_>, n: usize) -> bool {
    below(u, n) == n.saturating_sub(1) && n > 1
}
