//! Edits that several rules use.

pub(crate) const ERROR: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>InvalidVpnGatewayID.NotFound\
</Code><Message>The vpnGateway ID 'vgw-8db04f81' does not exist</Message></Error></Errors><RequestID>\
15d5b5ac-d58d-464a-b03c-302ea46383d5</RequestID></Response>";
