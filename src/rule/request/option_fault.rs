//! Seeded faults in what one option may hold.

/// Takes any value for a member of `Options`.
macro_rules! any {
    ($id:literal, $member:literal) => {
        $crate::reference::fault::Fault::new(
            $id,
            concat!("takes anything for ", $member),
            $crate::reference::hook::Hook::Rules(|r| {
                r.lax = Some($crate::reference::rules::Lax::Value(
                    const { $crate::spec::option::member($member) },
                ));
            }),
        )
    };
}

/// Refuses a member of `Options`, whatever it holds.
macro_rules! refuses {
    ($id:literal, $member:literal) => {
        $crate::reference::fault::Fault::new(
            $id,
            concat!("refuses ", $member, " as unsupported"),
            $crate::reference::hook::Hook::Rules(|r| {
                r.refuses = Some(const { $crate::spec::option::member($member) });
            }),
        )
    };
}

pub(super) use {any, refuses};
