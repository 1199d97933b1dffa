<?php
// The protocol vpnconform-adapter/1 for parsers in PHP: adapters/README.md.
namespace Vpnconform;

/** What a parser throws for an error envelope; the message is its code. */
final class ServiceError extends \Exception {}

/** Serves until the input ends. $parsers has a function from body and HTTP to fields for each target. */
function serve(string $name, string $version, array $parsers, array $fields): void
{
    ini_set('display_errors', 'stderr'); // a warning must not break the frames
    send(['protocol' => 'vpnconform-adapter/1', 'name' => $name, 'version' => $version, 'runtime' => 'PHP ' . PHP_VERSION,
          'targets' => array_keys($parsers), 'fields' => $fields]);
    while (strlen($head = receive(4)) === 4) {
        $request = json_decode(receive(unpack('V', $head)[1]), true);
        $body = receive($request['body_len'] ?? 0);
        libxml_clear_errors();
        send(['id' => $request['id']] + answer($parsers[$request['target']] ?? null, $body, $request['http'] ?? ['status' => 200]));
    }
}

function answer(?callable $parse, string $body, array $http): array
{
    if ($parse === null) {
        return ['outcome' => 'unsupported', 'reason' => 'no parser for this target'];
    }
    try {
        return ['outcome' => 'accept', 'fields' => encode($parse($body, $http))];
    } catch (ServiceError $error) {
        return ['outcome' => 'service_error', 'code' => leaf($error->getMessage())];
    } catch (\Throwable $error) { // whatever a parser throws is how it says no
        return ['outcome' => 'reject', 'error' => ['class' => get_class($error), 'message' => leaf(substr($error->getMessage(), 0, 300))]];
    }
}

function encode(array $fields): object
{
    $one = fn($value) => is_array($value) && array_is_list($value) ? array_map(__NAMESPACE__ . '\encode', $value) : leaf($value);
    return (object) array_map($one, $fields);
}

function leaf(mixed $value): mixed
{
    if (is_string($value)) {
        return preg_match('//u', $value) ? $value : ['b64' => base64_encode($value)];
    }
    return $value === null ? null : ['type' => gettype($value), 'json' => $value];
}

function send(array $reply): void
{
    $frame = json_encode($reply, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    fwrite(STDOUT, pack('V', strlen($frame)) . $frame);
    fflush(STDOUT);
}

function receive(int $length): string
{
    $bytes = '';
    while (strlen($bytes) < $length && ($more = fread(STDIN, $length - strlen($bytes))) !== false && $more !== '') {
        $bytes .= $more;
    }
    return $bytes;
}
