//! The decisions of the endpoint as switches. The default is strict and conforming; a fault or a variant turns one.

use std::time::Duration;

use crate::reference::auth::rule::AuthRules;
use crate::reference::query;
use crate::reference::refusal::Refusal;
use crate::spec::option::Member;

/// Every decision the endpoint takes about a request.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    /// GET is served.
    pub(crate) get: bool,
    /// POST is served.
    pub(crate) post: bool,
    /// The body of a POST is read.
    pub(crate) body: bool,
    /// Undoes percent-encoding; `None` for what cannot be undone.
    pub(crate) decode: fn(&[u8]) -> Option<Vec<u8>>,
    /// Whether a decoded text may be in a request.
    pub(crate) clean: fn(&str) -> bool,
    /// The spelling under which a parameter name is looked up.
    pub(crate) name: fn(&str) -> String,
    /// The value that is taken for the value sent.
    pub(crate) value: fn(&str) -> String,
    /// Whether parameters may stand in this order.
    pub(crate) order: fn(&[(String, String)]) -> bool,
    /// What to do with a parameter that is there twice.
    pub(crate) duplicates: Duplicates,
    /// Whether a name that no version knows is refused.
    pub(crate) refuse_unknown: bool,
    /// Whether a name that only later versions know is refused.
    pub(crate) refuse_later: bool,
    /// Whether a required parameter that is present and empty counts as absent.
    pub(crate) empty_is_missing: bool,
    /// The action that is meant by a value of `Action`.
    pub(crate) action: fn(&str) -> String,
    /// Whether any date is taken for a version.
    pub(crate) any_version: bool,
    /// Whether a parameter that is absent is taken from the request before it on the connection.
    pub(crate) keeps_parameters: bool,
    /// Whether all answers on a connection have the requestId of the first.
    pub(crate) request_id_of_connection: bool,
    /// Whether a POST has the body of the POST before it on a connection.
    pub(crate) keeps_body: bool,
    /// Whether a create is answered as the first one on the connection was.
    pub(crate) repeats_answers: bool,

    /// The type that is taken where `Type` is absent.
    pub(crate) type_default: Option<&'static str>,
    /// The type that is taken for the one sent.
    pub(crate) type_taken: fn(&str) -> String,
    /// Whether this is a type of connection.
    pub(crate) is_type: fn(&str) -> bool,
    /// What is asked of `CustomerGatewayId`.
    pub(crate) customer_gateway: GatewayRule,
    /// What is asked of `VpnGatewayId`.
    pub(crate) vpn_gateway: GatewayRule,
    /// What need not hold.
    pub(crate) lax: Option<Lax>,
    /// The member of `Options` or `TagSpecification` that is refused as unsupported.
    pub(crate) refuses: Option<Member>,
    /// The member of `Options` of which the limits are refused too.
    pub(crate) narrow: Option<Member>,
    /// The member of `Options` that is not kept.
    pub(crate) forgets: Option<Member>,
    /// What is done about `DryRun`.
    pub(crate) dry_run: DryRun,
    /// How filters of descriptions are read.
    pub(crate) filters: FilterRules,
    /// What is asked of `AvailabilityZone`.
    pub(crate) zone: fn(Option<&str>) -> Result<(), Refusal>,

    /// Whether a create is kept although it is refused afterwards.
    pub(crate) keep_refused: bool,
    /// Whether a create that is refused takes the connection away that was made last.
    pub(crate) refused_takes: bool,
    /// Whether a created connection is kept at all.
    pub(crate) keep_created: bool,
    /// How long a create looks at the next id before it takes it, without holding the lock.
    pub(crate) id_race: Option<Duration>,
    /// How long a create that is to be kept takes to write the list of connections back as it was.
    pub(crate) keep_race: Option<Duration>,
    /// How long a create takes until it reads its gateways, from where the next create has put its own.
    pub(crate) asked_race: Option<Duration>,
    /// Whether a second create for the same pair of gateways is answered with the connection that there is.
    pub(crate) idempotent: bool,
    /// Every so many connections a create makes one more, of which it does not speak.
    pub(crate) doubles: Option<usize>,
    /// Whether a description by id makes another connection between the same gateways.
    pub(crate) describe_makes: bool,
    /// Whether a create deletes the connections that there are between the same gateways.
    pub(crate) replaces: bool,
    /// Whether a create gives its customer gateway to all connections of its virtual private gateway.
    pub(crate) turns: bool,
    /// Whether a description by id shows the connection of that id alone.
    pub(crate) describe_by_id: bool,
    /// Whether a delete takes along all connections between the same gateways.
    pub(crate) delete_siblings: bool,
    /// When a connection is no longer described.
    pub(crate) vanishes_after: Option<Duration>,
    /// When a deleted connection is described as available again.
    pub(crate) revives_after: Option<Duration>,
    /// When a connection is described with other keys.
    pub(crate) rekeys_after: Option<Duration>,
    /// Whether the two gateways may stand under each other's name.
    pub(crate) interchange: bool,
    /// Whether a delete has an effect.
    pub(crate) delete: bool,
    /// Whether deleting what does not exist is refused.
    pub(crate) refuse_unknown_delete: bool,
    /// Whether deleting a connection a second time is refused.
    pub(crate) refuse_second_delete: bool,
    /// Whether describing what does not exist is refused.
    pub(crate) refuse_unknown_describe: bool,
    /// Whether the refused deletion of an unknown id deletes the last connection.
    pub(crate) refused_delete_takes_last: bool,
    /// Whether one is refused beside an id that exists too.
    pub(crate) refuse_unknown_among_known: bool,
    /// Whether a gateway with a connection cannot be deleted.
    pub(crate) refuse_in_use: bool,
    /// Whether a deleted resource is shown for a while, in the state `deleted`.
    pub(crate) show_deleted: bool,

    /// What is asked of a signature.
    pub(crate) auth: AuthRules,
}

