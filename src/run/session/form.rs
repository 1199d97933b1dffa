//! The forms in which a request can be sent to the target.

use crate::endpoint::auth::Scheme;
use crate::request::{Draft, Encoding, Form};
use crate::run::session::Session;

impl Session<'_> {
    /// Whether the request can be signed as the run does it: Signature Version 4 knows a blank in a query as `%20` alone, and
    /// what a server makes of a `+` there is its own.
    pub fn can_sign(&self, draft: &Draft) -> bool {
        let blank =
            |text: &[u8], encoding| encoding == Encoding::PlusForSpace && text.contains(&b' ');
        let mut parameters = draft.parameters.iter();
        let plus = parameters.any(|p| {
            blank(&p.name, p.name_encoding)
                || blank(p.value.as_deref().unwrap_or_default(), p.encoding)
        });
        let by_version_4 = matches!(
            self.context.options.auth,
            Some(Scheme::V4 | Scheme::V4Query)
        );
        !(plus && by_version_4 && draft.form == Form::Get)
    }

    /// Whether the target is not known to refuse this form of a request.
    pub fn takes_form(&self, form: Form) -> bool {
        let forms = self.context.state().forms;
        let known = match form {
            Form::Get => forms.get,
            Form::Post => forms.post,
        };
        known != Some(false) || form == forms.ordinary()
    }

    /// Whether the target is not known to refuse one of the two forms.
    pub fn takes_both_forms(&self) -> bool {
        self.takes_form(Form::Get) && self.takes_form(Form::Post)
    }

    /// The form of an ordinary request: GET, as in the API reference, unless the target answers only POST.
    pub fn form(&self) -> Form {
        self.context.state().forms.ordinary()
    }
}
