import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { signMessageWithCard } from '#card-client/sign-with-card.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { type Instant, instant, wholeSecond } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { SignatureForm } from '#signing/contract.ts'
import { signDocument } from '#signing/sign-document.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import { readBytes } from '../certificate-file.ts'
import { type Command, type Invocation, onlyWord, UsageError } from '../command.ts'
import { writeOutput } from '../output-file.ts'
import { enterPin, pinFileOption } from '../pin-entry.ts'

/** A document is held in memory while it is signed. */
const DOCUMENT_BYTES_MAX = 256 * 1024 * 1024

/** `shomei sign`: a CAdES-BES signature (ETSI EN 319 122-1) by the card's signature key. */
export const sign: Command = {
  path: ['sign'],
  ja: 'カードで文書に署名する',
  en: 'sign a document with the card',
  words: 'FILE',
  options: {
    ...CARD_OPTIONS,
    format: { value: 'cms', ja: '署名の形式', en: 'form of the signature' },
    attached: {
      ja: '文書を署名の中に入れる(省くと分離)',
      en: 'content inside (default: detached)',
    },
    out: { value: 'FILE', ja: '書き出す先(省くと FILE.p7s)', en: 'output (default FILE.p7s)' },
    'pin-file': pinFileOption('署名用パスワード', 'signature password'),
  },
  example: 'shomei sign --format cms --card my.card notice.pdf',
  run: async (invocation) => {
    const file = onlyWord(invocation)
    if ((invocation.option('format') ?? 'cms') !== 'cms') {
      throw new UsageError('--format は cms です / the only format is cms')
    }
    const content = readDocument(file)
    const form: SignatureForm = invocation.flag('attached') ? 'attached' : 'detached'
    const out = invocation.option('out') ?? `${file}.p7s`
    const pin = await enterPin(invocation, 'signature')
    if (!pin.ok) return pin
    const signingTime = wholeSecond(await presentMoment(invocation))
    return withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const verified = await verifyPin(jpki.value, pin.value)
      if (!verified.ok) return verified
      const signed = await invocation.terminal.during('署名しています / signing', () =>
        signDocument(
          {
            certificate: () => readCertificate(jpki.value, 'signature'),
            sign: (message, digest) =>
              signMessageWithCard(
                jpki.value,
                'signature',
                { scheme: 'rsa-pkcs1', digest },
                message,
              ),
          },
          { content, form, signingTime },
        ),
      )
      if (!signed.ok) return signed
      writeOutput(out, signed.value)
      return ok({
        json: { file, form, out, bytes: signed.value.length },
        text: `${invocation.terminal.paint('green', '✓')} ${out} (${signed.value.length} bytes, CAdES-BES, ${form})\n`,
      })
    })
  },
}

/**
 * The time that the signature claims: of the running system, whose clock may be set, or else of
 * this computer.
 */
async function presentMoment(invocation: Invocation): Promise<Instant> {
  const system = await invocation.ports.connect(invocation.option('data'))
  return system.ok ? await system.value.clock() : instant(Date.now())
}

function readDocument(file: string): Uint8Array {
  const content = readBytes(file)
  if (content.length <= DOCUMENT_BYTES_MAX) return content
  throw new UsageError(`${file} は大きすぎます(上限 256 MiB)/ too large (256 MiB at most)`)
}
