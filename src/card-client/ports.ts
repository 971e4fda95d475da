/** The key by which the issuer vouches for what 券面事項入力補助AP holds. */
export interface TextIssuer {
  /** The RSASSA-PKCS1-v1_5 SHA-256 signature (256 octets) over `toBeSigned`. */
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>
  /** EF 0004: the card-verifiable certificate of that key. */
  certificate(): Promise<Uint8Array>
  /** The identifier of that key, 16 octets, as EF 0005 names it. */
  keyId(): Promise<Uint8Array>
}
