/** Status words SW1-SW2 of JICSAP v1.1 table 25 as the card uses them (spec/card.md §2.1). */
export const SW = {
  done: 0x9000,
  /** 63Cx: x tries left; see `triesLeftWord`. */
  triesLeft: 0x63c0,
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  channelNotProvided: 0x6881,
  secureMessagingNotProvided: 0x6882,
  wrongFileStructure: 0x6981,
  securityNotSatisfied: 0x6982,
  /** Only cards with the option `blockedWord` say this; see spec/card.md §2.6. */
  authenticationBlocked: 0x6983,
  referencedFileLocked: 0x6984,
  conditionsNotSatisfied: 0x6985,
  noCurrentFile: 0x6986,
  secureMessagingWrong: 0x6988,
  /** READ BINARY and VERIFY under secure messaging without a session. */
  noSecureMessagingSession: 0x69fc,
  wrongData: 0x6a80,
  fileNotFound: 0x6a82,
  notEnoughMemory: 0x6a84,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  offsetOutOfRange: 0x6b00,
  instructionNotProvided: 0x6d00,
  classNotProvided: 0x6e00,
} as const

/** `63Cx` for `tries` (0 to 15) tries left. */
export function triesLeftWord(tries: number): number {
  return SW.triesLeft | (tries & 0x0f)
}

/** The tries left that `statusWord` reports, or `undefined` where it is not `63Cx`. */
export function triesLeftOf(statusWord: number): number | undefined {
  return (statusWord & 0xfff0) === SW.triesLeft ? statusWord & 0x0f : undefined
}
