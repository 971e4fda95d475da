import { SW } from '#codec/jpki-card/status-words.ts'
import { hasForm } from './change-reference-data.ts'
import { done, type IssuerCommandBody, issuerFile, refused } from './issuer-command.ts'
import { filePath } from './model.ts'
import { PIN_SALT_OCTETS, pinWithValue, triesRestored } from './pin.ts'
import { withoutVerified, withPin } from './verify.ts'

/** CHANGE KEY: the issuer sets a PIN's value, with all its tries. */
export const setPin: IssuerCommandBody = {
  payloadOctets: 0,
  async *run(state, command, plaintext, chip) {
    const file = issuerFile(state, command.p2)
    if (command.p1 !== 0) return refused(SW.wrongParameters)
    if (file === undefined) return refused(SW.fileNotFound)
    if (file.layout.kind !== 'pin') return refused(SW.wrongFileStructure)
    const { form } = file.layout
    if (form === undefined) return refused(SW.conditionsNotSatisfied)
    if (!hasForm(form.pattern, plaintext)) return refused(SW.wrongData)
    const pin = pinWithValue(plaintext, form.triesMax, chip.randomBytes(PIN_SALT_OCTETS))
    const path = filePath(state.session.application, file.ef)
    const memory = withPin(state.memory, path, pin)
    yield memory
    const { session } = withoutVerified(state, memory, file.ef)
    return done({ memory, session: { ...session, issuer: state.session.issuer } })
  },
}

/** UNLOCK KEY: all tries back, the value kept. */
export const unlockPin: IssuerCommandBody = {
  payloadOctets: 0,
  async *run(state, command, plaintext) {
    const file = issuerFile(state, command.p2)
    if (command.p1 !== 0) return refused(SW.wrongParameters)
    if (file === undefined) return refused(SW.fileNotFound)
    if (file.layout.kind !== 'pin') return refused(SW.wrongFileStructure)
    if (plaintext.length > 0) return refused(SW.wrongLength)
    const path = filePath(state.session.application, file.ef)
    const pin = state.memory.pins[path]
    if (pin === undefined || file.layout.form === undefined) return refused(SW.referenceNotFound)
    const memory = withPin(state.memory, path, triesRestored(pin, file.layout.form.triesMax))
    yield memory
    return done({ memory, session: state.session })
  },
}
