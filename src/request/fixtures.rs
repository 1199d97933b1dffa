//! The gateways that requests name.

/// The gateways a request was made for, and what was asked of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fixtures {
    /// `customerGatewayId`
    pub customer_gateway_id: String,
    /// The outside address given to the customer gateway; unusual on purpose.
    pub customer_address: String,
    /// The BGP ASN given to the customer gateway; unusual on purpose.
    pub customer_asn: u32,
    /// `vpnGatewayId`
    pub vpn_gateway_id: String,
    /// `transitGatewayId`; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transit_gateway_id: String,
    /// Whether this run made them, and so knows address and ASN.
    pub provisioned: bool,
    /// Ids that the target described as absent.
    #[serde(default, skip_serializing_if = "Absent::is_empty")]
    pub absent: Absent,
}

impl Fixtures {
    /// The gateways of the page's example, and a transit gateway, which later versions have.
    pub fn of_page() -> Self {
        Self {
            customer_gateway_id: "cgw-b4dc3961".to_owned(),
            vpn_gateway_id: "vgw-8db04f81".to_owned(),
            transit_gateway_id: "tgw-0d5c9f21a8b7e6430".to_owned(),
            ..Self::default()
        }
    }
}

/// Ids that name nothing at the target, which was asked for each before it was used.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Absent {
    /// Of customer gateways, one for each of [`Shape::ALL`].
    pub customer_gateways: Vec<String>,
    /// Of virtual private gateways, one for each of [`Shape::ALL`].
    pub vpn_gateways: Vec<String>,
}

/// What an id that names nothing looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Eight digits.
    Short,
    /// Seventeen digits.
    Long,
    /// All digits 0, if there is no such thing.
    Zeros,
    /// All digits f, if there is no such thing.
    Ones,
    /// As long as an id of the target, every digit another one.
    Complement,
    /// As an id of the target, its digits drawn.
    Drawn,
}

impl Shape {
    /// All of them, in the order of [`Absent`].
    pub const ALL: [Self; 6] = [
        Self::Short,
        Self::Long,
        Self::Zeros,
        Self::Ones,
        Self::Complement,
        Self::Drawn,
    ];

    /// An id of this shape. `like` is an id of the target, `prefix` what ids of its kind begin with, `draw` gives digits below 16.
    pub fn id(self, like: &str, prefix: &str, draw: &mut dyn FnMut() -> u32) -> String {
        let mut digits = |count: usize| -> String {
            let digits = (0..count).map(|_| char::from_digit(draw() % 16, 16).unwrap_or('0'));
            digits.collect()
        };
        match self {
            Self::Short => format!("{prefix}-{}", digits(8)),
            Self::Long => format!("{prefix}-0{}", digits(16)),
            Self::Zeros => format!("{prefix}-00000000"),
            Self::Ones => format!("{prefix}-ffffffff"),
            Self::Complement => digits_of(like, |digit| 15 - digit),
            Self::Drawn => {
                // An id without a letter may be a number; of eight or seventeen hexadecimal digits, some have none by chance.
                let digits = tail(like).1;
                let is_usual = matches!(digits.len(), 8 | 17);
                let is_number = !is_usual && digits.bytes().all(|b| b.is_ascii_digit());
                let base = if is_number { 10 } else { 16 };
                digits_of(like, |_| draw() % base)
            }
        }
    }
}

/// The text up to the last hyphen with it, and the digits behind it.
fn tail(id: &str) -> (&str, &str) {
    let at = id.rfind('-').map_or(0, |at| at + 1);
    id.split_at_checked(at).unwrap_or(("", id))
}

/// The id with other digits. Upper case stays.
fn digits_of(id: &str, mut change: impl FnMut(u32) -> u32) -> String {
    let (prefix, digits) = tail(id);
    let is_upper = digits.bytes().any(|b| b.is_ascii_uppercase());
    let digits = digits.chars().map(|c| match c.to_digit(16) {
        Some(digit) => {
            let new = char::from_digit(change(digit) % 16, 16).unwrap_or('0');
            match is_upper {
                true => new.to_ascii_uppercase(),
                false => new,
            }
        }
        None => c,
    });
    format!("{prefix}{}", digits.collect::<String>())
}

impl Absent {
    fn is_empty(&self) -> bool {
        self.customer_gateways.is_empty() && self.vpn_gateways.is_empty()
    }

    /// The absent customer gateway of this shape; a fixed one where the target was not asked.
    pub fn customer_gateway(&self, shape: Shape) -> String {
        of_shape(&self.customer_gateways, shape, "cgw")
    }

    /// The absent virtual private gateway of this shape; a fixed one where the target was not asked.
    pub fn vpn_gateway(&self, shape: Shape) -> String {
        of_shape(&self.vpn_gateways, shape, "vgw")
    }
}

fn of_shape(known: &[String], shape: Shape, prefix: &str) -> String {
    let place = Shape::ALL.iter().position(|other| *other == shape);
    let known = place.and_then(|place| known.get(place)).cloned();
    known.unwrap_or_else(|| {
        let like = format!("{prefix}-f4525f42");
        let mut next = 0;
        shape.id(&like, prefix, &mut || {
            next += 11;
            next
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_ids_have_the_form_of_the_target() {
        let mut number = 0;
        let mut draw = || {
            number += 7;
            number
        };
        for (like, complement) in [
            ("cgw-b4dc3961", "cgw-4b23c69e"),
            ("12345678", "edcba987"),
            ("CGW-00AB", "CGW-FF54"),
            ("cgw-zq7", "cgw-zq8"),
        ] {
            assert_eq!(Shape::Complement.id(like, "cgw", &mut draw), complement);
        }
        let drawn = Shape::Drawn.id("cgw-10", "cgw", &mut draw);
        assert_eq!(drawn.len(), 6, "{drawn}");
        assert!(drawn.starts_with("cgw-"), "{drawn}");
        assert!(
            tail(&drawn).1.bytes().all(|b| b.is_ascii_digit()),
            "{drawn}"
        );
        let drawn = Shape::Drawn.id("cgw-00000010", "cgw", &mut draw);
        assert!(drawn.bytes().skip(4).any(|b| b > b'9'), "{drawn}");
        assert_eq!(Shape::Short.id("x", "vgw", &mut draw).len(), 12);
        assert_eq!(Shape::Long.id("x", "vgw", &mut draw).len(), 21);
    }
}
