# Sourced by bench/run: CPU a click, Clickward beside servers that answer a bare redirect.
servers=(sync async nginx logging haproxy caddy)

measure_click() {
  local rounds=5 seconds=10 cold_up=60 warm_up=90 half_seconds=15 syncs=1000
  if [[ -n $quick ]]; then rounds=1 seconds=3 cold_up=4 warm_up=4 half_seconds=3 syncs=200; fi
  conditions "The click"
  prove_that_cold_is_cold
  start_clickward sync sync
  start_clickward async async
  start_nginx nginx off
  start_nginx logging "$work/logging/access.log combined"
  start_haproxy
  start_caddy
  say "warming up"
  local name
  for name in sync async; do
    load $name cold $cold_up 32 >/dev/null
    load $name warm $warm_up 64 >/dev/null
  done
  declare -A figures=()
  measure_rounds
  print_click "$(program SyncTimes "$work/sync/data" $syncs)"
  at_half_load
}

# nginx writes for each handshake whether it was resumed ('r') or not ('.').
prove_that_cold_is_cold() {
  configure_clickward sync sync
  start_nginx nginx "$work/resumption resumption"
  cold_clicks nginx -n 200 -c 8 >/dev/null
  stop nginx
  [[ $(sed 1d "$work/resumption" | sort | uniq -c | awk '{print $2, $3}') == "TLSv1.3 ." ]] ||
    die "the cold load resumes sessions or speaks another TLS than 1.3: $(sort "$work/resumption" | uniq -c)"
}

# The servers take turns, so that what else the machine does meets all of them.
measure_rounds() {
  local round name mode connections late
  for ((round = 1; round <= rounds; round++)); do
    for mode in "cold 32" "warm 32" "warm 256"; do
      for name in "${servers[@]}"; do
        read -r kind connections <<<"$mode"
        figures[$name,$mode,$round]=$(load "$name" "$kind" "$seconds" "$connections")
        say "$round $mode $name: ${figures[$name,$mode,$round]}"
        # Before it goes to the disk that the others sync to.
        [[ $name != logging ]] || : >"$work/logging/access.log"
      done
    done
  done
}

# usage: of_rounds NAME MODE FIELD: the median of a figure.
of_rounds() {
  local round values=()
  for ((round = 1; round <= rounds; round++)); do
    values+=("$(cut -d' ' -f"$3" <<<"${figures[$1,$2,$round]}")")
  done
  median "${values[@]}"
}

