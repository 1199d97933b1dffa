// aws-sdk-js v3 as a whole: the client makes the call, over HTTP, to the URL that it is given (`vpnconform parser --serve`).
const { Agent } = require("http");
const { EC2Client, EC2ServiceException, CreateVpnConnectionCommand } = require("@aws-sdk/client-ec2");
const { ServiceError, serve, version } = require("./vpnconform_adapter.js");

const FIELDS = { vpnConnectionId: "VpnConnectionId", state: "State", type: "Type", customerGatewayId: "CustomerGatewayId",
                 vpnGatewayId: "VpnGatewayId", customerGatewayConfiguration: "CustomerGatewayConfiguration" };
const clients = new Map();

function client(url) {
  if (!clients.has(url)) {
    clients.set(url, new EC2Client({ endpoint: url, region: "us-east-1", maxAttempts: 1,
                                     credentials: { accessKeyId: "adapter", secretAccessKey: "adapter" },
                                     // A connection that is kept would be closed while this process waits for its next request.
                                     requestHandler: { httpAgent: new Agent({ keepAlive: false }) } }));
  }
  return clients.get(url);
}

async function response(_body, http) {
  const command = new CreateVpnConnectionCommand({ Type: "ipsec.1", CustomerGatewayId: "cgw-b4dc3961", VpnGatewayId: "vgw-8db04f81" });
  const answer = await client(http.url).send(command).catch((error) => {
    throw error instanceof EC2ServiceException ? new ServiceError(error.name) : error;
  });
  const connection = answer.VpnConnection ?? {};
  const fields = Object.fromEntries(Object.entries(FIELDS).map(([name, member]) => [name, connection[member]]));
  fields.tagSet = connection.Tags?.map((tag) => ({ key: tag.Key, value: tag.Value }));
  return fields;
}

serve("aws-sdk-js", version("@aws-sdk/client-ec2"), { response }, { response: [...Object.keys(FIELDS), "tagSet"] });
