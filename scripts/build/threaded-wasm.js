/**
 * A plugin for Rollup and Vite. TensorFlow.js starts the threads of its wasm backend by sending them the text of a
 * function, and that function looks at a variable outside itself, guarded by `typeof`. Some minifiers know that the
 * variable exists and drop the guard; then every thread dies of a ReferenceError. The variable is undefined in modules
 * anyway, so here the function stops looking.
 */
export function selfContainedThreads() {
  return {
    name: 'self-contained-threads',
    transform(code, id) {
      // Rollup has modules of its own about this file, under the same name with a query: those hold none of it.
      if (!id.split('?')[0].endsWith('tfjs-backend-wasm-threaded-simd.js') || id.includes('?commonjs')) return null;
      const alone = code
        .replace('if(typeof _scriptDir !== "undefined" && _scriptDir){scriptDirectory=_scriptDir}', '')
        .replace('Module["mainScriptUrlOrBlob"]||_scriptDir', 'Module["mainScriptUrlOrBlob"]');
      const [, body] = alone.split('function(WasmBackendModuleThreadedSimd) {');
      if (!body || body.includes('_scriptDir')) this.error('The threaded glue of TensorFlow.js has changed its form.');
      return { code: alone, map: null };
    },
  };
}
