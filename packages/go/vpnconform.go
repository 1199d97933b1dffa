// Package vpnconform tests servers and parsers of the EC2 Query API action CreateVpnConnection: a subtest for each rule, from
// one run of the program vpnconform, which VPNCONFORM_BINARY names, or which is looked for on PATH.
package vpnconform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Options of a run. The zero value is an ordinary run.
type Options struct {
	// Arguments of `vpnconform endpoint` or `vpnconform parser`, such as --auth v4.
	Arguments []string
	// Known maps ids of rules that fail to the reason. One that does not fail is an error.
	Known map[string]string
	// Target is what a parser reads: response (the default) or configuration.
	Target string
	// Reads are the fields that a parser reads. Without them those of each result are compared.
	Reads []string
}

type finding struct {
	Case, Expected, Found string
}

type check struct {
	ID, Level, Summary, Verdict, Cause string
	Findings                           []finding
}

type report struct {
	FormatVersion int `json:"format_version"`
	Level         string
	ExitStatus    int `json:"exit_status"`
	Checks        []check
	Stale         []string
	Resources     struct {
		Notes []string
	}
}

// Server tests the server at a URL.
func Server(t *testing.T, url string, options ...Options) {
	t.Helper()
	o := first(options)
	run(t, append([]string{"endpoint", url}, o.Arguments...), o)
}

func first(options []Options) Options {
	if len(options) > 0 {
		return options[0]
	}
	return Options{}
}

func program() string {
	if given := os.Getenv("VPNCONFORM_BINARY"); given != "" {
		return given
	}
	return "vpnconform"
}

func run(t *testing.T, arguments []string, o Options) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.json")
	words := append([]string{"--color", "never", arguments[0], "--verbose", "--report", "json=" + path}, arguments[1:]...)
	command := exec.Command(program(), words...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	failed := command.Run()
	var r report
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil || r.FormatVersion != 1 {
		t.Fatalf("vpnconform gave no report (%v, %v): %s", failed, err, stderr.String())
	}
	cards := cards(stdout.String())
	for _, c := range r.Checks {
		c := c
		t.Run(c.ID, func(t *testing.T) { c.tell(t, r.Level, cards[c.ID], o.Known) })
		delete(o.Known, c.ID)
	}
	for id := range o.Known {
		t.Errorf("known: the run has no rule %s", id)
	}
	switch r.ExitStatus {
	case 0, 1, 3: // told by the rules
	default:
		t.Errorf("vpnconform ended with status %d: %s", r.ExitStatus,
			strings.Join(append(r.Stale, r.Resources.Notes...), "\n"))
	}
}

func (c check) tell(t *testing.T, level, card string, known map[string]string) {
	t.Helper()
	wrong := ""
	switch c.Verdict {
	case "fail":
		if severity(c.Level) < severity(level) {
			t.Skipf("fails at level %s, not counted: %s", c.Level, c.Summary)
		}
		wrong = card
		if wrong == "" {
			wrong = fmt.Sprintf("%s: %s\n%+v", c.ID, c.Summary, c.Findings)
		}
	case "blocked":
		wrong = "BLOCKED, not tested: " + c.Cause
	case "not-applicable", "waived":
		t.Skipf("%s: %s", c.Verdict, c.Cause)
	}
	reason, isKnown := known[c.ID]
	switch {
	case isKnown && wrong == "":
		t.Errorf("does not fail, but is known to: %s", reason)
	case isKnown:
		t.Skipf("known: %s", reason)
	case wrong != "":
		t.Error(wrong)
	}
}

func severity(level string) int {
	return strings.Index("advisory may should must", level)
}

var card = regexp.MustCompile(`(?m)^FAIL (\S+/\S+) .*(?:\n[ \t]+\S.*)*`)

// cards are what the program prints of each failed rule.
func cards(text string) map[string]string {
	all := map[string]string{}
	for _, found := range card.FindAllStringSubmatch(text, -1) {
		if _, seen := all[found[1]]; !seen {
			all[found[1]] = found[0]
		}
	}
	return all
}
