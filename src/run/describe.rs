//! Descriptions for the run's own use: of one thing by its id, and of everything of a kind. Neither depends on how much
//! others, or earlier runs, have left at the target.
use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role, redact};
use crate::exchange::HttpResponse;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form};
use crate::run::context::{Context, Order};
use crate::run::extract::{Item, element_text, error_code};
use crate::run::ledger::Kind;
use crate::run::sieve::{self, Sieve};
use crate::secret::Secret;
use crate::spec::version::ApiVersion;
use crate::xml::{Document, Limits};

/// The most pages of a list that are asked for.
const PAGES: usize = 1_000;

/// As many keys of connections that stood there before are looked for; each has about sixty forms.
pub(crate) const OTHERS: usize = 128;

/// So many descriptions of a kind that say nothing in a row, and a run asks for no more of them.
const BLIND: u32 = 3;

impl Kind {
    /// All of them, the gateways first.
    pub(crate) const ALL: [Self; 4] = [
        Self::CustomerGateway,
        Self::VpnGateway,
        Self::TransitGateway,
        Self::VpnConnection,
    ];

    /// The version in which it is asked for in a run of this one: the only one that has it.
    pub(crate) fn version(self, run: ApiVersion) -> ApiVersion {
        match self {
            Self::TransitGateway => ApiVersion::V2016_11_15,
            _ => run,
        }
    }

    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::CustomerGateway => "DescribeCustomerGateways",
            Self::VpnGateway => "DescribeVpnGateways",
            Self::TransitGateway => "DescribeTransitGateways",
            Self::VpnConnection => "DescribeVpnConnections",
        }
    }

    pub(crate) fn create(self) -> &'static str {
        match self {
            Self::CustomerGateway => "CreateCustomerGateway",
            Self::VpnGateway => "CreateVpnGateway",
            Self::TransitGateway => "CreateTransitGateway",
            Self::VpnConnection => "CreateVpnConnection",
        }
    }

    pub(crate) fn delete(self) -> &'static str {
        match self {
            Self::CustomerGateway => "DeleteCustomerGateway",
            Self::VpnGateway => "DeleteVpnGateway",
            Self::TransitGateway => "DeleteTransitGateway",
            Self::VpnConnection => "DeleteVpnConnection",
        }
    }

    /// The parameter of a delete.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::CustomerGateway => "CustomerGatewayId",
            Self::VpnGateway => "VpnGatewayId",
            Self::TransitGateway => "TransitGatewayId",
            Self::VpnConnection => "VpnConnectionId",
        }
    }

    /// The parameter of a description that asks for one.
    pub(crate) fn first(self) -> String {
        let plural = if self == Self::TransitGateway {
            "s"
        } else {
            ""
        };
        format!("{}{plural}.1", self.parameter())
    }
}

/// What a description says of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is there.
    Live(Item),
    /// It is deleted, or being deleted.
    Deleted,
    /// It is not there: not in the set, or refused as not found.
    Absent,
    /// Nothing: the target has no such action, as this says.
    NoAction(String),
    /// Nothing, for this reason.
    Nothing(String),
}

/// Describes one thing by its id.
pub(crate) fn one(context: &Context<'_>, role: Role, name: &str, kind: Kind, id: &str) -> Seen {
    if role != Role::Cleanup && context.state().blind.get(&kind) >= Some(&BLIND) {
        return Seen::Nothing(format!("{} says nothing", kind.describe()));
    }
    let version = kind.version(context.options.api_version);
    let mut draft = Draft::action(kind.describe(), version, &[(&kind.first(), id)]);
    draft.form = context.state().forms.housekeeping();
    let seen = match deliver(context, role, name, draft, None) {
        Ok(record) => {
            let seen = match &record.exchange.response {
                Ok(response) => read(kind, id, response),
                Err(error) => Seen::Nothing(error.to_string()),
            };
            if matches!(seen, Seen::Nothing(_) | Seen::NoAction(_)) {
                context.state().housekeeping.push(record);
            }
            seen
        }
        Err(halt) => Seen::Nothing(halt.to_string()),
    };
    let mut state = context.state();
    match seen {
        Seen::Nothing(_) => *state.blind.entry(kind).or_default() += 1,
        _ => {
            state.blind.remove(&kind);
        }
    }
    seen
}

