# Sourced by bench/run: what this machine must have, the build, and the folder that everything happens in.
server_core=0
load_core=1

say() { printf 'bench: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

require_machine() {
  (($(nproc) >= 2)) || die "this machine has one core; the servers need one and the load another"
  ulimit -n "$(ulimit -Hn)"
}

# Package -> a file that it brings.
declare -A needs=([nginx]=/usr/sbin/nginx [haproxy]=/usr/sbin/haproxy [caddy]=/usr/bin/caddy [hey]=/usr/bin/hey [wrk]=/usr/bin/wrk
  [openssl]=/usr/bin/openssl [curl]=/usr/bin/curl [pebble]=/usr/bin/pebble)

require_packages() {
  local package missing=()
  for package in "${!needs[@]}"; do
    [[ -x ${needs[$package]} ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null && [[ -w /usr/sbin ]] ||
    die "these Debian packages are needed; install them, and keep their services from starting: ${missing[*]}"
  say "installing ${missing[*]}"
  install_without_starting "${missing[@]}" >&2
}

# Debian asks policy-rc.d before it starts a service that it has just installed; 101 is no. Nor shall it start at the next boot.
install_without_starting() {
  local policy=/usr/sbin/policy-rc.d ours= package
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
    ours=yes
  elif $policy nginx start >/dev/null 2>&1 || (($? != 101)); then
    die "$policy would let services start; install by hand: $*"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" || {
    [[ -z $ours ]] || rm $policy
    die "the packages could not be installed: $*"
  }
  [[ -z $ours ]] || rm $policy
  command -v systemctl >/dev/null || return 0
  for package in "$@"; do
    case $package in nginx | haproxy | caddy) systemctl disable --quiet "$package" || true ;; esac
  done
}

make_folder() {
  mkdir -p "${BENCH_FOLDER:=$home/target/bench}"
  work=$(mktemp -d "$BENCH_FOLDER/run.XXXXXX")
}

# The product, as ./clickward builds it, and the programs in io.clickward.bench.
build() {
  say "building"
  "$home/clickward" --version >/dev/null
  local classes=$home/target/bench/classes libraries=$home/target/bench/libraries
  if [[ ! -f $libraries || $home/pom.xml -nt $libraries ]]; then
    (cd "$home" && mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$libraries" >/dev/null 2>&1) || die "Maven could not list the libraries of the tests"
  fi
  classpath=$classes:$home/target/classes:$(cat "$libraries")
  "$JAVA_HOME/bin/javac" -proc:none -implicit:class -d "$classes" -sourcepath "$home/src/test/java" -cp "$classpath" "$home"/src/test/java/io/clickward/bench/*.java >&2
}

# usage: program NAME ARGUMENT...: runs one of io.clickward.bench, away from the servers' core.
program() {
  taskset -c $load_core "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$classpath" "io.clickward.bench.$1" "${@:2}"
}

# usage: median NUMBER...
median() { printf '%s\n' "$@" | sort -g | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
