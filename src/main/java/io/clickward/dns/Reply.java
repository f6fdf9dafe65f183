package io.clickward.dns;

import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** What came back for one question. */
sealed interface Reply {

  /** NOERROR, with records or without. */
  record Answer(Message message) implements Reply {
    /** All records of this type, whoever owns them. */
    <T extends Record> List<T> all(Class<T> type) {
      return in(message, Section.ANSWER, type);
    }

    /** The records of this type at exactly this name. */
    <T extends Record> List<T> at(Name owner, Class<T> type) {
      return all(type).stream().filter(r -> r.getName().equals(owner)).toList();
    }

    boolean authoritative() {
      return message.getHeader().getFlag(Flags.AA);
    }
  }

  /**
   * Whether the server speaks for the zone that the name is in (RFC 1035 section 4.1.1). The zone
   * above answers with a referral, which says nothing of the name.
   */
  default boolean withAuthority() {
    return switch (this) {
      case Answer answer -> answer.authoritative();
      case NoName none -> none.message().getHeader().getFlag(Flags.AA);
      case Failed _ -> false;
    };
  }

  /** NXDOMAIN: neither this name nor any below it exists. */
  record NoName(Message message) implements Reply {}

  /** No answer that says anything. */
  record Failed(Fault fault, String sentence) implements Reply {}

  /** The records of one type in one section. */
  static <T extends Record> List<T> in(Message message, int section, Class<T> type) {
    return message.getSection(section).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The records of this type at this name; none when there was no such answer. */
  default <T extends Record> List<T> records(Name owner, Class<T> type) {
    return this instanceof Answer answer ? answer.at(owner, type) : List.of();
  }
}
