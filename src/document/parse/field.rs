//! How each kind of field is read.

use std::borrow::Cow;

use crate::document::model::{Carried, Configuration, Text, Value};
use crate::document::parse::document;
use crate::document::parse::error::Stopped;
use crate::secret::Secret;
use crate::xml::reader::{Broken, Opened, Piece, Reader, Spelling, Tag, spelling};

/// What is found on the way besides the document that is read.
#[derive(Debug, Default)]
pub(super) struct Found<'t> {
    /// Whether the configuration is to be read.
    pub(super) looks: bool,
    pub(super) configuration: Option<Configuration<'t>>,
    /// Why the configuration cannot be read.
    pub(super) stopped: Option<Stopped>,
}

/// The content of an element.
pub(super) trait Content<'t>: Default {
    /// Reads a whole element that has nothing but plain text in it and is spelled like this, if one comes next.
    #[inline(always)]
    fn leaf<const ESCAPED: bool>(_: &mut Reader<'t, ESCAPED>, _: &Spelling) -> Option<Self> {
        None
    }

    /// Reads it up to the end tag of the element, whose start tag is behind us.
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        found: &mut Found<'t>,
    ) -> Result<(), Broken>;
}

/// A place in the model for the content of elements of one name.
pub(super) trait Field<'t> {
    type Content: Content<'t>;

    /// Whether there is room for one.
    fn is_vacant(&self) -> bool;

    /// Makes a place for the next one.
    fn place(&mut self) -> Option<&mut Self::Content>;

    /// Reads the next one as [`Content::leaf`] does. False if it has to be read otherwise.
    #[inline(always)]
    fn leaf<const ESCAPED: bool>(&mut self, _: &mut Reader<'t, ESCAPED>, _: &Spelling) -> bool {
        false
    }
}

/// A member of a list, in an element `item`.
pub(super) trait Item<'t>: Content<'t> {
    /// Reads the content of the `item`.
    fn item<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        found: &mut Found<'t>,
    ) -> Result<(), Broken> {
        self.content(reader, found)
    }
}

impl Found<'_> {
    pub(super) fn looking() -> Self {
        Self {
            looks: true,
            ..Self::default()
        }
    }
}

impl<'t, C: Content<'t>> Field<'t> for Option<C> {
    type Content = C;

    #[inline(always)]
    fn is_vacant(&self) -> bool {
        self.is_none()
    }

    #[inline(always)]
    fn place(&mut self) -> Option<&mut C> {
        Some(self.insert(C::default()))
    }

    #[inline(always)]
    fn leaf<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        spelling: &Spelling,
    ) -> bool {
        let leaf = C::leaf(reader, spelling);
        let is_one = leaf.is_some();
        if is_one {
            *self = leaf;
        }
        is_one
    }
}

/// An element that may be repeated.
impl<'t, C: Content<'t>> Field<'t> for Vec<C> {
    type Content = C;

    fn is_vacant(&self) -> bool {
        true
    }

    fn place(&mut self) -> Option<&mut C> {
        if self.capacity() == 0 {
            // Two tunnels are the rule.
            self.reserve_exact(2);
        }
        self.push(C::default());
        self.last_mut()
    }
}

impl<'t> Content<'t> for Text<'t> {
    #[inline(always)]
    fn leaf<const ESCAPED: bool>(
        reader: &mut Reader<'t, ESCAPED>,
        spelling: &Spelling,
    ) -> Option<Self> {
        reader.leaf(spelling).map(Cow::Borrowed)
    }

    #[inline(always)]
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        _: &mut Found<'t>,
    ) -> Result<(), Broken> {
        *self = reader.text()?;
        Ok(())
    }
}

impl<'t> Content<'t> for Secret<'t> {
    #[inline(always)]
    fn leaf<const ESCAPED: bool>(
        reader: &mut Reader<'t, ESCAPED>,
        spelling: &Spelling,
    ) -> Option<Self> {
        let text = reader.leaf(spelling)?;
        Some(Self::new(Cow::Borrowed(text)))
    }

    #[inline(always)]
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        _: &mut Found<'t>,
    ) -> Result<(), Broken> {
        *self = Self::new(reader.text()?);
        Ok(())
    }
}

impl<'t> Content<'t> for Carried<'t> {
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        found: &mut Found<'t>,
    ) -> Result<(), Broken> {
        *self = document::carried(reader, found)?;
        Ok(())
    }
}

impl<'t, I: Item<'t>> Content<'t> for Vec<I> {
    fn content<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        found: &mut Found<'t>,
    ) -> Result<(), Broken> {
        let item = spelling!("item");
        loop {
            reader.space();
            if reader.may_guess() {
                match reader.open(item) {
                    Opened::Content => {
                        if let Some(place) = self.place() {
                            place.item(reader, found)?;
                        }
                        reader.close(item)?;
                        continue;
                    }
                    Opened::Empty => {
                        self.place();
                        continue;
                    }
                    Opened::No => {}
                }
            }
            let Some(tag) = next(reader)? else {
                return Ok(());
            };
            if !tag.home || tag.local != item.name {
                reader.skip(tag)?;
                continue;
            }
            let place = self.place();
            if let Some(place) = place.filter(|_| !tag.empty) {
                place.item(reader, found)?;
                reader.end_tag(tag.name)?;
            }
        }
    }
}

impl<'t> Item<'t> for Text<'t> {
    fn item<const ESCAPED: bool>(
        &mut self,
        reader: &mut Reader<'t, ESCAPED>,
        found: &mut Found<'t>,
    ) -> Result<(), Broken> {
        let mut value = Value::default();
        value.content(reader, found)?;
        *self = value.value.unwrap_or_default();
        Ok(())
    }
}

/// By the general rules: the next child element, if there is one. Text before it is checked and left out.
#[inline(always)]
pub(super) fn next<'t, const ESCAPED: bool>(
    reader: &mut Reader<'t, ESCAPED>,
) -> Result<Option<Tag<'t>>, Broken> {
    if reader.at_end() {
        return Ok(None);
    }
    next_in_pieces(reader)
}

#[cold]
#[inline(never)]
fn next_in_pieces<'t, const ESCAPED: bool>(
    reader: &mut Reader<'t, ESCAPED>,
) -> Result<Option<Tag<'t>>, Broken> {
    loop {
        match reader.piece()? {
            Piece::Start(tag) => return Ok(Some(tag)),
            Piece::End => return Ok(None),
            Piece::Text(..) | Piece::Character(..) => {}
        }
    }
}

/// By the general rules: the content of an element whose start tag has been read, and its end tag.
pub(super) fn fill<'t, F: Field<'t>, const ESCAPED: bool>(
    field: &mut F,
    reader: &mut Reader<'t, ESCAPED>,
    tag: &Tag<'t>,
    found: &mut Found<'t>,
) -> Result<(), Broken> {
    let place = field.place();
    if let Some(place) = place.filter(|_| !tag.empty) {
        place.content(reader, found)?;
        reader.end_tag(tag.name)?;
    }
    Ok(())
}
