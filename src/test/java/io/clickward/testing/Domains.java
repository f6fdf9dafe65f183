package io.clickward.testing;

import io.clickward.domain.Claim;
import io.clickward.domain.HostName;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.onboarding.Book;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tracking domains for tests. */
public final class Domains {
  private Domains() {}

  /** A domain of account "acme" with every default. */
  public static TrackingDomain of(String host) {
    return of(host, Keeps.EVERYTHING, 43);
  }

  /** Every claim that is served, in the order of their hosts. */
  public static List<Claim> served(Book book) {
    List<Claim> all = new ArrayList<>();
    book.eachServed(domain -> all.add(book.claim(domain.account(), domain.host()).orElseThrow()));
    all.sort(Comparator.comparing(claim -> claim.host().value()));
    return all;
  }

  /** A domain with its own wishes about events and the pixel. */
  public static TrackingDomain of(String host, Keeps keeps, int pixelBytes) {
    return new TrackingDomain(
        HostName.parse(host),
        "acme",
        1,
        Provider.CLICKWARD,
        LinkPaths.DEFAULT,
        true,
        TrackingMode.PSEUDONYMOUS,
        TrackingMode.PSEUDONYMOUS,
        keeps,
        pixelBytes);
  }
}
