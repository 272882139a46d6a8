const containers = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Object'])
const mutators = new Set([
  'set',
  'add',
  'delete',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
])

/**
 * The worker may die between any two events, and module variables die with it: nothing at module level may change.
 * What must be remembered goes to the database.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const noModuleStateRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      variable:
        '"{{name}}" is forgotten when the worker dies. Keep it in the database, or inside what startBackground() makes.',
      changed:
        '"{{name}}" is changed here and forgotten when the worker dies. Keep it in the database, or inside what startBackground() makes.',
    },
  },
  create(context) {
    /** @param {any} node */
    const isContainer = (node) =>
      node?.type === 'ArrayExpression' ||
      node?.type === 'ObjectExpression' ||
      (node?.type === 'NewExpression' && containers.has(node.callee.name))

    /** Whether this reference is the object of a change: `x.set(…)`, `x[0] = …`, `delete x.y`, `x.count++`. @param {any} identifier */
    function isChange(identifier) {
      const member = identifier.parent
      if (member?.type !== 'MemberExpression' || member.object !== identifier) return false
      const outer = member.parent
      if (outer.type === 'AssignmentExpression') return outer.left === member
      if (outer.type === 'UpdateExpression') return true
      if (outer.type === 'UnaryExpression') return outer.operator === 'delete'
      return outer.type === 'CallExpression' && outer.callee === member && mutators.has(member.property.name)
    }

    return {
      /** @param {any} program */
      'Program:exit'(program) {
        for (const statement of program.body) {
          const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
          if (declaration?.type !== 'VariableDeclaration') continue
          for (const declarator of declaration.declarations) {
            const name = context.sourceCode.getText(declarator.id)
            if (declaration.kind !== 'const')
              context.report({ node: declarator, messageId: 'variable', data: { name } })
            else if (isContainer(declarator.init)) {
              for (const variable of context.sourceCode.getDeclaredVariables(declarator)) {
                for (const { identifier } of variable.references)
                  if (isChange(identifier)) context.report({ node: identifier, messageId: 'changed', data: { name } })
              }
            }
          }
        }
      },
    }
  },
}