fn read(kind: Kind, id: &str, response: &HttpResponse) -> Seen {
    let action = kind.describe();
    if !(200..300).contains(&response.status) {
        let code = error_code(&response.body);
        return match code {
            Some(code) if response.status < 500 && code.ends_with("NotFound") => Seen::Absent,
            Some(code) => {
                let said = format!(
                    "{action} was refused with status {}, {code}",
                    response.status
                );
                match is_no_action(response.status, &code) {
                    true => Seen::NoAction(said),
                    false => Seen::Nothing(said),
                }
            }
            None => Seen::Nothing(format!(
                "{action} was answered with status {}",
                response.status
            )),
        };
    }
    let Some((items, is_last)) = items(kind, &response.body) else {
        return Seen::Nothing(format!("the answer to {action} is no description"));
    };
    let mut of_id = items
        .into_iter()
        .filter(|item| item.id.as_deref() == Some(id.trim()))
        .peekable();
    match (of_id.peek().is_some(), is_last) {
        (true, _) => of_id
            .find(|item| !item.is_deleted())
            .map_or(Seen::Deleted, Seen::Live),
        (false, true) => Seen::Absent,
        (false, false) => Seen::Nothing(format!("{action} answers with a page of something else")),
    }
}

/// Whether this refusal says that the target has no such action.
pub(crate) fn is_no_action(status: u16, code: &str) -> bool {
    const CODES: [&str; 5] = [
        "InvalidAction",
        "UnknownAction",
        "UnknownOperation",
        "NotImplemented",
        "UnsupportedOperation",
    ];
    status == 501 || CODES.contains(&code)
}

/// The items of a whole description, and whether it is the last page; `None` where it is none.
fn items(kind: Kind, body: &[u8]) -> Option<(Vec<Item>, bool)> {
    let wanted = format!("{}Response", kind.describe());
    if let Ok(document) = Document::parse(body, &Limits::default()) {
        let root = document.root();
        if root.name() != wanted {
            return None;
        }
        let sets = root
            .children()
            .filter(|child| child.name().ends_with("Set"));
        let items = sets.flat_map(|set| {
            set.children()
                .filter(|child| child.name() == "item")
                .map(|item| Item::of(kind, item))
                .collect::<Vec<_>>()
        });
        let token = root
            .child("nextToken")
            .map(|token| token.text().trim().to_owned());
        return Some((items.collect(), token.unwrap_or_default().is_empty()));
    }
    let mut items = Vec::new();
    let mut keep = |item: &str| {
        items.push(Item::read(kind, item));
        false
    };
    let mut sieve = Sieve::new(&mut keep);
    let fits = sieve.push(body);
    let frame = sieve::text(&sieve.finish());
    let next = end(&frame, &wanted).filter(|_| fits)?;
    Some((items, next.is_none()))
}

/// The token of the next page in a description without its items, which has this root; `None` where the root does not end.
fn end(frame: &str, root: &str) -> Option<Option<String>> {
    if let Ok(document) = Document::parse_text(frame, &Limits::default()) {
        let token = document.root().child("nextToken");
        let token = token.map(|token| token.text().trim().to_owned());
        let is_wanted = document.root().name() == root;
        return is_wanted.then(|| token.filter(|token| !token.is_empty()));
    }
    let last = frame.trim_end().rsplit("</").next().unwrap_or_default();
    let last = last.trim_end_matches('>').trim_end();
    let is_whole = last.rsplit(':').next() == Some(root);
    is_whole.then(|| element_text(frame, "nextToken"))
}

