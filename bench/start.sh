# Sourced by bench/run: time from the fork to the first answered click, and resident memory.
idle_connections=10000

measure_start() {
  local starts=7 cold_seconds=10 warm_seconds=60
  if [[ -n $quick ]]; then starts=3 cold_seconds=4 warm_seconds=4; fi
  local needed=$((idle_connections + 500))
  (($(ulimit -n) >= needed)) || idle_connections=$(($(ulimit -n) - 500))
  local one_core all_cores most each each_on_new
  conditions "Start and memory"
  configure_clickward sync sync
  one_core=$(first_click $server_core)
  all_cores=$(first_click "0-$(($(nproc) - 1))")
  cat <<TEXT

From just before \`./clickward serve\` is forked to the first click answered over TLS; one domain, an empty journal of the day; $starts starts, one not
counted before them.

| start | median ms | least | most |
|---|---|---|---|
| on one core | ${one_core// / | } |
| on all cores | ${all_cores// / | } |

Resident memory of the process, started with nothing but what \`./clickward\` says:

| when | MiB |
|---|---|
TEXT
  start_clickward sync sync
  sleep 3
  memory "started, one click"
  load sync cold "$cold_seconds" 32 >/dev/null
  memory "after $cold_seconds s of cold clicks, 32 at a time"
  load sync warm "$warm_seconds" 256 >/dev/null
  memory "after $warm_seconds s of warm clicks, 256 connections"
  most=$(most_resident sync)
  printf '| most at any time until here | %d |\n' "$most"
  with_idle_connections each "after that load"
  stop sync
  start_clickward sync sync
  with_idle_connections each_on_new "on a server just started, so that what its heap grows by counts too"
  goals
  goal "first click on all cores, ms" 1000 "${all_cores%% *}"
  goal "resident under load, MiB" 256 "$most"
  goal "an idle TLS connection, KiB" 40 "$each"
  goal "the same on a server just started, KiB" 40 "$each_on_new"
}

# usage: first_click CORES: median, least and most
first_click() {
  program FirstClick "$starts" "$(url sync)" "$work/sync/log" taskset -c "$1" "$home/clickward" serve --config "$work/sync/clickward.yaml"
}

memory() { awk -v kib="$(resident sync)" -v when="$1" 'BEGIN {printf "| %s | %.0f |\n", when, kib / 1024}'; }

# usage: with_idle_connections VARIABLE WHEN: the KiB of each go into the variable
with_idle_connections() {
  local before after answer idle_out idle_in
  local -n kib=$1
  before=$(resident sync)
  coproc idle { program IdleConnections "$(url sync)" $idle_connections; }
  exec {idle_out}<&"${idle[0]}" {idle_in}>&"${idle[1]}"
  read -r -t 120 answer <&$idle_out || die "the idle connections could not be opened"
  [[ $answer == open ]] || die "the idle connections: $answer"
  sleep 3
  after=$(resident sync)
  eval "exec ${idle[1]}>&-"
  exec {idle_in}>&-
  if read -r -t 20 answer <&$idle_out; then die "the idle connections: $answer"; fi
  exec {idle_out}<&-
  # shellcheck disable=SC2034  # the caller's variable
  kib=$(awk -v a="$after" -v b="$before" -v n=$idle_connections 'BEGIN {printf "%.1f", (a - b) / n}')
  printf '\n%d idle TLS connections, each after one click, %s: **%s KiB each** (from %d to %d MiB).\n' \
    $idle_connections "$2" "$kib" $((before / 1024)) $((after / 1024))
}
