//! Why a document is refused.

/// The rule that was broken, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct Error {
    /// The rule.
    pub kind: ErrorKind,
    /// The byte on the wire, counted from 0.
    pub offset: usize,
}

/// The rules: productions `[n]` and constraints of XML 1.0 (fifth edition), constraints of Namespaces 1.0, and our bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// XML 1.0 `[41]`
    #[error("malformed attribute (XML 1.0 [41] Attribute)")]
    Attribute,
    /// XML 1.0 `[10]`, WFC: No < in Attribute Values
    #[error("`<` in an attribute value (XML 1.0 [10] AttValue)")]
    AttributeLessThan,
    /// Namespaces 1.0, section 6.3; XML 1.0 WFC: Unique Att Spec
    #[error("attribute given twice (XML 1.0 WFC Unique Att Spec)")]
    AttributeTwice,
    /// XML 1.0 `[19]`
    #[error("CDATA section outside the root element or not closed (XML 1.0 [18] CDSect)")]
    CData,
    /// XML 1.0 `[14]`
    #[error("`]]>` in character data (XML 1.0 [14] CharData)")]
    CDataEnd,
    /// XML 1.0 `[2]`
    #[error("character that XML does not allow (XML 1.0 [2] Char)")]
    Character,
    /// XML 1.0 `[15]`
    #[error("malformed comment (XML 1.0 [15] Comment)")]
    Comment,
    /// XML 1.0 `[23]`
    #[error("malformed XML declaration (XML 1.0 [23] XMLDecl)")]
    Declaration,
    /// Our bound.
    #[error("elements nested too deep for the limit")]
    Depth,
    /// This reader takes no DTD.
    #[error("document type declaration, which this reader refuses (XML 1.0 [28] doctypedecl)")]
    Doctype,
    /// XML 1.0 `[39]`
    #[error("document ends inside an element (XML 1.0 [39] element)")]
    ElementOpen,
    /// XML 1.0 section 4.3.3
    #[error("bytes that are not in the encoding of the document (XML 1.0 section 4.3.3)")]
    Encoding,
    /// XML 1.0 section 4.3.3
    #[error(
        "declared encoding that this reader does not know or that is not the actual one (XML 1.0 section 4.3.3)"
    )]
    EncodingName,
    /// XML 1.0 WFC: Element Type Match
    #[error("end tag that does not match its start tag (XML 1.0 WFC Element Type Match)")]
    EndTag,
    /// XML 1.0 `[5]`
    #[error("malformed name (XML 1.0 [5] Name)")]
    Name,
    /// Namespaces 1.0 `[7]`
    #[error("colon where a name has none (Namespaces 1.0 [7] QName)")]
    QName,
    /// Namespaces 1.0, sections 2.2 and 3
    #[error("namespace declaration that is not allowed (Namespaces 1.0 section 3)")]
    NamespaceDeclaration,
    /// Namespaces 1.0, NSC: Prefix Declared
    #[error("prefix without a declaration (Namespaces 1.0 NSC Prefix Declared)")]
    PrefixUnbound,
    /// XML 1.0 `[16]`
    #[error("malformed processing instruction (XML 1.0 [16] PI)")]
    ProcessingInstruction,
    /// XML 1.0 `[66]`, `[68]`; WFC: Legal Character, Entity Declared
    #[error("malformed or unknown reference (XML 1.0 [66] CharRef, [68] EntityRef)")]
    Reference,
    /// XML 1.0 `[1]`
    #[error("no root element (XML 1.0 [1] document)")]
    RootMissing,
    /// XML 1.0 `[40]`
    #[error("malformed start tag (XML 1.0 [40] STag)")]
    StartTag,
    /// XML 1.0 `[27]`
    #[error("content after the root element (XML 1.0 [27] Misc)")]
    Trailing,
    /// XML 1.0 `[22]`
    #[error("text before the root element (XML 1.0 [22] prolog)")]
    TextOutside,
    /// Our bound.
    #[error("more attributes than the limit")]
    TooManyAttributes,
    /// Our bound.
    #[error("more namespace declarations in scope than the limit")]
    TooManyNamespaces,
    /// Our bound.
    #[error("body larger than the limit")]
    TooLarge,
}
