import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { signMessageWithCard } from '#card-client/sign-with-card.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { formatInJapan } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import type { Command } from '../command.ts'
import { enterPin, pinFileOption } from '../pin-entry.ts'

/** `shomei login`: a challenge of the running system, signed by the card, answered. */
export const login: Command = {
  path: ['login'],
  ja: 'カードでログインしてみる',
  en: 'log in to the running system',
  options: {
    ...CARD_OPTIONS,
    'pin-file': pinFileOption('利用者証明用暗証番号', 'authentication PIN'),
  },
  example: 'shomei login --card my.card',
  run: async (invocation) => {
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const pin = await enterPin(invocation, 'user-authentication')
    if (!pin.ok) return pin
    return withCard(invocation, async (card) => {
      const jpki = await SelectedApplication.jpki(card)
      if (!jpki.ok) return jpki
      const verified = await verifyPin(jpki.value, pin.value)
      if (!verified.ok) return verified
      const certificateDer = await readCertificate(jpki.value, 'user-authentication')
      if (!certificateDer.ok) return certificateDer
      const { id, challenge, sessionRef } = await system.value.startLogin()
      const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
      const signed = await signMessageWithCard(jpki.value, 'user-authentication', scheme, challenge)
      if (!signed.ok) return signed
      const loggedIn = await system.value.completeLogin({
        id,
        sessionRef,
        certificateDer: certificateDer.value,
        signature: signed.value,
      })
      if (!loggedIn.ok) return loggedIn
      const { subject, serialHex, authenticatedAt } = loggedIn.value
      const text = alignedColumns([
        [invocation.terminal.paint('green', '✓'), 'ログインしました / logged in', ''],
        ['', '利用者 / subject', subject],
        ['', '発行番号 / serial', serialHex],
        ['', '時刻 / at', formatInJapan(authenticatedAt)],
      ])
      return ok({
        json: { subject, serialHex, authenticatedAt },
        text,
      })
    })
  },
}
