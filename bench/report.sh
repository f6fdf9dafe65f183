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
