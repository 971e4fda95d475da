import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { EXTENSION_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { ProofRefusal, RequestRefusal } from './refusal.ts'

const MAKE_AGAIN = {
  nextJa: 'この証明書発行要求は使えません。鍵を作った機器で、もう一度作ってください。',
  nextEn: 'This request cannot be used. Make it again where the key was made.',
}

/** What a person reads when octets are not a certification request of RFC 2986. */
export const REQUEST_REFUSAL_TEXTS: RefusalTexts<
  RequestRefusal | Extract<ProofRefusal, `request-${string}`>
> = {
  ...DER_REFUSAL_TEXTS,
  ...EXTENSION_REFUSAL_TEXTS,
  'request-version-unsupported': {
    ja: '証明書発行要求の版が、知られているもの（0）ではありません。',
    en: 'The request has a version other than 0.',
    ...MAKE_AGAIN,
  },
  'request-attribute-duplicate': {
    ja: '証明書発行要求に、同じ属性が二度書かれています（{oid}）。',
    en: 'An attribute of the request stands twice ({oid}).',
    ...MAKE_AGAIN,
  },
  'request-attribute-not-single': {
    ja: '証明書発行要求の属性（{oid}）に、値が二つ以上あります。',
    en: 'An attribute of the request ({oid}) has more than its one value.',
    ...MAKE_AGAIN,
  },
  'request-signature-wrong': {
    ja: '証明書発行要求の署名が、中の公開鍵と合いません。',
    en: 'The signature of the request does not verify under the key in it.',
    ...MAKE_AGAIN,
  },
}
