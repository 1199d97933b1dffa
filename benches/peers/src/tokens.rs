//! Strict readers of events and tokens.

use crate::fill::Pull;
use crate::fill::inner_pull;
use crate::fill::whole_pull;
use crate::said;

struct Xml<'a> {
    reader: xml::reader::EventReader<&'a [u8]>,
    name: String,
    attributes: Vec<xml::attribute::OwnedAttribute>,
}

impl<'a> Xml<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            reader: xml::reader::EventReader::new(text.as_bytes()),
            name: String::new(),
            attributes: Vec::new(),
        }
    }
}

impl Pull for Xml<'_> {
    fn child(&mut self) -> Result<Option<&str>, String> {
        use xml::reader::XmlEvent;
        loop {
            match self.reader.next().map_err(said)? {
                XmlEvent::StartElement { name, attributes, .. } => {
                    self.name = name.local_name;
                    self.attributes = attributes;
                    return Ok(Some(&self.name));
                }
                XmlEvent::EndElement { .. } | XmlEvent::EndDocument => return Ok(None),
                _ => {}
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        use xml::reader::XmlEvent;
        let mut out = String::new();
        loop {
            match self.reader.next().map_err(said)? {
                XmlEvent::Characters(text)
                | XmlEvent::CData(text)
                | XmlEvent::Whitespace(text) => out.push_str(&text),
                XmlEvent::EndElement { .. } => return Ok(out),
                XmlEvent::StartElement { .. } | XmlEvent::EndDocument => return Err("text".into()),
                _ => {}
            }
        }
    }

    fn skip(&mut self) -> Result<(), String> {
        self.reader.skip().map_err(said)
    }

    fn attribute(&mut self, name: &str) -> Option<String> {
        let mut all = self.attributes.iter();
        all.find(|a| a.name.local_name == name).map(|a| a.value.clone())
    }
}

pub fn xml(body: &str) -> Result<usize, String> {
    whole_pull(Xml::new(body), |text| inner_pull(Xml::new(text)))
}

/// Tokens only: nesting and references are the caller's affair.
struct Tokens<'a> {
    tokens: xmlparser::Tokenizer<'a>,
    open: Vec<&'a str>,
    attributes: Vec<(&'a str, &'a str)>,
    empty: bool,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            tokens: xmlparser::Tokenizer::from(text),
            open: Vec::new(),
            attributes: Vec::new(),
            empty: false,
        }
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        match self.open.pop() == Some(name) {
            true => Ok(()),
            false => Err("end tag".into()),
        }
    }
}

impl Pull for Tokens<'_> {
    fn child(&mut self) -> Result<Option<&str>, String> {
        use xmlparser::ElementEnd;
        use xmlparser::Token;
        if std::mem::take(&mut self.empty) {
            self.open.pop();
            return Ok(None);
        }
        while let Some(token) = self.tokens.next() {
            match token.map_err(said)? {
                Token::ElementStart { local, .. } => {
                    self.open.push(local.as_str());
                    self.attributes.clear();
                    loop {
                        match self.tokens.next().ok_or("end")?.map_err(said)? {
                            Token::Attribute { local, value, .. } => {
                                self.attributes.push((local.as_str(), value.as_str()));
                            }
                            Token::ElementEnd { end, .. } => {
                                self.empty = matches!(end, ElementEnd::Empty);
                                break;
                            }
                            _ => return Err("tag".into()),
                        }
                    }
                    return Ok(self.open.last().copied());
                }
                Token::ElementEnd { end: ElementEnd::Close(_, local), .. } => {
                    self.close(local.as_str())?;
                    return Ok(None);
                }
                _ => {}
            }
        }
        match self.open.is_empty() {
            true => Ok(None),
            false => Err("end".into()),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        use xmlparser::ElementEnd;
        use xmlparser::Token;
        if std::mem::take(&mut self.empty) {
            self.open.pop();
            return Ok(String::new());
        }
        let mut out = String::new();
        loop {
            match self.tokens.next().ok_or("end")?.map_err(said)? {
                Token::Text { text } => {
                    out.push_str(&quick_xml::escape::unescape(text.as_str()).map_err(said)?);
                }
                Token::Cdata { text, .. } => out.push_str(text.as_str()),
                Token::ElementEnd { end: ElementEnd::Close(_, local), .. } => {
                    self.close(local.as_str())?;
                    return Ok(out);
                }
                Token::Comment { .. } | Token::ProcessingInstruction { .. } => {}
                _ => return Err("text".into()),
            }
        }
    }

    fn skip(&mut self) -> Result<(), String> {
        while let Some(_child) = self.child()? {
            self.skip()?;
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(key, _)| *key == name)?;
        Some(quick_xml::escape::unescape(found.1).ok()?.into_owned())
    }
}

pub fn xmlparser(body: &str) -> Result<usize, String> {
    whole_pull(Tokens::new(body), |text| inner_pull(Tokens::new(text)))
}
