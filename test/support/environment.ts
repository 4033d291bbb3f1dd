/** Sets variables of this process and takes every other AWS_ one away; returns what puts them back. */
export function useFakeEnvironment(env: {readonly [name: string]: string}): () => void {
  const before = {...process.env};
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, env, {AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true'});
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
