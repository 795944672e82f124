/** Makes the development server's pages cross-origin isolated, so that wasm may use threads in stories too. */
import { ISOLATION } from '../scripts/serve.js';

export default (router) => {
  router.use((_request, response, next) => {
    for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    next();
  });
};
