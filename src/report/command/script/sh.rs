//! For a POSIX shell with curl.

use crate::report::command::script::{Subject, gateways, heading, requests};
use crate::untrusted::quote;

/// The arguments of a command are there for everybody on the machine to read, so the key comes by standard input.
const SIGNED: &str = r#": "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}"
quoted() { sed 's/[\\"]/\\&/g' <<END
$1
END
}
KEY="user = \"$(quoted "$AWS_ACCESS_KEY_ID"):$(quoted "$AWS_SECRET_ACCESS_KEY")\""
TOKEN=
[ -z "${AWS_SESSION_TOKEN:-}" ] || TOKEN="header = \"X-Amz-Security-Token: $(quoted "$AWS_SESSION_TOKEN")\""
call() { curl -sS -m 60 --globoff --path-as-is --config - --aws-sigv4 "aws:amz:${AWS_REGION:-us-east-1}:ec2" "$@" <<END
$KEY
$TOKEN
END
}
"#;

pub(super) fn write(subject: &Subject<'_>) -> Result<String, String> {
    let requests = requests(subject)?;
    let gateways = gateways(subject, &requests);
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
        true => SIGNED,
        false => "call() { curl -sS -m 60 --globoff --path-as-is \"$@\"; }\n",
    });
    let filled = gateways
        .iter()
        .map(|g| format!("s/{}/${}/g", g.mark(), g.name));
    out.push_str(&format!(
        "get() {{ call \"$URL/?$1\"; }}\n\
         id() {{ sed -n \"s/.*<$1>\\([^<]*\\)<.*/\\1/p\" | head -n 1 | tr -cd 'A-Za-z0-9-'; }}\n\
         fill() {{ printf '%s' \"$1\" | sed \"{}\"; }}\n",
        filled.collect::<Vec<_>>().join("; ")
    ));
    for gateway in &gateways {
        let (name, element) = (gateway.name, gateway.element());
        out.push_str(&format!(
            "{name}=$(get {} | id {element})\necho \"{element}: ${name}\"\n",
            quote(gateway.create.as_bytes())
        ));
        if let Some(query) = gateway.describe() {
            out.push_str(&format!(
                "n=0; while [ $n -lt 60 ] && get \"{query}${name}\" | grep -q '<state>pending<'; do n=$((n + 1)); sleep 5; done\n"
            ));
        }
    }
    let version = subject.api_version;
    for (name, sent) in requests {
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
    for gateway in gateways.iter().rev() {
        out.push_str(&format!(
            "get \"{}${}\" >/dev/null\n",
            gateway.delete(),
            gateway.name
        ));
    }
    Ok(out)
}
