// Drives a cluster with the official JavaScript client: what is written, listed, patched, watched and refused.
// CLIENT_NODE is the directory that holds node_modules, KUBECONFIG the cluster, NAMESPACE an empty namespace.
// Prints a line for each step that went as it must; ends with code 1 at the first that did not.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const entry = `${process.env.CLIENT_NODE}/node_modules/@kubernetes/client-node/dist/index.js`;
const k8s = await import(pathToFileURL(entry).href);
const namespace = process.env.NAMESPACE;
const config = new k8s.KubeConfig();
config.loadFromFile(process.env.KUBECONFIG);
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const generic = k8s.KubernetesObjectApi.makeApiClient(config);

const step = (name) => console.log(`ok ${name}`);

// Settles once the condition holds for what the listener is told; the process ends by itself if that never happens.
function when(subscribe, condition) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('waited 60 s in vain')), 60_000);
    subscribe((...told) => {
      if (condition(...told)) {
        clearTimeout(timer);
        resolve(told);
      }
    }, reject);
  });
}

async function objects() {
  const created = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'a', labels: { app: 'x' } }, data: { k: '1' } } });
  assert.equal(created.data.k, '1');
  const read = await core.readNamespacedConfigMap({ namespace, name: 'a' });
  assert.equal(read.metadata.uid, created.metadata.uid);
  assert.ok(read.metadata.creationTimestamp instanceof Date);
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'b' } } });
  const selected = await core.listNamespacedConfigMap({ namespace, labelSelector: 'app in (x,y)' });
  assert.deepEqual(selected.items.map((item) => item.metadata.name), ['a']);
  step('create, read and list');

  const first = await core.listConfigMapForAllNamespaces({ limit: 1 });
  assert.equal(first.items.length, 1);
  assert.ok(first.metadata.remainingItemCount > 0);
  const second = await core.listConfigMapForAllNamespaces({ limit: 1000, _continue: first.metadata._continue });
  assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
  step('pages');

  read.data.k = '2';
  const replaced = await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: read });
  assert.equal(replaced.data.k, '2');
  await assert.rejects(
    core.replaceNamespacedConfigMap({ namespace, name: 'a', body: created }),
    (error) => error.code === 409 && JSON.parse(error.body).reason === 'Conflict');
  await assert.rejects(core.readNamespacedConfigMap({ namespace, name: 'none' }), (error) => error.code === 404);
  step('replace, conflict and not found');
}

async function patches() {
  const target = { namespace, name: 'a' };
  const as = (type) => k8s.setHeaderOptions('Content-Type', type);
  let patched = await core.patchNamespacedConfigMap({ ...target, body: [{ op: 'replace', path: '/data/k', value: '3' }] }, as(k8s.PatchStrategy.JsonPatch));
  assert.equal(patched.data.k, '3');
  patched = await core.patchNamespacedConfigMap({ ...target, body: { data: { k: null, m: '4' } } }, as(k8s.PatchStrategy.MergePatch));
  assert.deepEqual(patched.data, { m: '4' });
  patched = await core.patchNamespacedConfigMap({ ...target, body: { metadata: { labels: { app: 'z' } } } }, as(k8s.PatchStrategy.StrategicMergePatch));
  assert.equal(patched.metadata.labels.app, 'z');
  step('the three patches');
}

async function watches() {
  const { metadata } = await core.listNamespacedConfigMap({ namespace });
  const seen = [];
  let request;
  const done = when(
    (listen, fail) => {
      request = new k8s.Watch(config).watch(
        `/api/v1/namespaces/${namespace}/configmaps`,
        { resourceVersion: metadata.resourceVersion, allowWatchBookmarks: true },
        (type, item) => listen(type, item),
        (error) => error && fail(error));
    },
    (type, item) => {
      seen.push(`${type} ${item.metadata.name}`);
      return seen.length === 3;
    });
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'w' } } });
  await core.replaceNamespacedConfigMap({ namespace, name: 'w', body: { metadata: { name: 'w' }, data: { k: 'v' } } });
  await core.deleteNamespacedConfigMap({ namespace, name: 'w' });
  await done;
  (await request).abort();
  assert.deepEqual(seen, ['ADDED w', 'MODIFIED w', 'DELETED w']);
  step('watch');
}

async function socketWatch() {
  const { default: WebSocket } = await import(pathToFileURL(`${process.env.CLIENT_NODE}/node_modules/ws/wrapper.mjs`).href);
  const options = {};
  await config.applyToHTTPSOptions(options);
  const server = config.getCurrentCluster().server.replace('https', 'wss');
  const socket = new WebSocket(`${server}/api/v1/namespaces/${namespace}/configmaps?watch=true`, options);
  await when(
    (listen, fail) => {
      socket.on('message', (text) => listen(JSON.parse(text)));
      socket.on('error', fail);
    },
    (event) => event.type === 'ADDED' && event.object.metadata.name === 'a');
  socket.close();
  step('watch over a WebSocket');
}

async function informer() {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const cache = k8s.makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace }));
  const told = [];
  let hear = () => {};
  for (const verb of ['add', 'update', 'delete']) {
    cache.on(verb, (item) => {
      told.push(`${verb} ${item.metadata.name}`);
      hear();
    });
  }

  const heard = (what) => when((listen) => { hear = listen; listen(); }, () => told.includes(what));
  await cache.start();
  await heard('add a');
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'i' } } });
  await heard('add i');
  await core.replaceNamespacedConfigMap({ namespace, name: 'i', body: { metadata: { name: 'i' }, data: { k: 'v' } } });
  await heard('update i');
  await core.deleteNamespacedConfigMap({ namespace, name: 'i' });
  await heard('delete i');
  assert.equal(cache.get('a', namespace).metadata.labels.app, 'z');
  await cache.stop();
  step('informer');
}

async function workloads() {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template } };
  await generic.create(body);
  let request;
  await when(
    (listen, fail) => {
      request = new k8s.Watch(config).watch(`/apis/apps/v1/namespaces/${namespace}/deployments`, {}, (_, item) => listen(item), (error) => error && fail(error));
    },
    (item) => item.status?.availableReplicas === 2);
  (await request).abort();
  const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' });
  assert.equal(scale.status.selector, 'app=web');
  const pods = await core.listNamespacedPod({ namespace, fieldSelector: 'status.phase=Running' });
  assert.equal(pods.items.length, 2);
  const status = await generic.delete({ ...body, spec: undefined });
  assert.equal(status.kind, 'Status');
  step('a rollout');
}

try {
  await objects();
  await patches();
  await watches();
  await socketWatch();
  await informer();
  await workloads();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
