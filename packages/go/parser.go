package vpnconform

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unicode/utf8"
)

// Fields are what a parser has read, by the names of the adapter protocol: string or a pointer to one, nil for an absent element,
// []byte, or []Fields for tagSet and tunnels.
type Fields map[string]any

// ServiceError is returned for an error envelope.
type ServiceError struct{ Code string }

func (e ServiceError) Error() string { return e.Code }

// ErrUnsupported is returned for what a parser does not read at all.
var ErrUnsupported = errors.New("not supported")

// child is set in the process that the program starts to ask a parser: this test binary once more.
const child = "VPNCONFORM_GO_PARSER"

// Parser tests a function: an error rejects the document. It runs in one further process of this test binary, which gets one
// document after the other, so that a document that crashes it fails a rule and not the test.
func Parser(t *testing.T, parse func(body []byte) (Fields, error), options ...Options) {
	t.Helper()
	o := first(options)
	target := o.Target
	if target == "" {
		target = "response"
	}
	if os.Getenv(child) == t.Name() {
		a := Adapter{Name: t.Name(), Parsers: map[string]Parse{
			target: func(body []byte, _ int) (Fields, error) {
				// The testing package would print the panic between the frames.
				defer func() {
					if p := recover(); p != nil {
						fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
						os.Exit(2)
					}
				}()
				return parse(body)
			}}}
		if o.Reads != nil {
			a.Reads = map[string][]string{target: o.Reads}
		}
		if err := a.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	this, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(child, t.Name())
	name := "^" + strings.ReplaceAll(t.Name(), "/", "$/^") + "$"
	words := append([]string{"parser", "--name", t.Name()}, o.Arguments...)
	run(t, append(words, "--", this, "-test.run="+name), o)
}

// Parse reads a body that came with an HTTP status.
type Parse func(body []byte, status int) (Fields, error)

// Adapter answers the program in the protocol vpnconform-adapter/1.
type Adapter struct {
	Name, Version string
	// Parsers by target.
	Parsers map[string]Parse
	// Reads are the fields by target.
	Reads map[string][]string
}

// Serve answers requests until the input ends. Nothing else may be written to the output.
func (a Adapter) Serve(in io.Reader, out io.Writer) error {
	targets := []string{}
	for target := range a.Parsers {
		targets = append(targets, target)
	}
	hello := map[string]any{"protocol": "vpnconform-adapter/1", "name": a.Name, "version": a.Version,
		"runtime": runtime.Version(), "targets": targets}
	if a.Reads != nil {
		hello["fields"] = a.Reads
	}
	if err := write(out, hello); err != nil {
		return err
	}
	for {
		var length uint32
		if err := binary.Read(in, binary.LittleEndian, &length); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		head := make([]byte, length)
		if _, err := io.ReadFull(in, head); err != nil {
			return err
		}
		request := struct {
			ID      uint64 `json:"id"`
			Target  string
			BodyLen int `json:"body_len"`
			HTTP    struct{ Status int }
		}{}
		request.HTTP.Status = 200
		if err := json.Unmarshal(head, &request); err != nil {
			return err
		}
		body := make([]byte, request.BodyLen)
		if _, err := io.ReadFull(in, body); err != nil {
			return err
		}
		answer := a.answer(request.Target, body, request.HTTP.Status)
		answer["id"] = request.ID
		if err := write(out, answer); err != nil {
			return err
		}
	}
}

func (a Adapter) answer(target string, body []byte, status int) map[string]any {
	parse := a.Parsers[target]
	if parse == nil {
		return map[string]any{"outcome": "unsupported", "reason": "no parser for this target"}
	}
	fields, err := parse(body, status)
	var service ServiceError
	switch {
	case err == nil:
		return map[string]any{"outcome": "accept", "fields": encode(fields)}
	case errors.As(err, &service):
		return map[string]any{"outcome": "service_error", "code": service.Code}
	case errors.Is(err, ErrUnsupported):
		return map[string]any{"outcome": "unsupported", "reason": err.Error()}
	default:
		return map[string]any{"outcome": "reject", "error": map[string]string{
			"class": fmt.Sprintf("%T", err), "message": strings.ToValidUTF8(err.Error(), "?")}}
	}
}

func encode(value any) any {
	switch v := value.(type) {
	case nil:
		return nil
	case *string:
		return encode(*v)
	case string:
		if !utf8.ValidString(v) {
			return encode([]byte(v))
		}
		return v
	case []byte:
		return map[string]string{"b64": base64.StdEncoding.EncodeToString(v)}
	case Fields:
		all := map[string]any{}
		for name, value := range v {
			all[name] = encode(value)
		}
		return all
	case []Fields:
		all := []any{}
		for _, one := range v {
			all = append(all, encode(one))
		}
		return all
	default:
		return map[string]any{"type": fmt.Sprintf("%T", v), "json": v}
	}
}

func write(out io.Writer, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	frame := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	_, err = out.Write(append(frame, text...))
	return err
}
