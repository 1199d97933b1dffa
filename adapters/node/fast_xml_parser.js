// fast-xml-parser with its default options, as `new XMLParser().parse(text)`; defaults leave attributes out, so there is no id.
const fs = require("fs");
const { XMLParser } = require("fast-xml-parser");
const { version } = JSON.parse(fs.readFileSync(require.resolve("fast-xml-parser").replace(/fast-xml-parser\/.*/, "fast-xml-parser/package.json")));

const RESPONSE = ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"];
const CONFIGURATION = ["customer_gateway_id", "vpn_gateway_id", "vpn_connection_type", "vpn_connection_attributes"];

const parsers = {
  response(text) {
    const root = new XMLParser().parse(text).CreateVpnConnectionResponse;
    const fields = { requestId: root.requestId };
    for (const name of RESPONSE) fields[name] = root.vpnConnection[name];
    return fields;
  },
  configuration(text) {
    const vpn = new XMLParser().parse(text).vpn_connection;
    const fields = {};
    for (const name of CONFIGURATION) fields[name] = vpn[name];
    fields.tunnels = [].concat(vpn.ipsec_tunnel).map((tunnel) => leaves(tunnel, "", {}));
    return fields;
  },
};

function leaves(node, prefix, into) {
  for (const [name, child] of Object.entries(node)) {
    if (child !== null && typeof child === "object" && !Array.isArray(child)) leaves(child, prefix + name + "/", into);
    else into[prefix + name] = leaf(child);
  }
  return into;
}

function leaf(value) {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") return { type: Array.isArray(value) ? "array" : typeof value, json: value };
  return value.isWellFormed() ? value : { b64: Buffer.from(value, "utf16le").toString("base64") };
}

function answer(request, body) {
  const parse = parsers[request.target];
  if (!parse) return { outcome: "unsupported", reason: "no parser for this target" };
  if (request.http && request.http.status >= 300) return { outcome: "unsupported", reason: "reads bodies only" };
  try {
    const fields = parse(body.toString("utf8"));
    for (const name of Object.keys(fields)) if (name !== "tunnels") fields[name] = leaf(fields[name]);
    return { outcome: "accept", fields };
  } catch (error) {
    return { outcome: "reject", error: { class: error.constructor.name, message: String(error.message).slice(0, 300) } };
  }
}

function send(reply) {
  const frame = Buffer.from(JSON.stringify(reply));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(frame.length);
  for (let bytes = Buffer.concat([head, frame]); bytes.length; ) {
    try { bytes = bytes.subarray(fs.writeSync(1, bytes)); } catch (e) { if (e.code !== "EAGAIN") throw e; }
  }
}

function receive(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    let n = 0;
    try { n = fs.readSync(0, bytes, at, length - at, null); } catch (e) { if (e.code === "EAGAIN") continue; throw e; }
    if (n === 0) process.exit(0);
    at += n;
  }
  return bytes;
}

send({ protocol: "vpnconform-adapter/1", name: "fast-xml-parser", version, runtime: "Node " + process.version,
       targets: Object.keys(parsers),
       fields: { response: ["requestId", ...RESPONSE], configuration: [...CONFIGURATION, "tunnels"] } });
for (;;) {
  const request = JSON.parse(receive(receive(4).readUInt32LE(0)).toString());
  send({ id: request.id, ...answer(request, receive(request.body_len)) });
}
