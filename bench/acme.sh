# Sourced by bench/run: certificates from a CA. Clickward orders them ahead of traffic, Caddy in the first handshake of a host (on-demand TLS).
# Both ask the same pebble and the same DNS, and prove their hosts by http-01; pebble looks at the same ports of 127.0.0.1 and of 127.0.0.2.
declare -A address=([ours]=127.0.0.1 [theirs]=127.0.0.2)

measure_acme() {
  local singles=20 burst=100 bursts=2 certificates=300 rounds=5 seconds=10 warm_up=30 starts=7 burst_seconds
  if [[ -n $quick ]]; then singles=4 burst=20 bursts=1 certificates=40 rounds=1 seconds=3 warm_up=5 starts=3; fi
  conditions "Certificates from a CA"
  taskset -cp $load_core $BASHPID >/dev/null
  start_ca
  start_ours
  start_theirs
  print_setting
  print_new_hosts
  print_bursts
  fill ours
  fill theirs
  print_handshakes
  print_starts
  goals
  # At least ten certificates a second.
  goal "$burst new hosts at once until the last has its certificate, s" "$(seconds_of $((burst * 100)))" "$burst_seconds"
  taskset -cp "0-$(($(nproc) - 1))" $BASHPID >/dev/null
}

# usage: launch_beside NAME COMMAND...: in the background, away from the servers' core.
launch_beside() {
  local name=$1
  shift
  (cd "$work/$name" && exec taskset -c $load_core "$@") >"$work/$name/log" 2>&1 &
  pid[$name]=$!
}

# usage: await_answer NAME URL
await_answer() {
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "${pid[$1]}" 2>/dev/null || break
    curl -sko /dev/null "$2" && return
    sleep 0.1
  done
  tail -n 20 "$work/$1/log" >&2
  die "$1 does not answer"
}

# The DNS with the yes to Caddy's question, and pebble without its pauses and its refused nonces.
start_ca() {
  local name
  mkdir -p "$work"/{names,ca,ours,theirs}
  for name in names names-http ca ca-management http https; do port[$name]=$(free_port); done
  port[ours]=${port[https]} port[theirs]=${port[https]}
  launch_beside names "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$classpath" io.clickward.bench.Surroundings "${port[names]}" "${port[names-http]}"
  await_answer names "http://127.0.0.1:${port[names-http]}/ask"
  make_api_certificate
  cat >"$work/ca/pebble.json" <<JSON
{"pebble": {"listenAddress": "127.0.0.1:${port[ca]}", "managementListenAddress": "127.0.0.1:${port[ca-management]}",
  "certificate": "$work/ca/api.pem", "privateKey": "$work/ca/api-key.pem", "ocspResponderURL": "",
  "httpPort": ${port[http]}, "tlsPort": ${port[https]}}}
JSON
  launch_beside ca env PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0 \
    /usr/bin/pebble -config "$work/ca/pebble.json" -dnsserver "127.0.0.1:${port[names]}"
  await_answer ca "https://localhost:${port[ca]}/dir"
  curl -sk "https://localhost:${port[ca-management]}/roots/0" >"$work/ca/root.pem"
}

# Pebble's own server, and the one that vouches for it.
make_api_certificate() {
  (
    cd "$work/ca"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=API of pebble" -keyout api-ca-key.pem -out api-ca.pem
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout api-key.pem -out api.csr
    openssl x509 -req -in api.csr -CA api-ca.pem -CAkey api-ca-key.pem -CAcreateserial -days 30 -out api.pem -extfile <(echo subjectAltName=DNS:localhost)
  ) >"$work/openssl.log" 2>&1 || { cat "$work/openssl.log" >&2; die "the certificate of pebble's API could not be made"; }
}

start_ours() {
  port[ours-admin]=$(free_port)
  cat >"$work/ours/clickward.yaml" <<YAML
listen: {http: "127.0.0.1:${port[http]}", https: "127.0.0.1:${port[https]}", admin: "127.0.0.1:${port[ours-admin]}"}
data: ./data
domains:
  - {host: declared.example, certificate: internal}
acme:
  challenges: http-01
  authorities:
    - {name: pebble, directory: "https://localhost:${port[ca]}/dir", trust: "$work/ca/api-ca.pem"}
outside:
  name: edge.lab.test
  addresses: 127.0.0.1
  resolvers: 127.0.0.1:${port[names]}
  nameServerPort: ${port[names]}
  dnssec: false
  allow: 127.0.0.0/8
  trust: $work/ca/root.pem
YAML
  launch ours "$home/clickward" serve --config "$work/ours/clickward.yaml"
  await_answer ours "http://127.0.0.1:${port[ours-admin]}/metrics"
}

