//! A recorded case as a script that stands alone: it makes gateways of its own, sends the control and the mutant, prints
//! both answers, and deletes what it has made. Credentials come from the environment.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use crate::evidence::Record;
use crate::evidence::redact::Redacted;
use crate::request::Form;
use crate::request::encoding::encode;
use crate::run::replay::replaced;
use crate::spec::version::ApiVersion;
use crate::untrusted::{printable_text, quote};

/// The tool that a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A POSIX shell with curl.
    Sh,
    /// Python with boto3.
    Boto3,
    /// The command line of AWS.
    Aws,
    /// A file for HTTP clients of editors.
    Http,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sh, Self::Boto3, Self::Aws, Self::Http];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sh => "sh",
            Self::Boto3 => "boto3",
            Self::Aws => "aws",
            Self::Http => "http",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tool {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|tool| tool.name() == text)
            .ok_or_else(|| format!("give one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// What a script is made of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// The case.
    pub record: Redacted<&'s Record>,
    /// Its control, where it has one.
    pub control: Option<Redacted<&'s Record>>,
    /// The URL of the target.
    pub url: &'s str,
    /// The API version.
    pub api_version: &'s str,
    /// Whether requests are signed.
    pub is_signed: bool,
    /// What was expected and what came, for the comment at the top.
    pub expected: &'s str,
}

/// The script.
///
/// # Errors
/// Why the tool cannot send the case.
pub fn script(tool: Tool, subject: &Subject<'_>) -> Result<String, String> {
    // What a file of others says is code here, so it has to be what it is taken for.
    let version: ApiVersion = subject.api_version.parse().unwrap_or_default();
    let subject = &Subject {
        api_version: version.as_str(),
        ..*subject
    };
    match tool {
        Tool::Sh => sh(subject),
        Tool::Boto3 => boto3(subject),
        Tool::Aws => aws(subject),
        Tool::Http => http(subject),
    }
}

/// The address and the number of the customer gateway that the case was sent with, or others where there are none.
fn customer(record: &Record) -> (IpAddr, u32) {
    let fixtures = &record.fixtures;
    let address = fixtures.customer_address.parse();
    match address {
        Ok(address) if fixtures.provisioned => (address, fixtures.customer_asn),
        _ => (Ipv4Addr::new(203, 0, 113, 77).into(), 64_620),
    }
}

/// The parameters of a request as they are written, with marks in place of the gateways.
struct Sent {
    is_post: bool,
    query: Vec<u8>,
}

const CUSTOMER: &str = "@CGW@";
const VPN: &str = "@VGW@";

fn sent(record: Redacted<&Record>) -> Result<Sent, String> {
    let is_post = record.case.draft.form == Form::Post;
    // From the recipe: the recorded bytes have a signature.
    let request = encode(&record.case.draft, "localhost", "/");
    let mut query = match is_post {
        true => request.body,
        false => {
            let at = request.target.iter().position(|b| *b == b'?');
            at.and_then(|at| request.target.get(at + 1..))
                .unwrap_or_default()
                .to_vec()
        }
    };
    for (id, mark) in [
        (&record.fixtures.customer_gateway_id, CUSTOMER),
        (&record.fixtures.vpn_gateway_id, VPN),
    ] {
        if !id.is_empty() {
            query = replaced(&query, id.as_bytes(), mark.as_bytes());
        }
    }
    let transit = &record.fixtures.transit_gateway_id;
    if !transit.is_empty() && memchr::memmem::find(&query, transit.as_bytes()).is_some() {
        return Err("a script makes no transit gateway: use --curl".to_owned());
    }
    if query.contains(&0) {
        return Err("a NUL byte cannot stand in a script: use --curl".to_owned());
    }
    Ok(Sent { is_post, query })
}

/// The requests that are sent, the control first.
fn requests(subject: &Subject<'_>) -> Result<Vec<(&'static str, Sent)>, String> {
    let mut requests = Vec::new();
    if let Some(control) = subject.control {
        requests.push(("control", sent(control)?));
    }
    requests.push(("case", sent(subject.record)?));
    Ok(requests)
}

fn gateways(subject: &Subject<'_>) -> [String; 2] {
    let (address, asn) = customer(&subject.record);
    let version = subject.api_version;
    [
        format!(
            "Action=CreateCustomerGateway&Version={version}&Type=ipsec.1&IpAddress={address}&BgpAsn={asn}"
        ),
        format!("Action=CreateVpnGateway&Version={version}&Type=ipsec.1"),
    ]
}

/// The lines at the top of a script, each behind a comment sign.
fn heading(subject: &Subject<'_>, how: &str) -> String {
    let id = printable_text(&subject.record.case.id);
    let expected = printable_text(&subject.expected.replace('\n', " "));
    format!("# {id}: expected {expected}\n# {how}\n")
}

fn sh(subject: &Subject<'_>) -> Result<String, String> {
    let [customer, vpn] = gateways(subject);
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&heading(
        subject,
        "needs curl; URL=... sh FILE sends it to another server",
    ));
    out.push_str(&format!(
        "URL=${{URL:-{}}}\n",
        quote(subject.url.as_bytes())
    ));
    out.push_str(match subject.is_signed {
        true => {
            ": \"${AWS_ACCESS_KEY_ID:?}\" \"${AWS_SECRET_ACCESS_KEY:?}\"\n\
             call() { curl -sS --globoff --path-as-is --aws-sigv4 \"aws:amz:${AWS_REGION:-us-east-1}:ec2\" --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \"$@\"; }\n"
        }
        false => "call() { curl -sS --globoff --path-as-is \"$@\"; }\n",
    });
    out.push_str(
        "get() { call \"$URL/?$1\"; }\n\
         id() { sed -n \"s/.*<$1>\\([^<]*\\)<.*/\\1/p\" | head -n 1 | tr -cd 'A-Za-z0-9-'; }\n\
         fill() { printf '%s' \"$1\" | sed \"s/@CGW@/$CGW/g; s/@VGW@/$VGW/g\"; }\n",
    );
    out.push_str(&format!(
        "CGW=$(get {} | id customerGatewayId)\n",
        quote(customer.as_bytes())
    ));
    out.push_str(&format!(
        "VGW=$(get {} | id vpnGatewayId)\n",
        quote(vpn.as_bytes())
    ));
    out.push_str("echo \"gateways: $CGW $VGW\"\n");
    let version = subject.api_version;
    for (name, sent) in requests(subject)? {
        let text = std::str::from_utf8(&sent.query)
            .ok()
            .filter(|text| !text.contains(['\'', '\n']));
        let Some(text) = text else {
            return Err(
                "these bytes cannot stand in a shell script: use --curl or --format boto3"
                    .to_owned(),
            );
        };
        let request = match sent.is_post {
            true => format!("call --data-binary \"$(fill '{text}')\" \"$URL/\""),
            false => format!("call \"$URL/?$(fill '{text}')\""),
        };
        out.push_str(&format!(
            "echo '== {name}'\nANSWER=$({request} -w '\\nstatus %{{http_code}}')\nprintf '%s\\n' \"$ANSWER\"\n\
             VPN=$(printf '%s' \"$ANSWER\" | id vpnConnectionId)\n\
             [ -z \"$VPN\" ] || get \"Action=DeleteVpnConnection&Version={version}&VpnConnectionId=$VPN\" >/dev/null\n"
        ));
    }
    out.push_str(&format!(
        "get \"Action=DeleteVpnGateway&Version={version}&VpnGatewayId=$VGW\" >/dev/null\n\
         get \"Action=DeleteCustomerGateway&Version={version}&CustomerGatewayId=$CGW\" >/dev/null\n"
    ));
    Ok(out)
}