/// A condition that a create must meet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lax {
    /// A member of `Options` or `TagSpecification` has a value that it may have, and is there where it must be.
    Value(Member),
    /// The first phase of a tunnel lives longer than the second.
    LifetimeOrder,
    /// The rekey margin is at most half of the second phase.
    RekeyMargin,
    /// The two tunnels have different inside networks.
    SameInsideNetwork,
    /// The inside network is none of another connection of the gateway.
    UsedInsideNetwork,
    /// There are options for two tunnels only.
    ThirdTunnel,
    /// The transit gateway exists.
    TransitGateway,
    /// The transit gateway is not deleted.
    DeletedTransitGateway,
    /// There are not both gateways, where both exist.
    BothExist,
    /// A create for a transit gateway is carried out.
    NoTransit,
    /// What is good for something at a transit gateway alone is for one.
    NeedsTransit,
    /// Private addresses outside have a transport.
    PrivateAlone,
    /// The two tunnels have different inside networks of IPv6.
    SameInsideIpv6,
    /// There is a VPN gateway or a transit gateway, and the latter exists.
    OneGateway,
    /// No key of a tag is there twice.
    SameTag,
    /// A value of a tag has a key.
    TagKey,
    /// There are 50 tags at most.
    TagCount,
    /// There may be more than ten tags.
    ManyTags,
}

/// What to do about `DryRun`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DryRun {
    /// True is answered with this status and code, and nothing is made.
    Refuse(u16, &'static str),
    /// It is not looked at.
    Ignore,
    /// It is not looked at where there are options.
    IgnoreWithOptions,
    /// It is not looked at in a create for a transit gateway.
    IgnoreAtTransit,
    /// It is not looked at in a deletion.
    IgnoreInDeletions,
    /// True is refused in a deletion, and what was named is deleted all the same.
    KeepDeletions,
    /// True is refused, and made all the same.
    Keep,
    /// True is refused before anything else is looked at.
    First,
    /// Any value is taken for true.
    Always,
}

