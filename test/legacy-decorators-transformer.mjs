import { createHash } from 'node:crypto';
import ts from 'typescript';

/**
 * Compiles what stands in a `legacy-decorators` folder. Not ts-jest with a second tsconfig: it keeps one set of compiler
 * options for each jest configuration, the one that is asked for first, and would compile these as standard decorators.
 */
const COMPILER_OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  experimentalDecorators: true,
  inlineSourceMap: true,
  inlineSources: true,
};

export default {
  getCacheKey: (source, path) =>
    createHash('sha256')
      .update([ts.version, JSON.stringify(COMPILER_OPTIONS), path, source].join('\0'))
      .digest('hex'),
  process: (source, fileName) => ({
    code: ts.transpileModule(source, { fileName, compilerOptions: COMPILER_OPTIONS }).outputText,
  }),
};
