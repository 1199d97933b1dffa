//! quick-xml's events, by hand.

use std::borrow::Cow;
use std::hint::black_box;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::fill::Pull;
use crate::fill::inner_pull;
use crate::fill::whole_pull;
use crate::said;

struct Events<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    start: Option<BytesStart<'a>>,
    name: String,
}

impl<'a> Events<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            depth: 0,
            start: None,
            name: String::new(),
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>, out: &mut String) -> Result<(), String> {
    match reference.resolve_char_ref().map_err(said)? {
        Some(character) => out.push(character),
        None => {
            let name: &str = reference;
            let text = quick_xml::escape::resolve_predefined_entity(name).ok_or("entity")?;
            out.push_str(text);
        }
    }
    Ok(())
}

impl Pull for Events<'_> {
    fn child(&mut self) -> Result<Option<&str>, String> {
        loop {
            match self.reader.read_event().map_err(said)? {
                Event::Start(start) => {
                    self.depth += 1;
                    self.name.clear();
                    self.name.push_str(start.local_name().as_ref());
                    self.start = Some(start);
                    return Ok(Some(&self.name));
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(None);
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err("end".into()),
                _ => {}
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        let mut out = String::new();
        loop {
            match self.reader.read_event().map_err(said)? {
                Event::Text(text) => out.push_str(&text.xml10_content()),
                Event::CData(text) => out.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => resolve(&reference, &mut out)?,
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(out);
                }
                Event::Comment(_) | Event::PI(_) => {}
                other => return Err(said(other)),
            }
        }
    }

    fn skip(&mut self) -> Result<(), String> {
        let start = self.start.take().ok_or("start")?;
        self.reader.read_to_end(start.name()).map_err(said)?;
        self.depth -= 1;
        Ok(())
    }

    fn attribute(&mut self, name: &str) -> Option<String> {
        let start = self.start.as_ref()?;
        let mut attributes = start.attributes().flatten();
        let found = attributes.find(|a| AsRef::<str>::as_ref(&a.key) == name)?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

pub fn read(body: &str) -> Result<usize, String> {
    whole_pull(Events::new(body), |text| inner_pull(Events::new(text)))
}

/// As little as quick-xml allows: leaves are borrowed and only kept by name, and the configuration is cut out of the
/// body and unescaped once.
pub fn read_tuned(body: &str) -> Result<usize, String> {
    const START: &str = "<customerGatewayConfiguration>";
    let start = body.find(START).ok_or("configuration")? + START.len();
    let length = memchr::memchr(b'<', body[start..].as_bytes()).ok_or("configuration")?;
    leaves(&body[..start])?;
    let text = quick_xml::escape::unescape(&body[start..start + length]).map_err(said)?;
    let tunnels = leaves(&text)?;
    leaves_of_rest(&body[start + length..])?;
    Ok(tunnels)
}

fn leaves(text: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(text);
    collect(&mut reader)
}

fn leaves_of_rest(text: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    collect(&mut reader)
}

fn collect<'a>(reader: &mut Reader<&'a [u8]>) -> Result<usize, String> {
    let mut kept: Vec<Cow<'a, str>> = Vec::with_capacity(128);
    let mut tunnels = 0;
    loop {
        match reader.read_event().map_err(said)? {
            Event::Start(start) => {
                let name = start.name();
                let name: &str = name.as_ref();
                tunnels += usize::from(black_box(name) == "ipsec_tunnel");
            }
            Event::Text(text) => {
                let text: Cow<'a, str> = text.into_inner();
                if !text.trim_ascii().is_empty() {
                    kept.push(text);
                }
            }
            Event::Eof => {
                black_box(&kept);
                return Ok(tunnels);
            }
            _ => {}
        }
    }
}
