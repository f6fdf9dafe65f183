package io.clickward.probe;

import io.clickward.dns.Caa;
import io.clickward.dns.ChallengeMethod;
import io.clickward.domain.Finding;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether ordering a certificate makes sense, before a CA counts the failure. Pure.
 *
 * @param findings what stands in the way of some or all methods
 * @param methods each challenge method, and why not
 */
public record Preflight(List<Finding> findings, List<Method> methods) {

  /**
   * One way to show a CA that the host is ours.
   *
   * @param method the method
   * @param objection why it will not work; empty when it may
   * @param ruledOut whether that was seen, and it is not only that something could not be asked
   */
  public record Method(ChallengeMethod method, Optional<String> objection, boolean ruledOut) {
    private static Method of(ChallengeMethod method, Optional<Objection> objection) {
      return new Method(
          method, objection.map(Objection::why), objection.filter(Objection::seen).isPresent());
    }

    /** Whether it may work. */
    public boolean possible() {
      return objection.isEmpty();
    }
  }

  /**
   * What a preflight is made from.
   *
   * @param facts the host, probed now; the probe link is not needed
   * @param caa what CAA says for the CAs that could be asked
   * @param challengeDelegated whether {@code _acme-challenge.<host>} leads to a zone of ours
   * @param own our edge's addresses; empty when they are not known
   */
  public record Question(Facts facts, Caa caa, boolean challengeDelegated, List<InetAddress> own) {
    public Question {
      own = List.copyOf(own);
    }
  }

  public Preflight {
    findings = List.copyOf(findings);
    methods = List.copyOf(methods);
  }

  /** The preflight of a host. */
  public static Preflight of(Question question) {
    List<Method> methods = new ArrayList<>();
    for (ChallengeMethod method : ChallengeMethod.values()) {
      methods.add(Method.of(method, new Objections(question).to(method)));
    }
    return new Preflight(PreflightFindings.of(question, methods), methods);
  }

  /** The methods that may work, in the order of {@link ChallengeMethod}. */
  public List<ChallengeMethod> possible() {
    return methods.stream().filter(Method::possible).map(Method::method).toList();
  }

  /** Why the others will not work, as a line; empty when all may. */
  public String objections() {
    return objections(methods);
  }

  static String objections(List<Method> methods) {
    return methods.stream()
        .flatMap(each -> each.objection().stream().map(o -> each.method().label() + ": " + o))
        .collect(Collectors.joining("; "));
  }

  /** Whether an order can succeed by some method. */
  public boolean passes() {
    return !possible().isEmpty();
  }

  /** Whether no method works only because something could not be asked: try again soon. */
  public boolean unknown() {
    return !passes() && !methods.stream().allMatch(Method::ruledOut);
  }
}
