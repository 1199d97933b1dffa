import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The protocol vpnconform-adapter/1: everything an adapter needs beside its parser. The JDK has no JSON, so it is written here. */
final class Adapter {
    /** Reads a body: what it throws rejects the document. */
    interface Parser {
        Map<String, ?> parse(byte[] body, int status) throws Exception;
    }

    /** The body is an error envelope. */
    static final class ServiceError extends Exception {
        ServiceError(String code) {
            super(code);
        }
    }

    /** The parser reads nothing of this kind. */
    static final class Unsupported extends Exception {}

    private Adapter() {}

    /** Answers until standard input ends; {@code reads} are the fields by target. */
    static void serve(String name, Map<String, Parser> parsers, Map<String, List<String>> reads) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err); // a library that prints must not break the frames
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("protocol", "vpnconform-adapter/1");
        hello.put("name", name);
        hello.put("version", System.getProperty("java.version"));
        hello.put("runtime", "Java " + System.getProperty("java.version"));
        hello.put("targets", parsers.keySet());
        hello.put("fields", reads);
        write(out, hello);
        DataInputStream in = new DataInputStream(System.in);
        while (true) {
            int length;
            try {
                length = Integer.reverseBytes(in.readInt());
            } catch (EOFException end) {
                return;
            }
            String request = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            byte[] body = in.readNBytes(Integer.parseInt(find(request, "\"body_len\":\\s*(\\d+)", "0")));
            Parser parser = parsers.get(find(request, "\"target\":\\s*\"(\\w+)\"", ""));
            Map<String, Object> answer = answer(parser, body, Integer.parseInt(find(request, "\"status\":\\s*(\\d+)", "200")));
            answer.put("id", Long.parseLong(find(request, "\"id\":\\s*(\\d+)", "0")));
            write(out, answer);
        }
    }

    private static String find(String text, String pattern, String otherwise) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? found.group(1) : otherwise;
    }

    private static Map<String, Object> answer(Parser parser, byte[] body, int status) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            if (parser == null) {
                throw new Unsupported();
            }
            answer.put("fields", parser.parse(body, status));
            answer.put("outcome", "accept");
        } catch (Unsupported unsupported) {
            answer.put("outcome", "unsupported");
            answer.put("reason", "no parser for this");
        } catch (ServiceError error) {
            answer.put("outcome", "service_error");
            answer.put("code", error.getMessage());
        } catch (Exception refused) {
            answer.put("outcome", "reject");
            answer.put("error", Map.of("class", refused.getClass().getSimpleName(), "message", String.valueOf(refused.getMessage())));
        }
        return answer;
    }

    private static void write(OutputStream out, Object value) throws IOException {
        StringBuilder json = new StringBuilder();
        append(json, value);
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).array());
        frame.write(text);
        out.write(frame.toByteArray());
        out.flush();
    }

    private static void append(StringBuilder json, Object value) {
        if (value instanceof Map<?, ?> map) {
            String comma = "";
            json.append('{');
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(comma);
                append(json, entry.getKey());
                json.append(':');
                append(json, entry.getValue());
                comma = ",";
            }
            json.append('}');
        } else if (value instanceof Collection<?> list) {
            String comma = "";
            json.append('[');
            for (Object item : list) {
                json.append(comma);
                append(json, item);
                comma = ",";
            }
            json.append(']');
        } else if (value instanceof String text) {
            text(json, text);
        } else {
            json.append(value); // a number, or null
        }
    }

    /** A string; one with half a surrogate pair is no Unicode and goes as bytes. */
    private static void text(StringBuilder json, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
            json.append("{\"b64\":\"").append(Base64.getEncoder().encodeToString(bytes)).append("\"}");
            return;
        }
        json.append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
