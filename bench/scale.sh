# Sourced by bench/run: what very many domains cost. Each has a certificate of a CA in the store, written by what the server writes it with.

measure_scale() {
  local domains=100000 touched=10000 firsts=2000 known=20000 unknown=1000000 starts=5
  if [[ -n $quick ]]; then domains=5000 touched=1000 firsts=200 known=1000 unknown=10000 starts=2; fi
  local shape at_rest before_unknown grown rows known_us unknown_us all_cores one_core most
  configure_scale
  conditions "Scale: $domains domains with certificates"
  one_core=$(first_click_of_many $server_core)
  all_cores=$(first_click_of_many "0-$(($(nproc) - 1))")
  cat <<TEXT

One account with $domains domains that serve with https, each with a P-256 leaf and an intermediate of its CA, keys sealed. The resolver that the
server is given refuses every question, so that its rounds over these domains go on and wait for nobody.

| from the fork to the first click of a stored host, over TLS; $starts starts | median ms | least | most |
|---|---|---|---|
| on one core | ${one_core// / | } |
| on all cores | ${all_cores// / | } |

| resident memory, started with nothing but what \`./clickward\` says | MiB |
|---|---|
TEXT
  launch many "$home/clickward" serve --config "$work/many/clickward.yaml"
  await_many
  sleep 3
  memory_of_many "started, no click"
  read -r -a shape <<<"$(program ScaleHandshakes "${port[many]}" first $((domains / 2)) $firsts)"
  memory_of_many "after two handshakes with each of $firsts hosts"
  program ScaleHandshakes "${port[many]}" touch 0 $touched
  memory_of_many "after a handshake with each of $touched more"
  known_us=$(cpu_of_handshakes known 0 $known)
  memory_of_many "after $known handshakes with one host"
  before_unknown=$(resident many)
  rows=$(rows_of_many)
  unknown_us=$(cpu_of_handshakes unknown 0 $((unknown / 2)))
  memory_of_many "after $((unknown / 2)) handshakes with unknown names"
  unknown_us=$(median "$unknown_us" "$(cpu_of_handshakes unknown $((unknown / 2)) $((unknown / 2)))")
  memory_of_many "after $unknown of them"
  grown=$(awk -v before="$before_unknown" -v after="$(resident many)" 'BEGIN {printf "%.0f", (after - before) / 1024}')
  rows=$(($(rows_of_many) - rows))
  at_rest=$(rounds_at_rest)
  most=$(most_resident many)
  printf '| most at any time until here | %d |\n' "$most"
  cat <<TEXT

| full handshake with each of $firsts hosts, one after the other, seen by the client | median ms | 99th percentile |
|---|---|---|
| the first, its certificate on disk only | ${shape[0]} | ${shape[1]} |
| the second, just after | ${shape[2]} | ${shape[3]} |
| how much longer the first took | **${shape[4]}** | ${shape[5]} |

Nothing asked of it, the server takes $at_rest % of a core: it looks at each domain once an hour.

| CPU of the event loops a handshake, with its connection | us |
|---|---|
| known host, $known handshakes | $known_us |
| unknown names, $unknown handshakes | $unknown_us |
| unknown to known | **$(ratio "$unknown_us" "$known_us")** |
TEXT
  goals
  goal "first click of a stored host on all cores, ms" 3000 "${all_cores%% *}"
  goal "resident at any time, MiB" 400 "$most"
  goal "a first handshake above a second, ms" 5 "${shape[4]}"
  goal "grown by $unknown unknown names, MiB" 40 "$grown"
  goal "rows that they left in all tables, and events" 0 "$rows"
  goal "an unknown name of a known host" 1.00 "$(ratio "$unknown_us" "$known_us")"
}

# Its data folder, filled where syncing costs nothing, and its configuration.
configure_scale() {
  local filled
  mkdir -p "$work/many/data"
  port[many]=$(free_port) port[many-admin]=$(free_port)
  filled=${BENCH_STORE:+$BENCH_STORE/$domains}
  if [[ -z $filled || ! -d $filled ]]; then fill_store; fi
  cp -p "$filled"/* "$work/many/data/"
  cat >"$work/many/clickward.yaml" <<YAML
listen: {https: "127.0.0.1:${port[many]}", admin: "127.0.0.1:${port[many-admin]}"}
data: ./data
limits: {connectionsMax: 30000, connectionsPerClientMax: 30000}
outside: {resolvers: ["127.0.0.1:1"]}
domains:
  - {host: $host, certificate: internal}
YAML
  program Tokens "$work/many/data" "$(many_host)" 1 >"$work/many/path"
}

fill_store() {
  local making
  say "making $domains domains with certificates; this takes minutes"
  making=$(mktemp -d "$([[ -w /dev/shm ]] && echo /dev/shm || echo "$work")/many.XXXXXX")
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classpath" io.clickward.bench.FillStore "$making" $domains >&2 &&
    mkdir -p "${filled:=$work/filled}" && cp -p "$making"/* "$filled/" || {
    rm -rf "$making" "$filled"
    die "the store could not be filled"
  }
  rm -rf "$making"
}

many_host() { printf 'links.customer-%07d.example' $((domains - 1)); }

many_url() { echo "https://$(many_host):${port[many]}$(cat "$work/many/path")"; }

# usage: first_click_of_many CORES: median, least and most
first_click_of_many() {
  program FirstClick "$starts" "$(many_url)" "$work/many/log" taskset -c "$1" "$home/clickward" serve --config "$work/many/clickward.yaml"
}

await_many() {
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "${pid[many]}" 2>/dev/null || break
    # Only its health: the first click is to find everything as a start leaves it.
    [[ $(curl -so /dev/null -w '%{http_code}' "http://127.0.0.1:${port[many-admin]}/health/ready") == 200 ]] && return
    sleep 0.1
  done
  tail -n 20 "$work/many/log" >&2
  die "the server with many domains did not become ready"
}

memory_of_many() { awk -v kib="$(resident many)" -v when="$1" 'BEGIN {printf "| %s | %.0f |\n", when, kib / 1024}'; }

# All that is kept on disk but keys.
rows_of_many() { echo $(($(program Rows "$work/many/data") + $(metric many clickward_journal_events_total))); }

# Clock ticks of CPU of the event loops: the rounds over the domains go on beside them, and readers of certificates come and go.
edge_ticks() { cat "/proc/${pid[many]}"/task/*/stat 2>/dev/null | awk '$2 ~ /^\(edge-[0-9]/ {n += $14 + $15} END {print n + 0}'; }

# What the rounds cost, as percent of a core.
rounds_at_rest() {
  local before seconds=20
  before=$(ticks many)
  sleep $seconds
  awk -v t=$(($(ticks many) - before)) -v hz="$(getconf CLK_TCK)" -v s=$seconds 'BEGIN {printf "%.1f", 100 * t / hz / s}'
}

# usage: cpu_of_handshakes known|unknown FROM COUNT
cpu_of_handshakes() {
  local before
  before=$(edge_ticks)
  program ScaleHandshakes "${port[many]}" "$@"
  awk -v t=$(($(edge_ticks) - before)) -v hz="$(getconf CLK_TCK)" -v n="$3" 'BEGIN {printf "%.1f", t / hz * 1e6 / n}'
}
