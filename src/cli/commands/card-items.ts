import { readBasicItems } from '#card-client/read-basic-items.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { ok } from '#kernel/result.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { CARD_OPTIONS, withCard } from '../card-source.ts'
import type { Command } from '../command.ts'
import { enterPin, pinFileOption } from '../pin-entry.ts'

const SEX = { male: '男', female: '女', 'not-applicable': '不明' } as const

/**
 * `shomei card items`: the basic four items (基本4情報) of 券面事項入力補助AP, for the holder's
 * eyes.
 */
export const cardItems: Command = {
  path: ['card', 'items'],
  ja: 'カードの基本4情報を読む',
  en: 'read the basic four items on the card',
  options: {
    ...CARD_OPTIONS,
    'pin-file': pinFileOption('券面事項入力補助用暗証番号', 'text application PIN'),
  },
  example: 'shomei card items --card my.card',
  run: async (invocation) => {
    const pin = await enterPin(invocation, 'text')
    if (!pin.ok) return pin
    return withCard(invocation, async (card) => {
      const text = await SelectedApplication.text(card)
      if (!text.ok) return text
      const verified = await verifyPin(text.value, pin.value)
      if (!verified.ok) return verified
      const items = await readBasicItems(text.value)
      if (!items.ok) return items
      const { name, address, birthDate, sex } = items.value
      const shown = alignedColumns([
        ['氏名 / name', name],
        ['住所 / address', address],
        ['生年月日 / born', birthDate],
        ['性別 / sex', SEX[sex]],
      ])
      return ok({ json: items.value, text: shown })
    })
  },
}
