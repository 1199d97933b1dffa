//! `parser/`: what any parser must make of responses and configurations.

use crate::finding::Level;
use crate::generate::document::mutation::Mutation;
use crate::parser::faulty::Fault;
use crate::parser::framing::Delivery;
use crate::parser::mutant::Operator;
use crate::parser::variant::Variant;
use crate::rule::rules;

rules! { ParserRule:
    valid_accepted,
    each_field_its_own,
    escape_layers_equivalent,
    cdata_read,
    comments_ignored,
    layout_ignored,
    decoded_once,
    key_byte_for_byte,
    text_kept,
    line_ends_normalised,
    attribute_normalised,
    character_references_decoded,
    optional_elements,
    empty_is_not_absent,
    unknown_elements_ignored,
    element_order_irrelevant,
    absent_stays_absent,
    any_number_of_tunnels,
    static_routing_read,
    modern_forms_read,
    namespace_prefix_read,
    foreign_namespace,
    namespace_of_other_version,
    ordinary_sizes_read,
    many_references_read,
    mismatched_tag_rejected,
    missing_end_tag_rejected,
    trailing_content_rejected,
    malformed_tag_rejected,
    duplicate_attribute_rejected,
    cdata_end_in_text_rejected,
    malformed_comment_rejected,
    malformed_declaration_rejected,
    no_document_rejected,
    malformed_reference_rejected,
    undefined_entity_rejected,
    illegal_character_rejected,
    truncation_rejected,
    byte_order_mark_read,
    utf_16_read,
    invalid_utf_8_rejected,
    declared_encoding,
    unescaped_configuration_rejected,
    duplicate_element_one_value,
    required_elements,
    unbound_prefix_rejected,
    error_envelope_recognised,
    error_status_recognised,
    error_code_read,
    unexpected_document_rejected,
    dtd,
    entity_expansion_survived,
    external_entity_not_read,
    key_line_feed,
    depth_survived,
    size_survived,
    pieces_irrelevant,
    framing_read,
    broken_framing_rejected,
    not_poisoned,
}

/// One rule for parsers. The documents that test it carry its id.
#[derive(Debug)]
pub struct ParserRule {
    /// `parser/what-holds`; stable.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// One sentence: what holds.
    pub summary: &'static str,
    /// What says so.
    pub source: &'static str,
    /// Why it matters, for `vpnconform explain`.
    pub explain: &'static str,
    /// The mutations of a valid document that test it.
    pub documents: &'static [Mutation],
    /// The example in other deliveries, for clients that read HTTP themselves.
    pub deliveries: &'static [Delivery],
    /// What tests it beside documents of its own.
    pub practice: Practice,
    /// Faulty parsers that it must detect, and that it names.
    pub faults: &'static [Fault],
    /// Faulty parsers of other rules that it must detect too, by name.
    pub also_detects: &'static [&'static str],
    /// Conforming variants of our parser on which it could wrongly fail. No rule may fail on any.
    pub variants: &'static [Variant],
    /// What a generated mutant may do to any field that this rule must detect.
    pub operators: &'static [Operator],
}

impl ParserRule {
    /// The defaults of a rule file.
    pub(in crate::rule) const DEFAULT: Self = Self {
        id: "",
        level: Level::Must,
        summary: "",
        source: "",
        explain: "",
        documents: &[],
        deliveries: &[],
        practice: Practice::None,
        faults: &[],
        also_detects: &[],
        variants: &[],
        operators: &[],
    };
}

/// How documents are given that test a rule without being mutations. Each way belongs to one rule at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practice {
    /// In no such way.
    None,
    /// Documents are given whole and in pieces, to a parser that takes pieces.
    Pieces,
    /// The examples are cut everywhere.
    Prefixes,
    /// Known good documents are given between the others, and each document that fails or gets no answer once more.
    Repeats,
}

impl Practice {
    /// The id of the rule that is tested in this way.
    pub fn rule(self) -> &'static str {
        let rule = RULES.iter().find(|rule| rule.practice == self);
        rule.map_or("", |rule| rule.id)
    }
}

/// Every delivery, with the id of its rule.
pub fn deliveries() -> impl Iterator<Item = (&'static str, &'static Delivery)> {
    let of = |rule: &&'static ParserRule| {
        let id = rule.id;
        rule.deliveries.iter().map(move |delivery| (id, delivery))
    };
    RULES.iter().flat_map(of)
}

/// Every rule, in the order of the report.
pub fn catalogue() -> &'static [&'static ParserRule] {
    RULES
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static ParserRule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

pub(in crate::rule) const XML: &str = "XML 1.0, fifth edition";
pub(in crate::rule) const NAMES: &str = "Namespaces in XML 1.0";
pub(in crate::rule) const SCHEMA: &str = "protocol notes, sections 1 and 2";
pub(in crate::rule) const INNER: &str = "protocol notes, section 5";
pub(in crate::rule) const HTTP: &str = "HTTP/1.1, RFC 9112";
pub(in crate::rule) const SEEN: &str = "seen in real parsers";
