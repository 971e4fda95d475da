import type { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import type { Generation } from '#ca/model.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/**
 * Whether the keys of this data folder are those of the recorded authorities: a database that
 * another folder began (`DATABASE_URL`) has authorities whose keys are there and not here. A key
 * that was given up after its term is missed by nobody, as long as one of its authority is here.
 */
export async function checkAuthorityKeys(
  keys: Pick<SoftwareKeystore, 'publicKeyDer'>,
  generations: readonly Generation[],
): Promise<Result<void, 'authority-keys-elsewhere'>> {
  const held = new Map<Generation['authority'], boolean>()
  for (const { authority, keyName, certificateDer } of generations) {
    const certificate = parseCertificate(certificateDer)
    assert(certificate.ok, 'a recorded certificate can be read')
    const publicKeyDer = await keys.publicKeyDer(keyName)
    const isHere = publicKeyDer !== undefined
    if (isHere && !equalBytes(publicKeyDer, certificate.value.spkiDer)) {
      return refuse('authority-keys-elsewhere', { authority })
    }
    held.set(authority, isHere || held.get(authority) === true)
  }
  for (const [authority, isHere] of held) {
    if (!isHere) return refuse('authority-keys-elsewhere', { authority })
  }
  return ok(undefined)
}
