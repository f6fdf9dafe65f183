package io.clickward.api;

import io.clickward.domain.Claim;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.Revocation;
import io.clickward.domain.TrackingMode;
import io.clickward.domain.UserAgentDetail;
import io.clickward.onboarding.Caller;
import io.clickward.onboarding.RefusedException;
import io.clickward.onboarding.Role;
import io.clickward.onboarding.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What requests carry, and what it means. */
final class Wishes {
  private static final int PIXEL_BYTES_MIN = 43;
  private static final int PIXEL_BYTES_MAX = 4096;
  private static final int CAUSE_CHARACTERS_MAX = 500;
  private static final int MESSAGE_CHARACTERS_MAX = 128;

  private Wishes() {}

  /** A domain to be added. */
  record NewDomain(
      String host,
      @Nullable String provider,
      @Nullable String providerAccount,
      @Nullable String providerRegion,
      @Nullable String providerOrigin,
      @Nullable Boolean providerManaged,
      @Nullable String providerChallenge,
      @Nullable String providerHostToken,
      @Nullable String edge,
      @Nullable String edgeTarget,
      @Nullable String clickPath,
      @Nullable String openPath,
      @Nullable String clicks,
      @Nullable String opens,
      @Nullable String ip,
      @Nullable String userAgent,
      @Nullable Integer pixelBytes) {
    Wish wish() {
      return new Wish(
          word("provider", provider, Provider.CLICKWARD),
          place().of(Call.host("host", host), word("provider", provider, Provider.CLICKWARD)),
          paths(),
          word("clicks", clicks, TrackingMode.PSEUDONYMOUS),
          word("opens", opens, TrackingMode.PSEUDONYMOUS),
          new Keeps(
              word("ip", ip, IpDetail.FULL), word("userAgent", userAgent, UserAgentDetail.FULL)),
          pixel());
    }

    private Place place() {
      return new Place(
          provider,
          providerAccount,
          providerRegion,
          providerOrigin,
          providerManaged,
          providerChallenge,
          providerHostToken,
          edge,
          edgeTarget);
    }

    private LinkPaths paths() {
      try {
        return new LinkPaths(
            Optional.ofNullable(clickPath).orElse(LinkPaths.DEFAULT.click()),
            Optional.ofNullable(openPath).orElse(LinkPaths.DEFAULT.open()));
      } catch (IllegalArgumentException e) {
        throw again("clickPath, openPath", String.valueOf(e.getMessage()), "two such paths");
      }
    }

    private int pixel() {
      int bytes = Optional.ofNullable(pixelBytes).orElse(PIXEL_BYTES_MIN);
      if (bytes < PIXEL_BYTES_MIN || bytes > PIXEL_BYTES_MAX) {
        throw again(
            "pixelBytes",
            "is " + bytes,
            "a number from %d to %d".formatted(PIXEL_BYTES_MIN, PIXEL_BYTES_MAX));
      }
      return bytes;
    }
  }

  /** Another provider or another edge; what is left out of either as a whole stays. */
  record Place(
      @Nullable String provider,
      @Nullable String providerAccount,
      @Nullable String providerRegion,
      @Nullable String providerOrigin,
      @Nullable Boolean providerManaged,
      @Nullable String providerChallenge,
      @Nullable String providerHostToken,
      @Nullable String edge,
      @Nullable String edgeTarget) {
    Claim of(Claim present) {
      Provider next = word("provider", provider, present.domain().provider());
      Map<String, String> values = new TreeMap<>();
      boolean otherProvider = provider != null || !providerValues().isEmpty();
      boolean otherEdge = edge != null || edgeTarget != null;
      present
          .placement()
          .values()
          .forEach(
              (name, value) -> {
                boolean replaced = name.equals(Placement.EDGE_TARGET) ? otherEdge : otherProvider;
                if (!replaced) {
                  values.put(name, value);
                }
              });
      Optional<EdgeKind> stays = otherEdge ? wantedEdge() : Optional.of(present.edge());
      values.putAll(providerValues());
      put(values, Placement.EDGE_TARGET, edgeTarget);
      return present.with(next, read(present.host(), next, stays, values));
    }

    Placement of(HostName host, Provider next) {
      Map<String, String> values = providerValues();
      put(values, Placement.EDGE_TARGET, edgeTarget);
      return read(host, next, wantedEdge(), values);
    }

    private Optional<EdgeKind> wantedEdge() {
      return Optional.ofNullable(edge).map(text -> word("edge", text, EdgeKind.CLICKWARD));
    }

    private Map<String, String> providerValues() {
      Map<String, String> values = new TreeMap<>();
      put(values, "providerAccount", providerAccount);
      put(values, "providerRegion", providerRegion);
      put(values, "providerOrigin", providerOrigin);
      put(values, "providerManaged", providerManaged);
      put(values, "providerChallenge", providerChallenge);
      put(values, "providerHostToken", providerHostToken);
      return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable Object value) {
      if (value != null) {
        values.put(name, value.toString());
      }
    }

    private static Placement read(
        HostName host, Provider provider, Optional<EdgeKind> edge, Map<String, String> values) {
      List<Finding> problems = new ArrayList<>();
      Placement read = Placement.read(provider, host, edge, values, problems);
      if (!problems.isEmpty()) {
        throw RefusedException.of(RefusedException.Kind.INVALID, problems);
      }
      return read;
    }
  }

