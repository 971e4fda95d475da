import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { startVirtualReader, type VirtualReader } from '../../interop/pcscd.ts'
import { runToolWell } from '../../support/run-tool.ts'
import { words } from '../../support/words.ts'
import type { Prompt } from '../prompt.ts'
import { issuedRecord } from './issued-der.ts'
import { standingOf } from './status-judge.ts'

const MODULE = '--module=opensc-pkcs11.so'
/** What OpenSC calls the two keys of a JPKI card. */
const SLOTS = {
  'user-authentication': { id: '01', slot: 0, title: 'User Authentication PIN' },
  signature: { id: '02', slot: 1, title: 'Digital Signature PIN' },
} as const satisfies Readonly<Record<CertificateKind, object>>

/** The PIN that guards each certificate which has to be on the card. */
export type CardPins = Readonly<Partial<Record<CertificateKind, string>>>

/** Unmodified OpenSC with one card in the reader of a pcscd of its own. */
export class CardJudge {
  readonly #reader: VirtualReader

  private constructor(reader: VirtualReader) {
    this.#reader = reader
  }

  /** Puts a card of the sandbox in; it must not lie on a desk meanwhile. */
  static async insert(dataFolder: string, cardSerial: string): Promise<CardJudge> {
    const path = join(dataFolder, 'cards', `${cardSerial}.card`)
    const sealKeyHex = readFileSync(join(dataFolder, 'keys', 'card-seal.key'), 'utf8').trim()
    const judge = new CardJudge(await startVirtualReader([{ path, sealKeyHex }]))
    const { status, text } = await judge.#reader.run('opensc-tool', ['-n'])
    assert.equal(status, 0, text)
    assert.match(text, /^jpki$/im)
    return judge
  }

  /** Takes the card out again. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.stop()
  }

  /** The holder's certificate of a kind as DER; the signature certificate wants its PIN. */
  async certificate(kind: CertificateKind, pin: string): Promise<Buffer> {
    const { id } = SLOTS[kind]
    const open = kind === 'signature' ? words`--verify-pin --auth-id ${id} --pin ${pin}` : []
    const pem = await this.#reader.run('pkcs15-tool', ['--read-certificate', id, ...open])
    assert.equal(pem.status, 0, pem.text)
    const der = await runToolWell('openssl', words`x509 -outform DER`, { input: pem.stdout })
    return der.stdout
  }

  /** Signs with the card's key under `pin`; OpenSSL verifies it under `certificateDer`. */
  async signs(kind: CertificateKind, pin: string, certificateDer: Buffer): Promise<void> {
    const { id, slot } = SLOTS[kind]
    const { folder } = this.#reader
    const [letter, signature] = [join(folder, 'letter'), join(folder, `${kind}.sig`)]
    const publicKey = join(folder, `${kind}.pub`)
    writeFileSync(letter, '住民票の写しを請求します。\n')
    const signed = await this.#reader.run(
      'pkcs11-tool',
      words`${MODULE} --slot-index ${slot} --login --pin ${pin} --sign --id ${id}
        -m SHA256-RSA-PKCS --input-file ${letter} --output-file ${signature}`,
    )
    assert.equal(signed.status, 0, signed.text)
    const key = await runToolWell('openssl', words`x509 -inform DER -noout -pubkey`, {
      input: certificateDer,
    })
    writeFileSync(publicKey, key.stdout)
    const verify = words`dgst -sha256 -verify ${publicKey} -signature ${signature} ${letter}`
    assert.match((await runToolWell('openssl', verify)).text, /^Verified OK$/m)
  }

  /** Tries a PIN that is wrong: it has to be refused. */
  async misses(kind: CertificateKind, pin: string): Promise<void> {
    const { slot } = SLOTS[kind]
    const line = words`${MODULE} --slot-index ${slot} --login --pin ${pin} -O`
    const { status, text } = await this.#reader.run('pkcs11-tool', line)
    assert.notEqual(status, 0, text)
    assert.match(text, /CKR_PIN_INCORRECT|CKR_PIN_LOCKED|CKR_GENERAL_ERROR/)
  }

  /** A certificate of this kind was never put on the card, nor its PIN set. */
  async lacks(kind: CertificateKind): Promise<void> {
    const line = ['--read-certificate', SLOTS[kind].id]
    const { stdout } = await this.#reader.run('pkcs15-tool', line)
    assert.doesNotMatch(stdout.toString('latin1'), /BEGIN CERTIFICATE/)
    assert.equal(await this.triesLeft(kind), 0)
  }

  /** Tries left of a PIN. */
  async triesLeft(kind: CertificateKind): Promise<number> {
    const { text } = await this.#reader.run('pkcs15-tool', ['-D'])
    const { title } = SLOTS[kind]
    const found = new RegExp(`PIN \\[${title}\\][\\s\\S]*?Tries left +: (\\d+)`).exec(text)
    assert.ok(found !== null, text)
    return Number(found[1])
  }
}

/** Which certificate of a kind is on a card: on one that another has replaced, the first. */
type Issue = 'last' | 'first'

/**
 * OpenSC finds a JPKI card; under each PIN it reads the certificate that was issued, octet for
 * octet, and signs with its key.
 */
export async function judgeCard(
  at: Prompt,
  residentId: string,
  cardSerial: string,
  pins: CardPins,
  issue: Issue = 'last',
): Promise<void> {
  const issued = await issuedTo(at, residentId, issue)
  await using judge = await CardJudge.insert(at.sandbox.folder, cardSerial)
  for (const kind of ['user-authentication', 'signature'] as const) {
    const pin = pins[kind]
    if (pin === undefined) continue
    const der = await judge.certificate(kind, pin)
    assert.deepEqual(der, await issued(kind))
    await judge.signs(kind, pin, der)
  }
}

/** OpenSC reads the certificate that anybody may read, without a PIN: it is the one issued. */
export async function judgePinless(
  at: Prompt,
  residentId: string,
  cardSerial: string,
  issue: Issue = 'last',
): Promise<void> {
  const issued = await issuedTo(at, residentId, issue)
  await using judge = await CardJudge.insert(at.sandbox.folder, cardSerial)
  const der = await judge.certificate('user-authentication', '')
  assert.deepEqual(der, await issued('user-authentication'))
}

/** Gives a certificate of a person as the authority's records have it. */
async function issuedTo(
  at: Prompt,
  residentId: string,
  issue: Issue,
): Promise<(kind: CertificateKind) => Promise<Buffer>> {
  const all = await standingOf(at, residentId)
  return async (kind) => {
    const found = all.filter((one) => one.kind === kind).at(issue === 'last' ? -1 : 0)
    assert.ok(found !== undefined, `${kind} was issued`)
    return (await issuedRecord(at.sandbox.folder, found)).der
  }
}
