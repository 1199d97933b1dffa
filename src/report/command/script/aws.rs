//! For the command line of AWS.

use crate::report::command::script::{
    CUSTOMER, Subject, TRANSIT, VPN, customer, gateways, heading, requests,
};
use crate::run::ledger::Kind;
use crate::untrusted::quote;

const OPTIONS: [(&str, &str); 4] = [
    ("Type", "--type"),
    ("CustomerGatewayId", "--customer-gateway-id"),
    ("VpnGatewayId", "--vpn-gateway-id"),
    ("TransitGatewayId", "--transit-gateway-id"),
];

pub(super) fn write(subject: &Subject<'_>) -> Result<String, String> {
    let gateways = gateways(subject, &requests(subject)?);
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
    for gateway in &gateways {
        out.push_str(&match gateway.kind {
            Kind::CustomerGateway => format!(
                "{CUSTOMER}=$(ec2 create-customer-gateway --type ipsec.1 --public-ip {address} --bgp-asn {asn} --query CustomerGateway.CustomerGatewayId)\n"
            ),
            Kind::TransitGateway => format!(
                "{TRANSIT}=$(ec2 create-transit-gateway --query TransitGateway.TransitGatewayId)\n\
                 n=0; while [ $n -lt 60 ] && ec2 describe-transit-gateways --transit-gateway-ids \"${TRANSIT}\" --query 'TransitGateways[].State' | grep -q pending; do n=$((n + 1)); sleep 5; done\n"
            ),
            _ => format!(
                "{VPN}=$(ec2 create-vpn-gateway --type ipsec.1 --query VpnGateway.VpnGatewayId)\n"
            ),
        });
    }
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
                        value if value == fixtures.customer_gateway_id => {
                            format!("\"${CUSTOMER}\"")
                        }
                        value if value == fixtures.vpn_gateway_id => format!("\"${VPN}\""),
                        value if value == fixtures.transit_gateway_id => {
                            format!("\"${TRANSIT}\"")
                        }
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
    for gateway in gateways.iter().rev() {
        let noun = match gateway.kind {
            Kind::CustomerGateway => "customer",
            Kind::TransitGateway => "transit",
            _ => "vpn",
        };
        out.push_str(&format!(
            "ec2 delete-{noun}-gateway --{noun}-gateway-id \"${}\"\n",
            gateway.name
        ));
    }
    Ok(out)
}

fn cannot(name: &[u8]) -> String {
    let name = name.escape_ascii();
    format!("the AWS CLI cannot send {name} in this way: use --format sh or boto3")
}
