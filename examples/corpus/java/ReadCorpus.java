import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Reads a corpus of vpnconform with the JDK's DOM: java ReadCorpus.java CORPUS KNOWN.
 *
 * <p>KNOWN lists the documents that the parser is known to read wrongly; any difference is an error. The JDK has no JSON, and
 * the manifest is written one member a line, so that expressions read it; with JUnit each document is a dynamic test.
 */
final class ReadCorpus {
    private record Row(String path, String kind, String expect, int status, String sha256) {}

    private static final Pattern ROW = Pattern.compile("\\{\\s*\"path\": \"([^\"]+)\",\\s*\"id\": \"[^\"]+\",\\s*\"kind\": \"(\\w+)\",\\s*"
            + "\"expect\": \"(\\w+)\",[^}]*?\"http_status\": (\\d+),\\s*\"size\": \\d+,\\s*\"sha256\": \"(\\w+)\"");
    private static final Pattern CUT = Pattern.compile(
            "\"document\": \"([^\"]+)\",\\s*\"check\": \"[^\"]+\",\\s*\"level\": \"\\w+\",\\s*\"from\": (\\d+),\\s*\"to\": (\\d+)");

    /** The parser under test, as a client would use it: the name of the root element is looked at, and DTDs are refused. */
    private static boolean accepts(Row row, byte[] body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element root = builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
            if (row.kind.equals("configuration")) {
                return root.getLocalName().equals("vpn_connection");
            }
            return row.status == 200 && root.getLocalName().equals("CreateVpnConnectionResponse");
        } catch (Exception refused) {
            return false;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path corpus = Path.of(arguments[0]);
        String manifest = Files.readString(corpus.resolve("manifest.json"));
        if (!manifest.contains("\"format\": \"vpnconform-corpus\"") || !manifest.contains("\"format_version\": 1,")) {
            throw new IllegalStateException(corpus + " is no corpus that this program reads");
        }
        Set<String> wrong = new TreeSet<>();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        int documents = 0;
        int prefixes = 0;
        for (Matcher found = ROW.matcher(manifest); found.find(); documents++) {
            Row row = new Row(found.group(1), found.group(2), found.group(3), Integer.parseInt(found.group(4)), found.group(5));
            byte[] body = Files.readAllBytes(corpus.resolve(row.path));
            if (!HexFormat.of().formatHex(sha256.digest(body)).equals(row.sha256)) {
                throw new IllegalStateException(row.path + " is not what the manifest says");
            }
            boolean accepted = accepts(row, body);
            if (!row.expect.equals("policy") && accepted != row.expect.equals("accept")) {
                wrong.add(row.path);
            }
        }
        for (Matcher found = CUT.matcher(manifest); found.find(); ) {
            String document = found.group(1);
            byte[] body = Files.readAllBytes(corpus.resolve(document));
            Row row = new Row(document, document.contains("configuration") ? "configuration" : "response", "reject", 200, "");
            for (int length = Integer.parseInt(found.group(2)); length <= Integer.parseInt(found.group(3)); length++, prefixes++) {
                if (accepts(row, Arrays.copyOf(body, length))) {
                    wrong.add(document + ":" + length);
                }
            }
        }
        Set<String> known = new TreeSet<>(Arrays.asList(Files.readString(Path.of(arguments[1])).split("\\s+")));
        known.remove("");
        System.out.printf("java: %d documents and %d prefixes, %d read wrongly%n", documents, prefixes, wrong.size());
        if (!wrong.equals(known)) {
            System.out.println("known: " + known + "\nread wrongly: " + wrong);
            System.exit(1);
        }
    }
}
