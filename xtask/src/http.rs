//! Plain HTTP on loopback, for scripts: emulators of EC2 before and after a run.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use hmac_sha256::{HMAC, Hash};

use crate::Result;

/// The first request makes moto import the whole service, which takes about 20 s.
const PATIENCE: Duration = Duration::from_secs(120);

/// Prints a free TCP port on loopback.
pub fn free_port() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    println!(
        "{}",
        listener.local_addr().map_err(|e| e.to_string())?.port()
    );
    Ok(())
}

/// Waits until the server answers an EC2 request with status 200, or the process with this id has ended; five minutes at most, which
/// the largest servers need on a busy machine.
pub fn wait(url: &str, pid: &str) -> Result<()> {
    for _ in 0..600 {
        let ended = Path::new("/proc/self").exists() && !Path::new("/proc").join(pid).exists();
        if ended {
            return Err("the server has ended".to_owned());
        }
        match describe(url, "DescribeCustomerGateways") {
            Ok((200, _)) => return Ok(()),
            _ => std::thread::sleep(Duration::from_millis(500)),
        }
    }
    Err("the server does not answer".to_owned())
}

/// Asks the server itself what is left: the program's own account is no proof.
pub fn nothing_left(url: &str) -> Result<()> {
    let mut left = Vec::new();
    for (action, element) in [
        ("DescribeVpnConnections", "vpnConnectionId"),
        ("DescribeVpnGateways", "vpnGatewayId"),
        ("DescribeCustomerGateways", "customerGatewayId"),
    ] {
        let (status, body) = describe(url, action)?;
        if status != 200 {
            return Err(format!("{action}: status {status}"));
        }
        left.extend(alive(&body, element));
    }
    if !left.is_empty() {
        return Err(format!("left at the server: {}", left.join(" ")));
    }
    println!("PASS  nothing is left at the server");
    Ok(())
}

/// The ids of items whose state is neither deleted nor deleting.
fn alive(body: &str, element: &str) -> Vec<String> {
    let items = body.split("<item>").skip(1);
    items
        .filter(|item| !matches!(inner(item, "state"), Some("deleted" | "deleting")))
        .filter_map(|item| inner(item, element).map(str::to_owned))
        .collect()
}

fn inner<'t>(text: &'t str, element: &str) -> Option<&'t str> {
    let (_, after) = text.split_once(&format!("<{element}>"))?;
    Some(after.split_once('<')?.0)
}

/// Status and body of an action without parameters, signed with the key of the environment. Emulators find the service by the
/// credential scope, and most verify no signature.
fn describe(url: &str, action: &str) -> Result<(u16, String)> {
    let address = url
        .strip_prefix("http://")
        .ok_or("only http:// URLs")?
        .trim_end_matches('/');
    let fail = |e: std::io::Error| format!("{url}: {e}");
    let mut stream = TcpStream::connect(address).map_err(fail)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(fail)?;
    let body = format!("Action={action}&Version=2012-04-01");
    let request = format!(
        "POST / HTTP/1.0\r\nHost: {address}\r\nX-Amz-Date: {TIME}\r\nAuthorization: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        authorization(address, &body),
        body.len()
    );
    stream.write_all(request.as_bytes()).map_err(fail)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(fail)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").ok_or("no HTTP response")?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .ok_or("no status")?;
    Ok((status, body.to_owned()))
}

/// No server that is asked here looks at the time.
const TIME: &str = "20120401T000000Z";

/// The header of Signature Version 4 for a form.
fn authorization(host: &str, body: &str) -> String {
    let variable =
        |name: &str, other: &str| std::env::var(name).unwrap_or_else(|_| other.to_owned());
    let key = variable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    let secret = format!("AWS4{}", variable("AWS_SECRET_ACCESS_KEY", "example"));
    let scope = "20120401/us-east-1/ec2/aws4_request";
    let request = format!(
        "POST\n/\n\nhost:{host}\nx-amz-date:{TIME}\n\nhost;x-amz-date\n{}",
        hex(&Hash::hash(body.as_bytes()))
    );
    let text = format!(
        "AWS4-HMAC-SHA256\n{TIME}\n{scope}\n{}",
        hex(&Hash::hash(request.as_bytes()))
    );
    let key_of_scope = scope.split('/').fold(secret.into_bytes(), |key, part| {
        HMAC::mac(part, key).to_vec()
    });
    let signature = hex(&HMAC::mac(text, key_of_scope));
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleted_items_are_not_left() {
        let body = "<r><item><vpnConnectionId>vpn-1</vpnConnectionId><state>deleted</state></item>\
                    <item><vpnConnectionId>vpn-2</vpnConnectionId><state>available</state></item>\
                    <item><vpnConnectionId>vpn-3</vpnConnectionId></item></r>";
        assert_eq!(alive(body, "vpnConnectionId"), ["vpn-2", "vpn-3"]);
    }

    #[test]
    fn a_process_that_has_ended_ends_the_wait() {
        let message = wait("http://127.0.0.1:1", "no-such-process").unwrap_err();
        assert_eq!(message, "the server has ended");
    }

    #[test]
    fn what_a_server_still_describes_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            for stream in listener.incoming().take(3) {
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                let count = stream.read(&mut buffer).unwrap();
                let asked = String::from_utf8_lossy(&buffer[..count]).into_owned();
                assert!(asked.ends_with("&Version=2012-04-01"), "{asked}");
                let body = if asked.contains("DescribeVpnGateways") {
                    "<r><item><vpnGatewayId>vgw-1</vpnGatewayId><state>available</state></item></r>"
                } else {
                    "<r/>"
                };
                write!(stream, "HTTP/1.0 200 OK\r\n\r\n{body}").unwrap();
            }
        });
        assert_eq!(nothing_left(&url).unwrap_err(), "left at the server: vgw-1");
        server.join().unwrap();
    }
}
