// Package client is a client whose tests give it every document of the suite.
package client

import (
	"encoding/xml"
	"testing"

	"example.invalid/vpnconform"
)

// Tunnel is what the client takes from the inner document.
type Tunnel struct {
	Address string `xml:"vpn_gateway>tunnel_outside_address>ip_address"`
	Key     string `xml:"ike>pre_shared_key"`
}

// read is the function under test: a customerGatewayConfiguration.
func read(document []byte) (id string, tunnels []Tunnel, err error) {
	var v struct {
		XMLName xml.Name `xml:"vpn_connection"`
		ID      string   `xml:"id,attr"`
		Tunnels []Tunnel `xml:"ipsec_tunnel"`
	}
	err = xml.Unmarshal(document, &v)
	return v.ID, v.Tunnels, err
}

func TestConformance(t *testing.T) {
	vpnconform.Parser(t, func(body []byte) (vpnconform.Fields, error) {
		id, tunnels, err := read(body)
		list := []vpnconform.Fields{}
		for _, tunnel := range tunnels {
			list = append(list, vpnconform.Fields{
				"vpn_gateway/tunnel_outside_address/ip_address": tunnel.Address,
				"ike/pre_shared_key":                            tunnel.Key,
			})
		}
		return vpnconform.Fields{"id": id, "tunnels": list}, err
	}, vpnconform.Options{
		Target: "configuration",
		Reads:  []string{"id", "tunnels/vpn_gateway/tunnel_outside_address/ip_address", "tunnels/ike/pre_shared_key"},
		// Of encoding/xml. Each has to fail: one that a new version of Go mends is an error here.
		Known: map[string]string{
			"parser/trailing-content-rejected":      "it stops reading behind the root element",
			"parser/malformed-tag-rejected":         "attributes need no space between them",
			"parser/duplicate-attribute-rejected":   "an attribute may be there twice",
			"parser/malformed-comment-rejected":     "what follows the root element is not read",
			"parser/malformed-declaration-rejected": "a declaration may be anywhere, and more than one",
			"parser/illegal-character-rejected":     "references to surrogates are accepted",
			"parser/byte-order-mark-read":           "two marks are accepted",
			"parser/invalid-utf-8-rejected":         "comments may have any bytes",
		},
	})
}