/// How filters are read.
#[derive(Clone, Copy)]
pub(crate) struct FilterRules {
    /// The kind of filter that lets everything pass.
    pub(crate) passes_all: Option<&'static str>,
    /// The kind of filter that lets nothing pass.
    pub(crate) passes_none: Option<&'static str>,
    /// Whether one that is not known is refused.
    pub(crate) refuse_unknown: bool,
    /// Whether a value may have wildcards.
    pub(crate) wildcards: bool,
    /// Whether upper and lower case differ.
    pub(crate) case: bool,
    /// Whether a value that begins as the filter says passes it.
    pub(crate) prefix: bool,
    /// Whether a filter for one tag looks at all tags.
    pub(crate) any_tag: bool,
    /// Whether any of several values is enough.
    pub(crate) any_value: bool,
    /// Whether all of several filters must hold.
    pub(crate) all_filters: bool,
    /// Whether the ids beside them are looked at.
    pub(crate) with_ids: bool,
}

/// What to do with a parameter that is there twice. Public material does not say; the reference refuses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicates {
    First,
    Last,
    Refuse,
}

/// What is asked of a gateway id.
#[derive(Clone, Copy)]
pub(crate) struct GatewayRule {
    /// The id that is taken where the parameter is absent.
    pub(crate) default: Option<&'static str>,
    /// The id that is taken for the one sent.
    pub(crate) id: fn(&str) -> String,
    /// What must exist under it.
    pub(crate) lookup: Lookup,
}

/// What must exist under an id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Anything goes.
    Unchecked,
    /// Nothing, if it is well-formed.
    WellFormed,
    /// A gateway, deleted or not.
    Known,
    /// A gateway that is not deleted.
    Live,
}

impl Rules {
    /// What the page and the protocol notes ask for.
    pub(crate) const STRICT: Self = Self {
        get: true,
        post: true,
        body: true,
        decode: query::percent_decode,
        clean: query::is_clean,
        name: str::to_owned,
        value: str::to_owned,
        order: |_| true,
        duplicates: Duplicates::Refuse,
        refuse_unknown: true,
        refuse_later: true,
        empty_is_missing: true,
        action: str::to_owned,
        any_version: false,
        keeps_parameters: false,
        request_id_of_connection: false,
        keeps_body: false,
        repeats_answers: false,
        type_default: None,
        type_taken: str::to_owned,
        is_type: |kind| kind == "ipsec.1",
        customer_gateway: GatewayRule::STRICT,
        vpn_gateway: GatewayRule::STRICT,
        lax: None,
        refuses: None,
        narrow: None,
        forgets: None,
        dry_run: DryRun::Refuse(412, "DryRunOperation"),
        filters: FilterRules {
            passes_all: None,
            passes_none: None,
            refuse_unknown: true,
            wildcards: true,
            case: true,
            prefix: false,
            any_tag: false,
            any_value: true,
            all_filters: true,
            with_ids: true,
        },
        zone: |_| Ok(()),
        keep_refused: false,
        refused_takes: false,
        keep_created: true,
        id_race: None,
        keep_race: None,
        asked_race: None,
        idempotent: false,
        doubles: None,
        describe_makes: false,
        replaces: false,
        turns: false,
        describe_by_id: true,
        delete_siblings: false,
        vanishes_after: None,
        revives_after: None,
        rekeys_after: None,
        interchange: false,
        delete: true,
        refuse_unknown_delete: true,
        refuse_second_delete: true,
        refuse_unknown_describe: true,
        refuse_unknown_among_known: true,
        refused_delete_takes_last: false,
        refuse_in_use: true,
        show_deleted: true,
        auth: AuthRules::STRICT,
    };
}

impl GatewayRule {
    const STRICT: Self = Self {
        default: None,
        id: str::to_owned,
        lookup: Lookup::Live,
    };
}
