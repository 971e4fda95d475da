import { fromBase64, fromHex } from '#kernel/bytes.ts'
import { type SignatureQuestion, verifySignature } from '../verify-signature.ts'
import { type Door, messageLine, nextLine, unreadMembers } from './answer.ts'
import { readAlgorithms } from './path-door.ts'
import { readRequest, type RequestFields } from './request-fields.ts'

/** `shomei pki verify-signature`. */
export const signatureDoor: Door = {
  answer: (request, now) => {
    const read = readRequest(request, (fields) => ({
      question: readQuestion(fields),
      report: fields.flag('report'),
    }))
    if (!read.ok) return signatureDoor.unread(read, now)
    const { verdict, code, message, weak } = verifySignature(read.value.question)
    const json = { verdict, code, message: messageLine(message), weak }
    const whole = read.value.report ? { ...json, next: nextLine(message) } : json
    return { json: whole, isVerdict: true }
  },
  unread: (refused) => {
    const { code, message, field } = unreadMembers(refused)
    return { json: { verdict: 'invalid', code, message, field }, isVerdict: false }
  },
}

function readQuestion(fields: RequestFields): SignatureQuestion {
  const encoding = fields.oneOf('encoding', ['base64', 'hex']) ?? 'base64'
  return {
    algorithm: fields.text('algorithm') ?? fields.missing('algorithm'),
    publicKey: readPublicKey(fields),
    message: readOctets(fields, 'message', encoding),
    signature: readOctets(fields, 'signature', encoding),
    algorithms: readAlgorithms(fields),
  }
}

/** Text as the library takes it, or a JSON Web Key. */
function readPublicKey(fields: RequestFields): SignatureQuestion['publicKey'] {
  const jwk = fields.plainObject('publicKey')
  return jwk ?? fields.text('publicKey') ?? fields.missing('publicKey')
}

/**
 * Octets by an explicit rule: `hex:` or `base64:` before the text says what it is, else the
 * request's `encoding` does. Nothing is guessed: most hexadecimal is base64 too.
 */
function readOctets(
  fields: RequestFields,
  name: 'message' | 'signature',
  encoding: 'base64' | 'hex',
): Uint8Array {
  const text = fields.text(name) ?? fields.missing(name)
  const prefix = /^(base64|hex):/.exec(text)
  const form = prefix?.[1] ?? encoding
  const body = text.slice(prefix?.[0].length ?? 0)
  const octets = form === 'hex' ? fromHex(body) : fromBase64(body)
  return octets ?? fields.malformed(name, form)
}