print_click() {
  local mode name median_sync p99_sync
  read -r median_sync p99_sync <<<"$1"
  cat <<TEXT

CPU time of the server for a click over TLS, from the kernel's account of the process, on one core; the load runs on another. Clickward opens the
sealed link, makes its event durable and redirects (\`sync\`), or does not wait for the disk (\`async\`). The others answer a bare redirect:
$(nginx -v 2>&1 | sed 's/.*: //'), haproxy/$(haproxy -v | awk 'NR == 1 {print $3}'), caddy/$(caddy version | cut -d' ' -f1), one worker each, as Debian builds them.
The goals are against nginx that does nothing else. Beside it stands one with an access log, as nginx has it unless told otherwise: the least that
records a click, on no disk when it answers.
All serve one ECDSA P-256 certificate with its issuer. Medians of $rounds runs of $seconds s, after $cold_up s of cold and $warm_up s of warm load for each Clickward: until then the
JVM's compilers take from the same core. *of nginx*: the median of the rounds' own ratios. *cold*: each click on a new connection with a full TLS 1.3 handshake
(hey; checked in nginx's log that none was resumed). *warm*: connections stay open, 20,000 different links in turn (wrk).
A 4 KiB append to the data folder ($(stat -f -c %T "$work")) is durable after $median_sync us (median), $p99_sync us (99th percentile).

| load | server | requests | per second | p99 ms | CPU us a click | of nginx |
|---|---|---|---|---|---|---|
TEXT
  for mode in "cold 32" "warm 32" "warm 256"; do
    for name in "${servers[@]}"; do
      printf '| %s | %s | %.0f | %.0f | %.1f | %.1f | **%s** |\n' "${mode/ /, } connections" "$(label "$name")" \
        "$(of_rounds "$name" "$mode" 1)" "$(of_rounds "$name" "$mode" 2)" "$(of_rounds "$name" "$mode" 3)" "$(of_rounds "$name" "$mode" 4)" \
        "$(of_nginx "$name" "$mode")"
    done
  done
  print_journal "$(metric sync clickward_journal_events)" "$(metric sync clickward_journal_commits)"
}

# usage: of_nginx NAME MODE: the median of the rounds' ratios, as the machine differs more from round to round than within one.
of_nginx() {
  local round ratios=()
  for ((round = 1; round <= rounds; round++)); do
    ratios+=("$(awk -v a="${figures[$1,$2,$round]##* }" -v b="${figures[nginx,$2,$round]##* }" 'BEGIN {printf "%.4f", a / b}')")
  done
  ratio "$(median "${ratios[@]}")" 1
}

print_journal() {
  if (($2 == 0)); then
    printf '\n**The metrics count no event of the durable Clickward**, so whether any was answered late is not known.\n'
    return
  fi
  printf '\nOf %d events of the durable Clickward %d were answered late (before they were on disk) and %d lost; %d events a commit on average.\n' \
    "$1" "$(metric sync clickward_journal_late)" "$(metric sync clickward_journal_lost)" $(($1 / $2))
}

label() { case $1 in sync | async) echo "Clickward \`$1\`" ;; logging) echo "nginx, access log" ;; *) echo "$1" ;; esac; }

# Half of what the slower of the two can do with 256 connections, made by a pause of each connection between its requests.
at_half_load() {
  local slower think round name p99_sync p99_nginx rates=()
  slower=$(printf '%s\n' "$(of_rounds sync "warm 256" 2)" "$(of_rounds nginx "warm 256" 2)" | sort -g | head -n 1)
  think=$(awk -v rate="$slower" 'BEGIN {printf "%d", 256 / (rate / 2) * 1000 + 0.5}')
  for ((round = 1; round <= rounds; round++)); do
    for name in sync nginx; do
      figures[$name,half,$round]=$(load "$name" warm "$half_seconds" 256 "$think")
    done
  done
  p99_sync=$(of_rounds sync half 3) p99_nginx=$(of_rounds nginx half 3)
  printf '\n**At half load** (256 connections that pause %d ms on average: %.0f clicks a second for Clickward, %.0f for nginx) the 99th percentile is %.1f ms with Clickward `sync`, %.1f ms with nginx: %+.1f ms.\n' \
    "$think" "$(of_rounds sync half 2)" "$(of_rounds nginx half 2)" "$p99_sync" "$p99_nginx" "$(awk -v a="$p99_sync" -v b="$p99_nginx" 'BEGIN {print a - b}')"
  goals
  goal "cold, \`sync\`, of nginx" 0.80 "$(of_nginx sync "cold 32")"
  goal "warm with 32 connections, \`sync\`, of nginx" 1.60 "$(of_nginx sync "warm 32")"
  goal "warm with 256 connections, \`sync\`, of nginx" 1.10 "$(of_nginx sync "warm 256")"
  goal "warm with 32 connections, \`async\`, of nginx" 1.00 "$(of_nginx async "warm 32")"
  goal "warm with 256 connections, \`async\`, of nginx" 1.00 "$(of_nginx async "warm 256")"
  goal "99th percentile at half load above nginx's, ms" 5 "$(awk -v a="$p99_sync" -v b="$p99_nginx" 'BEGIN {printf "%.1f", a - b}')"
  goal "events lost" 0 "$(metric sync clickward_journal_lost)"
}