start_theirs() {
  cat >"$work/theirs/Caddyfile" <<CONF
{
	admin off
	storage file_system $work/theirs/data
	http_port ${port[http]}
	https_port ${port[https]}
	acme_ca https://localhost:${port[ca]}/dir
	acme_ca_root $work/ca/api-ca.pem
	on_demand_tls {
		ask http://127.0.0.1:${port[names-http]}/ask
	}
}
https:// {
	bind 127.0.0.2
	tls {
		on_demand
		issuer acme {
			disable_tlsalpn_challenge
		}
	}
	redir * $redirect_to 302
}
CONF
  launch theirs env HOME="$work/theirs" GOMAXPROCS=1 /usr/bin/caddy run --config "$work/theirs/Caddyfile" --adapter caddyfile
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    (: <"/dev/tcp/127.0.0.2/${port[https]}") 2>/dev/null && return
    sleep 0.1
  done
  tail -n 20 "$work/theirs/log" >&2
  die "Caddy does not listen"
}

print_setting() {
  local pebble
  # shellcheck disable=SC2016  # dpkg-query's own variable
  pebble=$(dpkg-query -W -f '${Version}' pebble)
  cat <<TEXT

caddy/$(caddy version | cut -d' ' -f1) with \`on_demand_tls\` and an \`ask\` that says yes at once, beside Clickward, at the same pebble ($pebble) with the same DNS;
both prove hosts by http-01. Each server on one core; pebble, the DNS and the clients share another. Times of handshakes are curl's, from the
open connection to the end of the handshake, the certificate checked against pebble's root.
TEXT
}

# usage: new_hosts SERVER COUNT: makes names, in the array fresh and at the end of the server's file of hosts.
new_hosts() {
  local former
  touch "$work/$1/hosts"
  former=$(wc -l <"$work/$1/hosts")
  mapfile -t fresh < <(seq -f "h%04g.$1.test" $((former + 1)) $((former + $2)))
  printf '%s\n' "${fresh[@]}" >>"$work/$1/hosts"
}

api() { curl -sS --fail-with-body -H "Authorization: Bearer $(<"$work/ours/data/admin-token")" -H 'Content-Type: application/json' "$@"; }
domains() { echo "http://127.0.0.1:${port[ours-admin]}/api/v1/domains"; }
proof_of() { grep -o 'clickward-owner=[[:alnum:]]*' "$1" | head -n 1; }
publish() { curl -sS --fail --data-binary @- "http://127.0.0.1:${port[names-http]}/txt"; }
certificates_of_ours() { curl -s "http://127.0.0.1:${port[ours-admin]}/metrics" | awk '$1 == "clickward_certificates" {printf "%d", $2}'; }
millis_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.0f", (b - a) * 1000}'; }

# usage: shake_hands SERVER HOST: prints the milliseconds of a handshake that the client believes.
shake_hands() {
  local times
  times=$(curl -sS -o /dev/null --max-time 150 --cacert "$work/ca/root.pem" --resolve "$2:${port[$1]}:${address[$1]}" \
    -w '%{time_connect} %{time_appconnect}' "https://$2:${port[$1]}/") || die "no handshake with $1 for $2"
  awk '{printf "%.1f", ($2 - $1) * 1000}' <<<"$times"
}

# From what an account does to what its readers get. Prints: ms from the addition to the end of the first handshake, ms of that handshake, ms of a later one.
new_host_ours() {
  local start=$EPOCHREALTIME tries first
  new_hosts ours 1
  api -d "{\"host\": \"${fresh[0]}\"}" "$(domains)" >"$work/ours/added"
  echo "_clickward.${fresh[0]} $(proof_of "$work/ours/added")" | publish
  api -o /dev/null -X POST "$(domains)/${fresh[0]}/verify"
  for ((tries = 0; tries < 3000; tries++)); do
    if api "$(domains)/${fresh[0]}" | grep -q '"source" *: *"acme"'; then break; fi
    sleep 0.02
  done
  first=$(shake_hands ours "${fresh[0]}")
  echo "$(millis_since "$start") $first $(shake_hands ours "${fresh[0]}")"
}

# Nothing is added: the first handshake orders the certificate. Prints: ms of that handshake, twice, and ms of a later one.
new_host_theirs() {
  local first
  new_hosts theirs 1
  first=$(shake_hands theirs "${fresh[0]}")
  echo "$first $first $(shake_hands theirs "${fresh[0]}")"
}

# Hosts come one at a time and in turns. Caddy asks a CA at most 10 times in 10 seconds, so it gets one host in two seconds at most.
print_new_hosts() {
  local i name figures
  for ((i = -1; i <= singles; i++)); do
    for name in ours theirs; do
      figures=$("new_host_$name")
      say "new host $i $name: $figures"
      # The first two make accounts and warm up.
      ((i < 1)) || echo "$figures" >>"$work/$name/new"
    done
    sleep 2
  done
  cat <<TEXT

**A new host**, median (least to most) of $singles, in ms:

| | Clickward | Caddy |
|---|---|---|
| from \`domain add\`, with its TXT record made at once, to the end of the first trusted handshake | $(spread ours 1) | nothing is added |
| the first trusted handshake of the host, which is what its first reader waits for | **$(spread ours 2)** | **$(spread theirs 2)** |
| the second | $(spread ours 3) | $(spread theirs 3) |
TEXT
}

# usage: spread SERVER COLUMN
spread() { cut -d' ' -f"$2" "$work/$1/new" | sort -g | awk '{v[NR] = $1} END {printf "%.0f (%.0f to %.0f)", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR]}'; }

# usage: requests FILE OPTION...: a curl configuration with one transfer for each fresh host; HOST in an option is the host.
requests() {
  local host option
  for host in "${fresh[@]}"; do
    for option in "${@:2}"; do echo "${option//HOST/$host}"; done
    echo next
  done | sed '$d' >"$1"
}

# usage: at_once CONFIG: all of them; the meter that curl shows of parallel transfers goes with its errors.
at_once() { curl -Z --parallel-immediate --parallel-max 100 -K "$1" 2>>"$work/curl.log"; }

# Prints: seconds from the first addition to the last certificate, and from the first certificate to the last.
burst_ours() {
  local start=$EPOCHREALTIME first='' before now tries host config=$work/ours/requests token
  token="header = \"Authorization: Bearer $(<"$work/ours/data/admin-token")\""
  before=$(certificates_of_ours)
  new_hosts ours "$1"
  mkdir -p "$work/ours/answers"
  requests "$config" "url = \"$(domains)\"" "$token" 'header = "Content-Type: application/json"' 'data = "{\"host\": \"HOST\"}"' \
    "output = \"$work/ours/answers/HOST\""
  at_once "$config" || die "the domains could not be added; see the answers in $work/ours/answers"
  for host in "${fresh[@]}"; do echo "_clickward.$host $(proof_of "$work/ours/answers/$host")"; done | publish
  requests "$config" "url = \"$(domains)/HOST/verify\"" "$token" 'request = "POST"' 'output = "/dev/null"'
  at_once "$config" || die "the domains could not be verified"
  for ((tries = 0; tries < 3000; tries++)); do
    now=$(certificates_of_ours)
    if [[ -z $first ]] && ((now > before)); then first=$EPOCHREALTIME; fi
    ((now < before + $1)) || { echo "$(millis_since "$start") $(millis_since "$first")"; return; }
    sleep 0.05
  done
  die "Clickward has $((now - before)) of $1 certificates"
}

# The first handshakes of all hosts at once, each again until it is done. Prints: ms to the last, and how many handshakes it took.
burst_theirs() {
  local start=$EPOCHREALTIME asked=0 failed config=$work/theirs/requests tries
  new_hosts theirs "$1"
  for ((tries = 0; tries < 20; tries++)); do
    asked=$((asked + ${#fresh[@]}))
    requests "$config" "url = \"https://HOST:${port[theirs]}/\"" "resolve = \"HOST:${port[theirs]}:127.0.0.2\"" "cacert = \"$work/ca/root.pem\"" \
      'output = "/dev/null"' 'write-out = "%{http_code} HOST\n"' 'max-time = 300'
    failed=$(at_once "$config" | awk '$1 != 302 {print $2}') || true
    [[ -n $failed ]] || { echo "$(millis_since "$start") $asked"; return; }
    mapfile -t fresh <<<"$failed"
  done
  die "Caddy has no certificate for ${#fresh[@]} of $1 hosts"
}

print_bursts() {
  local i figures total=() span=() theirs
  for ((i = 1; i <= bursts; i++)); do
    figures=$(burst_ours "$burst")
    say "$burst at once, ours: $figures ms"
    total+=("${figures% *}") span+=("${figures#* }")
  done
  theirs=$(burst_theirs "$burst")
  say "$burst at once, theirs: $theirs"
  cat <<TEXT

**$burst new hosts at once**, until the last has its certificate: Clickward $(seconds_of "$(median "${total[@]}")") s from the first \`domain add\` (**$(rate "$burst" "$(median "${total[@]}")") certificates a second**;
$(seconds_of "$(median "${span[@]}")") s from the first certificate to the last, $(rate "$burst" "$(median "${span[@]}")") a second; medians of $bursts). Caddy, whose clients all shake hands at once,
$(seconds_of "${theirs% *}") s and ${theirs#* } handshakes ($(rate "$burst" "${theirs% *}") a second): it allows itself 10 orders in 10 seconds, which cannot be set.
TEXT
  burst_seconds=$(seconds_of "$(median "${total[@]}")")
}

seconds_of() { awk -v ms="$1" 'BEGIN {printf "%.1f", ms / 1000}'; }
rate() { awk -v n="$1" -v ms="$2" 'BEGIN {printf "%.1f", n / ms * 1000}'; }

# usage: fill SERVER: up to as many hosts as the rest is measured with.
fill() {
  local missing=$((certificates - $(wc -l <"$work/$1/hosts")))
  ((missing > 0)) || return 0
  say "filling up $1 with $missing hosts"
  "burst_$1" $missing >/dev/null
}

print_handshakes() {
  local i name ours=() theirs=()
  sleep 10
  for name in ours theirs; do handshakes "$name" "$warm_up" >/dev/null; done
  for ((i = 1; i <= rounds; i++)); do
    for name in ours theirs; do
      handshakes "$name" "$seconds" >"$work/$name/figures"
      say "handshakes $i $name: $(<"$work/$name/figures")"
      cat "$work/$name/figures" >>"$work/$name/handshakes"
    done
  done
  mapfile -t ours < <(cut -d' ' -f2 "$work/ours/handshakes")
  mapfile -t theirs < <(cut -d' ' -f2 "$work/theirs/handshakes")
  (($(metric ours 'clickward_tls_handshakes_total{resumed="true"') == 0)) || die "the client resumes sessions"
  cat <<TEXT

**Handshakes of $certificates hosts that have their certificates**, full ones with TLS 1.3 and X25519 on new connections, 16 at once, one host after the other, no request;
CPU time of the server from the kernel's account, medians of $rounds runs of $seconds s. Clickward counts none of them as resumed.

| server | handshakes a second | CPU us a handshake | of Caddy |
|---|---|---|---|
| Clickward | $(per_second ours) | $(printf '%.1f' "$(median "${ours[@]}")") | **$(ratio "$(median "${ours[@]}")" "$(median "${theirs[@]}")")** |
| Caddy | $(per_second theirs) | $(printf '%.1f' "$(median "${theirs[@]}")") | **1.00** |
TEXT
}

# usage: handshakes SERVER SECONDS: prints how many, and CPU microseconds of each.
handshakes() {
  local before count
  before=$(ticks "$1")
  count=$(program Handshakes "${address[$1]}" "${port[$1]}" "$work/$1/hosts" "$2" 16)
  awk -v n="$count" -v t=$(($(ticks "$1") - before)) -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "%d %.1f\n", n, t / hz * 1e6 / n}'
}

# usage: per_second SERVER
# shellcheck disable=SC2046  # each word is a number
per_second() { median $(cut -d' ' -f1 "$work/$1/handshakes") | awk -v s="$seconds" '{printf "%.0f", $1 / s}'; }

print_starts() {
  stop ours
  stop theirs
  first_handshakes ours "$home/clickward" serve --config "$work/ours/clickward.yaml" >"$work/ours/starts"
  first_handshakes theirs env HOME="$work/theirs" GOMAXPROCS=1 /usr/bin/caddy run --config "$work/theirs/Caddyfile" --adapter caddyfile >"$work/theirs/starts"
  cat <<TEXT

**Starting with $certificates certificates on disk**, from just before the fork, on one core, median (least to most) of $starts starts, one not counted before them, in ms:

| | Clickward | Caddy |
|---|---|---|
| first trusted handshake | $(started ours 1) | $(started theirs 1) |
| one trusted handshake with each of the $certificates hosts, one after the other | $(started ours 2) | $(started theirs 2) |
TEXT
}

# usage: first_handshakes SERVER COMMAND...
first_handshakes() {
  program FirstHandshakes "$starts" "${address[$1]}" "${port[$1]}" "$work/$1/hosts" "$work/ca/root.pem" "$work/$1/log" taskset -c $server_core "${@:2}"
}

# usage: started SERVER LINE
started() { sed -n "$2p" "$work/$1/starts" | awk '{printf "%s (%s to %s)", $1, $2, $3}'; }
