import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runToolWell } from './run-tool.ts'
import { words } from './words.ts'

/** An authority made by OpenSSL for one test, and forgotten with its folder. */
export interface ThrowawayAuthority {
  readonly certificateDer: Uint8Array
  /** The same certificate as PEM in a file, for programs that want one. */
  readonly certificatePath: string
  /** A certificate for `subjectPublicKeyDer`, RSA with SHA-256, for digital signatures. */
  issue(commonName: string, subjectPublicKeyDer: Uint8Array): Promise<Uint8Array>
}

/** Bits of the authority's key, as all keys of the service have. */
const RSA_BITS = 2048

/** Makes a key and a self-signed certificate in a new folder below `parentFolder`. */
export async function makeThrowawayAuthority(
  parentFolder: string,
  commonName: string,
): Promise<ThrowawayAuthority> {
  const folder = mkdtempSync(join(parentFolder, 'authority-'))
  const [keyPath, certificatePath] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  await runToolWell(
    'openssl',
    words`req -x509 -newkey rsa:${RSA_BITS} -noenc -sha256 -days 30 -subj ${subject(commonName)}
      -keyout ${keyPath} -out ${certificatePath} -addext basicConstraints=critical,CA:TRUE
      -addext keyUsage=critical,keyCertSign`,
  )
  return {
    certificateDer: await derOf(certificatePath),
    certificatePath,
    issue: async (holderName, subjectPublicKeyDer) => {
      const requestFolder = mkdtempSync(join(folder, 'request-'))
      const [publicKeyPath, extensionsPath, issuedPath] = [
        join(requestFolder, 'public.der'),
        join(requestFolder, 'extensions.conf'),
        join(requestFolder, 'issued.pem'),
      ]
      writeFileSync(publicKeyPath, subjectPublicKeyDer)
      writeFileSync(extensionsPath, 'keyUsage=critical,digitalSignature,nonRepudiation\n')
      await runToolWell(
        'openssl',
        words`x509 -new -force_pubkey ${publicKeyPath} -subj ${subject(holderName)} -sha256 -days 20
          -CA ${certificatePath} -CAkey ${keyPath} -CAcreateserial -extfile ${extensionsPath}
          -out ${issuedPath}`,
      )
      const issuedDer = await derOf(issuedPath)
      rmSync(requestFolder, { recursive: true })
      return issuedDer
    },
  }
}

function subject(commonName: string): string {
  return `/C=JP/O=Throwaway Test Authority/CN=${commonName}`
}

async function derOf(pemPath: string): Promise<Uint8Array> {
  const end = await runToolWell('openssl', ['x509', '-outform', 'DER'], {
    input: readFileSync(pemPath),
  })
  return new Uint8Array(end.stdout)
}
