# Sourced: sets JAVA_HOME to a JDK 25 or newer, from JAVA_HOME, the PATH or the usual folders.

# A JDK says its version in a file; asking it takes as long as a JVM takes to start.
java_feature() {
  if [[ -f $1/release ]]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
  fi
}

find_jdk() {
  local candidate on_path feature
  on_path=$(command -v javac || true)
  for candidate in "${JAVA_HOME:-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    candidate=${candidate%/}
    [[ -n $candidate && -x $candidate/bin/javac ]] || continue
    feature=$(java_feature "$candidate")
    if [[ -n $feature && $feature -ge 25 ]]; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  cat >&2 <<'TEXT'
clickward: no JDK 25 was found in JAVA_HOME, on the PATH or in the usual folders; Java 25 or newer is needed.
  Get one from https://adoptium.net (Temurin 25), or with a package manager, for example: sdk install java 25-tem
  Then set JAVA_HOME to its folder, or put its bin folder on the PATH, and run this again.
TEXT
  return 1
}
