import { basename } from 'node:path'

/** Names that say nothing of what a file holds. */
const sayNothing = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'type',
  'types',
  'constant',
  'constants',
  'shared',
  'index',
])

/**
 * Files are in kebab-case and named after what they hold.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const fileNamesRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      empty:
        '"{{name}}" says nothing of what is in here: name the file after its main export, in the words of its domain.',
      kebab: '"{{name}}" is not kebab-case.',
    },
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename)
      const stem = name.split('.')[0] ?? ''
      if (sayNothing.has(stem)) context.report({ node, messageId: 'empty', data: { name } })
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.[a-z]+$/.test(name))
        context.report({ node, messageId: 'kebab', data: { name } })
    },
  }),
}
