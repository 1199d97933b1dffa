//! A recorded case as a script that stands alone: it makes gateways of its own, sends the control and the mutant, prints
//! both answers, and deletes what it has made. Credentials come from the environment.

mod aws;
mod boto3;
mod http;
mod sh;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use crate::evidence::Record;
use crate::evidence::redact::Redacted;
use crate::request::Form;
use crate::request::encoding::encode;
use crate::run::ledger::Kind;
use crate::run::replay::replaced;
use crate::spec::version::ApiVersion;
use crate::untrusted::printable_text;

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
        Tool::Sh => sh::write(subject),
        Tool::Boto3 => boto3::write(subject),
        Tool::Aws => aws::write(subject),
        Tool::Http => http::write(subject),
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

/// A gateway that a script makes and deletes.
struct Gateway {
    kind: Kind,
    /// The variable with its id; between two signs the mark that stands for the id in a request.
    name: &'static str,
    /// The query that makes it.
    create: String,
    version: &'static str,
}

impl Gateway {
    fn mark(&self) -> String {
        mark(self.name)
    }

    /// The element of an answer that holds the id.
    fn element(&self) -> &'static str {
        self.kind.spelling().0
    }

    /// The query that deletes it, up to the id.
    fn delete(&self) -> String {
        let (action, parameter) = (self.kind.delete(), self.kind.parameter());
        format!("Action={action}&Version={}&{parameter}=", self.version)
    }

    /// The query that describes it, up to the id, where it has to be waited for.
    fn describe(&self) -> Option<String> {
        let (action, parameter) = (self.kind.describe(), self.kind.first());
        (self.kind == Kind::TransitGateway)
            .then(|| format!("Action={action}&Version={}&{parameter}=", self.version))
    }
}

fn mark(name: &str) -> String {
    format!("@{name}@")
}

const CUSTOMER: &str = "CGW";
const VPN: &str = "VGW";
const TRANSIT: &str = "TGW";

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
    let fixtures = &record.fixtures;
    for (id, name) in [
        (&fixtures.customer_gateway_id, CUSTOMER),
        (&fixtures.vpn_gateway_id, VPN),
        (&fixtures.transit_gateway_id, TRANSIT),
    ] {
        if !id.is_empty() {
            query = replaced(&query, id.as_bytes(), mark(name).as_bytes());
        }
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

/// The gateways that the requests name, in the order in which they are made.
fn gateways(subject: &Subject<'_>, requests: &[(&'static str, Sent)]) -> Vec<Gateway> {
    let (address, asn) = customer(&subject.record);
    let run = subject.api_version.parse().unwrap_or_default();
    let all = [
        (
            Kind::CustomerGateway,
            CUSTOMER,
            format!("Type=ipsec.1&IpAddress={address}&BgpAsn={asn}"),
        ),
        (Kind::VpnGateway, VPN, "Type=ipsec.1".to_owned()),
        (Kind::TransitGateway, TRANSIT, String::new()),
    ];
    let made = all.into_iter().filter(|(_, name, _)| {
        let mark = mark(name);
        let names = |sent: &Sent| memchr::memmem::find(&sent.query, mark.as_bytes()).is_some();
        requests.iter().any(|(_, sent)| names(sent))
    });
    made.map(|(kind, name, parameters)| {
        let version = kind.version(run).as_str();
        let create = format!("Action={}&Version={version}&{parameters}", kind.create());
        Gateway {
            kind,
            name,
            create: create.trim_end_matches('&').to_owned(),
            version,
        }
    })
    .collect()
}

/// The lines at the top of a script, each behind a comment sign.
fn heading(subject: &Subject<'_>, how: &str) -> String {
    let id = printable_text(&subject.record.case.id);
    let expected = printable_text(&subject.expected.replace('\n', " "));
    format!("# {id}: expected {expected}\n# {how}\n")
}
