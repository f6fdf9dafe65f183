package io.clickward.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * How far a TXT value has come among a zone's name servers.
 *
 * @param at the name where it is looked for: the end of the CNAMEs
 * @param having name servers that have it
 * @param lacking name servers that answer for its zone and do not have it
 * @param silent name servers that could not be asked, that answer for another zone (that above,
 *     when those of the name's own fail), or that lead on by a CNAME that could not be followed
 */
public record TxtSpread(String at, List<String> having, List<String> lacking, List<String> silent) {
  public TxtSpread {
    having = List.copyOf(having);
    lacking = List.copyOf(lacking);
    silent = List.copyOf(silent);
  }

  /** Whether a CA will see it wherever it looks. */
  public boolean complete() {
    return !having.isEmpty() && lacking.isEmpty();
  }

  static TxtSpread of(Name name, String value, Inquiry inquiry) {
    Walk walk = Walk.from(name, inquiry);
    Name at = walk.names().getLast();
    Optional<Zone> zone = Zone.of(at, inquiry);
    List<String> having = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (Zone.Server server : zone.map(Zone::servers).orElse(List.of())) {
      Reply reply = Zone.askedFirst(server, at, Type.TXT, inquiry);
      boolean has = texts(reply, at).contains(value);
      List<String> without = leadsOn(reply, at, walk.end()) ? silent : lacking;
      List<String> answering = has ? having : without;
      List<String> side = reply.withAuthority() ? answering : silent;
      side.add(Names.text(server.name()));
    }
    return new TxtSpread(Names.text(at), having, lacking, silent);
  }

  /**
   * Whether the text is to be looked for further on, at a name that the resolver did not tell: it
   * failed, or still holds that there is no CNAME. CNAMEs that lead nowhere were followed.
   */
  private static boolean leadsOn(Reply reply, Name at, Walk.End end) {
    return switch (end) {
      case Walk.End.Loop _, Walk.End.TooLong _, Walk.End.Several _ -> false;
      case Walk.End.Addresses _, Walk.End.NoName _, Walk.End.NoAddress _, Walk.End.Unknown _ ->
          !Walk.targets(reply, at).isEmpty();
    };
  }

  /** The TXT values at a name; a value's strings belong together (RFC 7208 section 3.3). */
  static List<String> texts(Reply reply, Name at) {
    return reply.records(at, TXTRecord.class).stream()
        .map(txt -> String.join("", txt.getStrings()))
        .sorted()
        .toList();
  }
}
