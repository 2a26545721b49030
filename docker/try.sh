#!/bin/bash
# Builds the image and runs the whole way of the data in containers: a traced program → LTTng → tracer → two parsers → aggregator →
# RabbitMQ → bridge → carbon → graphite-web. Exits 0 only when Graphite returns the very number of calls that the program says it made.
#
#     docker/try.sh [--keep] [--sdk-image NAME] [--calls N]
#
#   --keep             leaves the images for the next run, which is minutes faster
#   --sdk-image NAME   compiles in that image; without, the program is published on the host by its .NET SDK
#   --calls N          how often the program calls its tracepoint (300000)
#
# Needs root, and Debian's podman, runc and debootstrap. No registry is asked for images: the base is made by debootstrap, the servers' from
# Debian's packages. Everything lies below one folder and listens on free ports of loopback; both are given back, also on failure.
# Takes 5 to 10 minutes on two cores, 3 with the images of a run before.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")
keep= sdk_image= calls=300000
while [ $# -gt 0 ]; do
    case $1 in
        --keep) keep=1 ;;
        --sdk-image) sdk_image=${2:?--sdk-image needs a name}; shift ;;
        --calls) calls=${2:?--calls needs a number}; shift ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
        *) echo "$1 is no option: see docker/try.sh --help" >&2; exit 2 ;;
    esac
    shift
done
readonly calls_per_batch=200 pause_microseconds=20000 interval_seconds=10
readonly graphite_wait_seconds=240 start_wait_seconds=120 build_limit_seconds=900

