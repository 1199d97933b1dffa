//! What the selftest runs the catalogue against.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use std::{fmt, io};

use crate::endpoint::auth::{Scheme, Signer};
use crate::evidence::halt::Halt;
use crate::glob::GlobSet;
use crate::reference::variant::Variant;
use crate::reference::{Reference, ReferenceOptions};
use crate::rule;
use crate::rule::Seeded;
use crate::run::Options;
use crate::secret::Secret;
use crate::secret::credentials::Credentials;
use crate::spec::version::ApiVersion;
use crate::suite::selftest::{Role, Row};
use crate::suite::{outcome, plan};
use crate::untrusted::Untrusted;

/// A reference endpoint, and how a run talks to it.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Which endpoint.
    pub kind: Kind,
    /// Whether it asks for signatures, and which the run makes.
    pub signature: Option<Scheme>,
    /// The API version of the run.
    pub api_version: ApiVersion,
    /// How much is run.
    pub breadth: Breadth,
}

/// Variants that cannot both be: two character sets in one header, vgwTelemetry filled and empty, and a server that forgets what
/// is deleted and then says of nothing that it is not there.
const CONTRADICTORY: [(&str, &str); 3] = [
    ("utf-16", "charset-quoted"),
    ("telemetry-filled", "telemetry-empty"),
    ("deleted-at-once", "one-error-code"),
];

/// How much is run. Against a variant it is always every check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breadth {
    /// Against a fault the checks that must find it; the reference in the versions that add something. Enough for the gate.
    Named,
    /// Every check against every fault; the reference in every version. The whole matrix.
    #[default]
    Whole,
}