fn boto3(subject: &Subject<'_>) -> Result<String, String> {
    let [customer, vpn] = gateways(subject);
    let version = subject.api_version;
    let mut out = heading(
        subject,
        "needs boto3; the region and the key are those of the environment",
    );
    out.push_str(&format!(
        r#"import os, re, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session
import boto3

URL = os.environ.get("URL", {url:?})
SIGNED = {signed}
SESSION = boto3.Session(region_name=os.environ.get("AWS_REGION", "us-east-1"))

# The client of boto3 refuses to send what this is about, so the query is sent as it is.
def call(query, post=False):
    headers = {{"Content-Type": "application/x-www-form-urlencoded"}} if post else {{}}
    request = AWSRequest("POST", URL + "/", data=query, headers=headers) if post else AWSRequest(
        "GET", URL + "/?" + query.decode("latin-1"))
    if SIGNED:
        SigV4Auth(SESSION.get_credentials(), "ec2", SESSION.region_name).add_auth(request)
    try:
        answer = URLLib3Session().send(request.prepare())
    except HTTPClientError as error:
        return "none", type(error).__name__
    return answer.status_code, answer.content.decode("utf-8", "replace")

def made(name, text):
    found = re.search("<" + name + ">([^<]*)<", text)
    return found.group(1) if found else ""

cgw = made("customerGatewayId", call(b"{customer}")[1])
vgw = made("vpnGatewayId", call(b"{vpn}")[1])
print("gateways:", cgw, vgw)
"#,
        url = subject.url,
        signed = if subject.is_signed { "True" } else { "False" },
    ));
    for (name, sent) in requests(subject)? {
        let query = sent.query.escape_ascii().to_string();
        let post = if sent.is_post { ", post=True" } else { "" };
        out.push_str(&format!(
            "status, text = call(b\"{query}\".replace(b\"@CGW@\", cgw.encode()).replace(b\"@VGW@\", vgw.encode()){post})\n\
             print(\"== {name}\\nstatus\", status)\nprint(text)\n\
             if made(\"vpnConnectionId\", text):\n    call((\"Action=DeleteVpnConnection&Version={version}&VpnConnectionId=\" + made(\"vpnConnectionId\", text)).encode())\n"
        ));
    }
    out.push_str(&format!(
        "call((\"Action=DeleteVpnGateway&Version={version}&VpnGatewayId=\" + vgw).encode())\n\
         call((\"Action=DeleteCustomerGateway&Version={version}&CustomerGatewayId=\" + cgw).encode())\n"
    ));
    Ok(out)
}

