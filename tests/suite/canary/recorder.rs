//! A reference whose keys are known, and that says secrets back.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::Credentials;

use crate::canary::forms::forms;

pub const ACCESS_KEY_ID: &str = "AKIDCANARYCANARY0001";
pub const SECRET_ACCESS_KEY: &str = "c4nary&Secret<Key>/\"with\"+marks'0001=";
pub const SESSION_TOKEN: &str = "c4nary//Session+Token&with<marks>==0002";

/// Before the reference: writes down every key that it gives away.
pub struct Recorder {
    reference: Reference,
    keys: Mutex<Vec<String>>,
    odd: bool,
    /// How many answers said secrets back: each says them in the next few forms,
    turn: AtomicUsize,
    /// and in the next place.
    places: AtomicUsize,
}

impl Recorder {
    pub fn new(seed: u64, odd: bool) -> Self {
        let credentials = Credentials {
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: Secret::new(SECRET_ACCESS_KEY),
            session_token: Some(Secret::new(SESSION_TOKEN)),
        };
        Self {
            reference: Reference::new(ReferenceOptions {
                seed,
                // Who says secrets back lets everybody in, so that all requests come to that.
                auth: Some(credentials).filter(|_| !odd),
                ..ReferenceOptions::default()
            }),
            keys: Mutex::default(),
            odd,
            turn: AtomicUsize::new(0),
            places: AtomicUsize::new(0),
        }
    }

    pub fn keys(&self) -> Vec<String> {
        self.keys.lock().unwrap().clone()
    }
}

impl Endpoint for Recorder {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut response = self.reference.send(request)?;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        for part in text.split("&lt;pre_shared_key&gt;").skip(1) {
            let key = part.split('&').next().unwrap();
            self.keys.lock().unwrap().push(key.to_owned());
        }
        if !self.odd {
            return Ok(response);
        }
        let secrets = [SECRET_ACCESS_KEY, SESSION_TOKEN].map(str::to_owned);
        let key = self.keys.lock().unwrap().last().cloned();
        let mut said = String::new();
        for secret in secrets.iter().chain(&key) {
            let forms = forms(secret);
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            for form in forms.iter().cycle().skip(turn * 2 % forms.len()).take(6) {
                said.push_str(form);
                said.push(' ');
            }
        }
        let one_line = said.replace(['\r', '\n'], " ");
        let place = self.places.fetch_add(1, Ordering::Relaxed);
        let name = ["X-Debug", "Location", "Server", "X-Amzn-RequestId"][place % 4];
        response
            .headers
            .push((name.to_owned(), format!("/?k={one_line}").into_bytes()));
        if response.status >= 400 {
            response.body = plant(&text, &said, place);
        }
        response
            .headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
        let length = response.body.len().to_string().into_bytes();
        response.headers.push(("Content-Length".to_owned(), length));
        Ok(response)
    }

    fn name(&self) -> String {
        self.reference.name()
    }
}

/// An error that says this in its message, and in another place each time.
fn plant(error: &str, said: &str, place: usize) -> Vec<u8> {
    let shown = said.replace('&', "&amp;").replace('<', "&lt;");
    let message = error.replace("</Message>", &format!(" {shown}</Message>"));
    let in_front_of =
        |mark: &str, planted: &str| message.replace(mark, &format!("{planted}{mark}"));
    let dashed = said.replace("--", "- -");
    let quoted = shown.replace('"', "&quot;");
    match place % 8 {
        0 => in_front_of("<Code>", &format!("<!-- {dashed} -->")),
        1 => in_front_of("</Code>", &shown),
        2 => in_front_of(
            "<Code>",
            &format!("<?debug {} ?>", said.replace("?>", "? >")),
        ),
        3 => in_front_of("</RequestID>", &shown),
        4 => in_front_of(
            "<Code>",
            &format!("<![CDATA[{}]]>", said.replace("]]>", "]] >")),
        ),
        5 => message.replace("<Error>", &format!("<Error debug=\"{quoted}\">")),
        6 => format!("{{\"message\": {}}}", serde_json::to_string(said).unwrap()),
        _ => format!("{message}\n{said}"),
    }
    .into_bytes()
}
