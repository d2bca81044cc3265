import { registerHooks } from 'node:module';

/**
 * TypeDoc reads sources through the JavaScript API of TypeScript, which version 7 does not have. It gets the older version that
 * is installed below attw (`overrides` in package.json). A second one at the top, under an alias, would replace the command
 * `tsc`.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript'
      ? next(specifier, { ...context, parentURL: import.meta.resolve('@arethetypeswrong/core') })
      : next(specifier, context),
});
