import { DATA_OBJECT, parseExpiry } from '#codec/jpki-card/data-objects.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { done, type IssuerCommandBody, refused } from './issuer-command.ts'
import { changed } from './model.ts'

/**
 * PUT DATA: the issuer gives the card another last day. Of the data objects this is the one that
 * changes in a card's life.
 */
export const putData: IssuerCommandBody = {
  payloadOctets: 0,
  async *run(state, command, plaintext) {
    if (command.p1 * 256 + command.p2 !== DATA_OBJECT.expiry) return refused(SW.referenceNotFound)
    const expiresOn = parseExpiry(plaintext)
    if (expiresOn === undefined) return refused(SW.wrongData)
    const { identity } = state.memory
    const memory = changed(state.memory, { identity: { ...identity, expiresOn } })
    yield memory
    return done({ memory, session: state.session })
  },
}
