//! Targets that make set-up hard: late, in one form only, with more parameters, or not at all.

use super::*;

#[test]
fn what_becomes_visible_after_a_while_is_waited_for() {
    let made: Mutex<HashMap<String, Instant>> = Mutex::default();
    let after = Duration::from_millis(150);
    let odd = Odd::new(|ask| {
        let is_new = |id: &String| {
            made.lock()
                .unwrap()
                .get(id)
                .is_some_and(|at| at.elapsed() < after)
        };
        for (name, code) in [
            ("CustomerGatewayId", "InvalidCustomerGatewayID.NotFound"),
            ("VpnGatewayId", "InvalidVpnGatewayID.NotFound"),
            ("VpnConnectionId", "InvalidVpnConnectionID.NotFound"),
        ] {
            let named = [ask.names(name), ask.names(&format!("{name}.1"))];
            if named.iter().flatten().any(is_new) {
                return refusal(400, code);
            }
        }
        let answer = ask.honest()?;
        if ask.is("Create") && answer.status == 200 {
            for name in ["vpnConnectionId", "customerGatewayId", "vpnGatewayId"] {
                for id in between(&text(&answer), name) {
                    made.lock().unwrap().entry(id).or_insert_with(Instant::now);
                }
            }
        }
        Ok(answer)
    });
    let patient = Options {
        patience: Duration::from_secs(20),
        ..options(&[
            "request/minimal-accepted",
            "state/described-after-create",
            "state/deleted-gone",
        ])
    };
    let outcome = play(&odd, &patient);
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        verdicts(&outcome)
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn a_target_that_takes_one_form_is_set_up_in_that_form() {
    for (method, failing) in [
        ("POST", "request/get-accepted"),
        ("GET", "request/post-accepted"),
    ] {
        let odd = Odd::new(|ask| match ask.request.method == method {
            true => ask.honest(),
            false => refusal(400, "MissingAction"),
        });
        let outcome = play(
            &odd,
            &options(&[
                "request/minimal-accepted",
                failing,
                "state/deleted-gone",
                "request/type-required",
            ]),
        );
        let failed: Vec<&str> = verdicts(&outcome)
            .into_iter()
            .filter(|(_, verdict)| *verdict == Verdict::Fail)
            .map(|(id, _)| id)
            .collect();
        assert!(failed.contains(&failing), "{method}: {failed:?}");
        assert_eq!(
            verdicts(&outcome)["state/deleted-gone"],
            Verdict::Pass,
            "{method}"
        );
        assert_eq!(existing(&odd.reference).len(), 0, "{method}");
        let said = format!("are sent by {method}");
        assert!(
            outcome
                .resources
                .notes
                .iter()
                .any(|note| note.contains(&said)),
            "{method}"
        );
    }
}

#[test]
fn a_target_that_wants_more_than_the_reference_gets_it() {
    let odd = Odd::new(|ask| {
        if ask.is("CreateCustomerGateway") && ask.names("BgpAsn").as_deref() != Some("65000") {
            return refusal(400, "Unsupported");
        }
        let mut request = ask.request.clone();
        if ask.is("CreateVpnConnection") {
            let extra = "&Options.StaticRoutesOnly=true";
            let is_there = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(extra);
            if !is_there(&request.target) && !is_there(&request.body) {
                return refusal(400, "Unsupported");
            }
            let plain = |bytes: &[u8]| {
                String::from_utf8_lossy(bytes)
                    .replace(extra, "")
                    .into_bytes()
            };
            (request.target, request.body) = (plain(&request.target), plain(&request.body));
        }
        ask.reference.send(&request)
    });
    let wanted = [
        "request/minimal-accepted",
        "request/type-required",
        "configuration/customer-asn-matches",
    ];
    assert_eq!(play(&odd, &options(&wanted)).exit_status(Level::Should), 3);
    let outcome = play(
        &odd,
        &Options {
            customer_asn: Some(65_000),
            create_parameters: vec![("Options.StaticRoutesOnly".to_owned(), "true".to_owned())],
            ..options(&wanted)
        },
    );
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        outcome.evidence.halts
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn given_transit_gateway_is_used_and_stays() {
    const GIVEN: [&str; 3] = [
        "request/transit-gateway-accepted",
        "response/echoes-transit-gateway",
        "request/transit-gateway-alone",
    ];
    const OWN: &str = "request/deleted-transit-gateway-rejected";
    let odd = Odd::new(|ask| ask.honest());
    let foreign = furnish(&odd.reference);
    let modern = ApiVersion::V2016_11_15;
    let made = ask_in(modern, &odd.reference, "CreateTransitGateway", &[]);
    let transit = between(&made, "transitGatewayId")[0].clone();
    let stock = || {
        let list = ask_in(modern, &odd.reference, "DescribeTransitGateways", &[]);
        (existing(&odd.reference), between(&list, "state"))
    };
    let before = stock();
    for given in [Some(transit), None] {
        let is_given = given.is_some();
        let outcome = play(
            &odd,
            &Options {
                api_version: modern,
                provision: options::Provision::Fixed {
                    customer_gateway_id: foreign[0].clone(),
                    vpn_gateway_id: foreign[1].clone(),
                    transit_gateway_id: given,
                },
                ..options(&[&GIVEN[..], &[OWN, "request/minimal-accepted"]].concat())
            },
        );
        let verdicts = verdicts(&outcome);
        let expected = match is_given {
            true => Verdict::Pass,
            false => Verdict::Blocked,
        };
        for rule in GIVEN {
            assert_eq!(verdicts[rule], expected, "{rule}");
        }
        assert_eq!(verdicts[OWN], Verdict::Blocked);
        assert_eq!(verdicts["request/minimal-accepted"], Verdict::Pass);
        let halts = &outcome.evidence.halts;
        let says = |rule: &str, words: &str| halts[rule].to_string().contains(words);
        assert!(says(OWN, "a transit gateway of its own"), "{halts:?}");
        let asks = |rule: &str| says(rule, "--transit-gateway-id");
        assert!(is_given || asks(GIVEN[0]) && asks(GIVEN[2]), "{halts:?}");
        assert_eq!(stock(), before);
        assert_eq!(outcome.resources.left, 0);
    }
}

#[test]
fn set_up_that_fails_is_tried_once_and_says_what_to_do() {
    type Act = fn(&Ask<'_>) -> Sent;
    let page = r#"<CreateVpnConnectionResponse><vpnConnection><vpnConnectionId>vpn-44a8938f</vpnConnectionId><state>pending</state><customerGatewayId>cgw-b4dc3961</customerGatewayId><vpnGatewayId>vgw-8db04f81</vpnGatewayId></vpnConnection></CreateVpnConnectionResponse>"#;
    static PAGE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PAGE.get_or_init(|| page.to_owned());
    let cases: [(&str, &str, usize, Act); 4] = [
        ("hangs", "was not answered", 1, |ask| {
            match ask.is("CreateCustomerGateway") {
                true => Err(TransportError::Timeout(Duration::from_secs(30))),
                false => ask.honest(),
            }
        }),
        ("is missing", "--provision fixed", 2, |ask| {
            match ask.is("CreateCustomerGateway") {
                true => refusal(400, "InvalidAction"),
                false => ask.honest(),
            }
        }),
        ("is canned", "the answer to another action", 2, |_| {
            answer(200, PAGE.get().unwrap())
        }),
        ("is no service", "names no id", 2, |_| {
            answer(200, "<html>hello</html>")
        }),
    ];
    for (name, words, most, act) in cases {
        let creates = AtomicUsize::new(0);
        let odd = Odd::new(|ask| {
            creates.fetch_add(usize::from(ask.is("Create")), Ordering::Relaxed);
            act(ask)
        });
        let begin = Instant::now();
        let patient = Options {
            patience: Duration::from_secs(60),
            ..options(&["request/*", "state/*", "configuration/*"])
        };
        let outcome = play(&odd, &patient);
        assert!(begin.elapsed() < Duration::from_secs(20), "{name}");
        assert!(creates.load(Ordering::Relaxed) <= most, "{name}");
        let causes: BTreeSet<String> = outcome
            .evidence
            .halts
            .values()
            .map(Halt::to_string)
            .collect();
        assert_eq!(causes.len(), 1, "{name}: {causes:?}");
        assert!(
            causes.iter().all(|cause| cause.contains(words)),
            "{name}: {causes:?}"
        );
        assert_eq!(outcome.exit_status(Level::Should), 3, "{name}");
    }
}

#[test]
fn forms_follow_what_was_answered() {
    let mut forms = context::State::default().forms;
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Get)
    );
    forms.learn(Form::Post, false);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Get)
    );
    forms.learn(Form::Get, true);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Get, Form::Get)
    );
    forms.learn(Form::Post, true);
    forms.learn(Form::Get, false);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Post)
    );
}
