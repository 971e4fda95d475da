import { GENERATE_P1 } from '#codec/jpki-card/issuer-commands.ts'
import { encodePublicKeyTemplate } from '#codec/jpki-card/rsa-key.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { done, type IssuerCommandBody, issuerFile, refused } from './issuer-command.ts'
import { changed, filePath, type KeySlot } from './model.ts'

/** `7F49 { 81 modulus, 82 exponent }` of an RSA-2048 key. */
const TEMPLATE_OCTETS = 270

const EMPTY: KeySlot = { active: undefined, pending: undefined }

/** GENERATE ASYMMETRIC KEY PAIR: the new pair waits durably beside the one in use. */
export const generateKeyPair: IssuerCommandBody = {
  payloadOctets: TEMPLATE_OCTETS,
  async *run(state, command, plaintext, chip) {
    if (command.p1 !== GENERATE_P1.generate && command.p1 !== GENERATE_P1.read)
      return refused(SW.wrongParameters)
    const file = issuerFile(state, command.p2)
    if (file === undefined) return refused(SW.fileNotFound)
    if (file.layout.kind !== 'key') return refused(SW.wrongFileStructure)
    if (plaintext.length > 0) return refused(SW.wrongLength)
    const { memory, session } = state
    const path = filePath(session.application, file.ef)
    const slot = memory.keys[path] ?? EMPTY
    if (command.p1 === GENERATE_P1.read) {
      const pair = slot.pending ?? slot.active
      if (pair === undefined) return refused(SW.referenceNotFound)
      return done(state, encodePublicKeyTemplate(pair.modulus))
    }
    const pending = await chip.generateKeyPair()
    const keys = { ...memory.keys, [path]: { active: slot.active, pending } }
    const made = changed(memory, { keys })
    yield made
    return done({ memory: made, session }, encodePublicKeyTemplate(pending.modulus))
  },
}
