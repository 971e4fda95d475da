import { refusalText } from '#catalogue/refusals.ts'
import { ok } from '#kernel/result.ts'
import { type Command, onlyWord, required, UsageError } from '../command.ts'
import { readObject } from '../object-file.ts'
import { isParsedKind, PARSED_KINDS, parseObject } from '../parsed/parse-object.ts'
import { parsedJson } from '../parsed/parsed-json.ts'

/**
 * `shomei pki parse`: every field as JSON, or why the octets are not what was named: the code, the
 * field's path, its offset in octets and the section of the standard. Either is an answer: exit 0.
 */
export const pkiParse: Command = {
  path: ['pki', 'parse'],
  ja: '証明書などの全項目をJSONで示す',
  en: 'every field of a certificate etc. as JSON',
  words: 'FILE',
  options: {
    kind: {
      value: 'KIND',
      ja: `種類: ${PARSED_KINDS.join('、')}`,
      en: PARSED_KINDS.join(', '),
      required: true,
    },
  },
  example: 'shomei pki parse --kind certificate user-authentication-ca.pem',
  run: (invocation) => {
    const kind = required(invocation, 'kind')
    if (!isParsedKind(kind))
      throw new UsageError(
        `種類は ${PARSED_KINDS.join('、')} です / one of ${PARSED_KINDS.join(', ')}`,
      )
    const file = onlyWord(invocation)
    const parsed = parseObject(kind, readObject(file, kind))
    const json = parsed.ok
      ? { kind, wellFormed: true, value: parsedJson(parsed.value) }
      : { kind, wellFormed: false, ...refusalJson(parsed) }
    return Promise.resolve(ok({ json, text: `${JSON.stringify(json, undefined, 2)}\n` }))
  },
}

function refusalJson(
  refused: Extract<ReturnType<typeof parseObject>, { readonly ok: false }>,
): object {
  const { refusal, detail } = refused
  const { field, offset, section, ...others } = detail
  return { refusal, field, offset, section, detail: others, ...refusalText(refusal, detail) }
}
