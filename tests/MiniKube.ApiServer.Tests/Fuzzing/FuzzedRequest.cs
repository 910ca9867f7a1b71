using CsCheck;

namespace MiniKube.ApiServer.Tests.Fuzzing;

/// <summary>A request as an enemy or a broken client makes it: parts of real ones, put together by chance.</summary>
internal sealed record FuzzedRequest(string Method, string Path, string Accept, string ContentType, byte[] Body)
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("", "a", "default", "kube-system", "%00", "%2F", "..", "é", "💥", "A_B", "-1", "0", "1", "99999999999999999999", "true", "null", "*"),
        Gen.String[Gen.Char['!', '~'], 0, 12].Select(Uri.EscapeDataString));

    private static readonly Gen<string> Segment = Gen.OneOf(
        Gen.OneOf(
            "api", "apis", "v1", "v2", "apps", "batch", "namespaces", "default", "pods", "configmaps", "deployments", "web", "status", "scale", "watch", "proxy",
            "binding", "eviction", "log", "exec", "events", "events.k8s.io", "openapi", "v3", "nodes", "secrets", "services", "horizontalpodautoscalers", "autoscaling",
            "selfsubjectaccessreviews", "authorization.k8s.io", "token", "serviceaccounts", "finalize", "", "."),
        Text);

    private static readonly Gen<string> Paths = Gen.Frequency(
        (3, Gen.OneOf(
            "/api/v1/namespaces/default/configmaps", "/api/v1/namespaces/default/configmaps/a", "/api/v1/pods", "/api/v1/namespaces/default/pods/p",
            "/apis/apps/v1/namespaces/default/deployments", "/apis/apps/v1/namespaces/default/deployments/web", "/apis/apps/v1/namespaces/default/deployments/web/scale",
            "/apis/apps/v1/namespaces/default/deployments/web/status", "/api/v1/namespaces/default/services", "/apis/autoscaling/v1/horizontalpodautoscalers",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "/apis/events.k8s.io/v1/events", "/api/v1/watch/configmaps", "/openapi/v3/api/v1", "/openapi/v2", "/apis",
            "/api/v1/namespaces/default/pods/p/binding", "/api/v1/namespaces/default/pods/p/eviction", "/api/v1/namespaces/default/serviceaccounts/default/token",
            "/api/v1/nodes", "/api/v1/namespaces/default/secrets", "/apis/batch/v1/namespaces/default/cronjobs", "/apis/discovery.k8s.io/v1/endpointslices")),
        (1, Segment.Array[0, 8].Select(segments => "/" + string.Join('/', segments))));

    private static readonly Gen<string> Selector = Gen.OneOf(
        Gen.OneOf(
            "a=b", "a==b", "a!=b", "a in (b,c)", "a notin (b)", "!a", "a", "a in ()", "a in (", "a>1", "a<x", ",", "a=b,,c", "a=b=c", "(", "a in b", "metadata.name=a",
            "metadata.namespace!=default", "spec.nodeName=", "status.phase=Running", "involvedObject.name=x", "x=y\\,z", "a\\=b=c", "=", "!=", "/", "a/b/c=d"),
        Text);

    private static readonly Gen<string> Parameter = Gen.OneOf(
        Gen.Select(Gen.OneOf("labelSelector", "fieldSelector"), Selector, (name, value) => $"{name}={Uri.EscapeDataString(value)}"),
        Gen.Select(
            Gen.OneOf(
                "resourceVersion", "resourceVersionMatch", "limit", "continue", "watch", "timeoutSeconds", "allowWatchBookmarks", "sendInitialEvents", "dryRun", "pretty",
                "fieldManager", "fieldValidation", "force", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "includeObject", "timeout", "hash"),
            Gen.OneOf(
                Gen.OneOf("Exact", "NotOlderThan", "All", "Strict", "Background", "Orphan", "None", "Object", "3s", "-5s", "2147483648", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsImFmdGVyIjoiYSJ9"),
                Text),
            (name, value) => $"{name}={value}"),
        Text);

    private static readonly Gen<string> MediaType = Gen.OneOf(
        Gen.OneOf(
            "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/vnd.kubernetes.protobuf;stream=watch", "*/*", "application/*", "*",
            "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "text/html", "application/json;q=x", ";;", "a/b/c",
            "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/merge-patch+json", "application/json-patch+json",
            "application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", "",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
        Text);

    private static readonly Gen<string> Json = Gen.OneOf(
        """{"metadata":{"name":"a"}}""",
        """{"metadata":{"generateName":"g-","labels":{"a":"b"},"finalizers":["x/y"]},"data":{"k":"v"}}""",
        """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""",
        """{"metadata":{"name":"web"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""",
        """{"metadata":{"name":"s"},"spec":{"ports":[{"port":80,"targetPort":"x"}],"clusterIP":"None","externalName":3}}""",
        """{"spec":{"replicas":-1}}""",
        """[{"op":"replace","path":"/metadata/labels","value":5},{"op":"copy","from":"/a","path":"/b"},{"op":"remove","path":"/-"}]""",
        """[{"op":"add","path":"/spec/containers/-","value":{}},{"op":"test","path":"","value":{}}]""",
        """{"spec":{"containers":[{"$patch":"delete","name":"c"},{"$patch":"replace"}],"$setElementOrder/containers":[{"name":"c"}],"$retainKeys":["x"]}}""",
        """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":5},"gracePeriodSeconds":-1,"dryRun":["All"],"propagationPolicy":"Foreground"}""",
        """{"kind":"Pod","apiVersion":"apps/v1","metadata":{"name":null,"namespace":"other","resourceVersion":"x","uid":{},"managedFields":[{"x":1}]},"spec":[]}""",
        """{"spec":{"resourceAttributes":{"verb":"get"},"nonResourceAttributes":{}},"target":{"name":"n"}}""",
        """{"a":{"a":{"a":{"a":[[[[[[1e999,-0.0,"\ud800"]]]]]]}}}}""",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: &a\n  name: y\ndata: {k: 1}\n",
        "k8s\0\n\u0010\n\u0002v1\u0012\tConfigMap\u0012\u0005\n\u0003\n\u0001a",
        "", "null", "[]", "0", "\"\"", "{", "{}}", "{\"metadata\":{\"name\":\"a\"},\"metadata\":{\"name\":\"b\"}}");

    private static readonly Gen<byte[]> Bodies = Gen.OneOf(
        Json.Select(System.Text.Encoding.UTF8.GetBytes),
        Gen.Select(Json, Gen.Int[0, 400], Gen.Byte, (json, at, value) =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(json);
            if (bytes.Length > 0)
            {
                bytes[at % bytes.Length] = value;
            }

            return bytes;
        }),
        Gen.Byte.Array[0, 40]);

    public static Gen<FuzzedRequest> Any { get; } = Gen.Select(
        Gen.OneOf("GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "FROB"),
        Gen.Select(Paths, Parameter.Array[0, 4], (path, parameters) => parameters.Length == 0 ? path : $"{path}?{string.Join('&', parameters)}"),
        MediaType.Array[0, 3].Select(types => string.Join(',', types)),
        MediaType,
        Bodies,
        (method, path, accept, contentType, body) => new FuzzedRequest(method, path, accept, contentType, body));

    public override string ToString() => $"{Method} {Path}, Accept: {Accept}, Content-Type: {ContentType}, body {Convert.ToBase64String(Body)}";
}
