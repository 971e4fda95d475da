import { concatBytes, equalBytes } from '#kernel/bytes.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import {
  done,
  type IssuerCommandBody,
  issuerFile,
  type IssuerState,
  refused,
  withIssuer,
} from './issuer-command.ts'
import { fileLayout } from './layout.ts'
import { type CardMemory, changed, FILE_OCTETS_MAX, filePath } from './model.ts'

/**
 * UPDATE BINARY: two octets of offset, then octets that continue what is staged; offset 0 starts
 * anew.
 */
export const updateBinary: IssuerCommandBody = {
  payloadOctets: 0,
  atOnce(state, command, plaintext) {
    const file = issuerFile(state, command.p2)
    if (command.p1 !== 0) return refused(SW.wrongParameters)
    if (file === undefined) return refused(SW.fileNotFound)
    if (file.layout.kind !== 'transparent') return refused(SW.wrongFileStructure)
    const [high, low] = plaintext
    if (high === undefined || low === undefined || plaintext.length < 3)
      return refused(SW.wrongLength)
    const offset = high * 256 + low
    const { issuer } = state.session
    const before = offset === 0 ? undefined : issuer.staged.get(file.ef)
    if (offset !== (before?.length ?? 0)) return refused(SW.offsetOutOfRange)
    const content = concatBytes(before ?? new Uint8Array(0), plaintext.subarray(2))
    if (content.length > FILE_OCTETS_MAX) return refused(SW.notEnoughMemory)
    const staged = new Map(issuer.staged).set(file.ef, content)
    return done(withIssuer(state, { channel: issuer.channel, staged }))
  },
}

/** ACTIVATE FILE: everything staged, with the waiting keys it belongs to, in one durable step. */
export const activate: IssuerCommandBody = {
  payloadOctets: 0,
  async *run(state, command, plaintext) {
    if (command.p1 !== 0 || command.p2 !== 0) return refused(SW.wrongParameters)
    if (plaintext.length > 0) return refused(SW.wrongLength)
    const { issuer } = state.session
    if (issuer.staged.size === 0) return refused(SW.conditionsNotSatisfied)
    let change: Pick<CardMemory, 'contents' | 'keys'> = state.memory
    for (const [ef, content] of issuer.staged) {
      const next = activated(state, change, ef, content)
      if (typeof next === 'number') return refused(next)
      change = next
    }
    const memory = changed(state.memory, { contents: change.contents, keys: change.keys })
    yield memory
    const emptied = { channel: issuer.channel, staged: new Map() }
    return done(withIssuer({ memory, session: state.session }, emptied))
  },
}

/** DELETE FILE: empties a file; the key pair of a certificate goes with it. */
export const erase: IssuerCommandBody = {
  payloadOctets: 0,
  async *run(state, command, plaintext) {
    const file = issuerFile(state, command.p2)
    if (command.p1 !== 0) return refused(SW.wrongParameters)
    if (file === undefined) return refused(SW.fileNotFound)
    if (file.layout.kind !== 'transparent') return refused(SW.wrongFileStructure)
    if (plaintext.length > 0) return refused(SW.wrongLength)
    const { application } = state.session
    const contents = { ...state.memory.contents }
    const keys = { ...state.memory.keys }
    delete contents[filePath(application, file.ef)]
    if (file.layout.keyEf !== undefined) delete keys[filePath(application, file.layout.keyEf)]
    const memory = changed(state.memory, { contents, keys })
    yield memory
    return done({ memory, session: state.session })
  },
}

/** The contents and keys after `content` became `ef`'s, or the word for content that cannot. */
function activated(
  { session, memory }: IssuerState,
  before: Pick<CardMemory, 'contents' | 'keys'>,
  ef: number,
  content: Uint8Array,
): Pick<CardMemory, 'contents' | 'keys'> | number {
  const layout = fileLayout(session.application, ef, memory.profile)
  if (layout?.kind !== 'transparent') return SW.fileNotFound
  if (layout.certificate && !fillsCertificate(content)) return SW.wrongData
  const contents = { ...before.contents, [filePath(session.application, ef)]: content }
  const { keyEf } = layout
  if (keyEf === undefined) return { contents, keys: before.keys }
  const path = filePath(session.application, keyEf)
  const pair = before.keys[path]?.pending ?? before.keys[path]?.active
  if (pair === undefined) return SW.referenceNotFound
  // A key whose certificate is another's would be of no use to the holder, and the old pair lost.
  if (!contains(content, pair.modulus)) return SW.wrongData
  return { contents, keys: { ...before.keys, [path]: { active: pair, pending: undefined } } }
}

/**
 * One DER SEQUENCE of 256 octets or more fills the file: readers take its size from `30 82 hh ll`.
 */
function fillsCertificate(content: Uint8Array): boolean {
  const [tag, form, high, low] = content
  if (tag !== 0x30 || form !== 0x82 || high === undefined || low === undefined) return false
  return content.length === high * 256 + low + 4
}

function contains(content: Uint8Array, part: Uint8Array): boolean {
  for (let start = 0; start + part.length <= content.length; start++)
    if (
      content[start] === part[0] &&
      equalBytes(content.subarray(start, start + part.length), part)
    )
      return true
  return false
}
