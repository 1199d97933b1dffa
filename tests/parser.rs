//! The parser checks against the project's own reader, as a user writes them for theirs.

use vpnconform::parser::builtin::Builtin;

vpnconform::parser_trials!(Builtin::own());
