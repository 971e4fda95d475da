/** Return codes of PC/SC part 5 by their values in pcsc-lite's `pcsclite.h`. */
export const RETURN_CODE = {
  success: 0x0000_0000,
  sharingViolation: 0x8010_000b,
  noCard: 0x8010_000c,
  unknownReader: 0x8010_0009,
  protocolMismatch: 0x8010_000f,
  readerUnavailable: 0x8010_0017,
  noService: 0x8010_001d,
  serviceStopped: 0x8010_001e,
  noReaders: 0x8010_002e,
  unresponsiveCard: 0x8010_0066,
  unpoweredCard: 0x8010_0067,
  resetCard: 0x8010_0068,
  removedCard: 0x8010_0069,
} as const
