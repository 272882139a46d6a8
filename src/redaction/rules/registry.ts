import type { TextRule } from '#redaction/rule.ts'
import { bearerToken } from './bearer-token.ts'
import { jsonWebToken } from './json-web-token.ts'
import { paymentCard } from './payment-card.ts'
import { vendorKey } from './vendor-key.ts'

/** Every rule on text, in the order they run: the more specific first. */
export const textRules: readonly TextRule[] = [jsonWebToken, vendorKey, bearerToken, paymentCard]