/// Everything of a kind that is not deleted; `None` where the target does not say, or not all of it. Without a form in that
/// of set-up.
pub(crate) fn all(
    context: &Context<'_>,
    role: Role,
    name: &str,
    kind: Kind,
    form: Option<Form>,
) -> Option<Vec<Item>> {
    let action = kind.describe();
    let mut found = Vec::new();
    let mut keys = Vec::new();
    let mut token: Option<String> = None;
    for page in 0..PAGES {
        let version = kind.version(context.options.api_version);
        let mut draft = Draft::action(action, version, &[]);
        draft.form = form.unwrap_or_else(|| context.state().forms.housekeeping());
        if let Some(token) = &token {
            draft.set("NextToken", token.as_str());
        }
        let mut keep = |text: &str| {
            let item = Item::read(kind, text);
            if role == Role::Setup && !item.is_deleted() && keys.len() < OTHERS {
                let new = redact::keys(text.as_bytes());
                keys.extend(new.into_iter().flat_map(String::from_utf8).map(Secret::new));
            }
            found.push(item);
            false
        };
        let name = match page {
            0 => name.to_owned(),
            _ => format!("{name}-{}", page + 1),
        };
        let record = deliver(context, role, &name, draft, Some(&mut keep));
        context.state().learn(&mut keys);
        let record = record.ok()?;
        let next = match &record.exchange.response {
            Ok(response) if (200..300).contains(&response.status) => {
                end(&sieve::text(&response.body), &format!("{action}Response"))
            }
            _ => None,
        };
        if next.is_none() {
            context.state().housekeeping.push(record);
        }
        match next? {
            None => {
                found.retain(|item| !item.is_deleted());
                return Some(found);
            }
            next if next == token => return None,
            next => token = next,
        }
    }
    None
}

fn deliver(
    context: &Context<'_>,
    role: Role,
    name: &str,
    draft: Draft,
    keep: Option<&mut dyn FnMut(&str) -> bool>,
) -> Result<Record, Halt> {
    let fixtures = Fixtures::default();
    context.deliver_through(Order::housekeeping(role, name, draft, &fixtures), keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(status: u16, body: &str) -> Seen {
        let response = HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        read(Kind::VpnConnection, "vpn-1", &response)
    }

    #[test]
    fn a_description_speaks_of_one_id() {
        let list = |items: &str| {
            format!(
                "<e:DescribeVpnConnectionsResponse xmlns:e='x'><e:vpnConnectionSet>{items}</e:vpnConnectionSet></e:DescribeVpnConnectionsResponse>"
            )
        };
        let item = |id: &str, state: &str| {
            format!(
                "<item><vpnConnectionId>{id}</vpnConnectionId><state>{state}</state><customerGatewayId>cgw-1</customerGatewayId></item>"
            )
        };
        let live = seen(
            200,
            &list(&(item("vpn-2", "deleted") + &item("vpn-<!-- -->1", "available"))),
        );
        assert!(
            matches!(&live, Seen::Live(item) if item.gateway.as_deref() == Some("cgw-1")),
            "{live:?}"
        );
        assert_eq!(seen(200, &list(&item("vpn-1", "deleting"))), Seen::Deleted);
        assert_eq!(seen(200, &list(&item("vpn-11", "available"))), Seen::Absent);
        assert_eq!(seen(200, &list("")), Seen::Absent);
        let missing = "<Response><Errors><Error><Code>InvalidVpnConnectionID.NotFound</Code></Error></Errors></Response>";
        assert_eq!(seen(400, missing), Seen::Absent);
        let refusal = |code: &str| {
            format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>")
        };
        for (status, body) in [
            (500, missing.to_owned()),
            (400, refusal("AuthFailure")),
            (404, "not found".to_owned()),
            (200, list("").replace("Describe", "Create")),
            (
                200,
                list("").replace("</e:DescribeVpnConnectionsResponse>", ""),
            ),
            (
                200,
                list("").replace("</e:D", "<nextToken>a</nextToken></e:D"),
            ),
            (200, String::new()),
        ] {
            assert!(
                matches!(seen(status, &body), Seen::Nothing(_)),
                "{status} {body}"
            );
        }
        for (status, code) in [(400, "InvalidAction"), (501, "NotImplemented")] {
            assert!(matches!(seen(status, &refusal(code)), Seen::NoAction(_)));
        }
        // A broken item of somebody else does not hide ours.
        let broken = list(&(item("vpn-3", "<&>") + &item("vpn-1", "available")));
        assert!(matches!(seen(200, &broken), Seen::Live(_)));
    }
}
