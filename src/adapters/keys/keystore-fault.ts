/** What a keystore cannot do while running: a bug of the caller, or files that changed under it. */
export type KeystoreFaultCode =
  | 'key-unknown'
  | 'key-unreadable'
  | 'key-name-taken'
  | 'key-purpose-other'

/** A key was asked for what it cannot do. Names the key, never its contents. */
export class KeystoreFault extends Error {
  override readonly name = 'KeystoreFault'
  readonly code: KeystoreFaultCode

  constructor(code: KeystoreFaultCode, keyName: string) {
    super(`${code}: ${keyName}`)
    this.code = code
  }
}
