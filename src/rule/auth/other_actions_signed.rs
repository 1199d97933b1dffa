//! A description or a deletion without a signature is refused.

use crate::endpoint::auth::AuthOverride;
use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::{Draft, Form};
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::judge;
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Rule, steps};
use crate::run::Session;

pub(super) static RULE: Rule = Rule {
    id: "auth/other-actions-signed",
    level: Level::Must,
    summary: "A description or a deletion without a signature is refused.",
    requirements: &["wire/signature-required"],
    explain: "A description shows the keys of every connection, and a deletion ends one. A server that looks at signatures of \
            creates alone gives both to everybody. The same description with a signature is accepted.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200.",
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: |rule, evidence| judge(rule, evidence, Rejected),
    faults: &[
        Fault::new(
            "description-without-signature",
            "asks for no signature where connections are described",
            Hook::Rules(|r| r.auth.open = Some("DescribeVpnConnections")),
        ),
        Fault::new(
            "deletion-without-signature",
            "asks for no signature where a connection is deleted",
            Hook::Rules(|r| r.auth.open = Some("DeleteVpnConnection")),
        ),
    ],
    ..Rule::SERVER
};

pub(super) fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    if !session.has_credentials() {
        return Ok(());
    }
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, "created", &fixtures)? else {
        return Ok(());
    };
    session.prove(&id);
    let describe = session.action("DescribeVpnConnections", &[("VpnConnectionId.1", &id)]);
    let delete = session.action("DeleteVpnConnection", &[("VpnConnectionId", &id)]);
    let form = |draft: &Draft| Draft {
        form: Form::Post,
        ..draft.clone()
    };
    let others = [
        ("description-form", form(&describe)),
        ("deletion-form", form(&delete)),
    ];
    session.send(Role::Twin, "twin", describe.clone(), &fixtures)?;
    let own = [("description", describe), ("deletion", delete)];
    let others = others
        .into_iter()
        .filter(|_| session.takes_form(Form::Post));
    let all: Vec<_> = own.into_iter().chain(others).collect();
    for (name, draft) in all {
        session.send_with(
            AuthOverride::Unsigned,
            Role::Deviation,
            name,
            draft,
            &fixtures,
        )?;
    }
    steps::discard(session, "created", Some(id), &fixtures)
}
