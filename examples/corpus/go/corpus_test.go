// Package corpus reads a corpus of vpnconform with encoding/xml: CORPUS=folder KNOWN=file go test
//
// KNOWN lists the documents that the parser is known to read wrongly, by mutation; any difference is an error.
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
	Path, Kind, Expect, Mutation, Sha256 string
	HTTPStatus                           int `json:"http_status"`
}

// name is the same for each document with a mutation, also where generation put it.
func (r row) name() string {
	if r.Mutation == "" {
		return r.Path
	}
	return r.Path[:strings.Index(r.Path, ".")+1] + r.Mutation + ".xml"
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

// fields is what must be read from a document: what is read from the one that it is like, but for a few fields.
func fields(t *testing.T, folder, path string) map[string]any {
	var beside struct {
		Like   string
		Fields map[string]any
	}
	load(t, filepath.Join(folder, strings.TrimSuffix(path, ".xml")+".json"), &beside)
	all := map[string]any{}
	if beside.Like != "" {
		all = fields(t, folder, beside.Like)
	}
	for name, value := range beside.Fields {
		all[name] = value
	}
	return all
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
	wrong := map[string]bool{}
	judge := func(name string, isWrong bool) {
		if isWrong {
			wrong[name] = true
		}
		if isWrong && !known[name] {
			t.Errorf("%s: newly wrong", name)
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
			judge(r.name(), err == nil)
		case "accept":
			wanted := fields(t, folder, r.Path)
			isWrong := err != nil
			for name, value := range read {
				text, _ := wanted[name].(string) // null is the empty string of a Go struct
				isWrong = isWrong || text != value
			}
			judge(r.name(), isWrong)
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
	for name := range known {
		if !wrong[name] {
			t.Errorf("%s: no longer wrong", name)
		}
	}
	t.Logf("go: %d documents and %d prefixes, %d read wrongly", len(rows), prefixes, len(wrong))
}
