# shellcheck shell=bash
# The servers that scripts/emulators.sh knows: what each needs, how it is installed and started, and what it must be asked with.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Those with a table.
# shellcheck disable=SC2034 # read by the script that reads this one
all_systems=(
    moto@5.2.5 moto@5.1.22 moto@5.0.28 moto@4.2.14 moto@3.1.19 moto@2.3.2 moto@1.3.16
    ministack@1.5.33 localstack@4.14.0 localemu@1.3.2 ec2-api@17.0.0 cloudemu@2.6.0
)
# Most servers verify no signature; those that do know this key.
key=(AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=example)
cloudemu_source=${CLOUDEMU_SOURCE:-https://github.com/stackshy/cloudemu}

# The Python that a system needs, as a program; servers of other years do not run on one of today.
python_of() {
    local version program
    case $1 in
    moto@1.*) version=3.7 ;;
    moto@2.*) version=3.9 ;;
    moto@3.* | ec2-api@*) version=3.10 ;;
    # It says that 3.10 is enough, but one of its services has syntax of this.
    localemu@*) version=3.13 ;;
    *) version=3 ;;
    esac
    for program in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python3 \
        "${AGENT_TOOLSDIRECTORY:-/opt/hostedtoolcache}/Python/$version".*/x64/bin/python3; do
        if "$program" -c 'import venv, ensurepip' 2>/dev/null; then
            echo "$program"
            return 0
        fi
    done
    echo "SKIPPED $1: no python$version with venv" >&2
    return 1
}

# Whether it can be installed here; else the reason.
needs() {
    case $1 in
    cloudemu@*)
        command -v git >/dev/null && { command -v go >/dev/null || python_of "$1" >/dev/null; } || { echo "SKIPPED $1: no go or no git" >&2; return 1; } ;;
    *) python_of "$1" >/dev/null ;;
    esac
}

install() {
    local system=$1 venv=$2 pins version=${1#*@}
    case $system in
    cloudemu@*)
        [ ! -x "$venv/cloudemu" ] || return 0
        # shellcheck source=scripts/go.sh
        . "$here/../go.sh"
        git clone --quiet --depth 1 --branch "v$version" "$cloudemu_source" "$venv/source"
        # Without its tests: they name hundreds of modules, and what is built here names none.
        mkdir -p "$venv/source/cmd/ec2"
        cp "$here/cloudemu.go" "$venv/source/cmd/ec2/main.go"
        (cd "$venv/source" && GOTOOLCHAIN=local go build -o "$venv/cloudemu" ./cmd/ec2)
        return 0 ;;
    # moto 4.2 imports pkg_resources, which newer setuptools no longer have.
    moto@5.*) pins=("moto[server,ec2]==$version") ;;
    moto@4.*) pins=("moto[server,ec2]==$version" "setuptools<81") ;;
    moto@2.* | moto@3.*) pins=("moto[server,ec2]==$version" "werkzeug<2.2" "flask<2.2" "setuptools<81") ;;
    # Newer botocore has regions that this moto does not know.
    moto@1.*) pins=("moto[server]==$version" "botocore==1.17.63" "boto3==1.14.63") ;;
    ministack@*) pins=("ministack==$version") ;;
    localstack@*) pins=("localstack-core[runtime]==$version" "cryptography<45" "pyopenssl<25.2" "cbor2<5.8" service_identity) ;;
    localemu@*) pins=("localemu==$version") ;;
    ec2-api@*) pins=("ec2-api==$version" "oslo.db==12.0.0" "oslo.context==3.1.1" "sqlalchemy<2") ;;
    *) echo "$system is no system that this script knows" >&2; return 1 ;;
    esac
    [ ! -x "$venv/bin/pip" ] || return 0
    "$(python_of "$system")" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}"
}

# Its server. LocalEmu tells its own event service of each request, if it has one, and is then too busy to answer. LocalStack and LocalEmu listen on all addresses, whatever they are told; they are asked on loopback alone.
serve() {
    local system=$1 venv=$2 port=$3
    case $system in
    moto@1.*) exec "$venv/bin/moto_server" ec2 -H 127.0.0.1 -p "$port" ;;
    moto@*) exec "$venv/bin/moto_server" -H 127.0.0.1 -p "$port" ;;
    ministack@*) exec "$venv/bin/hypercorn" -b "127.0.0.1:$port" ministack.app:app ;;
    localstack@*)
        exec env GATEWAY_LISTEN="127.0.0.1:$port" DNS_ADDRESS=0 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 \
            "$venv/bin/python" -m localstack.runtime.main ;;
    localemu@*) exec env SERVICES=ec2 DNS_ADDRESS=0 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 "$venv/bin/localemu" start --host 127.0.0.1 --port "$port" ;;
    ec2-api@*) exec env "${key[@]}" "$venv/bin/python" -W ignore "$here/ec2_api.py" "$port" ;;
    cloudemu@*) exec "$venv/cloudemu" "127.0.0.1:$port" ;;
    esac
}

# What it must be asked with, an argument a line.
options_of() {
    case $1 in
    # It has no dynamic routing, and every customer gateway has the number that it thinks of.
    ec2-api@*) printf '%s\n' --customer-asn 65000 --create-parameter Options.StaticRoutesOnly=true ;;
    esac
}

# How it is asked: with SigV4, ec2-api looks at no query, so that no GET is signed rightly.
auth_of() {
    case $1 in
    ec2-api@*) echo v2 ;;
    *) echo v4 ;;
    esac
}

# How many causes its failures have, as a person who reads them counts.
causes_of() {
    case $1 in
    moto@5.2.5) echo 12-18 ;;
    *) echo 5-30 ;;
    esac
}

# What is posted to so that it forgets everything, if it can.
reset_of() {
    case $1 in
    moto@*) echo /moto-api/reset ;;
    ministack@*) echo /_ministack/reset ;;
    esac
}

# Whether connections are left there: LocalStack keeps some that it answered with an error, and can then describe none; moto 1.3
# describes them without their gateways, so that nothing shows whose they are.
keeps() {
    case $1 in
    localstack@* | localemu@* | moto@1.*) return 0 ;;
    *) return 1 ;;
    esac
}

# Whether what a run stores there makes every later list an error of several megabytes, so that the rules that need a whole list are
# blocked from the second run on.
loses_lists() {
    case $1 in
    localstack@* | localemu@*) return 0 ;;
    *) return 1 ;;
    esac
}
