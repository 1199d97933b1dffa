// xml2js, with the option that most programs set: an element that is there once is no list.
const { parseStringPromise } = require("xml2js");
const { ServiceError, serve, version } = require("./vpnconform_adapter.js");

const RESPONSE = ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"];
const CONFIGURATION = ["customer_gateway_id", "vpn_gateway_id", "vpn_connection_type", "vpn_connection_attributes"];
const parse = (body) => parseStringPromise(body.toString("utf8"), { explicitArray: false });
const texts = (node, names) => Object.fromEntries(names.map((name) => [name, node[name]]));

const parsers = {
  async response(body, http) {
    const document = await parse(body);
    if (document.Response) throw new ServiceError(document.Response.Errors.Error.Code);
    if (http && http.status >= 300) throw new Error(`status ${http.status}`);
    const root = document.CreateVpnConnectionResponse;
    return { requestId: root.requestId, ...texts(root.vpnConnection, RESPONSE) };
  },
  async configuration(body) {
    const vpn = (await parse(body)).vpn_connection;
    return { id: vpn.$.id, ...texts(vpn, CONFIGURATION), tunnels: [].concat(vpn.ipsec_tunnel).map((tunnel) => leaves(tunnel, "", {})) };
  },
};

function leaves(node, prefix, into) {
  for (const [name, child] of Object.entries(node)) {
    if (child !== null && typeof child === "object" && !Array.isArray(child)) leaves(child, prefix + name + "/", into);
    else into[prefix + name] = child;
  }
  return into;
}

serve("xml2js", version("xml2js"), parsers,
      { response: ["requestId", ...RESPONSE], configuration: ["id", ...CONFIGURATION, "tunnels"] });
