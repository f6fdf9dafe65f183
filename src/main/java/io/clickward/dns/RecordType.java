package io.clickward.dns;

/** The types of the records that we ask owners of zones to make. */
public enum RecordType {
  CNAME,
  A,
  AAAA,
  TXT
}
