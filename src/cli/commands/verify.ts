import { toBase64 } from '#kernel/bytes.ts'
import { ok, refuse } from '#kernel/result.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import { readBytes, readDerOrPem } from '../certificate-file.ts'
import { type Command, UsageError } from '../command.ts'
import { reportText } from '../report-text.ts'
import { TRUST_OPTIONS, trustOf, verifyUnder } from '../trust.ts'

/** `shomei verify`: a signed document, every check named; the content only when all of them passed. */
export const verify: Command = {
  path: ['verify'],
  ja: '署名された文書(CMS)を検証し、確かめたことを一つずつ示します',
  en: 'verifies a signed document (CMS) and names every check',
  words: 'FILE',
  options: {
    ...TRUST_OPTIONS,
    content: {
      value: 'FILE',
      ja: '分離署名のもとの文書',
      en: 'the document of a detached signature',
    },
  },
  example: 'shomei verify notice.p7s --content notice.pdf',
  run: async (invocation) => {
    const [file, ...more] = invocation.words
    if (file === undefined || more.length > 0) throw new UsageError('FILE を一つ / give one FILE')
    const trust = await trustOf(invocation, 'signature')
    if (!trust.ok) return trust
    const contentFile = invocation.option('content')
    const report = await verifyCms(
      { verify: (certificateDer) => verifyUnder(trust.value, 'signature', certificateDer) },
      {
        cmsDer: readDerOrPem(file, 'CMS'),
        detachedContent: contentFile === undefined ? undefined : readBytes(contentFile),
        at: trust.value.at,
        profile: 'cms',
      },
    )
    const { content, ...plain } = report
    const json = { file, ...plain, content: content === undefined ? undefined : toBase64(content) }
    const text = reportText(report, invocation.terminal)
    const refused = report.refusal === undefined ? undefined : refuse(report.refusal, { file })
    return ok({ json, text, refused })
  },
}
