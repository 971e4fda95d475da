import type { Sections } from '#codec/der/sections.ts'
import { EXTENSION_SECTIONS } from '#codec/x509/sections.ts'
import type { RequestRefusal } from './refusal.ts'

/** Where RFC 2986 and RFC 2985 speak of each field of a request. */
export const REQUEST_SECTIONS: Sections<RequestRefusal> = {
  fields: {
    ...EXTENSION_SECTIONS.fields,
    certificationRequest: 'RFC 2986 §4.2',
    certificationRequestInfo: 'RFC 2986 §4.1',
    version: 'RFC 2986 §4.1',
    subject: 'RFC 2986 §4.1',
    subjectPKInfo: 'RFC 2986 §4.1',
    attributes: 'RFC 2986 §4.1',
    extensionRequest: 'RFC 2985 §5.4.2',
    signatureAlgorithm: 'RFC 2986 §4.2',
    signature: 'RFC 2986 §4.2',
  },
  refusals: {
    ...EXTENSION_SECTIONS.refusals,
    'request-version-unsupported': 'RFC 2986 §4.1',
    'request-attribute-duplicate': 'RFC 2986 §4.1',
    'request-attribute-not-single': 'RFC 2985 §5.4',
  },
}