fn aws(subject: &Subject<'_>) -> Result<String, String> {
    const OPTIONS: [(&str, &str); 3] = [
        ("Type", "--type"),
        ("CustomerGatewayId", "--customer-gateway-id"),
        ("VpnGatewayId", "--vpn-gateway-id"),
    ];
    let fixtures = &subject.record.fixtures;
    let mut out = String::from("#!/usr/bin/env bash\n");
    out.push_str(&heading(
        subject,
        "needs bash and the AWS CLI, which sends its own API version by POST, and signs",
    ));
    out.push_str(&format!(
        "URL=${{URL:-{}}}\n",
        quote(subject.url.as_bytes())
    ));
    out.push_str(
        r#"ec2() { aws ec2 --endpoint-url "$URL" --output text "$@"; }
# An answer that the client cannot read is printed as it is, with the id.
connect() {
    if ANSWER=$(ec2 create-vpn-connection "$@" --query VpnConnection.VpnConnectionId 2>&1); then
        VPN=$(printf '%s' "$ANSWER" | tail -n 1)
    else
        VPN=$(printf '%s' "$ANSWER" | sed -n 's/.*<vpnConnectionId>\([^<]*\)<.*/\1/p')
    fi
    printf '%s\n' "$ANSWER"
    [ -z "$VPN" ] || ec2 delete-vpn-connection --vpn-connection-id "$VPN"
}
"#,
    );
    let (address, asn) = customer(&subject.record);
    out.push_str(&format!(
        "CGW=$(ec2 create-customer-gateway --type ipsec.1 --public-ip {address} --bgp-asn {asn} --query CustomerGateway.CustomerGatewayId)\n\
         VGW=$(ec2 create-vpn-gateway --type ipsec.1 --query VpnGateway.VpnGatewayId)\n"
    ));
    for (name, record) in subject
        .control
        .map(|r| ("control", r))
        .into_iter()
        .chain([("case", subject.record)])
    {
        let mut words = String::from("connect");
        let parameters = record
            .case
            .draft
            .parameters
            .iter()
            .filter(|p| p.name != b"Action" && p.name != b"Version");
        for parameter in parameters {
            let option = OPTIONS
                .iter()
                .find(|(name, _)| parameter.name == name.as_bytes());
            let value = parameter
                .value
                .as_ref()
                .and_then(|v| std::str::from_utf8(v).ok());
            match (option, value) {
                (Some((_, option)), Some(value)) if !words.contains(option) => {
                    let word = match value {
                        value if value == fixtures.customer_gateway_id => "\"$CGW\"".to_owned(),
                        value if value == fixtures.vpn_gateway_id => "\"$VGW\"".to_owned(),
                        value => quote(value.as_bytes()),
                    };
                    words.push_str(&format!(" {option} {word}"));
                }
                // It has no meaning for the server, and no option.
                _ if parameter.name == b"AvailabilityZone" => {}
                _ => return Err(cannot(&parameter.name)),
            }
        }
        let absent = |(_, option): &&(&str, &str)| !words.contains(option);
        if let Some((name, option)) = OPTIONS.iter().take(2).find(absent) {
            return Err(format!(
                "the AWS CLI sends no request without {name} ({option}): use --format sh or boto3"
            ));
        }
        out.push_str(&format!("echo '== {name}'\n{words}\n"));
    }
    out.push_str("ec2 delete-vpn-gateway --vpn-gateway-id \"$VGW\"\nec2 delete-customer-gateway --customer-gateway-id \"$CGW\"\n");
    Ok(out)
}

