// A compiler that waits for command lines, each of one project, and answers with what is wrong with it:
// compiler.cjs FOLDER_OF_TYPESCRIPT. It is warm from the second project on.
const { argv } = require('node:process');

/** @type {typeof import('typescript')} */
const ts = require(require.resolve('typescript', { paths: [argv[2]] }));

/** Declarations of packages and of the language. They are most of what is parsed, and no project changes them. */
const declarations = new Map();

/** Compiles as `tsc` does, and gives the errors in its words. */
function compile(args) {
  const { options, fileNames, errors } = ts.parseCommandLine(args);
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile;
  host.getSourceFile = (file, how, ...rest) => {
    if (!/\.d\.[cm]?ts$/.test(file)) return parse(file, how, ...rest);
    // Other options mean nothing to a file that only declares, neither where it is parsed nor where its names are bound.
    const key = [file, how.languageVersion, how.impliedNodeFormat].join();
    if (!declarations.has(key)) declarations.set(key, parse(file, how, ...rest));
    return declarations.get(key);
  };
  const program = ts.createProgram(fileNames, options, host);
  const found = [...errors, ...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  return ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), host);
}

process.on('message', (args) => process.send(compile(args)));
