# Sourced by bench/run: rewriting HTML documents, beside a parser and printer, and beside a streaming rewriter.
measure_rewrite() {
  local corpus=${BENCH_CORPUS:-$home/../shared/corpus/html} warm_up=200 rounds=21 bytes count way ms first_ms out
  declare -A took=() first=()
  if [[ -n $quick ]]; then warm_up=60 rounds=5; fi
  [[ -d $corpus ]] || corpus=$home/src/test/resources/rewrite/mails
  bytes=$(cat "$corpus"/*.html | wc -c) count=$(find "$corpus" -name '*.html' | wc -l)
  conditions "Rewriting"
  while read -r way ms first_ms out; do took[$way]=$ms first[$way]=$first_ms; done < <(
    program RewriteTimes "$corpus" $warm_up $rounds
    lol_html "$corpus" $warm_up $rounds
  )
  cat <<TEXT

$count HTML documents with $bytes bytes, one thread, medians of $rounds rounds of all documents after $warm_up to warm up: the JVM's compilers have the same core. jsoup only parses and prints.
lol-html (npm html-rewriter-wasm) is given the links ready made, for \`<a href>\` only, and appends the pixel.

| way | ms for all | MB/s | times as fast as jsoup | ms of the first round |
|---|---|---|---|---|
TEXT
  row "Clickward, every link sealed" sealing
  row "Clickward, links ready made" bare
  row "jsoup, parse and print" jsoup
  if [[ -n ${took[lol-html]:-} ]]; then
    row "lol-html, links ready made" lol-html
  else
    printf '\nlol-html did not run here: it needs node, npm and the npm registry.\n'
  fi
  goals
  goal "every link sealed, of jsoup's time" 0.50 "$(ratio "${took[sealing]}" "${took[jsoup]}")"
  [[ -z ${took[lol-html]:-} ]] || goal "links ready made, of lol-html's time" 1.00 "$(ratio "${took[bare]}" "${took[lol-html]}")"
}

row() {
  awk -v name="$1" -v ms="${took[$2]}" -v jsoup="${took[jsoup]}" -v bytes="$bytes" -v first="${first[$2]}" \
    'BEGIN {printf "| %s | %.1f | %.0f | **%.2f** | %.0f |\n", name, ms, bytes / ms / 1000, jsoup / ms, first}'
}

lol_html() {
  command -v npm >/dev/null && command -v node >/dev/null || return 0
  mkdir -p "$work/lol-html"
  cp "$bench/lol-html.mjs" "$work/lol-html/"
  (cd "$work/lol-html" && npm install --silent --no-save html-rewriter-wasm@0.4.1 >&2 && taskset -c $load_core node lol-html.mjs "$@") || say "lol-html does not run here"
}
