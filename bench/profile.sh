# Sourced by bench/run: where Clickward's own CPU goes, by thread (kernel's account) and by stage (flight recorder's CPU samples, JEP 509).
measure_profile() {
  local seconds=10 warm_up=30 mode kind connections recordings=()
  if [[ -n $quick ]]; then seconds=5 warm_up=10; fi
  conditions "Where a click's CPU goes"
  start_clickward sync sync
  load sync cold $((warm_up / 2)) 32 >/dev/null
  load sync warm $((warm_up / 2)) 64 >/dev/null
  for mode in "cold 32" "warm 32" "warm 256"; do
    read -r kind connections <<<"$mode"
    record "$kind" "$connections"
    recordings+=("$mode" "$work/$kind$connections.jfr")
  done
  cat <<'TEXT'

Clickward alone with `durability: sync`, on one core. CPU microseconds a click by thread, from the kernel's account of each thread:

| threads | cold, 32 | warm, 32 | warm, 256 |
|---|---|---|---|
TEXT
  paste -d '|' "$work"/{cold32,warm32,warm256}.threads | awk -F'|' '{printf "| %s | %s | %s | %s |\n", $1, $2, $4, $6}'
  printf '\nBy stage, as shares of the CPU samples of Java threads, native code included:\n\n'
  program Shares "${recordings[@]}"
}

# usage: record cold|warm CONNECTIONS: a load with the flight recorder on, and the thread's CPU before and after.
record() {
  local of=$work/$1$2 requests
  "$JAVA_HOME/bin/jcmd" "${pid[sync]}" JFR.start name=bench settings="$bench/cpu.jfc" >/dev/null
  thread_ticks >"$of.before"
  requests=$(load sync "$1" "$seconds" "$2" | cut -d' ' -f1)
  thread_ticks >"$of.after"
  "$JAVA_HOME/bin/jcmd" "${pid[sync]}" JFR.stop name=bench filename="$of.jfr" >/dev/null
  awk -v n="$requests" -v hz="$(getconf CLK_TCK)" 'FNR == NR {before[$1] = $2; next} {gsub("_", " ", $1); k = $1; gsub(" ", "_", k); printf "%s|%.1f\n", $1, ($2 - before[k]) / hz * 1e6 / n}' \
    "$of.before" "$of.after" >"$of.threads"
}

# CPU ticks by kind of thread, always the same lines. A serial collector works in the thread of the VM.
thread_ticks() {
  local task
  for task in "/proc/${pid[sync]}"/task/*; do
    echo "$(<"$task/comm")|$(sed 's/.*) //' "$task/stat" | cut -d' ' -f12,13)"
  done 2>/dev/null | awk -F'|' '
    {split($2, t, " "); k = $1 ~ /^edge/ ? "edge" : $1 ~ /^journal-commit/ ? "journal-commit" : $1 ~ /^(VM Thread|GC|G1)/ ? "garbage_collection" : $1 ~ /^C[12] / ? "compilation" : "all_others"; n[k] += t[1] + t[2]}
    END {split("edge journal-commit garbage_collection compilation all_others", order, " "); for (i = 1; i <= 5; i++) print order[i], n[order[i]] + 0}'
}
