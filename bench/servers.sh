# Sourced by bench/run: starts and stops the servers. Each runs in the foreground with one worker on the servers' core, listens on loopback, and
# serves TLS for the same host with the same ECDSA P-256 certificate.
declare -A pid=() port=()
redirect_to='https://www.shop.example/spring/12345?utm_source=newsletter&utm_campaign=spring'

stop_all() {
  local name
  for name in "${!pid[@]}"; do stop "$name"; done
}

stop() {
  kill "${pid[$1]}" 2>/dev/null || true
  wait "${pid[$1]}" 2>/dev/null || true
  unset "pid[$1]"
}

# Below the range that the kernel takes the ports of outgoing connections from.
free_port() {
  local candidate
  while candidate=$((20000 + RANDOM % 10000)); do
    (: <"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo $candidate; return; }
  done
}

make_certificate() {
  [[ -f $work/tls/key.pem ]] && return
  mkdir -p "$work/tls"
  (
    cd "$work/tls"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Bench CA" -keyout ca-key.pem -out ca.pem
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$host" -keyout key.pem -out leaf.csr
    openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 30 -out leaf.pem \
      -extfile <(printf 'subjectAltName=DNS:%s\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n' "$host")
    cat leaf.pem ca.pem >chain.pem
    cat leaf.pem ca.pem key.pem >all.pem
    chmod 600 ./*key.pem all.pem
  ) >"$work/openssl.log" 2>&1 || { cat "$work/openssl.log" >&2; die "the certificate could not be made"; }
}

# usage: launch NAME COMMAND...: in the background on the servers' core, from a folder of its own.
launch() {
  local name=$1
  shift
  (cd "$work/$name" && exec taskset -c $server_core "$@") >"$work/$name/log" 2>&1 &
  pid[$name]=$!
}

url() { echo "https://$host:${port[$1]}$(head -n 1 "$work/paths")"; }

await() {
  local name=$1 tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "${pid[$name]}" 2>/dev/null || break
    [[ $(curl -sko /dev/null -w '%{http_code}' "$(url "$name")") == 302 ]] && return
    sleep 0.1
  done
  tail -n 20 "$work/$name/log" >&2
  die "$name does not answer a click with 302"
}

# usage: prepare NAME: its folder and port.
prepare() {
  make_certificate
  mkdir -p "$work/$1"
  port[$1]=$(free_port)
}

# usage: configure_clickward NAME sync|async
configure_clickward() {
  prepare "$1"
  port[$1-admin]=$(free_port)
  cat >"$work/$1/clickward.yaml" <<YAML
listen: {https: "127.0.0.1:${port[$1]}", admin: "127.0.0.1:${port[$1-admin]}"}
data: ./data
journal: {durability: $2}
limits: {connectionsMax: 30000, connectionsPerClientMax: 30000, idleTimeout: 10m}
domains:
  - {host: $host, certificate: {chain: $work/tls/chain.pem, key: $work/tls/key.pem}}
YAML
  # One set of keys for all, so that all open the same links.
  mkdir -p "$work/$1/data"
  if [[ ! -f $work/paths ]]; then
    program Tokens "$work/$1/data" "$host" 20000 >"$work/paths"
    cp "$work/$1/data/link-keys.json" "$work/"
  fi
  cp -p "$work/link-keys.json" "$work/$1/data/"
}

start_clickward() {
  configure_clickward "$1" "$2"
  launch "$1" "$home/clickward" serve --config "$work/$1/clickward.yaml"
  await "$1"
}

# usage: metric NAME METRIC: what a Clickward counts.
metric() { curl -s "http://127.0.0.1:${port[$1-admin]}/metrics" | awk -v m="$2" 'index($1, m) == 1 {n += $2} END {printf "%d", n}'; }

# usage: start_nginx NAME ACCESS_LOG: off, or a file and its format.
start_nginx() {
  prepare "$1"
  cat >"$work/$1/nginx.conf" <<CONF
worker_processes 1;
pid $work/$1/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  log_format resumption '\$ssl_protocol \$ssl_session_reused';
  access_log $2;
  client_body_temp_path $work/$1; proxy_temp_path $work/$1; fastcgi_temp_path $work/$1; uwsgi_temp_path $work/$1; scgi_temp_path $work/$1;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port[$1]} ssl;
    server_name $host;
    ssl_certificate $work/tls/chain.pem;
    ssl_certificate_key $work/tls/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    return 302 $redirect_to;
  }
}
CONF
  launch "$1" /usr/sbin/nginx -p "$work/$1" -c "$work/$1/nginx.conf" -g 'daemon off;'
  await "$1"
}

start_haproxy() {
  prepare haproxy
  cat >"$work/haproxy/haproxy.cfg" <<CONF
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
frontend click
  bind 127.0.0.1:${port[haproxy]} ssl crt $work/tls/all.pem
  http-request redirect location $redirect_to code 302
CONF
  launch haproxy /usr/sbin/haproxy -db -f "$work/haproxy/haproxy.cfg"
  await haproxy
}

start_caddy() {
  prepare caddy
  cat >"$work/caddy/Caddyfile" <<CONF
{
	admin off
	auto_https off
	storage file_system $work/caddy
}
https://$host:${port[caddy]} {
	bind 127.0.0.1
	tls $work/tls/chain.pem $work/tls/key.pem
	redir * $redirect_to 302
}
CONF
  launch caddy env HOME="$work/caddy" GOMAXPROCS=1 /usr/bin/caddy run --config "$work/caddy/Caddyfile" --adapter caddyfile
  await caddy
}

# Clock ticks of CPU that a server and its workers have used.
ticks() {
  local id sum=0
  for id in "${pid[$1]}" $(pgrep -P "${pid[$1]}"); do
    sum=$((sum + $(awk '{print $14 + $15}' "/proc/$id/stat")))
  done
  echo $sum
}

# usage: resident NAME: KiB of memory.
resident() { awk '/^VmRSS/ {print $2}' "/proc/${pid[$1]}/status"; }

# usage: most_resident NAME: MiB of memory that it had at most.
most_resident() { awk '/^VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/${pid[$1]}/status"; }

# usage: cold_clicks NAME HEY_OPTION...: without -host, hey would send the port as a part of the server name.
cold_clicks() { GOMAXPROCS=1 taskset -c $load_core hey -disable-keepalive -disable-redirects -host "$host" "${@:2}" "$(url "$1")"; }

# One load against a server; prints: requests, requests a second, 99th percentile in ms, CPU microseconds a request.
# usage: load NAME cold|warm SECONDS CONNECTIONS [THINK_MS]
#   cold  every request on a new connection with a full handshake: hey never resumes a session (wrk does, so wrk must not be used here)
#   warm  connections stay open, and every request has another of 20,000 tokens
load() {
  local name=$1 mode=$2 seconds=$3 connections=$4 before out requests p99
  before=$(ticks "$name")
  if [[ $mode == cold ]]; then
    out=$(cold_clicks "$name" -z "${seconds}s" -c "$connections" 2>&1)
    requests=$(awk '/\[302\]/ {n += $2} END {print n + 0}' <<<"$out")
    p99=$(awk '/99% in/ {print $3 * 1000}' <<<"$out")
    if grep -A 3 'Error distribution' <<<"$out" >&2; then die "$name: not every click was answered"; fi
  else
    out=$(PATHS=$work/paths THINK_MS=${5:-} taskset -c $load_core wrk -t1 -c"$connections" -d"${seconds}s" --latency -s "$bench/wrk.lua" "https://$host:${port[$name]}" 2>&1)
    requests=$(awk '/requests in/ {print $1}' <<<"$out")
    p99=$(awk '/^ *99%/ {v = $2; f = v ~ /us$/ ? 0.001 : v ~ /ms$/ ? 1 : 1000; print v * f}' <<<"$out")
    if grep -E 'Socket errors|Non-2xx' <<<"$out" >&2; then die "$name: not every click was answered"; fi
  fi
  ((requests > 0)) || { echo "$out" >&2; die "$name: no click was answered"; }
  awk -v n="$requests" -v t=$(($(ticks "$name") - before)) -v hz="$(getconf CLK_TCK)" -v s="$seconds" -v p99="${p99:-0}" \
    'BEGIN {printf "%d %.0f %.1f %.1f\n", n, n / s, p99, t / hz * 1e6 / n}'
}
