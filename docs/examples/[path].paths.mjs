import { examplePrograms } from '../.vitepress/workspace.mjs';

export default {
  watch: ['../../examples/src/**/*'],
  paths: () =>
    examplePrograms().map(({ path, source, output }) => ({
      params: { path },
      content: [
        `# ${path}.ts`,
        `\`\`\`\`ts\n${source}\`\`\`\``,
        output === undefined ? '' : `It prints:\n\n\`\`\`\`text\n${output}\`\`\`\``,
      ].join('\n\n'),
    })),
};
