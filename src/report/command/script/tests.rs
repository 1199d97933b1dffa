#![allow(clippy::unwrap_used)]

use std::sync::atomic::AtomicBool;

use super::*;
use crate::evidence::Evidence;
use crate::evidence::redact::Redactor;
use crate::glob::GlobSet;
use crate::reference::Reference;
use crate::run::Options;
use crate::suite::plan;

fn evidence() -> Redacted<Evidence> {
    recorded(
        &[
            "request/type-required",
            "request/unknown-parameter-rejected",
        ],
        ApiVersion::default(),
    )
}

fn recorded(only: &[&str], api_version: ApiVersion) -> Redacted<Evidence> {
    let options = Options {
        only: GlobSet::new(only).unwrap(),
        api_version,
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

#[test]
fn a_script_makes_waits_for_and_deletes_a_transit_gateway() {
    let rule = "request/transit-gateway-alone";
    let evidence = recorded(&[rule], ApiVersion::V2016_11_15);
    let find = |id: &str| evidence.find(id).unwrap();
    let record = find(&format!("{rule}/both-exist"));
    let subject = Subject {
        record,
        control: record.case.twin.as_deref().map(find),
        url: "http://127.0.0.1:5000",
        api_version: "2016-11-15",
        is_signed: true,
        expected: "a client error",
    };
    for tool in Tool::ALL {
        let text = script(tool, &subject).unwrap();
        let fixtures = &record.fixtures;
        assert!(!text.contains(&fixtures.transit_gateway_id), "{text}");
        let steps = match tool {
            Tool::Aws => [
                "delete-vpn-connection",
                "create-transit-gateway",
                "describe-transit-gateways",
                "--transit-gateway-id \"$TGW\"",
                "delete-transit-gateway",
                "delete-customer-gateway",
            ],
            _ => [
                "CreateTransitGateway",
                "DescribeTransitGateways",
                "TransitGatewayId=",
                "DeleteVpnConnection",
                "DeleteTransitGateway",
                "DeleteCustomerGateway",
            ],
        };
        let mut rest = text.as_str();
        for step in steps {
            assert!(rest.contains(step), "{step} in {text}");
            rest = rest.split_once(step).unwrap().1;
        }
        assert!(text.contains("pending"), "{text}");
    }
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
            "#!/bin/sh\ncat <<'END'\n<customerGatewayId>{evil}</customerGatewayId><vpnGatewayId>{evil}</vpnGatewayId><transitGatewayId>{evil}</transitGatewayId>\nEND\n"
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

#[cfg(unix)]
#[test]
fn a_script_gives_no_command_the_key_as_an_argument() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let evidence = evidence();
    let subject = Subject {
        record: evidence.find("request/type-required/absent").unwrap(),
        control: None,
        url: "http://127.0.0.1:9",
        api_version: "2012-04-01",
        is_signed: true,
        expected: "a client error",
    };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // Everything that a script could start.
    for name in ["curl", "sed", "printf", "head", "tr", "echo"] {
        let found = if name == "curl" {
            "cat >>read"
        } else {
            &format!("exec /usr/bin/env PATH=/bin:/usr/bin {name} \"$@\"")
        };
        let spy = format!("#!/bin/sh\necho {name} \"$@\" >>arguments\n{found}\n");
        std::fs::write(at(name), spy.replace("echo", "/bin/echo")).unwrap();
        std::fs::set_permissions(at(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    std::fs::write(at("script"), script(Tool::Sh, &subject).unwrap()).unwrap();
    for shell in ["sh", "bash"] {
        let ran = Command::new(shell)
            .arg("script")
            .current_dir(folder.path())
            .env("PATH", format!("{}:/bin:/usr/bin", folder.path().display()))
            .env("AWS_ACCESS_KEY_ID", "AKID")
            .env("AWS_SECRET_ACCESS_KEY", "s3cret\\key\"$HOME`id`")
            .env("AWS_SESSION_TOKEN", "t0ken+")
            .output();
        let Ok(ran) = ran else { continue };
        let read = std::fs::read_to_string(at("read")).unwrap_or_default();
        let key = "user = \"AKID:s3cret\\\\key\\\"$HOME`id`\"\n";
        let token = "header = \"X-Amz-Security-Token: t0ken+\"\n";
        assert!(read.contains(&format!("{key}{token}")), "{read} {ran:?}");
        let arguments = std::fs::read_to_string(at("arguments")).unwrap();
        assert!(arguments.contains("curl -sS"), "{arguments}");
        assert!(
            !arguments.contains("s3cret") && !arguments.contains("t0ken"),
            "{arguments}"
        );
        let _ = std::fs::remove_file(at("read"));
    }
}
