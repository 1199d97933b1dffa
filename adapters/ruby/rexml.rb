# REXML, as scripts use it.
require "rexml/document"
require_relative "vpnconform_adapter"

RESPONSE = %w[vpnConnectionId state type customerGatewayId vpnGatewayId customerGatewayConfiguration].freeze
CONFIGURATION = %w[customer_gateway_id vpn_gateway_id vpn_connection_type vpn_connection_attributes].freeze

def texts(parent, names)
  names.to_h { |name| [name, parent.elements[name]&.text] }
end

def leaves(element, prefix = "")
  element.elements.to_a.reduce({}) do |found, child|
    path = prefix + child.name
    found.merge(child.has_elements? ? leaves(child, "#{path}/") : { path => child.text })
  end
end

response = lambda do |body, http|
  root = REXML::Document.new(body).root
  raise Vpnconform::ServiceError, root.elements["Errors/Error/Code"].text if root.name == "Response"
  raise "unexpected #{root.name}" if root.name != "CreateVpnConnectionResponse" || http["status"] >= 300

  texts(root, ["requestId"]).merge(texts(root.elements["vpnConnection"], RESPONSE))
end

configuration = lambda do |body, _http|
  root = REXML::Document.new(body).root
  raise "unexpected #{root.name}" if root.name != "vpn_connection"

  tunnels = root.get_elements("ipsec_tunnel").map { |tunnel| leaves(tunnel) }
  texts(root, CONFIGURATION).merge("id" => root.attributes["id"], "tunnels" => tunnels)
end

Vpnconform.serve("REXML", REXML::VERSION, { response: response, configuration: configuration },
                 { response: ["requestId", *RESPONSE], configuration: ["id", *CONFIGURATION, "tunnels"] })
