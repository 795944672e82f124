/** The package's files go to the site as they are; nothing is bundled. */
export default function (config) {
  config.addPassthroughCopy({ 'node_modules/convnet-elements/cdn': 'convnet-elements' });
  return { dir: { output: '_site' }, pathPrefix: '/notes/' };
}
