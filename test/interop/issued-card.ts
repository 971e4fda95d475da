import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CARD_PROFILES, type CardProfile } from '#card/contract.ts'
import type { CardCertificate } from '#card-client/contract.ts'
import {
  makeBlankCard,
  personalise,
  type TestCard,
  withCard,
} from '../support/personalised-card.ts'
import { runToolWell } from '../support/run-tool.ts'
import { makeThrowawayAuthority } from '../support/throwaway-authority.ts'

/**
 * A card that the issuer's commands have personalised with certificates of two throwaway
 * authorities.
 */
export interface IssuedCard extends TestCard {
  readonly folder: string
  /** The certificates as they were issued, DER. */
  readonly issuedDer: Readonly<Record<CardCertificate, Uint8Array>>
  /** Paths of the same as PEM, and of the public keys, for programs that want files. */
  readonly certificatePem: Readonly<Record<CardCertificate, string>>
  readonly publicKeyPem: Readonly<Record<'signature' | 'user-authentication', string>>
  /** Removes the card and everything made for it. */
  remove(): void
}

const CERTIFICATES = [
  'signature',
  'signature-ca',
  'user-authentication',
  'user-authentication-ca',
] as const satisfies readonly CardCertificate[]

/** Makes two authorities and a card with a certificate of each. */
export async function issueCard(
  cardSerial: string,
  profile: CardProfile = CARD_PROFILES.plastic,
): Promise<IssuedCard> {
  const folder = mkdtempSync(join(tmpdir(), 'card-'))
  const authorities = {
    signature: await makeThrowawayAuthority(folder, 'Signature'),
    'user-authentication': await makeThrowawayAuthority(folder, 'User Authentication'),
  }
  const card = await makeBlankCard(folder, cardSerial, profile)
  const written = await withCard(card, (transport) =>
    personalise(transport, async (kind, subjectPublicKeyDer) => [
      {
        certificate: kind,
        der: await authorities[kind].issue(`Holder ${kind}`, subjectPublicKeyDer),
      },
      { certificate: `${kind}-ca`, der: authorities[kind].certificateDer },
    ]),
  )
  const derOf = (certificate: CardCertificate): Uint8Array => {
    const found = written.find((it) => it.certificate === certificate)
    if (found === undefined) throw new Error(`not written: ${certificate}`)
    return found.der
  }
  const issuedDer = recordOf(derOf)
  const certificatePem = recordOf((certificate) => join(folder, `${certificate}.pem`))
  for (const certificate of CERTIFICATES) {
    const pem = await runToolWell('openssl', ['x509', '-inform', 'DER'], {
      input: issuedDer[certificate],
    })
    writeFileSync(certificatePem[certificate], pem.stdout)
  }
  return {
    ...card,
    folder,
    issuedDer,
    certificatePem,
    publicKeyPem: {
      signature: await publicKeyFile(certificatePem.signature),
      'user-authentication': await publicKeyFile(certificatePem['user-authentication']),
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

function recordOf<T>(
  valueOf: (certificate: CardCertificate) => T,
): Readonly<Record<CardCertificate, T>> {
  return {
    signature: valueOf('signature'),
    'signature-ca': valueOf('signature-ca'),
    'user-authentication': valueOf('user-authentication'),
    'user-authentication-ca': valueOf('user-authentication-ca'),
  }
}

async function publicKeyFile(certificatePath: string): Promise<string> {
  const path = `${certificatePath}.public`
  const end = await runToolWell('openssl', ['x509', '-in', certificatePath, '-noout', '-pubkey'])
  writeFileSync(path, end.stdout)
  return path
}