/// Which endpoint a subject is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The reference as it is.
    Reference,
    /// The reference with one conforming difference.
    Variant(&'static Variant),
    /// The reference with two conforming differences.
    Pair(&'static Variant, &'static Variant),
    /// The reference with one fault.
    Fault(&'static Seeded),
}

impl Breadth {
    /// Whether the reference is run in this version: in all, or in the default one and those that add something.
    fn includes(self, version: ApiVersion) -> bool {
        let features = |v: ApiVersion| {
            [
                v.has_tag_set(),
                v.has_vgw_telemetry(),
                v.has_options(),
                v.has_dry_run(),
                v.is_modern(),
            ]
        };
        let before = ApiVersion::ALL.iter().rfind(|earlier| **earlier < version);
        self == Self::Whole
            || version == ApiVersion::default()
            || before.is_none_or(|earlier| features(*earlier) != features(version))
    }
}

impl Subject {
    /// Everything: the reference in every version that differs, in the first, the default and the last with every signature,
    /// every variant, every fault.
    pub fn all(breadth: Breadth) -> Vec<Self> {
        let mut all = Self::of_kind(Kind::Reference, true, breadth);
        for version in [ApiVersion::ALL.first(), ApiVersion::ALL.last()] {
            let mut subjects = Self::of_kind(Kind::Reference, true, breadth);
            for subject in &mut subjects {
                subject.api_version = version.copied().unwrap_or_default();
            }
            all.extend(subjects);
        }
        for version in ApiVersion::ALL.iter().filter(|v| breadth.includes(**v)) {
            let mut subjects = Self::of_kind(Kind::Reference, false, breadth);
            for subject in &mut subjects {
                subject.api_version = *version;
            }
            all.extend(subjects);
        }
        for variant in rule::variants() {
            all.extend(Self::of_variant(variant, breadth));
        }
        for fault in rule::faults().iter() {
            all.extend(Self::of_fault(fault, breadth));
        }
        all
    }

    /// The reference and one fault.
    pub fn for_fault(fault: &'static Seeded) -> Vec<Self> {
        let mut all = Self::of_kind(Kind::Reference, fault.needs_auth(), Breadth::Whole);
        all.extend(Self::of_fault(fault, Breadth::Whole));
        all
    }

    /// The reference and one variant.
    pub fn for_variant(variant: &'static Variant) -> Vec<Self> {
        let mut all = Self::of_kind(Kind::Reference, false, Breadth::Whole);
        all.extend(Self::of_variant(variant, Breadth::Whole));
        all
    }

    /// The reference, and each two variants of one version.
    pub fn pairs() -> Vec<Self> {
        let mut all = Self::of_kind(Kind::Reference, false, Breadth::Whole);
        for (number, first) in rule::variants().enumerate() {
            let rest = rule::variants().skip(number + 1);
            let is_possible = |second: &&Variant| {
                let ids = [(first.id, second.id), (second.id, first.id)];
                second.since == first.since && !ids.iter().any(|ids| CONTRADICTORY.contains(ids))
            };
            for second in rest.filter(is_possible) {
                let kind = Kind::Pair(first, second);
                for mut subject in Self::of_kind(kind, false, Breadth::Whole) {
                    subject.api_version = first.since.unwrap_or_default().max(subject.api_version);
                    all.push(subject);
                }
            }
        }
        all
    }

    /// The same in another version, where it has anything to show there: the reference once for each signature, a variant or a
    /// fault if it and the rules that must detect it are of that version.
    pub fn in_version(mut self, version: ApiVersion) -> Option<Self> {
        let is_of = match self.kind {
            Kind::Reference => self.api_version == version,
            Kind::Variant(variant) | Kind::Pair(variant, _) => {
                variant.since.is_none_or(|since| since <= version)
            }
            Kind::Fault(fault) => fault.is_of(version),
        };
        self.api_version = version;
        is_of.then_some(self)
    }

    /// The fault, if it is one.
    pub fn fault(&self) -> Option<&'static Seeded> {
        match self.kind {
            Kind::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// A variant in the first version in which it makes a difference and, in the whole matrix, in the last one.
    fn of_variant(variant: &'static Variant, breadth: Breadth) -> Vec<Self> {
        let first = variant.since.unwrap_or_default().max(ApiVersion::default());
        let last = ApiVersion::ALL.last().copied().unwrap_or_default();
        let versions = [
            Some(first),
            Some(last).filter(|_| breadth == Breadth::Whole && last != first),
        ];
        let mut all = Vec::new();
        for version in versions.into_iter().flatten() {
            let mut subjects = Self::of_kind(Kind::Variant(variant), false, breadth);
            for subject in &mut subjects {
                subject.api_version = version;
            }
            all.extend(subjects);
        }
        all
    }

    /// A fault in the version of its rule.
    fn of_fault(fault: &'static Seeded, breadth: Breadth) -> Vec<Self> {
        let mut subjects = Self::of_kind(Kind::Fault(fault), fault.needs_auth(), breadth);
        for subject in &mut subjects {
            subject.api_version = fault.version();
        }
        subjects
    }

    fn of_kind(kind: Kind, signed: bool, breadth: Breadth) -> Vec<Self> {
        let signatures: &[Option<Scheme>] = if signed {
            &[Some(Scheme::V2), Some(Scheme::V4), Some(Scheme::V4Query)]
        } else {
            &[None]
        };
        signatures
            .iter()
            .map(|signature| Self {
                kind,
                signature: *signature,
                api_version: ApiVersion::default(),
                breadth,
            })
            .collect()
    }

    fn endpoint(&self) -> Reference {
        let mut options = ReferenceOptions::default();
        match self.kind {
            Kind::Reference => {}
            Kind::Variant(variant) => options.variants.push(variant),
            Kind::Pair(first, second) => options.variants.extend([first, second]),
            Kind::Fault(fault) => options.faults.push(fault.fault),
        }
        options.auth = self.signature.map(|_| credentials());
        Reference::new(options)
    }

    /// Runs the catalogue.
    ///
    /// # Errors
    /// As [`plan::run`].
    pub fn run(self) -> io::Result<outcome::Outcome> {
        let mut options = Options {
            auth: self.signature,
            signer: self.signature.map(|_| Signer {
                credentials: credentials(),
                region: "us-east-1".to_owned(),
            }),
            api_version: self.api_version,
            // Nothing here takes time, so what has not gone at once stays.
            patience: Duration::ZERO,
            ..Options::default()
        };
        if let (Some(fault), Breadth::Named) = (self.fault(), self.breadth) {
            options.only = GlobSet::new(&fault.detected_by).unwrap_or_default();
        }
        plan::run(&self.endpoint(), &options, &(), &AtomicBool::new(false))
    }

    /// What a run of it has come to.
    pub fn row(self, outcome: &io::Result<outcome::Outcome>) -> Row {
        let (role, id, summary, detected_by) = match self.kind {
            Kind::Reference => (Role::Reference, "reference", "", &[][..]),
            Kind::Variant(variant) | Kind::Pair(variant, _) => {
                (Role::Variant, variant.id, variant.summary, &[][..])
            }
            Kind::Fault(fault) => (Role::Fault, fault.id, fault.summary, &*fault.detected_by),
        };
        let mut row = Row {
            role,
            id,
            summary,
            detected_by,
            title: self.to_string(),
            api_version: self.api_version,
            signature: self.signature,
            outcomes: BTreeMap::new(),
            requests: 0,
            trouble: None,
        };
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                row.trouble = Some(error.to_string());
                return row;
            }
        };
        row.requests = outcome.requests;
        row.trouble = outcome
            .evidence
            .halts
            .iter()
            .find_map(|(probe, halt)| match halt {
                Halt::Harness(cause) => Some(format!("{probe}: {cause}")),
                _ => None,
            });
        if self.fault().is_none() && outcome.resources.left > 0 {
            let left = Untrusted::list(&outcome.resources.left_ids);
            row.trouble.get_or_insert(format!("left behind: {left}"));
        }
        let judged = outcome.judged.iter();
        row.outcomes = judged
            .map(|(rule, judgement)| (rule.id, judgement.clone()))
            .collect();
        row
    }
}

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "SELFTESTACCESSKEYID0".to_owned(),
        secret_access_key: Secret::new("selftest/secret/access/key"),
        session_token: Some(Secret::new("selftest/session/token")),
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Reference => f.write_str("reference")?,
            Kind::Variant(variant) => write!(f, "variant {}", variant.id)?,
            Kind::Pair(first, second) => write!(f, "variants {} and {}", first.id, second.id)?,
            Kind::Fault(fault) => write!(f, "fault {}", fault.id)?,
        }
        if self.api_version != ApiVersion::default() {
            write!(f, " of API version {}", self.api_version)?;
        }
        match self.signature {
            None => Ok(()),
            Some(Scheme::V2) => f.write_str(" with Signature Version 2"),
            Some(Scheme::V4) => f.write_str(" with Signature Version 4"),
            Some(Scheme::V4Query) => f.write_str(" with Signature Version 4 in the query"),
        }
    }
}
