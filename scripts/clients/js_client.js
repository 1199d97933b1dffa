// One life of a VPN connection through aws-sdk-js v3: API version 2016-11-15, Signature Version 4, POST. Key and token are
// those of the environment, the certificate that of NODE_EXTRA_CA_CERTS.
const assert = require("assert");
const ec2 = require("@aws-sdk/client-ec2");
const { version } = require("@aws-sdk/client-ec2/package.json");

async function main(endpoint) {
  const client = new ec2.EC2Client({ endpoint, region: "us-east-1", maxAttempts: 1 });
  const send = (name, input) => client.send(new ec2[`${name}Command`](input));
  const customer = (await send("CreateCustomerGateway", { Type: "ipsec.1", PublicIp: "203.0.113.9", BgpAsn: 64999 })).CustomerGateway.CustomerGatewayId;
  const vpn = (await send("CreateVpnGateway", { Type: "ipsec.1" })).VpnGateway.VpnGatewayId;
  const gateways = { CustomerGatewayId: customer, VpnGatewayId: vpn };
  const made = (await send("CreateVpnConnection", { Type: "ipsec.1", ...gateways, Options: { StaticRoutesOnly: true } })).VpnConnection;
  assert(made.CustomerGatewayConfiguration.includes(`id="${made.VpnConnectionId}"`));
  const ids = { VpnConnectionIds: [made.VpnConnectionId] };
  assert.strictEqual((await send("DescribeVpnConnections", ids)).VpnConnections[0].State, "available");
  await send("DeleteVpnConnection", { VpnConnectionId: made.VpnConnectionId });
  await send("DeleteVpnGateway", { VpnGatewayId: vpn });
  await send("DeleteCustomerGateway", { CustomerGatewayId: customer });
  console.log(`aws-sdk-js ${version}: created, described, deleted`);
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
