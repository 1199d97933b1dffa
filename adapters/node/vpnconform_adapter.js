// The protocol vpnconform-adapter/1 for parsers in JavaScript: adapters/README.md.
const fs = require("fs");

/** What a parser throws for an error envelope. */
class ServiceError extends Error {}
exports.ServiceError = ServiceError;

/** The version of an installed package. */
exports.version = (name) => {
  const found = require.resolve(name).replaceAll("\\", "/");
  return JSON.parse(fs.readFileSync(found.slice(0, found.lastIndexOf(`/${name}/`)) + `/${name}/package.json`)).version;
};

/** Serves until the input ends. `parsers` has a function from body and HTTP to fields for each target; it may be async. */
exports.serve = async (name, version, parsers, fields) => {
  send({ protocol: "vpnconform-adapter/1", name, version, runtime: "Node " + process.version, targets: Object.keys(parsers), fields });
  for (;;) {
    const request = JSON.parse(receive(receive(4).readUInt32LE(0)).toString());
    const body = receive(request.body_len ?? 0);
    send({ id: request.id, ...(await answer(parsers[request.target], body, request.http)) });
  }
};

async function answer(parse, body, http) {
  if (!parse) return { outcome: "unsupported", reason: "no parser for this target" };
  try {
    const fields = await parse(body, http);
    if (fields === null) return { outcome: "unsupported", reason: "reads bodies only" };
    return { outcome: "accept", fields: encode(fields) };
  } catch (error) {
    if (error instanceof ServiceError) return { outcome: "service_error", code: error.message };
    return { outcome: "reject", error: { class: error.constructor.name, message: String(error.message).slice(0, 300) } };
  }
}

const LISTS = ["tunnels", "tagSet"];

function encode(fields) {
  const one = ([name, value]) => [name, LISTS.includes(name) && Array.isArray(value) ? value.map(encode) : leaf(value)];
  return Object.fromEntries(Object.entries(fields).map(one));
}

function leaf(value) {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") return { type: Array.isArray(value) ? "array" : typeof value, json: value };
  return value.isWellFormed() ? value : { b64: Buffer.from(value, "utf16le").toString("base64") };
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
