#!/bin/sh
# One-shot adapter: the line tools people put into shell scripts. Reads the pretty-printed configuration line by line with
# awk, as `sed -n 's/.*<pre_shared_key>\(.*\)<.*/\1/p'` does. Exit 0: fields on stdout; 1: rejected; 89: not this target.
if [ "$1" = hello ]; then
    printf '{"protocol":"vpnconform-adapter/1","name":"awk","version":"%s","targets":["configuration"],"fields":{"configuration":["id","customer_gateway_id","tunnels/customer_gateway/tunnel_outside_address/ip_address","tunnels/vpn_gateway/tunnel_outside_address/ip_address","tunnels/ike/pre_shared_key"]}}\n' \
        "$(awk -W version 2>/dev/null </dev/null | head -n 1 | tr -d '"\\')"
    exit 0
fi
[ "$1" = configuration ] || exit 89
awk '
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\t/, "\\t", s); gsub(/\r/, "\\r", s); return "\"" s "\"" }
function value(line) { sub(/^[^>]*>/, "", line); sub(/<.*/, "", line); return quoted(line) }
function null(s) { return s == "" ? "null" : s }
/<vpn_connection id=/ { id = $0; sub(/.*id="/, "", id); sub(/".*/, "", id); id = quoted(id) }
/<customer_gateway_id>/ { cgw = value($0) }
/<ipsec_tunnel>/ { n++ }
/<customer_gateway>/ { side = "customer" }
/<vpn_gateway>/ { side = "vpn" }
/<tunnel_outside_address>/ { outside = 1 }
/<\/tunnel_outside_address>/ { outside = 0 }
/<ip_address>/ && outside { address[n, side] = value($0) }
/<pre_shared_key>/ { key[n] = value($0) }
END {
    if (id == "") exit 1
    printf "{\"id\":%s,\"customer_gateway_id\":%s,\"tunnels\":[", id, null(cgw)
    for (i = 1; i <= n; i++) {
        if (i > 1) printf ","
        printf "{\"customer_gateway/tunnel_outside_address/ip_address\":%s,", null(address[i, "customer"])
        printf "\"vpn_gateway/tunnel_outside_address/ip_address\":%s,", null(address[i, "vpn"])
        printf "\"ike/pre_shared_key\":%s}", null(key[i])
    }
    print "]}"
}'
