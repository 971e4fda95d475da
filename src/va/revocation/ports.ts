/**
 * Where status objects are fetched from. Both methods give the octets as they came, unverified, and
 * `undefined` for whatever keeps them from coming: no address, a refusal, a wrong status, too much,
 * too late. They never reject for what others do, and bound their size and time themselves. The
 * addresses come from certificates that are not yet verified: an implementation must not be led
 * into its own network by them.
 */
export interface StatusFetcher {
  /** The list at an http or https address (RFC 5280 §4.2.1.13). */
  fetchCrl(uri: string): Promise<Uint8Array | undefined>
  /** The response of a responder to an encoded request (RFC 6960 App. A.1). */
  askOcsp(uri: string, requestDer: Uint8Array): Promise<Uint8Array | undefined>
}
