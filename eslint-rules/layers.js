import { dirname, relative, resolve, sep } from 'node:path'

/**
 * Imports follow the layer table, cross folders by `#folder/file`, stay inside one by `./file`, and never climb by `../`.
 *
 * @typedef {{ values: Set<string>, types: Set<string> }} Allowed folders, and single files written `folder/file.ts`
 * @type {import('eslint').Rule.RuleModule}
 */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: {
      noRow: 'src/{{folder}}/ has no row in the layer table of eslint.config.js; add one that says what it may import.',
      climb: 'Write #{{folder}}/… instead of climbing out by ../: a path should say which layer it reaches.',
      near: 'Inside a folder write {{near}}: # is for what ./ cannot reach.',
      crossing: '{{from}}/ may not import {{to}}. The layer table in eslint.config.js says what it may, and why.',
      typesOnly:
        '{{from}}/ may import {{to}} for its types only (`import type`). See the layer table in eslint.config.js.',
      entrypoint: 'Nothing imports an entry point: it acts when it is loaded.',
    },
  },
  create(context) {
    const src = resolve(context.cwd, 'src')
    const path = relative(src, context.filename).split(sep).join('/')
    if (path.startsWith('..')) return {}
    const folder = path.split('/')[0] ?? ''
    const row = context.options[0][folder]

    /** @param {any} node @param {unknown} specifier @param {boolean} isType */
    function check(node, specifier, isType) {
      if (typeof specifier !== 'string') return
      if (specifier.split('/').includes('..')) return context.report({ node, messageId: 'climb', data: { folder } })
      if (!specifier.startsWith('#')) return
      const target = specifier.slice(1).replace(/\?.*$/, '')
      const to = target.split('/')[0] ?? ''
      if (to === folder) {
        const near = relative(dirname(path), target).split(sep).join('/')
        if (!near.startsWith('..')) context.report({ node, messageId: 'near', data: { near: `./${near}` } })
        return
      }
      if (to === 'entrypoints') return context.report({ node, messageId: 'entrypoint' })
      if (row === undefined || row === 'everything') return
      const values = row.values ?? []
      const types = row.types ?? []
      if (values.includes(to) || values.includes(target)) return
      const data = { from: folder, to: target }
      if (!types.includes(to) && !types.includes(target)) context.report({ node, messageId: 'crossing', data })
      else if (!isType) context.report({ node, messageId: 'typesOnly', data })
    }

    /** @param {any} node */
    function checkStatement(node) {
      if (!node.source) return
      // `import { type A }` does not count: with verbatimModuleSyntax it still loads the module.
      check(node.source, node.source.value, (node.importKind ?? node.exportKind) === 'type')
    }

    return {
      Program(node) {
        if (row === undefined) context.report({ node, messageId: 'noRow', data: { folder } })
      },
      ImportDeclaration: checkStatement,
      ExportNamedDeclaration: checkStatement,
      ExportAllDeclaration: checkStatement,
      ImportExpression: (node) => check(node.source, /** @type {any} */ (node.source).value, false),
      /** @param {any} node */
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, true),
    }
  },
}
