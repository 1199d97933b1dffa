//! Filling the owned model by names, for readers that report elements one by one.

use crate::owned::*;
use crate::schema::schema;

/// What reports the elements.
pub trait Pull {
    /// The next child of the element that is open, or its end.
    fn child(&mut self) -> Result<Option<&str>, String>;
    /// The text of the element that was just opened, to its end.
    fn text(&mut self) -> Result<String, String>;
    /// Past the element that was just opened.
    fn skip(&mut self) -> Result<(), String>;
    /// An attribute of the element that was just opened.
    fn attribute(&mut self, name: &str) -> Option<String>;
}

/// What is a tree already.
pub trait Tree: Sized {
    fn name(&self) -> &str;
    fn text(&self) -> String;
    fn attribute(&self, name: &str) -> Option<String>;
    fn each(&self, take: &mut dyn FnMut(Self));
}

pub trait Fill: Default {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String>;
    fn graft<T: Tree>(&mut self, from: T);
}

impl Fill for String {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        *self = from.text()?;
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        *self = from.text();
    }
}

impl<F: Fill> Fill for Option<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        self.insert(F::default()).pull(from)
    }

    fn graft<T: Tree>(&mut self, from: T) {
        self.insert(F::default()).graft(from);
    }
}

impl<F: Fill> Fill for Vec<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        let mut one = F::default();
        one.pull(from)?;
        self.push(one);
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        let mut one = F::default();
        one.graft(from);
        self.push(one);
    }
}

impl<F: Fill> Fill for List<F> {
    fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
        while let Some(name) = from.child()? {
            match name {
                "item" => self.item.pull(from)?,
                _ => from.skip()?,
            }
        }
        Ok(())
    }

    fn graft<T: Tree>(&mut self, from: T) {
        from.each(&mut |child| {
            if child.name() == "item" {
                self.item.graft(child);
            }
        });
    }
}

macro_rules! fill {
    ($($name:ident { $($element:literal => $field:ident,)* })*) => {$(
        impl Fill for $name {
            fn pull(&mut self, from: &mut impl Pull) -> Result<(), String> {
                while let Some(name) = from.child()? {
                    match name {
                        $($element => self.$field.pull(from)?,)*
                        _ => from.skip()?,
                    }
                }
                Ok(())
            }

            fn graft<T: Tree>(&mut self, from: T) {
                from.each(&mut |child| match child.name() {
                    $($element => self.$field.graft(child),)*
                    _ => {}
                });
            }
        }
    )*};
}

schema!(fill);

pub fn whole_pull<P: Pull>(outer: P, inner: impl for<'a> Fn(&'a str) -> Result<usize, String>) -> Result<usize, String> {
    let mut outer = outer;
    if outer.child()? != Some("CreateVpnConnectionResponse") {
        return Err("root".into());
    }
    let mut response = Response::default();
    response.pull(&mut outer)?;
    if outer.child()?.is_some() {
        return Err("trailing".into());
    }
    let connection = response.vpn_connection.as_ref().ok_or("connection")?;
    let text = connection.customer_gateway_configuration.as_ref().ok_or("configuration")?;
    inner(std::hint::black_box(text))
}

pub fn inner_pull<P: Pull>(mut reader: P) -> Result<usize, String> {
    if reader.child()? != Some("vpn_connection") {
        return Err("root".into());
    }
    let mut configuration = Configuration {
        id: reader.attribute("id"),
        ..Configuration::default()
    };
    configuration.pull(&mut reader)?;
    if reader.child()?.is_some() {
        return Err("trailing".into());
    }
    Ok(std::hint::black_box(&configuration).tunnels.len())
}

pub fn outer_tree(root: impl Tree) -> Result<String, String> {
    if root.name() != "CreateVpnConnectionResponse" {
        return Err("root".into());
    }
    let mut response = Response::default();
    response.graft(root);
    let response = std::hint::black_box(response);
    let connection = response.vpn_connection.ok_or("connection")?;
    connection.customer_gateway_configuration.ok_or("configuration".into())
}

pub fn inner_tree(root: impl Tree) -> Result<usize, String> {
    if root.name() != "vpn_connection" {
        return Err("root".into());
    }
    let mut configuration = Configuration {
        id: root.attribute("id"),
        ..Configuration::default()
    };
    configuration.graft(root);
    Ok(std::hint::black_box(&configuration).tunnels.len())
}
