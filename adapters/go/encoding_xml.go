// encoding/xml with structs, as Go programs read a response and Terraform's AWS provider the document inside.
package main

import (
	"encoding/xml"
	"os"

	v "example.invalid/vpnconform"
)

func response(body []byte, status int) (v.Fields, error) {
	var r struct {
		XMLName xml.Name `xml:"CreateVpnConnectionResponse"`
		ID      string   `xml:"vpnConnection>vpnConnectionId"`
		State   string   `xml:"vpnConnection>state"`
		Inner   string   `xml:"vpnConnection>customerGatewayConfiguration"`
	}
	if status != 200 {
		return nil, v.ServiceError{}
	}
	return v.Fields{"vpnConnectionId": &r.ID, "state": &r.State, "customerGatewayConfiguration": &r.Inner}, xml.Unmarshal(body, &r)
}

func configuration(body []byte, _ int) (v.Fields, error) {
	var c struct {
		XMLName xml.Name `xml:"vpn_connection"`
		ID      string   `xml:"id,attr"`
		Tunnels []struct {
			Key string `xml:"ike>pre_shared_key"`
		} `xml:"ipsec_tunnel"`
	}
	err, tunnels := xml.Unmarshal(body, &c), []v.Fields{}
	for _, tunnel := range c.Tunnels {
		tunnels = append(tunnels, v.Fields{"ike/pre_shared_key": tunnel.Key})
	}
	return v.Fields{"id": c.ID, "tunnels": tunnels}, err
}

func main() {
	a := v.Adapter{Name: "encoding/xml", Parsers: map[string]v.Parse{"response": response, "configuration": configuration},
		Reads: map[string][]string{"configuration": {"id", "tunnels/ike/pre_shared_key"},
			"response": {"vpnConnectionId", "state", "customerGatewayConfiguration"}}}
	_ = a.Serve(os.Stdin, os.Stdout)
}