fn cannot(name: &[u8]) -> String {
    let name = name.escape_ascii();
    format!("the AWS CLI cannot send {name} in this way: use --format sh or boto3")
}

fn http(subject: &Subject<'_>) -> Result<String, String> {
    let [customer, vpn] = gateways(subject);
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
    out.push_str(&named("customer", &customer));
    out.push_str(&named("vpn", &vpn));
    const CGW: &str = "{{customer.response.body.//*[local-name()='customerGatewayId']}}";
    const VGW: &str = "{{vpn.response.body.//*[local-name()='vpnGatewayId']}}";
    for (name, sent) in requests(subject)? {
        let query = String::from_utf8(sent.query)
            .map_err(|_| "bytes that are not UTF-8: use --format boto3".to_owned())?;
        // The client would fill these in, and send what follows a line feed as something else.
        if query.contains("{{") || query.contains(char::is_control) {
            return Err("these bytes mean something else to the client: use --curl".to_owned());
        }
        let query = query.replace(CUSTOMER, CGW).replace(VPN, VGW);
        match sent.is_post {
            true => out.push_str(&format!(
                "###\n# @name {name}\nPOST {{{{url}}}}/\nContent-Type: application/x-www-form-urlencoded\n{signed}\n{query}\n\n"
            )),
            false => out.push_str(&named(name, &query)),
        }
        let id = format!("{{{{{name}.response.body.//*[local-name()='vpnConnectionId']}}}}");
        out.push_str(&named(
            &format!("delete_{name}"),
            &format!("Action=DeleteVpnConnection&Version={version}&VpnConnectionId={id}"),
        ));
    }
    out.push_str(&named(
        "delete_vpn",
        &format!("Action=DeleteVpnGateway&Version={version}&VpnGatewayId={VGW}"),
    ));
    out.push_str(&named(
        "delete_customer",
        &format!("Action=DeleteCustomerGateway&Version={version}&CustomerGatewayId={CGW}"),
    ));
    Ok(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::evidence::Evidence;
    use crate::evidence::redact::Redactor;
    use crate::glob::GlobSet;
    use crate::reference::Reference;
    use crate::run::Options;
    use crate::suite::plan;

    fn evidence() -> Redacted<Evidence> {
        let options = Options {
            only: GlobSet::new([
                "request/type-required",
                "request/unknown-parameter-rejected",
            ])
            .unwrap(),
            ..Options::default()
        };
        let outcome = plan::run(
            &Reference::default(),
            &options,
            &(),
            &AtomicBool::new(false),
        );
        Redactor::new().evidence(&outcome.unwrap().evidence, "reference")
    }

    #[test]
    fn a_script_names_no_gateway_that_is_gone() {
        let evidence = evidence();
        let find = |id: &str| evidence.find(id).unwrap();
        let record = find("request/type-required/absent");
        let subject = Subject {
            record,
            control: record.case.twin.as_deref().map(find),
            url: "http://127.0.0.1:5000",
            api_version: "2012-04-01",
            is_signed: true,
            expected: "a client error",
        };
        for tool in [Tool::Sh, Tool::Boto3, Tool::Http] {
            let text = script(tool, &subject).unwrap();
            assert!(
                !text.contains(&record.fixtures.customer_gateway_id),
                "{text}"
            );
            assert!(
                text.contains("CreateCustomerGateway") && text.contains("DeleteVpnGateway"),
                "{text}"
            );
            assert!(text.contains("control") && text.contains("case"), "{text}");
        }
        let why = script(Tool::Aws, &subject).unwrap_err();
        assert!(
            why.contains("--type") && why.contains("--format sh"),
            "{why}"
        );
    }

    /// Both what a file holds and what a server answers to a script.
    #[cfg(unix)]
    #[test]
    fn nothing_that_others_say_is_run_by_a_script() {
        use std::process::Command;
        const EVIL: [&str; 9] = [
            "x\ntouch PWNED\n#",
            "x\rimport os; os.system('touch PWNED')\r#",
            "203.0.113.7; touch PWNED; #",
            "$(touch PWNED)`touch PWNED`",
            "'; touch PWNED; '",
            "touch PWNED;#/e;#",
            "x/;w PWNED\n;s/x/",
            "\"); __import__('os').system('touch PWNED'); (\"",
            "{{$processEnv AWS_SECRET_ACCESS_KEY}}",
        ];
        let evidence = evidence();
        for evil in EVIL {
            let mut record = evidence
                .find("request/type-required/absent")
                .unwrap()
                .cloned()
                .into_inner();
            record.case.id = evil.to_owned();
            record.fixtures.customer_address = evil.to_owned();
            record.fixtures.provisioned = true;
            record
                .case
                .draft
                .parameters
                .push(crate::request::Parameter::new("X", evil));
            let record = Redactor::new().record(&record);
            let subject = Subject {
                record: record.as_ref(),
                control: None,
                url: evil,
                api_version: evil,
                is_signed: false,
                expected: evil,
            };
            let folder = tempfile::tempdir().unwrap();
            let answer = format!(
                "#!/bin/sh\ncat <<'END'\n<customerGatewayId>{evil}</customerGatewayId><vpnGatewayId>{evil}</vpnGatewayId>\nEND\n"
            );
            for name in ["curl", "aws"] {
                use std::os::unix::fs::PermissionsExt;
                let path = folder.path().join(name);
                std::fs::write(&path, &answer).unwrap();
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            }
            let found = std::env::var("PATH").unwrap();
            for (tool, shells) in [
                (Tool::Sh, &["sh", "bash"][..]),
                (Tool::Aws, &["bash"]),
                (Tool::Boto3, &["python3"]),
                (Tool::Http, &[]),
            ] {
                let Ok(text) = script(tool, &subject) else {
                    continue;
                };
                // The client of an editor fills in what stands in braces.
                let mut code = text.lines().filter(|line| !line.starts_with('#'));
                let filled = code.any(|line| line.contains("{{$processEnv AWS_SECRET"));
                assert!(tool != Tool::Http || !filled, "{text}");
                let file = folder.path().join("script");
                std::fs::write(&file, &text).unwrap();
                for shell in shells {
                    let _ = Command::new(shell)
                        .arg(&file)
                        .current_dir(folder.path())
                        .env("PATH", format!("{}:{found}", folder.path().display()))
                        .output();
                    assert!(!folder.path().join("PWNED").exists(), "{evil:?} in {text}");
                }
            }
        }
    }
}
