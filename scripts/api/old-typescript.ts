import { registerHooks } from 'node:module';

/**
 * TypeDoc reads the source through the JavaScript API of TypeScript, which version 7 does not have. It gets the 6.0.3 that is
 * installed for attw (`overrides` in package.json): two copies at the top would both provide the command `tsc`.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript'
      ? next(specifier, { ...context, parentURL: import.meta.resolve('@arethetypeswrong/core') })
      : next(specifier, context),
});
