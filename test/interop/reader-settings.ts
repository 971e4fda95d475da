/** What the program in the reader's namespace is told by the test that starts it. */
export interface ReaderSettings {
  /**
   * Holds reader.conf and log, and becomes /run/pcscd inside: clients outside use `pcscd.comm` in
   * it.
   */
  readonly runFolder: string
  readonly readerName: string
  /** At most two: Debian's vpcd has two slots. */
  readonly cards: readonly CardInSlot[]
}

/**
 * A virtual card's file, and how it comes into the slot: opened with its key and served by the
 * test's own program, or by `shomei card serve` with the data folder it belongs to.
 */
export type CardInSlot =
  | { readonly path: string; readonly sealKeyHex: string }
  | { readonly path: string; readonly dataFolder: string }

/** The reader driver of Debian's package vsmartcard-vpcd. */
export const VPCD_DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'

/** Reads what `JSON.stringify` made of `ReaderSettings` in the other process of the same test. */
export function parseReaderSettings(line: string): ReaderSettings {
  return JSON.parse(line) as ReaderSettings
}
