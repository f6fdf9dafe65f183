# Sourced by bench/run: docs/benchmarks.md, of which each part rewrites its own section.
page=$home/docs/benchmarks.md
sections=(click profile rewrite start acme scale)

# usage: conditions TITLE: what every section begins with; figures mean nothing without it.
conditions() {
  printf '## %s\n\n' "$1"
  printf '%s, %s with %d cores, Linux %s, load average at the start %s' \
    "$(date -u +%F)" "$(awk -F': ' '/^model name/ {print $2; exit}' /proc/cpuinfo)" "$(nproc)" "$(uname -r | cut -d. -f1-2)" "$(cut -d' ' -f1 /proc/loadavg)"
  printf '; Clickward %s, %s.\n' "$(git -C "$home" rev-parse --short=10 HEAD)" "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 's/.*Runtime Environment \(.*\) (build \(.*\))/\1 \2/p')"
  if [[ -n $quick ]]; then
    printf '\n**A quick run: it shows that the measurement works. These are not the figures to quote.**\n'
  fi
}

# usage: put_section PART FILE
put_section() {
  local part other
  mkdir -p "$work/sections"
  for other in "${sections[@]}"; do
    [[ ! -f $page ]] || awk -v p="$other" '$0 == "<!-- /" p " -->" {on = 0} on; $0 == "<!-- " p " -->" {on = 1}' "$page" >"$work/sections/$other"
  done
  cp "$2" "$work/sections/$1"
  {
    cat "$bench/preface.md"
    for part in "${sections[@]}"; do
      [[ -s $work/sections/$part ]] || continue
      printf '\n<!-- %s -->\n' "$part"
      cat "$work/sections/$part"
      printf '<!-- /%s -->\n' "$part"
    done
  } >"$work/page.md"
  mv "$work/page.md" "$page"
  say "docs/benchmarks.md has the new section '$1'"
}

# What a part must reach. Rows go into its section; what was missed is also told at the end, and bench/run then ends with 1.
goals() { printf '\n| goal | at most | measured | |\n|---|---|---|---|\n'; }

# usage: goal WHAT AT_MOST MEASURED
goal() {
  local verdict=met
  awk -v most="$2" -v measured="$3" 'BEGIN {exit !(measured <= most)}' || {
    verdict='**not met**'
    echo "$1: $3 instead of at most $2" >>"$work/missed"
  }
  printf '| %s | %s | %s | %s |\n' "$1" "$2" "$3" "$verdict"
}

# A quick run's figures mean too little to fail by.
tell_missed() {
  [[ -s $work/missed ]] || return 0
  say "goals not met:"
  sed 's/^/  /' "$work/missed" >&2
  [[ -n $quick ]]
}
