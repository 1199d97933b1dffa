import java.io.ByteArrayInputStream;
import java.util.*;
import javax.xml.stream.*;

/** The JDK's StAX with its defaults, as the AWS SDK for Java 1 reads a response: by the path of local names. */
final class StaxAdapter {
    private static final String CONNECTION = "/CreateVpnConnectionResponse/vpnConnection/";
    private static final List<String> NAMES = List.of("vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId",
            "customerGatewayConfiguration");

    static Map<String, ?> response(byte[] body, int status) throws Exception {
        Map<String, String> read = new HashMap<>();
        XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(new ByteArrayInputStream(body));
        Deque<String> path = new ArrayDeque<>(List.of(""));
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> path.push(path.peek() + "/" + reader.getLocalName());
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> read.putIfAbsent(path.pop(), text.toString());
                default -> { }
            }
            if (reader.isStartElement() || reader.isEndElement()) {
                text.setLength(0);
            }
        }
        if (status != 200 || read.containsKey("/Response")) {
            throw new Adapter.ServiceError(read.get("/Response/Errors/Error/Code"));
        }
        Map<String, String> fields = new HashMap<>();
        NAMES.forEach(name -> fields.put(name, read.get(CONNECTION + name)));
        return fields;
    }

    public static void main(String[] arguments) throws Exception {
        Adapter.serve("JDK StAX", Map.of("response", StaxAdapter::response), Map.of("response", NAMES));
    }
}
