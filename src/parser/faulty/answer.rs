//! Changes that the faults of several rules make.

use std::borrow::Cow;

use memchr::memmem;

use crate::generate::document::field::{Fields, Target, Value};
use crate::parser::{Input, Outcome};

pub(crate) fn reject(class: &str) -> Outcome {
    Outcome::Reject {
        class: class.to_owned(),
    }
}

pub(crate) fn contains(input: &Input<'_>, what: &str) -> bool {
    memmem::find(input.body, what.as_bytes()).is_some()
}

pub(crate) fn leaf(input: &Input<'_>) -> &'static str {
    match input.target {
        Target::Configuration => "customer_gateway_id",
        Target::Response => "state",
    }
}

pub(crate) fn refuse_if(outcome: &mut Outcome, class: &str, when: impl Fn(&Fields) -> bool) {
    if matches!(outcome, Outcome::Accept(fields) if when(fields)) {
        *outcome = reject(class);
    }
}

/// Success with nothing in it.
pub(crate) fn absent(outcome: &mut Outcome) {
    *outcome = Outcome::Accept(Fields::new());
}

pub(crate) fn set(outcome: &mut Outcome, name: &'static str, value: Value) {
    if let Outcome::Accept(fields) = outcome
        && (fields.contains_key(name) || fields.is_empty())
    {
        fields.insert(name.into(), value);
    }
}

pub(crate) fn values(outcome: &mut Outcome, change: impl Fn(&str, &mut Value) + Copy) {
    fn each(fields: &mut Fields, change: impl Fn(&str, &mut Value) + Copy) {
        for (name, value) in fields {
            match value {
                Value::List(items) => items.iter_mut().for_each(|item| each(item, change)),
                value => change(name, value),
            }
        }
    }
    if let Outcome::Accept(fields) = outcome {
        each(fields, change);
    }
}

pub(crate) fn texts(outcome: &mut Outcome, change: impl Fn(&str, &str) -> Option<String> + Copy) {
    values(outcome, |name, value| {
        if let Value::Text(text) = value
            && let Some(new) = change(name, text)
        {
            *value = Value::Text(Cow::Owned(new));
        }
    });
}
