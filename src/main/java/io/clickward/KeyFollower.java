package io.clickward;

import io.clickward.config.DomainSettings;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.LinkSeal;
import io.clickward.store.LinkKeys;
import io.clickward.track.TrackedDomain;
import io.clickward.track.Tracker;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tracker's domains in step with the link keys, which other processes rotate and retire.
 */
final class KeyFollower {
  private static final Logger log = LoggerFactory.getLogger(KeyFollower.class);

  private final LinkKeys keys;
  private final List<TrackingDomain> domains;
  private final Tracker tracker;
  private String refusal = "";

  KeyFollower(LinkKeys keys, List<DomainSettings> domains, Tracker tracker) {
    this.keys = keys;
    this.domains = domains.stream().map(DomainSettings::domain).toList();
    this.tracker = tracker;
    tracker.serve(tracked(keys.current()));
  }

  /**
   * One look at the key file. A file that cannot be used leaves everything as it is, and is told
   * once.
   */
  void look() {
    switch (keys.reloadIfChanged()) {
      case LinkKeys.Reload.Unchanged _ -> refusal = "";
      case LinkKeys.Reload.Changed changed -> {
        refusal = "";
        tracker.serve(tracked(changed.keyring()));
        log.info(
            "The link keys have changed; {} of them open links", changed.keyring().keys().size());
      }
      case LinkKeys.Reload.Refused refused -> tellOnce(refused.reason());
    }
  }

  private void tellOnce(String reason) {
    if (!reason.equals(refusal)) {
      refusal = reason;
      log.error("The link keys stay as they were: {}", reason);
    }
  }

  private Map<String, TrackedDomain> tracked(Keyring keyring) {
    return domains.stream()
        .map(domain -> new TrackedDomain(domain, seal(keyring, domain)))
        .collect(
            Collectors.toUnmodifiableMap(
                tracked -> tracked.domain().host().value(), tracked -> tracked));
  }

  private static LinkSeal seal(Keyring keyring, TrackingDomain domain) {
    return LinkSeal.of(keyring, domain.host().value(), domain.generation());
  }
}
