import { CMS_SECTIONS } from '#codec/cms/sections.ts'
import type { Sections } from '#codec/der/sections.ts'
import { EXTENSION_SECTIONS } from '#codec/x509/sections.ts'
import type { TspRefusal } from './refusal.ts'

/** Where RFC 3161 speaks of each field, and forbids what it is refused for. */
export const TSP_SECTIONS: Sections<TspRefusal> = {
  fields: {
    ...EXTENSION_SECTIONS.fields,
    timeStampReq: 'RFC 3161 §2.4.1',
    timeStampResp: 'RFC 3161 §2.4.2',
    status: 'RFC 3161 §2.4.2',
    timeStampToken: 'RFC 3161 §2.4.2',
    tstInfo: 'RFC 3161 §2.4.2',
    messageImprint: 'RFC 3161 §2.4.1',
  },
  refusals: {
    ...CMS_SECTIONS.refusals,
    ...EXTENSION_SECTIONS.refusals,
    'tsp-version-unsupported': 'RFC 3161 §2.4.1, §2.4.2',
    'tsp-hash-length-wrong': 'RFC 3161 §2.4.1',
    'tsp-nonce-malformed': 'RFC 3161 §2.4.1',
    'tsp-serial-malformed': 'RFC 3161 §2.4.2',
    'tsp-content-type-other': 'RFC 3161 §2.4.2',
    'tsp-content-absent': 'RFC 3161 §2.4.2',
    'tsp-signers-not-one': 'RFC 3161 §2.4.2',
    'tsp-status-unknown': 'RFC 3161 §2.4.2',
    'tsp-token-absent': 'RFC 3161 §2.4.2',
    'tsp-token-unexpected': 'RFC 3161 §2.4.2',
  },
}
