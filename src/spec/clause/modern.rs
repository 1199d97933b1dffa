//! What 2016-11-15 adds: dry runs, options, tags and filters.

use super::Grade::{Documented, Observed, Weak};
use super::{Clause, notes};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "modern/dry-run",
        notes("2-dry-run"),
        Documented,
        "With DryRun true nothing is done, and the answer is the error DryRunOperation.",
    ),
    Clause::new(
        "modern/exclusive",
        notes("2-exclusive"),
        Documented,
        "A virtual private gateway and a transit gateway cannot both be given.",
    ),
    Clause::new(
        "modern/transit-gateway",
        notes("4-unknown-transit-gateway"),
        Documented,
        "A transit gateway that does not exist is an error.",
    ),
    Clause::new(
        "modern/transit-gateways",
        notes("2-transit-gateway"),
        Documented,
        "A connection may end at a transit gateway in place of a virtual private one.",
    ),
    Clause::new(
        "modern/transit-shown",
        notes("2-transit-shown"),
        Documented,
        "transitGatewayId is the transit gateway of the connection, which has no virtual private one.",
    ),
    Clause::new(
        "modern/transit-options",
        notes("6-transit-options"),
        Documented,
        "At a transit gateway a connection may be accelerated, and its tunnels may carry IPv6.",
    ),
    Clause::new(
        "modern/log-options",
        notes("6-log-options"),
        Documented,
        "A tunnel may log to a group that is named by its ARN, as json or as text.",
    ),
    Clause::new(
        "modern/no-gateway",
        notes("2-no-gateway"),
        Weak,
        "A connection may be made without any gateway on the side of the service.",
    )
    .untestable("whether a server has networks that take such a connection over is not said"),
    Clause::new(
        "modern/asked-tunnels",
        notes("2-asked"),
        Documented,
        "Key and inside network of a tunnel are those that were asked for.",
    ),
    Clause::new(
        "modern/options-shown",
        notes("2-options-shown"),
        Documented,
        "options and tunnelOptionSet show what was asked for, and the tunnels as they are.",
    ),
    Clause::new(
        "modern/option-values",
        notes("6-option-values"),
        Documented,
        "Each option has a range or a list of allowed values.",
    ),
    Clause::new(
        "modern/inside-network",
        notes("6-inside-network"),
        Documented,
        "An inside network is one of those that may be asked for, and has no other tunnel.",
    ),
    Clause::new(
        "modern/needs-transit",
        notes("6-needs-transit"),
        Weak,
        "Some options need a transit gateway, and are refused without one.",
    ),
    Clause::new(
        "modern/tags",
        notes("2-tags"),
        Documented,
        "The tags that were asked for are those of the connection, with any characters.",
    ),
    Clause::new(
        "modern/tag-limits",
        notes("6-tag-limits"),
        Documented,
        "Tags have limits of length and number, each key is there once, and aws: is reserved.",
    ),
    Clause::new(
        "modern/tag-kind",
        notes("6-tag-kind"),
        Observed,
        "Tags for another type of resource, or for none, are an error.",
    ),
    Clause::new(
        "modern/filters",
        notes("2-filters"),
        Documented,
        "A description with filters shows what fits any value of all filters, and nothing else.",
    ),
    Clause::new(
        "modern/wildcards",
        notes("2-wildcards"),
        Documented,
        "In a value of a filter * is any text and ? a character.",
    ),
    Clause::new(
        "modern/unknown-filter",
        notes("2-unknown-filter"),
        Observed,
        "An unknown filter name is an error.",
    ),
];
