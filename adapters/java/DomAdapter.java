import java.io.ByteArrayInputStream;
import java.util.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.*;

/** The JDK's DOM with its defaults, as most programs read the inner document. */
final class DomAdapter {
    private static final List<String> LEAVES = List.of("ike/pre_shared_key", "vpn_gateway/tunnel_outside_address/ip_address");

    /** The text of a child by path; null without it. */
    static String text(Node parent, String path) {
        for (String name : path.split("/")) {
            Node child = parent == null ? null : parent.getFirstChild();
            while (child != null && !name.equals(child.getNodeName())) {
                child = child.getNextSibling();
            }
            parent = child;
        }
        return parent == null ? null : parent.getTextContent();
    }

    static Map<String, ?> configuration(byte[] body, int status) throws Exception {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        Element root = builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
        if (!root.getTagName().equals("vpn_connection")) throw new IllegalArgumentException(root.getTagName());
        List<Map<String, String>> tunnels = new ArrayList<>();
        NodeList all = root.getElementsByTagName("ipsec_tunnel");
        for (int i = 0; i < all.getLength(); i++) {
            Node node = all.item(i);
            tunnels.add(new HashMap<>());
            LEAVES.forEach(path -> tunnels.get(tunnels.size() - 1).put(path, text(node, path)));
        }
        return Map.of("id", root.getAttribute("id"), "tunnels", tunnels);
    }

    public static void main(String[] arguments) throws Exception {
        Adapter.serve("JDK DOM", Map.of("configuration", DomAdapter::configuration),
                Map.of("configuration", List.of("id", "tunnels/" + LEAVES.get(0), "tunnels/" + LEAVES.get(1))));
    }
}
