<?php
// SimpleXML, as scripts use it, with errors kept in the library.
require __DIR__ . '/vpnconform_adapter.php';

use Vpnconform\ServiceError;

libxml_use_internal_errors(true);
const RESPONSE = ['vpnConnectionId', 'state', 'type', 'customerGatewayId', 'vpnGatewayId', 'customerGatewayConfiguration'];
const CONFIGURATION = ['customer_gateway_id', 'vpn_gateway_id', 'vpn_connection_type', 'vpn_connection_attributes'];

function texts(SimpleXMLElement $parent, array $names): array
{
    return array_combine($names, array_map(fn($name) => isset($parent->$name) ? (string) $parent->$name : null, $names));
}

function leaves(SimpleXMLElement $element, string $prefix = ''): array
{
    $found = [];
    foreach ($element->children() as $name => $child) {
        $found += count($child) > 0 ? leaves($child, "$prefix$name/") : ["$prefix$name" => (string) $child];
    }
    return $found;
}

$response = function (string $body, array $http): array {
    $root = new SimpleXMLElement($body);
    if ($root->getName() !== 'CreateVpnConnectionResponse' || $http['status'] >= 300) {
        throw isset($root->Errors) ? new ServiceError((string) $root->Errors->Error->Code) : new Exception($root->getName());
    }
    return texts($root, ['requestId']) + texts($root->vpnConnection, RESPONSE);
};
$configuration = function (string $body): array {
    $root = new SimpleXMLElement($body);
    if ($root->getName() !== 'vpn_connection') {
        throw new Exception($root->getName());
    }
    $tunnels = array_map('leaves', iterator_to_array($root->ipsec_tunnel, false));
    return ['id' => (string) $root['id'], 'tunnels' => $tunnels] + texts($root, CONFIGURATION);
};
Vpnconform\serve('SimpleXML', LIBXML_DOTTED_VERSION, ['response' => $response, 'configuration' => $configuration],
    ['response' => ['requestId', ...RESPONSE], 'configuration' => ['id', ...CONFIGURATION, 'tunnels']]);
