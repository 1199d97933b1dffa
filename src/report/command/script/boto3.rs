//! For Python with boto3.

use crate::report::command::script::{Subject, gateways, heading, requests};

pub(super) fn write(subject: &Subject<'_>) -> Result<String, String> {
    let requests = requests(subject)?;
    let gateways = gateways(subject, &requests);
    let version = subject.api_version;
    let mut out = heading(
        subject,
        "needs boto3; the region and the key are those of the environment",
    );
    out.push_str(&format!(
        r#"import os, re, time
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

made_gateways = {{}}
def fill(query):
    for mark, id in made_gateways.items():
        query = query.replace(mark, id.encode())
    return query

"#,
        url = subject.url,
        signed = if subject.is_signed { "True" } else { "False" },
    ));
    for gateway in &gateways {
        let (mark, element, create) = (gateway.mark(), gateway.element(), &gateway.create);
        out.push_str(&format!(
            "made_gateways[b\"{mark}\"] = made(\"{element}\", call(b\"{create}\")[1])\n\
             print(\"{element}:\", made_gateways[b\"{mark}\"])\n"
        ));
        if let Some(query) = gateway.describe() {
            out.push_str(&format!(
                "for _ in range(60):\n    \
                     if \"<state>pending<\" not in call(fill(b\"{query}{mark}\"))[1]:\n        \
                         break\n    \
                     time.sleep(5)\n"
            ));
        }
    }
    for (name, sent) in requests {
        let query = sent.query.escape_ascii().to_string();
        let post = if sent.is_post { ", post=True" } else { "" };
        out.push_str(&format!(
            "status, text = call(fill(b\"{query}\"){post})\n\
             print(\"== {name}\\nstatus\", status)\nprint(text)\n\
             if made(\"vpnConnectionId\", text):\n    call((\"Action=DeleteVpnConnection&Version={version}&VpnConnectionId=\" + made(\"vpnConnectionId\", text)).encode())\n"
        ));
    }
    for gateway in gateways.iter().rev() {
        out.push_str(&format!(
            "call(fill(b\"{}{}\"))\n",
            gateway.delete(),
            gateway.mark()
        ));
    }
    Ok(out)
}
