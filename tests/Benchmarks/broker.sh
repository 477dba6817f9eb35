# Sourced by the scripts beside it that need a broker: starts one of KAFKA_HOME in $work on free ports, on exit stops it and
# removes $work. Sets port and broker (its process id); publishes gangexit into $work/bin.
: "${KAFKA_HOME:?the folder of an unpacked Apache Kafka 4}"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/gangexit-bench.XXXXXX")
broker=
stop() { [ -z "$broker" ] || { kill "$broker" 2>/dev/null; wait "$broker" 2>/dev/null; } || true; rm -rf "$work"; }
trap stop EXIT

start_broker() {
    local controller
    read -r port controller < <(python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(x.getsockname()[1] for x in s))')
    cat >"$work/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
controller.listener.names=CONTROLLER
log.dirs=$work/log
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
END
    export LOG_DIR=$work
    "$KAFKA_HOME/bin/kafka-storage.sh" format --standalone -t AAAAAAAAQACAAAAAAAAAAA -c "$work/server.properties" >"$work/format.log" 2>&1
    run_broker
}

run_broker() { # also to start it again after a kill, on what it had
    "$KAFKA_HOME/bin/kafka-server-start.sh" "$work/server.properties" >"$work/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 300); do
        ! grep -q 'Kafka Server started' "$work/broker.log" || return 0
        kill -0 "$broker" || break
        sleep 0.2
    done
    echo "the broker did not start; its log ends with:" >&2
    tail -5 "$work/broker.log" >&2
    exit 1
}

publish() { # into $work/bin and $work/bench, or links to what BIN and BENCH name: everything that the measurements run, compiled before the clock starts
    if [ -n "${BIN:-}" ] && [ -n "${BENCH:-}" ]; then
        ln -s "$BIN" "$work/bin"
        ln -s "$BENCH" "$work/bench"
        return
    fi
    dotnet publish "$root/cli" -c Release -o "$work/bin" >"$work/publish.log" 2>&1 || { cat "$work/publish.log"; exit 1; }
    dotnet build "$root/tests/Benchmarks" -c Release -o "$work/bench" >"$work/publish.log" 2>&1 || { cat "$work/publish.log"; exit 1; }
}

gangexit() { "$work/bin/gangexit" "$@" --bootstrap-server "127.0.0.1:$port"; }
bench() { "$work/bench/GangExitStream.Benchmarks" "$@"; }
