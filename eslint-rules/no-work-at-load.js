/**
 * A module outside of `src/entrypoints` declares and does nothing: loading it must have no effect, in whatever context
 * and order.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const noWorkAtLoadRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      work: 'Modules do nothing when loaded; only src/entrypoints may. Put this into a function and call it from there.',
      effect: 'An import for its effect alone belongs into src/entrypoints.',
    },
  },
  create(context) {
    return {
      /** @param {any} program */
      Program(program) {
        for (const statement of program.body) {
          if (statement.type === 'ImportDeclaration') {
            const isEffect =
              statement.specifiers.length === 0 &&
              statement.importKind !== 'type' &&
              context.sourceCode.getText(statement).startsWith("import '")
            if (isEffect) context.report({ node: statement, messageId: 'effect' })
          } else if (statement.type === 'ExpressionStatement') {
            if (statement.directive === undefined) context.report({ node: statement, messageId: 'work' })
          } else if (
            /^(If|For|ForIn|ForOf|While|DoWhile|Try|Switch|Throw|Block|Labeled)Statement$/.test(statement.type)
          ) {
            context.report({ node: statement, messageId: 'work' })
          }
        }
      },
      /** @param {any} node */
      AwaitExpression(node) {
        for (let parent = node.parent; parent; parent = parent.parent) if (/Function/.test(parent.type)) return
        if (node.parent.type !== 'ExpressionStatement') context.report({ node, messageId: 'work' })
      },
    }
  },
}
