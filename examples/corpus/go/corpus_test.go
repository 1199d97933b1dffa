// Package corpus reads a corpus of vpnconform with encoding/xml: CORPUS=folder KNOWN=file go test
//
// KNOWN lists the documents that the parser is known to read wrongly; any difference is an error.
package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type row struct {
	Path, Kind, Expect, Sha256 string
	HTTPStatus                 int `json:"http_status"`
}

type manifest struct {
	Format        string
	FormatVersion int `json:"format_version"`
	Documents     []row
	Truncations   []struct {
		Document string
		From, To int
	}
}

// parse is the parser under test, as a client would use it.
func parse(r row, body []byte) (map[string]string, error) {
	if r.Kind == "configuration" {
		var v struct {
			XMLName         xml.Name `xml:"vpn_connection"`
			ID              string   `xml:"id,attr"`
			CustomerGateway string   `xml:"customer_gateway_id"`
		}
		err := xml.Unmarshal(body, &v)
		return map[string]string{"id": v.ID, "customer_gateway_id": v.CustomerGateway}, err
	}
	if r.HTTPStatus != 200 {
		return nil, errors.New("status")
	}
	var v struct {
		XMLName xml.Name `xml:"CreateVpnConnectionResponse"`
		ID      string   `xml:"vpnConnection>vpnConnectionId"`
		State   string   `xml:"vpnConnection>state"`
	}
	err := xml.Unmarshal(body, &v)
	return map[string]string{"vpnConnectionId": v.ID, "state": v.State}, err
}

func load(t *testing.T, path string, into any) []byte {
	t.Helper()
	bytes, err := os.ReadFile(path)
	if err == nil && into != nil {
		err = json.Unmarshal(bytes, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return bytes
}

func TestCorpus(t *testing.T) {
	folder := os.Getenv("CORPUS")
	if folder == "" {
		t.Skip("CORPUS names no folder")
	}
	known := map[string]bool{}
	for _, path := range strings.Fields(string(load(t, os.Getenv("KNOWN"), nil))) {
		known[path] = true
	}
	judge := func(name string, wrong bool) {
		if wrong != known[name] {
			t.Errorf("%s: read wrongly is %v, known is %v", name, wrong, known[name])
		}
	}
	var m manifest
	load(t, filepath.Join(folder, "manifest.json"), &m)
	if m.Format != "vpnconform-corpus" || m.FormatVersion != 1 || len(m.Documents) == 0 {
		t.Fatalf("%s is no corpus that this test reads", folder)
	}
	rows := map[string]row{}
	for _, r := range m.Documents {
		rows[r.Path] = r
		body := load(t, filepath.Join(folder, r.Path), nil)
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != r.Sha256 {
			t.Fatalf("%s is not what the manifest says", r.Path)
		}
		read, err := parse(r, body)
		switch r.Expect {
		case "reject", "error":
			judge(r.Path, err == nil)
		case "accept":
			var beside struct{ Fields map[string]any }
			load(t, filepath.Join(folder, strings.TrimSuffix(r.Path, ".xml")+".json"), &beside)
			wrong := err != nil
			for name, value := range read {
				text, _ := beside.Fields[name].(string) // null is the empty string of a Go struct
				wrong = wrong || text != value
			}
			judge(r.Path, wrong)
		}
	}
	prefixes := 0
	for _, cut := range m.Truncations {
		body := load(t, filepath.Join(folder, cut.Document), nil)
		for length := cut.From; length <= cut.To; length++ {
			prefixes++
			_, err := parse(rows[cut.Document], body[:length])
			judge(fmt.Sprintf("%s:%d", cut.Document, length), err == nil)
		}
	}
	t.Logf("go: %d documents and %d prefixes", len(rows), prefixes)
}
