package io.clickward.rewrite;

import io.clickward.rewrite.Verdict.Leave;
import io.clickward.rewrite.Verdict.Track;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Decides for one decoded link target whether it is tracked. */
final class TargetRules {
  /** Sealed, it still fits into the shortest request line that a server may be set to. */
  static final int TARGET_BYTES_MAX = 4096;

  private final LinkWriter links;
  private final RewriteOptions options;
  private final Set<String> listUnsubscribe;

  TargetRules(LinkWriter links, RewriteOptions options, Set<String> listUnsubscribe) {
    this.links = links;
    this.options = options;
    this.listUnsubscribe = listUnsubscribe;
  }

  RewriteOptions options() {
    return options;
  }

  /** The verdict on a target that came out of {@link HttpTarget#clean}. */
  Verdict judge(String target, boolean optedOut) {
    if (!options.finalMail() && Placeholders.isIn(target)) {
      return new Leave(LinkReason.PLACEHOLDER);
    }
    Optional<String> host = HttpTarget.host(target);
    if (host.isEmpty()) {
      return new Leave(LinkReason.NOT_HTTP);
    }
    if (optedOut) {
      return new Leave(LinkReason.OPT_OUT);
    }
    return leaveForHost(host.get())
        .or(() -> leaveForUrl(target))
        .<Verdict>map(Leave::new)
        .orElseGet(() -> new Track(target));
  }

  /** Whether a URL leads to a tracking domain. */
  boolean isTracked(String target) {
    return HttpTarget.host(target)
        .filter(host -> links.isTracked(HttpTarget.normalised(host)))
        .isPresent();
  }

  private Optional<LinkReason> leaveForHost(String written) {
    if (written.isEmpty()) {
      return Optional.of(LinkReason.EMPTY_HOST);
    }
    if (Placeholders.isIn(written)) {
      return Optional.of(LinkReason.PLACEHOLDER);
    }
    String host = HttpTarget.normalised(written);
    if (links.isTracked(host)) {
      return Optional.of(LinkReason.ALREADY_TRACKED);
    }
    return isSkipped(host) ? Optional.of(LinkReason.SKIP_HOST) : Optional.empty();
  }

  private boolean isSkipped(String host) {
    return options.skipHosts().stream()
        .anyMatch(skip -> skip.startsWith(".") ? host.endsWith(skip) : host.equals(skip));
  }

  private Optional<LinkReason> leaveForUrl(String target) {
    if (listUnsubscribe.contains(target)) {
      return Optional.of(LinkReason.LIST_UNSUBSCRIBE);
    }
    if (target.getBytes(StandardCharsets.UTF_8).length > TARGET_BYTES_MAX) {
      return Optional.of(LinkReason.TOO_LONG);
    }
    if (options.skipUnsubscribe() && UnsubscribeWords.isIn(target)) {
      return Optional.of(LinkReason.UNSUBSCRIBE);
    }
    return options.clicks() ? Optional.empty() : Optional.of(LinkReason.MODE_NONE);
  }
}
