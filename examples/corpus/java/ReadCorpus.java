import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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
 * the manifest is written one member a line, so that expressions read it. CorpusTest has a test of JUnit for each document.
 */
final class ReadCorpus {
    record Row(String path, String kind, String expect, int status, String sha256) {}

    private static final Pattern ROW = Pattern.compile("\\{\\s*\"path\": \"([^\"]+)\",\\s*\"id\": \"[^\"]+\",\\s*\"kind\": \"(\\w+)\",\\s*"
            + "\"expect\": \"(\\w+)\",[^}]*?\"http_status\": (\\d+),\\s*\"size\": \\d+,\\s*\"sha256\": \"(\\w+)\"");
    private static final Pattern CUT = Pattern.compile(
            "\"document\": \"([^\"]+)\",\\s*\"check\": \"[^\"]+\",\\s*\"level\": \"\\w+\",\\s*\"from\": (\\d+),\\s*\"to\": (\\d+)");

    /** The parser under test, as a client would use it: the name of the root element is looked at, and DTDs are refused. */
    static boolean accepts(Row row, byte[] body) {
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

    /** Prefixes of a document that are to be rejected, by their lengths. */
    record Cut(Row row, byte[] body, int from, int to) {
        /** The lengths that are accepted all the same, each as path and length. */
        Set<String> accepted() {
            Set<String> wrong = new TreeSet<>();
            for (int length = from; length <= to; length++) {
                if (accepts(row, Arrays.copyOf(body, length))) {
                    wrong.add(row.path + ":" + length);
                }
            }
            return wrong;
        }
    }

    static List<Row> rows(Path corpus) throws IOException {
        String manifest = Files.readString(corpus.resolve("manifest.json"));
        if (!manifest.contains("\"format\": \"vpnconform-corpus\"") || !manifest.contains("\"format_version\": 1,")) {
            throw new IllegalStateException(corpus + " is no corpus that this program reads");
        }
        List<Row> rows = new ArrayList<>();
        for (Matcher found = ROW.matcher(manifest); found.find(); ) {
            rows.add(new Row(found.group(1), found.group(2), found.group(3), Integer.parseInt(found.group(4)), found.group(5)));
        }
        return rows;
    }

    static List<Cut> cuts(Path corpus) throws IOException {
        List<Cut> cuts = new ArrayList<>();
        for (Matcher found = CUT.matcher(Files.readString(corpus.resolve("manifest.json"))); found.find(); ) {
            String document = found.group(1);
            Row row = new Row(document, document.contains("configuration") ? "configuration" : "response", "reject", 200, "");
            byte[] body = Files.readAllBytes(corpus.resolve(document));
            cuts.add(new Cut(row, body, Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3))));
        }
        return cuts;
    }

    /** The bytes of a document, which must be those of the manifest. */
    static byte[] body(Path corpus, Row row) throws Exception {
        byte[] body = Files.readAllBytes(corpus.resolve(row.path));
        if (!HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)).equals(row.sha256)) {
            throw new IllegalStateException(row.path + " is not what the manifest says");
        }
        return body;
    }

    static Set<String> known(Path file) throws IOException {
        Set<String> known = new TreeSet<>(Arrays.asList(Files.readString(file).split("\\s+")));
        known.remove("");
        return known;
    }

    public static void main(String[] arguments) throws Exception {
        Path corpus = Path.of(arguments[0]);
        Set<String> wrong = new TreeSet<>();
        List<Row> rows = rows(corpus);
        for (Row row : rows) {
            boolean accepted = accepts(row, body(corpus, row));
            if (!row.expect.equals("policy") && accepted != row.expect.equals("accept")) {
                wrong.add(row.path);
            }
        }
        int prefixes = 0;
        for (Cut cut : cuts(corpus)) {
            prefixes += cut.to - cut.from + 1;
            wrong.addAll(cut.accepted());
        }
        Set<String> known = known(Path.of(arguments[1]));
        System.out.printf("java: %d documents and %d prefixes, %d read wrongly%n", rows.size(), prefixes, wrong.size());
        if (!wrong.equals(known)) {
            System.out.println("known: " + known + "\nread wrongly: " + wrong);
            System.exit(1);
        }
    }
}
