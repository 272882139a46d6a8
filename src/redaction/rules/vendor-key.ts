import type { TextRule } from '#redaction/rule.ts'

// Samples are joined at run time, so that no scanner takes this file for a leak.
const digits = '0123456789abcdefABCDEF0123456789abcdef'
const capitals = 'ABCDEFGH01234567'

export const vendorKey: TextRule = {
  id: 'vendor-key',
  why: 'API keys with a fixed prefix, as model providers, code hosts and clouds issue them',
  pattern:
    /\b(?:sk-[A-Za-z0-9_-]{20,256}|sk_(?:live|test)_[A-Za-z0-9]{16,128}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|xox[abprs]-[A-Za-z0-9-]{10,255}|AKIA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z0-9]{30,64}|glpat-[A-Za-z0-9_-]{20,64})/g,
  keywords: [
    'sk-',
    'sk_',
    'ghp_',
    'gho_',
    'ghu_',
    'ghs_',
    'ghr_',
    'github_pat_',
    'xox',
    'akia',
    'aiza',
    'hf_',
    'glpat-',
  ],
  secrets: [
    { text: `my key is sk-${digits}`, secret: `sk-${digits}` },
    { text: `AKIA${capitals} in the prompt`, secret: `AKIA${capitals}` },
    { text: `token ghp_${digits}`, secret: `ghp_${digits}` },
    { text: `"apiKey":"hf_${digits}"`, secret: `hf_${digits}` },
  ],
  harmless: [
    'sk-learn and sk-image',
    'the task-based-approach-to-everything-we-do',
    'AKIA is a prefix',
    'risk-averse-long-hyphenated',
  ],
}