  /** A certificate of the owner's own, in PEM. */
  record NewCertificate(String chain, String key) {
    @Override
    public String toString() {
      return "NewCertificate";
    }
  }

  /** Until when old links go on. */
  record Retirement(@Nullable String until) {}

  /** An account to be added. */
  record NewAccount(String name) {}

  /** A token to be made; of the caller's account when none is named. */
  record NewToken(
      String role, @Nullable String account, @Nullable String label, @Nullable String expiresAt) {
    Role parsedRole() {
      return word("role", role, Role.READ);
    }
  }

  /** Something to be revoked: a message, one link of it, or a destination host. */
  record NewRevocation(
      @Nullable String message,
      @Nullable Integer link,
      @Nullable String destination,
      @Nullable Boolean everywhere,
      @Nullable String cause) {
    Revocation what(Caller caller) {
      if ((message == null) == (destination == null)) {
        throw again("message, destination", "are both there, or neither", "one of the two");
      }
      requireTogether("everywhere", Boolean.TRUE.equals(everywhere), "destination", destination);
      requireTogether("link", link != null, "message", message);
      return message == null ? destination(caller) : message(caller, message);
    }

    /** What is passed over stops more links, or fewer, than was asked for. */
    private static void requireTogether(
        String name, boolean given, String other, @Nullable String value) {
      if (given && value == null) {
        throw again(name, "is there without " + other, "%s and %s together".formatted(other, name));
      }
    }

    private Revocation message(Caller caller, String id) {
      if (id.isEmpty() || id.length() > MESSAGE_CHARACTERS_MAX) {
        throw again(
            "message",
            "has %d characters".formatted(id.length()),
            "1 to %d".formatted(MESSAGE_CHARACTERS_MAX));
      }
      if (link == null) {
        return new Revocation.Message(caller.account(), id);
      }
      if (link < 0) {
        throw again("link", "is below 0", "the number of a link in its message, from 0");
      }
      return new Revocation.Link(caller.account(), id, link);
    }

    private Revocation destination(Caller caller) {
      var host = Call.destination("destination", String.valueOf(destination));
      if (!Boolean.TRUE.equals(everywhere)) {
        return new Revocation.Destination(caller.account(), host);
      }
      if (!caller.installs()) {
        throw RefusedException.of(
            RefusedException.Kind.FORBIDDEN,
            "forbidden",
            "everywhere",
            "this token may not revoke for other accounts",
            Needs.INSTALL.inWords(),
            "Leave everywhere out, or use such a token.");
      }
      return new Revocation.DestinationEverywhere(host);
    }

    String reason() {
      String text = Optional.ofNullable(cause).orElse("");
      if (text.length() > CAUSE_CHARACTERS_MAX) {
        throw again(
            "cause", "is too long", "at most %d characters".formatted(CAUSE_CHARACTERS_MAX));
      }
      return text;
    }
  }

  private static <E extends Enum<E>> E word(String subject, @Nullable String text, E otherwise) {
    if (text == null) {
      return otherwise;
    }
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(constant -> written(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                again(
                    subject,
                    "is none of them",
                    "one of " + Arrays.stream(all).map(Wishes::written).toList()));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static RefusedException again(String subject, String observed, String expected) {
    return RefusedException.invalid(subject, observed, expected, "Correct it, and send it again.");
  }
}
