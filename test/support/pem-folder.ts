import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePem } from '#codec/pem.ts'
import type { TestKeys } from './status-authority.ts'

/** A folder of files for other people's programs, gone with its scope. */
export interface PemFolder extends Disposable {
  readonly path: string
  /** Writes a file and gives its path. */
  file(name: string, octets: Uint8Array | string): string
  /** Writes certificates as PEM (RFC 7468 §5), one after another. */
  certificates(name: string, ...certificatesDer: readonly Uint8Array[]): string
  /** Writes a CRL as PEM (RFC 7468 §6). */
  crl(name: string, crlDer: Uint8Array): string
  /** Writes a private key of the tests as PKCS#8 PEM. */
  privateKey(name: string, keys: TestKeys): string
}

/** A new empty folder. */
export function pemFolder(): PemFolder {
  const path = mkdtempSync(join(tmpdir(), 'shomei-judge-'))
  const file = (name: string, octets: Uint8Array | string): string => {
    const place = join(path, name)
    writeFileSync(place, octets)
    return place
  }
  return {
    path,
    file,
    certificates: (name, ...certificatesDer) =>
      file(name, certificatesDer.map((der) => encodePem('CERTIFICATE', der)).join('')),
    crl: (name, crlDer) => file(name, encodePem('X509 CRL', crlDer)),
    privateKey: (name, { privateKey }) =>
      file(name, privateKey.export({ format: 'pem', type: 'pkcs8' })),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
