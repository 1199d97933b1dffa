// fast-xml-parser with its default options, as `new XMLParser().parse(text)`; defaults leave attributes out, so there is no id.
const { XMLParser } = require("fast-xml-parser");
const { serve, version } = require("./vpnconform_adapter.js");

const RESPONSE = ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"];
const CONFIGURATION = ["customer_gateway_id", "vpn_gateway_id", "vpn_connection_type", "vpn_connection_attributes"];

const parsers = {
  response(body, http) {
    if (http && http.status >= 300) return null;
    const root = new XMLParser().parse(body.toString("utf8")).CreateVpnConnectionResponse;
    const fields = { requestId: root.requestId };
    for (const name of RESPONSE) fields[name] = root.vpnConnection[name];
    return fields;
  },
  configuration(body) {
    const vpn = new XMLParser().parse(body.toString("utf8")).vpn_connection;
    const fields = {};
    for (const name of CONFIGURATION) fields[name] = vpn[name];
    fields.tunnels = [].concat(vpn.ipsec_tunnel).map((tunnel) => leaves(tunnel, "", {}));
    return fields;
  },
};

function leaves(node, prefix, into) {
  for (const [name, child] of Object.entries(node)) {
    if (child !== null && typeof child === "object" && !Array.isArray(child)) leaves(child, prefix + name + "/", into);
    else into[prefix + name] = child;
  }
  return into;
}

serve("fast-xml-parser", version("fast-xml-parser"), parsers,
      { response: ["requestId", ...RESPONSE], configuration: [...CONFIGURATION, "tunnels"] });
