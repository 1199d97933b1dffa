# The protocol vpnconform-adapter/1 for parsers in Ruby: adapters/README.md.
require "json"

module Vpnconform
  # What a parser raises for an error envelope; the message is its code.
  class ServiceError < StandardError; end

  module_function

  # Serves until the input ends. `parsers` has a function from body and HTTP to fields for each target.
  def serve(name, version, parsers, fields)
    input = $stdin.dup.binmode
    output = $stdout.dup.binmode
    $stdout.reopen($stderr) # a library that prints must not break the frames
    send_frame(output, protocol: "vpnconform-adapter/1", name: name, version: version, runtime: "Ruby #{RUBY_VERSION}",
                       targets: parsers.keys, fields: fields)
    while (head = input.read(4))
      request = JSON.parse(input.read(head.unpack1("V")))
      body = input.read(request["body_len"] || 0)
      parse = parsers[request["target"].to_sym]
      send_frame(output, { id: request["id"] }.merge(answer(parse, body, request["http"] || { "status" => 200 })))
    end
  end

  def answer(parse, body, http)
    return { outcome: "unsupported", reason: "no parser for this target" } if parse.nil?

    { outcome: "accept", fields: encode(parse.call(body, http)) }
  rescue ServiceError => e
    { outcome: "service_error", code: leaf(e.message) }
  rescue StandardError, SystemStackError => e # whatever a parser raises is how it says no
    { outcome: "reject", error: { class: e.class.name, message: leaf(e.message[0, 300]) } }
  end

  def encode(fields)
    fields.transform_values { |value| value.is_a?(Array) ? value.map { |item| encode(item) } : leaf(value) }
  end

  def leaf(value)
    return value if value.nil?
    return { type: value.class.name, json: value } unless value.is_a?(String)

    text = value.dup
    text = text.force_encoding(Encoding::UTF_8) if text.encoding == Encoding::BINARY
    text = text.encode(Encoding::UTF_8) if text.valid_encoding?
    text.valid_encoding? ? text : { b64: [value].pack("m0") }
  end

  def send_frame(output, reply)
    frame = JSON.generate(reply).b
    output.write([frame.bytesize].pack("V"), frame)
    output.flush
  end
end
