package vpnconform

import (
	"bufio"
	"encoding/xml"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const rule = "request/type-required"

var few = []string{"--only", "request/type*", "--only", "error/*"}

// serve starts the embedded endpoint and returns its URL.
func serve(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.Command(program(), append([]string{"serve", "--listen", "127.0.0.1:0"}, arguments...)...)
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	return regexp.MustCompile(`http://[^ ]+`).FindString(line)
}

func TestConformingServerPasses(t *testing.T) {
	Server(t, serve(t), Options{Arguments: few})
}

func TestKnownFailureIsSkipped(t *testing.T) {
	Server(t, serve(t, "--fault", "type-defaulted"), Options{Arguments: few, Known: map[string]string{rule: "by design"}})
}

// again runs tests of this binary that are to fail, and returns what they print.
func again(t *testing.T, name, inner string, value string) string {
	t.Helper()
	this, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(this, "-test.v", "-test.run=^"+name+"$")
	command.Env = append(os.Environ(), inner+"="+value)
	out, err := command.CombinedOutput()
	if err == nil {
		t.Fatalf("%s passes:\n%s", name, out)
	}
	return string(out)
}

func holds(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

func TestFailingServerFails(t *testing.T) {
	if url := os.Getenv("FAULTY"); url != "" {
		Server(t, url, Options{Arguments: few})
		return
	}
	out := again(t, "TestFailingServerFails", "FAULTY", serve(t, "--fault", "type-defaulted"))
	holds(t, out, "--- FAIL: TestFailingServerFails/request/type-required", "expected  a client error",
		"--- PASS: TestFailingServerFails/error/envelope")
	if strings.Count(out, "--- FAIL: TestFailingServerFails/") != 1 {
		t.Errorf("other failures:\n%s", out)
	}
}

func TestKnownFailureThatPassesFails(t *testing.T) {
	if url := os.Getenv("GOOD"); url != "" {
		Server(t, url, Options{Arguments: few, Known: map[string]string{rule: "by design", "x/y": "?"}})
		return
	}
	out := again(t, "TestKnownFailureThatPassesFails", "GOOD", serve(t))
	holds(t, out, "does not fail, but is known to: by design", "no rule x/y")
}

func TestServerThatIsNotThereIsBlocked(t *testing.T) {
	if url := os.Getenv("GONE"); url != "" {
		Server(t, url, Options{Arguments: few})
		return
	}
	holds(t, again(t, "TestServerThatIsNotThereIsBlocked", "GONE", "http://127.0.0.1:1"), "BLOCKED, not tested")
}

// terraform reads the document as Terraform's AWS provider does.
func terraform(body []byte) (Fields, error) {
	var v struct {
		XMLName xml.Name `xml:"vpn_connection"`
		ID      string   `xml:"id,attr"`
		Tunnels []struct {
			Key string `xml:"ike>pre_shared_key"`
		} `xml:"ipsec_tunnel"`
	}
	if err := xml.Unmarshal(body, &v); err != nil {
		return nil, err
	}
	tunnels := []Fields{}
	for _, tunnel := range v.Tunnels {
		tunnels = append(tunnels, Fields{"ike/pre_shared_key": tunnel.Key})
	}
	return Fields{"id": v.ID, "tunnels": tunnels}, nil
}

var configuration = Options{Target: "configuration", Reads: []string{"id", "tunnels/ike/pre_shared_key"},
	Arguments: []string{"--cases", "20", "--cut-every", "16", "--only", "parser/*rejected", "--only", "parser/valid-accepted"}}

func TestEncodingXMLHasTheFailuresThatAreKnown(t *testing.T) {
	if os.Getenv("STRICT") == "" && os.Getenv(child) == "" {
		out := again(t, "TestEncodingXMLHasTheFailuresThatAreKnown", "STRICT", "1")
		holds(t, out, "--- FAIL: TestEncodingXMLHasTheFailuresThatAreKnown/parser/trailing-content-rejected",
			"--- PASS: TestEncodingXMLHasTheFailuresThatAreKnown/parser/truncation-rejected",
			"--- PASS: TestEncodingXMLHasTheFailuresThatAreKnown/parser/valid-accepted")
		return
	}
	Parser(t, terraform, configuration)
}

func TestParserThatAcceptsAnythingFails(t *testing.T) {
	if os.Getenv("ANY") == "" && os.Getenv(child) == "" {
		out := again(t, "TestParserThatAcceptsAnythingFails", "ANY", "1")
		holds(t, out, "--- FAIL: TestParserThatAcceptsAnythingFails/parser/truncation-rejected")
		return
	}
	Parser(t, func([]byte) (Fields, error) { return Fields{"id": nil}, nil }, configuration)
}

func TestParserThatPanicsFailsTheRuleAndNotTheTest(t *testing.T) {
	if os.Getenv("PANIC") == "" && os.Getenv(child) == "" {
		out := again(t, "TestParserThatPanicsFailsTheRuleAndNotTheTest", "PANIC", "1")
		holds(t, out, "crash", "--- PASS: TestParserThatPanicsFailsTheRuleAndNotTheTest/parser/truncation-rejected")
		return
	}
	Parser(t, func(body []byte) (Fields, error) {
		if strings.Contains(string(body), "<!--") {
			panic("a comment")
		}
		return terraform(body)
	}, configuration)
}

func TestValuesAreEncodedAsTheyAre(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "null"}, {"a", `"a"`}, {"\xff", `{"b64":"/w=="}`}, {30, `{"json":30,"type":"int"}`},
		{[]Fields{{"key": nil}}, `[{"key":null}]`},
	} {
		var out strings.Builder
		if err := write(&out, encode(c.value)); err != nil || out.String()[4:] != c.want {
			t.Errorf("%v: %q, %v", c.value, out.String(), err)
		}
	}
}
