/** What the chip has besides memory and a processor. Private keys exist only behind it. */
export interface ChipPorts {
  /** `length` (1 to 65,536) unpredictable octets. */
  randomBytes(length: number): Uint8Array
  /**
   * A new RSA-2048 key pair, e = 65537: its modulus (256 octets) and the private key, sealed to
   * this chip.
   */
  generateKeyPair(): Promise<{ readonly sealedKey: Uint8Array; readonly modulus: Uint8Array }>
  /**
   * The raw RSA private operation (RFC 8017 §5.2.1 RSASP1) on a 256-octet block below the modulus.
   * A `sealedKey` that this chip did not make is a fault.
   */
  privateOperation(sealedKey: Uint8Array, block: Uint8Array): Promise<Uint8Array>
}

/** The card's non-volatile memory. */
export interface MemoryStore<Memory> {
  /**
   * Makes `memory` durable: once this resolves, a power cut brings `memory` back, and before that
   * either `memory` or what was there before, whole. Throws where that cannot be promised.
   */
  save(memory: Memory): Promise<void>
}
