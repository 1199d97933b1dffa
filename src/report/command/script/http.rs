//! A file for HTTP clients of editors.

use crate::report::command::script::{Subject, gateways, heading, requests};
use crate::untrusted::printable_text;

pub(super) fn write(subject: &Subject<'_>) -> Result<String, String> {
    let requests = requests(subject)?;
    let gateways = gateways(subject, &requests);
    let version = subject.api_version;
    let mut out = heading(
        subject,
        "for the HTTP client of an editor: send the requests in their order",
    );
    if subject.url.contains("{{") {
        return Err("the URL means something else to the client: use --curl".to_owned());
    }
    out.push_str(&format!("@url = {}\n\n", printable_text(subject.url)));
    // The client signs with Signature Version 4.
    let signed = match subject.is_signed {
        true => {
            "Authorization: AWS {{$processEnv AWS_ACCESS_KEY_ID}} {{$processEnv AWS_SECRET_ACCESS_KEY}} region:us-east-1 service:ec2\n"
        }
        false => "",
    };
    let named = |name: &str, query: &str| {
        format!("###\n# @name {name}\nGET {{{{url}}}}/?{query}\n{signed}\n")
    };
    let waits = "### until its state is no longer pending\n";
    for gateway in &gateways {
        out.push_str(&named(gateway.name, &gateway.create));
        if let Some(query) = gateway.describe() {
            let id = id_of(gateway.name, gateway.element());
            let state = named(&format!("state_{}", gateway.name), &(query + &id));
            out.push_str(&state.replacen("###\n", waits, 1));
        }
    }
    for (name, sent) in requests {
        let mut query = String::from_utf8(sent.query)
            .map_err(|_| "bytes that are not UTF-8: use --format boto3".to_owned())?;
        // The client would fill these in, and send what follows a line feed as something else.
        if query.contains("{{") || query.contains(char::is_control) {
            return Err("these bytes mean something else to the client: use --curl".to_owned());
        }
        for gateway in &gateways {
            let id = id_of(gateway.name, gateway.element());
            query = query.replace(&gateway.mark(), &id);
        }
        match sent.is_post {
            true => out.push_str(&format!(
                "###\n# @name {name}\nPOST {{{{url}}}}/\nContent-Type: application/x-www-form-urlencoded\n{signed}\n{query}\n\n"
            )),
            false => out.push_str(&named(name, &query)),
        }
        let id = id_of(name, "vpnConnectionId");
        out.push_str(&named(
            &format!("delete_{name}"),
            &format!("Action=DeleteVpnConnection&Version={version}&VpnConnectionId={id}"),
        ));
    }
    for gateway in gateways.iter().rev() {
        let id = id_of(gateway.name, gateway.element());
        out.push_str(&named(
            &format!("delete_{}", gateway.name),
            &(gateway.delete() + &id),
        ));
    }
    Ok(out)
}

/// What the client fills in: the content of an element of the answer to the request of this name.
fn id_of(name: &str, element: &str) -> String {
    format!("{{{{{name}.response.body.//*[local-name()='{element}']}}}}")
}