say() { printf '%3d s  %s\n' "$SECONDS" "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || { echo "docker/try.sh needs root: containers with a tracer are run" >&2; exit 2; }
for command in podman runc debootstrap; do
    command -v "$command" >/dev/null || { echo "$command is missing: apt-get install --yes podman runc debootstrap" >&2; exit 2; }
done
[ -n "$sdk_image" ] || command -v dotnet >/dev/null || { echo "no dotnet here: install the .NET 10 SDK, or name an image of it with --sdk-image" >&2; exit 2; }

# One folder holds all: images, containers, what they write. Its name is short: sockets below it may have 108 bytes.
work=${TMPDIR:-/tmp}/steadytrace-try
mkdir -p -m 700 "$work"
[ -O "$work" ] || { echo "$work belongs to somebody else" >&2; exit 2; }
exec 9>"$work/lock"
flock --nonblock 9 || { echo "another docker/try.sh is at work in $work" >&2; exit 2; }
run=$work/run
rm -rf --one-file-system "$run" && mkdir -p "$run"

cat >"$work/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=512:512"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
CONF
export CONTAINERS_CONF=$work/containers.conf
# 9: the lock is this script's alone, not of what it leaves running for a moment.
in_podman() { podman --runtime runc --root "$work/images" --runroot "$work/state" --tmpdir "$work/tmp" "$@" 9>&-; }

clean_up() {
    local code=$?
    trap - EXIT INT TERM
    if [ "$code" != 0 ] && [ -d "$work/images" ]; then
        for name in rabbitmq graphite aggregator parser-1 parser-2 tracer traced; do
            in_podman container exists "$name" 2>/dev/null || continue
            echo "--- the last lines of $name:" >&2
            in_podman logs --tail 15 "$name" >&2 2>&1 || true
        done
    fi
    if [ -d "$work/images" ]; then
        # Twice: a container that another one shares with stays the first time.
        for _ in 1 2; do in_podman rm --all --force --volumes --time 2 >/dev/null 2>&1 || true; done
        [ -n "$keep" ] || in_podman rmi --all --force >/dev/null 2>&1 || true
        ! mountpoint -q "$work/images/overlay" || umount "$work/images/overlay" || echo "$work/images/overlay stays mounted" >&2
    fi
    rm -rf --one-file-system "$run" "$work/base"
    [ -n "$keep" ] || rm -rf --one-file-system "$work"
    say "cleaned up$([ -z "$keep" ] || echo ", images kept in $work")"
    exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Asks again and again whether a command succeeds: until SECONDS WHAT COMMAND…
until_true() {
    local limit=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $limit ] || fail "$what did not come true in time"
        read -rt 0.5 <> <(:) || true
    done
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        [[ " ${ports[*]-} " == *" $port "* ]] || listens $port || { ports+=("$port"); free=$port; return; }
    done
    fail "no free port found"
}
ports=()
port() { free_port; printf -v "$1" %s "$free"; }

# --- images

build() {
    local name=$1
    shift
    say "building $name"
    # Docker's format: the other one has no place for a health check.
    timeout "$build_limit_seconds" podman --runtime runc --root "$work/images" --runroot "$work/state" --tmpdir "$work/tmp" \
        build --quiet --format docker --network host --build-arg BASE_IMAGE=localhost/try/base --tag "localhost/try/$name" "$@" \
        >"$run/build.log" 2>&1 9>&- || { tail -n 30 "$run/build.log" >&2; fail "the image $name could not be built"; }
}

make_base() {
    # From where this machine has its own packages, and in the same way.
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }') || true
    mirror=${mirror:-http://deb.debian.org/debian}
    say "making the base image"
    # In a mount namespace of its own: the /proc that debootstrap mounts below the folder is gone with it, whatever happens.
    timeout "$build_limit_seconds" unshare --mount debootstrap --variant=minbase bookworm "$work/base" "$mirror" >"$run/debootstrap.log" 2>&1 9>&- \
        || { tail -n 5 "$run/debootstrap.log" >&2; fail "debootstrap failed"; }
    apt-config dump | grep -E '^Acquire::(http|https|ftp|Check-|Retries)' >"$work/base/etc/apt/apt.conf.d/99host" || true
    rm -rf "$work"/base/var/cache/apt/archives/*.deb
    tar -C "$work/base" --one-file-system -c . | in_podman import --quiet - localhost/try/base >/dev/null
    rm -rf --one-file-system "$work/base"
}

in_podman image exists localhost/try/base || make_base
for name in rabbitmq graphite traced; do
    in_podman image exists "localhost/try/$name" || build "$name" "$here/try/$name"
done
if [ -n "$sdk_image" ]; then
    build node --build-arg "SDK_IMAGE=$sdk_image" --file "$here/Dockerfile" "$project"
else
    say "publishing the program"
    timeout "$build_limit_seconds" dotnet publish "$project/src/Steadytrace" --configuration Release --runtime linux-x64 --self-contained \
        --output "$run/program" -maxcpucount:1 -nodeReuse:false >"$run/publish.log" 2>&1 9>&- || { tail -n 30 "$run/publish.log" >&2; fail "the program does not compile"; }
    build node --target from-host --file "$here/Dockerfile" "$run/program"
    rm -rf "$run/program"
fi
[ "$(in_podman image inspect --format '{{.Config.User}}' localhost/try/node)" = steadytrace ] || fail "the image's user is not steadytrace"

# --- servers

# Podman's own health checks need systemd; the image's command is run here instead.
health=$(in_podman image inspect --format '{{index .HealthCheck.Test 1}}' localhost/try/node)
start() { local name=$1; shift; in_podman run --detach --name "$name" --network host --no-healthcheck "$@" >/dev/null; }

secret() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
password=$(secret)
install -m 0444 /dev/stdin "$run/password" <<<"$password"
install -m 0444 /dev/stdin "$run/token" <<<"$(secret)"
chmod 711 "$work" "$run"

# What compose.yaml would start, is free of mistakes.
mkdir -m 777 "$run/compose"
services=$(in_podman run --rm --no-healthcheck --network host --volume "$here:/docker:ro" --volume "$run/compose:/out" localhost/try/graphite \
    python3 /docker/try/compose.py /docker/compose.yaml /out STEADYTRACE_HOST=this STEADYTRACE_BROKER_PASSWORD=none)
[ "$(wc -w <<<"$services")" = 4 ] || fail "compose.yaml has the nodes $services, not four"
for name in $services; do
    # shellcheck disable=SC2046 -- the arguments are words.
    in_podman run --rm --no-healthcheck --network host --env-file "$run/compose/$name.env" --volume "$run/password:/run/secrets/broker-password:ro" \
        --volume "$run/token:/run/secrets/token:ro" localhost/try/node config check $(cat "$run/compose/$name.args") >/dev/null || fail "$name of compose.yaml"
done
say "compose.yaml's settings are well"

for name in amqp distribution mapper line pickle query web; do port "$name"; done
say "starting RabbitMQ and Graphite"
start rabbitmq --env RABBITMQ_DEFAULT_USER=steadytrace --env RABBITMQ_DEFAULT_PASS="$password" \
    --env RABBITMQ_NODENAME="try$amqp@localhost" --env RABBITMQ_NODE_PORT="$amqp" --env RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    --env RABBITMQ_DIST_PORT="$distribution" --env ERL_EPMD_PORT="$mapper" --env ERL_EPMD_ADDRESS=127.0.0.1 \
    --env RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2" localhost/try/rabbitmq

sed -e "s/0\.0\.0\.0/127.0.0.1/; s/= 2003$/= $line/; s/= 2004$/= $pickle/; s/= 7002$/= $query/" "$here/graphite/carbon.conf" >"$run/carbon.conf"
chmod 644 "$run/carbon.conf"
start graphite --env WEB_ADDRESS="127.0.0.1:$web" --env CARBON_QUERY_PORT="$query" \
    --volume "$run/carbon.conf:/opt/graphite/conf/carbon.conf:ro" \
    --volume "$here/graphite/storage-schemas.conf:/opt/graphite/conf/storage-schemas.conf:ro" \
    --volume "$here/graphite/storage-aggregation.conf:/opt/graphite/conf/storage-aggregation.conf:ro" localhost/try/graphite
until_true "$start_wait_seconds" "carbon listening" listens "$pickle"
until_true "$start_wait_seconds" "graphite-web listening" listens "$web"
until_true "$start_wait_seconds" "RabbitMQ listening" listens "$amqp"

# --- the cluster: aggregator with bridge and console, two parsers, one tracer

node() {
    local name=$1 http=$2 cluster=$3
    shift 3
    start "$name" --volume "$run/password:/run/secrets/broker-password:ro" --volume "$run/token:/run/secrets/token:ro" \
        --env STEADYTRACE__HOST="$name" --env STEADYTRACE__DATACENTER=try --env STEADYTRACE__INTERVAL=${interval_seconds}sec \
        --env STEADYTRACE__HTTP__LISTEN="127.0.0.1:$http" --env STEADYTRACE__HTTP__TOKEN_FILE=/run/secrets/token \
        --env STEADYTRACE__CLUSTER__PORT="$cluster" --env STEADYTRACE__CLUSTER__SEEDS="127.0.0.1:$aggregator_cluster" \
        --env STEADYTRACE__RABBITMQ__URI="amqp://steadytrace@127.0.0.1:$amqp/" --env STEADYTRACE__RABBITMQ__PASSWORD_FILE=/run/secrets/broker-password \
        "$@"
}
ready() { in_podman exec "$1" curl --fail --silent "http://127.0.0.1:$2/health/ready"; }

for name in aggregator parser_1 parser_2 tracer; do port "${name}_http"; port "${name}_cluster"; done
say "starting aggregator, two parsers, tracer"
node aggregator "$aggregator_http" "$aggregator_cluster" --env STEADYTRACE__CARBON__ADDRESS="127.0.0.1:$pickle" --cap-drop all --security-opt no-new-privileges \
    localhost/try/node node --role aggregator --role bridge --role console
node parser-1 "$parser_1_http" "$parser_1_cluster" --cap-drop all --security-opt no-new-privileges localhost/try/node node --role parser
node parser-2 "$parser_2_http" "$parser_2_cluster" --cap-drop all --security-opt no-new-privileges localhost/try/node node --role parser
# Root, for LTTng's daemon traces programs of other users only so. The traced program's container shares its sockets and shared memory.
node tracer "$tracer_http" "$tracer_cluster" --user 0 --volume /var/run/lttng --volume /var/lib/steadytrace/spool --ipc shareable \
    --env STEADYTRACE__TRACER__RECORDERS=lttng --env STEADYTRACE__TRACER__CHUNK_LENGTH=5s localhost/try/node node --role tracer
until_true "$start_wait_seconds" "the aggregator's readiness" ready aggregator "$aggregator_http"
until_true "$start_wait_seconds" "the first parser's readiness" ready parser-1 "$parser_1_http"
until_true "$start_wait_seconds" "the second parser's readiness" ready parser-2 "$parser_2_http"
until_true "$start_wait_seconds" "the tracer's readiness" ready tracer "$tracer_http"
for name in aggregator parser-1 parser-2 tracer; do
    until_true 30 "the health check of $name" in_podman exec "$name" sh -c "$health"
done
until_true "$start_wait_seconds" "LTTng's recording" in_podman exec tracer sh -c 'lttng --no-sessiond list | grep -q "steadytrace.*\[active\]"'
[ "$(in_podman exec aggregator id -u)" = 10001 ] || fail "the aggregator does not run as user 10001"

# --- the traced program, and what Graphite says about it

begin=$(date +%s)
say "running the traced program"
made=$(timeout 300 podman --runtime runc --root "$work/images" --runroot "$work/state" --tmpdir "$work/tmp" run --name traced --network host \
    --volumes-from tracer --ipc container:tracer --pid container:tracer localhost/try/traced "$calls" "$calls_per_batch" "$pause_microseconds" 9>&-)
end=$(date +%s)
say "it says that it made $made calls, in $((end - begin)) s"
[ "$made" = "$calls" ] || fail "it was told to make $calls"

# The sum over all intervals, and how many of them are not empty.
graphite() {
    in_podman exec --env TARGET="$1" --env FROM=$((begin - 2 * interval_seconds)) --env UNTIL=$(($(date +%s) + interval_seconds)) --env WEB="127.0.0.1:$web" graphite python3 -c '
import json, os, urllib.parse, urllib.request
query = urllib.parse.urlencode({"target": os.environ["TARGET"], "from": os.environ["FROM"], "until": os.environ["UNTIL"], "format": "json", "noCache": 1, "tz": "UTC"})
with urllib.request.urlopen("http://" + os.environ["WEB"] + "/render?" + query, timeout=20) as answer:
    values = [value for series in json.load(answer) for value, _ in series["datapoints"] if value is not None]
print(int(sum(values)), sum(1 for value in values if value))'
}
prefix=${interval_seconds}sec.lttng
calls_metric=$prefix.events.steadytrace_try.call.try.tracer
process_metric=$prefix.procname.traced-program.try.tracer
arrived() { read -r sum intervals < <(graphite "$calls_metric") && [ "$sum" -ge "$made" ]; }
sum=0 intervals=0
limit=$((SECONDS + graphite_wait_seconds))
until arrived 2>/dev/null; do
    [ $SECONDS -lt $limit ] || fail "Graphite has $sum of $made calls after $graphite_wait_seconds s"
    read -rt 1 <> <(:) || true
done
# Nothing may come on top: a second look when two more intervals have been published.
next=$(($(date +%s) + 2 * interval_seconds))
until [ "$(date +%s)" -ge $next ]; do read -rt 1 <> <(:) || true; done
read -r sum intervals < <(graphite "$calls_metric")
read -r process_sum _ < <(graphite "$process_metric")
read -r lost _ < <(graphite "$prefix.ledger.lost*.try.tracer")
read -r counted _ < <(graphite "$prefix.ledger.counted.try.tracer")
in_podman exec aggregator steadytrace cluster show --node "http://127.0.0.1:$aggregator_http"

say "program: $made calls; Graphite: $sum of its tracepoint in $intervals intervals, $process_sum of its process; ledger: $counted counted, $lost lost"
[ "$sum" = "$made" ] || fail "Graphite returns $sum, the program made $made"
[ "$process_sum" -ge "$made" ] || fail "Graphite returns $process_sum events of the process, fewer than its calls"
[ "$intervals" -ge 2 ] || fail "all calls lie in one interval: that shows too little"
[ "$lost" = 0 ] || fail "$lost were declared lost"
say "passed"
